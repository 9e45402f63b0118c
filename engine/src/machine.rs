//! One event's worth of walking through a flow.

use std::sync::Arc;

use sufler_dsl::{
    flow::{AlwaysRule, Flow, Node, NodeIx, Text},
    nodes::NodeKind,
};

use crate::{
    Effect, EffectId, Exit, Failure, Handoff, HandoffCard, Millis, ModelCall, Name, Outcome, Phase, Run,
    Send, SourceRef, State, Step, TraceEntry, What, codes, frames,
    limits::{MAX_CALLS, MAX_MODEL_CALLS, MAX_STEPS, WAY_OUT_STEPS},
    nodes,
    scope::Scope,
};

/// Where a node led.
pub(crate) enum Went {
    /// On to another node.
    To { what: What, exit: Exit, next: NodeIx },
    /// Nowhere until an effect has an outcome.
    Await(Effect),
    /// Into the first node of a called flow.
    Into(NodeIx),
    /// Nowhere: the turn is over.
    Done { what: What, phase: Phase },
    /// The node could not do its work.
    Failed(Failed),
}

/// Why, and what it cost.
pub(crate) struct Failed {
    pub(crate) failure: Failure,
    /// The effect that failed, if it was one.
    pub(crate) effect: Option<EffectId>,
    /// Bill of an answer that was refused.
    pub(crate) call: ModelCall,
}

impl Failed {
    /// An effect that failed without a bill.
    pub(crate) fn effect(effect: EffectId, failure: Failure) -> Self {
        Self { failure, effect: Some(effect), call: ModelCall::default() }
    }
}

impl Went {
    pub(crate) fn next(what: What, next: NodeIx) -> Self {
        Self::To { what, exit: Exit::Next, next }
    }
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self { failure, effect: None, call: ModelCall::default() }
    }
}

impl From<Failure> for Went {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.into())
    }
}

/// The running turn under the hands of nodes.
pub(crate) struct Machine<'f> {
    /// The flow the conversation began in.
    pub(crate) root: &'f Flow,
    /// The flow that runs: the root, or the innermost of the called ones.
    pub(crate) flow: &'f Flow,
    /// Stands before the names of nodes of a called flow.
    pub(crate) prefix: String,
    pub(crate) now: Millis,
    pub(crate) state: State,
    pub(crate) run: Box<Run>,
    effects: Vec<Effect>,
    trace: Vec<TraceEntry>,
}

impl<'f> Machine<'f> {
    pub(crate) fn new(root: &'f Flow, state: State, run: Box<Run>, now: Millis) -> Self {
        let (flow, prefix) = match state.stack.is_empty() {
            true => (root, String::new()),
            false => (frames::innermost(root, &state).unwrap_or(root), frames::prefix(&state)),
        };
        Self { root, flow, prefix, now, state, run, effects: Vec::new(), trace: Vec::with_capacity(4) }
    }

    /// How a node of the running flow is called outside of it.
    pub(crate) fn label(&self, node: &Name) -> Name {
        if self.prefix.is_empty() { Name::clone(node) } else { format!("{}{node}", self.prefix).into() }
    }

    /// Walks from `at` until an effect is awaited or the turn is over.
    pub(crate) fn walk(mut self, mut at: NodeIx) -> Step {
        loop {
            if let Some(next) = self.always(at) {
                at = next;
                continue;
            }
            let flow = self.flow;
            let Some(node) = flow.node(at) else {
                return self.give_up(
                    &Name::from("?"),
                    Failure::new(codes::FLOW_CHANGED, "в сценарии нет узла, на котором был разговор"),
                );
            };
            let went = match self.count_step() {
                Ok(()) => nodes::enter(&mut self, node),
                Err(failure) => failure.into(),
            };
            match self.follow(node, went) {
                Some(next) => at = next,
                None => return self.into_step(),
            }
        }
    }

