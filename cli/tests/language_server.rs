//! `sufler lsp` as an editor runs it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing test is meant to panic"
)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

const FLOW: &str = "\
# 🙂 сценарий
flow: demo
variables:
  city: {type: text}
nodes:
  start: {type: start, next: say}
  say:
    type: message
    text: 'Привет, 🙂 {{ vars.city }}'   # ё
    next: end
  end: {type: end}
";
const DIALOG: &str = "dialog: Раз\nturns:\n  - customer: да\n    expect: {path: [start, say, end]} # путь\n";

struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: i64,
    /// Notifications met while waiting for answers.
    told: Vec<Value>,
}

impl Editor {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sufler"))
            .args(["lsp", "--stdio", "--model", "openai/gpt-5-mini"])
            .current_dir(dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut editor = Self { child, input, output, next: 0, told: Vec::new() };
        let result =
            editor.ask("initialize", json!({"processId": null, "rootUri": null, "capabilities": {}}));
        assert_eq!(result["serverInfo"]["name"], "sufler");
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            match line.trim().strip_prefix("Content-Length:") {
                Some(number) => length = number.trim().parse().unwrap(),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    fn reply(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params}));
        loop {
            let message = self.receive();
            if message["id"] == self.next {
                return message;
            }
            self.told.push(message);
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let mut reply = self.reply(method, params);
        assert!(reply.get("error").is_none(), "{method}: {reply}");
        reply["result"].take()
    }

    fn open(&mut self, path: &Path, text: &str) -> String {
        let uri = format!("file://{}", path.display());
        let item = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": item}));
        uri
    }

    /// Diagnostics published next for a text.
    fn diagnostics(&mut self, uri: &str) -> Value {
        let of = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        };
        loop {
            if let Some(at) = self.told.iter().position(of) {
                return self.told.remove(at)["params"]["diagnostics"].take();
            }
            let message = self.receive();
            self.told.push(message);
        }
    }

    fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert!(self.child.wait().unwrap().success());
    }
}

fn shop() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("flows/demo/dialogs")).unwrap();
    fs::create_dir_all(dir.path().join("knowledge/delivery")).unwrap();
    fs::write(dir.path().join("flows/demo/flow.yaml"), FLOW).unwrap();
    fs::write(dir.path().join("flows/demo/dialogs/a.yaml"), DIALOG).unwrap();
    dir
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|it| it["label"].as_str().unwrap()).collect()
}

#[test]
fn typing_a_flow() {
    let dir = shop();
    let mut editor = Editor::start(dir.path());
    let uri = editor.open(&dir.path().join("flows/demo/flow.yaml"), FLOW);
    let found = editor.diagnostics(&uri);
    assert!(found.as_array().unwrap().iter().all(|it| it["severity"] != 1), "{found}");
    // Behind an emoji, which counts twice: «next: end» becomes an unfinished search.
    let change = json!({
        "textDocument": {"uri": uri, "version": 2},
        "contentChanges": [
            {"range": {"start": {"line": 8, "character": 22}, "end": {"line": 8, "character": 34}}, "text": "{{ vars.ci"},
            {"range": {"start": {"line": 9, "character": 10}, "end": {"line": 9, "character": 13}}, "text": "nowhere"}
        ]
    });
    editor.tell("textDocument/didChange", change);
    let found = editor.diagnostics(&uri);
    let codes: Vec<&str> = found.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"F203"), "{found}");
    let unknown = found.as_array().unwrap().iter().find(|it| it["code"] == "F203").unwrap();
    assert_eq!(
        unknown["range"],
        json!({"start": {"line": 9, "character": 10}, "end": {"line": 9, "character": 17}})
    );
    let items = editor.ask("textDocument/completion", at(&uri, 8, 32));
    let city = items.as_array().unwrap().iter().find(|it| it["label"] == "vars.city").unwrap();
    assert_eq!(
        city["textEdit"]["range"],
        json!({"start": {"line": 8, "character": 25}, "end": {"line": 8, "character": 32}})
    );
    let nodes = editor.ask("textDocument/completion", at(&uri, 9, 12));
    assert_eq!(labels(&nodes), ["start", "say", "end"]);
    let hover = editor.ask("textDocument/hover", at(&uri, 7, 12));
    assert!(hover["contents"]["value"].as_str().unwrap().contains("`message`"), "{hover}");
    editor.stop();
}

