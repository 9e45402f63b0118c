//! Colours inside conditions and texts.

use lsp_types::{SemanticToken, SemanticTokenType, SemanticTokens, SemanticTokensLegend};
use sufler_dsl::ide::{Document, TokenKind};

use crate::place::range;

/// Types by the number that tokens carry.
pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![
            SemanticTokenType::KEYWORD,
            SemanticTokenType::VARIABLE,
            SemanticTokenType::STRING,
            SemanticTokenType::NUMBER,
            SemanticTokenType::OPERATOR,
            SemanticTokenType::FUNCTION,
        ],
        token_modifiers: Vec::new(),
    }
}

fn number(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Keyword => 0,
        TokenKind::Name => 1,
        TokenKind::Text => 2,
        TokenKind::Number => 3,
        TokenKind::Operator => 4,
        TokenKind::Filter => 5,
    }
}

pub(crate) fn full(document: &Document) -> SemanticTokens {
    let (mut line, mut column) = (0, 0);
    let mut data = Vec::new();
    for token in document.tokens() {
        let place = range(document.source(), token.span);
        let start = place.start;
        // Places are told from the token before.
        let delta_line = start.line.saturating_sub(line);
        let delta_start =
            if delta_line == 0 { start.character.saturating_sub(column) } else { start.character };
        data.push(SemanticToken {
            delta_line,
            delta_start,
            length: place.end.character.saturating_sub(start.character),
            token_type: number(token.kind),
            token_modifiers_bitset: 0,
        });
        (line, column) = (start.line, start.character);
    }
    SemanticTokens { result_id: None, data }
}
