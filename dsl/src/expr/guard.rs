//! Bounds on an expression before the parser sees it: pest recurses without a limit of its own.

use super::parse::Problem;
use crate::{diagnostic::codes, source::Span};

const MAX_BYTES: usize = 4096;
const MAX_DEPTH: usize = 64;
/// Operators in one expression; the tree of `a or b or c …` is as deep as it is long.
const MAX_OPERATORS: usize = 200;

pub(super) fn check(text: &str) -> Result<(), Problem> {
    let whole = Span::new(0, text.len());
    if text.len() > MAX_BYTES {
        return Err(too_large(whole, "выражение длиннее 4 КиБ", "the expression is longer than 4 KiB"));
    }
    let mut depth = 0_usize;
    let mut operators = 0_usize;
    let mut quote = None;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) => {
                if c == open && previous != '\\' {
                    quote = None;
                }
            }
            None => match c {
                '"' | '\'' => quote = Some(c),
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                '+' | '-' | '*' | '/' | '<' | '>' | '=' | '!' | '?' => operators += 1,
                // Word operators stand between spaces or brackets: count the word starts.
                'a' | 'o' | 'n' | 'i' | 'c' | 'm' if is_operator_word(text, at, previous) => operators += 1,
                _ => {}
            },
        }
        if depth > MAX_DEPTH {
            let place = Span::new(at, at + c.len_utf8());
            return Err(too_large(
                place,
                "скобки вложены глубже 64 уровней",
                "brackets nest deeper than 64 levels",
            ));
        }
        previous = c;
    }
    if operators > MAX_OPERATORS {
        return Err(too_large(
            whole,
            "в выражении больше 200 операций",
            "the expression has more than 200 operators",
        ));
    }
    Ok(())
}

fn is_operator_word(text: &str, at: usize, previous: char) -> bool {
    let starts_word = !(previous.is_alphanumeric() || previous == '_' || previous == '.');
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    starts_word && matches!(rest.get(..length), Some("and" | "or" | "not" | "in" | "contains" | "matches"))
}

fn too_large(span: Span, ru: &str, en: &str) -> Problem {
    Problem::new(codes::EXPRESSION_TOO_LARGE, span, ru, en)
        .with_help("разбейте условие на несколько веток", "split the condition into branches")
}