#[test]
fn names_lead_through_all_files() {
    let dir = shop();
    let mut editor = Editor::start(dir.path());
    let flow = editor.open(&dir.path().join("flows/demo/flow.yaml"), FLOW);
    let dialog = editor.open(&dir.path().join("flows/demo/dialogs/a.yaml"), DIALOG);
    let definition = editor.ask("textDocument/definition", at(&dialog, 3, 29));
    assert_eq!(definition[0]["uri"], flow);
    assert_eq!(definition[0]["range"]["start"], json!({"line": 6, "character": 2}));
    let mut params = at(&flow, 5, 30);
    params["context"] = json!({"includeDeclaration": true});
    let references = editor.ask("textDocument/references", params);
    assert_eq!(references.as_array().unwrap().len(), 3, "{references}");
    let mut params = at(&flow, 5, 30);
    params["newName"] = "привет".into();
    let edit = editor.ask("textDocument/rename", params);
    assert_eq!(edit["changes"][&flow].as_array().unwrap().len(), 2);
    assert_eq!(edit["changes"][&dialog][0]["newText"], "привет");
    let mut params = at(&flow, 5, 30);
    params["newName"] = "end".into();
    let refused = editor.reply("textDocument/rename", params);
    assert!(refused["error"]["message"].as_str().unwrap().contains("«end» уже есть"), "{refused}");
    let symbols = editor.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": flow}}));
    assert_eq!(symbols[2]["children"][1]["name"], "say");
    let folds = editor.ask("textDocument/foldingRange", json!({"textDocument": {"uri": flow}}));
    assert!(folds.as_array().unwrap().iter().any(|it| it["startLine"] == 6 && it["endLine"] == 9), "{folds}");
    let tokens = editor.ask("textDocument/semanticTokens/full", json!({"textDocument": {"uri": flow}}));
    // vars.city on line 8: behind «Привет, 🙂 {{ », nine units long, a name.
    assert_eq!(tokens["data"], json!([8, 25, 9, 1, 0]));
    editor.stop();
}

#[test]
fn formatting_changes_single_lines() {
    let dir = shop();
    let mut editor = Editor::start(dir.path());
    let uri = editor.open(&dir.path().join("flows/demo/flow.yaml"), FLOW);
    let options = json!({"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": true}});
    let edits = editor.ask("textDocument/formatting", options);
    assert_eq!(edits.as_array().unwrap().len(), 1);
    assert_eq!(edits[0]["range"]["start"], json!({"line": 8, "character": 0}));
    assert!(edits[0]["newText"].as_str().unwrap().ends_with("'  # ё\n"));
    // What the linter can mend comes with its fix.
    let unused = FLOW.replace(" {{ vars.city }}", "");
    let uri = editor.open(&dir.path().join("flows/demo/flow.yaml"), &unused);
    let range = json!({"start": {"line": 3, "character": 4}, "end": {"line": 3, "character": 4}});
    let params = json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}});
    let actions = editor.ask("textDocument/codeAction", params);
    let fix = actions.as_array().unwrap().iter().find(|it| it["title"] == "убрать переменную").unwrap();
    assert_eq!(fix["kind"], "quickfix");
    assert!(fix["edit"]["changes"][&uri][0]["newText"].is_string(), "{fix}");
    let unknown = editor.reply("textDocument/nothing", json!({}));
    assert_eq!(unknown["error"]["code"], -32601);
    editor.stop();
}
