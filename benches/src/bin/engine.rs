//! Turns per second of the pure engine on one core: a nine-node flow, three effects a turn, traces kept.
//!
//! A turn is what a worker does with it: the customer's burst goes in, three outcomes come back (intent, five hits, a
//! grounded answer with figures to check), and the record with its trace is kept in a ring, as if waiting for the store.
//!
//! The rate is per second of CPU time where the system tells it, so that other programs on the machine do not count;
//! the rate by the wall clock is printed beside it.

#![expect(clippy::print_stdout, reason = "the result is what this program is for")]

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use sufler_dsl::{flow::Flow, source::Source};
use sufler_engine::{
    AnswerResult, Contact, Effect, Event, HistoryMessage, Hit, InMessage, IntentResult, Item, ModelCall,
    Outcome, SearchResult, Speaker, State, TurnInput, TurnRecord, Usage,
};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const FLOW: &str = include_str!("engine.flow.yaml");
const ROUNDS: usize = 9;
const ROUND: Duration = Duration::from_millis(600);
/// Conversations that take turns.
const CONVERSATIONS: usize = 1_000;
/// Records kept.
const KEPT: usize = 4_096;
const AIM: f64 = 100_000.0;
const FLOOR: f64 = 50_000.0;

fn main() -> anyhow::Result<()> {
    let flow = flow()?;
    let world = World::new();
    let mut bench = Bench {
        states: vec![State::default(); CONVERSATIONS],
        kept: VecDeque::with_capacity(KEPT),
        turns: 0,
        now: 1_772_442_000_000,
    };
    bench.round(&flow, &world)?;
    let rounds = (0..ROUNDS).map(|_| bench.round(&flow, &world)).collect::<anyhow::Result<Vec<_>>>()?;
    let cpu = Spread::of(rounds.iter().map(|rate| rate.cpu))?;
    let wall = Spread::of(rounds.iter().map(|rate| rate.wall))?;
    let last = bench.kept.back().context("no turn was kept")?;
    let bytes = serde_json::to_string(&last.trace)?.len();
    println!("engine, nine-node flow, one core, traces kept");
    let Spread { median, slowest, fastest } = cpu;
    println!("  {median:>9.0} turns/s of CPU time (median of {ROUNDS}; {slowest:.0}..{fastest:.0})");
    println!("  {:>9.0} turns/s by the wall clock ({:.0}..{:.0})", wall.median, wall.slowest, wall.fastest);
    println!(
        "  {:>9.2} µs a turn of 4 steps, {} trace entries ({bytes} bytes as JSON)",
        1e6 / median,
        last.trace.len()
    );
    println!(
        "  {:>9.2} of the aim ({AIM:.0}), {:.2} of the floor ({FLOOR:.0})",
        median / AIM,
        median / FLOOR
    );
    ensure!(median >= FLOOR, "below the floor of {FLOOR} turns/s");
    Ok(())
}

fn flow() -> anyhow::Result<Arc<Flow>> {
    let checked = sufler_dsl::check(&Source::new("engine.flow.yaml", FLOW));
    checked.flow.with_context(|| format!("the flow has errors: {:?}", checked.diagnostics))
}

/// Turns per second of one round.
struct Rate {
    cpu: f64,
    wall: f64,
}

/// Middle and ends of many rounds.
struct Spread {
    median: f64,
    slowest: f64,
    fastest: f64,
}

impl Spread {
    fn of(rates: impl Iterator<Item = f64>) -> anyhow::Result<Self> {
        let mut rates: Vec<f64> = rates.collect();
        rates.sort_by(f64::total_cmp);
        let at = |index: usize| rates.get(index).copied().context("no round was run");
        Ok(Self {
            median: at(rates.len() / 2)?,
            slowest: at(0)?,
            fastest: at(rates.len().saturating_sub(1))?,
        })
    }
}

/// CPU time of this thread; `None` where the system does not tell (not Linux).
fn cpu_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

struct Bench {
    states: Vec<State>,
    kept: VecDeque<TurnRecord>,
    turns: usize,
    now: i64,
}

