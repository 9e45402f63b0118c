//! The words in which people ask for a person, by the part they play.

use std::{collections::HashMap, sync::LazyLock};

use crate::builtin::text::{is_joining, normalise};

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

/// One slip beyond vowels that sound alike: `мэниджер`, `аператар`, `челвек`.
fn misspelt(word: &str) -> Option<Part> {
    let heard = as_heard(word);
    let length = heard.chars().count();
    let is_meant = |meant: &str| {
        let meant = as_heard(meant);
        let letters = meant.chars().count();
        // The ending is cut off, so that cases do not count as slips.
        let stems = [letters - 1, letters, letters + 1].into_iter().filter(|cut| *cut <= length);
        length >= 5
            && length <= letters + ENDING
            && stems
                .map(|cut| heard.chars().take(cut).collect::<String>())
                .any(|stem| strsim::osa_distance(&stem, &meant) <= 1)
    };
    OFTEN_MISSPELT.iter().find(|(_, meant)| is_meant(meant)).map(|(part, _)| *part)
}

fn as_heard(word: &str) -> String {
    normalise(word)
        .chars()
        .map(|c| match c {
            'о' => 'а',
            'е' | 'э' => 'и',
            other => other,
        })
        .collect()
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
