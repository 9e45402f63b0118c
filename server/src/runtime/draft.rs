//! «Попросить бота ответить»: a reply from knowledge and history for an operator to edit. Nothing is sent or stored.

use std::sync::Arc;

use sufler_engine::{HistoryMessage, Hit};
use sufler_llm::AnswerRequest;
use sufler_store::{Author, Id, Message};

use super::{answerer, core::Core, facts};
use crate::http::runtime_port::{Draft, DraftSource, RuntimeError, RuntimeErrorKind, RuntimeResult};

/// Messages the answerer may look at.
const HISTORY: u32 = 50;
/// Passages it may quote.
const PASSAGES: usize = 5;

/// Drafts a reply to what the customer asked last.
///
/// # Errors
/// Nothing was asked, nothing is known about it, the model failed, or the conversation moved on meanwhile.
pub(super) async fn draft(core: &Core, id: Id) -> RuntimeResult<Draft> {
    let row = core.store.conversation(id).await?;
    let page = core.store.messages(id, None, None, HISTORY).await?;
    let (Some(asked), Some(last)) = (Asked::among(&page.items), page.items.last()) else {
        return Err(refused("draft.nothing_asked", "Клиент пока ничего не спросил словами."));
    };
    let found = core.knowledge.current().index.search(&asked.question, &[] as &[&str], PASSAGES);
    let hits: Vec<Hit> = found.into_iter().map(answerer::hit).collect();
    let account = core.store.account_get(row.conversation.account_id).await?;
    // A flow chosen for the account has a say in the model; otherwise it is the server's.
    let flows = core.flows.current();
    let flow = account.flow_id.as_deref().and_then(|id| flows.get(id));
    let settings = flow.map(|live| live.flow.defaults.clone()).unwrap_or_default();
    let request = AnswerRequest {
        prompt: Arc::from(""),
        question: asked.question,
        history: answerer::turns(&asked.history),
        sources: hits.iter().map(answerer::source).collect(),
        item: row.conversation.item.as_ref().map(|item| answerer::item_card(&facts::item_facts(item))),
        settings: answerer::settings(&settings),
    };
    let reply = core.answerer.write(request).await.map_err(|error| {
        tracing::warn!(code = error.code(), %error, conversation = id, "A draft was not written.");
        let words = "Модель не ответила. Попросите ещё раз или ответьте сами.";
        RuntimeError::new(RuntimeErrorKind::Unavailable, "draft.model", words)
    })?;
    if !core.store.messages(id, None, Some(last.id), 1).await?.items.is_empty() {
        let words = "Пока бот готовил ответ, появилось новое сообщение. Попросите ещё раз.";
        return Err(refused("draft.outdated", words));
    }
    if reply.text.trim().is_empty() {
        let words = "В базе знаний нет ответа на этот вопрос. Ответьте сами.";
        return Err(refused("draft.nothing_found", words));
    }
    let is_cited = |hit: &Hit| reply.sources.iter().any(|source| source.article == hit.article);
    Ok(Draft {
        after: last.id,
        sources: hits.iter().map(|hit| shown(hit, is_cited(hit))).collect(),
        confidence: reply.confidence,
        model: reply.usage.model.as_deref().map(str::to_owned),
        text: reply.text,
    })
}

fn shown(hit: &Hit, cited: bool) -> DraftSource {
    DraftSource {
        article: hit.article.to_string(),
        title: hit.title.to_string(),
        text: hit.text.to_string(),
        score: hit.score,
        cited,
    }
}

fn refused(code: &str, words: &str) -> RuntimeError {
    RuntimeError::new(RuntimeErrorKind::Conflict, code, words)
}

/// The customer's last burst of words, and everything else that was said.
struct Asked {
    question: Arc<str>,
    history: Vec<HistoryMessage>,
}

impl Asked {
    /// `messages`: oldest first. A promise such as «сейчас узнаю» or the bot's «передаю менеджеру» may follow the burst.
    fn among(messages: &[Message]) -> Option<Self> {
        let last = messages.iter().rposition(says_something)?;
        let burst = messages.iter().take(last + 1).rev();
        let burst = burst.take_while(|message| matches!(message.author, Author::Contact | Author::System));
        let start = last + 1 - burst.count();
        let inside = |index: usize| (start..=last).contains(&index);
        let asked: Vec<&str> = messages
            .iter()
            .enumerate()
            .filter(|(index, message)| inside(*index) && says_something(message))
            .map(|(_, message)| message.text.trim())
            .collect();
        let others = messages.iter().enumerate().filter(|(index, _)| !inside(*index));
        let history = others.filter_map(|(_, message)| facts::history_message(message)).collect();
        Some(Self { question: asked.join("\n").into(), history })
    }
}

fn says_something(message: &Message) -> bool {
    message.author == Author::Contact && message.kind == "text" && !message.text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(author: Author, kind: &str, text: &str) -> Message {
        Message {
            id: 1,
            conversation_id: 1,
            external_id: None,
            client_id: None,
            author,
            kind: kind.into(),
            text: text.into(),
            content: None,
            at: 1,
            delivery: None,
            problem: None,
            turn_id: None,
            version: 1,
        }
    }

    fn thread() -> Vec<Message> {
        let anna = Author::Operator { user_id: 7 };
        vec![
            message(Author::Contact, "text", "Добрый день"),
            message(Author::Bot, "text", "Здравствуйте!"),
            message(Author::Contact, "text", "Доставка есть?"),
            message(Author::System, "system", "Вас упомянули в отзыве"),
            message(Author::Contact, "image", "[Изображение]"),
            message(Author::Contact, "text", " Сколько стоит? "),
            message(anna, "text", "Сейчас узнаю"),
        ]
    }

    #[test]
    fn the_last_burst_is_the_question_and_the_rest_is_history() {
        let asked = Asked::among(&thread()).expect("a question");
        assert_eq!(&*asked.question, "Доставка есть?\nСколько стоит?");
        let history: Vec<&str> = asked.history.iter().map(|message| &*message.text).collect();
        assert_eq!(history, ["Добрый день", "Здравствуйте!", "Сейчас узнаю"]);
    }

    #[test]
    fn without_words_of_the_customer_there_is_no_question() {
        assert!(Asked::among(&[]).is_none());
        let silent = [message(Author::Contact, "image", "[Изображение]"), message(Author::Bot, "text", "?")];
        assert!(Asked::among(&silent).is_none());
    }
}