impl Bench {
    fn round(&mut self, flow: &Flow, world: &World) -> anyhow::Result<Rate> {
        let (started, cpu_before, before) = (Instant::now(), cpu_time(), self.turns);
        while started.elapsed() < ROUND {
            for _ in 0..100 {
                self.turn(flow, world)?;
            }
        }
        let turns = (self.turns - before) as f64;
        let wall = started.elapsed();
        let cpu = cpu_before.zip(cpu_time()).map_or(wall, |(before, after)| after.saturating_sub(before));
        Ok(Rate { cpu: turns / cpu.as_secs_f64(), wall: turns / wall.as_secs_f64() })
    }

    fn turn(&mut self, flow: &Flow, world: &World) -> anyhow::Result<()> {
        self.turns += 1;
        self.now += 1;
        let state = self.states.get_mut(self.turns % CONVERSATIONS).context("no such conversation")?;
        let before = std::mem::take(state);
        let mut record = TurnRecord::new(flow, before.clone());
        let mut step = record.step(flow, before, Event::Turn(world.input.clone()), self.now);
        while let Some(awaited) = step.effects.last().filter(|effect| effect.is_awaited()) {
            let event = Event::Outcome { id: awaited.id(), outcome: world.perform(awaited)? };
            step = record.step(flow, step.state, event, self.now);
        }
        let sent = step.effects.iter().any(|effect| matches!(effect, Effect::Send(_)));
        ensure!(sent, "the turn went wrong: {:?}", record.trace);
        *state = step.state;
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(record);
        Ok(())
    }
}

/// Outcomes made beforehand: what is measured is the engine.
struct World {
    input: TurnInput,
    intent: IntentResult,
    hits: SearchResult,
    answer: AnswerResult,
}

impl World {
    fn new() -> Self {
        let call = ModelCall {
            model: Some("openai/gpt-5-nano".into()),
            usage: Usage { input_tokens: 412, output_tokens: 36, cost_micros: 29 },
        };
        Self {
            input: input(),
            intent: IntentResult {
                name: Some("delivery".into()),
                confidence: 0.93,
                asks_human: false,
                ranked: vec![("delivery".into(), 0.93), ("price".into(), 0.05)],
                call: call.clone(),
            },
            hits: SearchResult { hits: (0..5).map(hit).collect(), best: 0.84 },
            answer: AnswerResult {
                text: "Да, отправляем по всей России: СДЭК 350 ₽, 3–5 дней. Оплата при получении.".into(),
                confidence: 0.88,
                sources: vec!["delivery/terms-0".into()],
                call,
            },
        }
    }

    fn perform(&self, effect: &Effect) -> anyhow::Result<Outcome> {
        Ok(match effect {
            Effect::Classify(_) => Outcome::Intent(self.intent.clone()),
            Effect::Search(_) => Outcome::Hits(self.hits.clone()),
            Effect::Generate(_) => Outcome::Answer(self.answer.clone()),
            other => bail!("{other:?} is not awaited"),
        })
    }
}

fn input() -> TurnInput {
    let message = |text: &str| InMessage { id: 7, text: text.into(), kind: "text".into(), at: 1 };
    let said = |author, text: &str| HistoryMessage { author, text: text.into(), at: 0 };
    TurnInput {
        messages: [message("Здравствуйте"), message("Доставка по РФ есть? Сколько стоит?")].into(),
        history: [
            said(Speaker::Contact, "Добрый день, кондиционер ещё продаётся?"),
            said(Speaker::Bot, "Здравствуйте! Да, в наличии."),
            said(Speaker::Contact, "Отлично, подумаю."),
            said(Speaker::Bot, "Хорошо, будут вопросы — пишите."),
        ]
        .into(),
        contact: Arc::new(Contact { id: "11".into(), name: Some("Анна".into()), ..Contact::default() }),
        item: Some(Arc::new(Item {
            id: "2744".into(),
            title: "Кондиционер настенный 9000 BTU".into(),
            price: Some("25 000 ₽".into()),
            ..Item::default()
        })),
        ..TurnInput::default()
    }
}

fn hit(number: u8) -> Hit {
    Hit {
        article: format!("delivery/terms-{number}").into(),
        version: format!("9f86d081884c7d6{number}").into(),
        title: "Доставка по России".into(),
        category: "delivery".into(),
        text: "Отправляем по всей России СДЭК и Почтой. СДЭК: 350 ₽, 3–5 дней до пункта выдачи. Почта: 290 ₽, \
               7–14 дней. Крупную технику везёт транспортная компания, расчёт по городу. Проверка при получении."
            .into(),
        score: 0.84 - f64::from(number) / 10.0,
    }
}
