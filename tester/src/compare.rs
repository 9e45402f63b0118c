//! Expectations against what came.

use sufler_dsl::{
    dialog::{Expect, OwnerExpected, ReplyExpect, Spanned},
    source::Span,
};

use crate::{Expected, TurnReport};

/// Rounding must not fail a dialog.
const TOLERANCE: f64 = 1e-9;

/// A mismatch that does not know its turn and line yet.
pub(crate) struct Finding {
    pub(crate) about: Expected,
    pub(crate) expected: String,
    pub(crate) got: String,
    pub(crate) span: Span,
}

/// Everything that does not hold, in the order of the keys.
pub(crate) fn compare(expect: &Expect, turn: &TurnReport) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    findings.path(expect, turn);
    findings.understanding(expect, turn);
    if let Some(reply) = &expect.reply {
        findings.reply(&reply.value, &turn.replies.join("\n"));
    }
    findings.variables(expect, turn);
    findings.lead(expect, turn);
    findings.0
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, about: Expected, expected: impl Into<String>, got: impl Into<String>, span: Span) {
        self.0.push(Finding { about, expected: expected.into(), got: got.into(), span });
    }

    fn path(&mut self, expect: &Expect, turn: &TurnReport) {
        if let Some(Spanned { value, span }) = &expect.path
            && *value != turn.path
        {
            self.add(Expected::Path, value.join("\n"), turn.path.join("\n"), *span);
        }
    }

    fn understanding(&mut self, expect: &Expect, turn: &TurnReport) {
        if let Some(Spanned { value, span }) = &expect.intent
            && turn.intent.as_ref() != Some(value)
        {
            self.add(Expected::Intent, &**value, or_none(turn.intent.as_deref()), *span);
        }
        if let Some(Spanned { value: band, span }) = &expect.confidence {
            let inside = |it: f64| band.min - TOLERANCE <= it && it <= band.max + TOLERANCE;
            if !turn.confidence.is_some_and(inside) {
                let got = turn.confidence.map_or_else(|| or_none(None), |it| it.to_string());
                self.add(Expected::Confidence, format!("{}..{}", band.min, band.max), got, *span);
            }
        }
        if let Some(Spanned { value, span }) = &expect.hits {
            let missing = value.iter().any(|article| !turn.hits.iter().any(|hit| **hit == **article));
            if missing {
                self.add(Expected::Hits, value.join("\n"), turn.hits.join("\n"), *span);
            }
        }
    }

    fn reply(&mut self, expect: &ReplyExpect, reply: &str) {
        if let Some(Spanned { value, span }) = &expect.equals
            && value.trim_end() != reply.trim_end()
        {
            self.add(Expected::Reply, value, reply, *span);
        }
        let folded = fold(reply);
        for Spanned { value, span } in &expect.contains {
            if !folded.contains(&fold(value)) {
                self.add(Expected::Reply, format!("есть «{value}»"), reply, *span);
            }
        }
        for Spanned { value, span } in &expect.matches {
            if !value.is_match(reply) {
                self.add(Expected::Reply, format!("подходит под /{value}/"), reply, *span);
            }
        }
        for Spanned { value, span } in &expect.not_contains {
            if folded.contains(&fold(value)) {
                self.add(Expected::Reply, format!("нет «{value}»"), reply, *span);
            }
        }
    }

    fn variables(&mut self, expect: &Expect, turn: &TurnReport) {
        for (name, Spanned { value, span }) in &expect.variables {
            let got = turn.variables.get(name);
            if got != Some(value) {
                let got = got.map_or_else(|| or_none(None), ToString::to_string);
                self.add(Expected::Variable, format!("{name} = {value}"), format!("{name} = {got}"), *span);
            }
        }
    }

    fn lead(&mut self, expect: &Expect, turn: &TurnReport) {
        if let Some(Spanned { value, span }) = &expect.owner {
            let expected = *value == OwnerExpected::Operator;
            if expected != turn.operator_leads {
                self.add(Expected::Owner, owner(expected), owner(turn.operator_leads), *span);
            }
        }
        if let Some(Spanned { value, span }) = &expect.handoff {
            let got = turn.handoff.as_ref().map(|card| &*card.reason);
            if got != Some(value) {
                self.add(Expected::Handoff, &**value, or_none(got), *span);
            }
        }
    }
}

fn owner(operator: bool) -> &'static str {
    if operator { "operator" } else { "bot" }
}

fn or_none(text: Option<&str>) -> String {
    text.unwrap_or("—").to_owned()
}

/// Case and ё/е do not matter.
fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}
