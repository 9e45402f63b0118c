//! Checks a tree against a shape and reports everything that does not fit.

use std::collections::{HashMap, HashSet};

use super::{Choice, Field, NameRule, Shape, duration_ms, family::Family, is_name, minute_of_day, time_ms};
use crate::{
    diagnostic::{Diagnostic, Words},
    expr::pattern_problem,
    flow::{Name, NodeIx},
    names::nearest,
    source::Span,
    yaml::{Kind, Node, Pair, Resolved},
};

/// A node named by a field.
#[derive(Debug)]
pub(crate) struct Reference {
    /// Path of the field inside what was checked, such as `levels[0].next`.
    pub(crate) exit: String,
    /// The name, known or not.
    pub(crate) target: String,
    pub(crate) span: Span,
}

/// Characters of a wrong word that a message repeats.
const MAX_WORD: usize = 64;

/// Walks a tree beside its shape.
pub(crate) struct Checker<'a> {
    family: &'static Family,
    /// Nodes that may be named; `None` leaves names unchecked.
    nodes: Option<&'a HashMap<Name, NodeIx>>,
    /// Variables that may be named; `None` leaves names unchecked.
    variables: Option<HashSet<&'a str>>,
    pub(crate) found: Vec<Diagnostic>,
    /// Every node named so far.
    pub(crate) references: Vec<Reference>,
    path: String,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(family: &'static Family, nodes: Option<&'a HashMap<Name, NodeIx>>) -> Self {
        Self {
            family,
            nodes,
            variables: None,
            found: Vec::new(),
            references: Vec::new(),
            path: String::new(),
        }
    }

    /// Names of variables are checked, too.
    pub(crate) fn with_variables(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.variables = Some(names.into_iter().collect());
        self
    }

    /// Checks one value.
    pub(crate) fn check(&mut self, node: &Node, shape: &Shape) {
        match *shape {
            Shape::Text | Shape::Template | Shape::Condition | Shape::Expression => {
                let _ = self.text(node, shape);
            }
            Shape::Value if node.as_scalar().is_some() => {}
            Shape::Name(rule) => self.name(node, rule),
            Shape::Node => self.reference(node),
            Shape::Bool if matches!(node.resolved(), Some(Resolved::Bool(_))) => {}
            Shape::Number { min, max } => self.number(node, shape, min, max),
            #[expect(clippy::cast_precision_loss, reason = "limits are small")]
            Shape::Integer { min, max } => self.number(node, shape, min as f64, max as f64),
            Shape::Duration { min_ms, max_ms } => self.duration(node, min_ms, max_ms),
            Shape::Time => self.time(node),
            Shape::TimeOfDay => self.time_of_day(node),
            Shape::Pattern => self.pattern(node),
            Shape::Choice(choices) => self.choice(node, choices),
            Shape::List { of, min } => self.list(node, of, min),
            Shape::ListOr(_, other) if node.as_map().is_some() => self.check(node, other),
            Shape::ListOr(of, _) => self.list(node, of, 0),
            Shape::OneOrMany(of) if node.as_seq().is_some() => self.list(node, of, 1),
            Shape::OneOrMany(of) => self.check(node, of),
            Shape::Map { keys, of, min } => self.map(node, keys, of, min),
            Shape::Object(groups) => self.object(node, groups),
            Shape::WordOr(word, other) => {
                if node.as_text() != Some(word) {
                    self.check(node, other);
                }
            }
            Shape::Nodes if node.as_map().is_some() => {}
            Shape::Json | Shape::Data => {}
            Shape::Bool | Shape::Nodes | Shape::Value => self.wrong_type(node, shape),
        }
    }

    /// Checks a mapping whose fields come in several groups.
    pub(crate) fn object(&mut self, node: &Node, groups: &[&'static [Field]]) {
        let Some(pairs) = node.as_map() else {
            self.wrong_type(node, &Shape::Object(&[]));
            return;
        };
        let fields = || groups.iter().copied().flatten();
        for pair in pairs {
            let Some(key) = pair.key.key_text().filter(|key| *key != "<<") else { continue };
            match fields().find(|field| field.name == key) {
                Some(field) if pair.value.is_null() && !matches!(field.shape, Shape::Json | Shape::Data) => {
                    self.empty_field(pair, key);
                }
                Some(field) => self.within(key, |it| it.check(&pair.value, &field.shape)),
                None => self.unknown_field(pair, key, fields().map(|field| field.name)),
            }
        }
        for field in fields().filter(|field| field.required && node.get(field.name).is_none()) {
            self.missing_field(node, field);
        }
    }

    /// Runs `check` with `key` appended to the path.
    fn within(&mut self, key: &str, check: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if !self.path.is_empty() && !key.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(key);
        check(self);
        self.path.truncate(length);
    }

    fn text<'n>(&mut self, node: &'n Node, shape: &Shape) -> Option<&'n str> {
        let Some(text) = node.as_text() else {
            self.wrong_type(node, shape);
            return None;
        };
        if text.trim().is_empty() {
            let message = Words::new("текст пуст", "the text is empty");
            self.found.push(Diagnostic::new(self.family.empty_value, node.span, message));
            return None;
        }
        Some(text)
    }

    fn name(&mut self, node: &Node, rule: NameRule) {
        let Some(text) = self.text(node, &Shape::Name(rule)) else { return };
        self.check_name(text, node.span, rule);
    }

    /// Reports a name that breaks the rule.
    pub(crate) fn check_name(&mut self, text: &str, span: Span, rule: NameRule) {
        if is_name(text, rule) {
            if rule == NameRule::Variable {
                self.check_variable(text, span);
            }
            return;
        }
        let word = clip(text);
        let message =
            Words::new(format!("«{word}» не годится в имена"), format!("`{word}` cannot be a name"));
        let help = match rule {
            NameRule::Word | NameRule::Step => Words::new(
                "имя состоит из букв, цифр, «_» и «-», начинается с буквы и не длиннее 64 знаков",
                "a name is letters, digits, `_` and `-`, begins with a letter, and has at most 64 characters",
            ),
            NameRule::Identifier | NameRule::Variable => Words::new(
                "имя состоит из латинских букв, цифр и «_», начинается с буквы и не длиннее 64 знаков",
                "a name is Latin letters, digits and `_`, begins with a letter, and has at most 64 characters",
            ),
        };
        self.found.push(Diagnostic::new(self.family.bad_name, span, message).with_help(help));
    }

    fn check_variable(&mut self, name: &str, span: Span) {
        let Some(known) = self.variables.as_ref().filter(|known| !known.contains(name)) else { return };
        let message = Words::new(
            format!("переменной «{name}» в variables: нет"),
            format!("there is no variable `{name}` in variables:"),
        );
        let near = nearest(name, known.iter().copied());
        let found = Diagnostic::new(self.family.unknown_variable, span, message);
        self.found.push(match near {
            Some(_) => suggest(found, near),
            None => found.with_help(Words::new(
                format!("объявите её, например: {name}: {{type: text}}"),
                format!("declare it, such as: {name}: {{type: text}}"),
            )),
        });
    }

    fn reference(&mut self, node: &Node) {
        let Some(text) = self.text(node, &Shape::Node) else { return };
        let reference = Reference { exit: self.path.clone(), target: text.to_owned(), span: node.span };
        self.references.push(reference);
        // Only dialogs name nodes of called flows, as `node/inner`; a node's own id holds no slash.
        let id = text.split('/').next().unwrap_or(text);
        let known = |nodes: &HashMap<Name, NodeIx>| {
            nodes.contains_key(if self.family.inner_nodes { id } else { text })
        };
        let Some(nodes) = self.nodes.filter(|nodes| !known(nodes)) else { return };
        let word = clip(text);
        let message = Words::new(format!("узла «{word}» нет"), format!("there is no node `{word}`"));
        let near = nearest(text, nodes.keys().map(AsRef::as_ref));
        self.found.push(suggest(Diagnostic::new(self.family.unknown_node, node.span, message), near));
    }

    fn number(&mut self, node: &Node, shape: &Shape, min: f64, max: f64) {
        let whole = matches!(shape, Shape::Integer { .. });
        let fits = |value: &f64| !whole || value.fract() == 0.0;
        let Some(value) = node.resolved().and_then(Resolved::as_number).filter(fits) else {
            self.wrong_type(node, shape);
            return;
        };
        if !(min..=max).contains(&value) {
            let message = Words::new(
                format!("{value} вне границ от {min} до {max}"),
                format!("{value} is outside {min} to {max}"),
            );
            self.found.push(Diagnostic::new(self.family.out_of_range, node.span, message));
        }
    }

    fn duration(&mut self, node: &Node, min_ms: u64, max_ms: u64) {
        let written = node.key_text().unwrap_or_default();
        let shown = clip(written);
        match duration_ms(written) {
            Some(ms) if (min_ms..=max_ms).contains(&ms) => {}
            Some(_) => {
                let (min, max) = (human_ms(min_ms), human_ms(max_ms));
                let message = Words::new(
                    format!("{shown} вне границ от {min} до {max}"),
                    format!("{shown} is outside {min} to {max}"),
                );
                self.found.push(Diagnostic::new(self.family.out_of_range, node.span, message));
            }
            None => {
                let message =
                    Words::new(format!("«{shown}» не длительность"), format!("`{shown}` is not a duration"));
                let help = Words::new(
                    "пишите число с единицей: 500ms, 20s, 2m, 1h, 3d",
                    "write a number with a unit: 500ms, 20s, 2m, 1h, 3d",
                );
                self.found.push(Diagnostic::new(self.family.bad_time, node.span, message).with_help(help));
            }
        }
    }

    fn time(&mut self, node: &Node) {
        let written = node.key_text().unwrap_or_default();
        let shown = clip(written);
        if time_ms(written).is_none() {
            let message = Words::new(
                format!("«{shown}» не время с часовым поясом"),
                format!("`{shown}` is not a time with an offset"),
            );
            let help = Words::new("например, 2026-03-02T12:00:00+03:00", "such as 2026-03-02T12:00:00+03:00");
            self.found.push(Diagnostic::new(self.family.bad_time, node.span, message).with_help(help));
        }
    }

    fn time_of_day(&mut self, node: &Node) {
        let written = node.key_text().unwrap_or_default();
        let shown = clip(written);
        if minute_of_day(written).is_none() {
            let message =
                Words::new(format!("«{shown}» не время суток"), format!("`{shown}` is not a time of day"));
            let help = Words::new("пишите часы и минуты: '10:00'", "write hours and minutes: '10:00'");
            self.found.push(Diagnostic::new(self.family.bad_time, node.span, message).with_help(help));
        }
    }

    fn pattern(&mut self, node: &Node) {
        let Some(text) = self.text(node, &Shape::Pattern) else { return };
        if let Err(error) = regex::Regex::new(text) {
            let detail = pattern_problem(&error);
            let message = Words::new(
                format!("неверное регулярное выражение: {detail}"),
                format!("wrong regular expression: {detail}"),
            );
            self.found.push(Diagnostic::new(self.family.bad_pattern, node.span, message));
        }
    }

    fn choice(&mut self, node: &Node, choices: &'static [Choice]) {
        let Some(written) = node.key_text() else {
            self.wrong_type(node, &Shape::Choice(choices));
            return;
        };
        if choices.iter().any(|choice| choice.word == written) {
            return;
        }
        let shown = clip(written);
        let words = || choices.iter().map(|choice| choice.word);
        let all = words().collect::<Vec<_>>().join(", ");
        let message = Words::new(
            format!("«{shown}» не подходит: нужно одно из слов {all}"),
            format!("`{shown}` does not fit: expected one of {all}"),
        );
        self.found.push(suggest(
            Diagnostic::new(self.family.unknown_value, node.span, message),
            nearest(written, words()),
        ));
    }

    fn list(&mut self, node: &Node, of: &'static Shape, min: usize) {
        let Some(items) = node.as_seq() else {
            self.wrong_type(node, &Shape::List { of, min });
            return;
        };
        self.at_least(node, items.len(), min);
        for (index, item) in items.iter().enumerate() {
            self.within(&format!("[{index}]"), |it| it.check(item, of));
        }
    }

    fn map(&mut self, node: &Node, keys: NameRule, of: &'static Shape, min: usize) {
        let Some(pairs) = node.as_map() else {
            self.wrong_type(node, &Shape::Map { keys, of, min });
            return;
        };
        self.at_least(node, pairs.len(), min);
        for pair in pairs {
            let Some(key) = pair.key.key_text() else { continue };
            self.check_name(key, pair.key.span, keys);
            self.within(key, |it| it.check(&pair.value, of));
        }
    }

    fn at_least(&mut self, node: &Node, count: usize, min: usize) {
        if count < min {
            let message = Words::new("список пуст", "the list is empty");
            self.found.push(Diagnostic::new(self.family.empty_value, node.span, message));
        }
    }

    pub(crate) fn wrong_type(&mut self, node: &Node, wanted: &Shape) {
        let (wanted, got) = (wanted.title(), describe(node));
        let message = Words::new(
            format!("нужно: {}, а записано: {}", wanted.ru, got.ru),
            format!("expected {}, found {}", wanted.en, got.en),
        );
        let mut found = Diagnostic::new(self.family.wrong_type, node.span, message);
        if wanted.ru.starts_with("текст") && node.as_scalar().is_some() && !node.is_null() {
            found = found.with_help(Words::new("возьмите значение в кавычки", "put the value in quotes"));
        }
        self.found.push(found);
    }

    fn empty_field(&mut self, pair: &Pair, key: &str) {
        let message =
            Words::new(format!("у поля «{key}» нет значения"), format!("the field `{key}` has no value"));
        let help = Words::new("впишите значение или уберите поле", "write a value or remove the field");
        self.found.push(Diagnostic::new(self.family.wrong_type, pair.key.span, message).with_help(help));
    }

    fn unknown_field<'f>(&mut self, pair: &Pair, key: &str, fields: impl Iterator<Item = &'f str>) {
        let word = clip(key);
        let message =
            Words::new(format!("поля «{word}» здесь нет"), format!("there is no field `{word}` here"));
        let fields: Vec<&str> = fields.collect();
        let found = Diagnostic::new(self.family.unknown_field, pair.key.span, message);
        let found = match nearest(key, fields.iter().copied()) {
            Some(near) => suggest(found, Some(near)),
            None => {
                let all = fields.join(", ");
                found
                    .with_help(Words::new(format!("здесь бывают поля: {all}"), format!("fields here: {all}")))
            }
        };
        self.found.push(found);
    }

    fn missing_field(&mut self, node: &Node, field: &Field) {
        let name = field.name;
        let message =
            Words::new(format!("не хватает поля «{name}»"), format!("the field `{name}` is missing"));
        let help = Words::new(
            format!("добавьте, например: {name}: {}", field.example),
            format!("add it, such as: {name}: {}", field.example),
        );
        self.found.push(Diagnostic::new(self.family.missing_field, head(node), message).with_help(help));
    }
}

