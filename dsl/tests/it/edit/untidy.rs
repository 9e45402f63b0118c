//! Documents as people and other programs leave them: every style of YAML, odd indentation,
//! comments everywhere, blank runs, anchors, CRLF, byte order marks, no final line break.
//!
//! Choices come from a tape of bytes, so that a failing document shrinks with its tape.

use sufler_dsl::edit::Value;

/// Where choices come from; a tape that ran out chooses the simplest.
pub(crate) struct Tape<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Tape<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(byte) % limit.max(1)
    }

    pub(crate) fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == chance - 1
    }

    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        let index = self.below(from.len());
        &from[index]
    }
}

const KEYS: [&str; 14] =
    ["a", "title", "ключ", "x-1", "two words", "true", "5", "next", "it's", "ё🙂", "text", "a.b", "b", "on"];

const TEXTS: [&str; 32] = [
    "слово",
    "two words",
    "Ты менеджер магазина. Отвечай коротко, по делу, на «вы», не выдумывай цен и сроков, а чего не знаешь, не обещай.",
    "it's",
    "a: b",
    "# не комментарий",
    "a #b",
    "yes",
    "007",
    "",
    " leading",
    "trailing ",
    "🙂 эмодзи 🙂",
    "первая\nвторая\n",
    "первая\n\n  с отступом\nтретья",
    "  сначала отступ\nпотом нет\n",
    "хвост\n\n\n",
    "\n\nпустые сверху\n",
    "{{ contact.name }}, здравствуйте",
    "- dash",
    "tab\there",
    "quote \" inside",
    "back\\slash",
    "5",
    "null",
    "a,b [c] {d}",
    "~",
    "https://example.org/a?b=c#d",
    "слово:",
    "* звёздочка",
    "\u{a0}неразрывный\u{a0}",
    "строка с пробелами в конце  \nи ещё\n",
];

const COMMENTS: [&str; 6] = ["# note", "#заметка 🙂", "# key: value | > {", "# - x", "#", "# с\tтабуляцией"];

/// Any text.
pub(crate) fn text(tape: &mut Tape<'_>) -> String {
    (*tape.pick(&TEXTS)).to_owned()
}

/// A comment's text as operations take it.
pub(crate) fn note(tape: &mut Tape<'_>) -> String {
    (*tape.pick(&["заметка", "two words", "a: b # c", "🙂", "первая\nвторая"])).to_owned()
}

pub(crate) fn key(tape: &mut Tape<'_>) -> String {
    (*tape.pick(&KEYS)).to_owned()
}

/// Any value; collections nest `depth` deep.
pub(crate) fn value(tape: &mut Tape<'_>, depth: usize, pool: &mut Vec<Value>) -> Value {
    if !pool.is_empty() && tape.one_in(4) {
        return tape.pick(pool).clone();
    }
    let value = match tape.below(if depth == 0 { 8 } else { 14 }) {
        0..=3 => Value::Text(text(tape)),
        4 => Value::Int(i64::try_from(tape.below(200)).unwrap() - 100),
        5 => Value::Float(*tape.pick(&[0.5, 1.0, -2.25, 1e20])),
        6 => Value::Bool(tape.one_in(2)),
        7 => Value::Null,
        8..=10 => Value::List((0..tape.below(4)).map(|_| value(tape, depth - 1, pool)).collect()),
        _ => map(tape, depth - 1, pool),
    };
    pool.push(value.clone());
    value
}

/// A mapping with different keys.
pub(crate) fn map(tape: &mut Tape<'_>, depth: usize, pool: &mut Vec<Value>) -> Value {
    let mut entries: Vec<(String, Value)> = Vec::new();
    for _ in 0..tape.below(5) {
        let name = key(tape);
        if !entries.iter().any(|(other, _)| *other == name) {
            entries.push((name, value(tape, depth, pool)));
        }
    }
    Value::Map(entries)
}

/// The value as an untidy text.
pub(crate) fn document(tape: &mut Tape<'_>, root: &Value, anchors: bool) -> String {
    let mut writer = Writer { tape, out: String::new(), anchors: anchors.then(Vec::new), fixed: Vec::new() };
    writer.noise(0);
    writer.collection(root, 0, false);
    if writer.tape.one_in(3) {
        writer.noise(0);
    }
    let mut text = writer.out;
    if tape.one_in(4) {
        text.truncate(text.trim_end_matches('\n').len());
    }
    if tape.one_in(4) {
        text = text.replace('\n', "\r\n");
    }
    if tape.one_in(5) { format!("\u{feff}{text}") } else { text }
}

