//! A knowledge article: Markdown with front matter.
//!
//! ```text
//! ---
//! title: Доставка по России
//! category: delivery        # default: the folder of the file
//! tags: [СДЭК, ПЭК]
//! id: delivery-regions      # default: the path without .md
//! ---
//! Отправляем …
//! ```

use std::{collections::HashMap, sync::Arc};

use serde::Deserialize;
use sha2::{Digest, Sha256};

/// One article, parsed from the text of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// `id:` of the front matter, else the path without `.md`: stable name for citations.
    pub id: Arc<str>,
    /// `title:`; never empty.
    pub title: Arc<str>,
    /// `category:`, else the folder of the file.
    pub category: Arc<str>,
    /// `tags:`; searched like the title.
    pub tags: Vec<String>,
    /// Markdown after the front matter.
    pub body: String,
    /// Path inside the knowledge folder, with `/`.
    pub path: String,
    /// First 16 hex digits of the SHA-256 of the file's bytes.
    pub version: Arc<str>,
}

/// Why a file is not an article. `Display` reads `path:line:column: message (help)`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {message} ({help})")]
pub struct ArticleError {
    /// Path as given to [`Article::parse`].
    pub path: String,
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// Stable code such as `article.title_missing`.
    pub code: &'static str,
    /// What is wrong, in Russian.
    pub message: String,
    /// What to do, in Russian.
    pub help: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: Option<String>,
    category: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    id: Option<String>,
}

impl Article {
    /// Reads an article from its path inside the knowledge folder (`delivery/regions.md`) and the
    /// text of the file.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn parse(path: &str, text: &str) -> Result<Self, ArticleError> {
        let fail = Fail { path };
        let (yaml, body, body_line) = cut(text, &fail)?;
        let matter = read(yaml, &fail)?;
        let title = filled(matter.title).ok_or_else(|| {
            fail.at(
                1,
                1,
                "article.title_missing",
                "У статьи нет заголовка",
                "добавьте строку «title: …» между «---»",
            )
        })?;
        if body.trim().is_empty() {
            return Err(fail.at(
                body_line,
                1,
                "article.empty",
                "В статье нет текста",
                "напишите текст после второй строки «---»",
            ));
        }
        let name = path.strip_suffix(".md").unwrap_or(path);
        let category = filled(matter.category).or_else(|| folder(path)).ok_or_else(|| {
            fail.at(
                1,
                1,
                "article.category_missing",
                "Не понятно, к какой категории относится статья",
                "положите файл в папку категории или добавьте строку «category: …»",
            )
        })?;
        Ok(Self {
            id: filled(matter.id).as_deref().unwrap_or(name).into(),
            title: title.into(),
            category: category.into(),
            tags: matter.tags,
            body: body.to_owned(),
            path: path.to_owned(),
            version: hex::encode(Sha256::digest(text.as_bytes())).chars().take(16).collect::<String>().into(),
        })
    }

    /// Articles that claim the id of another one: citations would not tell them apart.
    pub fn id_conflicts(articles: &[Self]) -> Vec<ArticleError> {
        let mut owners: HashMap<&str, &str> = HashMap::new();
        let mut conflicts = Vec::new();
        for article in articles {
            if let Some(owner) = owners.insert(&article.id, &article.path) {
                let message = format!("Идентификатор «{}» уже занят статьёй {owner}", article.id);
                conflicts.push(Fail { path: &article.path }.at(
                    1,
                    1,
                    "article.id_taken",
                    message,
                    "задайте другой «id:»",
                ));
            }
        }
        conflicts
    }
}

/// Builds errors of one file.
struct Fail<'a> {
    path: &'a str,
}

impl Fail<'_> {
    fn at(
        &self,
        line: usize,
        column: usize,
        code: &'static str,
        message: impl Into<String>,
        help: &str,
    ) -> ArticleError {
        ArticleError {
            path: self.path.to_owned(),
            line,
            column,
            code,
            message: message.into(),
            help: help.to_owned(),
        }
    }
}

