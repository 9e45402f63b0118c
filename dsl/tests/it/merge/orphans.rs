//! Comments that belong to nothing, by their place or their indentation, between entries that both sides remove.

use sufler_dsl::{
    edit::{Op, Options, Path, Value, edit},
    merge::merge,
    source::Source,
    yaml,
};

const BASES: [&[&str]; 4] = [
    &["true: x", "two words:", "  a: 1", "  b: 2", "c: 3"],
    &["two words:", "  a: 1", "true: x"],
    &["a:", "two words:", "  a: 1", "true: x"],
    &["two words:", "  a:", "    - 1", "    - x: 2", "true:", "- 5", "- 6"],
];
const REMOVED: [&str; 6] = ["true", "two words", "two words.a", "two words.b", "c", "a"];

fn value_of(text: &str) -> Value {
    yaml::parse(&Source::new("f", text)).0.root.as_ref().map_or(Value::Null, Value::of)
}

/// The text without an entry; `None` where there is none.
fn without(text: &str, path: &str) -> Option<String> {
    let path: Path = path.parse().ok()?;
    let options = Options { confirm_alias: true, draft: true };
    edit(&Source::new("f", text), &[Op::Unset { path }], options).ok().map(|edited| edited.text)
}

fn assert_merges(base: &str) {
    for one in REMOVED {
        for two in REMOVED.iter().filter(|two| !two.starts_with(one) && !one.starts_with(**two)) {
            let (Some(ours), Some(theirs)) = (without(base, one), without(base, two)) else { continue };
            let Some(both) = without(&ours, two) else { continue };
            let source = |text: &str| Source::new("f", text);
            let merged = merge(&source(base), &source(&ours), &source(&theirs));
            let told = format!(
                "{one} and {two}\n--- base\n{base}\n--- ours\n{ours}\n--- theirs\n{theirs}\n--- merged\n{}",
                merged.text
            );
            assert!(merged.is_clean(), "{:?} of {told}", merged.conflicts);
            assert!(value_of(&merged.text).alike(&value_of(&both)), "{told}");
        }
    }
}

#[test]
fn removals_around_a_comment_of_any_indentation_merge() {
    for lines in BASES {
        for at in 0..=lines.len() {
            for indent in 0..6 {
                let mut text: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
                text.insert(at, format!("{}# note", " ".repeat(indent)));
                assert_merges(&(text.join("\n") + "\n"));
            }
        }
    }
}

#[test]
fn removals_around_two_comments_merge() {
    for lines in BASES {
        for (first, second) in
            (0..=lines.len()).flat_map(|first| (first..=lines.len()).map(move |it| (first, it)))
        {
            for (one, two) in [(0, 2), (2, 0), (1, 3), (3, 1), (4, 4)] {
                let mut text: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
                text.insert(second, format!("{}# second", " ".repeat(two)));
                text.insert(first, format!("{}# first", " ".repeat(one)));
                assert_merges(&(text.join("\n") + "\n"));
            }
        }
    }
}
