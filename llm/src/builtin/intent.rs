//! Intent by the flow's own examples: similarity to the nearest example and to the whole class, on
//! stems and on character n-grams, turned into probabilities.

use std::sync::Arc;

use crate::{
    builtin::{
        BUILTIN,
        human::asks_human,
        space::{Feature, Space, feature},
        text::{in_right_layout, is_joining, normalise, stem, words},
    },
    types::{Author, Classification, IntentClass, Ranked, Turn, Usage},
};

/// How much a joining word counts beside a telling one.
const JOINING_WEIGHT: f32 = 0.3;
/// Confidence that is left when a short follow-up is understood only together with what was said before.
const FOLLOW_UP: f64 = 0.9;

/// Similarities of a text to one class: nearest example and centroid on stems, then on n-grams. 0..=1.
pub type Similarity = [f64; 4];

/// Constants of the calibration: what each similarity adds to the logit of a class, and the logit of
/// «nothing of these». From `cargo run --release -p sufler-llm --example quality -- DATA --fit`.
const WEIGHTS: Similarity = [3.97, 1.07, 3.84, 13.69];
const NOTHING: f64 = 3.38;

/// A set of intents made ready for classifying; built once per set.
#[derive(Debug)]
pub struct Prepared {
    names: Vec<Arc<str>>,
    /// Class of every example.
    class_of: Vec<usize>,
    stems: Space,
    grams: Space,
    /// One over the length of each class's mean vector, by view.
    stem_scale: Vec<f32>,
    gram_scale: Vec<f32>,
}

impl Prepared {
    /// Learns the examples; what a class is `about` counts as one more example.
    pub fn new(classes: &[IntentClass]) -> Self {
        let mut class_of = Vec::new();
        let mut texts = Vec::new();
        for (number, class) in classes.iter().enumerate() {
            for text in
                class.examples.iter().chain(std::iter::once(&class.about)).filter(|text| !text.is_empty())
            {
                class_of.push(number);
                texts.push(normalise(text));
            }
        }
        let bags =
            |bag: fn(&str) -> Vec<(Feature, f32)>| texts.iter().map(|text| bag(text)).collect::<Vec<_>>();
        let (stem_bags, gram_bags) = (bags(stem_bag), bags(gram_bag));
        let (stems, grams) = (Space::new(&stem_bags, &class_of), Space::new(&gram_bags, &class_of));
        Self {
            names: classes.iter().map(|class| Arc::clone(&class.name)).collect(),
            stem_scale: centroid_scale(&stems, &stem_bags, &class_of, classes.len()),
            gram_scale: centroid_scale(&grams, &gram_bags, &class_of, classes.len()),
            class_of,
            stems,
            grams,
        }
    }

    /// Ranks the intents for `text`. A short follow-up («а в Казань?») that means little alone is
    /// read together with what the customer said before.
    pub fn classify(&self, text: &str, history: &[Turn]) -> Classification {
        let mut ranked = self.rank(text);
        let best = |ranked: &[Ranked]| ranked.first().map_or(0.0, |first| first.confidence);
        if let Some(before) = previous_question(history).filter(|_| is_follow_up(text)) {
            let mut together = self.rank(&format!("{before} {text}"));
            together.iter_mut().for_each(|intent| intent.confidence *= FOLLOW_UP);
            if best(&together) > best(&ranked) {
                ranked = together;
            }
        }
        Classification {
            name: ranked.first().map(|first| Arc::clone(&first.name)),
            confidence: best(&ranked),
            asks_human: asks_human(text),
            ranked,
            usage: Usage::of(BUILTIN),
        }
    }

    fn rank(&self, text: &str) -> Vec<Ranked> {
        let similarities = self.similarities(text);
        let logits = similarities
            .iter()
            .map(|s| s.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum::<f64>());
        let odds: Vec<f64> = logits.map(|logit| (logit - NOTHING).exp()).collect();
        let all = 1.0 + odds.iter().sum::<f64>();
        let named = self.names.iter().zip(&odds);
        let mut ranked: Vec<Ranked> =
            named.map(|(name, odds)| Ranked { name: Arc::clone(name), confidence: odds / all }).collect();
        // Stable: equals keep the flow's order.
        ranked.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        ranked
    }

    /// The raw similarities to each class in the flow's order, for measuring.
    pub fn similarities(&self, text: &str) -> Vec<Similarity> {
        let text = in_right_layout(&normalise(text), |word| self.stems.contains(feature(STEM, &stem(word))));
        let stems = self.by_class(&self.stems.similarities(&stem_bag(&text)), &self.stem_scale);
        let grams = self.by_class(&self.grams.similarities(&gram_bag(&text)), &self.gram_scale);
        let both = stems.into_iter().zip(grams);
        both.map(|((stem_near, stem_mean), (gram_near, gram_mean))| {
            [stem_near, stem_mean, gram_near, gram_mean]
        })
        .collect()
    }

    /// Nearest example and cosine to the centroid, by class.
    fn by_class(&self, similarities: &[f32], scale: &[f32]) -> Vec<(f64, f64)> {
        let mut classes = vec![(0.0f64, 0.0f64); self.names.len()];
        for (similarity, class) in similarities.iter().zip(&self.class_of) {
            if let Some((nearest, sum)) = classes.get_mut(*class) {
                *nearest = nearest.max(f64::from(*similarity));
                *sum += f64::from(*similarity);
            }
        }
        classes.iter_mut().zip(scale).for_each(|((_, sum), scale)| *sum *= f64::from(*scale));
        classes
    }
}

