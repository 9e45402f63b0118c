//! A conversation that took place, as a dialog file.

use std::sync::Arc;

use sufler_dsl::{
    dialog::check_dialog,
    edit::{Value, write},
    flow::Flow,
    source::Source,
};
use sufler_engine::{Account, Event, Millis, Name, Outcome, TraceEntry, TurnInput, TurnRecord, What};

use crate::{
    Answered, DialogReport, TurnReport, Worlds,
    mask::Mask,
    rerun::{TurnOutcome, walk},
    run,
    write::{map, number, world},
};

/// A conversation that took place.
#[derive(Debug, Clone)]
pub struct Story {
    /// Title for people.
    pub title: String,
    /// What happened, in order of time.
    pub events: Vec<StoryEvent>,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum StoryEvent {
    /// The bot dealt with a burst.
    Turn {
        /// The version of the flow that ran.
        flow: Arc<Flow>,
        /// What was kept of the turn.
        record: Box<TurnRecord>,
    },
    /// The customer wrote while people led.
    Customer {
        /// What.
        text: String,
        /// When.
        at: Millis,
    },
    /// A person of the company wrote.
    Operator {
        /// What.
        text: String,
        /// When.
        at: Millis,
    },
}

/// A dialog file and how it differs from what took place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Text of the file; without differences it passes on the flow it was made for.
    pub text: String,
    /// What is not as it was, in Russian: another version of the flow, or masking changed something.
    pub differences: Vec<String>,
}

/// Why a conversation can't become a dialog.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// No turn of a flow is in it.
    #[error("в разговоре нет ни одного хода бота: записывать нечего")]
    NoTurns,
    /// The file would not read: something of the conversation can't be written down.
    #[error("запись не читается: {0}")]
    Unreadable(String),
}

/// A pause worth mentioning.
const LONG_PAUSE: Millis = 10 * 60_000;
/// The player's own way from turn to turn.
const USUAL_PAUSE: Millis = 60_000;

const HEAD: &str = "# Записано sufler record с настоящего разговора. Личные данные заменены: проверьте, всё ли, прежде чем делиться.\n";

/// Makes a dialog of a story. Expectations are what `flow` makes of it, so the dialog passes on it.
///
/// # Errors
/// [`RecordError`] when there is nothing to record.
pub fn record(flow: &Flow, story: &Story) -> Result<Recorded, RecordError> {
    let mut tape = Tape::new(story).ok_or(RecordError::NoTurns)?;
    for event in &story.events {
        tape.add(event);
    }
    let report = play(flow, &tape.document(None))?;
    let text = HEAD.to_owned() + &write(&tape.document(Some(&report)));
    let mut differences = tape.differences(&report);
    // Another version of the flow may ask for what nobody asked then.
    let last = play_text(flow, &text)?;
    differences.extend(last.failures.iter().map(|failure| {
        format!("ход {}, {}: {}, {}", failure.turn, failure.about.ru(), failure.expected, failure.got)
    }));
    Ok(Recorded { text, differences })
}

fn play(flow: &Flow, document: &Value) -> Result<DialogReport, RecordError> {
    play_text(flow, &write(document))
}

fn play_text(flow: &Flow, text: &str) -> Result<DialogReport, RecordError> {
    let source = Source::new("dialog.yaml", text);
    let checked = check_dialog(&source, Some(flow));
    let dialog = checked.dialog.ok_or_else(|| {
        let errors = checked.diagnostics.iter().filter(|found| found.is_error());
        RecordError::Unreadable(errors.map(|found| found.message.ru.clone()).collect::<Vec<_>>().join("; "))
    })?;
    Ok(run(flow, &source, &dialog, Worlds::default()))
}