/// A word short enough for a message.
fn clip(word: &str) -> String {
    let mut chars = word.chars();
    let head: String = chars.by_ref().take(MAX_WORD).collect();
    if chars.next().is_some() { head + "…" } else { head }
}

/// Adds «did you mean».
pub(crate) fn suggest(found: Diagnostic, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => {
            found.with_help(Words::new(format!("может быть, «{near}»?"), format!("did you mean `{near}`?")))
        }
        None => found,
    }
}

/// The part of a collection worth underlining: its first key, or the opening bracket.
pub(crate) fn head(node: &Node) -> Span {
    match &node.kind {
        Kind::Map { pairs, .. } => pairs.first().map_or(node.span, |pair| pair.key.span),
        Kind::Seq { items, .. } => items.first().map_or(node.span, head),
        Kind::Scalar(_) => node.span,
    }
}

fn human_ms(ms: u64) -> String {
    if ms > 0 && ms.is_multiple_of(86_400_000) {
        format!("{}d", ms / 86_400_000)
    } else if ms.is_multiple_of(60_000) {
        format!("{}m", ms / 60_000)
    } else if ms.is_multiple_of(1000) {
        format!("{}s", ms / 1000)
    } else {
        format!("{ms}ms")
    }
}

fn describe(node: &Node) -> super::Doc {
    match &node.kind {
        Kind::Seq { .. } => super::doc("список", "a list"),
        Kind::Map { .. } => super::doc("набор полей", "a mapping"),
        Kind::Scalar(scalar) => match scalar.resolved() {
            Resolved::Null => super::doc("пусто", "nothing"),
            Resolved::Bool(_) => super::doc("true или false", "true or false"),
            Resolved::Int(_) | Resolved::Float(_) => super::doc("число", "a number"),
            Resolved::Text(_) => super::doc("текст", "a text"),
        },
    }
}
