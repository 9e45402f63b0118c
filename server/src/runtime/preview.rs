//! What a changed flow would mean for conversations that take place now.
//!
//! The same decision as that of the next turn, asked for every open conversation beforehand.

use std::{collections::HashMap, sync::Arc};

use sufler_dsl::{
    flow::{Flow, Name},
    lint::{Settings, lint},
    source::Source,
};
use sufler_engine::{Migration, Phase, State, migrate};
use sufler_store::{LiveState, Store, StoreError};

use super::{flow_files::problem, story::Versions};
use crate::http::runtime_port::{FlowPreview, FlowsPreview, FlowsPreviewRequest};

/// States read at a time.
const PAGE: u32 = 500;

/// Counts, for every flow of `flows` and then for flows that would be gone, what becomes of their open
/// conversations. With `whole`, flows that are not among them are taken as removed; else they are left alone.
///
/// # Errors
/// The database does not answer.
pub async fn preview_flows(
    store: &Store,
    flows: &[Arc<Flow>],
    whole: bool,
) -> Result<Vec<FlowPreview>, StoreError> {
    let mut versions = Versions::new(store);
    let mut counts: Vec<FlowPreview> = flows.iter().map(|flow| start(flow)).collect();
    let mut index: HashMap<Name, usize> = flows.iter().map(|flow| Arc::clone(&flow.id)).zip(0..).collect();
    let mut after = 0;
    loop {
        let page = store.live_states(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(counts) };
        after = last.conversation_id;
        for live in &page {
            let Some(id) = live.flow_id.as_deref() else { continue };
            let at = match index.get(id) {
                Some(at) => *at,
                None if whole => {
                    index.insert(id.into(), counts.len());
                    counts.push(FlowPreview { id: id.to_owned(), ..FlowPreview::default() });
                    counts.len() - 1
                }
                None => continue,
            };
            let fate = fate(&mut versions, live, flows.get(at)).await?;
            if let Some(count) = counts.get_mut(at) {
                *fate.of(count) += 1;
            }
        }
    }
}

/// Checks texts, and if all are valid, previews them.
///
/// # Errors
/// The database does not answer.
pub(super) async fn preview_texts(
    store: &Store,
    request: &FlowsPreviewRequest,
) -> Result<FlowsPreview, StoreError> {
    let mut preview = FlowsPreview::default();
    let mut flows = Vec::new();
    for file in &request.files {
        let source = Source::new(file.file.as_str(), file.text.as_str());
        let report = lint(&source, &Settings::default());
        preview.problems.extend(report.diagnostics.iter().map(|found| problem(&source, found)));
        flows.extend(report.flow);
    }
    preview.valid = flows.len() == request.files.len();
    if preview.valid {
        preview.flows = preview_flows(store, &flows, request.whole).await?;
    }
    Ok(preview)
}

fn start(flow: &Flow) -> FlowPreview {
    FlowPreview {
        id: flow.id.to_string(),
        title: flow.title.clone(),
        hash: Some(flow.hash.to_string()),
        ..FlowPreview::default()
    }
}

/// What becomes of one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Same,
    Moves,
    Finishes,
    Restarts,
    HandedOver,
    InTurn,
    WithPeople,
    Idle,
    Gone,
}

impl Fate {
    fn of(self, count: &mut FlowPreview) -> &mut u64 {
        match self {
            Self::Same => &mut count.unchanged,
            Self::Moves => &mut count.moves,
            Self::Finishes => &mut count.finishes,
            Self::Restarts => &mut count.restarts,
            Self::HandedOver => &mut count.handed_over,
            Self::InTurn => &mut count.in_turn,
            Self::WithPeople => &mut count.with_people,
            Self::Idle => &mut count.idle,
            Self::Gone => &mut count.gone,
        }
    }
}

async fn fate(
    versions: &mut Versions<'_>,
    live: &LiveState,
    new: Option<&Arc<Flow>>,
) -> Result<Fate, StoreError> {
    // A state that does not read goes to operators with the next message, whatever the flow.
    let Ok(state) = State::from_json(&live.state) else { return Ok(Fate::HandedOver) };
    match &state.phase {
        Phase::Awaiting { .. } => return Ok(Fate::InTurn),
        Phase::Operator => return Ok(Fate::WithPeople),
        Phase::Idle | Phase::Closed => return Ok(Fate::Idle),
        Phase::Waiting { .. } => {}
    }
    let Some(new) = new else { return Ok(Fate::Gone) };
    if state.flow == new.hash {
        return Ok(Fate::Same);
    }
    let old = versions.get(&state.flow).await?;
    Ok(match migrate(&state, old.as_deref(), new) {
        Migration::Continue => Fate::Moves,
        // Without its old version a conversation cannot be finished on it: it begins anew.
        Migration::Finish if old.is_some() => Fate::Finishes,
        Migration::Finish | Migration::Restart => Fate::Restarts,
        Migration::Handoff => Fate::HandedOver,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "\
flow: shop
nodes:
  start: {type: start, next: ask}
  ask: {type: ai_response, mode: clarify, next: end, else: person}
  person: {type: handoff, reason: asked}
  end: {type: end}
";

    fn flow(text: &str) -> Arc<Flow> {
        sufler_dsl::check(&Source::new("flow.yaml", text)).flow.expect("a valid flow")
    }

    fn live(phase: Phase, hash: &str) -> LiveState {
        let state = State { phase, flow: hash.into(), ..State::default() };
        LiveState {
            conversation_id: 1,
            flow_id: Some("shop".to_owned()),
            state: serde_json::to_string(&state).expect("json"),
        }
    }

    async fn fate_of(phase: Phase, new: Option<&str>) -> Fate {
        let dir = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", dir.path().join("db").display());
        let store = Store::open(&url, &sufler_store::EncryptionKey::generate().expect("a key"))
            .await
            .expect("a store");
        let old = flow(OLD);
        store.flow_version_put("shop", &old.hash, OLD, 1).await.expect("kept");
        let new = new.map(flow);
        fate(&mut Versions::new(&store), &live(phase, &old.hash), new.as_ref()).await.expect("a fate")
    }

    fn waiting() -> Phase {
        Phase::Waiting { node: "ask".into(), until: None }
    }

    #[tokio::test]
    async fn the_fate_is_that_of_the_next_turn() {
        let titled = format!("title: Иначе\n{OLD}");
        let gone = OLD.replace("ask", "query");
        let restart = format!("on_change: restart\n{gone}");
        let handoff = format!("on_change: handoff\n{gone}");
        for (phase, new, expected) in [
            (waiting(), Some(OLD), Fate::Same),
            (waiting(), Some(titled.as_str()), Fate::Moves),
            (waiting(), Some(gone.as_str()), Fate::Finishes),
            (waiting(), Some(restart.as_str()), Fate::Restarts),
            (waiting(), Some(handoff.as_str()), Fate::HandedOver),
            (waiting(), None, Fate::Gone),
            (Phase::Idle, Some(gone.as_str()), Fate::Idle),
            (Phase::Operator, Some(gone.as_str()), Fate::WithPeople),
        ] {
            assert_eq!(fate_of(phase, new).await, expected, "{new:?}");
        }
    }
}
