//! F419: repetitions within repetitions.

use regex_syntax::hir::{Hir, HirKind};

use super::patterns::{each, parsed};
use crate::lint::{Findings, rule::rule, subject::Subject};

/// Steps that a pattern may unfold to.
const MAX_STEPS: u64 = 1000;

rule! {
    "F419" "heavy-pattern" Warning in Nodes {
        ru: "В регулярном выражении повторение стоит внутри повторения (`(а+)+`) или счётчики раскрываются больше чем в тысячу шагов. Такое выражение почти всегда можно записать проще, а другие программы на нём зависают: его нельзя переносить.",
        en: "The pattern repeats a repetition (`(a+)+`), or its counters unfold to more than a thousand steps. It can nearly always be written simpler, and other programs hang on it: it cannot be taken elsewhere.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text matches \"(\\d+)+руб\"', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text matches \"\\d+руб\"', next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    each(subject, &mut |condition, pattern, span| {
        let heavy = parsed(pattern).is_some_and(|hir| nested(&hir, false) || steps(&hir) > MAX_STEPS);
        if heavy {
            found
                .add(
                    subject.place(condition, span),
                    "в шаблоне повторение внутри повторения или слишком большие счётчики",
                    "the pattern repeats a repetition, or counts too far",
                )
                .help("оставьте одно повторение", "keep one repetition");
        }
    });
}

/// Something without an upper limit is repeated without one, and nothing else stands beside it.
fn nested(hir: &Hir, inside: bool) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let endless = repetition.max.is_none();
            inside && endless || nested(&repetition.sub, endless)
        }
        HirKind::Capture(capture) => nested(&capture.sub, inside),
        HirKind::Concat(parts) => parts.iter().any(|part| nested(part, false)),
        HirKind::Alternation(ways) => ways.iter().any(|way| nested(way, inside)),
        _ => false,
    }
}

fn steps(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let times = u64::from(repetition.max.unwrap_or(repetition.min).max(1));
            steps(&repetition.sub).saturating_mul(times)
        }
        HirKind::Capture(capture) => steps(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(steps).fold(0, u64::saturating_add)
        }
        _ => 1,
    }
}
