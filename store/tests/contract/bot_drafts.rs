//! What became of the bot's proposals counts once.

use rstest::rstest;
use sufler_store::DraftFate;

use crate::db::{Backend, Db, NOW};

#[rstest]
#[tokio::test]
async fn a_proposal_has_one_fate(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let chat = db.customer_writes("chat", "1").await;
    let other = db.customer_writes("other", "1").await;
    let id = db.store.bot_draft_add(chat, 7, 55, "Отправим завтра", NOW).await.unwrap();
    let draft = db.store.bot_draft(id, chat, 7).await.unwrap();
    assert_eq!((draft.text.as_str(), draft.after, draft.is_open), ("Отправим завтра", 55, true));
    assert!(db.store.bot_draft(id, other, 7).await.is_err(), "of another conversation");
    assert!(db.store.bot_draft(id, chat, 8).await.is_err(), "of another operator");

    assert!(db.store.bot_draft_end(id, DraftFate::Edited, NOW).await.unwrap());
    assert!(!db.store.bot_draft_end(id, DraftFate::Dropped, NOW).await.unwrap());
    assert!(!db.store.bot_draft(id, chat, 7).await.unwrap().is_open);
}
