//! What the linter may know beside the flows: knowledge base, channels, models.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use sufler_channels::{capabilities, split::TextUnit};
use sufler_dsl::lint::{Category, Channel, Model, Settings};
use sufler_retrieval::Article;

use crate::output;

/// Everything that can be found out.
pub(crate) fn gather(knowledge: Option<&Path>, models: Option<&Path>) -> anyhow::Result<Settings> {
    Ok(Settings {
        categories: knowledge.map(categories).transpose()?,
        models: models.map(read_models).transpose()?,
        channels: Some(channels()),
    })
}

/// Channels of this version. None of them shows markup.
fn channels() -> Vec<Channel> {
    let channel = |table: &&capabilities::Capabilities| Channel {
        name: table.channel.to_owned(),
        max_text: table.text.max,
        counts_utf16: table.text.unit == TextUnit::Utf16,
        shows_markup: false,
    };
    capabilities::ALL.iter().map(channel).collect()
}

/// Folders and categories of the articles in `dir`, with how many articles each has.
fn categories(dir: &Path) -> anyhow::Result<Vec<Category>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut todo = vec![PathBuf::new()];
    while let Some(folder) = todo.pop() {
        let full = dir.join(&folder);
        let failed = || format!("не удалось прочитать {}", full.display());
        for entry in fs::read_dir(&full).with_context(failed)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let inner = folder.join(&name);
            if name.starts_with('.') {
                continue;
            }
            if entry.path().is_dir() {
                counts.entry(name).or_default();
                todo.push(inner);
            } else if inner.extension().is_some_and(|ending| ending == "md") {
                count_article(dir, &inner, &mut counts)?;
            }
        }
    }
    Ok(counts.into_iter().map(|(name, articles)| Category { name, articles }).collect())
}

fn count_article(dir: &Path, path: &Path, counts: &mut BTreeMap<String, usize>) -> anyhow::Result<()> {
    let full = dir.join(path);
    let text =
        fs::read_to_string(&full).with_context(|| format!("не удалось прочитать {}", full.display()))?;
    let inner =
        path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    match Article::parse(&inner, &text) {
        Ok(article) => *counts.entry(article.category.to_string()).or_default() += 1,
        // The article is no flow's fault; the server refuses it with the same words.
        Err(error) => output::note(&format!("{}/{error}", dir.display())),
    }
    Ok(())
}

/// A model a line, its context window in tokens behind it; `#` begins a comment.
fn read_models(path: &Path) -> anyhow::Result<Vec<Model>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("не удалось прочитать {}", path.display()))?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let mut models = Vec::new();
    for (number, line) in lines.enumerate() {
        let mut words = line.split_whitespace();
        let Some(id) = words.next() else { continue };
        let context_tokens = words.next().map(str::parse).transpose().with_context(|| {
            format!("{}:{}: после модели ждали число токенов", path.display(), number + 1)
        })?;
        models.push(Model { id: id.to_owned(), context_tokens });
    }
    Ok(models)
}
