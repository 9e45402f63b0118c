//! Plays a dialog on the engine.

use std::sync::Arc;

use sufler_dsl::{
    dialog::{CustomerTurn, Dialog, Expect, TurnKind, WaitTurn, World as DialogWorld},
    flow::Flow,
    source::{Source, Span},
};
use sufler_engine::{
    Conversation, Effect, Event, Failure, HistoryMessage, InMessage, Millis, Name, Outcome, Phase, Signals,
    Speaker, State, Step, TurnInput, What, step,
};

use crate::{
    Answered, Asked, Coverage, DialogReport, Expected, Mismatch, TurnReport, Worlds, blame,
    cassette::Cassette,
    compare::{Finding, compare},
    facts,
};

/// The virtual clock where the file names none: Monday, 2 March 2026, 12:00 in Moscow.
const START: Millis = 1_772_442_000_000;
/// The virtual clock's way from turn to turn.
const TURN: Millis = 60_000;
/// And from message to message of a burst.
const MESSAGE: Millis = 1_000;
/// Who takes over and hands back.
const OPERATOR: &str = "operator";

/// Plays `dialog`, read from `source`, on `flow`.
#[must_use]
pub fn run(flow: &Flow, source: &Source, dialog: &Dialog, worlds: Worlds<'_>) -> DialogReport {
    let mut player = Player {
        flow,
        source,
        dialog,
        worlds,
        state: State::default(),
        history: Vec::new(),
        now: dialog.start_at_ms.unwrap_or(START),
        messages: 0,
        report: DialogReport {
            title: dialog.title.clone(),
            file: source.name().to_owned(),
            passed: true,
            turns: Vec::new(),
            failures: Vec::new(),
            coverage: Coverage::new(flow),
        },
    };
    for (number, turn) in (1usize..).zip(&dialog.turns) {
        let usual = if number == 1 { 0 } else { TURN };
        player.now += turn.after_ms.and_then(|it| Millis::try_from(it).ok()).unwrap_or(usual);
        match &turn.kind {
            TurnKind::Customer(customer) => player.customer(number, customer, turn.span),
            TurnKind::Operator(text) => player.operator(text),
            TurnKind::Handback => player.event(&Event::HandedBack { by: OPERATOR.into() }),
            TurnKind::Wait(wait) => player.wait(number, wait, turn.span),
        }
    }
    player.report.passed = player.report.failures.is_empty();
    player.report
}

struct Player<'a> {
    flow: &'a Flow,
    source: &'a Source,
    dialog: &'a Dialog,
    worlds: Worlds<'a>,
    state: State,
    history: Vec<HistoryMessage>,
    now: Millis,
    /// Messages of the customer so far; also the last one's id.
    messages: i64,
    report: DialogReport,
}

/// Who answers one turn.
enum Answers<'a> {
    Recorded(Cassette<'a>),
    Builtin,
}

/// One turn being played.
struct Play<'a> {
    report: TurnReport,
    answers: Answers<'a>,
    findings: Vec<(Finding, Option<Name>)>,
    span: Span,
}

impl<'a> Play<'a> {
    fn new(report: TurnReport, world: &'a DialogWorld, span: Span) -> Self {
        let answers = match world {
            DialogWorld::Recorded(world) => Answers::Recorded(Cassette::new(world)),
            DialogWorld::Builtin => Answers::Builtin,
        };
        Self { report, answers, findings: Vec::new(), span }
    }
}

