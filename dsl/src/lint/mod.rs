//! The linter: rules that look at a flow as an experienced reviewer does.
//!
//! [`crate::check`] says whether a file can be used at all. The linter adds what is most likely not
//! meant: a branch that no conversation takes, a reply that the channel cuts, an answer that
//! nothing proves. Rules are data ([`rules`]), one a file, each with its page and examples.

mod family;
mod fix;
mod graphs;
mod judge;
mod logic;
mod paths;
mod roles;
mod rule;
mod rules;
mod settings;
mod subject;
mod suppress;
mod variables;

pub(crate) use self::rule::Findings;
pub use self::{
    family::Family,
    fix::{Applied, Fixed, fix},
    rule::Rule,
    rules::RULES,
    settings::{Category, Channel, Model, Settings},
};

use std::sync::Arc;

use self::subject::{Subject, tidy};
use crate::{
    Checked,
    build::{Read, check_tree},
    diagnostic::Diagnostic,
    flow::Flow,
    graph::Graph,
    source::Source,
};

/// What the linter gives.
#[derive(Debug, Default)]
pub struct Report {
    /// The flow; `None` when there is an error.
    pub flow: Option<Arc<Flow>>,
    /// Nodes and edges as far as they were understood.
    pub graph: Graph,
    /// Every problem of the file, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that a comment in the file allows.
    pub allowed: Vec<Diagnostic>,
}

/// Checks a flow file and looks at it with every rule.
pub fn lint(source: &Source, settings: &Settings) -> Report {
    let (checked, read) = check_tree(source);
    let broken = checked.has_errors();
    let Checked { flow, mut diagnostics, graph } = checked;
    // Of a file with errors too little is certain to say more of it.
    let Some(Read { root, comments, compiled }) = read.filter(|_| !broken) else {
        return Report { flow, graph, diagnostics, ..Report::default() };
    };
    let subject = Subject::new(source, &root, &graph, settings, &compiled);
    for rule in RULES {
        (rule.check)(&subject, &mut Findings::new(rule.code, &mut diagnostics));
    }
    drop(subject);
    let allowed = suppress::apply(source, &root, &comments, settings, &mut diagnostics);
    tidy(&mut diagnostics);
    Report { flow, graph, diagnostics, allowed }
}

/// Lints a file that may not even be text. The source returned is what places refer to.
pub fn lint_bytes(name: &str, bytes: &[u8], settings: &Settings) -> (Source, Report) {
    match crate::build::decode(name, bytes) {
        Ok(source) => {
            let report = lint(&source, settings);
            (source, report)
        }
        Err((source, found)) => (source, Report { diagnostics: vec![*found], ..Report::default() }),
    }
}

/// Every rule, in the order of codes.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter()
}
