//! Conditions and texts of a flow: compiling them and putting their problems in place.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    diagnostic::{Diagnostic, Words, codes},
    expr::{Ast, BinaryOp, Expr, Problem, Type},
    flow::VarType,
    names::{Computed, NAMES, Scope, nearest, root_of},
    shape::check::suggest,
    source::{Source, Span},
    template::{Escape, Template},
    yaml::Node,
};

/// Compiles a condition; reports its problems where they stand in the file.
pub(super) fn condition(
    source: &Source,
    node: &Node,
    scope: Scope<'_>,
    intents: &[&str],
    found: &mut Vec<Diagnostic>,
) -> Option<Expr> {
    let text = node.as_text().filter(|text| !text.trim().is_empty())?;
    keep(Expr::condition(text, node.span, scope), source, node, scope, intents, found)
}

/// Compiles an expression of this type; numbers and `true` need no quotes.
pub(super) fn expression(
    source: &Source,
    node: &Node,
    scope: Scope<'_>,
    wanted: Type,
    found: &mut Vec<Diagnostic>,
) -> Option<Expr> {
    let text = node.key_text().filter(|text| !text.trim().is_empty())?;
    keep(Expr::of_type(text, node.span, scope, wanted), source, node, scope, &[], found)
}

/// The compiled expression, if nothing is wrong with it; what is wrong is put in its place.
fn keep(
    (expr, problems): (Option<Expr>, Vec<Problem>),
    source: &Source,
    node: &Node,
    scope: Scope<'_>,
    intents: &[&str],
    found: &mut Vec<Diagnostic>,
) -> Option<Expr> {
    for problem in problems {
        let mut diagnostic =
            Diagnostic::new(problem.code, node.place_of(source, problem.span), problem.message);
        diagnostic.help = problem.help;
        found.push(diagnostic);
    }
    let expr = expr?;
    let before = found.len();
    expr.root().walk(&mut |ast| {
        compared_words(ast, &mut |path, word, span| {
            if let Some(diagnostic) = unknown_word(scope, intents, path, word, node.place_of(source, span)) {
                found.push(diagnostic);
            }
        })
    });
    (found.len() == before).then_some(expr)
}

/// Calls `visit` for every `name == "word"` and `name in ["word", …]`.
fn compared_words(ast: &Ast, visit: &mut dyn FnMut(&str, &str, Span)) {
    let Ast::Binary(op, left, right, _) = ast else { return };
    match (op, &**left, &**right) {
        (BinaryOp::Eq | BinaryOp::Ne, Ast::Name(path, _), Ast::Text(word, span))
        | (BinaryOp::Eq | BinaryOp::Ne, Ast::Text(word, span), Ast::Name(path, _)) => {
            visit(path, word, *span)
        }
        (BinaryOp::In, Ast::Name(path, _), Ast::List(items, _)) => {
            for item in items {
                if let Ast::Text(word, span) = item {
                    visit(path, word, *span);
                }
            }
        }
        _ => {}
    }
}

/// A word that the name can never be.
fn unknown_word(
    scope: Scope<'_>,
    intents: &[&str],
    path: &str,
    word: &str,
    span: Span,
) -> Option<Diagnostic> {
    if path == "intent.name" && !intents.contains(&word) {
        let message = Words::new(format!("интента «{word}» нет"), format!("there is no intent `{word}`"));
        let found = Diagnostic::new(codes::UNKNOWN_INTENT, span, message);
        return Some(suggest(found, nearest(word, intents.iter().copied())));
    }
    let (name, variable) = scope.variable(path)?;
    if variable.ty != VarType::Choice || variable.choices.iter().any(|choice| **choice == *word) {
        return None;
    }
    let all = variable.choices.join(", ");
    let message = Words::new(
        format!("переменная «{name}» не бывает «{word}», только: {all}"),
        format!("the variable `{name}` is never `{word}`, only: {all}"),
    );
    let found = Diagnostic::new(codes::UNKNOWN_VALUE, span, message);
    Some(suggest(found, nearest(word, variable.choices.iter().map(AsRef::as_ref))))
}

/// Computed values a condition relies on; what it asks with `x?` it does not rely on.
pub(super) fn needs_of_condition(expr: &Expr) -> Vec<(Computed, &str, Span)> {
    let mut asked = Vec::new();
    expr.root().walk(&mut |ast| {
        if let Ast::Has(path, _) = ast {
            asked.push(root_of(path));
        }
    });
    let mut needs = Vec::new();
    expr.root().walk(&mut |ast| {
        if let Ast::Name(path, span) = ast
            && let Some(computed) = computed_of(path)
            && !asked.contains(&root_of(path))
        {
            needs.push((computed, path.as_ref(), *span));
        }
    });
    needs
}

