//! Search in messages as people type, and only in what they may see.

use rstest::rstest;
use serde_json::Value;
use sufler_server::search;
use sufler_store::{Role, SearchDoc};

use crate::client::Client;
use crate::fixture::Server;

const TEXT: &str = "Подскажите, ёлочная доставка в Казань сколько стоит?";

/// A server with one more message in each conversation, indexed.
async fn indexed() -> Server {
    let server = Server::start().await;
    server.customer_writes(server.ours, TEXT).await;
    server.customer_writes(server.theirs, "Доставка в Омск есть?").await;
    let from = server.store.search_cursor().await.expect("a cursor");
    let waiting = server.store.search_pending(from, 100).await.expect("messages");
    let to = waiting.last().expect("a message").cursor;
    let docs = waiting
        .into_iter()
        .map(|source| SearchDoc { message_id: source.cursor.message_id, stems: search::stems(&source.text) });
    assert!(server.store.search_add(from, to, docs.collect()).await.expect("indexed"));
    server
}

async fn find(client: &Client, q: &str, more: &str) -> Value {
    let url = url::form_urlencoded::byte_serialize(q.as_bytes()).collect::<String>();
    let answer = client.get(&format!("/api/v1/search?q={url}{more}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// Words marked in the snippet of the first hit.
fn marked(page: &Value) -> Vec<String> {
    let snippet = &page["items"][0]["snippet"];
    let text: Vec<u16> = snippet["text"].as_str().unwrap_or_default().encode_utf16().collect();
    let bounds = |pair: &Value| [0, 1].map(|side| pair[side].as_u64().expect("a number") as usize);
    let found = snippet["found"].as_array().into_iter().flatten().map(bounds);
    found.map(|[start, end]| String::from_utf16_lossy(&text[start..end])).collect()
}

#[rstest]
#[case::another_form("доставку Казани", &["доставка", "Казань"])]
#[case::case_and_yo("ЕЛОЧНОЙ", &["ёлочная"])]
#[case::layout("rfpfym", &["Казань"])]
#[case::a_mistake("козань", &["Казань"])]
#[case::swapped("дсотавка казань", &["доставка", "Казань"])]
#[case::unfinished("подска", &["Подскажите"])]
#[case::before_the_ending("казан", &["Казань"])]
#[case::words_that_say_nothing("а в казань", &["Казань"])]
#[case::too_far("стоимость", &[])]
#[case::both_words("казань омск", &[])]
#[case::hostile("\" ' & казань) --*", &["Казань"])]
#[tokio::test]
async fn people_find_what_they_mean(#[case] typed: &str, #[case] found: &[&str]) {
    let server = indexed().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let page = find(&operator, typed, "").await;
    assert_eq!(marked(&page), found, "{page}");
    assert_eq!(page["total"], usize::from(!found.is_empty()));
}

#[tokio::test]
async fn nobody_finds_what_is_not_granted() {
    let server = indexed().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let page = find(&operator, "омск", "").await;
    assert_eq!((&page["total"], &page["items"]), (&0.into(), &serde_json::json!([])));
    let asked = format!("&accounts={}", server.theirs.account);
    assert_eq!(find(&operator, "доставка", &asked).await["total"], 0);
    assert_eq!(find(&operator, "доставка", "").await["total"], 1);
    let admin = server.user(Role::Admin, None).await;
    assert_eq!(find(&admin, "доставка", "").await["total"], 2);
}

#[tokio::test]
async fn a_chat_is_found_by_its_id_and_by_who_leads() {
    let server = indexed().await;
    let operator = server.user(Role::Operator, Some(vec![server.ours.account])).await;
    let page = find(&operator, "chat", "").await;
    assert_eq!(page["items"][0]["row"]["conversation"]["id"], server.ours.conversation);
    assert_eq!(page["items"][0]["message"], Value::Null);
    for (led_by, total) in [("bot", 1), ("operator", 0)] {
        let more = format!("&led_by={led_by}");
        assert_eq!(find(&operator, "доставка", &more).await["total"], total, "{led_by}");
        assert_eq!(find(&operator, "chat", &more).await["total"], total, "{led_by}");
    }
}