impl Player<'_> {
    fn customer(&mut self, number: usize, turn: &CustomerTurn, span: Span) {
        let mut play = Play::new(self.empty_report(number, &turn.texts, span), &turn.world, span);
        // A timer that came due before the customer wrote has fired by then.
        self.timers(&mut play, self.now);
        let input = self.input(turn);
        let burst = Arc::clone(&input.messages);
        let said = play.report.replies.len();
        self.play(&Event::Turn(input), &mut play);
        self.history.extend(burst.iter().map(|message| HistoryMessage {
            author: Speaker::Contact,
            text: Arc::clone(&message.text),
            at: message.at,
        }));
        self.remember(play.report.replies.get(said..).unwrap_or_default());
        self.finish(&turn.expect, play);
    }

    /// Time passes; timers that come due fire at their time.
    fn wait(&mut self, number: usize, turn: &WaitTurn, span: Span) {
        let mut play = Play::new(self.empty_report(number, &[], span), &turn.world, span);
        let end = self.now.saturating_add(Millis::try_from(turn.ms).unwrap_or(Millis::MAX));
        self.timers(&mut play, end);
        self.now = end;
        self.finish(&turn.expect, play);
    }

    /// Fires what is due until `end`.
    fn timers(&mut self, play: &mut Play<'_>, end: Millis) {
        let now = self.now;
        while let Some(due) = self.state.timer().filter(|due| *due <= end) {
            self.now = due;
            let said = play.report.replies.len();
            let input = self.input_of(Vec::new(), false);
            self.play(&Event::Timer(input), play);
            self.remember(play.report.replies.get(said..).unwrap_or_default());
        }
        self.now = now;
    }

    /// Steps until nothing is awaited.
    fn play(&mut self, event: &Event, play: &mut Play<'_>) {
        let mut step = self.step(event);
        while let Some(wanted) = absorb(&mut play.report, &mut step) {
            let outcome =
                self.perform(&mut play.answers, &mut play.report, &wanted).unwrap_or_else(|finding| {
                    let node = Some(Name::clone(wanted.node()));
                    play.findings.push((Finding { span: play.span, ..finding }, node));
                    Outcome::Failed(Failure::new("not_recorded", "в диалоге нет записи для этого"))
                });
            step = self.step(&Event::Outcome { id: wanted.id(), outcome });
        }
    }

    /// Compares and counts a turn.
    fn finish(&mut self, expect: &Expect, play: Play<'_>) {
        let Play { mut report, findings, .. } = play;
        report.variables = self.variables();
        report.operator_leads = self.state.phase == Phase::Operator;
        report.closed = self.state.phase == Phase::Closed;
        self.report.coverage.count(&report.trace);
        let compared = compare(expect, &report).into_iter().map(|finding| {
            let node = blame::node(&finding, &report);
            (finding, node)
        });
        for (finding, node) in findings.into_iter().chain(compared) {
            let mismatch = self.mismatch(&report, finding, node);
            self.report.failures.push(mismatch);
        }
        self.report.turns.push(report);
    }

    fn operator(&mut self, text: &str) {
        if self.state.phase != Phase::Operator {
            self.event(&Event::TakenOver { by: OPERATOR.into() });
        }
        self.history.push(HistoryMessage { author: Speaker::Operator, text: text.into(), at: self.now });
    }

    /// An event that brings nothing but a new state.
    fn event(&mut self, event: &Event) {
        let _ = self.step(event);
    }

    /// The step; its state is kept here.
    fn step(&mut self, event: &Event) -> Step {
        let mut step = step(self.flow, std::mem::take(&mut self.state), event, self.now);
        self.state = std::mem::take(&mut step.state);
        step
    }

    fn perform(
        &self,
        answers: &mut Answers<'_>,
        report: &mut TurnReport,
        wanted: &Effect,
    ) -> Result<Outcome, Finding> {
        let missing = |expected: String, got: String| Finding {
            about: Expected::World,
            key: "world".to_owned(),
            expected,
            got,
            span: Span::default(),
        };
        let Some(kind) = Asked::of(wanted) else {
            return Err(missing("ответ".to_owned(), "движок ждёт того, чего никто не знает".to_owned()));
        };
        let outcome = match answers {
            Answers::Builtin => {
                let world = self.worlds.builtin.or(self.worlds.live);
                world.map(|world| world.perform(wanted)).ok_or_else(|| {
                    missing("world: builtin".to_owned(), "встроенный ответчик не подключён".to_owned())
                })?
            }
            Answers::Recorded(cassette) => match (cassette.answer(wanted, kind), self.worlds.live) {
                (Ok(failed @ Outcome::Failed(_)), _) => failed,
                // A test must never change data of the company.
                (Ok(recorded), Some(_)) if kind == Asked::Call => recorded,
                (_, Some(live)) => match live.perform(wanted) {
                    Outcome::Failed(failure) => {
                        let got = format!("{}: {}", failure.code, failure.message);
                        return Err(missing(format!("ответ для узла {}", wanted.node()), got));
                    }
                    outcome => outcome,
                },
                (Ok(outcome), None) => match unknown_intent(&outcome, wanted) {
                    Some(name) => {
                        let got = format!("узел {} такого интента не знает", wanted.node());
                        return Err(missing(format!("world.intent.name: {name}"), got));
                    }
                    None => outcome,
                },
                (Err(_), None) if cassette.or_builtin() => {
                    let world = self.worlds.builtin.or(self.worlds.live);
                    world.map(|world| world.perform(wanted)).ok_or_else(|| {
                        missing("builtin: true".to_owned(), "встроенный ответчик не подключён".to_owned())
                    })?
                }
                (Err(key), None) => {
                    let expected = format!("{key} для узла {}", wanted.node());
                    return Err(missing(expected, "не записано".to_owned()));
                }
            },
        };
        let node = Name::clone(wanted.node());
        report.answered.push(Answered { node, kind, outcome: outcome.clone() });
        Ok(outcome)
    }

    fn input(&mut self, turn: &CustomerTurn) -> TurnInput {
        let media = turn.media.iter().map(|kind| (Name::clone(kind), ""));
        let texts = turn.texts.iter().map(|text| (Name::from("text"), text.as_str()));
        let mut messages = Vec::with_capacity(turn.media.len() + turn.texts.len());
        for (at, (kind, text)) in (0..).zip(media.chain(texts)) {
            self.messages += 1;
            messages.push(InMessage {
                id: self.messages,
                text: text.into(),
                kind,
                at: self.now + at * MESSAGE,
            });
        }
        let detected = || self.worlds.asks_human(&turn.texts);
        let asks_human = turn.signals.asks_human.or_else(detected).unwrap_or(false);
        self.input_of(messages, asks_human)
    }

    /// What the engine is told of a burst; of a timer when it is empty.
    fn input_of(&self, messages: Vec<InMessage>, asks_human: bool) -> TurnInput {
        let said = self.history.len() + messages.len();
        TurnInput {
            messages: messages.into(),
            history: self.history.as_slice().into(),
            contact: facts::contact(&self.dialog.contact),
            item: facts::item(&self.dialog.item),
            account: facts::account(&self.dialog.account),
            conversation: Arc::new(Conversation {
                id: "dialog".into(),
                messages: u32::try_from(said).unwrap_or(u32::MAX),
                summary: None,
            }),
            signals: Signals { asks_human },
        }
    }

    /// What the bot said becomes history for the next turn.
    fn remember(&mut self, replies: &[String]) {
        self.history.extend(replies.iter().map(|reply| HistoryMessage {
            author: Speaker::Bot,
            text: reply.as_str().into(),
            at: self.now,
        }));
    }

    /// Declared defaults, and what was set over them.
    fn variables(&self) -> sufler_engine::Vars {
        let declared = self.flow.variables.iter();
        let defaults = declared.filter_map(|(name, it)| Some((Name::clone(name), it.default.clone()?)));
        let set = self.state.memory.vars.iter().map(|(name, value)| (Name::clone(name), value.clone()));
        defaults.chain(set).collect()
    }

    fn mismatch(&self, turn: &TurnReport, finding: Finding, node: Option<Name>) -> Mismatch {
        let place = self.source.position(finding.span.start);
        let Finding { about, key, expected, got, .. } = finding;
        let why = node.as_deref().and_then(|node| blame::why(node, &turn.trace));
        Mismatch {
            turn: turn.number,
            about,
            key,
            expected,
            got,
            line: place.line,
            column: place.column,
            node,
            flow_line: None,
            why,
        }
    }

    fn empty_report(&self, number: usize, texts: &[String], span: Span) -> TurnReport {
        TurnReport {
            number,
            line: self.source.position(span.start).line,
            customer: texts.to_vec(),
            path: Vec::new(),
            replies: Vec::new(),
            intent: None,
            confidence: None,
            hits: Vec::new(),
            variables: sufler_engine::Vars::new(),
            operator_leads: false,
            closed: false,
            handoff: None,
            cost_micros: 0,
            trace: Vec::new(),
            answered: Vec::new(),
        }
    }
}

