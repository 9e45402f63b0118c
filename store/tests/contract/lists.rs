//! What people see in the list and in a thread.

use rstest::rstest;
use sufler_store::{
    ContactChange, ConversationFilter, Counts, Id, Item, NewInbound, NewUser, Owner, Role, StoreError, Tab,
};

use crate::db::{Backend, Db, NOW, SETTLE, new_account};

fn filter(tab: Tab) -> ConversationFilter {
    ConversationFilter { tab, ..ConversationFilter::default() }
}

async fn chats(db: &Db, filter: ConversationFilter) -> Vec<String> {
    let page = db.store.conversations(filter, None, 50).await.unwrap();
    page.items.into_iter().map(|row| row.conversation.external_id).collect()
}

async fn user(db: &Db, login: &str) -> Id {
    let user = NewUser {
        login: login.into(),
        name: "Анна".into(),
        role: Role::Operator,
        password_hash: "hash".into(),
        accounts: None,
    };
    db.store.user_create(user, NOW).await.unwrap().id
}

#[rstest]
#[tokio::test]
async fn tabs_and_counts_agree(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let (me, other) = (user(&db, "anna").await, user(&db, "boris").await);
    for (n, chat) in ["bot", "queue", "mine", "theirs", "closed"].into_iter().enumerate() {
        db.ingest(NewInbound { at: NOW + n as i64, ..db.inbound(chat, "1", "да") }).await;
    }
    db.store.assign(db.conversation_of("queue").await, Owner::Queue, None, NOW).await.unwrap();
    db.store.take_over(db.conversation_of("mine").await, me, None, NOW).await.unwrap();
    db.store.take_over(db.conversation_of("theirs").await, other, None, NOW).await.unwrap();
    db.store.close_conversation(db.conversation_of("closed").await, NOW).await.unwrap();

    assert_eq!(chats(&db, filter(Tab::Bot)).await, ["bot"]);
    assert_eq!(chats(&db, filter(Tab::Queue)).await, ["queue"]);
    assert_eq!(chats(&db, filter(Tab::Mine(me))).await, ["mine"]);
    assert_eq!(chats(&db, filter(Tab::Closed)).await, ["closed"]);
    assert_eq!(
        chats(&db, filter(Tab::All)).await,
        ["closed", "theirs", "mine", "queue", "bot"],
        "newest first"
    );
    assert_eq!(db.store.counts(me, None).await.unwrap(), Counts { bot: 1, mine: 1, queue: 1, snoozed: 0 });
    assert_eq!(db.store.counts(me, Some(vec![])).await.unwrap(), Counts::default());

    let row = db.store.conversation(db.conversation_of("mine").await).await.unwrap();
    assert_eq!((row.owner_name.as_deref(), row.account.title.as_str()), (Some("Анна"), "Магазин"));
}

