//! Free texts by rules alone: for the built-in answerer, and where a model does not answer.

use std::{ops::Range, sync::Arc};

use super::{
    corrects, sentences,
    words::{Word, clause, find_phrase, same_stem, words},
};
use crate::{Extract, ExtractResult, ExtractSlot, ModelCall, Name};

/// Longest answer that is taken as a whole, characters.
const MAX_ANSWER: usize = 200;

/// Reads free texts by rules: the whole answer to a question, `город: Тверь`, «не Москва, а Тверь».
///
/// Pure, and the same every time: the built-in answerer, recorded dialogs and the engine's own fallback use it.
#[must_use]
pub fn read_free_texts(wanted: &Extract) -> ExtractResult {
    let mut reader = Reader::new(wanted);
    reader.negations();
    reader.named();
    reader.answer();
    reader.correction_of_last();
    let off_topic = wanted.asked.is_some() && reader.statements.is_empty() && reader.found.values.is_empty();
    ExtractResult {
        off_topic,
        call: ModelCall { model: Some("builtin".into()), ..ModelCall::default() },
        ..reader.found
    }
}

struct Reader<'a> {
    wanted: &'a Extract,
    text: &'a str,
    words: Vec<Word>,
    /// Sentences that ask nothing.
    statements: Vec<Range<usize>>,
    /// Clauses that gave a value.
    used: Vec<Range<usize>>,
    found: ExtractResult,
}

impl<'a> Reader<'a> {
    fn new(wanted: &'a Extract) -> Self {
        let text = &*wanted.text;
        let statements =
            sentences::split(text).filter(|place| !sentences::is_question(text, place)).collect();
        Self {
            wanted,
            text,
            words: words(text),
            statements,
            used: Vec::new(),
            found: ExtractResult::default(),
        }
    }

    fn put(&mut self, name: &Name, value: &str) {
        if let Some(value) = clean(value) {
            self.found.values.entry(Name::clone(name)).or_insert_with(|| Arc::from(value));
        }
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    fn between(&self, from: usize, to: usize) -> Option<&'a str> {
        let (first, last) = (self.words.get(from)?, self.words.get(to)?);
        (from <= to).then(|| self.slice(first.range.start..last.range.end))
    }

    /// «не Москва, а Тверь», «Тверь, а не Москва».
    fn negations(&mut self) {
        let is = |index: usize, word: &str| self.words.get(index).is_some_and(|it| it.folded == word);
        let mut pairs: Vec<(String, String)> = Vec::new();
        for at in 0..self.words.len() {
            if is(at, "не") && !(at > 0 && is(at - 1, "а")) {
                let but = (at + 2..(at + 7).min(self.words.len()))
                    .find(|index| is(*index, "а") || is(*index, "но"));
                let Some(but) = but else { continue };
                let Some(start) = self.words.get(but + 1) else { continue };
                let end = clause(self.text, &start.range).end;
                let new = self.slice(start.range.start..end);
                pairs.extend(self.between(at + 1, but - 1).map(|old| (old.to_owned(), new.to_owned())));
            }
            if is(at, "а") && is(at + 1, "не") && at > 0 {
                let Some(old) = self.words.get(at + 2) else { continue };
                let old = self.slice(old.range.start..clause(self.text, &old.range).end);
                let Some(last) = self.words.get(at - 1) else { continue };
                let new = self.slice(clause(self.text, &last.range).start..last.range.end);
                pairs.push((old.to_owned(), new.to_owned()));
            }
        }
        for (old, new) in pairs {
            let holds =
                |slot: &&ExtractSlot| slot.value.as_deref().is_some_and(|value| resembles(value, &old));
            let asked = || self.asked_slot();
            if let Some(slot) = self.wanted.slots.iter().find(holds).or_else(asked) {
                let name = Name::clone(&slot.name);
                self.put(&name, &new);
            }
        }
    }

