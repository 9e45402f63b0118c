//! Changes in words.

use super::{Change, ChangeKind, Difference, Subject};
use crate::{
    diagnostic::{Lang, Words},
    edit::{Path, Value},
    merge::lcs::hunks,
};

/// Longest value shown in a line.
const MAX_SHOWN: usize = 60;

/// A change as one line, without its subject.
pub(super) fn in_words(change: &Change) -> Words {
    let field = field(change);
    let (old, new) = (shown(change.before.as_ref()), shown(change.after.as_ref()));
    if field.is_empty() {
        return whole(change, &old, &new);
    }
    match change.kind {
        ChangeKind::Renamed => Words::new(
            format!("интент «{old}» переименован в «{new}»"),
            format!("intent `{old}` renamed `{new}`"),
        ),
        ChangeKind::Edge => Words::new(
            format!("выход {field}: вёл в «{old}», ведёт в «{new}»"),
            format!("exit {field}: led to `{old}`, leads to `{new}`"),
        ),
        ChangeKind::Text => {
            let (less, more) =
                lines(change).fold(
                    (0, 0),
                    |(less, more), (added, _)| {
                        if added { (less, more + 1) } else { (less + 1, more) }
                    },
                );
            Words::new(
                format!("{field}: текст изменён, строк +{more} −{less}"),
                format!("{field}: text changed, lines +{more} −{less}"),
            )
        }
        ChangeKind::Value => Words::new(format!("{field}: {old} → {new}"), format!("{field}: {old} → {new}")),
        ChangeKind::Added => Words::new(format!("{field}: добавлено {new}"), format!("{field}: added {new}")),
        ChangeKind::Removed => {
            Words::new(format!("{field}: убрано {old}"), format!("{field}: removed {old}"))
        }
    }
}

/// A node or variable as a whole.
fn whole(change: &Change, old: &str, new: &str) -> Words {
    let kind = |value: Option<&Value>| {
        let word = value.and_then(|it| it.get("type")).and_then(Value::as_text).unwrap_or_default();
        if word.is_empty() { String::new() } else { format!(" ({word})") }
    };
    match change.kind {
        ChangeKind::Renamed => Words::new(format!("было имя «{old}»"), format!("was named `{old}`")),
        ChangeKind::Added => {
            let kind = kind(change.after.as_ref());
            let ru = subject_word(change, "новый узел", "новая переменная");
            Words::new(format!("{ru}{kind}"), format!("added{kind}"))
        }
        ChangeKind::Removed => {
            let kind = kind(change.before.as_ref());
            let ru = subject_word(change, "узел удалён", "переменная удалена");
            Words::new(format!("{ru}{kind}"), format!("removed{kind}"))
        }
        _ => Words::new(format!("{old} → {new}"), format!("{old} → {new}")),
    }
}

fn subject_word<'w>(change: &Change, node: &'w str, variable: &'w str) -> &'w str {
    if matches!(change.subject, Subject::Variable(_)) { variable } else { node }
}

/// Path within the subject.
fn field(change: &Change) -> String {
    let skip = match change.subject {
        Subject::Node(_) | Subject::Variable(_) => 2,
        Subject::File | Subject::Always => 0,
    };
    Path::new(change.path.segments().iter().skip(skip).cloned().collect()).to_string()
}

fn shown(value: Option<&Value>) -> String {
    let text = match value {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(value) => serde_json::to_string(value).unwrap_or_default(),
    };
    let text = text.trim().replace('\n', "⏎");
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(MAX_SHOWN).collect();
    if chars.next().is_some() { head + "…" } else { head }
}

/// Lines of a text that went (`false`) and came (`true`).
fn lines(change: &Change) -> impl Iterator<Item = (bool, String)> {
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_text).unwrap_or_default().to_owned();
    let (old, new) = (text(&change.before), text(&change.after));
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut all = Vec::new();
    for hunk in hunks(&old, &new) {
        let took = old.get(hunk.old).unwrap_or_default();
        let gave = new.get(hunk.new).unwrap_or_default();
        all.extend(took.iter().map(|line| (false, (*line).to_owned())));
        all.extend(gave.iter().map(|line| (true, (*line).to_owned())));
    }
    all.into_iter()
}

/// The difference for people: a paragraph for everything that changed.
pub fn render(difference: &Difference, lang: Lang) -> String {
    if difference.only_style {
        return Words::new(
            "Смысл тот же: изменились только комментарии, порядок или оформление.\n",
            "The meaning is the same: only comments, order or style changed.\n",
        )
        .get(lang)
        .to_owned();
    }
    let mut subjects: Vec<&Subject> = Vec::new();
    for change in &difference.changes {
        if !subjects.contains(&&change.subject) {
            subjects.push(&change.subject);
        }
    }
    let mut text = String::new();
    for subject in subjects {
        text += &format!("{}\n", title(subject).get(lang));
        for change in difference.changes.iter().filter(|it| it.subject == *subject) {
            text += &format!("  {}\n", change.words.get(lang));
            if change.kind == ChangeKind::Text {
                for (added, line) in lines(change) {
                    text += &format!("    {} {line}\n", if added { '+' } else { '-' });
                }
            }
        }
    }
    text
}

fn title(subject: &Subject) -> Words {
    match subject {
        Subject::File => Words::new("Файл", "File"),
        Subject::Always => Words::new("Правила always", "Rules of always"),
        Subject::Variable(name) => Words::new(format!("Переменная «{name}»"), format!("Variable `{name}`")),
        Subject::Node(id) => Words::new(format!("Узел «{id}»"), format!("Node `{id}`")),
    }
}