#[rstest]
#[tokio::test]
async fn pages_neither_repeat_nor_skip(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let many =
        (0..25).map(|n| NewInbound { at: NOW + n / 3, ..db.inbound(&format!("chat {n}"), "1", "да") });
    db.store.ingest(many.collect(), SETTLE, NOW).await.unwrap();
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = db.store.conversations(filter(Tab::All), before, 4).await.unwrap();
        seen.extend(page.items.iter().map(|row| row.conversation.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let mut distinct = seen.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (25, 25));
}

#[rstest]
#[tokio::test]
async fn a_thread_is_read_in_both_directions(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let many =
        (0..7).map(|n| NewInbound { at: NOW + n / 2, ..db.inbound("chat", &n.to_string(), &n.to_string()) });
    db.store.ingest(many.collect(), SETTLE, NOW).await.unwrap();
    let id = db.conversation_of("chat").await;
    let read = async |before, after| {
        let page = db.store.messages(id, before, after, 3).await.unwrap();
        let texts: String = page.items.iter().map(|message| message.text.as_str()).collect();
        (texts, page.more, page.items[0].id, page.items.last().unwrap().id)
    };
    let (newest, more, first, _) = read(None, None).await;
    assert_eq!((newest.as_str(), more), ("456", true));
    let (older, more, first, last) = read(Some(first), None).await;
    assert_eq!((older.as_str(), more), ("123", true));
    assert_eq!(read(Some(first), None).await.0, "0");
    assert_eq!(read(None, Some(last)).await.0, "456");
    let unknown = db.store.messages(id, Some(1), None, 3).await.unwrap_err();
    assert_eq!(unknown, StoreError::NotFound { what: "message", id: "1".into() });
}

#[rstest]
#[tokio::test]
async fn messages_are_counted_and_found_by_the_browsers_id(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let said = db.bot_answers("chat", "1", &["раз", "два"]).await;
    let id = db.conversation_of("chat").await;
    assert_eq!(db.store.message_count(id, said[1].id).await.unwrap(), 3);
    db.store.cancel_message(said[0].id, NOW).await.unwrap();
    assert_eq!(db.store.message_count(id, said[1].id).await.unwrap(), 2, "what never left was not said");
    assert_eq!(db.store.message_count(id, said[0].id).await.unwrap(), 1, "what came later is not counted");

    let words = sufler_store::OperatorMessage {
        conversation_id: id,
        user_id: 7,
        client_id: "c1".into(),
        kind: "text".into(),
        text: "три".into(),
        content: None,
        expected_epoch: None,
    };
    let sent = db.store.operator_send(words, NOW).await.unwrap();
    assert_eq!(db.store.message_by_client(id, "c1").await.unwrap().map(|found| found.id), Some(sent.id));
    assert_eq!(db.store.message_by_client(id, "c2").await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn search_knows_russian_letters(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("a", "1").await;
    db.customer_writes("b", "1").await;
    let name = ContactChange { name: Some("Семён Ёлкин".into()), ..ContactChange::default() };
    db.store.contact_update(id, name, NOW).await.unwrap();
    let item = Item { title: "Сплит-система 100%".into(), ..Item::default() };
    let row = db.store.conversation_item_update(id, Some(item.clone()), NOW).await.unwrap();
    assert_eq!(row.item, Some(item));
    for (search, found) in
        [("семен", 1), ("ЁЛКИН", 1), ("СПЛИТ", 1), ("100%", 1), ("_", 0), ("%", 1), ("пётр", 0), (" ", 2)]
    {
        let filter = ConversationFilter { search: Some(search.into()), ..filter(Tab::All) };
        assert_eq!(chats(&db, filter).await.len(), found, "{search}");
    }
}

#[rstest]
#[tokio::test]
async fn a_contact_that_turns_out_to_be_known_is_one(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    db.customer_writes("a", "1").await;
    let known = db.store.conversation(db.conversation_of("a").await).await.unwrap().contact;
    db.ingest(NewInbound { contact_external_id: None, ..db.native("b", "1", "пишу первым") }).await;
    let id = db.conversation_of("b").await;
    let change = ContactChange { external_id: Some(known.external_id.clone()), ..ContactChange::default() };
    assert_eq!(db.store.contact_update(id, change, NOW).await.unwrap().id, known.id);
    assert_eq!(db.store.conversation(id).await.unwrap().contact.id, known.id);

    db.ingest(NewInbound { contact_external_id: None, ..db.native("c", "1", "и ещё") }).await;
    let change = ContactChange { external_id: Some("77".into()), ..ContactChange::default() };
    let contact = db.store.contact_update(db.conversation_of("c").await, change, NOW).await.unwrap();
    assert_eq!(contact.external_id, "77");
}

#[rstest]
#[tokio::test]
async fn accounts_bound_what_is_listed(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let other = db.store.account_create(new_account("43"), NOW).await.unwrap().id;
    db.customer_writes("mine", "1").await;
    db.ingest(NewInbound { account_id: other, ..db.inbound("theirs", "1", "нет") }).await;
    let only = |accounts| ConversationFilter { account_ids: Some(accounts), ..filter(Tab::All) };
    assert_eq!(chats(&db, only(vec![other])).await, ["theirs"]);
    assert_eq!(chats(&db, only(vec![db.account, other])).await.len(), 2);
    assert_eq!(chats(&db, only(vec![])).await.len(), 0);
}
