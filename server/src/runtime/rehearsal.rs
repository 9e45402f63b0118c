//! Answerers as the world of recorded dialogs.

use std::{path::Path, sync::Arc};

use futures::FutureExt;
use sufler_engine::{Effect, Failure, Outcome};
use sufler_llm::Builtin;
use sufler_tester::World;
use tokio::runtime::Handle;

use super::{
    answerer::{Answerer, Voice},
    flows::LiveFlow,
    knowledge::KnowledgeLibrary,
};

/// Answers from the articles of a folder, offline and the same every time: `world: builtin`.
pub struct Rehearsal {
    answerer: Arc<Answerer>,
    live: Arc<LiveFlow>,
}

/// The answerer over a folder of articles; shared by the rehearsals of many flows.
pub fn offline_answerer(knowledge: &Path) -> Arc<Answerer> {
    answerer(Voice::Local(Box::new(Builtin)), knowledge)
}

/// An answerer with this voice over a folder of articles.
pub fn answerer(voice: Voice, knowledge: &Path) -> Arc<Answerer> {
    Arc::new(Answerer::new(voice, Arc::new(KnowledgeLibrary::open(knowledge))))
}

impl Rehearsal {
    /// The world of one flow's dialogs.
    pub fn new(answerer: Arc<Answerer>, live: Arc<LiveFlow>) -> Self {
        Self { answerer, live }
    }
}

impl World for Rehearsal {
    fn perform(&self, effect: &Effect) -> Outcome {
        // The built-in answerer never waits.
        let outcome = self.answerer.perform(&self.live, effect).now_or_never();
        outcome.unwrap_or_else(|| Outcome::Failed(Failure::new("internal", "the built-in answerer waited")))
    }

    fn asks_human(&self, text: &str) -> bool {
        sufler_llm::asks_human(text)
    }
}

/// Asks the providers of the settings; waits for them, so it must not be used on a runtime's own threads.
pub struct LiveWorld {
    rehearsal: Rehearsal,
    runtime: Handle,
}

impl LiveWorld {
    /// The world of one flow's dialogs.
    pub fn new(answerer: Arc<Answerer>, live: Arc<LiveFlow>, runtime: Handle) -> Self {
        Self { rehearsal: Rehearsal::new(answerer, live), runtime }
    }
}

impl World for LiveWorld {
    fn perform(&self, effect: &Effect) -> Outcome {
        let Rehearsal { answerer, live } = &self.rehearsal;
        self.runtime.block_on(answerer.perform(live, effect))
    }

    fn asks_human(&self, text: &str) -> bool {
        self.rehearsal.asks_human(text)
    }
}
