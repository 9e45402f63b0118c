//! Okapi BM25 over any kind of term.

use std::{collections::HashMap, hash::Hash};

/// Saturation of repeated terms.
const K1: f32 = 1.2;
/// How much long passages are held back.
const B: f32 = 0.75;

/// Postings of one view of the passages (stems, or character n-grams).
#[derive(Debug)]
pub(crate) struct Bm25<T> {
    terms: HashMap<T, Postings>,
    passages: usize,
}

/// Where a term occurs.
#[derive(Debug, Default)]
struct Postings {
    idf: f32,
    /// Passage and its share of the score for one occurrence in the query, by passage.
    weights: Vec<(u32, f32)>,
}

impl<T> Default for Bm25<T> {
    fn default() -> Self {
        Self { terms: HashMap::new(), passages: 0 }
    }
}

impl<T: Eq + Hash> Bm25<T> {
    /// Indexes passages given as bags of terms; a passage's number is its place.
    pub(crate) fn build(passages: impl IntoIterator<Item = Vec<T>>) -> Self {
        let mut terms: HashMap<T, Postings> = HashMap::new();
        let mut lengths: Vec<f32> = Vec::new();
        for (number, bag) in (0u32..).zip(passages) {
            lengths.push(bag.len() as f32);
            for term in bag {
                let weights = &mut terms.entry(term).or_default().weights;
                match weights.last_mut() {
                    Some((last, count)) if *last == number => *count += 1.0,
                    _ => weights.push((number, 1.0)),
                }
            }
        }
        let mut index = Self { terms, passages: lengths.len() };
        index.weigh(&lengths);
        index
    }

    /// Turns counts into BM25 weights.
    fn weigh(&mut self, lengths: &[f32]) {
        let mean = (lengths.iter().sum::<f32>() / lengths.len().max(1) as f32).max(1.0);
        let passages = self.passages;
        for postings in self.terms.values_mut() {
            postings.idf = idf(passages, postings.weights.len());
            for (number, weight) in &mut postings.weights {
                let length = lengths.get(*number as usize).copied().unwrap_or(mean);
                let count = *weight;
                *weight = postings.idf * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / mean));
            }
        }
    }

    /// How telling a term is that occurs nowhere: no other is more.
    pub(crate) fn idf_of_unseen(&self) -> f32 {
        idf(self.passages, 0)
    }

    pub(crate) fn contains(&self, term: &T) -> bool {
        self.terms.contains_key(term)
    }

    /// How telling the term is, and the passages that hold it with its BM25 weight in each.
    pub(crate) fn occurrences(&self, term: &T) -> (f32, &[(u32, f32)]) {
        match self.terms.get(term) {
            Some(postings) => (postings.idf, &postings.weights),
            None => (self.idf_of_unseen(), &[]),
        }
    }

    pub(crate) fn terms(&self) -> impl Iterator<Item = &T> {
        self.terms.keys()
    }
}

fn idf(passages: usize, holding: usize) -> f32 {
    let (passages, holding) = (passages as f32, holding as f32);
    ((passages - holding + 0.5) / (holding + 0.5)).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(index: &Bm25<&str>, term: &'static str, passage: u32) -> f32 {
        let (_, passages) = index.occurrences(&term);
        passages.iter().find(|(number, _)| *number == passage).map_or(0.0, |(_, weight)| *weight)
    }

    #[test]
    fn rare_terms_short_passages_and_repetition_weigh_more() {
        let index = Bm25::build([vec!["a", "b"], vec!["a", "c", "c", "d", "d", "d"], vec!["a", "d"]]);
        let idf = |term| index.occurrences(&term).0;
        assert!(idf("b") > idf("a") && idf("unseen") > idf("b"));
        assert!(weight(&index, "a", 0) > weight(&index, "a", 1));
        assert!(weight(&index, "d", 1) > 0.0 && weight(&index, "b", 2) == 0.0);
    }
}