/// Front matter, body and the body's first line.
fn cut<'t>(text: &'t str, fail: &Fail<'_>) -> Result<(&'t str, &'t str, usize), ArticleError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        return Err(fail.at(
            1,
            1,
            "article.no_front_matter",
            "Статья должна начинаться со строки «---»",
            "начните файл так: «---», «title: Название», «---», затем текст",
        ));
    }
    let mut end = first.len();
    for (number, line) in lines.enumerate() {
        if line.trim_end() == "---" {
            let yaml = text.get(first.len()..end).unwrap_or_default();
            return Ok((yaml, text.get(end + line.len()..).unwrap_or_default(), number + 3));
        }
        end += line.len();
    }
    Err(fail.at(
        1,
        1,
        "article.front_matter_open",
        "Шапка статьи не закрыта",
        "поставьте вторую строку «---» перед текстом",
    ))
}

fn read(yaml: &str, fail: &Fail<'_>) -> Result<FrontMatter, ArticleError> {
    if yaml.trim().is_empty() {
        return Ok(FrontMatter { title: None, category: None, tags: Vec::new(), id: None });
    }
    let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false };
    serde_saphyr::from_str_with_options(yaml, options).map_err(|error| {
        // One line more: the opening `---` is not part of the YAML.
        let (line, column) =
            error.location().map_or((2, 1), |at| (at.line() as usize + 1, at.column() as usize));
        let message = format!("Шапка статьи не читается: {}", without_place(&error.to_string()));
        fail.at(
            line,
            column,
            "article.front_matter",
            message,
            "допустимы поля title, category, tags и id; тексты с двоеточием берите в кавычки",
        )
    })
}

/// The parser's words without its own line and column, which count from the opening `---`.
fn without_place(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.split(" at line ").next().unwrap_or(line)
}

fn filled(value: Option<String>) -> Option<String> {
    value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn folder(path: &str) -> Option<String> {
    let (folder, _) = path.rsplit_once('/')?;
    filled(folder.rsplit('/').next().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_and_the_path_are_defaults() {
        let article =
            Article::parse("shop/delivery/regions.md", "---\ntitle: Доставка\n---\nТекст\n").unwrap();
        assert_eq!((&*article.id, &*article.category), ("shop/delivery/regions", "delivery"));
        assert_eq!((&*article.body, article.version.len()), ("Текст\n", 16));
    }

    #[test]
    fn front_matter_overrides_and_crlf_and_bom_are_fine() {
        let text = "\u{feff}---\r\ntitle: 'Цена: сколько'\r\ncategory: prices\r\ntags: [цена, прайс]\r\nid: p1\r\n---\r\nТекст\r\n";
        let article = Article::parse("a.md", text).unwrap();
        assert_eq!((&*article.id, &*article.category, &*article.title), ("p1", "prices", "Цена: сколько"));
        assert_eq!(article.tags, ["цена", "прайс"]);
    }

    #[test]
    fn the_version_follows_the_bytes() {
        let version =
            |body: &str| Article::parse("a/b.md", &format!("---\ntitle: x\n---\n{body}")).unwrap().version;
        assert_eq!(version("один"), version("один"));
        assert_ne!(version("один"), version("два"));
    }

    #[test]
    fn errors_say_where_and_what_to_do() {
        let broken = [
            "# Доставка\nтекст",
            "---\ntitle: Доставка\nтекст",
            "---\ntags: [а]\n---\nтекст",
            "---\n---\nтекст",
            "---\ntitle: Доставка\n---\n  \n",
            "---\ntitle: Доставка\nauthor: Пётр\n---\nтекст",
            "---\ntitle: Цена: сколько\n---\nтекст",
            "---\ntitle: Доставка\ntags: {a: 1}\n---\nтекст",
            "---\ntitle: Доставка\n---\nтекст",
        ];
        let shown = broken.map(|text| {
            let error = Article::parse("about.md", text).unwrap_err();
            format!("{text:?}\n  {} {error}", error.code)
        });
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn two_articles_may_not_share_an_id() {
        let article = |path: &str| Article::parse(path, "---\ntitle: x\nid: same\n---\nтекст").unwrap();
        let conflicts = Article::id_conflicts(&[article("a/1.md"), article("a/2.md")]);
        assert_eq!(
            conflicts.first().map(|e| (e.code, e.path.as_str())),
            Some(("article.id_taken", "a/2.md"))
        );
    }
}
