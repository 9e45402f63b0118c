//! F607: the lowest level leads where `else` leads.

use crate::{
    edit::Op,
    lint::{
        Findings,
        paths::borders,
        rule::rule,
        subject::{Subject, spot},
    },
    yaml::Node,
};

rule! {
    "F607" "idle-else" Warning in Nodes {
        ru: "Низший уровень ведёт туда же, куда `else`: граница между ними ничего не решает.",
        en: "The lowest level leads where `else` leads: the border between them decides nothing.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Цена}}, next: sure}\nsure: {type: confidence, levels: [{at_least: 0.8, next: end}, {at_least: 0.4, next: operator}], else: operator}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Цена}}, next: sure}\nsure: {type: confidence, levels: [{at_least: 0.8, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("confidence") {
        let levels = node.field("levels").and_then(Node::as_seq).unwrap_or_default();
        let all = borders(node);
        let lowest = all.iter().enumerate().min_by(|(_, one), (_, two)| one.0.total_cmp(&two.0));
        let Some((index, _)) = lowest.filter(|_| all.len() == levels.len() && all.len() > 1) else {
            continue;
        };
        let Some(level) = levels.get(index) else { continue };
        if level.get("next").and_then(Node::as_text) != node.text("else") {
            continue;
        }
        let op = Op::Unset { path: node.path().key("levels").index(index) };
        found
            .add(
                spot(level),
                "низший уровень ведёт туда же, куда else",
                "the lowest level leads where `else` leads",
            )
            .help("уберите уровень или ведите его в другое место", "remove the level, or lead it elsewhere")
            .fix("убрать уровень", "remove the level", vec![op]);
    }
}
