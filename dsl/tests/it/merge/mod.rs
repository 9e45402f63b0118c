//! Three-way merge.

mod generated;
mod orphans;
mod table;

use sufler_dsl::{
    merge::{Merged, merge},
    source::Source,
};

fn merged(base: &str, ours: &str, theirs: &str) -> Merged {
    let source = |text: &str| Source::new("flow.yaml", text);
    merge(&source(base), &source(ours), &source(theirs))
}
