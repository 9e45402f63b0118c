//! JUnit's XML, as CI services read it.

use super::{RunReport, told};

/// One test suite a flow, one test case a dialog.
#[must_use]
pub fn junit(report: &RunReport) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let tests = report.passed + report.failed;
    out += &format!("<testsuites name=\"sufler\" tests=\"{tests}\" failures=\"{}\">\n", report.failed);
    for flow in &report.flows {
        let suite = &flow.suite;
        let failed = suite.dialogs.iter().filter(|dialog| !dialog.passed).count();
        let (name, tests) = (escape(&suite.flow), suite.dialogs.len());
        out += &format!("  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\">\n");
        for dialog in &suite.dialogs {
            let (title, file) = (escape(&dialog.title), escape(&dialog.file));
            let head = format!("    <testcase classname=\"{name}\" name=\"{title}\" file=\"{file}\"");
            if dialog.passed {
                out += &format!("{head}/>\n");
                continue;
            }
            out += &format!("{head}>\n");
            for failure in told(dialog, &suite.file) {
                let first = escape(failure.text.lines().next().unwrap_or_default());
                let text = escape(&failure.text);
                out += &format!(
                    "      <failure message=\"{first}\">{file}:{}: {text}</failure>\n",
                    failure.line
                );
            }
            out += "    </testcase>\n";
        }
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

/// Text inside XML; characters that XML 1.0 can't hold become `�`.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(escape("a<b> & \"c\"\u{7}"), "a&lt;b&gt; &amp; &quot;c&quot;\u{fffd}");
    }
}
