//! The reordering fault: messages gather, then leave shuffled.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Job, Lanes};
use crate::sync::lock;
use crate::world::World;

/// Held messages by account.
#[derive(Debug)]
pub(super) struct Holding {
    patience: Duration,
    held: Arc<Mutex<HashMap<i64, Batch>>>,
}

#[derive(Debug, Default)]
struct Batch {
    jobs: Vec<Job>,
    /// Tells a timer whether the batch it was set for has left already.
    generation: u64,
}

impl Batch {
    fn take(&mut self) -> Vec<Job> {
        self.generation += 1;
        std::mem::take(&mut self.jobs)
    }
}

impl Holding {
    pub(super) fn new(patience: Duration) -> Self {
        Self { patience, held: Arc::default() }
    }

    /// Holds a job; the one that fills the window lets all of them go.
    pub(super) fn hold(
        &self,
        world: &Arc<World>,
        lanes: &Arc<Lanes>,
        runtime: &tokio::runtime::Handle,
        job: Job,
        window: usize,
    ) {
        let account = job.account;
        let mut held = lock(&self.held);
        let batch = held.entry(account).or_default();
        batch.jobs.push(job);
        if batch.jobs.len() >= window {
            release(world, lanes, batch.take());
        } else if batch.jobs.len() == 1 {
            let generation = batch.generation;
            runtime.spawn(Self::release_later(
                Arc::clone(&self.held),
                Arc::clone(world),
                Arc::clone(lanes),
                (account, generation),
                self.patience,
            ));
        }
    }

    async fn release_later(
        held: Arc<Mutex<HashMap<i64, Batch>>>,
        world: Arc<World>,
        lanes: Arc<Lanes>,
        (account, generation): (i64, u64),
        patience: Duration,
    ) {
        tokio::time::sleep(patience).await;
        let jobs = match lock(&held).get_mut(&account) {
            Some(batch) if batch.generation == generation => batch.take(),
            _ => return,
        };
        release(&world, &lanes, jobs);
    }
}

fn release(world: &World, lanes: &Lanes, mut jobs: Vec<Job>) {
    world.faults.shuffle(&mut jobs);
    for job in jobs {
        lanes.enqueue(job);
    }
}
