//! Recorded dialogs: 1,000 files of 8 turns, from text to report, on all cores; beside it a plain YAML parse of the same
//! bytes, and the mutation score of the shipped demo flow.

#![expect(clippy::print_stdout, reason = "the result is what this program is for")]
#![expect(clippy::cast_precision_loss, reason = "figures for people need no more digits")]

use std::{
    fmt::Write as _,
    num::NonZeroUsize,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use sufler_benches::clock::{best, ms};
use sufler_dsl::{flow::Flow, source::Source};
use sufler_server::runtime::{LiveFlow, Rehearsal, offline_answerer};
use sufler_tester::{Scenario, Suite, World, Worlds, mutate::mutate, pool};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const DIALOGS: usize = 1_000;
const TURNS: usize = 8;
/// The limit on two cores.
const LIMIT: Duration = Duration::from_secs(10);

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("benches/ lies in the workspace")?;
    let flow = std::fs::read_to_string(root.join("flows/demo/flow.yaml"))?;
    let texts: Vec<String> = (0..DIALOGS).map(dialog).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let cores = pool::cores();
    println!("recorded dialogs, {DIALOGS} files of {TURNS} turns ({bytes} bytes), {cores} cores");

    let plain = best(|| {
        let parse = |text: &String| serde_saphyr::from_str::<serde_json::Value>(text).map(drop);
        for parsed in pool::map(&texts, cores, parse, |_| false) {
            parsed?;
        }
        Ok(())
    })?;
    let parsed = best(|| suite(&flow, &texts, cores).map(drop))?;
    let ready = suite(&flow, &texts, cores)?;
    let played = best(|| play(&ready, cores))?;
    let whole = best(|| play(&suite(&flow, &texts, cores)?, cores))?;
    let ratio = |time: Duration| time.as_secs_f64() / plain.as_secs_f64();
    println!("  {:>9.1} ms a plain YAML parse of the same bytes", ms(plain));
    println!("  {:>9.1} ms read and checked ({:.1} of the plain parse)", ms(parsed), ratio(parsed));
    println!("  {:>9.1} ms played ({:.1})", ms(played), ratio(played));
    println!("  {:>9.1} ms from text to report ({:.1})", ms(whole), ratio(whole));
    println!("  {:>9.0} turns/s", (DIALOGS * TURNS) as f64 / whole.as_secs_f64());
    ensure!(whole < LIMIT, "{DIALOGS} dialogs took {whole:?}, the limit is {LIMIT:?}");
    mutation(root, &flow, cores)
}

fn suite(flow: &str, texts: &[String], cores: NonZeroUsize) -> anyhow::Result<Suite> {
    let bad = |what: &str| anyhow::anyhow!("{what} has errors");
    let mut suite = Suite::new(Source::new("flow.yaml", flow)).map_err(|_| bad("the flow"))?;
    let read = |text: &String| Scenario::read(Source::new("dialog.yaml", text.as_str()), &suite.flow);
    let scenarios = pool::map(texts, cores, read, |_| false);
    suite.scenarios = scenarios.into_iter().collect::<Result<_, _>>().map_err(|_| bad("a dialog"))?;
    Ok(suite)
}

fn play(suite: &Suite, cores: NonZeroUsize) -> anyhow::Result<()> {
    let report = suite.run(Worlds::default(), cores, false);
    let failed = report.dialogs.iter().filter(|dialog| !dialog.passed).count();
    ensure!(failed == 0 && report.dialogs.len() == DIALOGS, "{failed} dialogs failed");
    Ok(())
}

/// A customer who asks, is asked back, asks on and wants a person in the end.
fn dialog(number: usize) -> String {
    let mut text = format!(
        "dialog: Доставка и цена {number}\nitem: {{title: Сплит-система, price: 27 900 ₽}}\nturns:\n"
    );
    for turn in 1..TURNS {
        let price = 500 + (number * TURNS + turn) % 400;
        let known = format!(
            "{{article: delivery/russia, title: Доставка, text: 'По России {price} ₽, 3–5 дней.', score: 0.8}}"
        );
        let (confidence, path) = if turn % 3 == 0 {
            (0.4, "sure, doubt, related, clarify]")
        } else {
            (0.93, "sure, clear, answer, end]")
        };
        // After a question back the conversation goes on at the intent.
        let entry = if turn % 3 == 1 && turn > 1 { "intent" } else { "start, context, intent" };
        let search = if turn % 3 == 0 { "[]".to_owned() } else { format!("[{known}]") };
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "  - customer: Сколько стоит доставка номер {turn}?\n    world:\n      \
             intent: {{name: delivery, confidence: {confidence}}}\n      search: {search}\n      \
             answer: {{text: 'По России {price} ₽, 3–5 дней. Какой город?', confidence: 0.9}}\n      \
             clarify: {{text: 'Уточните, пожалуйста, доставка или оплата?'}}\n    expect:\n      \
             path: [{entry}, topic, search, {path}\n      intent: delivery\n      owner: bot"
        );
    }
    text + "  - customer: Позовите человека\n    signals: {asks_human: true}\n    expect: {handoff: customer_asked, owner: operator}\n"
}

/// The demo's own dialogs against every small change of its flow.
fn mutation(root: &Path, flow: &str, cores: NonZeroUsize) -> anyhow::Result<()> {
    let mut paths: Vec<_> = std::fs::read_dir(root.join("flows/demo/dialogs"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    let texts: Vec<String> = paths.iter().map(std::fs::read_to_string).collect::<std::io::Result<_>>()?;
    let suite = suite(flow, &texts, cores)?;
    let answerer = offline_answerer(&root.join("knowledge"));
    let world = |flow: &Arc<Flow>| {
        let live = Arc::new(LiveFlow::new(Arc::clone(flow), suite.source.text()));
        Rehearsal::new(Arc::clone(&answerer), live)
    };
    let builtin = world(&suite.flow);
    let baseline = suite.run(Worlds::builtin(&builtin), cores, false);
    let prepare = |flow: &Arc<Flow>| -> Box<dyn World> { Box::new(world(flow)) };
    let started = Instant::now();
    let report = mutate(&suite, &baseline, &builtin, &prepare, cores);
    println!("  {:>9.1} ms the demo's mutation score: {}", ms(started.elapsed()), report.summary());
    Ok(())
}
