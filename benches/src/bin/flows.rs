//! Flow files: 1,000 of 30 nodes linted and formatted on all cores; beside it a plain YAML parse of the same bytes.

#![expect(clippy::print_stdout, reason = "the result is what this program is for")]

use std::time::Duration;

use anyhow::ensure;
use sufler_benches::{
    clock::{best, ms},
    shop::flow,
};
use sufler_dsl::{
    format::format,
    lint::{Category, Channel, Settings, lint},
    source::Source,
};
use sufler_tester::pool;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const FLOWS: usize = 1_000;
/// For each of linting and formatting, on two cores.
const AIM: Duration = Duration::from_secs(1);

fn main() -> anyhow::Result<()> {
    let sources: Vec<Source> = (0..FLOWS).map(|number| Source::new("flow.yaml", flow(number))).collect();
    let bytes: usize = sources.iter().map(|source| source.text().len()).sum();
    let cores = pool::cores();
    println!("flow files, {FLOWS} of 30 nodes ({bytes} bytes), {cores} cores");

    let plain = best(|| {
        let parse = |source: &Source| serde_saphyr::from_str::<serde_json::Value>(source.text()).map(drop);
        pool::map(&sources, cores, parse, |_| false).into_iter().collect::<Result<(), _>>()?;
        Ok(())
    })?;
    let checked = best(|| {
        let check = |source: &Source| sufler_dsl::check(source).flow.is_some();
        ensure!(
            pool::map(&sources, cores, check, |_| false).into_iter().all(|good| good),
            "a flow has errors"
        );
        Ok(())
    })?;
    let settings = settings();
    let linted = best(|| {
        let look = |source: &Source| lint(source, &settings).flow.is_some();
        ensure!(
            pool::map(&sources, cores, look, |_| false).into_iter().all(|good| good),
            "a flow has errors"
        );
        Ok(())
    })?;
    let formatted = best(|| {
        let tidy = |source: &Source| format(source).is_ok();
        ensure!(
            pool::map(&sources, cores, tidy, |_| false).into_iter().all(|good| good),
            "a flow is refused"
        );
        Ok(())
    })?;
    println!("  {:>9.1} ms a plain YAML parse of the same bytes", ms(plain));
    for (what, time) in [("checked", checked), ("linted", linted), ("formatted", formatted)] {
        let (plain, aim) = (ms(time) / ms(plain), ms(time) / ms(AIM));
        println!("  {:>9.1} ms {what} ({plain:.1} of the plain parse, {aim:.2} of the aim)", ms(time));
    }
    Ok(())
}

/// An installation of which everything is known, so that every rule has work.
fn settings() -> Settings {
    let category = |name: &str| Category { name: name.to_owned(), articles: 3 };
    Settings {
        categories: Some(vec![category("delivery"), category("payment")]),
        models: None,
        channels: Some(vec![Channel {
            name: "avito".to_owned(),
            max_text: 1000,
            counts_utf16: true,
            shows_markup: false,
        }]),
    }
}
