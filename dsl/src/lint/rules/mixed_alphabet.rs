//! S102: letters of two alphabets in one name.

use crate::{
    edit::Op,
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, keys},
    },
};

rule! {
    "S102" "mixed-alphabet" Warning in Nodes {
        ru: "В имени смешаны латинские и русские буквы: «c» и «с» выглядят одинаково, но это разные знаки, и такое имя нельзя ни найти, ни повторить.",
        en: "A name mixes Latin and Russian letters: \"c\" and \"с\" look the same but are different signs, and nobody can find or repeat such a name.",
        wrong: "start: {type: start, next: сlear}\nсlear: {type: message, text: Здравствуйте!, next: end}\n",
        right: "start: {type: start, next: clear}\nclear: {type: message, text: Здравствуйте!, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in &subject.nodes {
        let Some(latin) = mixed(node.id) else { continue };
        let free = subject.nodes.iter().all(|other| Some(other.id) != latin.as_deref());
        let finding = found
            .add(
                node.id_span,
                format!("в имени узла «{}» смешаны латинские и русские буквы", node.id),
                format!("the name of the node `{}` mixes Latin and Russian letters", node.id),
            )
            .help("наберите имя одним алфавитом", "type the name in one alphabet");
        if let Some(to) = latin.filter(|_| free) {
            let title = format!("{to} (a-z)");
            let _ = finding.fix(title.clone(), title, vec![Op::RenameNode { from: node.id.to_owned(), to }]);
        }
    }
    for intents in subject.of_kind("intent").filter_map(|node| node.field("intents")) {
        for (name, span, _) in keys(intents) {
            let Some(latin) = mixed(name) else { continue };
            let finding = found
                .add(
                    span,
                    format!("в имени интента «{name}» смешаны латинские и русские буквы"),
                    format!("the name of the intent `{name}` mixes Latin and Russian letters"),
                )
                .help("наберите имя одним алфавитом", "type the name in one alphabet");
            if let Some(to) = latin {
                let title = format!("{to} (a-z)");
                let _ =
                    finding.fix(title.clone(), title, vec![Op::RenameIntent { from: name.to_owned(), to }]);
            }
        }
    }
}

/// Whether a name mixes alphabets, and how it reads in Latin if every Russian letter has a twin.
fn mixed(name: &str) -> Option<Option<String>> {
    let is_russian = |c: char| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё');
    // Words of a name may be of different alphabets: «ответ_ok».
    let mixes = |word: &str| word.chars().any(is_russian) && word.chars().any(|c| c.is_ascii_alphabetic());
    name.split(['_', '-'])
        .any(mixes)
        .then(|| name.chars().map(|c| if is_russian(c) { twin(c) } else { Some(c) }).collect())
}

fn twin(c: char) -> Option<char> {
    Some(match c {
        'а' => 'a',
        'е' => 'e',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' => 'x',
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'Х' => 'X',
        _ => return None,
    })
}
