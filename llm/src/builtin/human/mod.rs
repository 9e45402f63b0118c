//! Does the customer ask for a person? Rules over the parts that words play, because a missed
//! request is the worst failure of a bot, and a rule can be read and mended where a score cannot.

mod lexicon;

use lexicon::{Part, part_of};

use crate::builtin::text::{in_right_layout, normalise, words};

/// How far «позовите» reaches, in words.
const REACH: usize = 4;

/// Whether `text` asks for a person instead of the bot, in any usual wording, with slips. Doubts
/// about talking to a person («вы бот?») count too: who asks wants one.
pub fn asks_human(text: &str) -> bool {
    let text = in_right_layout(&normalise(text), |word| part_of(word) != Part::Other);
    text.split(['.', '!', '?', '\n', ';']).any(|sentence| Sentence::read(sentence).asks())
}

/// Calls that are wished for only beside «мне», «пусть» and the like; «вам позвонить?» asks for a number.
const CALLS: &[&str] = &[
    "позвоните",
    "позвони",
    "позвонить",
    "позвонит",
    "позвонят",
    "перезвонит",
    "перезвонят",
    "звонка",
    "звонок",
    "наберите",
    "набери",
    "набрать",
    "свяжитесь",
    "свяжись",
    "связаться",
    "свяжется",
    "свяжутся",
];

/// What specialists come for: then the customer wants work done, not a talk.
const SERVICES: &[&str] =
    &["монтаж", "установ", "замер", "ремонт", "подключен", "обслуж", "чистк", "заправ", "диагност"];

/// A sentence as parts; `words` are kept for the few rules that look at one.
struct Sentence<'t> {
    words: Vec<&'t str>,
    parts: Vec<Part>,
}

impl<'t> Sentence<'t> {
    fn read(text: &'t str) -> Self {
        let words: Vec<&str> = words(text).collect();
        let mut parts: Vec<Part> = words.iter().map(|word| part_of(word)).collect();
        let is_service = words.iter().any(|word| SERVICES.iter().any(|service| word.starts_with(service)));
        let mut before = Part::Filler;
        for (number, part) in parts.iter_mut().enumerate() {
            let next = words.get(number + 1).copied().unwrap_or_default();
            if *part == Part::Specialist {
                *part = if is_service { Part::Other } else { Part::Staff };
            }
            if is_something_else(words.get(number).copied().unwrap_or_default(), *part, before, next) {
                *part = Part::Other;
            }
            before = *part;
        }
        Self { words, parts }
    }

    fn asks(&self) -> bool {
        self.is_nothing_else()
            || self.mentions_staff_shortly()
            || self.moves_to_someone()
            || self.wants_someone()
            || self.rejects_the_bot()
            || self.wants_a_call()
    }

    /// «Оператора, пожалуйста!», «живой человек есть?», «вы бот?»: nothing but the wish.
    fn is_nothing_else(&self) -> bool {
        let about = |part: &Part| matches!(part, Part::Staff | Part::Person | Part::Live | Part::Bot);
        let allowed = |part: &Part| !matches!(part, Part::Other | Part::Count);
        self.parts.iter().any(about) && self.parts.iter().all(allowed)
    }

    /// «Менеджер на месте?», «дайте контакт менеджера»: little else is said, and nothing is reported.
    fn mentions_staff_shortly(&self) -> bool {
        let others = self.words.iter().zip(&self.parts).filter(|(_, part)| **part == Part::Other);
        let others: Vec<&str> = others.map(|(word, _)| *word).collect();
        let wish = |part: &Part| matches!(part, Part::Want | Part::Live | Part::Talk | Part::Move);
        let (wishes, staff) = (self.parts.iter().any(wish), self.parts.contains(&Part::Staff));
        let someone = staff || (wishes && self.parts.contains(&Part::Person));
        someone
            && others.len() <= 1 + usize::from(staff && wishes)
            && !others.iter().any(|word| is_report(word))
    }

