//! Filters and orders of the list, and what they cost.

use rstest::rstest;
use sufler_store::testing::list_statements;
use sufler_store::{
    Assignee, ConversationFilter, Id, ListCursor, ListOrder, ListStatus, NewInbound, Owner, Tab,
};

use crate::db::{Backend, Db, NOW, Place, new_account};

const ME: Id = 7;
const OTHER: Id = 8;

/// Conversations in every state, the later the newer: `bot`, `answered` (by the bot), `queue`, `mine`, `theirs`,
/// `closed`, `off`.
async fn shop(db: &Db) {
    for (n, chat) in ["bot", "answered", "queue", "mine", "theirs", "closed", "off"].into_iter().enumerate() {
        db.ingest(NewInbound { at: NOW + n as i64, ..db.inbound(chat, "1", "да") }).await;
    }
    let id = async |chat| db.conversation_of(chat).await;
    db.store.assign(id("queue").await, Owner::Queue, None, NOW).await.unwrap();
    db.store.take_over(id("mine").await, ME, None, NOW).await.unwrap();
    db.store.take_over(id("theirs").await, OTHER, None, NOW).await.unwrap();
    db.store.close_conversation(id("closed").await, NOW).await.unwrap();
    db.store.snooze(id("off").await, Some(NOW * 2), NOW).await.unwrap();
    for lease in db.lease_all().await {
        let input = db.store.load_turn(lease, 5).await.unwrap();
        if input.conversation.external_id == "answered" {
            let turn = crate::db::Begun { lease, input };
            db.store.save_turn(turn.commit(&["ответ"])).await.unwrap();
        }
    }
}

async fn chats(db: &Db, filter: ConversationFilter) -> Vec<String> {
    // One row a page: every cursor is tried.
    let (mut found, mut before): (Vec<String>, Option<ListCursor>) = (Vec::new(), None);
    loop {
        let page = db.store.conversations(filter.clone(), before, 1).await.unwrap();
        found.extend(page.items.into_iter().map(|row| row.conversation.external_id));
        before = page.next;
        if before.is_none() {
            return found;
        }
    }
}

