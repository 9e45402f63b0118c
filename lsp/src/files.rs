//! Texts that are open, and the files that belong to them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use lsp_types::{TextDocumentContentChangeEvent, Uri};
use sufler_dsl::{
    ide::{Document, FileKind},
    source::Source,
};

use crate::{
    host::Host,
    place::{offset, path_of, uri_like},
};

/// A text in an editor.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) uri: Uri,
    pub(crate) path: PathBuf,
    pub(crate) version: i32,
    pub(crate) document: Document,
}

/// All open texts, by path.
#[derive(Debug, Default)]
pub(crate) struct Files {
    open: BTreeMap<PathBuf, Open>,
}

impl Files {
    pub(crate) fn open(&mut self, uri: Uri, version: i32, text: String) -> PathBuf {
        let path = path_of(&uri);
        let kind = kind_of(&path, &text);
        let document = Document::new(Source::new(name(&path), text), kind);
        self.open.insert(path.clone(), Open { uri, path: path.clone(), version, document });
        path
    }

    /// Carries changes out; the text is read anew once, behind the last.
    pub(crate) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) -> Option<PathBuf> {
        let open = self.open.get_mut(&path_of(uri))?;
        let mut source = open.document.source().clone();
        for change in changes {
            let text = match change.range {
                None => change.text,
                Some(range) => {
                    let (start, end) = (offset(&source, range.start), offset(&source, range.end));
                    let mut text = source.text().to_owned();
                    text.replace_range(start.min(end)..end.max(start), &change.text);
                    text
                }
            };
            source = Source::new(source.name().to_owned(), text);
        }
        let kind = kind_of(&open.path, source.text());
        open.document = Document::new(source, kind);
        open.version = version;
        Some(open.path.clone())
    }

    pub(crate) fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        self.open.remove(&path_of(uri)).map(|open| open.path)
    }

    pub(crate) fn get(&self, uri: &Uri) -> Option<&Open> {
        self.open.get(&path_of(uri))
    }

    pub(crate) fn at(&self, path: &Path) -> Option<&Open> {
        self.open.get(path)
    }

    /// A file as the editor has it, or else as the host gives it.
    pub(crate) fn document(&self, host: &impl Host, path: &Path) -> Option<Document> {
        if let Some(open) = self.open.get(path) {
            return Some(open.document.clone());
        }
        let text = host.read(path)?;
        let kind = kind_of(path, &text);
        Some(Document::new(Source::new(name(path), text), kind))
    }

    /// The flow with its dialogs and its layout, each with its address.
    pub(crate) fn family(&self, host: &impl Host, of: &Open) -> Option<Family> {
        let flow = flow_of(of);
        let member = |path: &Path| Some((uri_like(&of.uri, path)?, self.document(host, path)?));
        let dialogs = host.dialogs(&flow).iter().filter_map(|path| member(path)).collect();
        let layout = member(&flow.with_file_name("layout.yaml"));
        Some(Family { flow: member(&flow)?, dialogs, layout })
    }

    /// Open texts that belong to a flow.
    pub(crate) fn of_flow<'f>(&'f self, flow: &'f Path) -> impl Iterator<Item = &'f Open> {
        self.open.values().filter(move |open| flow_of(open) == flow)
    }
}

/// Files that name each other.
pub(crate) struct Family {
    pub(crate) flow: (Uri, Document),
    pub(crate) dialogs: Vec<(Uri, Document)>,
    pub(crate) layout: Option<(Uri, Document)>,
}

/// Path of the flow that a file belongs to.
pub(crate) fn flow_of(open: &Open) -> PathBuf {
    match (open.document.kind(), open.path.parent().and_then(Path::parent)) {
        (FileKind::Dialog, Some(dir)) => dir.join("flow.yaml"),
        _ => open.path.clone(),
    }
}

fn kind_of(path: &Path, text: &str) -> FileKind {
    let in_dialogs = path.parent().and_then(Path::file_name).is_some_and(|name| name == "dialogs");
    let is_flow = path.file_name().is_some_and(|name| name == "flow.yaml");
    let looks_so = text.lines().any(|line| line.starts_with("dialog:") || line.starts_with("turns:"));
    if !is_flow && (in_dialogs || looks_so) { FileKind::Dialog } else { FileKind::Flow }
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