struct Writer<'t, 'b> {
    tape: &'t mut Tape<'b>,
    out: String,
    /// Names given so far with what they mean; `None` when anchors are not wanted.
    anchors: Option<Vec<(String, Value)>>,
    /// Names of collections being written: they cannot name themselves.
    fixed: Vec<String>,
}

impl Writer<'_, '_> {
    fn pad(&mut self, column: usize) {
        self.out += &" ".repeat(column);
    }

    /// Blank lines and comments between entries.
    fn noise(&mut self, column: usize) {
        for _ in 0..self.tape.below(7).saturating_sub(4) {
            self.out += if self.tape.one_in(5) { "  \n" } else { "\n" };
        }
        for _ in 0..self.tape.below(6).saturating_sub(3) {
            let at = if self.tape.one_in(6) { column + 3 } else { column };
            self.pad(at);
            self.out += self.tape.pick::<&str>(&COMMENTS);
            self.out += "\n";
        }
    }

    fn end_line(&mut self) {
        if self.tape.one_in(5) {
            let width = 1 + self.tape.below(6);
            self.pad(width);
            self.out += self.tape.pick::<&str>(&COMMENTS);
        } else if self.tape.one_in(12) {
            self.out += "  ";
        }
        self.out += "\n";
    }

    /// Entries of a collection; the first may share the line of what introduces it.
    fn collection(&mut self, value: &Value, column: usize, inline: bool) {
        let entries: Vec<(Option<&str>, &Value)> = match value {
            Value::Map(entries) => entries.iter().map(|(key, value)| (Some(key.as_str()), value)).collect(),
            Value::List(items) => items.iter().map(|item| (None, item)).collect(),
            _ => Vec::new(),
        };
        for (index, (key, value)) in entries.into_iter().enumerate() {
            if index > 0 || !inline {
                if index > 0 {
                    self.noise(column);
                }
                self.pad(column);
            }
            match key {
                Some(key) => {
                    self.key(key);
                    self.value(value, column, true);
                }
                None => {
                    self.out.push('-');
                    self.value(value, column, false);
                }
            }
        }
    }

    fn key(&mut self, key: &str) {
        let plain = key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.' || c == ' ');
        let written = match self.tape.below(6) {
            5 => format!("\"{key}\""),
            4 => format!("'{}'", key.replace('\'', "''")),
            _ if plain => key.to_owned(),
            _ => format!("\"{key}\""),
        };
        self.out += &written;
        self.out += if self.tape.one_in(15) { " :" } else { ":" };
    }

    /// A value behind its key or dash, with the line break.
    fn value(&mut self, value: &Value, column: usize, is_key: bool) {
        if let Some(name) = self.alias(value) {
            self.out += &format!(" *{name}");
            return self.end_line();
        }
        let anchored = self.anchor(value);
        let filled = matches!(value, Value::Map(_) | Value::List(_)) && !value.is_empty();
        if filled && !self.tape.one_in(4) {
            self.below(value, column, is_key, anchored);
        } else {
            let spaces = 1 + self.tape.below(9).saturating_sub(6);
            self.pad(spaces);
            self.inline(value, column);
        }
        if let Some(name) = self.fixed.pop().filter(|_| anchored)
            && let Some(anchors) = &mut self.anchors
        {
            anchors.push((name, value.clone()));
        }
    }

    /// A block collection behind its key or dash.
    fn below(&mut self, value: &Value, column: usize, is_key: bool, anchored: bool) {
        if !is_key && !anchored && !self.tape.one_in(4) {
            let spaces = 1 + self.tape.below(6).saturating_sub(3);
            self.pad(spaces);
            return self.collection(value, column + 1 + spaces, true);
        }
        self.end_line();
        let zero = is_key && matches!(value, Value::List(_)) && self.tape.one_in(3);
        let inner = if zero { column } else { column + *self.tape.pick(&[2, 2, 2, 4, 3, 1]) };
        self.noise(inner);
        self.collection(value, inner, false);
    }

    fn alias(&mut self, value: &Value) -> Option<String> {
        let known = self.anchors.as_ref()?.iter().rev().find(|(_, it)| it.same(value))?.0.clone();
        (!self.tape.one_in(4)).then_some(known)
    }

    fn anchor(&mut self, value: &Value) -> bool {
        let Some(anchors) = &self.anchors else { return false };
        let count = anchors.len() + self.fixed.len();
        if matches!(value, Value::Null) || !self.tape.one_in(2) {
            return false;
        }
        let name = format!("я{count}");
        self.out += &format!(" &{name}");
        self.fixed.push(name);
        true
    }

