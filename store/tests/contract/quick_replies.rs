//! Quick replies: who sees them, edits that meet, exact counting.

use futures::future::join_all;
use rstest::rstest;
use sufler_store::{QuickReplyScope, QuickReplyText, StoreError};

use crate::db::{Backend, Db, NOW};

const ANNA: i64 = 1;
const BORIS: i64 = 2;

fn reply(title: &str, scope: QuickReplyScope) -> QuickReplyText {
    QuickReplyText {
        scope,
        title: title.into(),
        keyword: Some("привет".into()),
        text: "Здравствуйте!".into(),
    }
}

#[rstest]
#[tokio::test]
async fn each_sees_the_own_the_common_and_those_of_granted_accounts(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let account = QuickReplyScope::Account(db.account);
    let scopes =
        [("личный", QuickReplyScope::Personal), ("общий", QuickReplyScope::Team), ("магазина", account)];
    for (title, scope) in scopes {
        db.store.quick_reply_create(ANNA, reply(title, scope), NOW).await.unwrap();
    }
    let titles = async |user, accounts| {
        let found = db.store.quick_replies(user, accounts).await.unwrap();
        found.into_iter().map(|reply| reply.content.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(ANNA, None).await, ["личный", "общий", "магазина"]);
    assert_eq!(titles(BORIS, None).await, ["общий", "магазина"]);
    assert_eq!(titles(BORIS, Some(vec![db.account])).await, ["общий", "магазина"]);
    assert_eq!(titles(ANNA, Some(vec![])).await, ["личный", "общий"]);

    db.store.account_delete(db.account).await.unwrap();
    assert_eq!(titles(ANNA, None).await, ["личный", "общий"]);
}

#[rstest]
#[tokio::test]
async fn an_edit_of_something_edited_meanwhile_is_refused(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let made = db.store.quick_reply_create(ANNA, reply("раз", QuickReplyScope::Team), NOW).await.unwrap();
    let edit = |title: &'static str| {
        db.store.quick_reply_update(made.id, made.revision, reply(title, QuickReplyScope::Team), NOW + 1)
    };
    let edited = edit("два").await.unwrap();
    assert_eq!((edited.content.title.as_str(), edited.revision, edited.updated_at), ("два", 2, NOW + 1));
    let refused = edit("три").await.unwrap_err();
    assert!(matches!(refused, StoreError::Conflict { what: "quick_reply", .. }));
    assert_eq!(db.store.quick_reply(made.id).await.unwrap(), edited);

    db.store.quick_reply_delete(made.id).await.unwrap();
    let gone = [edit("четыре").await.unwrap_err(), db.store.quick_reply_delete(made.id).await.unwrap_err()];
    assert!(gone.iter().all(|error| matches!(error, StoreError::NotFound { .. })), "{gone:?}");
}

#[rstest]
#[tokio::test]
async fn uses_are_counted_exactly(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let made = db.store.quick_reply_create(ANNA, reply("раз", QuickReplyScope::Team), NOW).await.unwrap();
    // Twenty uses at the same moment, each reported three times.
    let uses: Vec<String> = (0..60).map(|n| format!("use{}", n % 20)).collect();
    let counted = join_all(uses.iter().map(|id| db.store.quick_reply_used(made.id, id, BORIS, NOW))).await;
    assert!(counted.iter().all(Result::is_ok));
    assert_eq!(db.store.quick_reply(made.id).await.unwrap().uses, 20);
    let absent = db.store.quick_reply_used(7, "use", BORIS, NOW).await.unwrap_err();
    assert!(matches!(absent, StoreError::NotFound { .. }));
}