    /// «Соедините меня, наконец, с кем-нибудь из менеджеров», «поговорить с человеком».
    fn moves_to_someone(&self) -> bool {
        let to_a_person = self.words.contains(&"человеку") && self.parts.contains(&Part::Move);
        to_a_person
            || self
                .pairs(|part| matches!(part, Part::Move | Part::Talk), is_someone)
                .any(|(from, to)| from.abs_diff(to) <= REACH && !self.is_message(from))
    }

    /// «Передайте менеджеру, что товар пришёл» hands over words, not the talk.
    fn is_message(&self, verb: usize) -> bool {
        let is_handing =
            self.words.get(verb).is_some_and(|word| word.starts_with("переда") || word.starts_with("попрос"));
        is_handing && self.parts.contains(&Part::Other)
    }

    /// «Хочу с живым менеджером», «нужен человек»: the wish and its object side by side.
    fn wants_someone(&self) -> bool {
        self.pairs(|part| part == Part::Want, is_someone).any(|(from, to)| {
            let (start, end) = (from.min(to), from.max(to));
            let between = self.parts.get(start + 1..end).unwrap_or_default();
            between.iter().all(|part| {
                matches!(
                    part,
                    Part::Filler | Part::Live | Part::Want | Part::Staff | Part::Person | Part::Talk
                )
            })
        })
    }

    /// «Не хочу с ботом», «хватит ботов», «бот ничего не понимает».
    fn rejects_the_bot(&self) -> bool {
        let instead = |part: &Part| matches!(part, Part::Staff | Part::Person);
        if self.parts.contains(&Part::Bot) && self.parts.iter().any(instead) {
            return true;
        }
        self.pairs(|part| matches!(part, Part::Not | Part::Enough), |part| part == Part::Bot)
            .any(|(from, to)| from.abs_diff(to) <= REACH)
    }

    /// «Перезвоните», «позвоните мне», «жду звонка», «пусть мне перезвонят».
    fn wants_a_call(&self) -> bool {
        let has = |words: &[&str]| self.words.iter().any(|word| words.contains(word));
        let for_me = has(&["мне", "меня", "мной", "нам", "нами", "пусть", "прошу", "жду", "ждать"]);
        !self.parts.contains(&Part::Not) && (self.parts.contains(&Part::CallBack) || (for_me && has(CALLS)))
    }

    /// Places of every two words with these parts.
    fn pairs(
        &self,
        one: impl Fn(Part) -> bool,
        other: impl Fn(Part) -> bool,
    ) -> impl Iterator<Item = (usize, usize)> {
        let places = |fits: &dyn Fn(Part) -> bool| {
            self.parts
                .iter()
                .enumerate()
                .filter(|(_, part)| fits(**part))
                .map(|(at, _)| at)
                .collect::<Vec<_>>()
        };
        let others = places(&other);
        places(&one).into_iter().flat_map(move |from| others.clone().into_iter().map(move |to| (from, to)))
    }
}

/// A verb of the past: «сказал», «обещала».
fn is_report(word: &str) -> bool {
    ["л", "ла", "ли"].iter().any(|ending| word.ends_with(ending))
}

fn is_someone(part: Part) -> bool {
    matches!(part, Part::Staff | Part::Person | Part::Live)
}

/// Words that look like a person and mean something else here: «5 человек», «оператор связи»,
/// «робот-пылесос», «живой цвет», «поддержка 5G».
fn is_something_else(word: &str, part: Part, before: Part, next: &str) -> bool {
    let next_is = |beginnings: &[&str]| beginnings.iter().any(|beginning| next.starts_with(beginning));
    match part {
        Part::Person => before == Part::Count,
        Part::Staff if word.starts_with("поддержк") => {
            !next.is_empty() && part_of(next) != Part::Filler
        }
        Part::Staff => next_is(&["связи", "сотов", "мобильн", "бренд", "завод", "wi", "5g", "4g"]),
        Part::Bot => next_is(&["пылесос", "мойщик", "мойк", "газонокос"]),
        // An adjective of a thing: the noun follows and is nobody.
        Part::Live => !next.is_empty() && part_of(next) == Part::Other,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
