//! Line breaks and the byte order mark: merged apart from what the lines say.

/// How the lines of a file end, and whether a byte order mark begins it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    breaks: Breaks,
    bom: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Lf,
    CrLf,
    /// Some of each: such a file is left as it is.
    Mixed,
}

impl Style {
    fn of(text: &str) -> Self {
        let crlf = text.matches("\r\n").count();
        let all = text.matches('\n').count();
        let breaks = match (crlf, all) {
            (0, _) => Breaks::Lf,
            _ if crlf == all => Breaks::CrLf,
            _ => Breaks::Mixed,
        };
        Self { breaks, bom: text.starts_with('\u{feff}') }
    }
}

/// Three texts with `\n` and without a byte order mark, and how to write the result.
pub(super) struct Plain {
    pub(super) base: String,
    pub(super) ours: String,
    pub(super) theirs: String,
    style: Option<Style>,
}

impl Plain {
    pub(super) fn of(base: &str, ours: &str, theirs: &str) -> Self {
        let [one, two, three] = [base, ours, theirs].map(Style::of);
        if [one, two, three].iter().any(|style| style.breaks == Breaks::Mixed) {
            let [base, ours, theirs] = [base, ours, theirs].map(str::to_owned);
            return Self { base, ours, theirs, style: None };
        }
        // A side that changed the style of the file meant it.
        let breaks = if one.breaks == two.breaks { three.breaks } else { two.breaks };
        let bom = if one.bom == two.bom { three.bom } else { two.bom };
        let style = if base.is_empty() { two } else { Style { breaks, bom } };
        let [base, ours, theirs] = [base, ours, theirs]
            .map(|text| text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n"));
        Self { base, ours, theirs, style: Some(style) }
    }

    /// The result in the style of the file.
    pub(super) fn restore(&self, text: &str) -> String {
        let Some(style) = self.style else { return text.to_owned() };
        let text = if style.breaks == Breaks::CrLf { text.replace('\n', "\r\n") } else { text.to_owned() };
        if style.bom { format!("\u{feff}{text}") } else { text }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::kept("a\r\n", "a\r\n", "a\r\n", "x\r\n")]
    #[case::theirs_turned_it_over("a\n", "a\n", "\u{feff}a\r\n", "\u{feff}x\r\n")]
    #[case::ours_turned_it_over("a\r\n", "a\n", "a\r\n", "x\n")]
    #[case::nothing_to_begin_with("", "a\r\n", "a\n", "x\r\n")]
    #[case::mixed("a\r\nb\n", "a\r\nb\n", "a\r\nb\n", "x\n")]
    fn styles(#[case] base: &str, #[case] ours: &str, #[case] theirs: &str, #[case] written: &str) {
        assert_eq!(Plain::of(base, ours, theirs).restore("x\n"), written);
    }
}
