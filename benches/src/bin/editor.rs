//! How long an editor waits in a flow of 10,000 lines.

#![expect(clippy::print_stdout, reason = "the result is what this program is for")]

use std::{
    fmt::Write as _,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use sufler_benches::clock::ms;
use sufler_dsl::{diagnostic::Lang, source::Source, yaml};
use sufler_lsp::{Facts, Host, Message, Server};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const ROUNDS: usize = 50;
/// For a completion behind a key just typed.
const AIM: Duration = Duration::from_millis(50);
const URI: &str = "file:///flows/large/flow.yaml";

struct Nothing;

impl Host for Nothing {
    fn read(&self, _: &Path) -> Option<String> {
        None
    }

    fn dialogs(&self, _: &Path) -> Vec<PathBuf> {
        Vec::new()
    }

    fn facts(&self, _: &Path) -> Facts {
        Facts::default()
    }
}

fn flow() -> String {
    let mut text = String::from(
        "flow: large\nvariables:\n  city: {type: text}\nnodes:\n  start: {type: start, next: n0}\n",
    );
    for number in 0..1_110 {
        let next = number + 1;
        let _ = write!(
            text,
            "  # узел {number} 🙂\n  n{number}:\n    type: message\n    title: Шаг {number}\n    text: |\n      Здравствуйте, {{{{ contact.name }}}}!\n      Ваш город {{{{ vars.city }}}}.\n    next: n{next}\n\n"
        );
    }
    text + "  n1110: {type: end}\n"
}

/// The middle and the slowest twentieth of several runs.
fn times(mut run: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<(Duration, Duration)> {
    let mut all = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        run()?;
        all.push(start.elapsed());
    }
    all.sort();
    let at = |index: usize| all.get(index).copied().unwrap_or_default();
    Ok((at(ROUNDS / 2), at(ROUNDS * 19 / 20)))
}

fn show(what: &str, (middle, slow): (Duration, Duration)) {
    println!("  {:>9.2} ms {what} (the slowest twentieth: {:.2})", ms(middle), ms(slow));
}

/// An editor with the flow open.
struct Editor(Server<Nothing>);

impl Editor {
    fn open(text: &str) -> anyhow::Result<Self> {
        let mut editor = Self(Server::new(Nothing, Lang::Ru));
        editor.ask("initialize", &json!({}))?;
        let item = json!({"uri": URI, "languageId": "yaml", "version": 1, "text": text});
        editor.tell("textDocument/didOpen", &json!({ "textDocument": item }))?;
        Ok(editor)
    }

    fn ask(&mut self, method: &str, params: &Value) -> anyhow::Result<()> {
        self.send(json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
    }

    fn tell(&mut self, method: &str, params: &Value) -> anyhow::Result<()> {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn send(&mut self, message: Value) -> anyhow::Result<()> {
        let message: Message = serde_json::from_value(message)?;
        let answers = black_box(self.0.handle(message));
        let refused = answers.iter().any(|it| matches!(it, Message::Response(it) if it.error.is_some()));
        ensure!(!refused, "the language server refused: {answers:?}");
        Ok(())
    }
}

fn main() -> anyhow::Result<()> {
    let text = flow();
    println!("language server, a flow of {} lines ({} bytes)", text.lines().count(), text.len());
    let source = Source::new("f", text.as_str());
    let plain = times(|| {
        black_box(yaml::parse(&source));
        Ok(())
    })?;
    show("a plain YAML parse of the same bytes", plain);
    let mut editor = Editor::open(&text)?;
    // Behind «next: n» of a node in the middle; a letter is typed and taken back each time.
    let line = text.lines().position(|line| line == "    next: n600").context("the node in the middle")?;
    let change = |version: usize, end: usize| {
        let place = |character: usize| json!({"line": line, "character": character});
        let range = json!({"start": place(11), "end": place(end)});
        let change = json!({"range": range, "text": "6"});
        json!({"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]})
    };
    let place = json!({
        "textDocument": {"uri": URI}, "position": {"line": line, "character": 12},
        "context": {"includeDeclaration": true, "triggerKind": 1},
    });
    let (mut version, mut end) = (2, 14);
    let typed = times(|| {
        editor.tell("textDocument/didChange", &change(version, end))?;
        (version, end) = (version + 1, 12);
        editor.ask("textDocument/completion", &place)
    })?;
    show("a key typed and the completion behind it", typed);
    for method in ["completion", "hover", "references", "documentSymbol", "semanticTokens/full"] {
        show(method, times(|| editor.ask(&format!("textDocument/{method}"), &place))?);
    }
    let checked = times(|| {
        editor.tell("textDocument/didChange", &change(version, 12))?;
        version += 1;
        black_box(editor.0.idle());
        Ok(())
    })?;
    show("diagnostics of the whole flow", checked);
    ensure!(typed.0 < AIM, "a completion took {:?}, the aim is {AIM:?}", typed.0);
    Ok(())
}
