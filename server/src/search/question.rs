//! What was typed into the search field, as words of the index.

use sufler_retrieval::text::{is_function_word, normalise, other_layout, stem, words};
use sufler_store::{Result, Store, Term};

/// Words of a question; more say nothing more.
const WORDS: usize = 12;
/// Shorter beginnings of a word mean too much.
const PREFIX_MIN: usize = 3;
/// Shorter words have too many neighbours to guess.
const GUESS_MIN: usize = 4;
/// Neighbours of a misspelt word that are looked for.
const GUESSES: usize = 8;
/// A word that is still being typed may carry this much of an ending that its stem will lose.
const UNFINISHED: usize = 2;

/// Stems of a text, as they are indexed.
pub fn stems(text: &str) -> Vec<String> {
    words(&normalise(text)).map(stem).collect()
}

/// Reads a question: each word with its spellings, of which one must occur.
///
/// # Errors
/// The store does not answer.
pub async fn read(store: &Store, text: &str) -> Result<Vec<Vec<Term>>> {
    let text = normalise(text);
    let last = text.split_whitespace().count().saturating_sub(1);
    let mut groups = Vec::new();
    for (place, chunk) in text.split_whitespace().enumerate() {
        for word in meant(store, chunk).await? {
            if groups.len() < WORDS {
                let is_said = !is_function_word(&word);
                groups.push((is_said, spellings(store, &word, place == last).await?));
            }
        }
    }
    // «какая цена» is about the price; words that say nothing count only where nothing else was said.
    let is_topic = groups.iter().any(|(is_said, _)| *is_said);
    Ok(groups.into_iter().filter(|(is_said, _)| *is_said || !is_topic).map(|(_, terms)| terms).collect())
}

/// Words of a chunk, typed in the layout that makes known ones of it.
async fn meant(store: &Store, chunk: &str) -> Result<Vec<String>> {
    let typed: Vec<String> = words(chunk).map(str::to_owned).collect();
    let Some(retyped) = other_layout(chunk).filter(|_| !chunk.chars().all(|c| c.is_ascii_digit())) else {
        return Ok(typed);
    };
    let retyped: Vec<String> = words(&retyped).map(str::to_owned).collect();
    for reading in [&typed, &retyped] {
        let mut known = !reading.is_empty();
        for word in reading {
            known = known && knows(store, word).await?;
        }
        if known {
            return Ok(reading.clone());
        }
    }
    // Neither is known as it stands: Cyrillic is guessed from, as this is what most messages are written in. Mere
    // punctuation is not.
    Ok(if typed.is_empty() || retyped.is_empty() { typed } else { retyped })
}

async fn knows(store: &Store, word: &str) -> Result<bool> {
    store.search_knows(&stem(word)).await
}

async fn spellings(store: &Store, word: &str, is_last: bool) -> Result<Vec<Term>> {
    let stemmed = stem(word);
    let is_prefix = is_last && stemmed.chars().count() >= PREFIX_MIN;
    let exact = |stem: String| Term { stem, is_prefix: false };
    if store.search_knows(&stemmed).await? {
        return Ok(vec![Term { stem: stemmed, is_prefix }]);
    }
    let mut terms = Vec::new();
    if is_last {
        terms.extend(beginnings(&stemmed).map(exact));
    }
    terms.extend(neighbours(store, &stemmed).await?.into_iter().map(exact));
    terms.push(Term { stem: stemmed, is_prefix });
    Ok(terms)
}

/// «доставк» is on its way to «доставка», whose stem is «достав».
fn beginnings(stem: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = stem.chars().collect();
    (1..=UNFINISHED)
        .filter_map(move |cut| {
            letters.len().checked_sub(cut).map(|length| letters.iter().take(length).collect())
        })
        .filter(|start: &String| start.chars().count() >= PREFIX_MIN)
}

/// Known words one mistake away; numbers are never guessed.
async fn neighbours(store: &Store, stem: &str) -> Result<Vec<String>> {
    if stem.chars().count() < GUESS_MIN || !stem.chars().all(char::is_alphabetic) {
        return Ok(Vec::new());
    }
    let alike = store.search_alike(stem).await?;
    Ok(alike.into_iter().filter(|known| strsim::osa_distance(known, stem) == 1).take(GUESSES).collect())
}
