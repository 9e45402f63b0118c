//! Comments that lost their place when the entries around them went: they stand above what follows them.

use super::proof::{Proof, count};
use crate::{
    edit::{Doc, Patch, Path, Segment, apply, entries, entry},
    source::Source,
    yaml::Node,
};

/// Places tried for all comments together: each costs a reading of the file, and files may be large.
const TRIES: usize = 64;

/// The text with the comments it lacks, where a place is found for each; `versions` are the sides that have them.
pub(super) fn placed(text: &str, versions: &[&Source], proof: &Proof) -> Option<String> {
    let versions: Vec<Doc> = versions.iter().filter_map(|source| Doc::read((*source).clone()).ok()).collect();
    let mut text = text.to_owned();
    let mut tries = TRIES;
    loop {
        if proof.holds(&text) {
            return Some(text);
        }
        let now = Doc::read(Source::new("", text.as_str())).ok()?;
        text = proof.missing(&now).iter().find_map(|comment| {
            versions.iter().find_map(|version| with(&now, version, comment, proof, &mut tries))
        })?;
    }
}

/// The text with one of these comments more, above the entry that follows it in a version, or at the end.
fn with(now: &Doc, version: &Doc, comment: &str, proof: &Proof, tries: &mut usize) -> Option<String> {
    let had = count(now).get(comment).copied().unwrap_or_default();
    let starts = starts(version);
    let spots = version.comments.iter().filter(|it| version.source.slice(it.span).trim_end() == comment);
    for spot in spots {
        let behind = starts.iter().filter(|(_, start)| *start > spot.span.start);
        let above =
            behind.filter_map(|(path, _)| start_of(now, path)).map(|start| above(now, start, comment));
        for patch in above.chain([at_the_end(now, comment)]) {
            *tries = tries.checked_sub(1)?;
            let Some(text) = apply(now.source.text(), &[patch]) else { continue };
            let Ok(doc) = Doc::read(Source::new("", text.as_str())) else { continue };
            let has = count(&doc).get(comment).copied().unwrap_or_default();
            if has > had && proof.means(&text) {
                return Some(text);
            }
        }
    }
    None
}

fn above(now: &Doc, start: usize, comment: &str) -> Patch {
    let pad = " ".repeat(now.column(start));
    Patch::insert(now.line_start(start), format!("{pad}{comment}{}", now.eol))
}

fn at_the_end(now: &Doc, comment: &str) -> Patch {
    let text = now.source.text();
    let before = if text.is_empty() || text.ends_with('\n') { "" } else { now.eol };
    let after = if before.is_empty() { now.eol } else { "" };
    Patch::insert(text.len(), format!("{before}{comment}{after}"))
}

/// First byte of an entry that begins its line.
fn start_of(doc: &Doc, path: &Path) -> Option<usize> {
    let (at, last) = path.split_last()?;
    let chain = doc.find(&at).ok()?;
    let container = chain.node()?;
    let index = doc.position(container, last)?;
    let start = match doc.extent(container, index).filter(|_| !chain.in_flow()) {
        Some(extent) => extent.start,
        None => entry(container, index).map(|(key, value)| key.unwrap_or(value).span.start)?,
    };
    doc.is_first_on_line(start).then_some(start)
}

/// Every entry with its first byte, in the order of the text.
fn starts(doc: &Doc) -> Vec<(Path, usize)> {
    fn walk(node: &Node, path: &Path, found: &mut Vec<(Path, usize)>) {
        for (segment, start, value) in entries(node) {
            let own = match segment {
                Segment::Key(key) => path.key(&key),
                Segment::Index(index) => path.index(index),
            };
            found.push((own.clone(), start));
            if value.alias.is_none() {
                walk(value, &own, found);
            }
        }
    }
    let mut found = Vec::new();
    walk(&doc.root, &Path::default(), &mut found);
    found
}
