//! Random races between two operators, the bot, the native app and the buyer, on the real store: nobody answers twice,
//! and no message of the bot waits to be sent once a person leads.
//!
//! A case is a script of rounds; what a round holds happens at the same time, and many cases share a store, so that
//! they also meet in the writer's commits. PostgreSQL is raced by its only node, which begins turns from memory, and
//! by two that share it. A script that breaks a law is cut down to the shortest that still does.

mod act;
mod judge;
mod scene;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use rstest::rstest;
use sufler_store::{Id, Store};

use crate::db::{Backend, Db, NOW, new_account};
use act::Act;
use scene::{Scene, Theatre};

/// Cases where `PROPTEST_CASES` does not ask for more.
const CASES: u32 = 2_000;
/// A case takes PostgreSQL several times longer.
const POSTGRES_SHARE: u32 = 4;
/// Cases on stage at the same time, each with an account of its own.
const AT_ONCE: usize = 100;
/// How often a script is tried while it is cut down: a race does not show itself every time.
const TRIES: u32 = 5;

type Script = Vec<Vec<Act>>;

fn script() -> impl Strategy<Value = Script> {
    prop::collection::vec(prop::collection::vec(act::strategy(), 1..5), 3..14)
}

#[rstest]
#[case::sqlite(Backend::Sqlite, 1)]
#[case::postgres_alone(Backend::Postgres, 1)]
#[case::postgres_shared(Backend::Postgres, 2)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers_twice_or_over_a_person(#[case] backend: Backend, #[case] nodes: usize) {
    let Some(db) = Db::open(backend).await else { return };
    let house = House::open(&db, nodes).await;
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let cases = if matches!(backend, Backend::Sqlite) { cases } else { cases / POSTGRES_SHARE };
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let (mut done, mut acts) = (0, 0);
    while done < cases {
        let trees: Vec<_> = (0..AT_ONCE).map(|_| script().new_tree(&mut runner).unwrap()).collect();
        let plays = trees.iter().enumerate().map(|(slot, tree)| house.play(slot, tree.current()));
        for (tree, played) in trees.iter().zip(join_all(plays).await) {
            acts += tree.current().iter().map(Vec::len).sum::<usize>();
            if let Err(broken) = played {
                let (script, broken) = house.cut_down(tree.current(), broken).await;
                panic!("{broken}\nafter the rounds {script:#?}");
            }
        }
        done += AT_ONCE as u32;
    }
    println!("{done} races, {acts} acts by {nodes} on {backend:?}");
    house.close().await;
}

/// The nodes and accounts all cases share.
struct House {
    theatre: Arc<Theatre>,
    accounts: Vec<Id>,
    plays: AtomicU64,
}

impl House {
    async fn open(db: &Db, nodes: usize) -> Self {
        let mut open = vec![db.store.clone()];
        while open.len() < nodes {
            open.push(Store::open(&db.place.url(), &db.key).await.unwrap());
        }
        let mut accounts = Vec::new();
        for slot in 0..AT_ONCE {
            let account = new_account(&format!("seller {slot}"));
            accounts.push(db.store.account_create(account, NOW).await.unwrap().id);
        }
        Self { theatre: Arc::new(Theatre::new(open)), accounts, plays: AtomicU64::new(0) }
    }

    /// Plays a script in a chat of its own; `Err` says which law it broke.
    async fn play(&self, slot: usize, script: Script) -> Result<(), String> {
        let chat = format!("chat {}", self.plays.fetch_add(1, Ordering::Relaxed));
        let scene = Scene::open(Arc::clone(&self.theatre), self.accounts[slot], chat);
        tokio::spawn(async move { scene.play(&script).await }).await.unwrap_or_else(|error| {
            let panic = error.into_panic();
            let words = panic.downcast_ref::<String>().cloned();
            Err(words.unwrap_or_else(|| "a panic".into()))
        })
    }

    /// The shortest script still seen to break a law.
    async fn cut_down(&self, script: Script, broken: String) -> (Script, String) {
        let (mut script, mut broken) = (script, broken);
        'again: loop {
            for shorter in shorter(&script) {
                for _ in 0..TRIES {
                    if let Err(other) = self.play(0, shorter.clone()).await {
                        (script, broken) = (shorter, other);
                        continue 'again;
                    }
                }
            }
            return (script, broken);
        }
    }

    async fn close(&self) {
        for node in self.theatre.nodes.iter().skip(1) {
            node.close().await.unwrap();
        }
    }
}

/// The script without each of its rounds, then without each of its acts.
fn shorter(script: &Script) -> Vec<Script> {
    let without_round = (0..script.len()).map(|round| {
        let mut shorter = script.clone();
        shorter.remove(round);
        shorter
    });
    let acts =
        script.iter().enumerate().flat_map(|(round, acts)| (0..acts.len()).map(move |act| (round, act)));
    let without_act = acts.map(|(round, act)| {
        let mut shorter = script.clone();
        shorter[round].remove(act);
        shorter
    });
    without_round.chain(without_act).collect()
}
