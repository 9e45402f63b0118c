//! Start: where a turn enters.

use sufler_dsl::nodes::Start;

use crate::{What, machine::Went};

pub(super) fn enter(kind: &Start) -> Went {
    Went::next(What::Start, kind.next)
}
