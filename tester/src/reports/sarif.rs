//! SARIF 2.1.0: code-review services show its results beside the lines.

use serde_json::{Value, json};

use super::{RunReport, told};

/// Failures at the dialogs' lines, unnoticed mutants at the flow's lines.
///
/// # Errors
/// None in practice: it is all JSON.
pub fn sarif(report: &RunReport) -> Result<String, serde_json::Error> {
    let mut results = Vec::new();
    for flow in &report.flows {
        for dialog in &flow.suite.dialogs {
            for failure in told(dialog, &flow.suite.file) {
                let place = place(&dialog.file, failure.line, failure.column);
                let rule = serde_json::to_value(failure.about)?;
                let rule = format!("dialog/{}", rule.as_str().unwrap_or_default());
                results.push(result(&rule, "error", &failure.text, &place));
            }
        }
        for mutant in flow.mutation.iter().flat_map(|it| &it.survivors) {
            let text = format!("ни один диалог не заметил: {}", mutant.what);
            results.push(result(
                "mutation/survived",
                "warning",
                &text,
                &place(&flow.suite.file, mutant.line, mutant.column),
            ));
        }
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "sufler test", "version": env!("CARGO_PKG_VERSION")}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).map(|text| text + "\n")
}

fn place(file: &str, line: usize, column: usize) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": file.replace(' ', "%20")},
        "region": {"startLine": line, "startColumn": column},
    }})
}

fn result(rule: &str, level: &str, text: &str, place: &Value) -> Value {
    json!({"ruleId": rule, "level": level, "message": {"text": text}, "locations": [place]})
}
