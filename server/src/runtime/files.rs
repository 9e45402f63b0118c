//! Reading a folder of texts whole.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// Files larger than this are not read; they become a problem of their own.
const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// One file, with its path inside the folder (always with `/`).
pub(super) struct TextFile {
    /// Path inside the folder.
    pub path: String,
    /// Content as it is on disk.
    pub bytes: Vec<u8>,
}

impl TextFile {
    /// The content as text, or why it is none (Russian).
    pub(super) fn text(&self) -> Result<&str, String> {
        std::str::from_utf8(&self.bytes)
            .map_err(|error| format!("Файл не в UTF-8: неверный байт на позиции {}.", error.valid_up_to()))
    }
}

/// Every wanted file below `dir`, sorted by path. Hidden names and links out of the folder are skipped.
pub(super) fn read_all(dir: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<TextFile>> {
    let mut files = Vec::new();
    let mut todo = Vec::new();
    // The folder itself must be there; what is in it may go while it is read.
    read_folder(dir, "", &wanted, &mut files, &mut todo)?;
    while let Some((folder, prefix)) = todo.pop() {
        unless_gone(read_folder(&folder, &prefix, &wanted, &mut files, &mut todo))?;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    wanted: &impl Fn(&str) -> bool,
    files: &mut Vec<TextFile>,
    todo: &mut Vec<(PathBuf, String)>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let path = format!("{prefix}{name}");
        let Some(kind) = unless_gone(entry.file_type())? else { continue };
        if kind.is_dir() {
            todo.push((entry.path(), format!("{path}/")));
        } else if kind.is_file() && wanted(&path) {
            let Some(data) = unless_gone(entry.metadata())? else { continue };
            if data.len() <= MAX_BYTES
                && let Some(bytes) = unless_gone(fs::read(entry.path()))?
            {
                files.push(TextFile { path, bytes });
            }
        }
    }
    Ok(())
}

/// `None` for what was removed between being listed and being read.
fn unless_gone<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Changes when any path or content changes.
pub(super) fn fingerprint(files: &[TextFile]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.path.hash(&mut hasher);
        file.bytes.hash(&mut hasher);
    }
    hasher.finish()
}
