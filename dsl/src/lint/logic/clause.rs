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
    /// Shared: most clauses differ in one name.
    domains: BTreeMap<Arc<str>, Arc<Domain>>,
    tests: BTreeMap<Test, bool>,
}

impl Clause {
    /// What `path` can be; `base` unless something is known.
    pub(crate) fn domain(&self, path: &str) -> Option<&Domain> {
        self.domains.get(path).map(AsRef::as_ref)
    }

    /// Says what `path` is, whatever was known.
    pub(crate) fn put(&mut self, path: &str, domain: Domain) {
        self.domains.insert(path.into(), Arc::new(domain));
    }

    /// Adds a fact; `None` when it contradicts what is known.
    pub(crate) fn with(mut self, path: &Arc<str>, fact: &Domain, base: impl Fn() -> Domain) -> Option<Self> {
        let mut domain = match self.domains.get(path) {
            Some(known) => known.and(fact),
            None => base().and(fact),
        };
        self.sift(path, &mut domain);
        if domain.is_empty() {
            return None;
        }
        self.domains.insert(Arc::clone(path), Arc::new(domain));
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
            path.and_then(|path| Some((Arc::clone(&path), Domain::clone(self.domains.get(&path)?))))
        {
            self.sift(&path, &mut domain);
            if domain.is_empty() {
                return None;
            }
            self.domains.insert(path, Arc::new(domain));
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
            let both = if one == two { Arc::clone(one) } else { Arc::new(one.or(two)) };
            Some((Arc::clone(path), both))
        });
        let tests = self.tests.iter().filter(|(test, holds)| other.tests.get(*test) == Some(*holds));
        Self {
            domains: domains.collect(),
            tests: tests.map(|(test, holds)| (test.clone(), *holds)).collect(),
        }
    }
}
