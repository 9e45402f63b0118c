//! How alike two texts are, for replies that a model words anew each time.

use std::collections::HashMap;

/// Likeness of two texts, 0..=1: the share of three-letter pieces of words that both have (Dice's coefficient).
///
/// Word order, case, ё/е, punctuation and, for the most part, endings do not matter. Two texts without a word are
/// alike.
#[must_use]
pub fn likeness(left: &str, right: &str) -> f64 {
    let (left, right) = (pieces(left), pieces(right));
    let sum = |pieces: &HashMap<[char; 3], u32>| pieces.values().sum::<u32>();
    let all = sum(&left) + sum(&right);
    if all == 0 {
        return 1.0;
    }
    let common: u32 = left.iter().map(|(piece, count)| right.get(piece).map_or(0, |it| *it.min(count))).sum();
    2.0 * f64::from(common) / f64::from(all)
}

/// Pieces of each word between two spaces: «да» gives « да» and «да ».
fn pieces(text: &str) -> HashMap<[char; 3], u32> {
    let mut pieces = HashMap::new();
    let folded = text.to_lowercase().replace('ё', "е");
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let padded: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
        for piece in padded.windows(3) {
            if let [a, b, c] = *piece {
                *pieces.entry([a, b, c]).or_default() += 1;
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_alike_whatever_their_order_and_case() {
        let twin =
            likeness("Доставка стоит 500 рублей, пришлём СДЭК", "пришлем сдэк; 500 рублей стоит доставка!");
        assert!((twin - 1.0).abs() < 1e-9, "{twin}");
        assert!((likeness("", "…") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_reworded_reply_is_closer_than_another_one() {
        let wanted = "Доставка по России стоит 500 рублей";
        let reworded = likeness(wanted, "Стоимость доставки по всей России 500 рублей");
        let other = likeness(wanted, "Монтаж кондиционера делаем за один день");
        assert!(reworded > 0.6 && other < 0.3, "{reworded} {other}");
    }

    proptest::proptest! {
        #[test]
        fn likeness_is_a_share_and_has_no_direction(left in "[а-яё 0-9]{0,40}", right in "\\PC{0,40}") {
            let one = likeness(&left, &right);
            proptest::prop_assert!((0.0..=1.0).contains(&one));
            proptest::prop_assert!((one - likeness(&right, &left)).abs() < 1e-12);
            proptest::prop_assert!((likeness(&left, &left) - 1.0).abs() < 1e-12);
        }
    }
}
