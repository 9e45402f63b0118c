//! Shortens a passage to what answers the question, in its own words.

use crate::builtin::text::{normalise, stem, words};

/// List lines quoted at most.
const LINES: usize = 4;

/// How many characters one passage may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget(usize);

impl Budget {
    /// The reply's limit shared between passages.
    pub(super) fn new(limit: usize, passages: usize) -> Self {
        Self(limit / passages.max(1))
    }
}

/// The passage, or its telling part: a list is cut to the lines that name the topic, prose beyond
/// the budget to the sentences that do. Order and words stay.
pub(super) fn quote(passage: &str, topic: &[String], budget: Budget) -> String {
    let lines: Vec<&str> = passage.lines().collect();
    let items: Vec<usize> = places(&lines, |line| line.starts_with("• "));
    let named: Vec<usize> = items
        .iter()
        .copied()
        .filter(|at| lines.get(*at).is_some_and(|line| matches(line, topic) > 0))
        .collect();
    if items.len() > LINES && !named.is_empty() {
        let top = best(&lines, &named, topic);
        let lead = items.first().and_then(|first| first.checked_sub(1));
        let kept = |at: &usize| top.contains(at) || Some(*at) == lead;
        return pick(&lines, kept).join("\n");
    }
    if passage.chars().count() <= budget.0 { passage.to_owned() } else { shorten(passage, topic, budget) }
}

/// The lines that name the most of the topic, at most [`LINES`].
fn best(lines: &[&str], named: &[usize], topic: &[String]) -> Vec<usize> {
    let score = |at: &usize| lines.get(*at).map_or(0, |line| matches(line, topic));
    let most = named.iter().map(score).max().unwrap_or(0);
    named.iter().copied().filter(|at| score(at) == most).take(LINES).collect()
}

fn shorten(passage: &str, topic: &[String], budget: Budget) -> String {
    let sentences = sentences(passage);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    // Stable: of equals the earlier ones, where articles say the main thing.
    order.sort_by_key(|at| {
        std::cmp::Reverse(sentences.get(*at).map_or(0, |sentence| matches(sentence, topic)))
    });
    let mut left = budget.0;
    let mut kept: Vec<usize> = Vec::new();
    for at in order {
        let length = sentences.get(at).map_or(0, |sentence| sentence.chars().count());
        if kept.is_empty() || length <= left {
            kept.push(at);
            left = left.saturating_sub(length);
        }
    }
    pick(&sentences, |at| kept.contains(at)).join(" ")
}

/// How many words of the topic the text names.
fn matches(text: &str, topic: &[String]) -> usize {
    let normalised = normalise(text);
    let stems: Vec<String> = words(&normalised).map(stem).collect();
    topic.iter().filter(|wanted| stems.contains(wanted)).count()
}

fn places(lines: &[&str], fits: impl Fn(&str) -> bool) -> Vec<usize> {
    lines.iter().enumerate().filter(|(_, line)| fits(line)).map(|(at, _)| at).collect()
}

fn pick<'t>(pieces: &[&'t str], kept: impl Fn(&usize) -> bool) -> Vec<&'t str> {
    pieces.iter().enumerate().filter(|(at, _)| kept(at)).map(|(_, piece)| *piece).collect()
}

/// Sentences and lines, trimmed.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut start = 0;
        for (at, mark) in line.match_indices(['.', '!', '?']) {
            let end = at + mark.len();
            let rest = line.get(end..).unwrap_or_default();
            let opens = rest.trim_start().chars().next().is_none_or(|c| !c.is_lowercase());
            if opens
                && (rest.is_empty() || rest.starts_with(' '))
                && !is_abbreviation(line.get(..at).unwrap_or_default())
            {
                found.push(line.get(start..end).unwrap_or_default().trim());
                start = end;
            }
        }
        found.push(line.get(start..).unwrap_or_default().trim());
    }
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// «г», «шт», «руб»: a short lower-case word before a dot.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(word, "г" | "ул" | "шт" | "руб" | "кв" | "тел" | "тыс" | "д" | "см")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICES: &str = "Цены:\n• Ballu BSD-07 — 28 900 ₽\n• Ballu BSD-09 — 31 900 ₽\n• Haier HSU-07 — 33 500 ₽\n• Haier HSU-09 — 36 900 ₽\n• Конвектор Ballu — 5 200 ₽";

    fn topic(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| stem(word)).collect()
    }

    #[test]
    fn a_list_is_cut_to_the_lines_asked_for() {
        let said = quote(PRICES, &topic(&["haier"]), Budget::new(600, 1));
        assert_eq!(said, "Цены:\n• Haier HSU-07 — 33 500 ₽\n• Haier HSU-09 — 36 900 ₽");
        let one = quote(PRICES, &topic(&["ballu", "09"]), Budget::new(600, 1));
        assert_eq!(one, "Цены:\n• Ballu BSD-09 — 31 900 ₽");
        assert_eq!(quote(PRICES, &topic(&["цены"]), Budget::new(600, 1)), PRICES);
    }

    #[test]
    fn prose_beyond_the_budget_keeps_the_telling_sentences_in_order() {
        let text =
            "Мы работаем с 2012 г. в Казани. Доставка стоит 500 руб. до терминала. Ждём вас! Оплата картой.";
        assert_eq!(quote(text, &topic(&["доставка"]), Budget::new(600, 1)), text);
        assert_eq!(quote(text, &topic(&["доставка"]), Budget(40)), "Доставка стоит 500 руб. до терминала.");
        assert_eq!(quote(text, &topic(&["оплата"]), Budget(10)), "Оплата картой.");
    }
}
