//! A conjunction: what each name can be, and which tests of texts hold.

use std::{collections::BTreeMap, sync::Arc};

use super::domain::{Domain, Values, Words};
use crate::expr::contains_folded;

/// A test that is not a matter of sets of values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    /// A text contains a part.
    Contains(Arc<str>, Arc<str>),
    /// A list holds a value.
    Holds(Arc<str>, String),
    /// A text matches a pattern.
    Matches(Arc<str>, String),
    /// Anything else, by how it reads.
    Other(String),
}

/// Everything that holds at once. An empty one holds always.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Clause {
    domains: BTreeMap<Arc<str>, Domain>,
    tests: BTreeMap<Test, bool>,
}

impl Clause {
    /// What `path` can be; `base` unless something is known.
    pub(crate) fn domain(&self, path: &str) -> Option<&Domain> {
        self.domains.get(path)
    }

    /// Says what `path` is, whatever was known.
    pub(crate) fn put(&mut self, path: &str, domain: Domain) {
        self.domains.insert(path.into(), domain);
    }

    /// Adds a fact; `None` when it contradicts what is known.
    pub(crate) fn with(mut self, path: &Arc<str>, fact: &Domain, base: impl Fn() -> Domain) -> Option<Self> {
        let known = self.domains.get(path).cloned().unwrap_or_else(base);
        let mut domain = known.and(fact);
        self.sift(path, &mut domain);
        if domain.is_empty() {
            return None;
        }
        self.domains.insert(Arc::clone(path), domain);
        Some(self)
    }

    /// Adds the result of a test; `None` when it contradicts what is known.
    pub(crate) fn with_test(mut self, test: Test, holds: bool) -> Option<Self> {
        if self.tests.get(&test).is_some_and(|known| *known != holds) || self.refutes(&test, holds) {
            return None;
        }
        let path = match &test {
            Test::Contains(path, _) => Some(Arc::clone(path)),
            _ => None,
        };
        self.tests.insert(test, holds);
        if let Some((path, mut domain)) =
            path.and_then(|path| Some((Arc::clone(&path), self.domains.get(&path)?.clone())))
        {
            self.sift(&path, &mut domain);
            if domain.is_empty() {
                return None;
            }
            self.domains.insert(path, domain);
        }
        Some(self)
    }

    /// A text that contains «доставка» contains «достав».
    fn refutes(&self, test: &Test, holds: bool) -> bool {
        let Test::Contains(path, part) = test else { return false };
        self.tests.iter().any(|(known, known_holds)| match known {
            Test::Contains(other, known_part) if other == path && *known_holds != holds => {
                let (longer, shorter) = if holds { (part, known_part) } else { (known_part, part) };
                contains_folded(longer, shorter)
            }
            _ => false,
        })
    }

    /// Drops the texts that do not pass the tests known.
    fn sift(&self, path: &str, domain: &mut Domain) {
        let Values::Words(Words::Only(words)) = &mut domain.values else { return };
        for (test, holds) in &self.tests {
            if let Test::Contains(of, part) = test
                && **of == *path
            {
                words.retain(|word| contains_folded(word, part) == *holds);
            }
        }
    }

    /// Forgets what is known of everything under these roots, such as `intent`.
    pub(crate) fn forget(&mut self, roots: &[&str]) {
        let under = |path: &str| roots.contains(&crate::names::root_of(path));
        self.domains.retain(|path, _| !under(path));
        self.tests.retain(|test, _| match test {
            Test::Contains(path, _) | Test::Holds(path, _) | Test::Matches(path, _) => !under(path),
            // What it is about is not known: forget it whenever anything changes.
            Test::Other(_) => roots.is_empty(),
        });
    }

    /// What holds in either.
    #[must_use]
    pub(crate) fn join(&self, other: &Self) -> Self {
        let domains = self.domains.iter().filter_map(|(path, one)| {
            let two = other.domains.get(path)?;
            Some((Arc::clone(path), one.or(two)))
        });
        let tests = self.tests.iter().filter(|(test, holds)| other.tests.get(*test) == Some(*holds));
        Self {
            domains: domains.collect(),
            tests: tests.map(|(test, holds)| (test.clone(), *holds)).collect(),
        }
    }
}