    fn asked_slot(&self) -> Option<&'a ExtractSlot> {
        let asked = self.wanted.asked.as_ref()?;
        self.wanted.slots.iter().find(|slot| slot.name == *asked)
    }

    /// «город: Тверь», «имя другое: Анна», «меня зовут Анна».
    fn named(&mut self) {
        const SKIP: [&str; 15] = [
            "другой",
            "другая",
            "другое",
            "это",
            "теперь",
            "у",
            "меня",
            "мой",
            "моя",
            "мое",
            "будет",
            "такой",
            "новый",
            "новая",
            "лучше",
        ];
        for slot in &self.wanted.slots {
            for phrase in &slot.words {
                let places = find_phrase(&self.words, &words(phrase));
                let stated =
                    |place: &&Range<usize>| self.statements.iter().any(|it| it.contains(&place.start));
                let Some(place) = places.iter().find(stated) else { continue };
                let whole = clause(self.text, place);
                let after = |word: &&Word| word.range.start >= place.end && word.range.end <= whole.end;
                let value =
                    self.words.iter().filter(after).find(|word| !SKIP.contains(&word.folded.as_str()));
                let Some(value) = value else { continue };
                let said = self.slice(value.range.start..whole.end);
                if said.contains('‹') || value.folded == "не" {
                    continue;
                }
                let (name, said) = (Name::clone(&slot.name), said.to_owned());
                self.used.push(whole);
                self.put(&name, &said);
                break;
            }
        }
    }

    /// The whole message answers the question.
    fn answer(&mut self) {
        let Some(slot) = self.asked_slot().filter(|slot| !self.found.values.contains_key(&slot.name)) else {
            return;
        };
        let parts: Vec<&str> = self.statements.iter().flat_map(|place| self.parts(place)).collect();
        let rest: Vec<&ExtractSlot> = self
            .wanted
            .slots
            .iter()
            .filter(|it| !it.filled && it.name != slot.name && !self.found.values.contains_key(&it.name))
            .collect();
        let short = |part: &&str| {
            let words = words(part);
            (1..=2).contains(&words.len()) && !part.contains(|c: char| c.is_ascii_digit())
        };
        if parts.len() == rest.len() + 1 && !rest.is_empty() && parts.iter().all(short) {
            let names: Vec<Name> =
                std::iter::once(slot).chain(rest).map(|it| Name::clone(&it.name)).collect();
            for (name, part) in names.iter().zip(parts) {
                self.put(name, part);
            }
            return;
        }
        let answer = parts.join(", ");
        if answer.chars().count() <= MAX_ANSWER {
            self.put(&Name::clone(&slot.name), &answer);
        }
    }

    /// Parts of a sentence between commas that are neither greetings nor something else's value.
    fn parts(&self, place: &Range<usize>) -> Vec<&'a str> {
        let base = place.start;
        let sentence = self.slice(place.clone());
        let mut at = base;
        let mut parts = Vec::new();
        for part in sentence.split(',') {
            let range = at..at + part.len();
            at = range.end + 1;
            // «Тверь 2 штуки»: what stands before another value may be the answer.
            let part = part.split('‹').next().unwrap_or(part);
            let used = self.used.iter().any(|used| used.start < range.end && range.start < used.end);
            if !used && !is_small_talk(part) && !is_label(part) {
                parts.push(part.trim());
            }
        }
        parts
    }

    /// «ой, Тверь» in answer to another question: the last free text was wrong.
    fn correction_of_last(&mut self) {
        let asked_here = self.asked_slot().is_some();
        if asked_here
            || !self.found.values.is_empty()
            || self.wanted.asked.is_none()
            || !corrects(&self.words)
        {
            return;
        }
        let Some(slot) = self.wanted.slots.iter().rfind(|slot| slot.filled) else { return };
        let parts: Vec<&str> = self.statements.iter().flat_map(|place| self.parts(place)).collect();
        let said = parts.join(", ");
        let plain = words(&said);
        let is_value = (1..=3).contains(&plain.len())
            && !said.contains(|c: char| c.is_ascii_digit())
            && said.chars().any(char::is_uppercase)
            && !corrects(&plain);
        if is_value {
            self.put(&Name::clone(&slot.name), &said);
        }
    }
}

