//! Does the customer ask for a person? Rules over the parts that words play, because a missed
//! request is the worst failure of a bot, and a rule can be read and mended where a score cannot.

mod lexicon;

use lexicon::{Part, is_known, part_of};

use crate::builtin::text::{in_right_layout, normalise, words};

/// How far «позовите» reaches, in words.
const REACH: usize = 4;
/// Other words in a sentence that still is about getting hold of staff, or of anyone.
const STAFF_TOPIC: usize = 4;
const PERSON_TOPIC: usize = 1;

/// Whether `text` asks for a person instead of the bot, in any usual wording, with slips. Doubts
/// about talking to a person («вы бот?») count too: who asks wants one.
pub fn asks_human(text: &str) -> bool {
    let text = in_right_layout(&normalise(text), is_known);
    text.split(['.', '!', '?', '\n', ';']).any(|sentence| Sentence::read(sentence).asks())
}

/// Told to us these ask for a call; «вам позвонить?» asks for a number.
const CALL_US: &[&str] = &["позвоните", "позвони", "наберите", "набери", "свяжитесь", "свяжись"];
/// Calls that are wished for only beside «мне», «пусть» and the like.
const CALLS: &[&str] = &[
    "позвонить",
    "позвонит",
    "позвонят",
    "перезвонит",
    "перезвонят",
    "звонка",
    "звонок",
    "набрать",
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
        let alone: Vec<Part> = words.iter().map(|word| part_of(word)).collect();
        let is_service = words.iter().any(|word| SERVICES.iter().any(|service| word.starts_with(service)));
        let is_handed_on = alone.contains(&Part::Move) || words.contains(&"вопрос");
        let at = |place: Option<usize>| place.and_then(|place| alone.get(place)).copied();
        let parts = words.iter().enumerate().zip(&alone).map(|((place, word), part)| {
            let (before, after) = (at(place.checked_sub(1)), at(Some(place + 1)));
            let next = words.get(place + 1).copied().unwrap_or_default();
            match part {
                Part::Specialist if is_service => Part::Other,
                Part::Specialist => Part::Staff,
                Part::Dative if is_handed_on || before == Some(Part::Live) => Part::Person,
                Part::Dative => Part::Other,
                Part::Live if is_of_a_thing(before, after) => Part::Other,
                Part::Person if before == Some(Part::Count) => Part::Other,
                part if is_something_else(word, *part, after, next) => Part::Other,
                part => *part,
            }
        });
        let parts = parts.collect();
        Self { words, parts }
    }

    fn asks(&self) -> bool {
        self.is_nothing_else()
            || self.mentions_someone_shortly()
            || self.calls_shortly()
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
    fn mentions_someone_shortly(&self) -> bool {
        let others = self.words.iter().zip(&self.parts).filter(|(_, part)| **part == Part::Other);
        let others: Vec<&str> = others.map(|(word, _)| *word).collect();
        let wish = |(word, part): (&&str, &Part)| match part {
            Part::Live | Part::Talk | Part::Move => true,
            Part::Want => !matches!(*word, "есть" | "где"),
            _ => false,
        };
        let has = |part: Part| self.parts.contains(&part);
        let most = if has(Part::Staff) || (has(Part::Live) && has(Part::Person)) {
            STAFF_TOPIC
        } else if has(Part::Person) && self.words.iter().zip(&self.parts).any(wish) {
            PERSON_TOPIC
        } else {
            return false;
        };
        let is_message = (0..self.words.len()).any(|verb| self.is_message(verb));
        let is_report = !self.is_for_something() && others.iter().any(|word| is_report(word));
        others.len() <= most && !is_message && !is_report
    }

    /// «Позовите взрослых»: whoever is called, it is not the bot.
    fn calls_shortly(&self) -> bool {
        let calls = |word: &&str| ["позов", "позва", "зови"].iter().any(|verb| word.starts_with(verb));
        self.words.len() <= REACH + 2 && self.words.iter().any(calls)
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
        is_handing && self.parts.contains(&Part::Other) && !self.is_for_something()
    }

    /// «…, чтобы мне ответил человек»: then verbs of the past are wishes.
    fn is_for_something(&self) -> bool {
        self.words.iter().any(|word| word.starts_with("чтоб"))
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

    /// «Перезвоните», «позвоните мне», «жду звонка», «пусть мне перезвонят»; not «позвоните перед доставкой».
    fn wants_a_call(&self) -> bool {
        let has = |words: &[&str]| self.words.iter().any(|word| words.contains(word));
        let for_me = has(&["мне", "меня", "мной", "нам", "нами", "пусть", "прошу", "жду", "ждать"]);
        let is_about_delivery = has(&["перед", "до", "за", "курьер", "когда"]);
        let calls = self.parts.contains(&Part::CallBack)
            || has(CALL_US)
            || (has(&["телефону"]) && self.parts.contains(&Part::Talk))
            || (for_me && has(CALLS));
        calls && !is_about_delivery && !self.parts.contains(&Part::Not)
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

/// A verb that tells what somebody said or did: «сказал», «обещала», «говорит».
fn is_report(word: &str) -> bool {
    let is_past = ["л", "ла", "ли"].iter().any(|ending| word.ends_with(ending));
    is_past || ["говорит", "пишет", "обеща", "утвержда", "сообща"].iter().any(|verb| word.starts_with(verb))
}

fn is_someone(part: Part) -> bool {
    matches!(part, Part::Staff | Part::Person | Part::Live)
}

/// «Живой цвет», «фото живые»: an adjective beside a thing, unless a person stands on the other side.
fn is_of_a_thing(before: Option<Part>, after: Option<Part>) -> bool {
    let is_someones =
        matches!(after, Some(Part::Person | Part::Staff | Part::Dative | Part::Specialist | Part::Talk));
    !is_someones && (before == Some(Part::Other) || after == Some(Part::Other))
}

/// Words that look like a person and mean something else here: «оператор связи», «робот-пылесос»,
/// «поддержка 5G».
fn is_something_else(word: &str, part: Part, after: Option<Part>, next: &str) -> bool {
    let next_is = |beginnings: &[&str]| beginnings.iter().any(|beginning| next.starts_with(beginning));
    match part {
        Part::Staff if word.starts_with("поддержк") => {
            matches!(after, Some(Part::Other | Part::Count))
        }
        Part::Staff => {
            next_is(&["связи", "сотов", "мобильн", "мтс", "билайн", "мегафон", "теле2", "tele2", "yota"])
        }
        Part::Bot => next_is(&["пылесос", "мойщик", "мойк", "газонокос"]),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
