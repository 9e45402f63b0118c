//! From evidence to probability: logistic regression over a few signs that hold for any knowledge base.
//!
//! The constants come from `cargo run --release -p sufler-llm --example quality -- DATA --fit`, see `docs/quality.md`.

/// Signs that a passage answers a question. All but `z` are in 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Share of the question's topic words in the passage, weighed by how telling they are.
    pub coverage: f64,
    /// The same for character 4-grams of all words.
    pub gram_coverage: f64,
    /// Share of the topic words that any passage knows, weighed likewise.
    pub known: f64,
    /// The most telling matched topic word, relative to a word seen nowhere.
    pub rarest: f64,
    /// BM25 on stems relative to its upper bound for this question.
    pub bm25: f64,
    /// Sum of both z-scores, by which passages are ranked.
    pub z: f64,
    /// Lead in `z` over the best passage of any other article; negative when behind.
    pub lead: f64,
}

impl Evidence {
    /// As many numbers as the regression has weights.
    pub const SIZE: usize = 7;

    /// What the regression sees.
    pub fn features(&self) -> [f64; Self::SIZE] {
        [
            self.coverage,
            self.gram_coverage,
            self.known,
            self.rarest,
            self.bm25,
            (self.z.max(0.0) / 10.0).min(2.0),
            (self.lead / 10.0).clamp(-1.0, 1.0),
        ]
    }

    /// Probability that the passage answers the question.
    pub fn probability(&self) -> f64 {
        let score: f64 = self.features().iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum();
        1.0 / (1.0 + (-(score + BIAS)).exp())
    }
}

const BIAS: f64 = -6.02;
const WEIGHTS: [f64; Evidence::SIZE] = [2.04, 2.17, 1.65, 0.61, 0.57, 1.63, 1.62];
