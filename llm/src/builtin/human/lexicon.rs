//! The words in which people ask for a person, by the part they play.

use std::{collections::HashMap, sync::LazyLock};

use crate::builtin::text::is_joining;

/// The part a word plays. A word may play none: then it is what the sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Someone of the company: «оператор», «менеджер».
    Staff,
    /// «специалист»: someone of the company, or who comes to install things.
    Specialist,
    /// Anyone at all: «человек», «кто-нибудь».
    Person,
    /// «человеку»: to someone of the company, or for somebody at home.
    Dative,
    /// «живой», «реальный»: a person even without a noun.
    Live,
    /// Wants the talk moved to someone: «позовите», «соедините»; holds over a few words.
    Move,
    /// Wants to talk: «поговорить», «пообщаться».
    Talk,
    /// Wants something, but only what stands beside it: «нужен», «хочу», «есть».
    Want,
    /// «бот», «автоответчик».
    Bot,
    /// «хватит», «надоел», «уберите».
    Enough,
    /// «не», «без».
    Not,
    /// Asks for a call or a contact by itself: «перезвоните».
    CallBack,
    /// Politeness, joining words, «на связь», «срочно».
    Filler,
    /// A number, or «сколько»: then «человек» is a unit.
    Count,
    /// Anything else.
    Other,
}

/// Longest ending that `*` stands for: «оператор-ами».
const ENDING: usize = 4;

/// Shorter words have too many neighbours to guess.
const SHORTEST_MISSPELT: usize = 5;

/// Long words that are recognised even when misspelt.
const OFTEN_MISSPELT: &[(Part, &str)] = &[
    (Part::Staff, "оператор"),
    (Part::Staff, "менеджер"),
    (Part::Staff, "консультант"),
    (Part::Staff, "администратор"),
    (Part::Staff, "сотрудник"),
    (Part::Staff, "продавец"),
    (Part::Person, "человек"),
    (Part::Move, "позовите"),
    (Part::Move, "соедините"),
    (Part::Move, "переключите"),
    (Part::Talk, "поговорить"),
    (Part::Talk, "пообщаться"),
    (Part::CallBack, "перезвоните"),
];

/// Whole words and beginnings of words, by part.
#[derive(Default)]
struct Lexicon {
    words: HashMap<&'static str, Part>,
    beginnings: HashMap<&'static str, Part>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("lexicon.txt")));

impl Lexicon {
    fn read(text: &'static str) -> Self {
        let mut lexicon = Self::default();
        for (name, words) in text.lines().filter_map(|line| line.split_once(": ")) {
            let Some(part) = part_named(name) else { continue };
            for word in words.split_whitespace() {
                match word.strip_suffix('*') {
                    Some(beginning) => lexicon.beginnings.insert(beginning, part),
                    None => lexicon.words.insert(word, part),
                };
            }
        }
        lexicon
    }

    fn find(&self, word: &str) -> Option<Part> {
        let ends = word.char_indices().map(|(at, _)| at).skip(1).chain(std::iter::once(word.len()));
        let ends: Vec<usize> = ends.collect();
        let beginnings = ends.iter().rev().take(ENDING + 1).filter_map(|end| word.get(..*end));
        let by_word = self.words.get(word);
        by_word.or_else(|| beginnings.into_iter().find_map(|start| self.beginnings.get(start))).copied()
    }
}

fn part_named(name: &str) -> Option<Part> {
    Some(match name {
        "staff" => Part::Staff,
        "specialist" => Part::Specialist,
        "person" => Part::Person,
        "dative" => Part::Dative,
        "live" => Part::Live,
        "move" => Part::Move,
        "talk" => Part::Talk,
        "want" => Part::Want,
        "bot" => Part::Bot,
        "enough" => Part::Enough,
        "not" => Part::Not,
        "callback" => Part::CallBack,
        "filler" => Part::Filler,
        "count" => Part::Count,
        "other" => Part::Other,
        _ => return None,
    })
}

/// The part of a normalised word.
pub(crate) fn part_of(word: &str) -> Part {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return Part::Count;
    }
    let known = LEXICON.find(word).or_else(|| is_joining(word).then_some(Part::Filler));
    known.or_else(|| misspelt(word)).unwrap_or(Part::Other)
}

/// Whether the word plays any part as it is written.
pub(crate) fn is_known(word: &str) -> bool {
    LEXICON.find(word).is_some() || is_joining(word)
}

/// One slip beyond vowels that sound alike: `мэниджер`, `аператар`, `челвек`.
fn misspelt(word: &str) -> Option<Part> {
    let heard = as_heard(word);
    HEARD.iter().find(|(_, meant)| sounds_like(&heard, meant)).map(|(part, _)| *part)
}

static HEARD: LazyLock<Vec<(Part, Vec<char>)>> =
    LazyLock::new(|| OFTEN_MISSPELT.iter().map(|(part, word)| (*part, as_heard(word))).collect());

fn as_heard(word: &str) -> Vec<char> {
    let vowel = |c| match c {
        'о' => 'а',
        'е' | 'э' => 'и',
        other => other,
    };
    word.chars().map(vowel).collect()
}

/// At most one edit apart, with the ending cut off so that cases do not count as slips.
fn sounds_like(heard: &[char], meant: &[char]) -> bool {
    let letters = meant.len();
    if heard.len() < SHORTEST_MISSPELT || heard.len() > letters + ENDING {
        return false;
    }
    let stems = [letters - 1, letters, letters + 1].into_iter().filter_map(|cut| heard.get(..cut));
    stems.into_iter().any(|stem| is_one_edit(stem, meant))
}

/// Equal, or made equal by one insertion, deletion, replacement or swap of neighbours.
fn is_one_edit(one: &[char], other: &[char]) -> bool {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    match (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default()) {
        ([], []) => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) if a1 == b2 && a2 == b1 && a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lexicon_names_a_part_and_no_word_plays_two() {
        let text = include_str!("lexicon.txt");
        let lines = || text.lines().filter(|line| !line.starts_with('#'));
        for line in lines() {
            assert!(line.split_once(": ").and_then(|(name, _)| part_named(name)).is_some(), "{line}");
        }
        let words =
            lines().filter_map(|line| line.split_once(": ")).flat_map(|(_, words)| words.split_whitespace());
        assert_eq!(LEXICON.words.len() + LEXICON.beginnings.len(), words.count());
    }

    #[test]
    fn slips_and_endings_are_forgiven() {
        for (word, part) in [
            ("операторами", Part::Staff),
            ("мэнэджера", Part::Staff),
            ("челавека", Part::Person),
            ("оперативно", Part::Other),
            ("25", Part::Count),
        ] {
            assert_eq!(part_of(word), part, "{word}");
        }
    }
}
