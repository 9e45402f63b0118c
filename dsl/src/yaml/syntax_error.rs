//! The parser's complaints in words for people.

use granit_parser::{ErrorKind, ScanError};

use crate::{
    diagnostic::{Diagnostic, Words, codes},
    source::{Source, Span},
};

pub(super) fn describe(source: &Source, error: &ScanError) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or_default().min(source.text().len());
    let span = Span::new(
        at,
        at + source.text().get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
    );
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        let message = Words::new("вложенность глубже 64 уровней", "nested deeper than 64 levels");
        return Diagnostic::new(codes::TOO_DEEP, span, message);
    }
    let (ru, help) = russian(error.kind());
    let mut found = Diagnostic::new(codes::YAML_SYNTAX, span, Words::new(ru, error.info()));
    found.help = help;
    found
}

/// The complaint, and what to do where it is clear.
fn russian(kind: &ErrorKind) -> (String, Option<Words>) {
    use ErrorKind as E;
    let (ru, help) = match kind {
        E::UnclosedQuotedScalar => ("кавычка не закрыта", Some(("закройте кавычку", "close the quote"))),
        E::UnclosedFlowCollection { open } => {
            return (
                format!("скобка «{open}» не закрыта"),
                Some(Words::new("добавьте закрывающую скобку", "add the closing bracket")),
            );
        }
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping | E::UnexpectedEofFlowSequence => (
            "файл кончился раньше, чем закрылась скобка",
            Some(("добавьте закрывающую скобку", "add the closing bracket")),
        ),
        E::MisplacedFlowCollectionEnd | E::MismatchedFlowCollectionEnd { .. } => (
            "закрывающая скобка не подходит к открывающей",
            Some(("проверьте пары скобок", "check the pairs of brackets")),
        ),
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => (
            "внутри скобок ожидалась запятая или закрывающая скобка",
            Some(("значения внутри скобок разделяются запятыми", "separate values in brackets with commas")),
        ),
        E::SimpleKeyExpected | E::InvalidSimpleKey => (
            "ожидалось двоеточие после ключа",
            Some((
                "пишите «ключ: значение»; текст с «: » внутри берите в кавычки",
                "write `key: value`; quote a text with `: ` in it",
            )),
        ),
        E::InvalidIndentation | E::ExpectedBlockMappingKey | E::ExpectedBlockSequenceEntry => (
            "отступ не подходит к строкам выше",
            Some((
                "поля одного узла начинаются в одном столбце",
                "fields of one node begin in the same column",
            )),
        ),
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => (
            "табуляция вместо пробелов",
            Some(("замените табуляцию двумя пробелами", "replace the tab with two spaces")),
        ),
        E::UnknownAnchor => (
            "ссылка «*имя» ведёт к якорю, которого нет выше",
            Some(("текст, который начинается с «*», берите в кавычки", "quote a text that begins with `*`")),
        ),
        E::UnknownQuotedScalarEscape => (
            "неизвестная последовательность с «\\» в двойных кавычках",
            Some(("используйте одинарные кавычки", "use single quotes")),
        ),
        E::UnexpectedCharacter { character } => {
            return (
                format!("с «{character}» значение начинаться не может"),
                Some(Words::new("возьмите значение в кавычки", "put the value in quotes")),
            );
        }
        _ => ("файл не читается как YAML в этом месте", None),
    };
    (ru.to_owned(), help.map(|(ru, en)| Words::new(ru, en)))
}
