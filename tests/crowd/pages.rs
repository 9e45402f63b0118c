//! What the page asks the server for.

use std::time::Instant;

use serde_json::Value;
use sufler_tests::Api;

use crate::figures;
use crate::words::Words;

/// Looks at each page of the list.
const LOOKS: usize = 40;

/// List, chat and search over HTTP, one request after the other.
pub(crate) async fn measure(api: &Api) {
    for tab in ["bot", "mine", "queue", "closed", "all"] {
        let paths = vec![format!("conversations?tab={tab}&limit=50"); LOOKS];
        figures::print(&format!("GET list, tab {tab}"), times(api, &paths).await, 100);
    }
    let mut deep = Vec::new();
    let mut path = "conversations?tab=bot&limit=100".to_owned();
    for _ in 0..LOOKS {
        let page: Value = api.get(&path).await;
        let Some(next) = page["next"].as_str() else { break };
        path = format!("conversations?tab=bot&limit=100&before={next}");
        deep.push(path.clone());
    }
    figures::print("GET list, pages further down", times(api, &deep).await, 100);
    let rows: Value = api.get("conversations?tab=bot&limit=40").await;
    let rows = rows["items"].as_array().cloned().unwrap_or_default();
    let chats: Vec<String> = rows
        .iter()
        .map(|row| format!("conversations/{}/messages?limit=50", row["conversation"]["id"]))
        .collect();
    figures::print("GET messages of a chat", times(api, &chats).await, 100);
    search(api).await;
}

/// Questions of every kind an operator asks.
async fn search(api: &Api) {
    let words = Words::new();
    let rare = |n: u64| words.rare(n * 37);
    let kinds: [(&str, Vec<String>); 7] = [
        ("a frequent word", often(&["доставка", "цена", "диван", "скидка"], 5)),
        ("a rare word", (0..20).map(rare).collect()),
        ("two words", often(&["красный диван", "доставка завтра", "гарантия чек"], 6)),
        ("a word half typed", often(&["достав", "холоди", "перфор", "велоси"], 5)),
        ("a slip", often(&["дастовка", "холадильник", "веласипед"], 6)),
        ("another layout", often(&["ljcnfdrf", "crblrf", "dtkjcbgtl"], 6)),
        ("a name", (0..20).map(|n| words.name(n * 41)).collect()),
    ];
    let mut all = Vec::new();
    for (kind, questions) in kinds {
        let paths: Vec<String> = questions.iter().map(|question| format!("search?q={question}")).collect();
        let times = times(api, &paths).await;
        all.extend(&times);
        figures::print(&format!("GET search, {kind}"), times, 150);
    }
    figures::print("GET search, all of these", all, 150);
}

fn often(questions: &[&str], times: usize) -> Vec<String> {
    questions.repeat(times).into_iter().map(str::to_owned).collect()
}

async fn times(api: &Api, paths: &[String]) -> Vec<std::time::Duration> {
    let mut times = Vec::new();
    for path in paths {
        let started = Instant::now();
        let _: Value = api.get(path).await;
        times.push(started.elapsed());
    }
    times
}
