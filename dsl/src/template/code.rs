//! What of a text is code, and bounds on it.
//!
//! The template engine recurses over chains such as `a + a + a …` without a limit of its own,
//! so chains are measured before it sees them. Finding code follows the engine's lexer: quotes
//! with escapes, brackets that keep a block open, comments and `raw` blocks.

use std::ops::Range;

use crate::source::Span;

/// Words and signs of one `{{ }}` or `{% %}`.
const MAX_TOKENS: usize = 256;
/// Branches of conditions in one text; each is nested in the one before.
const MAX_ELIFS: usize = 50;

/// The code of a text.
pub(super) struct Code {
    /// The text with all blanked that is not code or stands in quotes; places stay the same.
    pub(super) masked: String,
    /// Insides of `{{ }}` and `{% %}`.
    pub(super) blocks: Vec<Range<usize>>,
}

impl Code {
    pub(super) fn of(text: &str) -> Self {
        let mut code = Self { masked: String::with_capacity(text.len()), blocks: Vec::new() };
        let mut at = 0;
        while let Some((open, mark)) = next_mark(text, at) {
            let inside = open + mark.len();
            at = match mark {
                "{#" => find(text, inside, "#}").map_or(text.len(), |end| end + 2),
                "{{" => code.block(text, inside, "}}"),
                _ => {
                    let end = code.block(text, inside, "%}");
                    if is_raw(text.get(inside..end).unwrap_or_default()) {
                        end_of_raw(text, end)
                    } else {
                        end
                    }
                }
            };
        }
        code.blank_to(text.len());
        code
    }

    /// The first place where code outgrows its bounds.
    pub(super) fn too_complex(&self) -> Option<Span> {
        let mut elifs = 0;
        for block in &self.blocks {
            let inside = self.masked.get(block.clone()).unwrap_or_default();
            elifs += usize::from(inside.trim_start_matches(['-', '+', ' ']).starts_with("elif"));
            if tokens(inside) > MAX_TOKENS || elifs > MAX_ELIFS {
                return Some(Span::new(block.start, block.end));
            }
        }
        None
    }

    /// Insides of `{{ }}` and `{% %}`.
    pub(super) fn blocks(&self) -> &[Range<usize>] {
        &self.blocks
    }

    /// Takes the block that begins at `start`; gives the place behind its closing mark.
    fn block(&mut self, text: &str, start: usize, close: &str) -> usize {
        self.blank_to(start);
        let mut depth = 0_i32;
        let mut quote = None;
        let mut escaped = false;
        let rest = text.get(start..).unwrap_or_default();
        for (offset, c) in rest.char_indices() {
            let at = start + offset;
            match quote {
                Some(_) if escaped => escaped = false,
                Some(_) if c == '\\' => escaped = true,
                Some(open) if c == open => quote = None,
                Some(_) => {}
                None if depth == 0 && text.get(at..).is_some_and(|rest| rest.starts_with(close)) => {
                    self.blocks.push(start..at);
                    return at + close.len();
                }
                None => {
                    match c {
                        '"' | '\'' => quote = Some(c),
                        '(' | '[' | '{' => depth += 1,
                        ')' | ']' | '}' => depth -= 1,
                        _ => {}
                    }
                    self.blank_to(at);
                    self.masked.push(c);
                }
            }
        }
        self.blocks.push(start..text.len());
        text.len()
    }

    fn blank_to(&mut self, end: usize) {
        let missing = end.saturating_sub(self.masked.len());
        self.masked.extend(std::iter::repeat_n(' ', missing));
    }
}

fn find(text: &str, from: usize, what: &str) -> Option<usize> {
    Some(from + text.get(from..)?.find(what)?)
}

fn next_mark(text: &str, mut from: usize) -> Option<(usize, &str)> {
    loop {
        let at = find(text, from, "{")?;
        if let Some(mark @ ("{{" | "{%" | "{#")) = text.get(at..at + 2) {
            return Some((at, mark));
        }
        from = at + 1;
    }
}

fn is_raw(block: &str) -> bool {
    block.trim_end_matches("%}").trim_matches(['-', '+', ' ', '\t', '\r', '\n']) == "raw"
}

/// The `{%` of the `endraw` that follows, or the end of the text.
fn end_of_raw(text: &str, mut from: usize) -> usize {
    while let Some(at) = find(text, from, "{%") {
        let rest = text.get(at + 2..).unwrap_or_default();
        if rest.trim_start_matches(['-', '+']).trim_start().starts_with("endraw") {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

fn tokens(code: &str) -> usize {
    let mut in_word = false;
    let mut count = 0;
    for c in code.chars() {
        let part = c.is_alphanumeric() || c == '_';
        let continues = part && in_word;
        if !(continues || c.is_whitespace()) {
            count += 1;
        }
        in_word = part;
    }
    count
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a {{ b }} c", "     b     ")]
    #[case("{{ 'x\\'}}' | y }}z", "   '       | y    ")]
    #[case("{{ {1: {}} + 2 }}", "   {1: {}} + 2   ")]
    #[case("{# {{ \" #}{{ a }}", "             a   ")]
    #[case("{% raw %}{{ \" {% endraw %}{{ a }}", "   raw           endraw      a   ")]
    #[case("{ { {{ a", "       a")]
    fn code_is_told_from_text(#[case] text: &str, #[case] masked: &str) {
        assert_eq!(Code::of(text).masked, masked);
    }
}