    /// A scalar or brackets on the line, or a block scalar.
    fn inline(&mut self, value: &Value, column: usize) {
        match value {
            Value::Text(text) => {
                if self.block_text(text, column) {
                    return;
                }
                let written = self.text(text, false, column);
                self.out += &written;
            }
            _ => {
                let written = self.flow(value, column);
                self.out += &written;
            }
        }
        self.end_line();
    }

    fn block_text(&mut self, text: &str, column: usize) -> bool {
        let body = text.trim_end_matches('\n');
        let several = body.contains('\n');
        if body.trim().is_empty() || text.contains('\t') || !self.tape.one_in(if several { 2 } else { 6 }) {
            return false;
        }
        let folds = !text.contains("  ")
            && !several
            && !body.starts_with(' ')
            && !body.ends_with(' ')
            && self.tape.one_in(2);
        let step = *self.tape.pick(&[2, 2, 4, 3, 1]);
        let leading =
            body.split('\n').find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(' '));
        let digit = if leading || self.tape.one_in(8) { step.to_string() } else { String::new() };
        let chomp = match text.len() - body.len() {
            0 => "-",
            1 => "",
            _ => "+",
        };
        let sign = if folds { '>' } else { '|' };
        self.out += &if self.tape.one_in(2) {
            format!("{sign}{digit}{chomp}")
        } else {
            format!("{sign}{chomp}{digit}")
        };
        self.end_line();
        let written = if folds { self.fold(body) } else { body.split('\n').map(str::to_owned).collect() };
        for line in written {
            if !line.is_empty() {
                self.pad(column + step);
            }
            self.out += &line;
            self.out += "\n";
        }
        for _ in 1..text.len() - body.len() {
            self.out += "\n";
        }
        true
    }

    /// Breaks at some of the single spaces.
    fn fold(&mut self, text: &str) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let line = lines.last_mut().unwrap();
            if line.is_empty() {
                *line += word;
            } else if self.tape.one_in(4) {
                lines.push(word.to_owned());
            } else {
                *line += " ";
                *line += word;
            }
        }
        lines
    }

    fn text(&mut self, text: &str, in_flow: bool, column: usize) -> String {
        let words = text.chars().all(|c| c.is_alphabetic() || " .,«»".contains(c));
        let plain = words
            && !text.is_empty()
            && text.trim() == text
            && !(in_flow && text.contains(','))
            && !["yes", "no", "null", "true"].contains(&text);
        let breaks = !in_flow && plain && !text.contains("  ") && text.contains(' ') && self.tape.one_in(6);
        let single = !text.chars().any(char::is_control);
        match self.tape.below(5) {
            0..=2 if breaks => self.fold(text).join(&format!("\n{}", " ".repeat(column + 2))),
            0..=2 if plain => text.to_owned(),
            0..=3 if single => format!("'{}'", text.replace('\'', "''")),
            _ => serde_json::to_string(text).unwrap(),
        }
    }

    fn flow(&mut self, value: &Value, column: usize) -> String {
        let entries: Vec<(Option<&String>, &Value)> = match value {
            Value::Text(text) => return self.text(text, true, column),
            Value::Null => return (*self.tape.pick(&["null", "~"])).to_owned(),
            Value::List(items) => items.iter().map(|item| (None, item)).collect(),
            Value::Map(entries) => entries.iter().map(|(key, value)| (Some(key), value)).collect(),
            Value::Float(float) => return format!("{float:?}"),
            other => return serde_json::to_string(other).unwrap(),
        };
        let (open, close) = if matches!(value, Value::List(_)) { ('[', ']') } else { ('{', '}') };
        let several = !entries.is_empty() && self.tape.one_in(3);
        let pad = format!("\n{}", " ".repeat(column + 2));
        let space = if self.tape.one_in(3) { " " } else { "" };
        let mut out = String::from(open);
        out += space;
        let count = entries.len();
        for (index, (key, value)) in entries.into_iter().enumerate() {
            if several && !self.tape.one_in(4) {
                if self.tape.one_in(5) {
                    out += &format!("  {}", self.tape.pick::<&str>(&COMMENTS));
                }
                out += &pad;
            }
            if let Some(key) = key {
                out += &format!("{}: ", serde_json::to_string(key).unwrap());
            }
            out += &self.flow(value, column + 2);
            if index + 1 < count || self.tape.one_in(6) {
                out += if several { "," } else { ", " };
            }
        }
        if several {
            if self.tape.one_in(4) {
                out += &format!(" {}", self.tape.pick::<&str>(&COMMENTS));
            }
            out += &format!("\n{}", " ".repeat(column + 1));
        } else {
            out += space;
        }
        out.push(close);
        out
    }
}
