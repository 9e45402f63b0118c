//! A reply quoted from the found passages, question by question; prices come from the item card.

use std::collections::HashSet;

use crate::{
    builtin::{
        BUILTIN,
        question::{Question, split},
        quote::{Budget, quote},
        text::{normalise, stem, words},
    },
    types::{AnswerRequest, Author, ItemCard, Reply, Source, SourceRef, Turn, Usage},
};

/// A reply longer than this is a lecture; longer texts are cut down to the telling sentences.
const REPLY_LIMIT: usize = 640;
/// The card is the seller's own word; what is left is the chance that another price was meant.
const CARD_CONFIDENCE: f64 = 0.9;

/// What one question of the burst is answered with.
enum Support<'r> {
    /// The price of the item card.
    Price(String),
    /// A passage that shares words with the question.
    Passage(&'r Source),
    /// Nothing.
    Nothing,
}

/// Answers every question of the burst with what supports it; the confidence is that of the least
/// supported question.
pub(super) fn answer(request: &AnswerRequest) -> Reply {
    let known = known_stems(request);
    let questions = split(&request.question, |word| known.contains(&stem(word)));
    let supported = support_all(&questions, request);
    let budget = Budget::new(REPLY_LIMIT, distinct_passages(&supported));
    let mut said: Vec<String> = Vec::new();
    let mut sources: Vec<SourceRef> = Vec::new();
    let mut confidence: f64 = if questions.is_empty() { 0.0 } else { 1.0 };
    for (question, support) in &supported {
        let (text, sure) = match support {
            Support::Price(text) => (text.clone(), CARD_CONFIDENCE),
            Support::Passage(source) => {
                cite(&mut sources, source);
                (quote(&source.text, &question.topic, budget), source.score)
            }
            Support::Nothing => (String::new(), 0.0),
        };
        confidence = confidence.min(sure);
        if !text.is_empty() && !said.contains(&text) {
            said.push(text);
        }
    }
    if said.is_empty() {
        return Reply { text: String::new(), confidence: 0.0, sources, usage: Usage::of(BUILTIN) };
    }
    if greets(&request.question) && !request.history.iter().any(answered) {
        said.insert(0, "Здравствуйте!".to_owned());
    }
    Reply { text: said.join("\n"), confidence, sources, usage: Usage::of(BUILTIN) }
}

fn support_all<'q, 'r>(
    questions: &'q [Question],
    request: &'r AnswerRequest,
) -> Vec<(&'q Question, Support<'r>)> {
    let mut supported: Vec<(&Question, Support<'r>)> = Vec::new();
    for question in questions {
        let before = supported.last().map(|(_, support)| support);
        supported.push((question, support(question, questions.len(), before, request)));
    }
    supported
}

fn support<'r>(
    question: &Question,
    asked: usize,
    before: Option<&Support<'r>>,
    request: &'r AnswerRequest,
) -> Support<'r> {
    if question.asks_price {
        // «Доставка есть? Сколько стоит?» asks for the price of what was just asked about.
        if let (true, Some(Support::Passage(source))) = (question.is_bare_price(), before)
            && names_money(&source.text)
        {
            return Support::Passage(source);
        }
        if let Some(text) = request.item.as_ref().and_then(|item| price_of(item, question)) {
            return Support::Price(text);
        }
    }
    // One question: the search has ranked for it. Several: each takes the passage that fits it most.
    let fitting = |source: &&Source| (shared(question, source) * 1000.0 + source.score * 100.0) as i64;
    let best = if asked == 1 { request.sources.first() } else { first_max(&request.sources, fitting) };
    match best {
        Some(source) if asked == 1 || shared(question, source) > 0.0 => Support::Passage(source),
        _ => Support::Nothing,
    }
}

