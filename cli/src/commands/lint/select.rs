//! Which findings are wanted: families and codes.

use sufler_dsl::{
    diagnostic::{Code, Diagnostic},
    lint::Family,
};

/// A family or a code.
#[derive(Clone, Copy)]
pub(super) enum Topic {
    Family(Family),
    Code(Code),
}

/// Reads `safety` or `F411`.
pub(super) fn parse(text: &str) -> Result<Topic, String> {
    let family = Family::find(text).map(Topic::Family);
    family.or_else(|| Code::find(text).map(Topic::Code)).ok_or_else(|| {
        let all = Family::ALL.map(Family::name).join(", ");
        format!("«{text}» не семейство и не код; семейства: {all}")
    })
}

/// `--only` and `--skip`.
pub(super) struct Selection {
    pub(super) only: Vec<Topic>,
    pub(super) skip: Vec<Topic>,
}

impl Selection {
    /// Errors are always wanted: behind them nothing else is looked at.
    pub(super) fn wants(&self, found: &Diagnostic) -> bool {
        let is = |topic: &Topic| match topic {
            Topic::Family(family) => Family::of(found.code) == *family,
            Topic::Code(code) => found.code == *code,
        };
        let chosen = self.only.is_empty() || self.only.iter().any(is);
        found.is_error() || chosen && !self.skip.iter().any(is)
    }
}
