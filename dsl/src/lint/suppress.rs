//! Comments that allow a finding where it stands: `# sufler: allow F701 reason`.
//!
//! Beside a line, a comment covers it; if an entry begins there, it covers the whole entry. On
//! lines of its own it covers what follows. `allow-file` covers the file. Errors cannot be
//! allowed, a comment without a reason is a finding, and so is one that allows nothing.

use super::settings::Settings;
use crate::{
    diagnostic::{Code, Diagnostic, Severity, Words, codes},
    names::nearest,
    source::{Source, Span},
    yaml::{Comment, Kind, Node},
};

/// A comment of ours.
struct Allowance {
    place: Span,
    codes: Vec<(Code, Span)>,
    covers: Span,
    used: Vec<bool>,
}

/// Takes allowed findings out of the list and reports comments that are wrong or idle.
pub(super) fn apply(
    source: &Source,
    root: &Node,
    comments: &[Comment],
    settings: &Settings,
    found: &mut Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut all: Vec<Allowance> =
        comments.iter().filter_map(|comment| read(source, root, comment, &mut problems)).collect();
    if all.is_empty() {
        found.append(&mut problems);
        return Vec::new();
    }
    let (allowed, kept) = std::mem::take(found).into_iter().partition(|it| allow(&mut all, it));
    *found = kept;
    found.append(&mut problems);
    for allowance in &all {
        let idle = allowance
            .codes
            .iter()
            .zip(&allowance.used)
            .filter(|((code, _), used)| !**used && settings.looks_for(*code));
        found.extend(idle.map(|((code, place), _)| unused(*code, *place)));
    }
    allowed
}

fn allow(all: &mut [Allowance], found: &Diagnostic) -> bool {
    if found.is_error() {
        return false;
    }
    let mut allowed = false;
    for it in all.iter_mut().filter(|it| covers(it.covers, found.span)) {
        for ((code, _), used) in it.codes.iter().zip(&mut it.used) {
            if *code == found.code {
                *used = true;
                allowed = true;
            }
        }
    }
    allowed
}

fn covers(area: Span, place: Span) -> bool {
    area.start <= place.start && place.start < area.end.max(area.start + 1)
}

fn read(
    source: &Source,
    root: &Node,
    comment: &Comment,
    problems: &mut Vec<Diagnostic>,
) -> Option<Allowance> {
    let text = source.slice(comment.span);
    let after_hash = text.trim_start_matches('#');
    let rest = after_hash.trim_start().strip_prefix("sufler:")?.trim_start();
    let word = rest.split_whitespace().next().unwrap_or_default();
    if !matches!(word, "allow" | "allow-file") {
        problems.push(unknown(comment.span, word, ["allow", "allow-file"].into_iter()));
        return None;
    }
    let offset = |part: &str| comment.span.start + (part.as_ptr() as usize - text.as_ptr() as usize);
    let mut rest = rest.get(word.len()..).unwrap_or_default().trim_start();
    let mut allowed = Vec::new();
    loop {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let place = Span::new(offset(word), offset(word) + word.len());
        match find(word) {
            Some(code) if code.severity() == Severity::Error => problems.push(error(code, place)),
            Some(code) => allowed.push((code, place)),
            None if looks_like_code(word) => problems.push(unknown(place, word, names())),
            None => break,
        }
        rest = after.trim_start_matches([',', ' ', '\t']);
    }
    let reason = rest.trim_start_matches([':', '-', '–', '—', ' ']).trim();
    if reason.is_empty() {
        problems.push(no_reason(comment.span));
    }
    let area = if word == "allow-file" {
        Span::new(0, source.text().len())
    } else {
        area(source, root, comment.span)
    };
    let used = vec![false; allowed.len()];
    Some(Allowance { place: comment.span, codes: allowed, covers: area, used }).filter(|it| it.place.end > 0)
}

fn find(word: &str) -> Option<Code> {
    Code::find(word).or_else(|| codes::all().find(|code| code.name() == word && !code.id().starts_with('D')))
}

/// `F999`, or the first word where a code is due.
fn looks_like_code(word: &str) -> bool {
    let mut signs = word.chars();
    signs.next().is_some_and(|c| c.is_ascii_uppercase())
        && word.len() == 4
        && signs.all(|c| c.is_ascii_digit())
}

fn names() -> impl Iterator<Item = &'static str> {
    codes::all().map(Code::id)
}

/// What a comment covers: the line it ends, or the one below it, with the entry that begins there.
fn area(source: &Source, root: &Node, comment: Span) -> Span {
    let mut line = source.line_index(comment.start);
    let alone = source.slice(Span::new(source.line_span(line).start, comment.start)).trim().is_empty();
    while alone && line + 1 < source.line_count() {
        line += 1;
        let text = source.line(line).trim();
        if !text.is_empty() && !text.starts_with('#') {
            break;
        }
    }
    let span = source.line_span(line);
    let mut area = span;
    widen(root, span, &mut area);
    area
}

/// Widens `area` to the end of the widest entry that begins on the line.
fn widen(node: &Node, line: Span, area: &mut Span) {
    if node.alias.is_some() {
        return;
    }
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::Seq { items, .. } => {
            for item in items {
                if line.contains(item.span.start) {
                    area.end = area.end.max(item.span.end);
                }
                widen(item, line, area);
            }
        }
        Kind::Map { pairs, .. } => {
            for pair in pairs {
                if line.contains(pair.key.span.start) {
                    area.end = area.end.max(pair.value.span.end);
                }
                widen(&pair.value, line, area);
            }
        }
    }
}

fn unused(code: Code, place: Span) -> Diagnostic {
    let message = Words::new(
        format!("здесь нет находки {}, которую разрешает комментарий", code.id()),
        format!("the comment allows {}, but there is no such finding here", code.id()),
    );
    let help = Words::new("уберите код или весь комментарий", "remove the code, or the comment as a whole");
    Diagnostic::new(codes::UNUSED_ALLOW, place, message).with_help(help)
}

fn no_reason(place: Span) -> Diagnostic {
    let message = Words::new("у разрешения нет причины", "the allowance gives no reason");
    let help = Words::new(
        "допишите, почему это нарочно: # sufler: allow F701 ответ проверяет человек",
        "say why it is meant: # sufler: allow F701 a person reads the reply",
    );
    Diagnostic::new(codes::ALLOW_WITHOUT_REASON, place, message).with_help(help)
}

fn unknown(place: Span, word: &str, all: impl Iterator<Item = &'static str>) -> Diagnostic {
    let message = Words::new(
        format!("«{word}» в комментарии sufler: не код и не команда"),
        format!("`{word}` in a sufler: comment is neither a code nor a command"),
    );
    let found = Diagnostic::new(codes::BAD_ALLOW, place, message);
    match nearest(word, all) {
        Some(near) => {
            found.with_help(Words::new(format!("может быть, {near}?"), format!("did you mean {near}?")))
        }
        None => found.with_help(Words::new(
            "пишите # sufler: allow F701 причина",
            "write # sufler: allow F701 reason",
        )),
    }
}

fn error(code: Code, place: Span) -> Diagnostic {
    let message = Words::new(
        format!("{} — ошибка, её нельзя разрешить", code.id()),
        format!("{} is an error and cannot be allowed", code.id()),
    );
    let help = Words::new("исправьте файл", "mend the file");
    Diagnostic::new(codes::BAD_ALLOW, place, message).with_help(help)
}
