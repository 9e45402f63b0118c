//! Passages: ranking on all of XQuAD, refusal and calibration on the articles the fit never saw.

use std::{error::Error, path::Path};

use sufler_retrieval::{Article, Index, calibration::Evidence};

use crate::{
    data::{Row, rows, text},
    logistic,
    metrics::{auroc, ece, share},
    speed,
};

/// Prints the figures; with `fit` also the constants for `retrieval/src/calibration.rs`.
pub(crate) fn measure(folder: &Path, fit: bool) -> Result<(), Box<dyn Error>> {
    let chunks = rows(&folder.join("retrieval_xquad_ru/chunks.jsonl"))?;
    let questions = rows(&folder.join("retrieval_xquad_ru/questions.jsonl"))?;
    rank("xquad_ru chunks", &index(&chunks, "id", |_| true)?, &questions, "chunk");
    let facts = rows(&folder.join("facts_koziev_ru/facts.jsonl"))?;
    rank(
        "facts_koziev_ru",
        &index(&facts, "id", |_| true)?,
        &rows(&folder.join("facts_koziev_ru/questions.jsonl"))?,
        "doc",
    );

    // Four groups of articles: base and foreign topics to fit on, others to test on.
    let fitted = evidence(&chunks, &questions, 0, 1)?;
    let held_out = evidence(&chunks, &questions, 2, 3)?;
    report("xquad_ru held out", &held_out, Evidence::probability);
    if fit {
        let to_rows = |found: &[Judged]| {
            found
                .iter()
                .flat_map(|q| q.hits.iter().map(|(e, right)| (e.features(), *right)))
                .collect::<Vec<_>>()
        };
        let (bias, weights) = logistic::fit(&to_rows(&fitted));
        report("  refitted, on the fitted part", &fitted, |e| {
            logistic::predict(bias, &weights, &e.features())
        });
        report("  refitted, held out", &held_out, |e| logistic::predict(bias, &weights, &e.features()));
        println!("  const BIAS: f64 = {bias:.2};\n  const WEIGHTS: [f64; Evidence::SIZE] = {weights:.2?};");
    }
    Ok(())
}

fn rank(name: &str, index: &Index, questions: &[Row], gold: &str) {
    let ranks: Vec<Option<usize>> = questions
        .iter()
        .map(|question| {
            let hits = index.search(text(question, "question"), &[] as &[&str], 10);
            hits.iter().position(|hit| *hit.article == *text(question, gold))
        })
        .collect();
    let texts: Vec<&str> = questions.iter().map(|question| text(question, "question")).collect();
    let each = speed::each(&texts, |text| index.search(text, &[] as &[&str], 5));
    let mrr = ranks.iter().map(|rank| rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0))).sum::<f64>()
        / ranks.len() as f64;
    println!(
        "{name}: {} passages, {} questions: R@1 {:.3}, R@5 {:.3}, MRR@10 {mrr:.3}, {each:?} a search",
        index.passages(),
        questions.len(),
        share(ranks.iter().map(|rank| *rank == Some(0))),
        share(ranks.iter().map(|rank| rank.is_some_and(|rank| rank < 5))),
    );
}

/// A question with the evidence for its first hits.
struct Judged {
    answerable: bool,
    /// Evidence, and whether the passage is the right one.
    hits: Vec<(Evidence, bool)>,
}

/// Asks a base of one group of articles its own questions and those of a foreign group.
fn evidence(
    chunks: &[Row],
    questions: &[Row],
    base: u32,
    foreign: u32,
) -> Result<Vec<Judged>, Box<dyn Error>> {
    let index = index(chunks, "id", |id| group(id) == base)?;
    let asked = questions.iter().filter(|q| [base, foreign].contains(&group(text(q, "chunk"))));
    let judge = |question: &Row| Judged {
        answerable: group(text(question, "chunk")) == base,
        hits: index
            .evidence(text(question, "question"), 3)
            .into_iter()
            .map(|(article, _, evidence)| (evidence, article == text(question, "chunk")))
            .collect(),
    };
    Ok(asked.map(judge).collect())
}

/// `a12p3c0` is chunk 0 of paragraph 3 of article 12.
fn group(id: &str) -> u32 {
    let number: String = id.chars().skip(1).take_while(char::is_ascii_digit).collect();
    (number.parse::<u32>().unwrap_or_default() / 2) % 4
}

fn report(name: &str, judged: &[Judged], probability: impl Fn(&Evidence) -> f64) {
    let best = |q: &Judged| {
        q.hits
            .iter()
            .map(|(e, right)| (probability(e), *right))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap_or((0.0, false))
    };
    let refusal: Vec<_> = judged.iter().map(|q| (best(q).0, q.answerable)).collect();
    let first: Vec<_> = judged.iter().map(best).collect();
    let every: Vec<_> =
        judged.iter().flat_map(|q| q.hits.iter().map(|(e, right)| (probability(e), *right))).collect();
    let answered = refusal.iter().filter(|(p, _)| *p >= 0.5).count();
    println!(
        "{name}: answerable or not AUROC {:.3}; best hit right or not AUROC {:.3}, ECE {:.3}; every hit ECE {:.3}; at 0.5 answers {answered} of {}, {:.1} % of them rightly",
        auroc(&refusal),
        auroc(&first),
        ece(&first),
        ece(&every),
        judged.len(),
        100.0 * share(first.iter().filter(|(p, _)| *p >= 0.5).map(|(_, right)| *right)),
    );
}

fn index(chunks: &[Row], id: &str, keep: impl Fn(&str) -> bool) -> Result<Index, Box<dyn Error>> {
    let kept = chunks.iter().filter(|chunk| keep(text(chunk, id)));
    // The sets have no titles; a blank one must not help the search.
    let articles = kept.map(|chunk| {
        let file = format!("---\ntitle: '-'\n---\n{}", text(chunk, "text").replace('\n', " "));
        Article::parse(&format!("data/{}.md", text(chunk, id)), &file)
            .map(|article| Article { id: text(chunk, id).into(), ..article })
    });
    Ok(Index::build(articles.collect::<Result<Vec<_>, _>>()?))
}
