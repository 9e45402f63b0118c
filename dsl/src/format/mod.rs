//! One canonical style for flow files, dialogs and layouts.
//!
//! Indentation of two columns, one space behind a colon, two before a comment, at most one blank
//! line, `\n`. Brackets stay where their content fits the line, else they become indentation.
//! Order of fields, quotes that the author chose, wrapping of long texts, anchors and every
//! comment stay.

mod comments;
mod emit;
mod scalar;

use crate::{
    diagnostic::Words,
    edit::{Doc, EditError, Value},
    source::Source,
};

/// The text in canonical style; the same text when it has that style already.
///
/// # Errors
/// [`EditError`] when the text is no readable YAML, or when its new form would not mean the same:
/// then it is written in a way that the formatter does not know, and stays.
pub fn format(source: &Source) -> Result<String, EditError> {
    let doc = Doc::read(source.clone())?;
    let text = emit::emit(&doc);
    let again = Doc::read(Source::new(source.name(), text.as_str())).map_err(|_| odd(&doc))?;
    let same = Value::of(&doc.root).same(&Value::of(&again.root))
        && comments(&doc) == comments(&again)
        && emit::emit(&again) == text;
    if same { Ok(text) } else { Err(odd(&doc)) }
}

fn comments(doc: &Doc) -> Vec<&str> {
    let mut all: Vec<&str> = doc.comments.iter().map(|it| doc.source.slice(it.span).trim_end()).collect();
    all.sort_unstable();
    all
}

fn odd(doc: &Doc) -> EditError {
    EditError::unsupported(
        "файл записан необычно: переоформить его, не изменив смысла, не удалось; он не тронут",
        "the file is written in an unusual way and could not be formatted without changing it; it is left alone",
    )
    .with_help(Words::new(
        "запишите обычным образом ключи «? », комментарии внутри скобок и многострочные значения",
        "write `? ` keys, comments within brackets and values over several lines in the common way",
    ))
    .at(&doc.source, doc.root.span)
}
