//! Replacing files on disk whole: a reader sees the old text or the new one, never a part.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;

/// Replaces every file; nothing is replaced before all the new texts are on disk.
pub(super) fn all(files: &[(&Path, &str)]) -> anyhow::Result<()> {
    let mut ready: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (path, text) in files {
        match beside(path, text) {
            Ok(pair) => ready.push(pair),
            Err(error) => {
                // What was prepared so far is of no use; the error to tell is the first one.
                ready.iter().for_each(|(fresh, _)| drop(fs::remove_file(fresh)));
                return Err(error);
            }
        }
    }
    for (fresh, target) in ready {
        fs::rename(&fresh, &target).with_context(|| format!("не удалось заменить {}", target.display()))?;
    }
    Ok(())
}

/// Writes the new text into a file beside its target, with the same permissions.
fn beside(path: &Path, text: &str) -> anyhow::Result<(PathBuf, PathBuf)> {
    // A link stays a link: the file behind it is replaced.
    let target = fs::canonicalize(path).with_context(|| format!("не удалось открыть {}", path.display()))?;
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let fresh = target.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let failed = || format!("не удалось записать {}", fresh.display());
    fs::write(&fresh, text).with_context(failed)?;
    let permissions = fs::metadata(&target)?.permissions();
    fs::set_permissions(&fresh, permissions).with_context(failed)?;
    Ok((fresh, target))
}
