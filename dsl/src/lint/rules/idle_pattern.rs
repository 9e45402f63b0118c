//! F418: a pattern that matches everything, or nothing.

use regex_syntax::hir::{Hir, HirKind, Look};

use super::patterns::{each, parsed};
use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F418" "idle-pattern" Warning in Nodes {
        ru: "Регулярное выражение подходит к любому тексту (может совпасть с пустым местом) или не подходит ни к какому (начало строки требуется после знаков). Проверка ничего не решает.",
        en: "The pattern fits every text (it may match an empty place) or none (it wants the beginning behind some characters). The check decides nothing.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text matches \"\\d*\"', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text matches \"\\d+\"', next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    each(subject, &mut |condition, pattern, span| {
        let Some(hir) = parsed(pattern) else { return };
        let place = subject.place(condition, span);
        if never(&hir) {
            found
                .add(place, "этому шаблону не подойдёт ни один текст", "no text fits this pattern")
                .help("проверьте, где стоят ^ и $", "look at where ^ and $ stand");
        } else if always(&hir) {
            found
                .add(place, "этому шаблону подойдёт любой текст", "every text fits this pattern")
                .help("вместо * нужно +, или добавьте ^ и $", "write + for *, or add ^ and $");
        }
    });
}

/// It matches the empty text at any place.
fn always(hir: &Hir) -> bool {
    let properties = hir.properties();
    properties.minimum_len() == Some(0) && properties.look_set().is_empty()
}

fn never(hir: &Hir) -> bool {
    hir.properties().minimum_len().is_none() || misplaced(hir)
}

/// The beginning is wanted behind something, or the end before it.
fn misplaced(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Capture(capture) => misplaced(&capture.sub),
        HirKind::Alternation(ways) => ways.iter().all(misplaced),
        HirKind::Concat(parts) => {
            let takes = |part: &Hir| part.properties().minimum_len().is_some_and(|length| length > 0);
            let is = |part: &Hir, look: Look| matches!(part.kind(), HirKind::Look(found) if *found == look);
            let indexed = || parts.iter().enumerate();
            parts.iter().any(misplaced)
                || indexed().any(|(at, part)| is(part, Look::Start) && parts.iter().take(at).any(takes))
                || indexed().any(|(at, part)| is(part, Look::End) && parts.iter().skip(at + 1).any(takes))
        }
        _ => false,
    }
}
