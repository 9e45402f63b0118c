//! Patterns of `matches`, for the rules about them.

use regex_syntax::{ParserBuilder, hir::Hir};

use crate::{
    expr::Ast,
    lint::subject::{ConditionView, Subject},
    source::Span,
};

/// Every pattern with the place of its comparison in the condition.
pub(super) fn each(subject: &Subject<'_>, visit: &mut dyn FnMut(&ConditionView<'_>, &str, Span)) {
    for condition in &subject.conditions {
        condition.ast.walk(&mut |ast| {
            if let Ast::Matches(_, pattern, span) = ast {
                visit(condition, pattern.as_str(), *span);
            }
        });
    }
}

/// As the engine reads it: without case.
pub(super) fn parsed(pattern: &str) -> Option<Hir> {
    ParserBuilder::new().case_insensitive(true).build().parse(pattern).ok()
}
