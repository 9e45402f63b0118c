//! Logistic regression, for fitting the constants of the calibrations.

/// Weight of the squared weights in the loss: keeps the constants small and the signs sane.
const RIDGE: f64 = 1e-3;

/// Bias and weights that make the observed labels likeliest.
pub(crate) fn fit<const N: usize>(rows: &[([f64; N], bool)]) -> (f64, [f64; N]) {
    let (mut bias, mut weights) = (0.0, [0.0; N]);
    let (mut bias_speed, mut speed) = (0.0, [0.0; N]);
    for _ in 0..20_000 {
        let (bias_slope, slope) = gradient(rows, bias, &weights);
        bias_speed = 0.95 * bias_speed + bias_slope;
        bias -= 0.05 * bias_speed;
        for ((weight, speed), slope) in weights.iter_mut().zip(&mut speed).zip(slope) {
            *speed = 0.95 * *speed + slope + RIDGE * *weight;
            *weight -= 0.05 * *speed;
        }
    }
    (bias, weights)
}

/// Probability under the fitted constants.
pub(crate) fn predict<const N: usize>(bias: f64, weights: &[f64; N], row: &[f64; N]) -> f64 {
    let score: f64 = weights.iter().zip(row).map(|(weight, value)| weight * value).sum();
    1.0 / (1.0 + (-(bias + score)).exp())
}

fn gradient<const N: usize>(rows: &[([f64; N], bool)], bias: f64, weights: &[f64; N]) -> (f64, [f64; N]) {
    let (mut bias_slope, mut slope) = (0.0, [0.0; N]);
    for (row, label) in rows {
        let miss = predict(bias, weights, row) - f64::from(u8::from(*label));
        bias_slope += miss;
        slope.iter_mut().zip(row).for_each(|(slope, value)| *slope += miss * value);
    }
    let count = rows.len().max(1) as f64;
    (bias_slope / count, slope.map(|value| value / count))
}
