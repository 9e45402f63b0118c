//! Texts with `{{ }}` places: minijinja templates, strict and bounded.

mod code;

use std::{collections::HashSet, fmt, sync::LazyLock};

use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use regex::Regex;
use serde::Serialize;

use self::code::Code;
use crate::source::Span;

/// Instructions one rendering may take; a reply needs hundreds, a runaway loop millions.
const FUEL: u64 = 50_000;
/// Longest text; the longest prompts have a tenth of it.
const MAX_BYTES: usize = 64 << 10;
/// Name under which the only template of an environment is stored.
const NAME: &str = "text";

/// A text compiled once.
pub struct Template {
    text: String,
    /// Dotted names the text asks for, sorted; empty for a plain text.
    names: Vec<String>,
    /// `None` for a text without places: it needs no engine at all.
    compiled: Option<Environment<'static>>,
    span: Span,
}

/// What happens to values before they stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// Nothing.
    None,
    /// Percent signs for all that could end or change a segment of a URL's path.
    UrlPath,
}

/// Why a text could not be compiled or rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// What went wrong, in English.
    pub message: String,
    /// A name had no value.
    pub undefined: bool,
    /// The text is longer or more complex than allowed.
    pub too_large: bool,
    /// Bytes of the template that are to blame, if known.
    pub range: Option<Span>,
}

impl TemplateError {
    fn too_large(message: &str, range: Span) -> Self {
        Self { message: message.to_owned(), undefined: false, too_large: true, range: Some(range) }
    }

    /// The compiler blames single bytes: a Cyrillic letter has two.
    fn in_letters_of(mut self, text: &str) -> Self {
        let whole = |range: Span| {
            let start = text.floor_char_boundary(range.start);
            Span::new(start, text.ceil_char_boundary(range.end).max(start))
        };
        self.range = self.range.map(whole);
        self
    }
}

impl From<minijinja::Error> for TemplateError {
    fn from(error: minijinja::Error) -> Self {
        let message = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        let undefined = error.kind() == ErrorKind::UndefinedError;
        Self {
            message,
            undefined,
            too_large: false,
            range: error.range().map(|range| Span::new(range.start, range.end)),
        }
    }
}

impl Template {
    /// Compiles `text`; `span` is its place in the flow file.
    ///
    /// # Errors
    /// [`TemplateError`] with the place inside `text` when the syntax is wrong.
    pub fn compile(text: &str, span: Span) -> Result<Self, TemplateError> {
        Self::compile_escaped(text, span, Escape::None)
    }

    /// [`Template::compile`] for a text whose places must not change its structure.
    ///
    /// # Errors
    /// As [`Template::compile`].
    pub fn compile_escaped(text: &str, span: Span, escape: Escape) -> Result<Self, TemplateError> {
        if text.len() > MAX_BYTES {
            return Err(TemplateError::too_large("the text is longer than 64 KiB", Span::new(0, text.len())));
        }
        if !has_places(text) {
            return Ok(Self { text: text.to_owned(), names: Vec::new(), compiled: None, span });
        }
        if let Some(place) = Code::of(text).too_complex() {
            return Err(TemplateError::too_large("a place or block of the text is too complex", place));
        }
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        if escape == Escape::UrlPath {
            environment.set_formatter(|out, _, value| Ok(write_url_part(out, &value.to_string())?));
        }
        let added = environment.add_template_owned(NAME, text.to_owned());
        added.map_err(|error| TemplateError::from(error).in_letters_of(text))?;
        let used = environment.get_template(NAME)?.undeclared_variables(true);
        // Functions of the template language, such as `range`, are always there.
        let functions: HashSet<&str> = environment.globals().map(|(name, _)| name).collect();
        let mut names: Vec<String> =
            used.into_iter().filter(|name| !functions.contains(name.as_str())).collect();
        names.sort();
        Ok(Self { text: text.to_owned(), names, compiled: Some(environment), span })
    }

    /// The text with every place filled from `context`, an object of objects such as
    /// `{"contact": {"name": …}}`.
    ///
    /// # Errors
    /// [`TemplateError`] when a name has no value, a filter fails, or the text runs too long.
    pub fn render<C: Serialize + ?Sized>(&self, context: &C) -> Result<String, TemplateError> {
        let Some(environment) = &self.compiled else { return Ok(self.text.clone()) };
        let context = minijinja::Value::from(minijinja::value::Serde(context));
        Ok(environment.get_template(NAME)?.render(context)?)
    }

    /// The text itself when it has no places; rendering it needs no context.
    pub fn plain(&self) -> Option<&str> {
        self.compiled.is_none().then_some(self.text.as_str())
    }

