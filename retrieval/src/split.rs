//! Cuts an article into passages: pieces small enough to quote, whole enough to understand.

use std::sync::Arc;

use crate::markdown::{Block, blocks};

/// Largest passage in characters; only a single list line may be longer.
pub const PASSAGE_LIMIT: usize = 400;

/// A piece of an article that can be quoted on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The nearest heading above, without `#`; `None` before the first one.
    pub heading: Option<Arc<str>>,
    /// Plain text: Markdown emphasis and links are reduced to their words; list items keep `•`.
    pub text: Arc<str>,
}

/// The passages of a Markdown text, in order. Paragraphs and lists under one heading share a
/// passage while they fit; longer ones are cut between list items or at sentence ends.
pub fn split(body: &str) -> Vec<Passage> {
    let mut packer = Packer::default();
    for block in blocks(body) {
        match block {
            Block::Heading(title) => packer.start_section(&title),
            Block::Paragraph(text) if text.chars().count() > PASSAGE_LIMIT => {
                sentences(&text).for_each(|sentence| packer.add(sentence, " "));
            }
            Block::Paragraph(text) => packer.add(&text, "\n"),
            Block::Lines(lines) => lines.iter().for_each(|line| packer.add(line, "\n")),
        }
    }
    packer.finish()
}

#[derive(Default)]
struct Packer {
    done: Vec<Passage>,
    heading: Option<Arc<str>>,
    text: String,
}

impl Packer {
    fn start_section(&mut self, title: &str) {
        self.close();
        self.heading = Some(title.into());
    }

    fn add(&mut self, piece: &str, separator: &str) {
        let length = self.text.chars().count() + 1 + piece.chars().count();
        if length > PASSAGE_LIMIT && !self.text.ends_with(':') {
            self.close();
        }
        if !self.text.is_empty() {
            self.text.push_str(separator);
        }
        self.text.push_str(piece);
    }

    fn close(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text).into();
            self.done.push(Passage { heading: self.heading.clone(), text });
        }
    }

    fn finish(mut self) -> Vec<Passage> {
        self.close();
        self.done
    }
}

/// Sentences of one paragraph: a stop, a space, and something that may begin a sentence.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = text.char_indices().filter(|(at, c)| c.is_whitespace() && ends_before(text, *at));
    let mut cuts: Vec<usize> = ends.map(|(at, _)| at).collect();
    cuts.push(text.len());
    cuts.into_iter().filter_map(move |end| {
        let sentence = text.get(start..end)?.trim();
        start = end;
        (!sentence.is_empty()).then_some(sentence)
    })
}

fn ends_before(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    let opens = after.trim_start().chars().next().is_some_and(|c| !c.is_lowercase());
    let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    // «г.», «А. С.»: one letter and a stop end nothing.
    opens && before.ends_with(['.', '!', '?', '…']) && word.chars().count() > 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sections_lists_and_tables_become_passages() {
        let body = include_str!("../tests/data/split.md");
        let shown: Vec<String> = split(body)
            .iter()
            .map(|p| format!("[{}]\n{}", p.heading.as_deref().unwrap_or("-"), p.text))
            .collect();
        insta::assert_snapshot!(shown.join("\n\n"));
    }

    #[test]
    fn a_long_paragraph_is_cut_at_sentence_ends() {
        let sentence = "Привозим по г. Казани за три дня. ";
        let passages = split(&sentence.repeat(30));
        assert!(passages.len() > 2);
        for passage in &passages {
            assert!(
                passage.text.starts_with("Привозим") && passage.text.ends_with("дня."),
                "{}",
                passage.text
            );
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(paragraphs in prop::collection::vec("[а-я]{1,9}( [а-я]{1,9}){0,80}", 0..6)) {
            let body = paragraphs.join("\n\n");
            let joined: Vec<String> = split(&body).iter().map(|p| p.text.to_string()).collect();
            let joined = joined.join(" ");
            prop_assert!(body.split_whitespace().eq(joined.split_whitespace()));
        }
    }
}
