//! What a check says of each flow file. A file that stayed as it was is not checked again: with hundreds of flows a
//! save costs the check of one.

use std::{collections::HashMap, sync::Arc};

use sufler_dsl::{
    diagnostic::{Diagnostic, Severity},
    flow::Flow,
    source::Source,
};

use super::files::TextFile;
use crate::http::runtime_port::FlowProblem;

/// A file as it was read, and what it says for itself.
pub(super) struct FlowFile {
    /// Inside the folder.
    pub path: String,
    /// Empty for a file that is not text.
    pub text: Arc<str>,
    bytes: Option<Vec<u8>>,
    flow: Option<Arc<Flow>>,
    problems: Vec<FlowProblem>,
}

/// A file as a part of its set.
pub(super) struct Checked {
    /// The file itself.
    pub file: Arc<FlowFile>,
    /// Joined with the flows it calls; `None` when it cannot run.
    pub flow: Option<Arc<Flow>>,
    /// Also those that only the set or the settings can tell.
    pub problems: Vec<FlowProblem>,
}

/// Checks every file, and then what they say of each other; `before` was checked for the last set.
pub(super) fn check_all(files: &[TextFile], before: &[Arc<FlowFile>], connectors: &[String]) -> Vec<Checked> {
    let known: HashMap<&str, &Arc<FlowFile>> = before.iter().map(|file| (file.path.as_str(), file)).collect();
    let same = |file: &TextFile| known.get(file.path.as_str()).filter(|it| it.bytes() == file.bytes);
    let each = files.iter().map(|file| match same(file) {
        Some(same) => Arc::clone(same),
        None => Arc::new(FlowFile::check(file)),
    });
    let mut all: Vec<Checked> = each.map(Checked::alone).collect();
    for checked in &mut all {
        let Some(flow) = &checked.flow else { continue };
        let known = connectors.iter().map(String::as_str);
        let found = sufler_dsl::set::unknown_connectors(flow, known);
        checked.refuse(&found);
    }
    let flows: Vec<Arc<Flow>> = all.iter().filter_map(|checked| checked.flow.clone()).collect();
    let mut linked = sufler_dsl::set::link(&flows).into_iter();
    for checked in all.iter_mut().filter(|checked| checked.flow.is_some()) {
        let Some(linked) = linked.next() else { break };
        checked.flow = linked.flow;
        checked.refuse(&linked.diagnostics);
    }
    all
}

impl FlowFile {
    fn check(file: &TextFile) -> Self {
        let path = file.path.clone();
        let text = match file.text() {
            Ok(text) => text,
            Err(message) => {
                let problems = vec![encoding_problem(&path, message)];
                let bytes = Some(file.bytes.clone());
                return Self { path, text: "".into(), bytes, flow: None, problems };
            }
        };
        let source = Source::new(path.as_str(), text);
        let checked = sufler_dsl::check(&source);
        let problems = checked.diagnostics.iter().map(|found| problem(&source, found)).collect();
        Self { path, text: text.into(), bytes: None, flow: checked.flow, problems }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }
}

impl Checked {
    fn alone(file: Arc<FlowFile>) -> Self {
        Self { flow: file.flow.clone(), problems: file.problems.clone(), file }
    }

    fn refuse(&mut self, found: &[Diagnostic]) {
        if found.is_empty() {
            return;
        }
        let source = Source::new(self.file.path.as_str(), &*self.file.text);
        self.problems.extend(found.iter().map(|found| problem(&source, found)));
        if found.iter().any(Diagnostic::is_error) {
            self.flow = None;
        }
    }
}

/// A diagnostic as the API shows it.
pub(super) fn problem(source: &Source, found: &Diagnostic) -> FlowProblem {
    let place = source.position(found.span.start);
    FlowProblem {
        file: source.name().to_owned(),
        line: place.line,
        column: place.column,
        code: found.code.id().to_owned(),
        severity: match found.severity() {
            Severity::Error => "error".to_owned(),
            Severity::Warning => "warning".to_owned(),
            Severity::Advice => "advice".to_owned(),
        },
        message: found.message.ru.clone(),
        help: Some(found.help.as_ref().map_or_else(|| more(found), |help| help.ru.clone())),
    }
}

/// Where a diagnostic has no advice of its own.
fn more(found: &Diagnostic) -> String {
    format!("Подробности и примеры: sufler explain {}.", found.code.id())
}

fn encoding_problem(path: &str, message: String) -> FlowProblem {
    FlowProblem {
        file: path.to_owned(),
        line: 1,
        column: 1,
        code: "F100".to_owned(),
        severity: "error".to_owned(),
        message,
        help: Some("Сохраните файл в кодировке UTF-8.".to_owned()),
    }
}
