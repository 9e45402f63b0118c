//! A transcript as a table that spreadsheets open.

use super::transcript::Transcript;
use super::words::{Times, Words};

/// Spreadsheets in Russian take a comma for the decimal point.
const SEPARATOR: &str = ";";
/// Tells spreadsheets that the text is UTF-8.
const MARK: char = '\u{feff}';

/// The table.
pub(crate) fn csv(transcript: &Transcript, words: &Words, times: &Times) -> String {
    let mut text = String::from(MARK);
    row(&mut text, &words.columns);
    for line in &transcript.messages {
        let at = times.full(line.at);
        let cells = [
            at.as_str(),
            words.speaker(line.author),
            line.name.as_deref().unwrap_or_default(),
            &line.kind,
            &line.text,
            words.delivery(line.delivery),
        ];
        row(&mut text, &cells);
    }
    text
}

fn row(text: &mut String, cells: &[&str]) {
    let cells: Vec<_> = cells.iter().map(|cell| quoted(cell)).collect();
    text.push_str(&cells.join(SEPARATOR));
    text.push_str("\r\n");
}

/// In quotes, and never a formula: a customer's words must not compute anything on our machine.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if is_formula { "'" } else { "" }, cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::quoted;

    #[rstest]
    #[case("просто", "\"просто\"")]
    #[case("он сказал \"да\"; нет", "\"он сказал \"\"да\"\"; нет\"")]
    #[case("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"")]
    #[case("+7 900", "\"'+7 900\"")]
    #[case("две\nстроки", "\"две\nстроки\"")]
    fn cells_are_quoted_and_compute_nothing(#[case] cell: &str, #[case] written: &str) {
        assert_eq!(quoted(cell), written);
    }
}
