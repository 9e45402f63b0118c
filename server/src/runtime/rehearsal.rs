//! The built-in answerer as the world of recorded dialogs: `world: builtin`.

use std::{path::Path, sync::Arc};

use futures::FutureExt;
use sufler_engine::{Effect, Failure, Outcome};
use sufler_llm::Builtin;
use sufler_tester::World;

use super::{
    answerer::{Answerer, Voice},
    flows::LiveFlow,
    knowledge::KnowledgeLibrary,
};

/// Answers from the articles of a folder, offline and the same every time.
pub struct Rehearsal {
    answerer: Arc<Answerer>,
    live: Arc<LiveFlow>,
}

/// The answerer over a folder of articles; shared by the rehearsals of many flows.
pub fn offline_answerer(knowledge: &Path) -> Arc<Answerer> {
    let library = Arc::new(KnowledgeLibrary::open(knowledge));
    Arc::new(Answerer::new(Voice::Local(Box::new(Builtin)), library))
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
