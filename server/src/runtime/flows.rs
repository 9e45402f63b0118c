//! The flows in use: every `flow.yaml` below the folder, checked whole, swapped as one.
//!
//! An invalid set changes nothing for customers: the last good one stays and the problems are shown.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use arc_swap::ArcSwap;
use indexmap::IndexMap;
use sufler_dsl::{
    diagnostic::{Diagnostic, Severity},
    flow::{Flow, Name},
    nodes::{IntentSpec, NodeKind},
    source::Source,
};
use sufler_llm::{IntentClass, IntentSet};

use super::files::{self, TextFile};
use crate::http::runtime_port::{FlowProblem, FlowStatus, FlowSummary, FlowsHealth};

/// Name of the file in a flow's folder.
const FLOW_FILE: &str = "flow.yaml";
/// Messages before the burst that a flow without a `context` node sees.
const DEFAULT_HISTORY: u16 = 20;

/// A flow with what the answerers prepare for it.
pub struct LiveFlow {
    /// The checked flow.
    pub flow: Arc<Flow>,
    /// Its text, stored with the conversations that run on it.
    pub text: Arc<str>,
    /// Intents by node, prepared once.
    intents: HashMap<Name, Arc<IntentSet>>,
    history: u16,
}

impl LiveFlow {
    /// Checks a text; the problems come back when it has errors.
    pub fn check(source: &Source) -> (Option<Self>, Vec<Diagnostic>) {
        let checked = sufler_dsl::check(source);
        (checked.flow.map(|flow| Self::new(flow, source.text())), checked.diagnostics)
    }

    /// A checked flow and its text.
    pub fn new(flow: Arc<Flow>, text: &str) -> Self {
        let mut intents = HashMap::new();
        prepare_intents(&flow, "", &mut intents);
        Self { intents, text: text.into(), history: history(&flow), flow }
    }

    /// How many messages before the burst the flow looks at.
    pub fn history(&self) -> u16 {
        self.history
    }

    /// The intents of a node, in the answerers' form.
    pub fn intents(&self, node: &str) -> Option<&Arc<IntentSet>> {
        self.intents.get(node)
    }
}

/// Intents of a flow and of those it calls; the engine calls their nodes `node/inner`.
fn prepare_intents(flow: &Flow, prefix: &str, intents: &mut HashMap<Name, Arc<IntentSet>>) {
    for node in &flow.nodes {
        match &node.kind {
            NodeKind::Intent(intent) => {
                intents.insert(format!("{prefix}{}", node.id).into(), Arc::new(intent_set(&intent.spec)));
            }
            NodeKind::Subflow(call) => {
                if let Some(callee) = flow.subflows.get(&call.flow) {
                    prepare_intents(callee, &format!("{prefix}{}/", node.id), intents);
                }
            }
            _ => {}
        }
    }
}

/// The flow and all it calls are the same versions.
fn same_version(old: &Flow, new: &Flow) -> bool {
    let callees = || old.subflows.iter().zip(&new.subflows);
    old.hash == new.hash
        && old.subflows.len() == new.subflows.len()
        && callees().all(|((old_id, old), (new_id, new))| old_id == new_id && same_version(old, new))
}

/// What its widest `context` asks for, in the flows it calls as well.
fn history(flow: &Flow) -> u16 {
    let own = flow.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Context(context) => Some(context.messages),
        _ => None,
    });
    own.chain(flow.subflows.values().map(|callee| history(callee))).max().unwrap_or(DEFAULT_HISTORY)
}

fn intent_set(spec: &IntentSpec) -> IntentSet {
    let classes = spec.intents.iter().map(|(name, class)| IntentClass {
        name: Arc::clone(name),
        about: class.about.clone(),
        examples: class.examples.clone(),
    });
    IntentSet::new(classes.collect())
}

/// All flows that answer customers, with the problems of the folder on disk.
#[derive(Default)]
pub struct FlowSet {
    flows: IndexMap<Name, Arc<LiveFlow>>,
    summaries: Vec<FlowSummary>,
    fingerprint: u64,
}

impl FlowSet {
    /// The flow with this id.
    pub fn get(&self, id: &str) -> Option<&Arc<LiveFlow>> {
        self.flows.get(id)
    }

    /// How many messages before the burst any of the flows looks at.
    pub fn history(&self) -> u16 {
        self.flows.values().map(|live| live.history).max().unwrap_or(DEFAULT_HISTORY)
    }

    /// Flows in the order of their folders.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<LiveFlow>> {
        self.flows.values()
    }
}

/// The folder of flows and what became of it.
pub struct FlowLibrary {
    dir: PathBuf,
    /// Names of the settings' connectors.
    connectors: Vec<String>,
    current: ArcSwap<FlowSet>,
    /// Older versions that waiting conversations still need, by hash.
    older: Mutex<HashMap<Name, Arc<LiveFlow>>>,
}

