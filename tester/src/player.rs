//! Plays a dialog on the engine.

use std::sync::Arc;

use sufler_dsl::{
    dialog::{CustomerTurn, Dialog, TurnKind, World as DialogWorld},
    flow::Flow,
    source::{Source, Span},
};
use sufler_engine::{
    Conversation, Effect, Event, Failure, HistoryMessage, InMessage, Millis, Name, Outcome, Phase, Signals,
    Speaker, State, Step, TurnInput, What, step,
};

use crate::{
    Coverage, DialogReport, Expected, Mismatch, TurnReport, World, cassette,
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
///
/// `world` answers for turns that say `world: builtin`; without one such turns fail with an explanation.
#[must_use]
pub fn run(flow: &Flow, source: &Source, dialog: &Dialog, world: Option<&dyn World>) -> DialogReport {
    let mut player = Player {
        flow,
        source,
        dialog,
        world,
        state: State::default(),
        history: Vec::new(),
        now: dialog.start_at_ms.unwrap_or(START),
        messages: 0,
        report: DialogReport {
            title: dialog.title.clone(),
            passed: true,
            turns: Vec::new(),
            failures: Vec::new(),
            coverage: Coverage::new(flow),
        },
    };
    for (number, turn) in (1usize..).zip(&dialog.turns) {
        match &turn.kind {
            TurnKind::Customer(customer) => player.customer(number, customer, turn.span),
            TurnKind::Operator(text) => player.operator(text),
            TurnKind::Handback => player.event(&Event::HandedBack { by: OPERATOR.into() }),
        }
        player.now += TURN;
    }
    player.report.passed = player.report.failures.is_empty();
    player.report
}

struct Player<'a> {
    flow: &'a Flow,
    source: &'a Source,
    dialog: &'a Dialog,
    world: Option<&'a dyn World>,
    state: State,
    history: Vec<HistoryMessage>,
    now: Millis,
    /// Messages of the customer so far; also the last one's id.
    messages: i64,
    report: DialogReport,
}

impl Player<'_> {
    fn customer(&mut self, number: usize, turn: &CustomerTurn, span: Span) {
        let mut report = self.empty_report(turn, span);
        let input = self.input(turn);
        let burst = Arc::clone(&input.messages);
        let mut step = self.step(&Event::Turn(input));
        let mut findings = Vec::new();
        while let Some(wanted) = absorb(&mut report, &mut step) {
            let outcome = self.perform(turn, &wanted).unwrap_or_else(|finding| {
                findings.push(Finding { span, ..finding });
                Outcome::Failed(Failure::new("not_recorded", "в диалоге нет записи для этого"))
            });
            step = self.step(&Event::Outcome { id: wanted.id(), outcome });
        }
        self.remember(&burst, &report);
        report.variables = self.variables();
        report.operator_leads = self.state.phase == Phase::Operator;
        findings.extend(compare(&turn.expect, &report));
        self.report.coverage.count(&report.trace);
        for finding in findings {
            let mismatch = self.mismatch(number, finding);
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

    fn perform(&self, turn: &CustomerTurn, wanted: &Effect) -> Result<Outcome, Finding> {
        let finding = |expected: String, got: &str| Finding {
            about: Expected::World,
            expected,
            got: got.to_owned(),
            span: Span::default(),
        };
        match &turn.world {
            DialogWorld::Recorded(recorded) => cassette::answer(recorded, wanted)
                .map_err(|key| finding(format!("world.{key} для узла {}", wanted.node()), "не записано")),
            DialogWorld::Builtin => match self.world {
                Some(world) => Ok(world.perform(wanted)),
                None => Err(finding("world: builtin".to_owned(), "встроенный ответчик не подключён")),
            },
        }
    }

    fn input(&mut self, turn: &CustomerTurn) -> TurnInput {
        let mut messages = Vec::with_capacity(turn.texts.len());
        for (at, text) in (0..).zip(&turn.texts) {
            self.messages += 1;
            let at = self.now + at * MESSAGE;
            messages.push(InMessage {
                id: self.messages,
                text: text.as_str().into(),
                kind: "text".into(),
                at,
            });
        }
        let detected = || {
            let world = self.world?;
            Some(turn.texts.iter().any(|text| world.asks_human(text)))
        };
        let asks_human = turn.signals.asks_human.or_else(detected).unwrap_or(false);
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

    /// What was said becomes history for the next turn.
    fn remember(&mut self, burst: &[InMessage], report: &TurnReport) {
        self.history.extend(burst.iter().map(|message| HistoryMessage {
            author: Speaker::Contact,
            text: Arc::clone(&message.text),
            at: message.at,
        }));
        self.history.extend(report.replies.iter().map(|reply| HistoryMessage {
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

    fn mismatch(&self, turn: usize, finding: Finding) -> Mismatch {
        let place = self.source.position(finding.span.start);
        let Finding { about, expected, got, .. } = finding;
        Mismatch { turn, about, expected, got, line: place.line, column: place.column }
    }

    fn empty_report(&self, turn: &CustomerTurn, span: Span) -> TurnReport {
        TurnReport {
            line: self.source.position(span.start).line,
            customer: turn.texts.clone(),
            path: Vec::new(),
            replies: Vec::new(),
            intent: None,
            confidence: None,
            hits: Vec::new(),
            variables: sufler_engine::Vars::new(),
            operator_leads: false,
            handoff: None,
            cost_micros: 0,
            trace: Vec::new(),
        }
    }
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
            What::AiResponse { call, .. } | What::Failed { call, .. } => {
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
