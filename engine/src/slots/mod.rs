//! Values in the customer's words: what `collect` reads without asking a model.
//!
//! Values with a form of their own (phone, e-mail, date, number, choice, yes or no) are found here and brought to one
//! form. Free texts are left to [`free`] or a model.

pub(crate) mod choice;
pub(crate) mod date;
pub(crate) mod email;
pub(crate) mod free;
pub(crate) mod number;
pub(crate) mod phone;
mod sentences;
pub(crate) mod words;

use std::ops::Range;

use indexmap::IndexMap;
use serde_json::Value;
use sufler_dsl::{
    flow::{Name, VarType, Variable},
    nodes::Slot,
};

use self::{
    date::Today,
    words::{Word, clause, find_phrase, is_negated, words},
};
use crate::{Vars, coerce::number_value};

/// What is known before the customer is heard.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// What is to be found out.
    pub(crate) slots: &'a IndexMap<Name, Slot>,
    /// Declared variables.
    pub(crate) variables: &'a IndexMap<Name, Variable>,
    /// Values that are set.
    pub(crate) vars: &'a Vars,
    /// The variable that was asked about.
    pub(crate) asked: Option<&'a Name>,
    /// The day of the message.
    pub(crate) today: Today,
}

impl<'a> Known<'a> {
    /// The variable has no value yet.
    pub(crate) fn is_missing(&self, name: &Name) -> bool {
        let declared = self.variables.get(name);
        !self.vars.contains_key(name) && declared.is_none_or(|variable| variable.default.is_none())
    }

    /// Slots of a type, the one asked about first.
    fn of_type(&self, ty: VarType) -> Vec<(&'a Name, &'a Slot)> {
        let all =
            self.slots.iter().filter(|(name, _)| self.variables.get(*name).is_some_and(|it| it.ty == ty));
        let (asked, rest): (Vec<_>, Vec<_>) = all.partition(|(name, _)| Some(*name) == self.asked);
        asked.into_iter().chain(rest).collect()
    }
}

/// What was understood.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// Values by variable, in the order found.
    pub(crate) values: Vec<(Name, Value)>,
    /// The text without phones and e-mails, and without what gave another value.
    pub(crate) masked: String,
    /// A sentence that gave no value asks something.
    pub(crate) asks: bool,
    /// The customer corrects something.
    pub(crate) corrects: bool,
}

/// Stands for a phone in texts that models see.
pub(crate) const PHONE_MARK: &str = "‹телефон›";
/// Stands for an e-mail.
pub(crate) const EMAIL_MARK: &str = "‹почта›";

/// Stands for what gave another value.
pub(crate) const TAKEN_MARK: &str = "‹…›";

/// Reads the customer's words.
pub(crate) fn hear(text: &str, known: Known<'_>) -> Heard {
    let words = words(text);
    let mut ear = Ear {
        text,
        corrects: corrects(&words),
        words: &words,
        known,
        values: Vec::new(),
        used: Vec::new(),
        taken: Vec::new(),
    };
    let emails = email::find(text, &words);
    let asked_phone =
        known.asked.and_then(|name| known.variables.get(name)).is_some_and(|it| it.ty == VarType::Phone);
    let phones = phone::find(text, &words, asked_phone);
    let mut marks: Vec<(Range<usize>, &'static str)> = Vec::new();
    marks.extend(emails.iter().map(|(range, _)| (range.clone(), EMAIL_MARK)));
    marks.extend(phones.iter().map(|(range, _)| (range.clone(), PHONE_MARK)));
    ear.take(VarType::Email, emails, Unasked::Always);
    ear.take(VarType::Phone, phones, Unasked::Always);
    let dates = ear.free(date::find(text, &words, known.today));
    ear.take(VarType::Date, dates, Unasked::IfMissing);
    let numbers = number::find(text, &words, &ear.used);
    let numbers = numbers.into_iter().map(|(range, value)| (range, number_value(value))).collect();
    ear.take(VarType::Number, numbers, Unasked::IfNamed);
    ear.choices();
    ear.truth();
    let asks = sentences::split(text).any(|sentence| {
        sentences::is_question(text, &sentence) && !ear.used.iter().any(|used| sentence.contains(&used.start))
    });
    marks.extend(ear.taken.into_iter().map(|range| (range, TAKEN_MARK)));
    Heard { asks, corrects: ear.corrects, values: ear.values, masked: mask(text, marks) }
}

/// When a value counts that nobody asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unasked {
    /// Its form says what it is: a phone.
    Always,
    /// Unless there is a value already.
    IfMissing,
    /// Only beside a word for the variable: a bare number may be anything.
    IfNamed,
}