/// The first of the largest: among equals the better ranked passage.
fn first_max<'r>(sources: &'r [Source], key: impl Fn(&&'r Source) -> i64) -> Option<&'r Source> {
    sources.iter().rev().max_by_key(key)
}

/// Everything the sources and the card could be asked about.
fn known_stems(request: &AnswerRequest) -> HashSet<String> {
    let sources = request.sources.iter().flat_map(|source| [&source.title, &source.text]);
    let card = request.item.iter().map(|item| &item.title);
    sources.chain(card).flat_map(|text| stems(text)).collect()
}

fn stems(text: &str) -> HashSet<String> {
    words(&normalise(text)).map(stem).collect()
}

/// Share of the question's words that the passage or its title holds, 0..=1.
fn shared(question: &Question, source: &Source) -> f64 {
    if question.topic.is_empty() {
        return 0.0;
    }
    let held = stems(&format!("{} {}", source.title, source.text));
    let matched = question.topic.iter().filter(|stem| held.contains(*stem)).count();
    matched as f64 / question.topic.len() as f64
}

/// The card's price, if the question asks for that item: it names nothing the title does not.
fn price_of(item: &ItemCard, question: &Question) -> Option<String> {
    let price = item.price.as_deref().filter(|price| price.contains(|c: char| c.is_ascii_digit()))?;
    let title = stems(&item.title);
    let about_item = question.topic.iter().all(|stem| title.contains(stem));
    about_item.then(|| format!("{} — {price}.", item.title))
}

fn names_money(text: &str) -> bool {
    ["₽", "руб"].iter().any(|sign| text.contains(sign))
}

fn distinct_passages(supported: &[(&Question, Support<'_>)]) -> usize {
    let texts = supported.iter().filter_map(|(_, support)| match support {
        Support::Passage(source) => Some(&*source.text),
        Support::Price(_) | Support::Nothing => None,
    });
    texts.collect::<HashSet<_>>().len()
}

fn cite(sources: &mut Vec<SourceRef>, source: &Source) {
    let cited = SourceRef { article: source.article.clone(), version: source.version.clone() };
    if !sources.contains(&cited) {
        sources.push(cited);
    }
}

fn greets(question: &str) -> bool {
    words(&normalise(question))
        .any(|word| matches!(word, "здравствуйте" | "здравствуй" | "привет" | "добрый" | "доброе"))
}

fn answered(turn: &Turn) -> bool {
    turn.author != Author::Contact
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::types::Settings;

    const DELIVERY: &str =
        "Да, отправляем по всей России через СДЭК и ПЭК. До терминала — 500 ₽. Предоплата 100 %.";
    const STOCK: &str = "Товар в наличии на складе в Казани.";
    const GENUINE: &str = "Продаём только оригинал, с документами.";

    fn source(article: &str, text: &str, score: f64) -> Source {
        Source {
            article: article.into(),
            version: "v1".into(),
            title: article.into(),
            text: text.into(),
            score,
        }
    }

    fn ask(question: &str, sources: &[Source], item: Option<ItemCard>) -> Reply {
        answer(&AnswerRequest {
            prompt: "".into(),
            question: question.into(),
            history: Vec::new(),
            sources: sources.to_vec(),
            item,
            settings: Settings::default(),
        })
    }

    fn card() -> Option<ItemCard> {
        Some(ItemCard {
            title: "Сплит-система Ballu BSD-09".into(),
            price: Some("31 900 ₽".into()),
            url: None,
        })
    }

    fn cited(reply: &Reply) -> Vec<Arc<str>> {
        reply.sources.iter().map(|source| source.article.clone()).collect()
    }

    #[test]
    fn an_elliptic_price_belongs_to_what_was_just_asked() {
        let reply = ask("Доставка по РФ есть? Сколько стоит?", &[source("доставка", DELIVERY, 0.9)], card());
        assert_eq!(reply.text, DELIVERY);
        assert_eq!(cited(&reply), ["доставка".into()]);
        assert!((reply.confidence - 0.9).abs() < 1e-9);
    }

    #[test]
    fn every_question_is_answered_from_its_own_support() {
        let sources = [source("наличие", STOCK, 0.8), source("оригинал", GENUINE, 0.7)];
        let reply = ask("Здравствуйте! Это оригинал? В наличии? Какая цена?", &sources, card());
        assert_eq!(
            reply.text,
            format!("Здравствуйте!\n{GENUINE}\n{STOCK}\nСплит-система Ballu BSD-09 — 31 900 ₽.")
        );
        assert!((reply.confidence - 0.7).abs() < 1e-9, "as sure as of the least sure part");
    }

    #[test]
    fn a_question_without_support_takes_the_confidence() {
        let reply = ask("Доставка есть? А фортепиано настроите?", &[source("доставка", DELIVERY, 0.9)], None);
        assert_eq!((reply.text.as_str(), reply.confidence), (DELIVERY, 0.0));
        let nothing = ask("Квартиру сдаёте?", &[], card());
        assert_eq!((nothing.text.as_str(), nothing.confidence, nothing.sources.len()), ("", 0.0, 0));
    }

    #[test]
    fn the_card_answers_for_its_item_only() {
        assert_eq!(ask("Сколько стоит Ballu?", &[], card()).text, "Сплит-система Ballu BSD-09 — 31 900 ₽.");
        assert_eq!(ask("Сколько стоит монтаж?", &[], card()).text, "");
        let unpriced = ItemCard { price: Some("Цена не указана".into()), ..card().unwrap() };
        assert_eq!(ask("Какая цена?", &[], Some(unpriced)).text, "");
    }
}
