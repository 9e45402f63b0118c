//! Intents: accuracy on each set, refusal of unseen scenarios and foreign talk, calibration.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    path::Path,
};

use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
use sufler_llm::{IntentClass, builtin::Prepared, builtin::intent::Similarity};

use crate::{
    data::{Row, rows, text},
    metrics::{auroc, ece, macro_f1, share},
    softmax, speed,
};

/// Few-shot sizes that are reported.
const SHOTS: [usize; 3] = [5, 10, 50];

/// Prints the figures; with `fit` also the constants for `llm/src/builtin/intent.rs`.
pub(crate) fn measure(folder: &Path, fit: bool) -> Result<(), Box<dyn Error>> {
    let hwu = Sets::read(&folder.join("intents_hwu64_ru"), &["weather", "lists", "email"])?;
    let home = Sets::read(&folder.join("intents_homeassistant_ru"), &[])?;
    let foreign: Vec<String> = rows(&folder.join("retrieval_xquad_ru/questions.jsonl"))?
        .iter()
        .step_by(3)
        .map(|row| text(row, "question").to_owned())
        .collect();
    for shots in SHOTS {
        hwu.report(&format!("hwu64_ru, {shots} examples"), shots, &foreign);
    }
    home.report("homeassistant_ru, all examples", usize::MAX, &foreign);
    let mut held_out = Vec::new();
    for seed in 0..20 {
        held_out.extend(hwu.episode(seed, Half::Second, &foreign));
    }
    report_episodes("shop-sized sets (10 intents, 10 examples), held out", &held_out, |e| e.given.clone());
    let texts: Vec<&str> = hwu.test.iter().map(|(_, text)| text.as_str()).collect();
    let shop = hwu.prepared(hwu.train.keys().take(10), 10);
    println!(
        "shop-sized set: {:?} a text, of which the request for a person {:?}",
        speed::each(&texts, |text| shop.classify(text, &[])),
        speed::each(&texts, sufler_llm::asks_human),
    );
    if fit {
        let fitted: Vec<_> = (100..160).flat_map(|seed| hwu.episode(seed, Half::First, &foreign)).collect();
        let (weights, nothing) = softmax::fit(&fitted);
        report_episodes("  refitted, held out", &held_out, |e| {
            softmax::predict(&weights, nothing, &e.similarities)
        });
        println!("  const WEIGHTS: Similarity = {weights:.2?};\n  const NOTHING: f64 = {nothing:.2};");
    }
    Ok(())
}

/// A labelled text seen by a prepared set.
#[derive(Debug)]
pub(crate) struct Example {
    /// Similarities to every class.
    pub(crate) similarities: Vec<Similarity>,
    /// The right class; `None` = none of these.
    pub(crate) gold: Option<usize>,
    /// Probabilities by the shipped constants.
    given: Vec<f64>,
}

/// Which part of the test texts: constants are fitted on the first, reported on the second.
#[derive(Clone, Copy)]
enum Half {
    First,
    Second,
}

struct Sets {
    train: BTreeMap<String, Vec<String>>,
    test: Vec<(String, String)>,
    unseen: Vec<String>,
}

impl Sets {
    fn read(folder: &Path, unseen: &[&str]) -> Result<Self, Box<dyn Error>> {
        let is_unseen = |row: &Row| unseen.iter().any(|scenario| text(row, "label").starts_with(scenario));
        let mut train: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in rows(&folder.join("train.jsonl"))?.iter().filter(|row| !is_unseen(row)) {
            train.entry(text(row, "label").to_owned()).or_default().push(text(row, "text").to_owned());
        }
        let test = rows(&folder.join("test.jsonl"))?;
        let (out, known): (Vec<_>, Vec<_>) = test.iter().partition(|row| is_unseen(row));
        let pair = |row: &&Row| (text(row, "label").to_owned(), text(row, "text").to_owned());
        Ok(Self {
            test: known.iter().map(pair).filter(|(label, _)| train.contains_key(label)).collect(),
            unseen: out.iter().map(|row| text(row, "text").to_owned()).collect(),
            train,
        })
    }

