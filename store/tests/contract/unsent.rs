//! What an operator has begun to write is theirs on every device.

use rstest::rstest;

use crate::db::{Backend, Db, NOW};

const ANNA: i64 = 7;
const BORIS: i64 = 8;

#[rstest]
#[tokio::test]
async fn texts_are_kept_for_each_user_and_chat(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let (a, b) = (db.customer_writes("a", "1").await, db.customer_writes("b", "1").await);
    let first = db.store.unsent_put(ANNA, a, "Добрый", NOW).await.unwrap();
    db.store.unsent_put(BORIS, a, "Секунду", NOW).await.unwrap();
    db.store.unsent_put(ANNA, b, "Да, есть", NOW).await.unwrap();
    let second = db.store.unsent_put(ANNA, a, "Добрый день", NOW + 1).await.unwrap();
    assert!(second.revision > first.revision);

    let texts = async |user, accounts| -> Vec<String> {
        let begun = db.store.unsent(user, accounts).await.unwrap();
        begun.into_iter().map(|begun| begun.text).collect()
    };
    assert_eq!(texts(ANNA, None).await, ["Добрый день", "Да, есть"]);
    assert_eq!(texts(BORIS, Some(vec![db.account])).await, ["Секунду"]);
    assert_eq!(texts(BORIS, Some(vec![])).await, [""; 0]);

    let sent = db.store.unsent_put(ANNA, a, "", NOW + 2).await.unwrap();
    assert!(sent.revision > second.revision, "a forgotten one is newer than what it forgets");
    assert_eq!(texts(ANNA, None).await, ["Да, есть"]);
    assert!(db.store.unsent_put(ANNA, 1, "нет такого", NOW).await.is_err());
    db.store.account_delete(db.account).await.unwrap();
    assert_eq!(texts(ANNA, None).await, [""; 0]);
}
