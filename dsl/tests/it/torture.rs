//! Laws that hold for any bytes: the same ones are tried by property tests and by the fuzzer.
//!
//! Each function panics when its law is broken. `fuzz/` includes this file.

#![allow(unreachable_pub, reason = "fuzz/ uses this file as a library")]

use sufler_dsl::{
    check_bytes, check_dialog, check_dialog_bytes,
    edit::{self, Op, Options},
    expr::Expr,
    format::format,
    ide::{Document, FileKind, World},
    merge::{Markers, merge},
    names::Scope,
    source::{Source, Span},
    template::Template,
    yaml,
};

/// Any bytes are checked, and every finding can be shown.
pub fn check(bytes: &[u8]) {
    let (source, checked) = check_bytes("f", bytes);
    assert!(checked.flow.is_some() || checked.has_errors(), "neither a flow nor an error");
    for found in &checked.diagnostics {
        assert!(source.text().get(found.span.start..found.span.end).is_some(), "{found:?}");
        assert!(!found.render(&source, sufler_dsl::diagnostic::Lang::Ru).is_empty());
    }
    drop(check_dialog(&source, checked.flow.as_deref()));
    drop(check_dialog_bytes("f", bytes, None));
}

/// Any text is an expression or has problems, and an expression can be evaluated.
pub fn expression(text: &str) {
    let variables = Default::default();
    let scope = Scope { variables: &variables, roots: &[] };
    let (expr, problems) = Expr::condition(text, Span::new(0, text.len()), scope);
    assert!(expr.is_some() || !problems.is_empty(), "neither an expression nor a problem");
    if let Some(expr) = expr {
        drop(expr.holds(&serde_json::json!({"vars": {"a": 1}, "message": {"text": "да"}})));
    }
}

/// Any text is a template or has an error, and a template renders or says why not.
pub fn template(text: &str) {
    if let Ok(template) = Template::compile(text, Span::new(0, text.len())) {
        let context = serde_json::json!({"contact": {"name": "Анна"}, "vars": {"a": [1, "два"]}});
        drop(template.render(&context));
    }
}

/// An operation on any text changes it so that it can be undone, or not at all; formatting gives
/// its own result.
pub fn edits(text: &str, ops: &[Op]) {
    let source = Source::new("f", text);
    let options = Options { confirm_alias: true, draft: true };
    if let Ok(edited) = edit::edit(&source, ops, options) {
        assert_eq!(edit::apply(text, &edited.patches).as_deref(), Some(edited.text.as_str()));
        assert_eq!(edited.undone().as_deref(), Some(text));
        let (tree, diagnostics) = yaml::parse(&Source::new("f", edited.text.as_str()));
        assert!(tree.complete && diagnostics.is_empty(), "the edit broke the file: {}", edited.text);
    }
    if let Ok(formatted) = format(&source) {
        let again = format(&Source::new("f", formatted.as_str()));
        assert_eq!(again.ok(), Some(formatted));
    }
}

/// Any three texts merge somehow; whoever changed nothing has no say.
pub fn merges(base: &str, ours: &str, theirs: &str) {
    let [base, ours, theirs] = [base, ours, theirs].map(|text| Source::new("f", text));
    let merged = merge(&base, &ours, &theirs);
    let marked = merged.marked(&Markers::default());
    assert!(merged.is_clean() || marked.len() >= merged.text.len(), "a conflict lost text");
    assert_eq!(merge(&base, &ours, &base).text, ours.text());
    assert_eq!(merge(&base, &base, &theirs).text, theirs.text());
}

/// An editor may ask anything at any place of any text.
pub fn editor(text: &str, offset: usize) {
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let world = World::default();
    for kind in [FileKind::Flow, FileKind::Dialog] {
        let document = Document::new(Source::new("f", text), kind);
        for item in document.complete(offset, &world) {
            assert!(text.get(item.replace.start..item.replace.end).is_some(), "{item:?}");
        }
        if let Some(hover) = document.hover(offset, &world) {
            assert!(text.get(hover.span.start..hover.span.end).is_some(), "{hover:?}");
        }
        if let Some(named) = document.name_at(offset) {
            assert_eq!(text.get(named.span.start..named.span.end), Some(named.name.as_str()));
        }
        for token in document.tokens() {
            assert!(text.get(token.span.start..token.span.end).is_some(), "{token:?}");
        }
        drop((document.symbols(), document.folds()));
    }
}