/// Factor from the sum of similarities to a class's examples to the cosine with their mean:
/// the length of a sum of unit vectors is the root of the sum of all their mutual cosines.
fn centroid_scale(
    space: &Space,
    bags: &[Vec<(Feature, f32)>],
    class_of: &[usize],
    classes: usize,
) -> Vec<f32> {
    let mut squares = vec![0.0f32; classes];
    for (bag, class) in bags.iter().zip(class_of) {
        let mates = space.similarities(bag);
        let own: f32 =
            mates.iter().zip(class_of).filter(|(_, other)| *other == class).map(|(value, _)| value).sum();
        if let Some(square) = squares.get_mut(*class) {
            *square += own;
        }
    }
    squares.iter().map(|square| if *square > 0.0 { 1.0 / square.sqrt() } else { 0.0 }).collect()
}

/// Kinds of features.
const STEM: u8 = b's';
const GRAM: u8 = b'g';

fn stem_bag(text: &str) -> Vec<(Feature, f32)> {
    let weight = |word: &str| if is_joining(word) { JOINING_WEIGHT } else { 1.0 };
    words(text).map(|word| (feature(STEM, &stem(word)), weight(word))).collect()
}

/// Pieces of 3 and 4 characters of every word with its ends marked.
fn gram_bag(text: &str) -> Vec<(Feature, f32)> {
    let mut bag = Vec::new();
    for word in words(text) {
        let weight = if is_joining(word) { JOINING_WEIGHT } else { 1.0 };
        let marked = format!("_{word}_");
        let ends: Vec<usize> =
            marked.char_indices().map(|(at, _)| at).chain(std::iter::once(marked.len())).collect();
        for size in [3, 4] {
            let pieces =
                ends.iter().zip(ends.iter().skip(size)).filter_map(|(from, to)| marked.get(*from..*to));
            bag.extend(pieces.map(|piece| (feature(GRAM, piece), weight)));
        }
    }
    bag
}

/// Words with which people go on asking about the same thing.
const CONTINUING: &[&str] = &["а", "и", "тогда", "еще", "или", "но"];

fn is_follow_up(text: &str) -> bool {
    let text = normalise(text);
    let telling = words(&text).filter(|word| !is_joining(word)).count();
    telling <= 1 || (telling <= 3 && words(&text).next().is_some_and(|first| CONTINUING.contains(&first)))
}

fn previous_question(history: &[Turn]) -> Option<&str> {
    history.iter().rev().find(|turn| turn.author == Author::Contact).map(|turn| &*turn.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> Prepared {
        let class = |name: &str, about: &str, examples: &[&str]| IntentClass {
            name: name.into(),
            about: about.to_owned(),
            examples: examples.iter().map(ToString::to_string).collect(),
        };
        Prepared::new(&[
            class(
                "delivery",
                "Доставка и сроки",
                &["Доставка в Казань есть?", "Сколько идёт СДЭК?", "Вы отправляете в регионы?"],
            ),
            class("price", "Цена и торг", &["Какая цена?", "Сколько стоит?", "Скидку сделаете?"]),
            class("return", "Возврат", &["Как вернуть товар?", "Можно вернуть деньги?"]),
        ])
    }

    fn best(text: &str) -> (String, f64) {
        let found = set().classify(text, &[]);
        (found.name.as_deref().unwrap_or_default().to_owned(), found.confidence)
    }

    #[test]
    fn wording_slips_and_layout_do_not_hide_the_intent() {
        for (text, expected) in [
            ("доставку в Уфу делаете?", "delivery"),
            ("дотавка есть", "delivery"),
            ("crjkmrj cnjbn&", "price"),
            ("хочу вернуть", "return"),
        ] {
            let (name, confidence) = best(text);
            assert!(name == expected && confidence > 0.4, "{text}: {name} {confidence}");
        }
    }

    #[test]
    fn nothing_fits_is_a_low_confidence() {
        for text in ["сдаёте квартиру?", "qwerty", "", "Мой кот любит рыбу по четвергам"]
        {
            assert!(best(text).1 < 0.4, "{text}: {:?}", best(text));
        }
        assert_eq!(Prepared::new(&[]).classify("доставка", &[]).name, None);
    }

    #[test]
    fn probabilities_leave_room_for_nothing_and_are_sorted() {
        let found = set().classify("Сколько стоит доставка?", &[]);
        let sum: f64 = found.ranked.iter().map(|intent| intent.confidence).sum();
        assert!(sum > 0.0 && sum < 1.0, "{sum}");
        assert!(found.ranked.is_sorted_by(|a, b| a.confidence >= b.confidence));
    }

    #[test]
    fn a_short_follow_up_goes_on_with_the_topic() {
        let history =
            [Turn { author: Author::Contact, text: "Вы отправляете в регионы?".into() }];
        let found = set().classify("а в Тверь?", &history);
        assert_eq!(found.name.as_deref(), Some("delivery"));
        assert!(found.confidence > set().classify("а в Тверь?", &[]).confidence);
    }
}