struct Ear<'a> {
    text: &'a str,
    words: &'a [Word],
    known: Known<'a>,
    corrects: bool,
    values: Vec<(Name, Value)>,
    /// Places that gave a value or were told apart as something else.
    used: Vec<Range<usize>>,
    /// Those of them that gave a value and are neither phone nor e-mail.
    taken: Vec<Range<usize>>,
}

impl<'a> Ear<'a> {
    /// Places that nothing was found at yet.
    fn free<T>(&self, found: Vec<(Range<usize>, T)>) -> Vec<(Range<usize>, T)> {
        let clear =
            |range: &Range<usize>| !self.used.iter().any(|it| it.start < range.end && range.start < it.end);
        found.into_iter().filter(|(range, _)| clear(range)).collect()
    }

    /// Gives values of one type to the variables they are meant for.
    fn take<T: Into<Value>>(&mut self, ty: VarType, found: Vec<(Range<usize>, T)>, unasked: Unasked) {
        let slots = self.known.of_type(ty);
        let strong = ty != VarType::Number;
        let negated = found.iter().any(|(range, _)| is_negated(self.words, range));
        for (range, value) in found {
            if is_negated(self.words, &range) {
                self.used.push(range);
                continue;
            }
            let target = self.target(&slots, &range, unasked, negated || self.corrects);
            if let Some(name) = target {
                self.values.push((Name::clone(name), value.into()));
                if matches!(ty, VarType::Date | VarType::Number) {
                    self.taken.push(range.clone());
                }
            }
            if target.is_some() || strong {
                self.used.push(range);
            }
        }
    }

