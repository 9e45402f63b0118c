//! The knowledge base in use: all articles of the folder, indexed, swapped as one.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use arc_swap::ArcSwap;
use sufler_retrieval::{Article, ArticleError, Index};

use super::files::{self, TextFile};
use crate::http::runtime_port::FlowProblem;

/// Articles made searchable, with the problems of the folder on disk.
#[derive(Default)]
pub struct Knowledge {
    /// What searches use.
    pub index: Index,
    /// Problems of the files on disk; while there are any, `index` is the last good one.
    pub problems: Vec<FlowProblem>,
    fingerprint: u64,
}

/// The folder of articles and what became of it.
pub struct KnowledgeLibrary {
    dir: PathBuf,
    current: ArcSwap<Knowledge>,
}

impl KnowledgeLibrary {
    /// Reads the folder; broken articles are left out at the first load and reported.
    pub fn open(dir: &Path) -> Self {
        let library = Self { dir: dir.to_path_buf(), current: ArcSwap::default() };
        library.reload();
        library
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The index in use.
    pub fn current(&self) -> Arc<Knowledge> {
        self.current.load_full()
    }

    /// Reads the folder again. Whole and valid: swapped in. Otherwise the last good index stays. Says whether the
    /// index in use changed.
    pub fn reload(&self) -> bool {
        let files = match files::read_all(&self.dir, |path| path.ends_with(".md")) {
            Ok(files) => files,
            Err(error) => {
                self.report_unreadable(&error);
                return false;
            }
        };
        let before = self.current.load_full();
        let fingerprint = files::fingerprint(&files);
        if before.fingerprint == fingerprint {
            return false;
        }
        let (articles, problems) = parse(&files);
        for problem in &problems {
            tracing::error!(
                file = problem.file,
                line = problem.line,
                column = problem.column,
                code = problem.code,
                help = problem.help,
                "{}",
                problem.message
            );
        }
        let first = before.index.articles().is_empty();
        let usable = problems.is_empty() || first;
        if usable {
            let index = Index::build(articles);
            tracing::info!(articles = index.articles().len(), "Knowledge loaded.");
            self.current.store(Arc::new(Knowledge { index, problems, fingerprint }));
        } else {
            let kept = before.index.articles().to_vec();
            self.current.store(Arc::new(Knowledge { index: Index::build(kept), problems, fingerprint }));
        }
        usable
    }

    fn report_unreadable(&self, error: &io::Error) {
        tracing::error!(dir = %self.dir.display(), %error, "Can't read the knowledge folder; the last articles stay.");
    }
}

fn parse(files: &[TextFile]) -> (Vec<Article>, Vec<FlowProblem>) {
    let mut articles = Vec::with_capacity(files.len());
    let mut problems = Vec::new();
    for file in files {
        match file.text().map(|text| Article::parse(&file.path, text)) {
            Ok(Ok(article)) => articles.push(article),
            Ok(Err(error)) => problems.push(article_problem(error)),
            Err(message) => problems.push(encoding_problem(file, message)),
        }
    }
    problems.extend(Article::id_conflicts(&articles).into_iter().map(article_problem));
    (articles, problems)
}

fn article_problem(error: ArticleError) -> FlowProblem {
    FlowProblem {
        file: error.path,
        line: error.line,
        column: error.column,
        code: error.code.to_owned(),
        severity: "error".to_owned(),
        message: error.message,
        help: Some(error.help),
    }
}

fn encoding_problem(file: &TextFile, message: String) -> FlowProblem {
    FlowProblem {
        file: file.path.clone(),
        line: 1,
        column: 1,
        code: "article.encoding".to_owned(),
        severity: "error".to_owned(),
        message,
        help: Some("Сохраните файл в кодировке UTF-8.".to_owned()),
    }
}