    /// Goes on at a node whose effect has an outcome.
    pub(crate) fn resume(mut self, node: &Node, effect: EffectId, outcome: &Outcome) -> Step {
        let went = match outcome {
            // Reading free texts has built-in rules to fall back on.
            Outcome::Failed(_) if matches!(node.kind, NodeKind::Collect(_)) => {
                nodes::resume(&mut self, node, effect, outcome)
            }
            Outcome::Failed(failure) => Went::Failed(Failed::effect(effect, failure.clone())),
            outcome => nodes::resume(&mut self, node, effect, outcome),
        };
        self.go(node, went)
    }

    /// Goes on where a node led.
    pub(crate) fn go(mut self, node: &Node, went: Went) -> Step {
        match self.follow(node, went) {
            Some(next) => self.walk(next),
            None => self.into_step(),
        }
    }

    /// Writes down where a node led; gives the next node, or `None` when the step is over.
    fn follow(&mut self, node: &Node, went: Went) -> Option<NodeIx> {
        match went {
            Went::To { what, exit, next } => {
                self.left(&node.id, what, exit, next);
                Some(next)
            }
            Went::Await(effect) => {
                self.state.phase = Phase::Awaiting { node: Name::clone(&node.id), effect: effect.id() };
                self.effects.push(effect);
                None
            }
            Went::Into(start) => Some(start),
            Went::Done { what, phase } => {
                self.note(Some(&node.id), what);
                if phase == Phase::Idle && !self.state.stack.is_empty() {
                    return self.come_back();
                }
                self.state.phase = phase;
                None
            }
            Went::Failed(failed) => self.fail(node, failed),
        }
    }

    /// A failed node goes to `on_error`; without one the conversation goes to operators.
    pub(crate) fn fail(&mut self, node: &Node, failed: Failed) -> Option<NodeIx> {
        let Failed { failure, effect, call } = failed;
        let out_of_steps = &*failure.code == codes::BUDGET_STEPS;
        let way_out = node.on_error.filter(|_| !(out_of_steps && self.run.way_out));
        self.run.way_out |= out_of_steps;
        let what = What::Failed { effect, failure: failure.clone(), call };
        match way_out {
            None if !self.state.stack.is_empty() => {
                // A called flow that can't help itself fails as the node that called it.
                self.note(Some(&node.id), what);
                match self.leave_flow() {
                    Some((_, caller)) => return self.fail(caller, failure.into()),
                    None => self.hand_off_after(&node.id, failure),
                }
            }
            Some(next) => {
                self.run.failure = Some(failure);
                self.left(&node.id, what, Exit::OnError, next);
            }
            None => {
                self.note(Some(&node.id), what);
                self.hand_off_after(&node.id, failure);
            }
        }
        way_out
    }

    /// Ends the turn with a handoff because it can't go on at all.
    pub(crate) fn give_up(mut self, node: &Name, failure: Failure) -> Step {
        self.note(
            Some(node),
            What::Failed { effect: None, failure: failure.clone(), call: ModelCall::default() },
        );
        self.hand_off_after(node, failure);
        self.into_step()
    }

    /// Begins anew at the start of the outermost flow.
    pub(crate) fn start_over(mut self) -> Step {
        self.state.unwind();
        self.state.memory.end_episode();
        self.flow = self.root;
        self.prefix.clear();
        let start = self.root.start;
        self.walk(start)
    }

    /// Ends the turn with nothing done.
    pub(crate) fn rest(mut self) -> Step {
        self.state.phase = Phase::Idle;
        self.into_step()
    }

    /// The first `always` rule that holds and has not fired in this turn.
    pub(crate) fn always(&mut self, at: NodeIx) -> Option<NodeIx> {
        let flow = self.flow;
        if !self.state.stack.is_empty()
            && let Some(next) = self.always_of_callers(at)
        {
            return Some(next);
        }
        if flow.always.is_empty() {
            return None;
        }
        for (number, rule) in (0u16..).zip(&flow.always) {
            if self.has_fired(number) || !self.holds(rule, &self.scope()) {
                continue;
            }
            self.note_fired(number);
            if rule.next == at {
                continue;
            }
            let here = flow.node(at).map(|node| &node.id);
            self.entry(here, What::Always { rule: number }, Some((Exit::Always(number), rule.next)));
            return Some(rule.next);
        }
        None
    }