/// Computed values a text relies on; a text that tests `is defined` or has a `default` does not.
pub(super) fn needs_of_template(template: &Template) -> Vec<(Computed, &str)> {
    if template.text().contains("is defined") || template.text().contains("default") {
        return Vec::new();
    }
    template.names().iter().filter_map(|name| Some((computed_of(name)?, name.as_str()))).collect()
}

fn computed_of(path: &str) -> Option<Computed> {
    let under =
        |name: &str| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    NAMES.iter().filter(|name| under(name.path)).max_by_key(|name| name.path.len())?.computed
}

/// Compiles a text; reports its problems where they stand in the file.
pub(super) fn template(
    source: &Source,
    node: &Node,
    scope: Scope<'_>,
    escape: Escape,
    found: &mut Vec<Diagnostic>,
) -> Option<Template> {
    let text = node.as_text().filter(|text| !text.trim().is_empty())?;
    let template = match Template::compile_escaped(text, node.span, escape) {
        Ok(template) => template,
        Err(error) if error.too_large => {
            let span = error.range.map_or(node.span, |range| node.place_of(source, range));
            let message = Words::new("текст слишком длинный или слишком сложный", error.message);
            let help = Words::new(
                "оставьте не больше 64 КиБ, а вставку или блок разбейте на части",
                "keep it below 64 KiB, and split the place or block",
            );
            found.push(Diagnostic::new(codes::TEXT_TOO_LARGE, span, message).with_help(help));
            return None;
        }
        Err(error) => {
            let span = error.range.map_or(node.span, |range| node.place_of(source, range));
            let message = Words::new(
                format!("текст с вставками не читается: {}", error.message),
                format!("the text's places cannot be read: {}", error.message),
            );
            let help =
                Words::new("вставка пишется {{ contact.name }}", "a place is written {{ contact.name }}");
            found.push(Diagnostic::new(codes::TEMPLATE_SYNTAX, span, message).with_help(help));
            return None;
        }
    };
    let before = found.len();
    report_forbidden(source, node, &template, found);
    for (name, place) in template.unknown_filters() {
        let span = node.place_of(source, place);
        let message = Words::new(
            format!("фильтра или проверки «{name}» нет"),
            format!("there is no filter or test `{name}`"),
        );
        found.push(suggest(Diagnostic::new(codes::UNKNOWN_FILTER, span, message), nearest(name, FILTERS)));
    }
    for name in template.names().iter().filter(|name| !is_known(scope, name)) {
        let span = place_in_template(source, node, &template, name);
        found.push(unknown_name(scope, name, span));
    }
    (found.len() == before).then_some(template)
}

/// Filters and tests that texts of a flow are likely to want, for hints.
const FILTERS: [&str; 18] = [
    "default",
    "upper",
    "lower",
    "title",
    "capitalize",
    "trim",
    "replace",
    "join",
    "length",
    "first",
    "last",
    "round",
    "int",
    "float",
    "list",
    "sort",
    "defined",
    "undefined",
];

fn is_known(scope: Scope<'_>, name: &str) -> bool {
    scope.variable(name).is_some()
        || scope.fixed(name).is_some()
        || NAMES
            .iter()
            .filter(|it| it.ty.is_none())
            .any(|it| name.strip_prefix(it.path).is_some_and(|rest| rest.starts_with('.')))
}

fn unknown_name(scope: Scope<'_>, name: &str, span: Span) -> Diagnostic {
    let message = Words::new(format!("имени «{name}» нет"), format!("there is no name `{name}`"));
    let found = Diagnostic::new(codes::UNKNOWN_TEMPLATE_NAME, span, message);
    match scope.nearest(name) {
        Some(near) => suggest(found, Some(&near)),
        None if name.starts_with("vars.") => found
            .with_help(Words::new("объявите переменную в variables:", "declare the variable in variables:")),
        None => found,
    }
}

/// Where a text uses a name; the whole text when it is written some other way.
pub(super) fn place_in_template(source: &Source, node: &Node, template: &Template, name: &str) -> Span {
    let text = template.text();
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let found = text.match_indices(name).find(|(at, _)| {
        let before = text.get(..*at).and_then(|rest| rest.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|rest| rest.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(|c| is_part(c) && c != '.')
    });
    found.map_or(node.span, |(at, _)| node.place_of(source, Span::new(at, at + name.len())))
}

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static FORBIDDEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{%[-+]?\s*(include|import|from|extends)\b").expect("a valid pattern"));

fn report_forbidden(source: &Source, node: &Node, template: &Template, found: &mut Vec<Diagnostic>) {
    for block in FORBIDDEN.captures_iter(template.text()).filter_map(|captures| captures.get(1)) {
        let word = block.as_str();
        let span = node.place_of(source, Span::new(block.start(), block.end()));
        let message = Words::new(format!("блок «{word}» запрещён"), format!("the block `{word}` is refused"));
        let help = Words::new("впишите текст сюда", "write the text out here");
        found.push(Diagnostic::new(codes::FORBIDDEN_BLOCK, span, message).with_help(help));
    }
}
