//! Expectations against what came.

use sufler_dsl::{
    dialog::{Expect, OwnerExpected, ReplyExpect, Spanned},
    source::Span,
};

use crate::{Expected, TurnReport, likeness};

/// Rounding must not fail a dialog.
const TOLERANCE: f64 = 1e-9;

/// A mismatch that does not know its turn and line yet.
pub(crate) struct Finding {
    pub(crate) about: Expected,
    /// Where it stands below its turn.
    pub(crate) key: String,
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
    findings.cost(expect, turn);
    findings.0
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(
        &mut self,
        about: Expected,
        key: &str,
        expected: impl Into<String>,
        got: impl Into<String>,
        span: Span,
    ) {
        let key = format!("expect.{key}");
        self.0.push(Finding { about, key, expected: expected.into(), got: got.into(), span });
    }

    fn path(&mut self, expect: &Expect, turn: &TurnReport) {
        if let Some(Spanned { value, span }) = &expect.path
            && *value != turn.path
        {
            self.add(Expected::Path, "path", value.join("\n"), turn.path.join("\n"), *span);
        }
    }

    fn understanding(&mut self, expect: &Expect, turn: &TurnReport) {
        if let Some(Spanned { value, span }) = &expect.intent
            && turn.intent.as_ref() != Some(value)
        {
            self.add(Expected::Intent, "intent", &**value, or_none(turn.intent.as_deref()), *span);
        }
        if let Some(Spanned { value: band, span }) = &expect.confidence {
            let inside = |it: f64| band.min - TOLERANCE <= it && it <= band.max + TOLERANCE;
            if !turn.confidence.is_some_and(inside) {
                let got = turn.confidence.map_or_else(|| or_none(None), |it| it.to_string());
                let expected = format!("{}..{}", band.min, band.max);
                self.add(Expected::Confidence, "confidence", expected, got, *span);
            }
        }
        if let Some(Spanned { value, span }) = &expect.hits {
            let missing = value.iter().any(|article| !turn.hits.iter().any(|hit| **hit == **article));
            if missing {
                self.add(Expected::Hits, "hits", value.join("\n"), turn.hits.join("\n"), *span);
            }
        }
    }

    fn reply(&mut self, expect: &ReplyExpect, reply: &str) {
        let shown = if reply.is_empty() { "бот молчит" } else { reply };
        if let Some(Spanned { value, span }) = &expect.equals
            && value.trim_end() != reply.trim_end()
        {
            self.add(Expected::Reply, "reply.equals", value, shown, *span);
        }
        let folded = fold(reply);
        for Spanned { value, span } in &expect.contains {
            if !folded.contains(&fold(value)) {
                self.add(Expected::Reply, "reply.contains", format!("есть «{value}»"), shown, *span);
            }
        }
        for Spanned { value, span } in &expect.matches {
            if !value.is_match(reply) {
                self.add(Expected::Reply, "reply.matches", format!("подходит под /{value}/"), shown, *span);
            }
        }
        for Spanned { value, span } in &expect.not_contains {
            if folded.contains(&fold(value)) {
                self.add(Expected::Reply, "reply.not_contains", format!("нет «{value}»"), shown, *span);
            }
        }
        if let Some(Spanned { value, span }) = &expect.similar {
            let found = likeness(&value.text, reply);
            if found + TOLERANCE < value.at_least {
                let expected = format!("похож на «{}» не меньше чем на {}", value.text, value.at_least);
                let got = format!("{shown} (сходство {found:.2})");
                self.add(Expected::Reply, "reply.similar", expected, got, *span);
            }
        }
        if let Some(Spanned { value, span }) = &expect.silent
            && *value != reply.is_empty()
        {
            let expected = if *value { "бот молчит" } else { "бот отвечает" };
            self.add(Expected::Reply, "reply.silent", expected, shown, *span);
        }
    }

    fn variables(&mut self, expect: &Expect, turn: &TurnReport) {
        for (name, Spanned { value, span }) in &expect.variables {
            let got = turn.variables.get(name);
            if got != Some(value) {
                let got = got.map_or_else(|| or_none(None), ToString::to_string);
                let key = format!("variables.{name}");
                self.add(
                    Expected::Variable,
                    &key,
                    format!("{name} = {value}"),
                    format!("{name} = {got}"),
                    *span,
                );
            }
        }
    }

    fn lead(&mut self, expect: &Expect, turn: &TurnReport) {
        if let Some(Spanned { value, span }) = &expect.owner {
            let expected = *value == OwnerExpected::Operator;
            if expected != turn.operator_leads {
                self.add(Expected::Owner, "owner", owner(expected), owner(turn.operator_leads), *span);
            }
        }
        if let Some(Spanned { value, span }) = &expect.handoff {
            let got = turn.handoff.as_ref().map(|card| &*card.reason);
            if got != Some(value) {
                self.add(Expected::Handoff, "handoff", &**value, or_none(got), *span);
            }
        }
        if let Some(Spanned { value, span }) = &expect.closed
            && *value != turn.closed
        {
            self.add(Expected::Closed, "closed", yes_no(*value), yes_no(turn.closed), *span);
        }
    }

    fn cost(&mut self, expect: &Expect, turn: &TurnReport) {
        let Some(Spanned { value: band, span }) = &expect.cost else { return };
        let cost = dollars(turn.cost_micros);
        if cost + TOLERANCE < band.min || cost > band.max + TOLERANCE {
            let expected = if band.max.is_finite() {
                format!("{}..{} $", band.min, band.max)
            } else {
                format!("от {} $", band.min)
            };
            self.add(Expected::Cost, "cost", expected, format!("{cost} $"), *span);
        }
    }
}

fn yes_no(value: bool) -> &'static str {
    if value { "да" } else { "нет" }
}

fn owner(operator: bool) -> &'static str {
    if operator { "operator" } else { "bot" }
}

/// US dollars of millionths.
#[expect(clippy::cast_precision_loss, reason = "a turn costs far less than 2^53 micros")]
pub(crate) fn dollars(micros: u64) -> f64 {
    micros as f64 / 1e6
}

fn or_none(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or("—").to_owned()
}

/// Case and ё/е do not matter.
fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}