    /// The first rule of a calling flow that holds: its flow goes on there, and the called ones are given up.
    fn always_of_callers(&mut self, at: NodeIx) -> Option<NodeIx> {
        let here = self.flow.node(at).map(|node| self.label(&node.id));
        let mut outer = self.root;
        for depth in 0..self.state.stack.len() {
            let frame = self.state.stack.get(depth)?;
            let scope = Scope { flow: outer, vars: &frame.vars, ..self.scope() };
            let unfired = |number: &u16| match u8::try_from(depth) {
                Ok(0) => !self.run.fired.contains(number),
                Ok(depth) => !self.run.fired_below.contains(&(depth, *number)),
                Err(_) => false,
            };
            let mut rules = (0u16..).zip(&outer.always);
            let held = rules.find(|(number, rule)| unfired(number) && self.holds(rule, &scope));
            if let Some((number, rule)) = held {
                while self.state.stack.len() > depth {
                    self.leave_flow()?;
                }
                self.note_fired(number);
                self.entry_of(here, What::Always { rule: number }, Some((Exit::Always(number), rule.next)));
                return Some(rule.next);
            }
            outer = outer.subflows.get(&frame.flow)?;
        }
        None
    }

    fn has_fired(&self, number: u16) -> bool {
        match u8::try_from(self.state.stack.len()) {
            Ok(0) => self.run.fired.contains(&number),
            Ok(depth) => self.run.fired_below.contains(&(depth, number)),
            Err(_) => true,
        }
    }

    fn note_fired(&mut self, number: u16) {
        match u8::try_from(self.state.stack.len()) {
            Ok(0) => self.run.fired.push(number),
            Ok(depth) => self.run.fired_below.push((depth, number)),
            Err(_) => {}
        }
    }

    /// A rule over something not yet known does not hold; neither does one that has no value.
    fn holds(&self, rule: &AlwaysRule, scope: &Scope<'_>) -> bool {
        rule.when.holds(scope).unwrap_or(false)
    }

    fn count_step(&mut self) -> Result<(), Failure> {
        let limit = if self.run.way_out { MAX_STEPS + WAY_OUT_STEPS } else { MAX_STEPS };
        if self.run.steps >= limit {
            let message = format!("сценарий прошёл {} узлов за один ход и не закончил", self.run.steps);
            return Err(Failure::new(codes::BUDGET_STEPS, message));
        }
        self.run.steps += 1;
        Ok(())
    }

    /// Takes one model call from the turn's budget.
    pub(crate) fn count_model_call(&mut self) -> Result<(), Failure> {
        if self.run.model_calls >= MAX_MODEL_CALLS {
            let message = format!("за один ход модели уже спрошены {MAX_MODEL_CALLS} раз");
            return Err(Failure::new(codes::BUDGET_MODEL_CALLS, message));
        }
        self.run.model_calls += 1;
        Ok(())
    }

    /// Takes one call of a service from the turn's budget.
    pub(crate) fn count_call(&mut self) -> Result<(), Failure> {
        if self.run.calls >= MAX_CALLS {
            let message = format!("за один ход сервисы уже спрошены {MAX_CALLS} раз");
            return Err(Failure::new(codes::BUDGET_CALLS, message));
        }
        self.run.calls += 1;
        Ok(())
    }

    /// Names the next effect.
    pub(crate) fn next_id(&mut self) -> EffectId {
        let seq = self.run.effects;
        self.run.effects = seq.saturating_add(1);
        EffectId { turn: self.state.turn, seq }
    }

