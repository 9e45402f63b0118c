//! From a file's bytes to its tree, within bounds.

use crate::{
    diagnostic::{Diagnostic, Words, codes},
    source::{Source, Span},
    yaml::{self, Comment, Node},
};

/// Largest file that is looked at, bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// Most problems that are told of one file.
const MAX_DIAGNOSTICS: usize = 1000;

/// Bytes as a source, or why they are none.
pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<Source, (Source, Box<Diagnostic>)> {
    if bytes.len() > MAX_BYTES {
        return Err((Source::new(name, ""), Box::new(too_large(bytes.len()))));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let at = error.valid_up_to();
            let message = Words::new(
                format!("файл не в UTF-8: байт {at} не читается"),
                format!("the file is not UTF-8: byte {at} cannot be read"),
            );
            let help = Words::new("пересохраните файл в кодировке UTF-8", "save the file as UTF-8");
            let found = Diagnostic::new(codes::INVALID_UTF8, Span::new(at, at), message).with_help(help);
            // Places before the first bad byte are the same in the mended text.
            Err((Source::new(name, String::from_utf8_lossy(bytes).as_ref()), Box::new(found)))
        }
    }
}

fn too_large(bytes: usize) -> Diagnostic {
    let message = Words::new(
        format!("файл больше 1 МиБ: {bytes} байт"),
        format!("the file is larger than 1 MiB: {bytes} bytes"),
    );
    let help = Words::new("вынесите тексты в базу знаний", "move texts to the knowledge base");
    Diagnostic::new(codes::FILE_TOO_LARGE, Span::default(), message).with_help(help)
}

/// A file that reads.
pub(crate) type Parsed = (Node, Vec<Comment>, Vec<Diagnostic>);

/// The root of a file, its comments and what is wrong with its YAML, or only the latter.
pub(crate) fn parse(source: &Source) -> Result<Parsed, Vec<Diagnostic>> {
    if source.text().len() > MAX_BYTES {
        return Err(vec![too_large(source.text().len())]);
    }
    let (tree, mut found) = yaml::parse(source);
    if !tree.complete {
        return Err(found);
    }
    match tree.root.filter(|root| !root.is_null()) {
        Some(root) => Ok((root, tree.comments, found)),
        None => {
            let message = Words::new("файл пуст", "the file is empty");
            found.push(Diagnostic::new(codes::EMPTY_FILE, Span::default(), message));
            Err(found)
        }
    }
}

/// Keeps a damaged file from flooding whoever shows the problems.
pub(crate) fn cap(diagnostics: &mut Vec<Diagnostic>) {
    let more = diagnostics.len().saturating_sub(MAX_DIAGNOSTICS);
    let Some(span) = diagnostics.get(MAX_DIAGNOSTICS).map(|first| first.span) else { return };
    diagnostics.truncate(MAX_DIAGNOSTICS);
    let message = Words::new(
        format!("и ещё {more} проблем, которые здесь не показаны"),
        format!("and {more} more problems that are not shown here"),
    );
    diagnostics.push(Diagnostic::new(codes::TOO_MANY, span, message));
}
