//! Places: bytes here, lines and UTF-16 columns there; paths here, addresses there.

use std::path::{Path, PathBuf};

use lsp_types::{Position, Range, TextEdit, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sufler_dsl::{
    edit::Patch,
    source::{Source, Span, Utf16Position},
};

/// Signs that stay as they are in the path of an address.
const IN_PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

pub(crate) fn position(source: &Source, offset: usize) -> Position {
    let place = source.utf16_position(offset);
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Position::new(number(place.line), number(place.character))
}

pub(crate) fn range(source: &Source, span: Span) -> Range {
    Range::new(position(source, span.start), position(source, span.end))
}

pub(crate) fn offset(source: &Source, position: Position) -> usize {
    let number = |value: u32| usize::try_from(value).unwrap_or(usize::MAX);
    source
        .offset_of_utf16(Utf16Position { line: number(position.line), character: number(position.character) })
}

pub(crate) fn text_edits(source: &Source, patches: &[Patch]) -> Vec<TextEdit> {
    patches.iter().map(|patch| TextEdit::new(range(source, patch.span), patch.text.clone())).collect()
}

/// The path of an address, whatever its scheme.
pub(crate) fn path_of(uri: &Uri) -> PathBuf {
    let text = uri.as_str();
    let rest = text.split_once(':').map_or(text, |(_, rest)| rest);
    // `//host/path`: the host names no part of the path.
    let path = match rest.strip_prefix("//") {
        Some(rest) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default(),
        None => rest,
    };
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    // `/C:/…` is a path of Windows.
    let drive = path.strip_prefix('/').filter(|rest| rest.get(1..2) == Some(":"));
    PathBuf::from(drive.unwrap_or(&path))
}

/// The address of a path, in the manner of another address.
pub(crate) fn uri_like(like: &Uri, path: &Path) -> Option<Uri> {
    let text = like.as_str();
    let (scheme, rest) = text.split_once(':')?;
    let host = match rest.strip_prefix("//") {
        Some(rest) => format!("//{}", rest.get(..rest.find('/')?)?),
        None => String::new(),
    };
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{scheme}:{host}{slash}{}", utf8_percent_encode(&path, IN_PATH)).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths() {
        let uri: Uri = "file:///home/%D0%B0%20b/flow.yaml".parse().unwrap();
        assert_eq!(path_of(&uri), Path::new("/home/а b/flow.yaml"));
        let other = uri_like(&uri, Path::new("/home/а b/dialogs/1.yaml")).unwrap();
        assert_eq!(other.as_str(), "file:///home/%D0%B0%20b/dialogs/1.yaml");
        assert_eq!(path_of(&"file:///C:/flows/flow.yaml".parse().unwrap()), Path::new("C:/flows/flow.yaml"));
        assert_eq!(path_of(&"sufler:/flows/a/flow.yaml".parse().unwrap()), Path::new("/flows/a/flow.yaml"));
    }

    #[test]
    fn columns_count_utf16_units() {
        let source = Source::new("f", "title: 🙂ё\nx: 1\n");
        let place = source.text().find('ё').unwrap();
        assert_eq!(position(&source, place), Position::new(0, 9));
        assert_eq!(offset(&source, Position::new(0, 9)), place);
    }
}
