//! Examples of intents, for the rules about them.

use crate::{
    lint::subject::{NodeView, keys},
    source::Span,
    yaml::Node,
};

/// One example.
pub(super) struct Example<'n> {
    pub(super) intent: &'n str,
    /// Its number in the list.
    pub(super) index: usize,
    pub(super) text: &'n str,
    pub(super) place: Span,
}

/// Every example of an `intent` node.
pub(super) fn all<'n>(node: &'n NodeView<'_>) -> Vec<Example<'n>> {
    let intents = node.field("intents").into_iter().flat_map(keys);
    intents
        .flat_map(|(intent, _, class)| {
            let items = class.get("examples").and_then(Node::as_seq).unwrap_or_default();
            let texts =
                items.iter().enumerate().filter_map(|(index, item)| Some((index, item, item.as_text()?)));
            texts.map(move |(index, item, text)| Example { intent, index, text, place: item.span })
        })
        .collect()
}

/// Words alone: without case, signs and the difference of `ё` and `е`.
pub(super) fn normal(text: &str) -> String {
    let lower = text.to_lowercase().replace('ё', "е");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Beginnings of the words in order of the alphabet: what two examples share whose words are the same.
pub(super) fn stems(text: &str) -> String {
    let normal = normal(text);
    let mut stems: Vec<String> = normal.split(' ').map(stem).collect();
    stems.sort();
    stems.join(" ")
}

/// The word without its ending, roughly: up to two letters that endings are made of go.
fn stem(word: &str) -> String {
    const ENDINGS: [char; 13] = ['а', 'е', 'и', 'й', 'о', 'у', 'ы', 'ь', 'э', 'ю', 'я', 'т', 'м'];
    let mut kept = word;
    for _ in 0..2 {
        let shorter = kept.strip_suffix(ENDINGS).filter(|rest| rest.chars().count() >= 3);
        kept = shorter.unwrap_or(kept);
    }
    kept.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_and_order_do_not_matter() {
        assert_eq!(stems("Сколько стоит доставка?"), stems("доставки сколько стоят"));
        assert_ne!(stems("Сколько стоит доставка?"), stems("Сколько идёт доставка?"));
        assert_eq!(normal("Ещё, актуально?"), "еще актуально");
    }
}
