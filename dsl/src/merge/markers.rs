//! A file with both versions of every conflict, as version control writes them.

use super::lcs::hunks;

/// How conflict markers look.
#[derive(Debug, Clone)]
pub struct Markers {
    /// Length of `<<<<<<<`.
    pub size: usize,
    /// Name of our side.
    pub ours: String,
    /// Name of their side.
    pub theirs: String,
}

impl Default for Markers {
    fn default() -> Self {
        Self { size: 7, ours: "ours".to_owned(), theirs: "theirs".to_owned() }
    }
}

/// Both texts in one: where they differ, both versions between markers.
pub(super) fn write(ours: &str, theirs: &str, markers: &Markers) -> String {
    let eol = if ours.contains("\r\n") { "\r\n" } else { "\n" };
    let (one, two): (Vec<&str>, Vec<&str>) =
        (ours.split_inclusive('\n').collect(), theirs.split_inclusive('\n').collect());
    let mut out = String::with_capacity(ours.len() + theirs.len());
    let line = |out: &mut String, sign: &str, name: &str| {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str(eol);
        }
        let mark = sign.repeat(markers.size.max(1));
        *out += format!("{mark} {name}").trim_end();
        out.push_str(eol);
    };
    let mut at = 0;
    for hunk in hunks(&one, &two) {
        out += &one.get(at..hunk.old.start).unwrap_or_default().concat();
        line(&mut out, "<", &markers.ours);
        out += &one.get(hunk.old.clone()).unwrap_or_default().concat();
        line(&mut out, "=", "");
        out += &two.get(hunk.new.clone()).unwrap_or_default().concat();
        line(&mut out, ">", &markers.theirs);
        at = hunk.old.end;
    }
    out + &one.get(at..).unwrap_or_default().concat()
}
