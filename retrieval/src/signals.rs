//! What speaks for each passage, gathered term by term over the postings.

use std::collections::HashMap;

use crate::{
    bm25::Bm25,
    calibration::Evidence,
    query::{Gram, Query},
};

/// One column per signal, one row per passage.
#[derive(Debug)]
pub(crate) struct Signals {
    stem_scores: Vec<f32>,
    gram_scores: Vec<f32>,
    /// Inverse document frequency of the matched topic words, and the largest of them.
    covered: Vec<f32>,
    rarest: Vec<f32>,
    grams_covered: Vec<f32>,
    /// What `covered`, `grams_covered`, `rarest` and `stem_scores` could reach at most.
    topic_mass: f32,
    gram_mass: f32,
    unseen: f32,
}

/// BM25 of one word never exceeds its idf times this (`k1 + 1`).
const BM25_CEILING: f32 = 2.2;

impl Signals {
    pub(crate) fn new(passages: usize) -> Self {
        let column = || vec![0.0; passages];
        Self {
            stem_scores: column(),
            gram_scores: column(),
            covered: column(),
            rarest: column(),
            grams_covered: column(),
            topic_mass: 0.0,
            gram_mass: 0.0,
            unseen: 0.0,
        }
    }

    pub(crate) fn add_stems(&mut self, index: &Bm25<String>, query: &Query) {
        for stem in &query.stems {
            add_to(&mut self.stem_scores, index.occurrences(stem).1.iter().copied());
        }
        for stem in &query.topic {
            let (idf, passages) = index.occurrences(stem);
            self.topic_mass += idf;
            for (place, _) in passages {
                if let Some(rarest) = self.rarest.get_mut(*place as usize) {
                    *rarest = rarest.max(idf);
                }
            }
            add_to(&mut self.covered, passages.iter().map(|(place, _)| (*place, idf)));
        }
        self.unseen = index.idf_of_unseen();
    }

    pub(crate) fn add_grams(&mut self, index: &Bm25<Gram>, query: &Query) {
        let mut counts: HashMap<&Gram, f32> = HashMap::new();
        query.grams.iter().for_each(|gram| *counts.entry(gram).or_default() += 1.0);
        // In the order of the question, so that sums come out the same every time.
        for gram in &query.grams {
            let Some(count) = counts.remove(gram) else { continue };
            let (idf, passages) = index.occurrences(gram);
            self.gram_mass += idf;
            add_to(&mut self.gram_scores, passages.iter().map(|(place, weight)| (*place, weight * count)));
            add_to(&mut self.grams_covered, passages.iter().map(|(place, _)| (*place, idf)));
        }
    }

    /// Allowed passages that share something with the question, by the sum of both z-scores.
    pub(crate) fn ranked(
        &self,
        allowed: &[bool],
        article: impl Fn(usize) -> usize,
        known: f64,
    ) -> Vec<(usize, Evidence)> {
        let mut ranked = self.z_scores(allowed);
        ranked.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        let best = ranked.first().map(|(place, z)| (article(*place), *z));
        let rival = best
            .and_then(|(owner, _)| ranked.iter().find(|(place, _)| article(*place) != owner))
            .map(|(_, z)| *z);
        let lead = |place: usize, z: f64| match (best, rival) {
            (Some((owner, _)), rival) if article(place) == owner => z - rival.unwrap_or(0.0),
            (Some((_, top)), _) => z - top,
            (None, _) => 0.0,
        };
        ranked.iter().map(|(place, z)| (*place, self.evidence(*place, *z, lead(*place, *z), known))).collect()
    }

    fn z_scores(&self, allowed: &[bool]) -> Vec<(usize, f64)> {
        let stems = Spread::of(&self.stem_scores, allowed);
        let grams = Spread::of(&self.gram_scores, allowed);
        let rows = self.stem_scores.iter().zip(&self.gram_scores).zip(allowed).enumerate();
        let matched = rows.filter(|(_, ((_, gram), allowed))| **allowed && **gram > 0.0);
        matched.map(|(place, ((stem, gram), _))| (place, stems.z(*stem) + grams.z(*gram))).collect()
    }

    fn evidence(&self, place: usize, z: f64, lead: f64, known: f64) -> Evidence {
        let part = |column: &[f32], whole: f32| {
            let value = column.get(place).copied().unwrap_or_default();
            if whole > 0.0 { f64::from(value / whole).min(1.0) } else { 0.0 }
        };
        Evidence {
            coverage: part(&self.covered, self.topic_mass),
            gram_coverage: part(&self.grams_covered, self.gram_mass),
            known,
            rarest: part(&self.rarest, self.unseen),
            bm25: part(&self.stem_scores, self.topic_mass * BM25_CEILING),
            z,
            lead,
        }
    }
}

fn add_to(column: &mut [f32], weights: impl Iterator<Item = (u32, f32)>) {
    for (place, weight) in weights {
        if let Some(cell) = column.get_mut(place as usize) {
            *cell += weight;
        }
    }
}

/// Mean and standard deviation of a column.
struct Spread {
    mean: f64,
    deviation: f64,
}

impl Spread {
    fn of(column: &[f32], allowed: &[bool]) -> Self {
        let values = || {
            column.iter().zip(allowed).filter(|(_, allowed)| **allowed).map(|(value, _)| f64::from(*value))
        };
        let count = values().count().max(1) as f64;
        let mean = values().sum::<f64>() / count;
        let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        Self { mean, deviation: variance.sqrt() }
    }

    fn z(&self, value: f32) -> f64 {
        if self.deviation > 0.0 { (f64::from(value) - self.mean) / self.deviation } else { 0.0 }
    }
}
