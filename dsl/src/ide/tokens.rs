//! Parts of conditions and of the code in texts, for colours.

use super::{
    Document,
    complete::OPERATORS,
    cursor::{Place, path_of, place_at},
};
use crate::{shape::Shape, source::Span, template};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum TokenKind {
    Keyword,
    Name,
    Text,
    Number,
    Operator,
    Filter,
}

/// A coloured part; never over a line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: TokenKind,
}

/// Words of text blocks beside those of expressions.
const BLOCKS: [&str; 11] =
    ["if", "elif", "else", "endif", "for", "endfor", "set", "is", "none", "raw", "endraw"];

impl Document {
    /// Tokens of every condition and text, in order.
    pub fn tokens(&self) -> Vec<Token> {
        let mut found = Vec::new();
        for (index, entry) in self.sketch.entries.iter().enumerate() {
            let path = path_of(&self.sketch, index);
            let Some(Place::Value(shape)) = place_at(&self.source, &self.sketch, self.kind, &path) else {
                continue;
            };
            let value = if entry.is_block { Span::new(entry.value.start, entry.end) } else { entry.value };
            let text = self.source.slice(value);
            match shape {
                Shape::Condition => {
                    let inner = super::names::unquoted(&self.source, value);
                    lex(self.source.slice(inner), inner.start, false, &mut found);
                }
                Shape::Template => {
                    for code in template::code_of(text) {
                        let inside = text.get(code.start..code.end).unwrap_or_default();
                        lex(inside, value.start + code.start, true, &mut found);
                    }
                }
                _ => {}
            }
        }
        found.sort_by_key(|token| token.span);
        found
    }
}

fn lex(text: &str, base: usize, in_text: bool, found: &mut Vec<Token>) {
    let mut at = 0;
    let mut behind_pipe = false;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let (length, kind) = match c {
            _ if c.is_whitespace() => (c.len_utf8(), None),
            '"' | '\'' => (string(rest, c), Some(TokenKind::Text)),
            _ if c.is_ascii_digit() => (
                rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len()),
                Some(TokenKind::Number),
            ),
            _ if word(c) => {
                let length = rest.find(|c| !word(c)).unwrap_or(rest.len());
                let name = rest.get(..length).unwrap_or_default();
                let keyword =
                    OPERATORS.iter().any(|(it, ..)| *it == name) || (in_text && BLOCKS.contains(&name));
                let kind = match () {
                    () if behind_pipe => TokenKind::Filter,
                    () if keyword => TokenKind::Keyword,
                    () => TokenKind::Name,
                };
                (length, Some(kind))
            }
            '=' | '!' | '<' | '>' | '+' | '-' | '*' | '/' | '?' | '|' => {
                let double = rest.get(..2).is_some_and(|two| matches!(two, "==" | "!=" | "<=" | ">="));
                (if double { 2 } else { 1 }, Some(TokenKind::Operator))
            }
            _ => (c.len_utf8(), None),
        };
        behind_pipe = c == '|' || (behind_pipe && c.is_whitespace());
        if let Some(kind) = kind {
            found.push(Token { span: Span::new(base + at, base + at + length), kind });
        }
        at += length.max(1);
    }
}

/// Length of a quoted text, on its line.
fn string(text: &str, quote: char) -> usize {
    let end = text.find('\n').unwrap_or(text.len());
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1).take_while(|(at, _)| *at < end) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    end
}
