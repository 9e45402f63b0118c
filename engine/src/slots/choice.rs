//! One of a few words, by stem and synonym; and yes or no.

use std::ops::Range;

use indexmap::IndexMap;
use sufler_dsl::flow::Name;

use super::words::{Word, find_phrase, words};

/// Choices that the text names, each place once, left to right.
pub(crate) fn find(
    text_words: &[Word],
    choices: &[Name],
    synonyms: &IndexMap<Name, Vec<Name>>,
) -> Vec<(Range<usize>, Name)> {
    let mut found: Vec<(Range<usize>, Name)> = Vec::new();
    for choice in choices {
        let own = std::iter::once(choice);
        for said in own.chain(synonyms.get(choice).into_iter().flatten()) {
            let places = find_phrase(text_words, &words(said));
            found.extend(places.into_iter().map(|place| (place, Name::clone(choice))));
        }
    }
    // «доставка курьером» is one place, not two: the longest wins.
    found.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
    let mut kept: Vec<(Range<usize>, Name)> = Vec::new();
    for (place, choice) in found {
        if kept.last().is_none_or(|(last, _)| last.end <= place.start) {
            kept.push((place, choice));
        }
    }
    kept
}

/// «первый», «2», «второй вариант»: the choice at this place of the list.
pub(crate) fn by_number(text_words: &[Word], choices: &[Name]) -> Option<Name> {
    const ORDER: [(&str, &str); 6] =
        [("1", "перв"), ("2", "втор"), ("3", "трет"), ("4", "четверт"), ("5", "пят"), ("6", "шест")];
    let [only, rest @ ..] = text_words else { return None };
    if !rest.iter().all(|word| word.folded.starts_with("вариант") || word.folded == "пожалуйста")
    {
        return None;
    }
    let number =
        ORDER.iter().position(|(digit, stem)| only.folded == *digit || only.folded.starts_with(stem))?;
    choices.get(number).cloned()
}

const YES: [&str; 22] = [
    "да",
    "ага",
    "угу",
    "верно",
    "правильно",
    "точно",
    "конечно",
    "согласен",
    "согласна",
    "хорошо",
    "ок",
    "окей",
    "подтверждаю",
    "давайте",
    "разумеется",
    "именно",
    "нужен",
    "нужна",
    "нужно",
    "надо",
    "хочу",
    "yes",
];
const NO: [&str; 10] =
    ["нет", "неа", "не", "неверно", "неправильно", "отказываюсь", "никак", "нельзя", "отмена", "no"];

/// What an answer to a yes-or-no question says; `None` when it says neither.
pub(crate) fn truth(text_words: &[Word]) -> Option<bool> {
    let says = |list: &[&str]| text_words.iter().position(|word| list.contains(&word.folded.as_str()));
    match (says(&YES), says(&NO)) {
        // «да нет, не надо», «не верно»: any no outweighs.
        (_, Some(_)) => Some(false),
        (Some(_), None) => Some(true),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn setup() -> (Vec<Name>, IndexMap<Name, Vec<Name>>) {
        let choices = vec![Name::from("pickup"), Name::from("courier"), Name::from("post")];
        let synonyms = IndexMap::from([
            (Name::from("pickup"), vec![Name::from("самовывоз"), Name::from("заберу сам")]),
            (Name::from("courier"), vec![Name::from("курьер"), Name::from("доставка до двери")]),
            (Name::from("post"), vec![Name::from("почта")]),
        ]);
        (choices, synonyms)
    }

    #[rstest]
    #[case("Самовывоз", &["pickup"])]
    #[case("самовывозом пожалуйста", &["pickup"])]
    #[case("я заберу сам", &["pickup"])]
    #[case("курьером", &["courier"])]
    #[case("можно доставку до двери?", &["courier"])]
    #[case("почтой россии", &["post"])]
    #[case("pickup", &["pickup"])]
    #[case("не курьером, а самовывозом", &["courier", "pickup"])]
    #[case("не знаю", &[])]
    fn choices(#[case] text: &str, #[case] wanted: &[&str]) {
        let (choices, synonyms) = setup();
        let found: Vec<_> = find(&words(text), &choices, &synonyms).into_iter().map(|(_, it)| it).collect();
        assert_eq!(found.iter().map(AsRef::as_ref).collect::<Vec<_>>(), wanted);
    }

    #[rstest]
    #[case("2", Some("courier"))]
    #[case("Второй вариант", Some("courier"))]
    #[case("первый", Some("pickup"))]
    #[case("9", None)]
    #[case("2 штуки", None)]
    fn by_place(#[case] text: &str, #[case] wanted: Option<&str>) {
        assert_eq!(by_number(&words(text), &setup().0).as_deref(), wanted);
    }

    #[rstest]
    #[case("да", Some(true))]
    #[case("Ага, всё верно", Some(true))]
    #[case("Конечно!", Some(true))]
    #[case("нет", Some(false))]
    #[case("да нет, не надо", Some(false))]
    #[case("не верно", Some(false))]
    #[case("подумаю", None)]
    fn yes_and_no(#[case] text: &str, #[case] wanted: Option<bool>) {
        assert_eq!(truth(&words(text)), wanted);
    }
}
