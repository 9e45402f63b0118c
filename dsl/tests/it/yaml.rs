//! The tree: kinds, styles and places.

use sufler_dsl::{
    source::Source,
    yaml::{self, Kind, Node},
};

use super::{check_text, ids, rendered};

const TEXT: &str = "\
# head
a: plain text   # tail
b: 'it''s'
c:
  - x
  - {k: v, l: [1, \"два\"]}
d: |
  first

  second

e: >-  # folded > here
  one
  two
f:
g: &anchor {m: n}
h: *anchor
";

fn outline(source: &Source, node: &Node, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    let place = format!("{:?}", source.slice(node.span));
    let alias = if node.alias.is_some() { " alias" } else { "" };
    match &node.kind {
        Kind::Scalar(scalar) => {
            let content = source.slice(scalar.content);
            *out +=
                &format!("{pad}{:?} {:?} {place} content {content:?}{alias}\n", scalar.style, scalar.text);
        }
        Kind::Seq { style, items } => {
            *out += &format!("{pad}seq {style:?} {place}{alias}\n");
            items.iter().for_each(|item| outline(source, item, depth + 1, out));
        }
        Kind::Map { style, pairs } => {
            *out += &format!("{pad}map {style:?} {place}{alias}\n");
            for pair in pairs {
                outline(source, &pair.key, depth + 1, out);
                outline(source, &pair.value, depth + 2, out);
            }
        }
    }
}

#[test]
fn everything_knows_its_place() {
    for (name, text) in
        [("lf", TEXT.to_owned()), ("crlf", TEXT.replace('\n', "\r\n")), ("bom", format!("\u{feff}{TEXT}"))]
    {
        let source = Source::new("f", text);
        let (tree, found) = yaml::parse(&source);
        assert!(found.is_empty(), "{found:?}");
        let mut out = String::new();
        outline(&source, tree.root.as_ref().expect("a root"), 0, &mut out);
        for comment in &tree.comments {
            out += &format!("{:?}\n", source.slice(comment.span));
        }
        insta::assert_snapshot!(format!("tree-{name}"), out);
    }
}

#[test]
fn a_broken_text_still_gives_a_tree() {
    let source = Source::new("f", "flow: a\nnodes:\n  start: {type: start\nend: [");
    let (tree, found) = yaml::parse(&source);
    assert_eq!(ids(&found), ["F101"]);
    let root = tree.root.expect("a tree");
    assert_eq!(root.get("flow").and_then(Node::as_text), Some("a"));
}

#[test]
fn places_inside_texts_of_several_lines() {
    let text = "flow: a\nnodes:\n  start: {type: start, next: say}\n  say:\n    type: message\n    text: |\n      Здравствуйте!\n        Это {{ contact.nmae }}.\n    next: op\n  op: {type: handoff, reason: x}\n";
    let found = check_text(text).diagnostics;
    insta::assert_snapshot!(rendered("flow.yaml", text, &found));
}

#[test]
fn tabs_matter_only_where_they_indent() {
    let good = "flow: a\n\t# a comment\nnodes:\n  start:\t{type: start, next: op}\t# tail\n  op:\n    type: handoff\n    reason: x\n    say: |\n      раз\n      \tдва\n";
    assert!(
        check_text(good).diagnostics.is_empty(),
        "{}",
        rendered("f", good, &check_text(good).diagnostics)
    );
    let bad = "flow: a\nnodes:\n\tstart: {type: start, next: op}\n\top: {type: handoff, reason: x}\n";
    assert_eq!(ids(&check_text(bad).diagnostics), ["F102", "F102"]);
}

#[test]
fn alias_bombs_are_refused_quickly() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let items = vec![format!("*a{}", n - 1); 10].join(", ");
        text += &format!("a{n}: &a{n} [{items}]\n");
    }
    assert!(ids(&check_text(&text).diagnostics).contains(&"F107"));
}
