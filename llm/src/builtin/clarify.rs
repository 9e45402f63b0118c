//! A clarifying question that names what the customer may have meant.

use std::sync::Arc;

use crate::{
    builtin::BUILTIN,
    types::{Author, ClarifyRequest, Question, Usage},
};

/// Asks which of the options is meant; a second time in other words.
pub(super) fn clarify(request: &ClarifyRequest) -> Question {
    let listed = list(&request.options);
    let (first, again) = match listed.as_str() {
        "" => (
            "Уточните, пожалуйста, что именно вас интересует?".to_owned(),
            "Не уверен, что понял вас верно. Опишите, пожалуйста, вопрос подробнее.".to_owned(),
        ),
        options => (
            format!("Уточните, пожалуйста, что вас интересует: {options}?"),
            format!(
                "Не уверен, что понял вас верно. Это вопрос про одно из этого: {options}? Опишите, пожалуйста, подробнее."
            ),
        ),
    };
    let asked =
        request.history.iter().any(|turn| turn.author == Author::Bot && turn.text.starts_with("Уточните"));
    Question { text: if asked { again } else { first }, usage: Usage::of(BUILTIN) }
}

/// «доставка и сроки, цена или возврат».
fn list(options: &[Arc<str>]) -> String {
    let named: Vec<String> = options
        .iter()
        .map(|option| lower_first(option.trim().trim_end_matches('.')))
        .filter(|o| !o.is_empty())
        .collect();
    match named.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} или {last}", before.join(", ")),
    }
}

/// Lower case at the beginning, except of abbreviations such as «СДЭК».
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(_), Some(second)) if second.is_uppercase() => text.to_owned(),
        (Some(first), _) => first.to_lowercase().chain(chars).collect(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::types::{Settings, Turn};

    fn ask(options: &[&str], history: Vec<Turn>) -> String {
        let options = options.iter().map(|option| (*option).into()).collect();
        clarify(&ClarifyRequest {
            prompt: "".into(),
            question: "?".into(),
            options,
            history,
            settings: Settings::default(),
        })
        .text
    }

    #[rstest]
    #[case(&[], "Уточните, пожалуйста, что именно вас интересует?")]
    #[case(&["Доставка и сроки"], "Уточните, пожалуйста, что вас интересует: доставка и сроки?")]
    #[case(&["Доставка", "Цена.", "СДЭК"], "Уточните, пожалуйста, что вас интересует: доставка, цена или СДЭК?")]
    fn options_are_named(#[case] options: &[&str], #[case] expected: &str) {
        assert_eq!(ask(options, Vec::new()), expected);
    }

    #[test]
    fn the_second_time_it_asks_in_other_words() {
        let history = vec![Turn { author: Author::Bot, text: ask(&["Цена"], Vec::new()).into() }];
        assert!(ask(&["Цена"], history).starts_with("Не уверен, что понял вас верно."));
    }
}
