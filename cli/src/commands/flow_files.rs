//! Finding flows and their dialogs on disk.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use sufler_dsl::flow::Flow;

/// The flow files named by `paths`: a file as it is, a folder by every `flow.yaml` below it.
pub(super) fn find(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let kind = fs::metadata(path).with_context(|| format!("не удалось открыть {}", path.display()))?;
        if kind.is_dir() { walk(path, &mut found)? } else { found.push(path.clone()) }
    }
    found.sort();
    found.dedup();
    anyhow::ensure!(!found.is_empty(), "сценарии не найдены: нет ни одного flow.yaml");
    Ok(found)
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("не удалось открыть {}", dir.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.file_name().is_some_and(|name| name == "flow.yaml") {
            found.push(path);
        }
    }
    Ok(())
}

/// The recorded dialogs beside a flow file, by name.
pub(super) fn dialogs(flow: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let dir = flow.with_file_name("dialogs");
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(&dir).with_context(|| format!("не удалось открыть {}", dir.display()))?
    {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The flows that a flow may call: all below the folder that its own folder lies in. Broken ones are left out.
pub(super) fn siblings(flow: &Path) -> anyhow::Result<Vec<Arc<Flow>>> {
    let own = fs::canonicalize(flow).with_context(|| format!("не удалось открыть {}", flow.display()))?;
    let Some(folder) = own.parent().and_then(Path::parent) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    files.retain(|file| *file != own);
    files.sort();
    let flows = files.iter().map(|file| {
        let bytes = read(file)?;
        anyhow::Ok(sufler_dsl::check_bytes(&file.display().to_string(), &bytes).1.flow)
    });
    Ok(flows.collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The bytes of a file.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("не удалось прочитать {}", path.display()))
}