/// One of the words of `said` is a form of the value's first word: «Москва» and «Москвы».
fn resembles(value: &str, said: &str) -> bool {
    let (value, said) = (words(value), words(said));
    let Some(first) = value.first() else { return false };
    said.iter().any(|word| same_stem(&word.folded, &first.folded))
}

/// A word for another value, whose value was taken: «телефон ‹телефон›».
fn is_label(part: &str) -> bool {
    const LABELS: [&str; 12] = [
        "телефон",
        "номер",
        "тел",
        "мобильный",
        "почта",
        "имейл",
        "email",
        "e-mail",
        "дата",
        "количество",
        "мой",
        "моя",
    ];
    words(part).iter().all(|word| LABELS.contains(&word.folded.as_str()) || word.folded.chars().count() <= 2)
}

const GREETINGS: [&str; 14] = [
    "здравствуйте",
    "здравствуй",
    "привет",
    "добрый",
    "доброе",
    "доброго",
    "день",
    "вечер",
    "утро",
    "дня",
    "спасибо",
    "пожалуйста",
    "хорошо",
    "приветствую",
];
const EMPTY: [&str; 12] =
    ["да", "нет", "ага", "ок", "ну", "ой", "точнее", "вернее", "извините", "угу", "кстати", "так"];

/// Nothing but politeness.
fn is_small_talk(part: &str) -> bool {
    words(part)
        .iter()
        .all(|word| GREETINGS.contains(&word.folded.as_str()) || EMPTY.contains(&word.folded.as_str()))
}

/// Words before the value itself.
const LEADING: [&str; 27] = [
    "да",
    "нет",
    "ну",
    "ой",
    "точнее",
    "вернее",
    "извините",
    "это",
    "я",
    "меня",
    "зовут",
    "мое",
    "мой",
    "моя",
    "имя",
    "город",
    "г",
    "из",
    "живу",
    "нужно",
    "надо",
    "хочу",
    "лучше",
    "давайте",
    "пусть",
    "будет",
    "адрес",
];
const PLACES: [&str; 4] = ["в", "во", "на", "до"];
const ENDING: [&str; 5] = ["пожалуйста", "спасибо", "будет", "если", "можно"];

/// The value without what surrounds it; `None` when nothing is left or the customer declines.
fn clean(said: &str) -> Option<String> {
    let said = said.trim().trim_end_matches(['.', '!', '?', ',', ';', ' ', ')']).trim();
    let all = words(said);
    let mut rest = all.as_slice();
    let mut placed = false;
    while let [first, more @ ..] = rest {
        let leading = LEADING.contains(&first.folded.as_str());
        let place = PLACES.contains(&first.folded.as_str());
        let polite = GREETINGS.contains(&first.folded.as_str());
        if !leading && !place && (more.is_empty() || !polite) {
            break;
        }
        placed |= place;
        rest = more;
    }
    while let [more @ .., last] = rest {
        if more.is_empty() || !ENDING.contains(&last.folded.as_str()) {
            break;
        }
        rest = more;
    }
    let (first, last) = (rest.first()?, rest.last()?);
    // «не знаю», «не скажу» are no values.
    if first.folded == "не" || rest.iter().all(|word| EMPTY.contains(&word.folded.as_str())) {
        return None;
    }
    // A house number or a bracket may follow the last word.
    let end = if std::ptr::eq(last, all.last()?) { said.len() } else { last.range.end };
    let value = said.get(first.range.start..end)?.trim();
    if !value.chars().any(char::is_alphanumeric) {
        return None;
    }
    Some(if placed && rest.len() == 1 { nominative(value) } else { value.to_owned() })
}

/// «в Москву» means Москва; other cases are left as they are, for they can't be told apart without a dictionary.
fn nominative(place: &str) -> String {
    let long = place.chars().count() > 4;
    let proper = place.starts_with(char::is_uppercase);
    match (place.strip_suffix('у'), place.strip_suffix('ю')) {
        (Some(stem), _) if long && proper => format!("{stem}а"),
        (_, Some(stem)) if long && proper => format!("{stem}я"),
        _ => place.to_owned(),
    }
}
