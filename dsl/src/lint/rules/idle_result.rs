//! F309: something is computed and nobody looks at it.

use crate::{
    lint::{
        Findings,
        graphs::{behind, reach},
        paths::confidence_of,
        rule::rule,
        subject::{NodeView, Subject},
    },
    names::{Computed, root_of},
};

rule! {
    "F309" "idle-result" Warning in Nodes {
        ru: "Узел что-то вычисляет (интент, отрывки), но дальше ни условие, ни уверенность, ни ответ, ни оператор этим не пользуются. Каждый раз это время, а у модели и деньги.",
        en: "The node computes something (an intent, passages) that no condition, confidence, answer or operator uses behind it. It costs time every time, and money where a model is asked.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in &subject.nodes {
        let Some(computed) = node.kind.and_then(|kind| kind.computes) else { continue };
        // A reply has served when it was said.
        if computed == Computed::Answer {
            continue;
        }
        let overwrites = |it: &NodeView<'_>| it.kind.and_then(|kind| kind.computes) == Some(computed);
        let mut ahead = behind(subject, node, |it| !overwrites(it) && !it.role.waits);
        let waits: Vec<_> =
            ahead.iter().copied().filter(|ix| subject.node(*ix).is_some_and(|it| it.role.waits)).collect();
        ahead.extend(reach(subject, waits, |_| true, |it| !overwrites(it)));
        if ahead.iter().any(|ix| subject.node(*ix).is_some_and(|it| reads(subject, it, computed))) {
            continue;
        }
        let root = computed.root();
        found
            .add(
                node.id_span,
                format!("результат узла «{}» ({root}) никому не нужен", node.id),
                format!("nobody uses what `{}` computes ({root})", node.id),
            )
            .help(
                "уберите узел или проверьте результат условием",
                "remove it, or look at the result in a condition",
            );
    }
}

fn reads(subject: &Subject<'_>, node: &NodeView<'_>, computed: Computed) -> bool {
    let root = computed.root();
    let in_condition = subject.conditions.iter().filter(|it| it.owner == Some(node.ix));
    let in_text = subject.texts.iter().filter(|it| it.owner == node.ix);
    node.role.opaque
        || node.role.hands_over
        || node.is("ai_response")
        || node.is("confidence") && root_of(confidence_of(node)) == root
        || in_condition.flat_map(|it| it.ast.names()).any(|(name, _)| root_of(name) == root)
        || in_text.flat_map(|it| &it.names).any(|name| root_of(name) == root)
}
