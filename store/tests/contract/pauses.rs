//! Pauses of the bot.

use rstest::rstest;
use sufler_store::{BotPause, PauseScope};

use crate::db::{Backend, Db, NOW};

#[rstest]
#[tokio::test]
async fn a_pause_lasts_until_it_is_lifted(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let scopes = [PauseScope::All, PauseScope::Account(1), PauseScope::Conversation(1)];
    for (scope, at) in scopes.into_iter().zip(NOW..) {
        db.store.bot_pause(scope, 7, at).await.unwrap();
    }
    db.store.bot_pause(PauseScope::All, 8, NOW + 9).await.unwrap();
    let first = BotPause { scope: PauseScope::All, user_id: 7, at: NOW };
    let held = db.store.bot_pauses().await.unwrap();
    assert_eq!((held[0], held.len()), (first, 3), "the first one stays");

    db.store.bot_resume(PauseScope::All).await.unwrap();
    db.store.bot_resume(PauseScope::Account(2)).await.unwrap();
    let held: Vec<_> = db.store.bot_pauses().await.unwrap().into_iter().map(|pause| pause.scope).collect();
    assert_eq!(held, [PauseScope::Account(1), PauseScope::Conversation(1)]);
}