    fn prepared<'a>(&self, labels: impl Iterator<Item = &'a String>, shots: usize) -> Prepared {
        let class = |label: &String| IntentClass {
            name: label.as_str().into(),
            about: String::new(),
            examples: self.train.get(label).into_iter().flatten().take(shots).cloned().collect(),
        };
        Prepared::new(&labels.map(class).collect::<Vec<_>>())
    }

    fn report(&self, name: &str, shots: usize, foreign: &[String]) {
        let set = self.prepared(self.train.keys(), shots);
        let found: Vec<_> = self.test.iter().map(|(label, text)| (label, set.classify(text, &[]))).collect();
        let texts: Vec<&str> = self.test.iter().map(|(_, text)| text.as_str()).collect();
        let each = speed::each(&texts, |text| set.classify(text, &[]));
        let pairs: Vec<(&str, &str)> = found
            .iter()
            .map(|(label, given)| (label.as_str(), given.name.as_deref().unwrap_or_default()))
            .collect();
        let calibration: Vec<_> =
            found.iter().map(|(l, g)| (g.confidence, g.name.as_deref() == Some(l.as_str()))).collect();
        let refusal = |others: &[String]| {
            let out = others.iter().map(|text| (set.classify(text, &[]).confidence, false));
            auroc(
                &calibration.iter().map(|(confidence, _)| (*confidence, true)).chain(out).collect::<Vec<_>>(),
            )
        };
        println!(
            "{name}: {} intents: accuracy {:.3}, macro-F1 {:.3}, ECE {:.3}, unseen scenarios AUROC {:.3}, foreign talk AUROC {:.3}, {each:?} a text",
            self.train.len(),
            share(pairs.iter().map(|(expected, given)| expected == given)),
            macro_f1(&pairs),
            ece(&calibration),
            refusal(&self.unseen),
            refusal(foreign),
        );
    }

    /// A set of a shop's size: ten intents of ten examples, asked its own texts, other intents' and foreign ones.
    fn episode(&self, seed: u64, half: Half, foreign: &[String]) -> Vec<Example> {
        let mut random = StdRng::seed_from_u64(seed);
        let mut labels: Vec<&String> = self.train.keys().collect();
        labels.shuffle(&mut random);
        labels.truncate(10);
        let chosen: BTreeSet<&String> = labels.iter().copied().collect();
        let set = self.prepared(chosen.iter().copied(), 10);
        let is_mine = |number: usize| matches!(half, Half::First) == number.is_multiple_of(2);
        let gold = |label: &String| chosen.iter().position(|other| *other == label);
        let own = self.test.iter().filter(|(label, _)| chosen.contains(label));
        let others = self.test.iter().filter(|(label, _)| !chosen.contains(label)).step_by(10);
        let asked = own
            .chain(others)
            .map(|(label, text)| (gold(label), text))
            .chain(foreign.iter().step_by(8).map(|text| (None, text)));
        let names: Vec<&str> = chosen.iter().map(|label| label.as_str()).collect();
        let example = |(gold, text): (Option<usize>, &String)| {
            let ranked = set.classify(text, &[]).ranked;
            let confidence = |name: &&str| {
                ranked.iter().find(|intent| &*intent.name == *name).map_or(0.0, |i| i.confidence)
            };
            Example {
                similarities: set.similarities(text),
                gold,
                given: names.iter().map(confidence).collect(),
            }
        };
        asked.enumerate().filter(|(number, _)| is_mine(*number)).map(|(_, asked)| example(asked)).collect()
    }
}

fn report_episodes(name: &str, examples: &[Example], probabilities: impl Fn(&Example) -> Vec<f64>) {
    let best = |example: &Example| {
        let given = probabilities(example);
        let top = given.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        top.map_or((0.0, false), |(class, p)| (*p, example.gold == Some(class)))
    };
    let inside = || examples.iter().filter(|example| example.gold.is_some());
    let refusal: Vec<_> = examples.iter().map(|example| (best(example).0, example.gold.is_some())).collect();
    let calibration: Vec<_> = examples.iter().map(best).collect();
    println!(
        "{name}: accuracy {:.3}, none of these AUROC {:.3}, ECE {:.3} (in scope {:.3})",
        share(inside().map(|example| best(example).1)),
        auroc(&refusal),
        ece(&calibration),
        ece(&inside().map(best).collect::<Vec<_>>()),
    );
}
