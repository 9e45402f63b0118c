//! How long an editor waits in a flow of 10,000 lines.
//! `cargo run --release -p sufler-lsp --example speed`
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program for developers"
)]

use std::{
    fmt::Write as _,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sufler_dsl::{diagnostic::Lang, source::Source, yaml};
use sufler_lsp::{Facts, Host, Message, Server};

const ROUNDS: usize = 50;
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

fn message(value: Value) -> Message {
    serde_json::from_value(value).unwrap()
}

/// The middle and the slowest twentieth of several runs.
fn times(mut run: impl FnMut()) -> (Duration, Duration) {
    let mut all: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    all.sort();
    (all[ROUNDS / 2], all[ROUNDS * 19 / 20])
}

fn show(what: &str, (middle, slow): (Duration, Duration)) {
    println!("{what:44} {:8.2} ms  95 %: {:8.2} ms", middle.as_secs_f64() * 1e3, slow.as_secs_f64() * 1e3);
}

fn main() {
    let text = flow();
    println!("{} lines, {} bytes", text.lines().count(), text.len());
    let source = Source::new("f", text.as_str());
    show("a plain YAML parse of the same bytes", times(|| drop(black_box(yaml::parse(&source)))));
    let mut server = Server::new(Nothing, Lang::Ru);
    let ask = |server: &mut Server<Nothing>, method: &str, params: Value| {
        server.handle(message(json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})))
    };
    let tell = |server: &mut Server<Nothing>, method: &str, params: Value| {
        server.handle(message(json!({"jsonrpc": "2.0", "method": method, "params": params})))
    };
    ask(&mut server, "initialize", json!({}));
    let item = json!({"uri": URI, "languageId": "yaml", "version": 1, "text": text});
    tell(&mut server, "textDocument/didOpen", json!({"textDocument": item}));
    // Behind «next: n» of a node in the middle; a letter is typed and taken back each time.
    let line = text.lines().position(|line| line == "    next: n600").unwrap();
    let change = |version: usize, end: usize, text: &str| {
        let range =
            json!({"start": {"line": line, "character": 11}, "end": {"line": line, "character": end}});
        json!({"textDocument": {"uri": URI, "version": version}, "contentChanges": [{"range": range, "text": text}]})
    };
    let place = json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": 12}});
    let (mut version, mut end) = (2, 14);
    let typed = times(|| {
        tell(&mut server, "textDocument/didChange", change(version, end, "6"));
        (version, end) = (version + 1, 12);
        black_box(ask(&mut server, "textDocument/completion", place.clone()));
    });
    show("a key typed and the completion behind it", typed);
    show(
        "completion alone",
        times(|| drop(black_box(ask(&mut server, "textDocument/completion", place.clone())))),
    );
    for method in ["hover", "references", "documentSymbol", "semanticTokens/full"] {
        let mut params = place.clone();
        params["context"] = json!({"includeDeclaration": true});
        let method = format!("textDocument/{method}");
        show(&method, times(|| drop(black_box(ask(&mut server, &method, params.clone())))));
    }
    let mut version = 1_000;
    let checked = times(|| {
        tell(&mut server, "textDocument/didChange", change(version, 12, "6"));
        version += 1;
        black_box(server.idle());
    });
    show("diagnostics of the whole flow", checked);
}
