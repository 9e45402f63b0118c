//! Fits the intent calibration: a softmax over the classes and «none of these».

use sufler_llm::builtin::intent::Similarity;

use crate::intents::Example;

/// Weights of the similarities and the logit of «none of these».
pub(crate) fn fit(examples: &[Example]) -> (Similarity, f64) {
    let (mut weights, mut nothing) = ([1.0; 4], 1.0);
    let (mut speed, mut nothing_speed) = ([0.0; 4], 0.0);
    for _ in 0..3_000 {
        let (mut slope, mut nothing_slope) = ([0.0; 4], 0.0);
        for example in examples {
            let given = predict(&weights, nothing, &example.similarities);
            let rest = 1.0 - given.iter().sum::<f64>();
            nothing_slope += rest - f64::from(u8::from(example.gold.is_none()));
            for (class, (probability, similarity)) in given.iter().zip(&example.similarities).enumerate() {
                let miss = probability - f64::from(u8::from(example.gold == Some(class)));
                slope.iter_mut().zip(similarity).for_each(|(slope, value)| *slope += miss * value);
            }
        }
        let count = examples.len().max(1) as f64;
        nothing_speed = 0.9 * nothing_speed + nothing_slope / count;
        nothing -= 0.3 * nothing_speed;
        for ((weight, speed), slope) in weights.iter_mut().zip(&mut speed).zip(slope) {
            *speed = 0.9 * *speed + slope / count + 1e-4 * *weight;
            *weight -= 0.3 * *speed;
        }
    }
    (weights, nothing)
}

/// Probability of every class.
pub(crate) fn predict(weights: &Similarity, nothing: f64, similarities: &[Similarity]) -> Vec<f64> {
    let logits =
        similarities.iter().map(|s| s.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>());
    let odds: Vec<f64> = logits.map(|logit| (logit - nothing).exp()).collect();
    let all = 1.0 + odds.iter().sum::<f64>();
    odds.iter().map(|odds| odds / all).collect()
}