/// A recorded intent that the node does not offer any more: no classifier would name it.
fn unknown_intent(outcome: &Outcome, wanted: &Effect) -> Option<Name> {
    let (Outcome::Intent(found), Effect::Classify(wanted)) = (outcome, wanted) else { return None };
    found.name.clone().filter(|name| !wanted.spec.intents.contains_key(name))
}

/// Takes what a step did into the report; gives the effect it awaits.
fn absorb(report: &mut TurnReport, step: &mut Step) -> Option<Effect> {
    for entry in &step.trace {
        report.path.extend(entry.visited().cloned());
        match &entry.what {
            What::Intent { intent, confidence, call, .. } => {
                report.intent.clone_from(intent);
                report.confidence = Some(*confidence);
                report.cost_micros += call.usage.cost_micros;
            }
            What::AiResponse { call, .. } | What::Collect { call, .. } | What::Failed { call, .. } => {
                report.cost_micros += call.usage.cost_micros;
            }
            What::Search { hits, .. } => {
                report.hits = hits.iter().map(|hit| Name::clone(&hit.article)).collect();
            }
            _ => {}
        }
    }
    report.trace.append(&mut step.trace);
    let mut awaited = None;
    for effect in step.effects.drain(..) {
        match effect {
            Effect::Send(send) => report.replies.push(send.text.to_string()),
            Effect::Handoff(handoff) => report.handoff = Some(handoff.card),
            Effect::Close(_) => {}
            effect => awaited = Some(effect),
        }
    }
    awaited
}
