//! The arrows of docs/architecture.md, enforced over the workspace's own metadata.
#![expect(clippy::expect_used, reason = "a failing test says why")]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

/// Who may know whom. Leaves never see each other.
const ARROWS: &[(&str, &[&str])] = &[
    ("sufler-dsl", &[]),
    ("sufler-lsp", &["sufler-dsl"]),
    ("sufler-engine", &["sufler-dsl"]),
    ("sufler-tester", &["sufler-dsl", "sufler-engine"]),
    ("sufler-channels", &[]),
    ("sufler-llm", &[]),
    ("sufler-retrieval", &[]),
    ("sufler-store", &[]),
    ("sufler-sandbox", &[]),
    (
        "sufler-server",
        &[
            "sufler-dsl",
            "sufler-lsp",
            "sufler-engine",
            "sufler-tester",
            "sufler-channels",
            "sufler-llm",
            "sufler-retrieval",
            "sufler-store",
        ],
    ),
];

/// Crates that would let the outside world into the pure core. Not among them: jiff, with which `dsl` reads and `tester`
/// writes times; its clock is banned by their `clippy.toml`.
const IMPURE: &[&str] =
    &["tokio", "sqlx", "rusqlite", "reqwest", "axum", "notify", "tracing", "rand", "uuid"];

fn metadata() -> Metadata {
    MetadataCommand::new().exec().expect("cargo metadata")
}

fn own_dependencies(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let packages = metadata.workspace_packages();
    let names: BTreeSet<_> = packages.iter().map(|p| p.name.to_string()).collect();
    packages
        .iter()
        .map(|package| {
            let own = package
                .dependencies
                .iter()
                .filter(|d| d.kind == DependencyKind::Normal && names.contains(&d.name))
                .map(|d| d.name.clone())
                .collect();
            (package.name.to_string(), own)
        })
        .collect()
}

#[test]
fn arrows_point_only_where_the_architecture_says() {
    let found = own_dependencies(&metadata());
    for (name, allowed) in ARROWS {
        let allowed: BTreeSet<String> = allowed.iter().map(ToString::to_string).collect();
        let extra: Vec<_> = found[*name].difference(&allowed).collect();
        assert!(extra.is_empty(), "{name} must not depend on {extra:?}; see docs/architecture.md");
    }
}

#[test]
fn every_crate_has_its_place_in_the_list() {
    let known: BTreeSet<_> = ARROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    // These wire things together or measure them, so they may know everything.
    let free: BTreeSet<_> = ["sufler", "sufler-benches", "sufler-tests"].map(str::to_owned).into();
    let found: BTreeSet<_> = own_dependencies(&metadata()).into_keys().collect();
    assert_eq!(found, known.union(&free).cloned().collect());
}

#[test]
fn the_core_stays_pure() {
    let metadata = metadata();
    let graph = metadata.resolve.as_ref().expect("a resolved graph");
    let name_of: BTreeMap<&PackageId, &str> =
        metadata.packages.iter().map(|p| (&p.id, p.name.as_str())).collect();
    for core in ["sufler-dsl", "sufler-engine", "sufler-tester"] {
        let mut todo: Vec<&PackageId> =
            name_of.iter().filter(|(_, name)| **name == core).map(|(id, _)| *id).collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = todo.pop() {
            if !seen.insert(id) {
                continue;
            }
            let name = name_of[id];
            assert!(
                !IMPURE.contains(&name),
                "{core} reaches {name}: the core does no I/O and reads no clock"
            );
            let node = graph.nodes.iter().find(|n| &n.id == id).expect("a node for every package");
            let normal =
                node.deps.iter().filter(|d| d.dep_kinds.iter().any(|k| k.kind == DependencyKind::Normal));
            todo.extend(normal.map(|d| &d.pkg));
        }
    }
}
