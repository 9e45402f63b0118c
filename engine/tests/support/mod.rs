//! Flows and worlds for tests. Flows are built directly, so that odd ones are possible that no text would give.
#![allow(dead_code, reason = "every test binary uses its own part")]
#![allow(missing_docs, reason = "test code")]

use std::sync::Arc;

use indexmap::IndexMap;
use sufler_dsl::{
    expr::Expr,
    flow::{AlwaysRule, Flow, ModelSettings, Name, Node, NodeIx, OnChange, Serves, VarType, Variable},
    names::Scope,
    nodes::{
        AiMode, AiResponse, Branch, Condition, Confidence, ConfidenceOf, Context, ContextParts, End, Handoff,
        Intent, IntentClass, IntentSpec, Level, Message, NodeKind, Search, Start,
    },
    source::Span,
    template::Template,
};
use sufler_engine::{
    AnswerResult, Effect, EffectId, Event, Hit, InMessage, IntentResult, Item, Millis, ModelCall, Outcome,
    SearchResult, State, Step, TurnInput, TurnRecord, Usage,
};

pub(crate) const NOW: Millis = 1_772_442_000_000;

/// A node kind with its exits by name.
#[derive(Debug)]
pub(crate) enum Kind {
    Start(&'static str),
    Context { messages: u16, include: ContextParts, next: &'static str },
    Intent(&'static str),
    Confidence { of: ConfidenceOf, levels: Vec<(f64, &'static str)>, otherwise: &'static str },
    Search(&'static str),
    Answer { grounded: bool, prompt: Option<&'static str>, next: &'static str },
    Clarify { attempts: u16, next: &'static str, otherwise: Option<&'static str> },
    Condition { branches: Vec<(&'static str, &'static str)>, otherwise: &'static str },
    Handoff { reason: &'static str, say: Option<&'static str>, resume_at: Option<&'static str> },
    End { close: bool },
    Message { text: &'static str, next: &'static str },
}

/// Builds flows by node names.
pub(crate) struct Builder {
    nodes: Vec<(&'static str, Kind, Option<&'static str>)>,
    always: Vec<(&'static str, &'static str)>,
    variables: IndexMap<Name, Variable>,
    pub(crate) on_change: OnChange,
    pub(crate) hash: &'static str,
}

impl Default for Builder {
    fn default() -> Self {
        let city = Variable {
            ty: VarType::Text,
            pii: false,
            default: Some("Москва".into()),
            choices: Vec::new(),
            note: None,
        };
        let variables = IndexMap::from([(Name::from("city"), city)]);
        Self { nodes: Vec::new(), always: Vec::new(), variables, on_change: OnChange::Finish, hash: "v1" }
    }
}

impl Builder {
    pub(crate) fn node(mut self, id: &'static str, kind: Kind) -> Self {
        self.nodes.push((id, kind, None));
        self
    }

    /// A node with `on_error`.
    pub(crate) fn node_or(mut self, id: &'static str, kind: Kind, on_error: &'static str) -> Self {
        self.nodes.push((id, kind, Some(on_error)));
        self
    }

    pub(crate) fn always(mut self, when: &'static str, next: &'static str) -> Self {
        self.always.push((when, next));
        self
    }

    pub(crate) fn build(self) -> Flow {
        let index =
            (0u16..).zip(&self.nodes).map(|(ix, (id, ..))| (Name::from(*id), NodeIx(ix))).collect::<Vec<_>>();
        let ix = |id: &str| index.iter().find(|(name, _)| &**name == id).expect("a known node").1;
        let condition = |text: &str| {
            let (expr, problems) =
                Expr::condition(text, Span::default(), Scope { variables: &self.variables, roots: &[] });
            expr.unwrap_or_else(|| panic!("{text}: {problems:?}"))
        };
        let always = self.always.iter().map(|(when, next)| AlwaysRule {
            when: condition(when),
            next: ix(next),
            span: Span::default(),
        });
        let always = always.collect();
        let nodes = self.nodes.iter().map(|(id, kind, on_error)| Node {
            id: Name::from(*id),
            title: None,
            note: None,
            on_error: on_error.map(ix),
            kind: node_kind(kind, &ix, &condition),
            span: Span::default(),
        });
        Flow {
            id: "test".into(),
            title: "Test".into(),
            hash: self.hash.into(),
            serves: Serves::default(),
            defaults: ModelSettings::default(),
            on_error: None,
            on_change: self.on_change,
            nodes: nodes.collect(),
            start: NodeIx(0),
            subflows: IndexMap::new(),
            index: index.iter().cloned().collect(),
            always,
            variables: self.variables,
        }
    }
}

fn node_kind(kind: &Kind, ix: &dyn Fn(&str) -> NodeIx, condition: &dyn Fn(&str) -> Expr) -> NodeKind {
    let text = |text: &str| Arc::new(Template::compile(text, Span::default()).expect("a template"));
    match kind {
        Kind::Start(next) => NodeKind::Start(Start { next: ix(next) }),
        Kind::Context { messages, include, next } => {
            NodeKind::Context(Context { messages: *messages, include: *include, next: ix(next) })
        }
        Kind::Intent(next) => NodeKind::Intent(Intent { spec: Arc::new(intents()), next: ix(next) }),
        Kind::Confidence { of, levels, otherwise } => NodeKind::Confidence(Confidence {
            of: *of,
            levels: levels
                .iter()
                .map(|(at_least, next)| Level { at_least: *at_least, next: ix(next) })
                .collect(),
            otherwise: ix(otherwise),
        }),
        Kind::Search(next) => NodeKind::Search(Search {
            categories: vec!["delivery".into()],
            top: 5,
            query: None,
            next: ix(next),
        }),
        Kind::Answer { grounded, prompt, next } => NodeKind::AiResponse(AiResponse {
            mode: AiMode::Answer,
            settings: Arc::default(),
            prompt: prompt.map(text),
            grounded: *grounded,
            next: ix(next),
            attempts: 1,
            otherwise: None,
        }),
        Kind::Clarify { attempts, next, otherwise } => NodeKind::AiResponse(AiResponse {
            mode: AiMode::Clarify,
            settings: Arc::default(),
            prompt: None,
            grounded: false,
            next: ix(next),
            attempts: *attempts,
            otherwise: otherwise.map(ix),
        }),
        Kind::Condition { branches, otherwise } => NodeKind::Condition(Condition {
            branches: branches
                .iter()
                .map(|(when, next)| Branch { when: condition(when), next: ix(next) })
                .collect(),
            otherwise: ix(otherwise),
        }),
        Kind::Handoff { reason, say, resume_at } => NodeKind::Handoff(Handoff {
            reason: Name::from(*reason),
            say: say.map(text),
            resume_at: resume_at.map(ix),
        }),
        Kind::End { close } => NodeKind::End(End { close: *close }),
        Kind::Message { text: message, next } => {
            NodeKind::Message(Message { text: text(message), next: ix(next) })
        }
    }
}

fn intents() -> IntentSpec {
    let class =
        |about: &str, example: &str| IntentClass { about: about.into(), examples: vec![example.into()] };
    let intents = IndexMap::from([
        (Name::from("delivery"), class("Доставка и сроки", "Доставка в Казань есть?")),
        (Name::from("price"), class("Цена и торг", "Какая цена?")),
    ]);
    IntentSpec { settings: ModelSettings::default(), intents }
}

/// The nine kinds as the demo shop uses them.
pub(crate) fn support() -> Builder {
    let include = ContextParts { contact: true, item: true, summary: true };
    Builder::default()
        .always("intent.asks_human", "operator")
        .node("start", Kind::Start("context"))
        .node("context", Kind::Context { messages: 20, include, next: "intent" })
        .node_or("intent", Kind::Intent("sure"), "operator")
        .node(
            "sure",
            Kind::Confidence {
                of: ConfidenceOf::Intent,
                levels: vec![(0.75, "search"), (0.45, "clarify")],
                otherwise: "operator",
            },
        )
        .node_or("search", Kind::Search("found"), "operator")
        .node(
            "found",
            Kind::Condition { branches: vec![("search.best >= 0.5", "answer")], otherwise: "operator" },
        )
        .node_or(
            "answer",
            Kind::Answer {
                grounded: true, prompt: Some("Отвечай коротко, на «вы»."), next: "end"
            },
            "operator",
        )
        .node_or(
            "clarify",
            Kind::Clarify { attempts: 2, next: "intent", otherwise: Some("operator") },
            "operator",
        )
        .node(
            "operator",
            Kind::Handoff {
                reason: "low_confidence",
                say: Some("Передаю вопрос менеджеру."),
                resume_at: None,
            },
        )
        .node("end", Kind::End { close: false })
}

pub(crate) fn turn(text: &str) -> Event {
    Event::Turn(input(text))
}

pub(crate) fn input(text: &str) -> TurnInput {
    let message = InMessage { id: 1, text: text.into(), kind: "text".into(), at: NOW };
    let item = Item {
        id: "42".into(),
        title: "Кондиционер BTU09".into(),
        price: Some("25 000 ₽".into()),
        ..Item::default()
    };
    TurnInput { messages: [message].into(), item: Some(Arc::new(item)), ..TurnInput::default() }
}

pub(crate) fn outcome(id: EffectId, outcome: Outcome) -> Event {
    Event::Outcome { id, outcome }
}

fn call() -> ModelCall {
    ModelCall {
        model: Some("openai/gpt-5-nano".into()),
        usage: Usage { input_tokens: 200, output_tokens: 20, cost_micros: 15 },
    }
}

pub(crate) fn intent(name: &str, confidence: f64) -> Outcome {
    let (name, asks_human) = (Some(name.into()), false);
    Outcome::Intent(IntentResult { name, confidence, asks_human, ranked: Vec::new(), call: call() })
}

pub(crate) fn hits(score: f64) -> Outcome {
    let hit = Hit {
        article: "delivery/russia".into(),
        version: "a1".into(),
        title: "Доставка по России".into(),
        category: "delivery".into(),
        text: "Доставляем по всей России за 350 ₽, срок 3–5 дней.".into(),
        score,
    };
    Outcome::Hits(SearchResult { hits: [hit].into(), best: score })
}

pub(crate) fn answer(text: &str) -> Outcome {
    let sources = vec!["delivery/russia".into()];
    Outcome::Answer(AnswerResult { text: text.into(), confidence: 0.9, sources, call: call() })
}

/// Plays events on a new conversation: effects are answered by `world` until it has nothing more to say.
pub(crate) fn play(
    flow: &Flow,
    state: State,
    event: Event,
    mut world: impl FnMut(&Effect) -> Option<Outcome>,
) -> (State, Vec<Effect>, TurnRecord) {
    let mut record = TurnRecord::new(flow, state.clone());
    let mut effects = Vec::new();
    let mut step: Step = record.step(flow, state, event, NOW);
    loop {
        effects.append(&mut step.effects);
        let awaited = effects.last().filter(|effect| effect.is_awaited() && !step.state.is_settled());
        let Some((id, result)) = awaited.and_then(|effect| Some((effect.id(), world(effect)?))) else {
            return (step.state, effects, record);
        };
        step = record.step(flow, step.state, outcome(id, result), NOW + 1_000);
    }
}

/// A world that answers everything well.
pub(crate) fn good_world(effect: &Effect) -> Option<Outcome> {
    Some(match effect {
        Effect::Classify(_) => intent("delivery", 0.93),
        Effect::Search(_) => hits(0.8),
        _ => answer("Да, доставляем по России за 350 ₽, 3–5 дней."),
    })
}
