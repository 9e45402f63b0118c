//! Search in messages: what is indexed, and who finds it.

use rstest::rstest;
use sufler_store::{LedBy, MessageSearch, SearchCursor, SearchDoc, Term};

use crate::db::{Backend, Db, NOW};

/// Indexes everything that waits; a word is its own stem here.
async fn index(db: &Db) -> usize {
    let mut indexed = 0;
    loop {
        let from = db.store.search_cursor().await.unwrap();
        let waiting = db.store.search_pending(from, 2).await.unwrap();
        let Some(to) = waiting.last().map(|last| last.cursor) else { return indexed };
        indexed += waiting.len();
        let docs = waiting.into_iter().map(|source| SearchDoc {
            message_id: source.cursor.message_id,
            stems: source.text.split(' ').map(str::to_owned).collect(),
        });
        assert!(db.store.search_add(from, to, docs.collect()).await.unwrap());
    }
}

fn words(words: &[&str]) -> MessageSearch {
    let term = |word: &&str| match word.strip_suffix('*') {
        Some(start) => Term { stem: start.to_owned(), is_prefix: true },
        None => Term { stem: (*word).to_owned(), is_prefix: false },
    };
    let words = words.iter().map(|word| word.split('|').map(|one| term(&one)).collect()).collect();
    MessageSearch { words, ..MessageSearch::default() }
}

async fn texts(db: &Db, search: MessageSearch) -> Vec<String> {
    let found = db.store.search_messages(search, 0, 10).await.unwrap();
    assert_eq!(found.hits.len(), found.conversations.len());
    found.hits.into_iter().map(|hit| hit.message.text).collect()
}

#[rstest]
#[tokio::test]
async fn each_conversation_is_found_by_its_newest_match(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    for (chat, id, text) in [
        ("a", "1", "доставка казань"),
        ("a", "2", "доставка москва"),
        ("b", "3", "доставка"),
        ("b", "4", "цена"),
    ] {
        db.ingest(db.inbound(chat, id, text)).await;
    }
    assert_eq!(index(&db).await, 4);
    assert_eq!(texts(&db, words(&["доставка"])).await, ["доставка", "доставка москва"]);
    assert_eq!(texts(&db, words(&["доставка", "казань"])).await, ["доставка казань"]);
    assert_eq!(texts(&db, words(&["цена|казань"])).await, ["цена", "доставка казань"]);
    assert_eq!(texts(&db, words(&["моск*"])).await, ["доставка москва"]);
    assert!(texts(&db, words(&["моск"])).await.is_empty());
    assert!(texts(&db, words(&[])).await.is_empty());

    let second = db.store.search_messages(words(&["доставка"]), 1, 10).await.unwrap();
    assert_eq!((second.hits.len(), second.conversations.len(), second.is_cut), (1, 2, false));
}

#[rstest]
#[tokio::test]
async fn filters_narrow_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let bots = db.inbound("a", "1", "доставка бот");
    let mut peoples = db.inbound("b", "2", "доставка люди");
    peoples.at = bots.at + 1_000;
    let later = peoples.at;
    db.ingest(bots).await;
    db.ingest(peoples).await;
    index(&db).await;
    let all = db.store.search_messages(words(&["доставка"]), 0, 10).await.unwrap();
    let taken = all.hits.iter().find(|hit| hit.message.text.ends_with("люди")).unwrap().row.conversation.id;
    db.store.take_over(taken, 7, None, NOW).await.unwrap();

    let with = |change: fn(&mut MessageSearch)| {
        let mut search = words(&["доставка"]);
        change(&mut search);
        search
    };
    assert_eq!(texts(&db, with(|search| search.led_by = Some(LedBy::Bot))).await, ["доставка бот"]);
    assert_eq!(texts(&db, with(|search| search.led_by = Some(LedBy::People))).await, ["доставка люди"]);
    assert!(texts(&db, with(|search| search.account_ids = Some(vec![]))).await.is_empty());
    let since = MessageSearch { from: Some(later), ..words(&["доставка"]) };
    assert_eq!(texts(&db, since).await, ["доставка люди"]);
    let until = MessageSearch { to: Some(later), ..words(&["доставка"]) };
    assert_eq!(texts(&db, until).await, ["доставка бот"]);
}

#[rstest]
#[tokio::test]
async fn a_message_is_indexed_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    db.ingest(db.inbound("a", "1", "привет")).await;
    let from = db.store.search_cursor().await.unwrap();
    assert_eq!(from, SearchCursor::default());
    let waiting = db.store.search_pending(from, 10).await.unwrap();
    let (to, message_id) = (waiting[0].cursor, waiting[0].cursor.message_id);
    let docs = || vec![SearchDoc { message_id, stems: vec!["привет".into(), "привет".into()] }];
    assert!(db.store.search_add(from, to, docs()).await.unwrap());
    assert!(!db.store.search_add(from, to, docs()).await.unwrap(), "another node was faster");
    // Its delivery changed: it comes by again.
    let again = SearchCursor { version: to.version + 1, message_id };
    assert!(db.store.search_add(to, again, docs()).await.unwrap());
    assert_eq!(texts(&db, words(&["привет"])).await, ["привет"]);
}

#[rstest]
#[tokio::test]
async fn words_one_mistake_away_are_among_those_alike(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    db.ingest(db.inbound("a", "1", "доставка кондиционер конвектор ёж")).await;
    index(&db).await;
    assert!(db.store.search_knows("кондиц").await.unwrap(), "the beginning of a known word");
    assert!(!db.store.search_knows("дост4").await.unwrap());
    for mistake in ["даставка", "доствка", "доставко", "одставка", "доставкаа", "доствака", "досатвка"]
    {
        let alike = db.store.search_alike(mistake).await.unwrap();
        assert!(alike.contains(&"доставка".to_owned()), "{mistake}: {alike:?}");
    }
    assert!(db.store.search_alike("я").await.unwrap().is_empty());
}
