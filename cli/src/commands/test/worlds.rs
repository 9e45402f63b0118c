//! Who answers dialogs: the built-in answerer, and with `--live` the providers of the settings.

use std::sync::Arc;

use sufler_dsl::flow::Flow;
use sufler_server::{
    config::Config,
    runtime::{Answerer, LiveFlow, LiveWorld, Rehearsal, answerer, offline_answerer, voice},
};
use sufler_tester::{Suite, World, Worlds};
use tokio::runtime::Runtime;

use super::Test;

/// What all flows share.
pub(super) struct Stage {
    offline: Arc<Answerer>,
    live: Option<(Arc<Answerer>, Runtime)>,
}

/// Worlds of one flow.
pub(super) struct FlowWorlds {
    builtin: Rehearsal,
    live: Option<LiveWorld>,
}

impl Stage {
    pub(super) fn new(wanted: &Test) -> anyhow::Result<Self> {
        let live = if wanted.live {
            let config = Config::load(wanted.config.as_deref())?;
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            let answerer = {
                // Providers' clients want a runtime around them from the start.
                let _inside = runtime.enter();
                answerer(voice(&config)?, &config.knowledge_dir)
            };
            Some((answerer, runtime))
        } else {
            None
        };
        Ok(Self { offline: offline_answerer(&wanted.knowledge), live })
    }

    pub(super) fn of(&self, suite: &Suite) -> FlowWorlds {
        let flow = Arc::new(LiveFlow::new(Arc::clone(&suite.flow), suite.source.text()));
        let live = self.live.as_ref().map(|(answerer, runtime)| {
            LiveWorld::new(Arc::clone(answerer), Arc::clone(&flow), runtime.handle().clone())
        });
        FlowWorlds { builtin: Rehearsal::new(Arc::clone(&self.offline), flow), live }
    }

    /// The built-in answerer for another version of a flow.
    pub(super) fn builtin(&self, flow: &Arc<Flow>, text: &str) -> Box<dyn World> {
        let flow = Arc::new(LiveFlow::new(Arc::clone(flow), text));
        Box::new(Rehearsal::new(Arc::clone(&self.offline), flow))
    }
}

impl FlowWorlds {
    /// Recordings, or live providers where there are any.
    pub(super) fn ask(&self) -> Worlds<'_> {
        let live = self.live.as_ref().map(|world| -> &dyn World { world });
        Worlds { builtin: Some(&self.builtin), live }
    }

    /// Recordings only.
    pub(super) fn recorded(&self) -> Worlds<'_> {
        Worlds::builtin(&self.builtin)
    }

    pub(super) fn builtin(&self) -> &dyn World {
        &self.builtin
    }
}