impl FlowLibrary {
    /// Reads the folder; broken flows are left out at the first load and reported.
    ///
    /// `connectors` are those that flows may call.
    pub fn open(dir: &Path, connectors: Vec<String>) -> Self {
        let library = Self {
            dir: dir.to_path_buf(),
            connectors,
            current: ArcSwap::default(),
            older: Mutex::new(HashMap::new()),
        };
        library.reload();
        library
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The set in use.
    pub fn current(&self) -> Arc<FlowSet> {
        self.current.load_full()
    }

    /// Reads the folder again and swaps the set if the whole of it is valid. Says whether the set in use changed.
    pub fn reload(&self) -> bool {
        let is_flow = |path: &str| path.rsplit('/').next() == Some(FLOW_FILE);
        let files = match files::read_all(&self.dir, is_flow) {
            Ok(files) => files,
            Err(error) => {
                tracing::error!(dir = %self.dir.display(), %error, "Can't read the flows folder; the last flows stay.");
                return false;
            }
        };
        let fingerprint = files::fingerprint(&files);
        let before = self.current.load_full();
        if before.fingerprint == fingerprint && !before.summaries.is_empty() {
            return false;
        }
        let (set, broken) = build(&files, &before, fingerprint, &self.connectors);
        log_problems(&set.summaries);
        let usable = !broken || before.flows.is_empty();
        if usable {
            tracing::info!(flows = set.flows.len(), "Flows loaded.");
            metrics::counter!("sufler_flow_reloads_total", "result" => "ok").increment(1);
            self.current.store(Arc::new(set));
        } else {
            metrics::counter!("sufler_flow_reloads_total", "result" => "rejected").increment(1);
            let flows = before.flows.clone();
            self.current.store(Arc::new(FlowSet { flows, ..set }));
        }
        usable
    }

    /// The version with this hash, if it runs or was asked for before.
    pub fn version(&self, hash: &str) -> Option<Arc<LiveFlow>> {
        let current = self.current.load();
        let live = current.iter().find(|live| &*live.flow.hash == hash).cloned();
        live.or_else(|| self.older.lock().ok()?.get(hash).cloned())
    }

    /// Makes an older version, read from the store, available again.
    pub fn remember(&self, text: &str) -> Option<Arc<LiveFlow>> {
        let live = Arc::new(LiveFlow::check(&Source::new("flow.yaml", text)).0?);
        let mut older = self.older.lock().ok()?;
        older.insert(Arc::clone(&live.flow.hash), Arc::clone(&live));
        Some(live)
    }

    /// For `/health`.
    pub fn health(&self) -> FlowsHealth {
        let set = self.current.load();
        let broken = set.summaries.iter().filter(|s| s.status == FlowStatus::Broken);
        let problems = broken.flat_map(|s| s.diagnostics.iter()).filter(|p| p.severity == "error");
        FlowsHealth { active: set.flows.len(), problems: problems.cloned().collect() }
    }

    /// For the list of flows.
    pub fn summaries(&self) -> Vec<FlowSummary> {
        self.current.load().summaries.clone()
    }
}

/// Checks every file, then what they say of each other. The second value says that some file has errors.
fn build(files: &[TextFile], before: &FlowSet, fingerprint: u64, connectors: &[String]) -> (FlowSet, bool) {
    let mut set = FlowSet { fingerprint, ..FlowSet::default() };
    let mut broken = false;
    for Checked { file, flow, text, problems } in check_all(files, connectors) {
        let folder = file.path.rsplit('/').nth(1).unwrap_or(&file.path);
        let id = flow.as_ref().map_or(folder, |flow| &*flow.id).to_owned();
        let running = flow.as_ref().or_else(|| before.get(&id).map(|live| &live.flow));
        broken |= flow.is_none();
        set.summaries.push(FlowSummary {
            title: running.map_or_else(|| id.clone(), |flow| flow.title.clone()),
            hash: running.map(|flow| flow.hash.to_string()),
            status: if flow.is_some() { FlowStatus::Ok } else { FlowStatus::Broken },
            diagnostics: problems,
            id,
        });
        if let Some(flow) = flow {
            let same = before.get(&flow.id).filter(|old| same_version(&old.flow, &flow));
            let live = same.cloned().unwrap_or_else(|| Arc::new(LiveFlow::new(flow, text)));
            set.flows.insert(Arc::clone(&live.flow.id), live);
        }
    }
    (set, broken)
}

/// One file and what became of it.
struct Checked<'f> {
    file: &'f TextFile,
    flow: Option<Arc<Flow>>,
    text: &'f str,
    problems: Vec<FlowProblem>,
}

fn check_all<'f>(files: &'f [TextFile], connectors: &[String]) -> Vec<Checked<'f>> {
    let mut all: Vec<Checked<'f>> = files.iter().map(check).collect();
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

impl Checked<'_> {
    /// Adds problems that only the set or the settings can tell.
    fn refuse(&mut self, found: &[Diagnostic]) {
        if found.is_empty() {
            return;
        }
        let source = Source::new(self.file.path.as_str(), self.text);
        self.problems.extend(found.iter().map(|found| problem(&source, found)));
        if found.iter().any(Diagnostic::is_error) {
            self.flow = None;
        }
    }
}

fn check(file: &TextFile) -> Checked<'_> {
    let text = match file.text() {
        Ok(text) => text,
        Err(message) => {
            return Checked { file, flow: None, text: "", problems: vec![encoding_problem(file, message)] };
        }
    };
    let source = Source::new(file.path.as_str(), text);
    let checked = sufler_dsl::check(&source);
    let problems = checked.diagnostics.iter().map(|found| problem(&source, found)).collect();
    Checked { file, flow: checked.flow, text, problems }
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

fn encoding_problem(file: &TextFile, message: String) -> FlowProblem {
    FlowProblem {
        file: file.path.clone(),
        line: 1,
        column: 1,
        code: "F100".to_owned(),
        severity: "error".to_owned(),
        message,
        help: Some("Сохраните файл в кодировке UTF-8.".to_owned()),
    }
}

fn log_problems(summaries: &[FlowSummary]) {
    for problem in summaries.iter().flat_map(|summary| &summary.diagnostics) {
        let place = format!("{}:{}:{}", problem.file, problem.line, problem.column);
        let help = problem.help.as_deref().unwrap_or_default();
        if problem.severity == "error" {
            tracing::error!(place, code = problem.code, help, "{}", problem.message);
        } else {
            tracing::warn!(place, code = problem.code, help, "{}", problem.message);
        }
    }
}
