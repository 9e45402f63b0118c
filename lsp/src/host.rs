//! What the server cannot know from the texts that an editor has opened.

use std::path::{Path, PathBuf};

use sufler_dsl::lint::Settings;

/// Facts beside the files of a flow.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// What the linter may know.
    pub settings: Settings,
    /// Categories worth proposing.
    pub categories: Vec<String>,
    /// Models worth proposing.
    pub models: Vec<String>,
}

/// Where files come from. Paths are those of the editor's addresses; a host answers only for files
/// it is willing to show.
pub trait Host {
    /// The text of a file.
    fn read(&self, path: &Path) -> Option<String>;

    /// The recorded dialogs of a flow.
    fn dialogs(&self, flow: &Path) -> Vec<PathBuf>;

    /// Facts for a flow.
    fn facts(&self, flow: &Path) -> Facts;
}