/// A dialog in the making.
struct Tape {
    mask: Mask,
    head: Vec<(&'static str, Value)>,
    turns: Vec<Taped>,
    /// The player's clock behind the last entry.
    clock: Millis,
    /// When that entry took place.
    last: Millis,
    /// People lead: until a handback the bot is silent.
    people: bool,
    /// What could not be taped, in Russian.
    left_out: Vec<String>,
}

/// One entry of `turns:`.
struct Taped {
    entries: Vec<(&'static str, Value)>,
    /// A turn of the bot: what it was.
    was: Option<TurnOutcome>,
}

impl Tape {
    fn new(story: &Story) -> Option<Self> {
        let (input, at) = story.events.iter().find_map(|event| match event {
            StoryEvent::Turn { record, .. } => input_of(record),
            _ => None,
        })?;
        let contact = &input.contact;
        let mut mask = Mask::with_names(contact.name.as_deref());
        let mut head = vec![("dialog", Value::from(mask.text(&story.title).as_str()))];
        head.extend(account(&input.account).map(|account| ("account", account)));
        let known = [
            ("name", contact.name.as_deref().map(|name| mask.text(name))),
            ("phone", contact.phone.as_deref().map(|phone| mask.text(phone))),
            ("email", contact.email.as_deref().map(|email| mask.text(email))),
        ];
        let known = facts(known);
        head.extend(known.map(|contact| ("contact", contact)));
        if let Some(item) = &input.item {
            let told = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
            let (id, title) = (Some(item.id.to_string()), Some(item.title.to_string()));
            let (price, city) = (told(&item.price), told(&item.city));
            let known = facts([("id", id), ("title", title), ("price", price), ("city", city)]);
            head.extend(known.map(|item| ("item", item)));
        }
        head.extend(time(at).map(|at| ("start_at", at)));
        Some(Self { mask, head, turns: Vec::new(), clock: at, last: at, people: false, left_out: Vec::new() })
    }

    fn add(&mut self, event: &StoryEvent) {
        match event {
            StoryEvent::Turn { flow, record } => self.add_turn(flow, record),
            StoryEvent::Customer { text, .. } | StoryEvent::Operator { text, .. }
                if text.trim().is_empty() => {}
            StoryEvent::Customer { text, .. } if !self.people => {
                let text = self.mask.text(text);
                self.left_out.push(format!("«{text}»: бот на это не ответил, в записи этого нет"));
            }
            StoryEvent::Customer { text, at } => {
                let text = Value::from(self.mask.text(text).as_str());
                self.push(*at, vec![("customer", text)], None);
            }
            StoryEvent::Operator { text, at } => {
                let text = Value::from(self.mask.text(text).as_str());
                self.push(*at, vec![("operator", text)], None);
                self.people = true;
            }
        }
    }

