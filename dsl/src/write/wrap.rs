//! Folded blocks: long texts over several lines.

use super::scalar::literal;

/// A folded block's header indicators and its lines, wrapped at `width` characters where the
/// text allows; `None` when the text cannot be folded.
pub(crate) fn folded(text: &str, indent: usize, width: usize) -> Option<(String, Vec<String>)> {
    let (indicators, logical) = literal(text, indent)?;
    let last = logical.iter().rposition(|line| !line.is_empty())?;
    let mut lines = Vec::new();
    for (at, line) in logical.iter().enumerate() {
        let spaced = |line: &str| line.starts_with([' ', '\t']);
        if line.is_empty() || spaced(line) {
            lines.push((*line).to_owned());
        } else {
            wrap(line, width, &mut lines);
        }
        // One line break between two common lines is written as a blank line.
        let next = logical.get(at + 1);
        let folds = at < last && !line.is_empty() && !spaced(line);
        if folds && blank_run_ends_common(&logical, at + 1) && next.is_some() {
            lines.push(String::new());
        }
    }
    Some((indicators, lines))
}

/// Whether the first line with something on it, from `at` on, is one that folds.
fn blank_run_ends_common(lines: &[&str], at: usize) -> bool {
    let next = lines.iter().skip(at).find(|line| !line.is_empty());
    next.is_some_and(|line| !line.starts_with([' ', '\t']))
}

fn wrap(line: &str, width: usize, out: &mut Vec<String>) {
    let mut current = String::new();
    let mut length = 0;
    for word in pieces(line) {
        let size = word.chars().count();
        if !current.is_empty() && length + size > width {
            // The space at the seam is what folding gives back.
            if current.ends_with(' ') && !current.ends_with("  ") {
                current.pop();
                out.push(std::mem::take(&mut current));
                length = 0;
            }
        }
        current += word;
        length += size;
    }
    out.push(current);
}

/// Words, each with the spaces behind it.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut spaces = false;
    for (at, c) in line.char_indices() {
        if spaces && c != ' ' {
            pieces.extend(line.get(start..at));
            start = at;
        }
        spaces = c == ' ';
    }
    pieces.extend(line.get(start..));
    pieces
}
