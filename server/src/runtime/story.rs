//! A stored conversation, told for recording and replaying.

use std::{collections::HashMap, sync::Arc};

use sufler_dsl::{
    flow::{Flow, Name},
    set::{calls, link},
    source::Source,
};
use sufler_engine::{Event, TurnRecord};
use sufler_store::{Author, Id, Message, Millis, Store, StoreError, Turn};
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
    /// With the flows they call, by the hashes of all.
    joined: HashMap<Vec<Name>, Option<Arc<Flow>>>,
}

impl<'s> Versions<'s> {
    /// Nothing is read yet.
    pub fn new(store: &'s Store) -> Self {
        Self { store, known: HashMap::new(), joined: HashMap::new() }
    }

    /// The version that a turn ran on, joined with the versions of the flows it called; `None` when one of the texts
    /// is not kept or not valid any more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn of(&mut self, record: &TurnRecord) -> Result<Option<Arc<Flow>>, StoreError> {
        let Some(root) = self.get(&record.flow_hash).await? else { return Ok(None) };
        if calls(&root).next().is_none() {
            return Ok(Some(root));
        }
        let key: Vec<Name> = [&record.flow_hash].into_iter().chain(record.called.values()).cloned().collect();
        if let Some(joined) = self.joined.get(&key) {
            return Ok(joined.clone());
        }
        let mut flows = vec![root];
        for hash in record.called.values() {
            flows.extend(self.get(hash).await?);
        }
        let joined = link(&flows).into_iter().next().and_then(|linked| linked.flow);
        self.joined.insert(key, joined.clone());
        Ok(joined)
    }

    /// The version with this hash, alone; `None` when its text is not kept or not valid any more.
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
        let flow = versions.of(&record).await?;
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

/// Turns, and what was said beside them, in the order of the thread: channels tell whole seconds, so times alone would
/// not do. A turn stands where its burst began; one without messages, behind what was said before it.
fn events(turns: Vec<(Arc<Flow>, TurnRecord)>, messages: &[Message]) -> Vec<StoryEvent> {
    let handled: HashMap<Id, usize> = turns.iter().enumerate().flat_map(bursts).collect();
    let mut began: Vec<Option<usize>> = vec![None; turns.len()];
    let mut events: Vec<((usize, bool), StoryEvent)> = Vec::new();
    for (place, message) in messages.iter().enumerate() {
        let (text, at) = (message.text.clone(), message.at);
        match message.author {
            Author::Contact => match handled.get(&message.id).and_then(|number| began.get_mut(*number)) {
                Some(began) => *began = began.or(Some(place)),
                None => events.push(((place, true), StoryEvent::Customer { text, at })),
            },
            Author::Operator { .. } | Author::Native => {
                events.push(((place, true), StoryEvent::Operator { text, at }));
            }
            Author::Bot | Author::System => {}
        }
    }
    for ((flow, record), began) in turns.into_iter().zip(began) {
        let stepped = record.events.first().map_or(Millis::MAX, |(_, at)| *at);
        let place = began.map_or_else(
            || (messages.partition_point(|message| message.at <= stepped), false),
            |place| (place, true),
        );
        events.push((place, StoryEvent::Turn { flow, record: Box::new(record) }));
    }
    events.sort_by_key(|(place, _)| *place);
    events.into_iter().map(|(_, event)| event).collect()
}

/// Messages that a turn dealt with, each with the turn's place.
fn bursts((number, (_, record)): (usize, &(Arc<Flow>, TurnRecord))) -> Vec<(Id, usize)> {
    let inputs = record.events.iter().filter_map(|(event, _)| match event {
        Event::Turn(input) => Some(input),
        _ => None,
    });
    inputs.flat_map(|input| input.messages.iter()).map(|message| (message.id, number)).collect()
}
