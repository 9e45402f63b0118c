//! A stored conversation, told for recording and replaying.

use std::{collections::HashMap, sync::Arc};

use sufler_dsl::{flow::Flow, source::Source};
use sufler_engine::{Event, TurnRecord};
use sufler_store::{Author, Id, Message, Store, StoreError, Turn};
use sufler_tester::record::{RecordError, Recorded, Story, StoryEvent, record};

/// Messages read at a time.
const PAGE: u32 = 500;

/// Why a conversation can't be recorded.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// It is not there, or the database does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It can't become a dialog.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The text of the flow that ran is not kept.
    #[error("версии сценария {0} нет в базе: повторить ход нечем")]
    NoFlow(String),
}

/// Versions of flows by hash, read from the store when first asked for.
pub struct Versions<'s> {
    store: &'s Store,
    known: HashMap<String, Option<Arc<Flow>>>,
}

impl<'s> Versions<'s> {
    /// Nothing is read yet.
    pub fn new(store: &'s Store) -> Self {
        Self { store, known: HashMap::new() }
    }

    /// The version with this hash; `None` when its text is not kept or not valid any more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn get(&mut self, hash: &str) -> Result<Option<Arc<Flow>>, StoreError> {
        if let Some(known) = self.known.get(hash) {
            return Ok(known.clone());
        }
        let version = self.store.flow_version(hash).await?;
        let flow = version.and_then(|it| sufler_dsl::check(&Source::new("flow.yaml", it.text)).flow);
        self.known.insert(hash.to_owned(), flow.clone());
        Ok(flow)
    }
}

/// What the engine kept of a turn; `None` for a turn that no flow ran.
pub fn turn_record(turn: &Turn) -> Option<TurnRecord> {
    serde_json::from_value(turn.record.clone()).ok()
}

/// Makes a dialog file of a stored conversation, for the version of the flow that ran last.
///
/// # Errors
/// [`StoryError`].
pub async fn record_conversation(store: &Store, conversation: Id) -> Result<Recorded, StoryError> {
    let mut turns = store.turns(conversation).await?;
    turns.reverse();
    let mut versions = Versions::new(store);
    let mut played = Vec::new();
    for turn in turns.iter().filter(|turn| turn.finished) {
        let Some(record) = turn_record(turn) else { continue };
        let flow = versions.get(&record.flow_hash).await?;
        let flow = flow.ok_or_else(|| StoryError::NoFlow(record.flow_hash.to_string()))?;
        played.push((flow, record));
    }
    let last = played.last().map(|(flow, _)| Arc::clone(flow)).ok_or(RecordError::NoTurns)?;
    let messages = all_messages(store, conversation).await?;
    let story =
        Story { title: format!("Разговор {conversation}"), events: events(played, &messages) };
    Ok(record(&last, &story)?)
}

async fn all_messages(store: &Store, conversation: Id) -> Result<Vec<Message>, StoreError> {
    let mut messages: Vec<Message> = Vec::new();
    let mut before = None;
    loop {
        let page = store.messages(conversation, before, None, PAGE).await?;
        before = page.items.first().map(|message| message.id);
        let older = page.items;
        messages.splice(0..0, older);
        if !page.more || before.is_none() {
            return Ok(messages);
        }
    }
}

/// Turns, and what was said beside them, in order of time. Turns stand where their burst began.
fn events(turns: Vec<(Arc<Flow>, TurnRecord)>, messages: &[Message]) -> Vec<StoryEvent> {
    let mut turn_of: HashMap<Id, usize> = HashMap::new();
    for (number, (_, record)) in turns.iter().enumerate() {
        for (event, _) in &record.events {
            if let Event::Turn(input) = event {
                turn_of.extend(input.messages.iter().map(|message| (message.id, number)));
            }
        }
    }
    let mut turns: Vec<Option<(Arc<Flow>, TurnRecord)>> = turns.into_iter().map(Some).collect();
    let mut events = Vec::new();
    for message in messages {
        let (text, at) = (message.text.clone(), message.at);
        match message.author {
            Author::Contact => match turn_of.get(&message.id).and_then(|number| turns.get_mut(*number)) {
                Some(turn) => {
                    let turn = turn.take();
                    events.extend(
                        turn.map(|(flow, record)| StoryEvent::Turn { flow, record: Box::new(record) }),
                    );
                }
                None => events.push(StoryEvent::Customer { text, at }),
            },
            Author::Operator { .. } | Author::Native => events.push(StoryEvent::Operator { text, at }),
            Author::Bot | Author::System => {}
        }
    }
    // A turn whose messages are gone still happened.
    let left = turns.into_iter().flatten();
    events.extend(left.map(|(flow, record)| StoryEvent::Turn { flow, record: Box::new(record) }));
    events
}