#[rstest]
#[tokio::test]
async fn statuses_and_assignees_narrow(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    shop(&db).await;
    let filter = |tab, status, assignee| ConversationFilter { tab, status, assignee, ..Default::default() };
    let (all, user, nobody) = (Tab::All, |id| Some(Assignee::User(id)), Some(Assignee::Nobody));
    let cases: [(ConversationFilter, &[&str]); 10] = [
        (filter(all, None, None), &["answered", "off", "closed", "theirs", "mine", "queue", "bot"]),
        (filter(all, Some(ListStatus::Waiting), None), &["theirs", "mine", "queue", "bot"]),
        (filter(all, Some(ListStatus::Bot), None), &["answered", "bot"]),
        (filter(all, Some(ListStatus::People), None), &["theirs", "mine", "queue"]),
        (filter(all, Some(ListStatus::Closed), None), &["closed"]),
        (filter(all, Some(ListStatus::Snoozed), None), &["off"]),
        (filter(all, None, user(OTHER)), &["theirs"]),
        (filter(all, Some(ListStatus::Waiting), user(ME)), &["mine"]),
        (filter(all, None, nobody), &["queue"]),
        (filter(Tab::Mine(ME), None, nobody), &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(chats(&db, filter.clone()).await, expected, "{filter:?}");
        let none = ConversationFilter { account_ids: Some(vec![]), ..filter };
        assert_eq!(chats(&db, none).await, [""; 0]);
    }
}

#[rstest]
#[tokio::test]
async fn who_waits_longest_comes_first(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    shop(&db).await;
    let second = db.store.account_create(new_account("43"), NOW).await.unwrap().id;
    let early = NewInbound { account_id: second, at: NOW - 9, ..db.inbound("early", "1", "эй") };
    db.ingest(early).await;
    let filter = |tab, status| ConversationFilter {
        tab,
        status,
        order: ListOrder::LongestWaiting,
        ..Default::default()
    };
    assert_eq!(chats(&db, filter(Tab::Bot, None)).await, ["early", "bot", "answered"]);
    assert_eq!(
        chats(&db, filter(Tab::All, None)).await,
        ["early", "bot", "queue", "mine", "theirs", "off", "answered", "closed"]
    );
    let waiting = filter(Tab::All, Some(ListStatus::Waiting));
    assert_eq!(chats(&db, waiting).await, ["early", "bot", "queue", "mine", "theirs"]);
    assert_eq!(chats(&db, filter(Tab::Closed, None)).await, ["closed"]);
    let only = ConversationFilter { account_ids: Some(vec![second]), ..filter(Tab::All, None) };
    assert_eq!(chats(&db, only).await, ["early"]);
}

/// Rows enough for planners to mind.
const MANY: i64 = 40_000;

/// Fills the table by hand: one in a hundred is open, one in a thousand put off.
fn filling(series: &str) -> String {
    format!(
        "INSERT INTO conversations (id, account_id, contact_id, external_id, status, owner, owner_user, epoch, unread, \
         last_at, waiting_since, snoozed_until, created_at, updated_at, version, fence, turn_no) \
         SELECT n, n % 20, n, 'chat ' || n, CASE WHEN n % 100 = 0 THEN 'open' ELSE 'closed' END, \
         CASE n % 3 WHEN 0 THEN 'bot' WHEN 1 THEN 'queue' ELSE 'operator' END, \
         CASE WHEN n % 3 = 2 THEN n % 50 END, 1, 0, n, CASE WHEN n % 200 = 0 THEN n END, \
         CASE WHEN n % 1000 = 0 THEN n END, n, n, n, 0, 0 FROM {series}"
    )
}

/// What SQLite means to do for a statement, step by step.
fn steps(conn: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    plan.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>().unwrap()
}

/// A SQLite database with many conversations.
async fn filled_sqlite() -> (Place, rusqlite::Connection) {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let key = sufler_store::EncryptionKey::generate().unwrap();
    sufler_store::Store::open(&place.url(), &key).await.unwrap().close().await.unwrap();
    let conn = rusqlite::Connection::open(place.url().trim_start_matches("sqlite:")).unwrap();
    let series = format!(
        "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {MANY}) SELECT n FROM s)"
    );
    conn.execute_batch(&filling(&series)).unwrap();
    (place, conn)
}

#[tokio::test]
async fn sqlite_reads_the_text_of_each_row_a_search_meets() {
    let (_place, conn) = filled_sqlite().await;
    for (sql, _) in list_statements(Some("анна")) {
        let steps = steps(&conn, &sql);
        let reads = steps.iter().filter(|step| step.starts_with("SEARCH") || step.starts_with("SCAN"));
        let (walks, texts): (Vec<&String>, Vec<&String>) =
            reads.partition(|step| step.contains("conversations"));
        assert!(walks.len() == 1 && walks[0].contains("INDEX"), "{sql}\n{steps:#?}");
        assert_eq!(texts, ["SEARCH l USING PRIMARY KEY (account_id=? AND conversation_id=?)"], "{sql}");
    }
}

/// Runs statements beside the store.
async fn run(place: &Place, backend: Backend, statements: &[String]) {
    match backend {
        Backend::Sqlite => {
            let conn = rusqlite::Connection::open(place.url().trim_start_matches("sqlite:")).unwrap();
            conn.execute_batch(&statements.join(";")).unwrap();
        }
        Backend::Postgres => {
            let mut conn = <sqlx::PgConnection as sqlx::Connection>::connect(&place.url()).await.unwrap();
            for statement in statements {
                sqlx::query(sqlx::AssertSqlSafe(statement.as_str())).execute(&mut conn).await.unwrap();
            }
        }
    }
}

/// All are called Анна, one in a thousand Борис as well.
#[rstest]
#[tokio::test]
async fn few_and_many_are_found_alike(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(place) = Place::new(backend).await else { return };
    let key = sufler_store::EncryptionKey::generate().unwrap();
    sufler_store::Store::open(&place.url(), &key).await.unwrap().close().await.unwrap();
    let series = match backend {
        Backend::Sqlite => format!(
            "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {MANY}) SELECT n FROM s) s"
        ),
        Backend::Postgres => format!("generate_series(1, {MANY}) s(n)"),
    };
    let statements = [
        filling(&series),
        "INSERT INTO conversation_lookup (account_id, conversation_id, text) SELECT account_id, id, \
         CASE WHEN id % 1000 = 0 THEN 'анна и борис' ELSE 'анна' END FROM conversations"
            .into(),
        "INSERT INTO contacts (id, account_id, external_id) SELECT id, account_id, 'c' || id FROM conversations"
            .into(),
    ];
    run(&place, backend, &statements).await;
    let store = sufler_store::Store::open(&place.url(), &key).await.unwrap();
    let account = store.account_create(new_account("seller"), NOW).await.unwrap().id;
    let moved = ["conversations", "conversation_lookup", "contacts"]
        .map(|table| format!("UPDATE {table} SET account_id = {account}"));
    store.close().await.unwrap();
    run(&place, backend, &moved).await;

    let store = sufler_store::Store::open(&place.url(), &key).await.unwrap();
    let found = async |search: &str, tab, account: Id| {
        let filter = ConversationFilter {
            tab,
            account_ids: Some(vec![account]),
            search: Some(search.into()),
            ..Default::default()
        };
        let page = store.conversations(filter, None, 3).await.unwrap();
        page.items.iter().map(|row| row.conversation.id).collect::<Vec<_>>()
    };
    let cases: [(&str, Tab, Id, &[Id]); 6] = [
        ("анна", Tab::All, account, &[40_000, 39_999, 39_998]),
        ("Борис", Tab::All, account, &[40_000, 39_000, 38_000]),
        ("анна", Tab::Closed, account, &[39_999, 39_998, 39_997]),
        ("chat 20", Tab::All, account, &[20]),
        ("вера", Tab::All, account, &[]),
        ("анна", Tab::All, account + 1, &[]),
    ];
    for (search, tab, account, ids) in cases {
        assert_eq!(found(search, tab, account).await, ids, "{search} in {tab:?} of {account}");
    }
    store.close().await.unwrap();
}

#[tokio::test]
async fn sqlite_walks_an_index_for_every_list() {
    let (_place, conn) = filled_sqlite().await;
    for (sql, _) in list_statements(None) {
        let steps = steps(&conn, &sql);
        let is_walk =
            |step: &String| step.starts_with("SEARCH conversations USING ") && step.contains("INDEX");
        // Those who wait, by their last message: few, hence sorted.
        let may_sort = sql.contains("last_at + 0");
        let is_fine = |step: &String| is_walk(step) || may_sort && step.contains("TEMP B-TREE");
        assert!(!steps.is_empty() && steps.iter().all(is_fine), "{sql}\n{steps:#?}");
    }
}

#[tokio::test]
async fn postgres_walks_an_index_for_every_list() {
    let Some(place) = Place::new(Backend::Postgres).await else { return };
    let key = sufler_store::EncryptionKey::generate().unwrap();
    sufler_store::Store::open(&place.url(), &key).await.unwrap().close().await.unwrap();
    let mut conn = <sqlx::PgConnection as sqlx::Connection>::connect(&place.url()).await.unwrap();
    let run = sqlx::AssertSqlSafe(filling(&format!("generate_series(1, {MANY}) s(n)")));
    sqlx::query(run).execute(&mut conn).await.unwrap();
    sqlx::query("VACUUM ANALYZE conversations").execute(&mut conn).await.unwrap();
    for (_, mut sql) in list_statements(None) {
        for n in 1..9 {
            sql = sql.replace(&format!("${n}::bigint[]"), "'{7}'::bigint[]");
            sql = sql.replace(&format!("${n}::text[]"), "'{open}'::text[]");
        }
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN {sql}"));
        let plan: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut conn).await.unwrap();
        let walks = |step: &String| step.contains("Index") && step.contains(" conversations_");
        let plan = plan.join("\n");
        assert!(plan.lines().map(str::to_owned).any(|step| walks(&step)), "{sql}\n{plan}");
        assert!(!plan.contains("Seq Scan on conversations"), "{sql}\n{plan}");
    }
}
