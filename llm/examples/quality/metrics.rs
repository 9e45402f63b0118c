//! The figures of docs/quality.md.

/// Probability that a random positive scores above a random negative.
pub(crate) fn auroc(scored: &[(f64, bool)]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut rank_sum, mut start) = (0.0, 0);
    while let Some((value, _)) = sorted.get(start) {
        let tied = sorted.iter().skip(start).take_while(|(other, _)| other == value).count();
        let positives = sorted.iter().skip(start).take(tied).filter(|(_, positive)| *positive).count();
        rank_sum += positives as f64 * (start as f64 + (tied as f64 + 1.0) / 2.0);
        start += tied;
    }
    let positives = scored.iter().filter(|(_, positive)| *positive).count() as f64;
    let negatives = scored.len() as f64 - positives;
    (rank_sum - positives * (positives + 1.0) / 2.0) / (positives * negatives)
}

/// Expected calibration error over ten equal bins.
pub(crate) fn ece(scored: &[(f64, bool)]) -> f64 {
    let bin = |score: f64| ((score * 10.0) as usize).min(9);
    let gap = |wanted: usize| {
        let inside: Vec<_> = scored.iter().filter(|(score, _)| bin(*score) == wanted).collect();
        let confidence: f64 = inside.iter().map(|(score, _)| score).sum();
        let right = inside.iter().filter(|(_, right)| *right).count() as f64;
        (confidence - right).abs()
    };
    (0..10).map(gap).sum::<f64>() / scored.len().max(1) as f64
}

/// Share of the true ones.
pub(crate) fn share(values: impl IntoIterator<Item = bool>) -> f64 {
    let (mut held, mut all) = (0.0, 0.0);
    for value in values {
        all += 1.0;
        held += f64::from(u8::from(value));
    }
    if all > 0.0 { held / all } else { f64::NAN }
}

/// Mean over classes of the harmonic mean of precision and recall; pairs are (expected, given).
pub(crate) fn macro_f1(pairs: &[(&str, &str)]) -> f64 {
    let classes: std::collections::BTreeSet<&str> = pairs.iter().map(|(expected, _)| *expected).collect();
    let f1 = |class: &str| {
        let hits = pairs.iter().filter(|(e, g)| *e == class && *g == class).count() as f64;
        let expected = pairs.iter().filter(|(e, _)| *e == class).count() as f64;
        let given = pairs.iter().filter(|(_, g)| *g == class).count() as f64;
        2.0 * hits / (expected + given).max(1.0)
    };
    classes.iter().map(|class| f1(class)).sum::<f64>() / classes.len().max(1) as f64
}