    /// What expressions and texts of this moment see.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope {
            flow: self.flow,
            vars: &self.state.memory.vars,
            state: &self.state,
            run: &self.run,
            now: self.now,
        }
    }

    /// Renders a text of the flow.
    pub(crate) fn render(&self, text: &Text) -> Result<Arc<str>, Failure> {
        if let Some(plain) = text.plain() {
            return Ok(plain.into());
        }
        let rendered = text.render(&self.scope().for_template(text));
        rendered.map(Arc::from).map_err(|error| {
            Failure::new(codes::TEMPLATE, format!("текст не удалось заполнить: {}", error.message))
        })
    }

    /// Says a text.
    pub(crate) fn send(&mut self, node: &Name, text: Arc<str>) -> EffectId {
        let id = self.next_id();
        self.effects.push(Effect::Send(Send { id, node: self.label(node), text }));
        self.run.sent = self.run.sent.saturating_add(1);
        id
    }

    /// Closes the conversation.
    pub(crate) fn close(&mut self, node: &Name) -> EffectId {
        let id = self.next_id();
        self.effects.push(Effect::Close(crate::Close { id, node: self.label(node) }));
        id
    }

    /// The handoff that a failure without another way out leads to.
    fn hand_off_after(&mut self, node: &Name, failure: Failure) {
        let reason = codes::error_reason(&failure.code);
        self.run.failure = Some(failure);
        let effect = self.hand_off(node, &reason);
        self.note(Some(node), What::Handoff { effect, reason, implied: true, send: None });
        self.state.phase = Phase::Operator;
    }

    /// Gives the conversation to operators; the turn must end after it.
    pub(crate) fn hand_off(&mut self, node: &Name, reason: &Name) -> EffectId {
        let id = self.next_id();
        let card = self.card(Name::clone(reason));
        self.effects.push(Effect::Handoff(Box::new(Handoff { id, node: self.label(node), card })));
        id
    }

    fn card(&self, reason: Name) -> HandoffCard {
        let (run, memory) = (&self.run, &self.state.memory);
        let mut sources: Vec<SourceRef> = Vec::new();
        for hit in memory.search.iter().flat_map(|search| search.hits.iter()) {
            if !sources.iter().any(|known| known.article == hit.article) {
                let (article, title) = (Name::clone(&hit.article), Arc::clone(&hit.title));
                sources.push(SourceRef { article, title, score: hit.score });
            }
        }
        HandoffCard {
            reason,
            failure: run.failure.clone(),
            summary: run.input.conversation.summary.clone(),
            variables: self.all_variables(),
            sources,
            intent: memory.intent.as_ref().and_then(|intent| intent.name.clone()),
            confidence: memory.intent.as_ref().map(|intent| intent.confidence),
            question: Arc::clone(&run.text),
        }
    }

    /// Variables of every flow that runs; an inner one hides an outer one of the same name.
    fn all_variables(&self) -> crate::Vars {
        let outer = self.state.stack.iter().map(|frame| &frame.vars);
        let mut all = outer.chain([&self.state.memory.vars]).map(|vars| (**vars).clone());
        let mut variables = all.next().unwrap_or_default();
        all.for_each(|inner| variables.extend(inner));
        variables
    }

    /// An entry of a node that was left.
    pub(crate) fn left(&mut self, node: &Name, what: What, exit: Exit, next: NodeIx) {
        self.entry(Some(node), what, Some((exit, next)));
    }

    /// An entry of something that led nowhere.
    pub(crate) fn note(&mut self, node: Option<&Name>, what: What) {
        self.entry(node, what, None);
    }

    /// An entry of the node that waited for the customer and now goes on.
    pub(crate) fn resumed(&mut self, node: &Name, exit: Exit, next: NodeIx) {
        self.left(node, What::Resumed, exit, next);
    }

    fn entry(&mut self, node: Option<&Name>, what: What, left: Option<(Exit, NodeIx)>) {
        let node = node.map(|node| self.label(node));
        self.entry_of(node, what, left);
    }

    fn entry_of(&mut self, node: Option<Name>, what: What, left: Option<(Exit, NodeIx)>) {
        let to = left.and_then(|(_, next)| self.flow.node(next)).map(|next| self.label(&next.id));
        self.trace.push(TraceEntry { at: self.now, node, what, exit: left.map(|(exit, _)| exit), to });
    }

    /// Puts the running turn back into the state, or away when it is over.
    fn into_step(mut self) -> Step {
        match self.state.phase {
            Phase::Awaiting { .. } => self.state.run = Some(self.run),
            Phase::Waiting { .. } => {}
            Phase::Idle | Phase::Operator | Phase::Closed => {
                self.state.unwind();
                self.state.memory.end_episode();
            }
        }
        if self.state.phase == Phase::Operator {
            self.state.handed_back = false;
        }
        Step { state: self.state, effects: self.effects, trace: self.trace }
    }
}
