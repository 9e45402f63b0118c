//! An immutable index of passages and its ranking.

use std::{collections::HashSet, sync::Arc};

use crate::{
    article::Article,
    bm25::Bm25,
    calibration::Evidence,
    query::{Gram, Query, Vocabulary, grams, parts},
    signals::Signals,
    split::{Passage, split},
    text::{normalise, stem, words},
    typo::Typos,
};

/// A found passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Id of the article.
    pub article: Arc<str>,
    /// Version of the article.
    pub version: Arc<str>,
    /// Title of the article.
    pub title: Arc<str>,
    /// Category of the article.
    pub category: Arc<str>,
    /// Heading of the passage.
    pub heading: Option<Arc<str>>,
    /// Text of the passage.
    pub text: Arc<str>,
    /// Calibrated probability that the passage answers the query, 0..=1.
    pub score: f64,
}

/// Articles made searchable. Build anew when one changes.
#[derive(Debug, Default)]
pub struct Index {
    articles: Vec<Article>,
    passages: Vec<Place>,
    stems: Bm25<String>,
    grams: Bm25<Gram>,
    typos: Typos,
}

/// A passage and where it stands.
#[derive(Debug)]
struct Place {
    /// Position in [`Index::articles`].
    article: usize,
    passage: Passage,
}

/// A passage on its way to a [`Hit`].
#[derive(Debug, Clone, Copy)]
struct Candidate {
    place: usize,
    score: f64,
}

impl Index {
    /// Indexes the articles. Their order does not influence the ranking.
    pub fn build(articles: impl IntoIterator<Item = Article>) -> Self {
        let mut articles: Vec<Article> = articles.into_iter().collect();
        articles.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
        let mut passages = Vec::new();
        let mut texts = Vec::new();
        for (number, article) in articles.iter().enumerate() {
            for passage in split(&article.body) {
                texts.push(searchable(article, &passage));
                passages.push(Place { article: number, passage });
            }
        }
        let stems = Bm25::build(texts.iter().map(|text| words(text).map(stem).collect()));
        let grams = Bm25::build(texts.iter().map(|text| words(text).flat_map(grams).collect()));
        let typos = Typos::build(stems.terms().map(String::as_str));
        Self { articles, passages, stems, grams, typos }
    }

    /// The articles, by id.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// How many passages the articles make.
    pub fn passages(&self) -> usize {
        self.passages.len()
    }

    /// Best passages for `query`, best first, at most `top`; of `categories` only, unless it is
    /// empty. Passages that share nothing with the query are left out. A query of several questions
    /// is answered question by question, so that each gets its passage.
    pub fn search(&self, query: &str, categories: &[impl AsRef<str>], top: usize) -> Vec<Hit> {
        let allowed = self.allowed(categories);
        let lists = parts(query).into_iter().map(|part| self.rank(part, &allowed)).collect();
        take_in_turns(lists, top).into_iter().filter_map(|found| self.hit(found)).collect()
    }

    /// The ranked passages of one question with the evidence for each, for measuring: article id,
    /// passage text, evidence.
    pub fn evidence(&self, question: &str, top: usize) -> Vec<(&str, &str, Evidence)> {
        let allowed = vec![true; self.passages.len()];
        let weighed = self.weigh(question, &allowed).into_iter().take(top);
        let named = weighed.filter_map(|(place, evidence)| {
            let place = self.passages.get(place)?;
            Some((&*self.articles.get(place.article)?.id, &*place.passage.text, evidence))
        });
        named.collect()
    }

    fn allowed(&self, categories: &[impl AsRef<str>]) -> Vec<bool> {
        let wanted: HashSet<&str> = categories.iter().map(AsRef::as_ref).collect();
        let allows = |place: &Place| {
            self.articles.get(place.article).is_some_and(|article| wanted.contains(&*article.category))
        };
        self.passages.iter().map(|place| wanted.is_empty() || allows(place)).collect()
    }

