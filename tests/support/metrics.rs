//! Counters of the server, read from `/metrics`.

/// Sum of a counter over the label sets that contain `labels` (such as `result="ok"`; empty: all).
pub fn counter(text: &str, name: &str, labels: &str) -> f64 {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let of_name = lines.filter(|line| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with('{') || rest.starts_with(' '))
    });
    let wanted = of_name.filter(|line| line.contains(labels));
    wanted.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::counter;

    #[test]
    fn a_counter_is_summed_over_its_labels_and_no_other_name() {
        let text =
            "# TYPE turns counter\nturns{result=\"ok\"} 3\nturns{result=\"failed\"} 2\nturns_other 7\n";
        assert_eq!(counter(text, "turns", ""), 5.0);
        assert_eq!(counter(text, "turns", "result=\"ok\""), 3.0);
        assert_eq!(counter(text, "missing", ""), 0.0);
    }
}
