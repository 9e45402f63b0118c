//! `sufler replay`: stored turns once more, on the flow that ran or on another one.

use std::{collections::HashMap, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use sufler_dsl::{diagnostic::Lang, flow::Flow};
use sufler_engine::TurnRecord;
use sufler_server::{
    config::Config,
    runtime::{Versions, turn_record},
};
use sufler_store::{Store, Turn, TurnRange};
use sufler_tester::{
    Suite,
    rerun::{Deviation, TurnOutcome, as_it_was, verify, what_if},
};

use super::{flow_files, record::open, serve::runtime};
use crate::{lang::Pick, output};

/// Turns read at a time.
const PAGE: u32 = 500;

#[derive(Args)]
pub(crate) struct Replay {
    /// Только этот разговор.
    #[arg(long, value_name = "НОМЕР")]
    conversation: Option<i64>,
    /// Только последние столько ходов.
    #[arg(long, value_name = "ЧИСЛО")]
    last: Option<usize>,
    /// Ходы не раньше этого времени: 2026-03-02T00:00:00+03:00.
    #[arg(long, value_name = "ВРЕМЯ")]
    from: Option<jiff::Timestamp>,
    /// Ходы раньше этого времени.
    #[arg(long, value_name = "ВРЕМЯ")]
    to: Option<jiff::Timestamp>,
    /// Другая версия сценариев: показать, что изменилось бы.
    #[arg(long, value_name = "ПУТЬ")]
    with: Vec<PathBuf>,
    /// Отчёт JSON; «-» означает стандартный вывод.
    #[arg(long, value_name = "ФАЙЛ")]
    json: Option<PathBuf>,
    /// Файл настроек, тот же, что у сервера.
    #[arg(long, short)]
    config: Option<PathBuf>,
}

/// What came of a replay.
#[derive(Default, Serialize)]
struct Report {
    /// Version of this form.
    version: u32,
    /// Turns run again.
    turns: usize,
    /// Turns that came out otherwise.
    changed: usize,
    /// Turns that could not be run: no flow ran, or its text is not kept.
    skipped: usize,
    /// Changes by kind, with `--with`.
    totals: Totals,
    /// The turns that came out otherwise, oldest first.
    differences: Vec<Difference>,
}

#[derive(Default, Serialize)]
struct Totals {
    replies: usize,
    paths: usize,
    handoffs_before: usize,
    handoffs_after: usize,
    cost_micros_before: u64,
    cost_micros_after: u64,
    unanswered: usize,
}

#[derive(Serialize)]
struct Difference {
    conversation_id: i64,
    turn_id: i64,
    turn_no: i64,
    at: i64,
    #[serde(flatten)]
    what: Changed,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Changed {
    Trace { deviation: Deviation },
    Outcome { before: TurnOutcome, after: TurnOutcome },
}

impl Replay {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let flows = self.flows()?;
        let config = Config::load(self.config.as_deref())?;
        let report = runtime()?.block_on(async {
            let store = open(&config, lang).await?;
            let report = self.replay(&store, &flows).await;
            store.close().await?;
            report
        })?;
        self.show(&report, lang)?;
        anyhow::ensure!(
            report.turns > 0,
            "{}",
            lang.pick("повторять нечего: нет ни одного хода", "there is no turn to replay")
        );
        Ok(if report.changed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// The other version, by flow id.
    fn flows(&self) -> anyhow::Result<HashMap<String, Arc<Flow>>> {
        let mut flows = HashMap::new();
        if self.with.is_empty() {
            return Ok(flows);
        }
        for path in flow_files::find(&self.with)? {
            let text = String::from_utf8(flow_files::read(&path)?)
                .with_context(|| format!("{}: не UTF-8", path.display()))?;
            let source = sufler_dsl::source::Source::new(path.display().to_string(), text);
            let suite = Suite::among(source, flow_files::siblings(&path)?)
                .map_err(|bad| anyhow::anyhow!("в сценарии {} есть ошибки", bad.source.name()))?;
            flows.insert(suite.flow.id.to_string(), suite.flow);
        }
        Ok(flows)
    }

    async fn replay(&self, store: &Store, flows: &HashMap<String, Arc<Flow>>) -> anyhow::Result<Report> {
        let mut report = Report { version: 1, ..Report::default() };
        let mut versions = Versions::new(store);
        let mut range = TurnRange {
            conversation_id: self.conversation,
            from: self.from.map(|at| at.as_millisecond()),
            to: self.to.map(|at| at.as_millisecond()),
            before: None,
        };
        let mut left = self.last.unwrap_or(usize::MAX);
        loop {
            let limit = u32::try_from(left).unwrap_or(PAGE).min(PAGE);
            let page = store.turns_in(range, limit).await?;
            left = left.saturating_sub(page.len());
            for turn in &page {
                match turn_record(turn) {
                    Some(record) => match versions.of(&record).await? {
                        Some(flow) => report.add(turn, &flow, &record, flows)?,
                        None => report.skipped += 1,
                    },
                    None => report.skipped += 1,
                }
            }
            range.before = page.last().map(|turn| turn.id);
            if page.len() < limit as usize || left == 0 {
                report.differences.reverse();
                return Ok(report);
            }
        }
    }

    fn show(&self, report: &Report, lang: Lang) -> anyhow::Result<()> {
        let to_stdout = self.json.as_ref().is_some_and(|path| path.as_os_str() == "-");
        let line = |text: &str| if to_stdout { output::note(text) } else { output::line(text) };
        for difference in &report.differences {
            line(&difference.told(lang));
        }
        line(&report.summary(!self.with.is_empty(), lang));
        if let Some(path) = &self.json {
            let text = serde_json::to_string_pretty(report)? + "\n";
            if to_stdout {
                output::text(&text);
            } else {
                std::fs::write(path, text)
                    .with_context(|| format!("не удалось записать {}", path.display()))?;
            }
        }
        Ok(())
    }
}

impl Report {
    fn add(
        &mut self,
        turn: &Turn,
        flow: &Flow,
        record: &TurnRecord,
        flows: &HashMap<String, Arc<Flow>>,
    ) -> anyhow::Result<()> {
        let what = if flows.is_empty() {
            verify(flow, record)?.map(|deviation| Changed::Trace { deviation })
        } else {
            let Some(other) = flows.get(&*flow.id) else {
                self.skipped += 1;
                return Ok(());
            };
            self.compare(as_it_was(flow, record), what_if(flow, other, record, None))
        };
        self.turns += 1;
        if let Some(what) = what {
            self.changed += 1;
            self.differences.push(Difference {
                conversation_id: turn.conversation_id,
                turn_id: turn.id,
                turn_no: turn.turn_no,
                at: turn.at,
                what,
            });
        }
        Ok(())
    }

    fn compare(&mut self, before: TurnOutcome, after: TurnOutcome) -> Option<Changed> {
        let totals = &mut self.totals;
        totals.replies += usize::from(before.replies != after.replies);
        totals.paths += usize::from(before.path != after.path);
        totals.handoffs_before += usize::from(before.handoff.is_some());
        totals.handoffs_after += usize::from(after.handoff.is_some());
        totals.cost_micros_before += before.cost_micros;
        totals.cost_micros_after += after.cost_micros;
        totals.unanswered += usize::from(!after.unanswered.is_empty());
        (before != after).then_some(Changed::Outcome { before, after })
    }

    fn summary(&self, with: bool, lang: Lang) -> String {
        let Self { turns, changed, skipped, totals, .. } = self;
        let head = match lang {
            Lang::Ru => format!("ходов {turns}, иначе {changed}, пропущено {skipped}"),
            Lang::En => format!("{turns} turns, {changed} changed, {skipped} skipped"),
        };
        if !with {
            return head;
        }
        let Totals { replies, paths, handoffs_before: from, handoffs_after: to, .. } = totals;
        let (before, after) = (dollars(totals.cost_micros_before), dollars(totals.cost_micros_after));
        let unanswered = totals.unanswered;
        match lang {
            Lang::Ru => format!(
                "{head}\nответы: {replies}, пути: {paths}, передачи: {from} → {to}, цена: {before} → {after} $, \
                 не хватило записанных ответов: {unanswered}"
            ),
            Lang::En => format!(
                "{head}\nreplies: {replies}, paths: {paths}, handoffs: {from} → {to}, cost: {before} → {after} $, \
                 lacking recorded answers: {unanswered}"
            ),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn dollars(micros: u64) -> f64 {
    micros as f64 / 1e6
}

impl Difference {
    fn told(&self, lang: Lang) -> String {
        let head = match lang {
            Lang::Ru => format!("разговор {}, ход {}", self.conversation_id, self.turn_no),
            Lang::En => format!("conversation {}, turn {}", self.conversation_id, self.turn_no),
        };
        let lines = match &self.what {
            Changed::Trace { deviation: Deviation { entry, was, is } } => {
                vec![format!("#{entry}"), format!("− {was}"), format!("+ {is}")]
            }
            Changed::Outcome { before, after } => changes(before, after, lang),
        };
        lines.into_iter().fold(head, |text, line| format!("{text}\n    {line}"))
    }
}

/// One pair of lines for everything that would change.
fn changes(before: &TurnOutcome, after: &TurnOutcome, lang: Lang) -> Vec<String> {
    let path = |it: &TurnOutcome| it.path.join(" → ");
    let handoff = |it: &TurnOutcome| it.handoff.as_deref().unwrap_or("—").to_owned();
    let owner = |it: &TurnOutcome| if it.operator_leads { "operator" } else { "bot" }.to_owned();
    let pairs = [
        (lang.pick("путь", "path"), path(before), path(after)),
        (lang.pick("ответ", "reply"), before.replies.join(" / "), after.replies.join(" / ")),
        (lang.pick("передача", "handoff"), handoff(before), handoff(after)),
        (lang.pick("ведёт", "leads"), owner(before), owner(after)),
        (
            lang.pick("цена, $", "cost, $"),
            dollars(before.cost_micros).to_string(),
            dollars(after.cost_micros).to_string(),
        ),
    ];
    let changed = pairs.into_iter().filter(|(_, before, after)| before != after);
    let mut lines: Vec<String> = changed
        .flat_map(|(name, before, after)| [format!("− {name}: {before}"), format!("+ {name}: {after}")])
        .collect();
    if !after.unanswered.is_empty() {
        let (ru, en) = ("тогда не спрашивали", "not asked then");
        lines.push(format!("? {}: {}", lang.pick(ru, en), after.unanswered.join(", ")));
    }
    lines
}