    fn rank(&self, question: &str, allowed: &[bool]) -> Vec<Candidate> {
        let weighed = self.weigh(question, allowed).into_iter();
        let mut found: Vec<Candidate> =
            weighed.map(|(place, evidence)| Candidate { place, score: evidence.probability() }).collect();
        // Stable: passages of equal probability keep their order by z-score.
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    /// Passages that share something with the question, by the sum of both z-scores.
    fn weigh(&self, question: &str, allowed: &[bool]) -> Vec<(usize, Evidence)> {
        let query = Query::read(question, Vocabulary { stems: &self.stems, typos: &self.typos });
        let mut signals = Signals::new(allowed.len());
        signals.add_stems(&self.stems, &query);
        signals.add_grams(&self.grams, &query);
        let topic = query.topic.iter().map(|stem| self.stems.occurrences(stem));
        let known = share(topic.map(|(idf, passages)| (idf, !passages.is_empty())));
        signals.ranked(allowed, |place| self.passages.get(place).map_or(0, |found| found.article), known)
    }

    fn hit(&self, found: Candidate) -> Option<Hit> {
        let place = self.passages.get(found.place)?;
        let article = self.articles.get(place.article)?;
        Some(Hit {
            article: Arc::clone(&article.id),
            version: Arc::clone(&article.version),
            title: Arc::clone(&article.title),
            category: Arc::clone(&article.category),
            heading: place.passage.heading.clone(),
            text: Arc::clone(&place.passage.text),
            score: found.score,
        })
    }
}

/// The text a passage is found by: its own words and those of the headings above it.
fn searchable(article: &Article, passage: &Passage) -> String {
    let heading = passage.heading.as_deref().unwrap_or_default();
    normalise(&[&article.title, heading, &article.tags.join(" "), &*passage.text].join("\n"))
}

/// Share of the weight that is marked, 0..=1.
fn share(weights: impl Iterator<Item = (f32, bool)>) -> f64 {
    let (mut marked, mut all) = (0.0, 0.0);
    for (weight, is_marked) in weights {
        all += f64::from(weight);
        marked += if is_marked { f64::from(weight) } else { 0.0 };
    }
    if all > 0.0 { marked / all } else { 0.0 }
}

/// The best of every list, then the second of every list, …: at most `top` different passages,
/// the most probable first.
fn take_in_turns(lists: Vec<Vec<Candidate>>, top: usize) -> Vec<Candidate> {
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let mut taken: Vec<Candidate> = Vec::new();
    for found in (0..longest).flat_map(|rank| lists.iter().filter_map(move |list| list.get(rank))) {
        if let Some(other) = taken.iter_mut().find(|other| other.place == found.place) {
            other.score = other.score.max(found.score);
        } else if taken.len() < top {
            taken.push(*found);
        }
    }
    taken.sort_by(|a, b| b.score.total_cmp(&a.score));
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Index {
        let article = |path: &str, title: &str, text: &str| {
            Article::parse(path, &format!("---\ntitle: {title}\n---\n{text}\n")).unwrap()
        };
        Index::build([
            article(
                "delivery/regions.md",
                "Доставка по России",
                "Отправляем СДЭК и ПЭК. До терминала транспортной компании 500 ₽.",
            ),
            article("delivery/pickup.md", "Самовывоз", "Забрать заказ можно со склада в Казани."),
            article("payment/ways.md", "Оплата", "Принимаем карты и счёт для юрлиц. Предоплата 100 %."),
            article("return/rules.md", "Возврат", "Вернуть товар можно за 7 дней, деньги придут на карту."),
        ])
    }

    fn best(query: &str) -> Option<String> {
        shop().search(query, &[] as &[&str], 3).first().map(|hit| hit.article.to_string())
    }

    #[test]
    fn forms_slips_and_layouts_find_the_article() {
        for query in [
            "доставка есть?",
            "ДОСТАВКУ делаете",
            "дастафка по росии",
            "ljcnfdrf tcnm&",
            "сколько до терминала",
        ] {
            assert_eq!(best(query).as_deref(), Some("delivery/regions"), "{query}");
        }
        assert_eq!(best("qwertyuiop"), None);
    }

    #[test]
    fn categories_limit_the_search() {
        let hits = shop().search("доставка и оплата картой", &["payment"], 5);
        assert!(!hits.is_empty() && hits.iter().all(|hit| &*hit.category == "payment"), "{hits:?}");
    }

    #[test]
    fn every_question_of_a_burst_gets_its_passage() {
        let hits = shop().search("Доставка по России есть? А вернуть товар можно?", &[] as &[&str], 2);
        let found: HashSet<&str> = hits.iter().map(|hit| &*hit.article).collect();
        assert_eq!(found, ["delivery/regions", "return/rules"].into());
    }

    #[test]
    fn scores_fall_and_the_order_of_articles_does_not_matter() {
        let hits = shop().search("доставка товара картой в казань", &[] as &[&str], 10);
        assert!(hits.is_sorted_by(|a, b| a.score >= b.score), "{hits:?}");
        let reversed = Index::build(shop().articles().iter().rev().cloned());
        assert_eq!(hits, reversed.search("доставка товара картой в казань", &[] as &[&str], 10));
    }

    #[test]
    fn an_empty_index_and_an_empty_query_find_nothing() {
        assert!(Index::default().search("доставка", &[] as &[&str], 5).is_empty());
        assert!(shop().search(" ?! ", &[] as &[&str], 5).is_empty());
        assert!(shop().search("доставка", &["нет такой"], 5).is_empty());
    }
}