    fn push(&mut self, at: Millis, mut entries: Vec<(&'static str, Value)>, was: Option<TurnOutcome>) {
        let pause = at.saturating_sub(self.clock);
        let usual = if self.turns.is_empty() { 0 } else { USUAL_PAUSE };
        self.clock += usual;
        if pause >= LONG_PAUSE && !self.turns.is_empty() {
            let seconds = pause / 1000;
            entries.insert(0, ("after", Value::from(format!("{seconds}s").as_str())));
            self.clock = at;
        }
        self.last = at;
        self.turns.push(Taped { entries, was });
    }

    fn add_turn(&mut self, flow: &Flow, record: &TurnRecord) {
        let Some((input, at)) = input_of(record) else { return self.add_timer(flow, record) };
        // Where people led without a handoff of the flow, the engine need not be told that they let go.
        if self.people || record.events.iter().any(|(event, _)| matches!(event, Event::HandedBack { .. })) {
            self.push(at, vec![("handback", Value::Bool(true))], None);
        }
        let (was, world) = self.outcome(flow, record);
        let mut entries = Vec::new();
        let silent = input.messages.iter().filter(|message| message.text.trim().is_empty());
        let media: Vec<Value> = silent.map(|message| Value::from(media(&message.kind))).collect();
        if !media.is_empty() {
            entries.push(("media", Value::List(media)));
        }
        let texts = input.messages.iter().filter(|message| !message.text.trim().is_empty());
        let texts: Vec<Value> =
            texts.map(|message| Value::from(self.mask.text(&message.text).as_str())).collect();
        match texts.as_slice() {
            [] => {}
            [only] => entries.push(("customer", only.clone())),
            many => entries.push(("customer", Value::List(many.to_vec()))),
        }
        if input.signals.asks_human {
            entries.push(("signals", map([("asks_human", Value::Bool(true))])));
        }
        entries.extend(world);
        self.push(at, entries, Some(was));
    }

    /// A turn without a word of the customer: the timer of a `wait` node came due.
    fn add_timer(&mut self, flow: &Flow, record: &TurnRecord) {
        let fired = record.events.iter().find(|(event, _)| matches!(event, Event::Timer(_)));
        let Some((_, at)) = fired else { return };
        let (was, world) = self.outcome(flow, record);
        // In whole seconds, rounded up: the player must not stop short of the timer.
        let seconds = (at.saturating_sub(self.last) + 999).div_euclid(1000).max(1);
        let mut entries = vec![("wait", Value::from(format!("{seconds}s").as_str()))];
        entries.extend(world);
        self.clock += USUAL_PAUSE + seconds * 1000;
        self.last = *at;
        self.turns.push(Taped { entries, was: Some(was) });
    }

    /// What a turn came to, and what the world answered in it, masked.
    fn outcome(&mut self, flow: &Flow, record: &TurnRecord) -> (TurnOutcome, Option<(&'static str, Value)>) {
        let (was, answered) = walk(flow, record);
        self.people = was.operator_leads;
        let replies = was.replies.iter().map(|reply| self.mask.text(reply)).collect();
        let answered: Vec<Answered> = answered.into_iter().map(|it| self.masked(it)).collect();
        let world = (!answered.is_empty()).then(|| ("world", world(&answered)));
        (TurnOutcome { replies, ..was }, world)
    }

    fn masked(&mut self, answered: Answered) -> Answered {
        let outcome = match answered.outcome {
            Outcome::Answer(mut answer) => {
                answer.text = self.mask.text(&answer.text).into();
                Outcome::Answer(answer)
            }
            Outcome::Hits(mut found) => {
                let hits = found.hits.iter().cloned().map(|mut hit| {
                    hit.text = self.mask.text(&hit.text).into();
                    hit
                });
                found.hits = hits.collect();
                Outcome::Hits(found)
            }
            Outcome::Extracted(mut found) => {
                for value in found.values.values_mut() {
                    *value = self.mask.text(value).into();
                }
                Outcome::Extracted(found)
            }
            Outcome::Called(mut answer) => {
                answer.values.values_mut().for_each(|value| self.mask.json(value));
                Outcome::Called(answer)
            }
            Outcome::Failed(mut failure) => {
                failure.message = self.mask.text(&failure.message).into();
                Outcome::Failed(failure)
            }
            other => other,
        };
        Answered { outcome, ..answered }
    }

    /// The file, with what `report` saw as expectations.
    fn document(&self, report: Option<&DialogReport>) -> Value {
        let turns = (1usize..).zip(&self.turns).map(|(number, turn)| {
            let mut entries = turn.entries.clone();
            let seen = report.and_then(|report| report.turns.iter().find(|it| it.number == number));
            entries.extend(seen.map(|seen| ("expect", expectations(seen))));
            map(entries)
        });
        let turns = Value::List(turns.collect());
        map(self.head.iter().cloned().chain([("turns", turns)]))
    }

    fn differences(&self, report: &DialogReport) -> Vec<String> {
        let mut told = self.left_out.clone();
        for (number, turn) in (1usize..).zip(&self.turns) {
            let seen = report.turns.iter().find(|it| it.number == number);
            let (Some(was), Some(seen)) = (&turn.was, seen) else { continue };
            let mut differs = |what: &str, was: String, is: String| {
                if was != is {
                    told.push(format!("ход {number}, {what}: было «{was}», стало «{is}»"));
                }
            };
            differs("путь", was.path.join(", "), seen.path.join(", "));
            differs("ответ", was.replies.join("\n"), seen.replies.join("\n"));
            let handoff = seen.handoff.as_ref().map(|card| &*card.reason);
            let reason = |reason: Option<&str>| reason.unwrap_or("—").to_owned();
            differs("причина передачи", reason(was.handoff.as_deref()), reason(handoff));
        }
        told
    }
}

/// What the turn began with, and when.
pub(crate) fn input_of(record: &TurnRecord) -> Option<(&TurnInput, Millis)> {
    record.events.iter().find_map(|(event, at)| match event {
        Event::Turn(input) => Some((input, *at)),
        _ => None,
    })
}

pub(crate) fn path_of(trace: &[TraceEntry]) -> Vec<Name> {
    // Before the turn stands what people did; a timer's turn has no beginning of its own.
    let begin = trace.iter().position(|entry| matches!(entry.what, What::Turn { .. })).unwrap_or_default();
    trace.iter().skip(begin).filter_map(TraceEntry::visited).cloned().collect()
}

fn expectations(turn: &TurnReport) -> Value {
    let names = |names: &[Name]| Value::List(names.iter().map(|name| Value::from(&**name)).collect());
    let mut entries = Vec::new();
    if !turn.path.is_empty() {
        entries.push(("path", names(&turn.path)));
    }
    entries.extend(turn.intent.as_deref().map(|intent| ("intent", Value::from(intent))));
    if !turn.hits.is_empty() {
        let mut hits = turn.hits.clone();
        hits.dedup();
        entries.push(("hits", names(&hits)));
    }
    let reply = turn.replies.join("\n");
    let reply = if reply.is_empty() {
        ("silent", Value::Bool(true))
    } else {
        ("equals", Value::from(reply.as_str()))
    };
    entries.push(("reply", map([reply])));
    if turn.cost_micros > 0 {
        entries.push(("cost", map([("max", number(crate::compare::dollars(turn.cost_micros)))])));
    }
    entries.push(("owner", Value::from(if turn.operator_leads { "operator" } else { "bot" })));
    entries.extend(turn.handoff.as_ref().map(|card| ("handoff", Value::from(&*card.reason))));
    map(entries)
}

/// Facts that are known; `None` when none is.
fn facts<const N: usize>(facts: [(&'static str, Option<String>); N]) -> Option<Value> {
    let known = facts
        .into_iter()
        .filter_map(|(name, text)| Some((name, Value::from(text.filter(|text| !text.is_empty())?.as_str()))));
    let known: Vec<_> = known.collect();
    (!known.is_empty()).then(|| map(known))
}

/// Channel, tags and clock of the account; its name and id say nothing to a test.
fn account(account: &Account) -> Option<Value> {
    let mut entries = vec![("channel", Value::from(&*account.channel))];
    if !account.tags.is_empty() {
        entries.push(("tags", Value::List(account.tags.iter().map(|tag| Value::from(&**tag)).collect())));
    }
    if account.utc_offset_minutes != Account::default().utc_offset_minutes {
        entries.push(("utc_offset_minutes", Value::Int(account.utc_offset_minutes.into())));
    }
    (!account.channel.is_empty()).then(|| map(entries))
}

fn time(at: Millis) -> Option<Value> {
    let at = jiff::Timestamp::from_millisecond(at).ok()?;
    Some(Value::from(at.to_string().as_str()))
}

/// Kinds that a dialog file knows.
fn media(kind: &str) -> &str {
    match kind {
        "image" | "voice" | "link" | "item" | "location" => kind,
        _ => "other",
    }
}
