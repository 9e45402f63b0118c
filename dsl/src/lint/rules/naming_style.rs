//! S103: a name written otherwise than its neighbours.

use crate::{
    edit::Op,
    lint::{Findings, rule::rule, subject::Subject},
};

rule! {
    "S103" "naming-style" Advice in Nodes {
        ru: "Имя узла записано не так, как остальные: `camelCase` или `kebab-case` среди `snake_case`. Искать и называть такие узлы труднее.",
        en: "The node's name is written otherwise than the rest: `camelCase` or `kebab-case` among `snake_case`. Such nodes are harder to find and to name.",
        wrong: "start: {type: start, next: first_word}\nfirst_word: {type: message, text: Раз, next: second_word}\nsecond_word: {type: message, text: Два, next: thirdWord}\nthirdWord: {type: message, text: Три, next: end}\n",
        right: "start: {type: start, next: first_word}\nfirst_word: {type: message, text: Раз, next: second_word}\nsecond_word: {type: message, text: Два, next: third_word}\nthird_word: {type: message, text: Три, next: end}\n",
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Snake,
    Kebab,
    Camel,
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let styled: Vec<_> = subject.nodes.iter().filter_map(|node| Some((node, style(node.id)?))).collect();
    let count = |wanted: Style| styled.iter().filter(|(_, style)| *style == wanted).count();
    let Some(common) =
        [Style::Snake, Style::Kebab, Style::Camel].into_iter().find(|it| count(*it) * 2 > styled.len())
    else {
        return;
    };
    for (node, _) in styled.iter().filter(|(_, style)| *style != common) {
        let to = written(node.id, common);
        let free = subject.nodes.iter().all(|other| other.id != to);
        let finding = found
            .add(
                node.id_span,
                format!("«{}» записано не так, как остальные имена", node.id),
                format!("`{}` is written otherwise than the other names", node.id),
            )
            .help(format!("например, {to}"), format!("such as {to}"));
        if free {
            let title = format!("{} → {to}", node.id);
            let _ =
                finding.suggest(title.clone(), title, vec![Op::RenameNode { from: node.id.to_owned(), to }]);
        }
    }
}

/// How a name of several words is written; `None` for one word.
fn style(name: &str) -> Option<Style> {
    let lower = !name.chars().any(char::is_uppercase);
    match (name.contains('_'), name.contains('-')) {
        (true, false) if lower => Some(Style::Snake),
        (false, true) if lower => Some(Style::Kebab),
        (false, false) if !lower && name.starts_with(char::is_lowercase) => Some(Style::Camel),
        _ => None,
    }
}

fn written(name: &str, style: Style) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for c in name.chars() {
        if matches!(c, '_' | '-') || c.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !matches!(c, '_' | '-')) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    match style {
        Style::Snake => words.join("_"),
        Style::Kebab => words.join("-"),
        Style::Camel => {
            let capital = |word: &String| {
                let mut signs = word.chars();
                signs.next().into_iter().flat_map(char::to_uppercase).chain(signs).collect::<String>()
            };
            let head = words.first().cloned().unwrap_or_default();
            head + &words.iter().skip(1).map(capital).collect::<String>()
        }
    }
}
