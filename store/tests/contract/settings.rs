//! Users, sessions, the audit log, articles, flow texts, cursors.

use rstest::rstest;
use sufler_store::{ArticleRow, NewUser, Role, StoreError, UserChange};

use crate::db::{Backend, Db, NOW};

fn new_user(login: &str) -> NewUser {
    NewUser {
        login: login.into(),
        name: "Анна".into(),
        role: Role::Admin,
        password_hash: "argon2…".into(),
        accounts: Some(vec![1, 2]),
    }
}

#[rstest]
#[tokio::test]
async fn users_log_in_by_any_case(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    assert_eq!(db.store.user_count().await.unwrap(), 0);
    let anna = db.store.user_create(new_user(" Анна@Shop.ru"), NOW).await.unwrap();
    let taken = db.store.user_create(new_user("анна@shop.RU"), NOW).await.unwrap_err();
    assert!(matches!(taken, StoreError::Conflict { what: "user", .. }));
    let found = db.store.user_by_login("АННА@shop.ru").await.unwrap();
    assert_eq!(found, Some((anna.clone(), "argon2…".into())));
    assert_eq!(db.store.user_by_login("nobody").await.unwrap(), None);
    assert_eq!(db.store.users().await.unwrap(), [anna]);
}

#[rstest]
#[tokio::test]
async fn a_session_ends_with_time_password_or_dismissal(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let anna = db.store.user_create(new_user("anna"), NOW).await.unwrap();
    let begin = async |token| db.store.session_create(token, anna.id, "csrf", NOW + 100).await.unwrap();
    begin("t1").await;
    assert_eq!(db.store.session("t1", NOW + 99).await.unwrap(), Some((anna.clone(), "csrf".into())));
    assert_eq!(db.store.session("t1", NOW + 100).await.unwrap(), None);
    assert_eq!(db.store.sessions_sweep(NOW + 100).await.unwrap(), 1);

    begin("t2").await;
    db.store.session_delete("t2").await.unwrap();
    assert_eq!(db.store.session("t2", NOW).await.unwrap(), None);

    begin("t3").await;
    let renamed =
        UserChange { name: Some("Анна П.".into()), accounts: Some(None), ..UserChange::default() };
    let renamed = db.store.user_update(anna.id, renamed).await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.accounts, renamed.role), ("Анна П.", None, Role::Admin));
    assert!(db.store.session("t3", NOW).await.unwrap().is_some(), "a new name logs nobody out");
    let password = UserChange { password_hash: Some("other".into()), ..UserChange::default() };
    db.store.user_update(anna.id, password).await.unwrap();
    assert_eq!(db.store.session("t3", NOW).await.unwrap(), None);

    let dismissed = UserChange { active: Some(false), ..UserChange::default() };
    assert!(!db.store.user_update(anna.id, dismissed).await.unwrap().active);
    begin("t4").await;
    assert_eq!(db.store.session("t4", NOW).await.unwrap(), None);
    assert!(db.store.user_update(1, UserChange::default()).await.is_err());
}

#[rstest]
#[tokio::test]
async fn the_audit_log_is_read_backwards(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    for n in 0..5 {
        let details = Some(serde_json::json!({"n": n}));
        db.store.audit(Some(7), "account.create", &format!("account:{n}"), details, NOW + n).await.unwrap();
    }
    let newest = db.store.audit_list(None, 2).await.unwrap();
    let objects = |entries: &[sufler_store::AuditEntry]| {
        entries.iter().map(|entry| entry.object.clone()).collect::<Vec<_>>()
    };
    assert_eq!(objects(&newest), ["account:4", "account:3"]);
    let older = db.store.audit_list(Some(newest[1].id), 9).await.unwrap();
    assert_eq!(objects(&older), ["account:2", "account:1", "account:0"]);
}

fn article(path: &str, hash: &str) -> ArticleRow {
    ArticleRow {
        path: path.into(),
        category: "delivery".into(),
        title: "Доставка".into(),
        tags: vec!["сдэк".into()],
        body: format!("текст {hash}"),
        hash: hash.into(),
    }
}

#[rstest]
#[tokio::test]
async fn articles_keep_every_version(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let first = db.store.articles_replace(vec![article("b", "1"), article("a", "1")], NOW).await.unwrap();
    let names: Vec<_> =
        first.iter().map(|stored| (stored.article.path.as_str(), stored.version_no)).collect();
    assert_eq!(names, [("a", 1), ("b", 1)]);
    let same = db.store.articles_replace(vec![article("a", "1"), article("b", "1")], NOW + 5).await.unwrap();
    assert_eq!(same, first, "nothing changed");

    let second = db.store.articles_replace(vec![article("a", "2")], NOW + 9).await.unwrap();
    assert_eq!((second.len(), second[0].version_no, second[0].id), (1, 2, first[0].id));
    assert_eq!(db.store.articles().await.unwrap(), second);
    let cited = db.store.article_version("a", "1").await.unwrap().unwrap();
    assert_eq!(cited, first[0], "what was cited stays readable");
    assert!(db.store.article_version("b", "1").await.unwrap().is_some(), "also of an article that is gone");

    let back = db.store.articles_replace(vec![article("a", "1")], NOW + 20).await.unwrap();
    assert_eq!(back[0].version_no, 1, "an old text keeps its number");
}

#[rstest]
#[tokio::test]
async fn flow_texts_and_cursors_are_kept(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    db.store.flow_version_put("shop", "h1", "flow: shop", NOW).await.unwrap();
    db.store.flow_version_put("shop", "h1", "flow: shop", NOW + 1).await.unwrap();
    let kept = db.store.flow_version("h1").await.unwrap().unwrap();
    assert_eq!((kept.flow_id.as_str(), kept.text.as_str(), kept.at), ("shop", "flow: shop", NOW));
    assert_eq!(db.store.flow_version("h2").await.unwrap(), None);

    assert_eq!(db.store.sync_cursor(db.account, "").await.unwrap(), None);
    db.store.set_sync_cursor(db.account, "", "100", NOW).await.unwrap();
    db.store.set_sync_cursor(db.account, "chat", "5", NOW).await.unwrap();
    db.store.set_sync_cursor(db.account, "", "200", NOW + 1).await.unwrap();
    let cursor = db.store.sync_cursor(db.account, "").await.unwrap().unwrap();
    assert_eq!((cursor.cursor.as_str(), cursor.at), ("200", NOW + 1));
}
