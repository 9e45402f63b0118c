//! Notes are for colleagues: no reader of messages meets one.

use rstest::rstest;
use sufler_store::{NewNote, StoreError};

use crate::db::{Backend, Db, NOW};

const ANNA: i64 = 7;
const BORIS: i64 = 8;

fn note(conversation_id: i64, client_id: &str) -> NewNote {
    NewNote {
        conversation_id,
        user_id: ANNA,
        client_id: client_id.into(),
        text: "Торгуется, не уступать".into(),
    }
}

#[rstest]
#[tokio::test]
async fn a_note_is_kept_edited_and_deleted_by_its_author(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let kept = db.store.note_add(note(id, "c1"), NOW).await.unwrap();
    assert_eq!(db.store.note_add(note(id, "c1"), NOW + 1).await.unwrap(), kept, "the same is kept once");
    assert_eq!(db.store.notes(id).await.unwrap(), std::slice::from_ref(&kept));

    let theirs = StoreError::NotFound { what: "note", id: kept.id.to_string() };
    assert_eq!(db.store.note_edit(kept.id, BORIS, "чужое", NOW).await.unwrap_err(), theirs);
    assert_eq!(db.store.note_delete(kept.id, BORIS, NOW).await.unwrap_err(), theirs);

    let edited = db.store.note_edit(kept.id, ANNA, "Уступить 5 %", NOW + 5).await.unwrap();
    assert_eq!((edited.text.as_str(), edited.edited_at), ("Уступить 5 %", Some(NOW + 5)));
    let deleted = db.store.note_delete(kept.id, ANNA, NOW + 6).await.unwrap();
    assert_eq!((deleted.deleted, deleted.text.as_str()), (true, ""));
    assert_eq!(db.store.note_delete(kept.id, ANNA, NOW + 7).await.unwrap(), deleted);
    assert_eq!(db.store.note_edit(kept.id, ANNA, "вернуть", NOW).await.unwrap_err(), theirs);
    assert_eq!(db.store.notes(id).await.unwrap(), []);
    let unknown = db.store.note_add(note(1, "c2"), NOW).await.unwrap_err();
    assert_eq!(unknown, StoreError::NotFound { what: "conversation", id: "1".into() });
}

#[rstest]
#[tokio::test]
async fn colleagues_hear_of_notes_and_catch_up(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let before = db.store.health().await.unwrap().version;
    let mut live = db.store.changes();
    let kept = db.store.note_add(note(id, "c1"), NOW).await.unwrap();
    let heard = live.recv().await.unwrap();
    assert_eq!(
        (heard.version, heard.account_id, &heard.notes),
        (before + 1, db.account, &vec![kept.clone()])
    );

    let gone = db.store.note_delete(kept.id, ANNA, NOW).await.unwrap();
    let missed = db.store.changes_since(before, None, 9).await.unwrap();
    assert_eq!(missed.notes, [gone], "a deletion is told, without the text");
    assert_eq!((missed.messages.len(), missed.last_version), (0, before + 2));
    assert_eq!(db.store.changes_since(before, Some(vec![]), 9).await.unwrap().notes, []);
}

#[rstest]
#[tokio::test]
async fn neither_threads_nor_turns_nor_lists_hold_notes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let before = db.store.conversation(id).await.unwrap();
    db.store.note_add(note(id, "c1"), NOW).await.unwrap();
    assert_eq!(db.store.messages(id, None, None, 9).await.unwrap().items.len(), 1);
    assert_eq!(db.store.conversation(id).await.unwrap(), before);
    assert_eq!(db.store.outbox_claim(db.account, 9, NOW * 2).await.unwrap(), []);
    let input = db.begin_turn().await.input;
    assert_eq!((input.inbound.len(), input.history.len()), (1, 0));

    db.store.account_delete(db.account).await.unwrap();
    assert_eq!(db.store.notes(id).await.unwrap(), []);
}
