//! Nearest known stem for a misspelt one, at one edit: insertion, deletion, replacement or swap.

use std::collections::HashMap;

/// Shorter stems have too many neighbours to guess.
const MIN_LETTERS: usize = 5;

/// Known stems by what is left of them when one letter is dropped: two words one edit apart share
/// such a rest, so a look-up costs one hash per letter instead of a walk over the vocabulary.
#[derive(Debug, Default)]
pub(crate) struct Typos {
    rests: HashMap<Box<str>, Vec<Box<str>>>,
}

impl Typos {
    pub(crate) fn build<'a>(stems: impl Iterator<Item = &'a str>) -> Self {
        let mut rests: HashMap<Box<str>, Vec<Box<str>>> = HashMap::new();
        for stem in stems.filter(|stem| is_guessable(stem)) {
            rests.entry(stem.into()).or_default().push(stem.into());
            for rest in drop_one(stem) {
                rests.entry(rest.into()).or_default().push(stem.into());
            }
        }
        // Hash order must not decide between equals.
        rests.values_mut().for_each(|stems| stems.sort_unstable());
        Self { rests }
    }

    /// The nearest known stem one edit away; the alphabetically first of equals.
    pub(crate) fn nearest(&self, stem: &str) -> Option<&str> {
        if !is_guessable(stem) {
            return None;
        }
        let whole = self.rests.get(stem).into_iter().flatten();
        let dropped: Vec<String> = drop_one(stem).collect();
        let shorter = dropped.iter().filter_map(|rest| self.rests.get(rest.as_str())).flatten();
        whole.chain(shorter).filter(|known| strsim::osa_distance(known, stem) == 1).min().map(AsRef::as_ref)
    }
}

/// Numbers and article numbers are never guessed: `2050` is not `2051`.
fn is_guessable(stem: &str) -> bool {
    stem.chars().count() >= MIN_LETTERS && stem.chars().all(char::is_alphabetic)
}

fn drop_one(stem: &str) -> impl Iterator<Item = String> {
    let places = stem.chars().count();
    (0..places)
        .map(move |place| stem.chars().enumerate().filter(|(i, _)| *i != place).map(|(_, c)| c).collect())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::replaced("дастав", Some("достав"))]
    #[case::dropped("дотав", Some("достав"))]
    #[case::doubled("доставв", Some("достав"))]
    #[case::swapped("дсотав", Some("достав"))]
    #[case::first_letter("аплат", Some("оплат"))]
    #[case::far("дивансит", None)]
    #[case::number("2051", None)]
    #[case::short("цео", None)]
    fn one_edit_is_forgiven(#[case] typed: &str, #[case] meant: Option<&str>) {
        let typos = Typos::build(["достав", "оплат", "2050", "цен"].into_iter());
        assert_eq!(typos.nearest(typed), meant);
    }
}
