//! A conjunction: what each name can be, and which tests of texts hold.

use std::{rc::Rc, sync::Arc};

use super::domain::{Domain, Values, Words};
use crate::expr::contains_folded;

/// A test that is not a matter of sets of values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    /// A text contains a part.
    Contains(Arc<str>, Arc<str>),
    /// A list holds a value.
    Holds(Arc<str>, Arc<str>),
    /// A text matches a pattern.
    Matches(Arc<str>, Arc<str>),
    /// Anything else, by how it reads.
    Other(Arc<str>),
}

/// Everything that holds at once. An empty one holds always.
///
/// A clause is copied at every branch and exit and mostly changed in one name or none, so copies
/// share what they know until one of them learns more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clause {
    /// By name, in order.
    domains: Rc<Vec<(Arc<str>, Rc<Domain>)>>,
    /// In order, with their results.
    tests: Rc<Vec<(Test, bool)>>,
}

impl PartialEq for Clause {
    fn eq(&self, other: &Self) -> bool {
        (Rc::ptr_eq(&self.domains, &other.domains) || self.domains == other.domains)
            && (Rc::ptr_eq(&self.tests, &other.tests) || self.tests == other.tests)
    }
}

impl Clause {
    /// What `path` can be; `base` unless something is known.
    pub(crate) fn domain(&self, path: &str) -> Option<&Domain> {
        self.known(path).map(AsRef::as_ref)
    }

    fn known(&self, path: &str) -> Option<&Rc<Domain>> {
        self.place(path).ok().and_then(|at| self.domains.get(at)).map(|(_, domain)| domain)
    }

    /// Where `path` stands, or belongs.
    fn place(&self, path: &str) -> Result<usize, usize> {
        self.domains.binary_search_by(|(known, _)| (**known).cmp(path))
    }

    /// Says what `path` is, whatever was known.
    pub(crate) fn put(&mut self, path: &str, domain: Domain) {
        self.learn(path, || path.into(), domain);
    }

    fn learn(&mut self, path: &str, name: impl FnOnce() -> Arc<str>, domain: Domain) {
        let place = self.place(path);
        let domains = Rc::make_mut(&mut self.domains);
        match place {
            Ok(at) => {
                if let Some((_, known)) = domains.get_mut(at) {
                    *known = Rc::new(domain);
                }
            }
            Err(at) => domains.insert(at, (name(), Rc::new(domain))),
        }
    }

    /// Adds a fact; `None` when it contradicts what is known.
    pub(crate) fn with(mut self, path: &Arc<str>, fact: &Domain, base: &Domain) -> Option<Self> {
        let known = self.known(path);
        let mut domain = known.map_or(base, AsRef::as_ref).and(fact);
        self.sift(path, &mut domain);
        if domain.is_empty() {
            return None;
        }
        if known.is_none_or(|known| **known != domain) {
            self.learn(path, || Arc::clone(path), domain);
        }
        Some(self)
    }

    /// Adds the result of a test; `None` when it contradicts what is known.
    pub(crate) fn with_test(mut self, test: &Test, holds: bool) -> Option<Self> {
        let place = self.tests.binary_search_by(|(known, _)| known.cmp(test));
        match place {
            Ok(at) => return self.tests.get(at).is_some_and(|(_, known)| *known == holds).then_some(self),
            Err(_) if self.refutes(test, holds) => return None,
            Err(at) => Rc::make_mut(&mut self.tests).insert(at, (test.clone(), holds)),
        }
        if let Test::Contains(path, _) = test
            && let Some(known) = self.known(path)
        {
            let mut domain = Domain::clone(known);
            self.sift(path, &mut domain);
            if domain.is_empty() {
                return None;
            }
            self.learn(path, || Arc::clone(path), domain);
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
        for (test, holds) in self.tests.iter() {
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
        if self.domains.iter().any(|(path, _)| under(path)) {
            Rc::make_mut(&mut self.domains).retain(|(path, _)| !under(path));
        }
        let goes = |test: &Test| match test {
            Test::Contains(path, _) | Test::Holds(path, _) | Test::Matches(path, _) => under(path),
            // What it is about is not known: forget it whenever anything changes.
            Test::Other(_) => !roots.is_empty(),
        };
        if self.tests.iter().any(|(test, _)| goes(test)) {
            Rc::make_mut(&mut self.tests).retain(|(test, _)| !goes(test));
        }
    }

    /// Whatever fits this clause fits the other one: nothing is known there that is not known here.
    pub(crate) fn implies(&self, other: &Self) -> bool {
        let domains = Rc::ptr_eq(&self.domains, &other.domains)
            || other.domains.iter().all(|(path, wide)| {
                let narrow = self.known(path);
                narrow.is_some_and(|it| Rc::ptr_eq(it, wide) || it == wide || it.is_within(wide))
            });
        domains
            && (Rc::ptr_eq(&self.tests, &other.tests) || other.tests.iter().all(|it| self.tests.contains(it)))
    }

    /// What holds in either.
    #[must_use]
    pub(crate) fn join(&self, other: &Self) -> Self {
        if Rc::ptr_eq(&self.domains, &other.domains) && Rc::ptr_eq(&self.tests, &other.tests) {
            return self.clone();
        }
        let domains = self.domains.iter().filter_map(|(path, one)| {
            let two = other.known(path)?;
            let both = if Rc::ptr_eq(one, two) || one == two { Rc::clone(one) } else { Rc::new(one.or(two)) };
            Some((Arc::clone(path), both))
        });
        let tests = self.tests.iter().filter(|it| other.tests.contains(it)).cloned();
        Self { domains: Rc::new(domains.collect()), tests: Rc::new(tests.collect()) }
    }
}