    /// Filters and tests that the text uses and nobody defines, with their places in the text.
    ///
    /// The engine itself notices them only when it renders.
    pub(crate) fn unknown_filters(&self) -> Vec<(&str, Span)> {
        let Some(environment) = &self.compiled else { return Vec::new() };
        let mut state = environment.empty_state();
        let mut unknown = |kind: &str, name: &str| {
            let nothing = &[minijinja::Value::UNDEFINED];
            let (wanted, result) = match kind {
                "|" => (ErrorKind::UnknownFilter, state.apply_filter(name, nothing).map(drop)),
                _ => (ErrorKind::UnknownTest, state.perform_test(name, nothing).map(drop)),
            };
            result.is_err_and(|error| error.kind() == wanted)
        };
        let code = Code::of(&self.text);
        let uses = FILTER_USE.captures_iter(&code.masked).filter_map(|found| {
            Some((found.name("kind")?.as_str().split_whitespace().next()?, found.name("name")?))
        });
        uses.filter(|(kind, name)| unknown(kind, name.as_str()))
            .filter_map(|(_, name)| Some((self.text.get(name.range())?, Span::new(name.start(), name.end()))))
            .collect()
    }

    /// Text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Dotted names the text asks for, sorted: what a context must be able to give.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Place in the flow file.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({:?})", self.text)
    }
}

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static FILTER_USE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<kind>\||\bis(?:\s+not)?\s)\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)").expect("a valid pattern")
});

/// Insides of the `{{ }}` and `{% %}` of a text.
pub(crate) fn code_of(text: &str) -> Vec<Span> {
    Code::of(text).blocks.iter().map(|block| Span::new(block.start, block.end)).collect()
}

/// Places where the code of a text says `name`, a dotted name, also as the beginning of a longer
/// one.
pub(crate) fn uses_of(text: &str, name: &str) -> Vec<Span> {
    let code = Code::of(text);
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let uses = code.masked.match_indices(name).filter(|(at, _)| {
        let before = code.masked.get(..*at).and_then(|rest| rest.chars().next_back());
        let after = code.masked.get(at + name.len()..).and_then(|rest| rest.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(|c| is_part(c) && c != '.')
    });
    uses.map(|(at, _)| Span::new(at, at + name.len())).collect()
}

/// Whether every use of `name` provides for its being missing: by the filter `default`, or by a
/// test `is defined` somewhere in the text.
pub(crate) fn guarded(text: &str, name: &str) -> bool {
    let code = Code::of(text);
    let uses = uses_of(text, name);
    let after = |end: usize| code.masked.get(end..).unwrap_or_default().trim_start();
    let is_test = |rest: &str| {
        let words: Vec<&str> = rest.split_whitespace().take(3).collect();
        matches!(
            words.as_slice(),
            ["is", "defined" | "undefined", ..] | ["is", "not", "defined" | "undefined", ..]
        )
    };
    let has_default = |rest: &str| {
        let place = rest.split("}}").next().unwrap_or_default();
        rest.starts_with('|') && place.contains("default")
    };
    uses.iter().any(|it| is_test(after(it.end))) || uses.iter().all(|it| has_default(after(it.end)))
}

/// Insides of `{{ }}` places and of conditions that depend on no name.
pub(crate) fn constant_blocks(text: &str) -> Vec<Span> {
    let code = Code::of(text);
    let blocks = code.blocks().iter().filter(|block| {
        let inside = code.masked.get((*block).clone()).unwrap_or_default();
        let tag = text.get(block.start.saturating_sub(2)..block.start);
        let condition = tag == Some("{%");
        let mut words = words_of(inside).peekable();
        if condition && words.next_if(|word| matches!(*word, "if" | "elif")).is_none() {
            return false;
        }
        !text.get((*block).clone()).unwrap_or_default().trim().is_empty() && words.all(is_constant)
    });
    blocks.map(|block| Span::new(block.start, block.end)).collect()
}

/// Words of a block; filters, behind a `|`, are none.
fn words_of(code: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    code.split('|').enumerate().flat_map(move |(index, part)| {
        let words = part.split(move |c: char| !is_part(c)).filter(|word| !word.is_empty());
        words.skip(usize::from(index > 0))
    })
}

/// A number or a literal; texts in quotes are blanked before.
fn is_constant(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || matches!(word, "true" | "false" | "none" | "True" | "False" | "None" | "not" | "and" | "or")
}

/// Unreserved characters of RFC 3986 stay as they are.
fn write_url_part(out: &mut impl fmt::Write, value: &str) -> fmt::Result {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.write_char(char::from(byte))?
            }
            _ => write!(out, "%{byte:02X}")?,
        }
    }
    Ok(())
}

fn has_places(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark))
}
