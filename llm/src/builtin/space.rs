//! Similarity of a text to a fixed list of examples that belong to classes.
//!
//! TF-IDF vectors and cosines, with one change: how telling a feature is follows from the number of
//! classes it occurs in, not of examples; a word of every delivery example still tells delivery.

use std::collections::{BTreeSet, HashMap};

/// A feature of a text, hashed; 64 bits make collisions among thousands of features unlikely.
pub(crate) type Feature = u64;

/// Examples as unit vectors, stored by feature, so that a text is compared to all of them at once.
#[derive(Debug)]
pub(crate) struct Space {
    features: HashMap<Feature, Column>,
    examples: usize,
    /// Weight of a feature no example has.
    unseen: f32,
}

#[derive(Debug, Default)]
struct Column {
    idf: f32,
    /// Example and the feature's weight in it.
    weights: Vec<(u32, f32)>,
}

impl Space {
    /// A space of examples given as bags of weighted features (weight 1 = an ordinary feature) and
    /// the class of each.
    pub(crate) fn new(examples: &[Vec<(Feature, f32)>], class_of: &[usize]) -> Self {
        let mut features: HashMap<Feature, Column> = HashMap::new();
        for (number, bag) in (0u32..).zip(examples) {
            for (feature, weight) in merged(bag) {
                features.entry(feature).or_default().weights.push((number, weight));
            }
        }
        let classes = class_of.iter().collect::<BTreeSet<_>>().len();
        for column in features.values_mut() {
            let holders = column.weights.iter().filter_map(|(number, _)| class_of.get(*number as usize));
            column.idf = idf(classes, holders.collect::<BTreeSet<_>>().len());
            column.weights.iter_mut().for_each(|(_, weight)| *weight *= column.idf);
        }
        let mut space = Self { features, examples: examples.len(), unseen: idf(classes, 0) };
        space.normalise();
        space
    }

    fn normalise(&mut self) {
        let mut squares = vec![0.0f32; self.examples];
        let weights = || self.features.values().flat_map(|column| &column.weights);
        // Summed in a fixed order per example: the order of the hash map must not show.
        let mut all: Vec<(u32, f32)> = weights().copied().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for (number, weight) in all {
            if let Some(square) = squares.get_mut(number as usize) {
                *square += weight * weight;
            }
        }
        for (number, weight) in self.features.values_mut().flat_map(|column| &mut column.weights) {
            let square = squares.get(*number as usize).copied().unwrap_or(1.0);
            *weight /= square.sqrt().max(f32::MIN_POSITIVE);
        }
    }

    /// Cosine of the text to every example. What no example knows lengthens the text, so foreign
    /// talk is far from everything.
    pub(crate) fn similarities(&self, bag: &[(Feature, f32)]) -> Vec<f32> {
        let mut dots = vec![0.0f32; self.examples];
        let mut square = 0.0;
        for (feature, count) in merged(bag) {
            let column = self.features.get(&feature);
            let weight = count * column.map_or(self.unseen, |column| column.idf);
            square += weight * weight;
            for (number, own) in column.map_or(&[][..], |column| &column.weights) {
                if let Some(dot) = dots.get_mut(*number as usize) {
                    *dot += own * weight;
                }
            }
        }
        let length = square.sqrt().max(f32::MIN_POSITIVE);
        dots.iter_mut().for_each(|dot| *dot /= length);
        dots
    }

    pub(crate) fn contains(&self, feature: Feature) -> bool {
        self.features.contains_key(&feature)
    }
}

fn idf(classes: usize, holding: usize) -> f32 {
    ((classes as f32 + 1.0) / (holding as f32 + 0.5)).ln().max(0.05)
}

/// Each feature once, with damped counts, in a fixed order.
fn merged(bag: &[(Feature, f32)]) -> Vec<(Feature, f32)> {
    let mut sorted = bag.to_vec();
    sorted.sort_by_key(|(feature, _)| *feature);
    let mut out: Vec<(Feature, f32)> = Vec::with_capacity(sorted.len());
    for (feature, weight) in sorted {
        match out.last_mut() {
            Some((last, sum)) if *last == feature => *sum += 0.5 * weight,
            _ => out.push((feature, weight)),
        }
    }
    out
}

/// FNV-1a: the same on every machine and in every version, unlike the standard hasher.
pub(crate) fn feature(kind: u8, text: &str) -> Feature {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    std::iter::once(kind).chain(text.bytes()).fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(words: &[&str]) -> Vec<(Feature, f32)> {
        words.iter().map(|word| (feature(0, word), 1.0)).collect()
    }

    #[test]
    fn the_same_text_is_nearest_and_foreign_words_push_away() {
        let space = Space::new(
            &[bag(&["цена", "какая"]), bag(&["доставка", "есть"]), bag(&["цена", "доставка"])],
            &[0, 1, 2],
        );
        let own = space.similarities(&bag(&["цена", "какая"]));
        assert!((own[0] - 1.0).abs() < 1e-5 && own[1] == 0.0 && own[2] > 0.0 && own[2] < 1.0, "{own:?}");
        let diluted = space.similarities(&bag(&["цена", "какая", "слона"]));
        assert!(diluted[0] < own[0]);
    }

    #[test]
    fn an_empty_space_is_far_from_everything() {
        assert!(Space::new(&[], &[]).similarities(&bag(&["цена"])).is_empty());
        assert_eq!(Space::new(&[bag(&["цена"])], &[0]).similarities(&[]), [0.0]);
    }
}
