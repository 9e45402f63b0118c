//! The flows in use: every `flow.yaml` below the folder, checked whole, swapped as one.
//!
//! An invalid set changes nothing for customers: the last good one stays and the problems are shown. A flow that is
//! gone stays too until it has been missed for a while: editors and git remove a file and write it anew.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use arc_swap::ArcSwap;
use indexmap::IndexMap;
use sufler_dsl::{
    diagnostic::Diagnostic,
    flow::{Flow, Name},
    nodes::{IntentSpec, NodeKind},
    source::Source,
};
use sufler_llm::{IntentClass, IntentSet};

use super::{
    files,
    flow_files::{self, FlowFile},
};
use crate::http::runtime_port::{FlowStatus, FlowSummary, FlowsHealth};

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
    pub fn new(flow: Arc<Flow>, text: impl Into<Arc<str>>) -> Self {
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
    /// What was checked for it, so that the next set checks only what changed.
    files: Vec<Arc<FlowFile>>,
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

    /// Whether any of the flows asks how many messages a conversation has.
    pub fn counts_messages(&self) -> bool {
        self.flows.values().any(|live| live.text.contains("conversation.messages"))
    }

    /// Flows in the order of their folders.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<LiveFlow>> {
        self.flows.values()
    }
}

/// What a look at the folder came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reload {
    /// The set in use stays.
    Same,
    /// Another set is in use.
    Swapped,
    /// A flow in use has no file any more; it stays until a later look confirms that.
    Missing,
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
        library.reload(true);
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

    /// Reads the folder again and swaps the set if the whole of it is valid. `confirmed`: flows that are missing have
    /// been for a while, and go.
    pub fn reload(&self, confirmed: bool) -> Reload {
        let is_flow = |path: &str| path.rsplit('/').next() == Some(FLOW_FILE);
        let files = match files::read_all(&self.dir, is_flow) {
            Ok(files) => files,
            Err(error) => {
                tracing::error!(dir = %self.dir.display(), %error, "Can't read the flows folder; the last flows stay.");
                return Reload::Same;
            }
        };
        let fingerprint = files::fingerprint(&files);
        let before = self.current.load_full();
        if before.fingerprint == fingerprint && !before.summaries.is_empty() {
            return Reload::Same;
        }
        let (set, broken) = build(&files, &before, fingerprint, &self.connectors);
        let missing = || before.flows.keys().any(|id| !set.flows.contains_key(id));
        if !broken && !confirmed && missing() {
            return Reload::Missing;
        }
        log_problems(&set.summaries);
        let usable = !broken || before.flows.is_empty();
        if usable {
            let flows = set.flows.len();
            self.current.store(Arc::new(set));
            tracing::info!(flows, "Flows loaded.");
            metrics::counter!("sufler_flow_reloads_total", "result" => "ok").increment(1);
            Reload::Swapped
        } else {
            metrics::counter!("sufler_flow_reloads_total", "result" => "rejected").increment(1);
            let flows = before.flows.clone();
            self.current.store(Arc::new(FlowSet { flows, ..set }));
            Reload::Same
        }
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

/// Checks what changed, then what all say of each other. The second value says that some file has errors.
fn build(
    files: &[files::TextFile],
    before: &FlowSet,
    fingerprint: u64,
    connectors: &[String],
) -> (FlowSet, bool) {
    let mut set = FlowSet { fingerprint, ..FlowSet::default() };
    let mut broken = false;
    for checked in flow_files::check_all(files, &before.files, connectors) {
        let path = &checked.file.path;
        let folder = path.rsplit('/').nth(1).unwrap_or(path);
        let id = checked.flow.as_ref().map_or(folder, |flow| &*flow.id).to_owned();
        let running = checked.flow.as_ref().or_else(|| before.get(&id).map(|live| &live.flow));
        broken |= checked.flow.is_none();
        set.summaries.push(FlowSummary {
            title: running.map_or_else(|| id.clone(), |flow| flow.title.clone()),
            hash: running.map(|flow| flow.hash.to_string()),
            status: if checked.flow.is_some() { FlowStatus::Ok } else { FlowStatus::Broken },
            diagnostics: checked.problems,
            id,
        });
        if let Some(flow) = checked.flow {
            let same = before.get(&flow.id).filter(|old| same_version(&old.flow, &flow));
            let fresh = || Arc::new(LiveFlow::new(flow, Arc::clone(&checked.file.text)));
            let live = same.cloned().unwrap_or_else(fresh);
            set.flows.insert(Arc::clone(&live.flow.id), live);
        }
        set.files.push(checked.file);
    }
    (set, broken)
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
