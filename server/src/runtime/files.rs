//! Reading a folder of texts whole.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    io,
    path::Path,
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
    let mut todo = vec![(dir.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = todo.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                todo.push((entry.path(), format!("{path}/")));
            } else if kind.is_file() && wanted(&path) && entry.metadata()?.len() <= MAX_BYTES {
                files.push(TextFile { path, bytes: fs::read(entry.path())? });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
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