    /// The variable that a value at this place is meant for.
    fn target(
        &self,
        slots: &[(&'a Name, &'a Slot)],
        range: &Range<usize>,
        unasked: Unasked,
        corrects: bool,
    ) -> Option<&'a Name> {
        let open = |name: &Name| !self.values.iter().any(|(taken, _)| taken == name);
        let mut free = slots.iter().filter(|(name, _)| open(name));
        if let Some((name, _)) = free.clone().find(|(name, slot)| self.is_named(name, slot, range)) {
            return Some(name);
        }
        if let Some((name, _)) = free.clone().find(|(name, _)| Some(*name) == self.known.asked) {
            return Some(name);
        }
        let missing = |name: &Name| self.known.is_missing(name);
        match unasked {
            Unasked::IfNamed => {
                // «нет, не две, а три» names nothing, but there is one number only.
                let [(name, _)] = slots else { return None };
                (corrects && open(name) && !missing(name)).then_some(*name)
            }
            Unasked::IfMissing | Unasked::Always => {
                let next = free.clone().find(|(name, _)| missing(name)).map(|(name, _)| *name);
                let overrides = corrects || unasked == Unasked::Always;
                next.or_else(|| free.find(|_| overrides).map(|(name, _)| *name))
            }
        }
    }

    /// A word for the variable stands in the same clause.
    fn is_named(&self, name: &Name, slot: &Slot, range: &Range<usize>) -> bool {
        let place = clause(self.text, range);
        let nearby: Vec<Word> =
            self.words.iter().filter(|word| place.contains(&word.range.start)).cloned().collect();
        let ty = self.known.variables.get(name).map(|it| it.ty);
        let usual = ty.map(usual_words).unwrap_or_default().iter().copied();
        // Several phones are told apart by their own words alone.
        let own = slot.words.iter().map(AsRef::as_ref);
        let alone = ty.is_some_and(|ty| self.known.of_type(ty).len() == 1);
        let mut names = own.chain(usual.filter(|_| alone));
        names.any(|phrase| !find_phrase(&nearby, &words(phrase)).is_empty())
    }

    fn choices(&mut self) {
        for (name, slot) in self.known.of_type(VarType::Choice) {
            let Some(variable) = self.known.variables.get(name) else { continue };
            let asked = Some(name) == self.known.asked;
            let found = self.free(choice::find(self.words, &variable.choices, &slot.synonyms));
            let (negated, said): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|(range, _)| is_negated(self.words, range));
            let corrects = self.corrects || !negated.is_empty();
            let several = said.iter().any(|(_, choice)| Some(choice) != said.first().map(|(_, first)| first));
            let meant = match (several, corrects) {
                (false, _) => said.first().cloned(),
                (true, true) => said.last().cloned(),
                (true, false) => None,
            };
            let by_number =
                || choice::by_number(self.words, &variable.choices).filter(|_| asked).map(|it| (0..0, it));
            let Some((range, choice)) = meant.or_else(by_number) else { continue };
            let differs = self.known.vars.get(name).is_none_or(|value| value.as_str() != Some(&choice));
            if differs && (asked || corrects || self.known.is_missing(name)) {
                self.taken.extend(Some(range.clone()).filter(|range| !range.is_empty()));
                self.used.push(range);
                self.values.push((Name::clone(name), (&*choice).into()));
            }
        }
    }

    /// Yes and no answer a question; unasked they may mean anything.
    fn truth(&mut self) {
        let Some(asked) = self.known.asked else { return };
        if self.known.variables.get(asked).is_none_or(|it| it.ty != VarType::Bool) {
            return;
        }
        let answer = choice::truth(self.words);
        // «нет, телефон другой: …» corrects; it does not refuse.
        let Some(answer) = answer.filter(|yes| *yes || self.values.is_empty()) else { return };
        let named = ["да", "нет"].iter().any(|word| self.words.first().is_some_and(|it| it.folded == *word));
        if named && let Some(first) = self.words.first() {
            self.used.push(first.range.clone());
        }
        self.values.push((Name::clone(asked), answer.into()));
    }
}

/// How people call values of a type.
fn usual_words(ty: VarType) -> &'static [&'static str] {
    match ty {
        VarType::Phone => &["телефон", "номер", "тел", "мобильный"],
        VarType::Email => &["почта", "имейл", "email", "e-mail", "мейл"],
        VarType::Date => &["дата", "день"],
        VarType::Number => &["количество", "штука", "шт", "кол-во"],
        VarType::Text | VarType::Bool | VarType::Choice | VarType::List => &[],
    }
}

/// Words that say that something said before was wrong.
fn corrects(words: &[Word]) -> bool {
    const STEMS: [&str; 10] = [
        "ошиб",
        "поменя",
        "измен",
        "исправ",
        "передума",
        "неправильн",
        "неверн",
        "перепут",
        "опечат",
        "друго",
    ];
    const EXACT: [&str; 9] =
        ["точнее", "вернее", "лучше", "другой", "другая", "другие", "ой", "извините", "поправка"];
    let says = |word: &Word| {
        EXACT.contains(&word.folded.as_str()) || STEMS.iter().any(|stem| word.folded.starts_with(stem))
    };
    let begins_with_no = words.first().is_some_and(|word| word.folded == "нет") && words.len() > 1;
    begins_with_no || words.iter().any(says)
}

/// The text with marks in these places.
fn mask(text: &str, mut places: Vec<(Range<usize>, &'static str)>) -> String {
    places.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut masked = text.to_owned();
    let mut limit = text.len();
    for (range, mark) in places {
        if range.end <= limit && masked.get(range.clone()).is_some() {
            limit = range.start;
            masked.replace_range(range, mark);
        }
    }
    masked
}
