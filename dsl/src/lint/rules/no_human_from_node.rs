//! F305: a node from which people are out of reach.

use crate::lint::{Findings, graphs::reach, rule::rule, subject::Subject};

rule! {
    "F305" "no-human-from-node" Warning in Flow {
        ru: "Из узла нельзя попасть к оператору ни по одному переходу, ни при сбое, и ни одно правило `always` к нему не ведёт. Клиент, попавший сюда, останется с ботом, что бы ни случилось.",
        en: "No exit of this node, no failure and no `always` rule ever leads to an operator. A customer who gets here stays with the bot whatever happens.",
        wrong: "flow: demo\nnodes:\n  start: {type: start, next: which}\n  which: {type: condition, branches: [{when: message.images > 0, next: photo}], else: operator}\n  photo: {type: message, text: Посмотрим фото., next: end}\n  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n",
        right: "flow: demo\nalways:\n  - {when: intent.asks_human, next: operator}\nnodes:\n  start: {type: start, next: which}\n  which: {type: condition, branches: [{when: message.images > 0, next: photo}], else: operator}\n  photo: {type: message, text: Посмотрим фото., next: end}\n  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let graph = subject.graph;
    let hands_over = |ix| subject.node(ix).is_some_and(|node| node.role.hands_over || node.role.opaque);
    let rules = graph.edges.iter().filter(|edge| edge.from.is_none() && edge.exit.starts_with("always"));
    let rescued = reach(subject, rules.map(|edge| edge.to), |_| true, |_| true).into_iter().any(hands_over);
    // A flow without any operator is told as a whole.
    if rescued
        || graph.nodes.iter().any(|node| node.broken)
        || !subject.nodes.iter().any(|it| it.role.hands_over)
    {
        return;
    }
    let reached = reach(subject, graph.start, |_| true, |_| true);
    for node in subject.nodes.iter().filter(|node| reached.contains(&node.ix) && !node.is("end")) {
        let failure = subject.on_error(node.ix).filter(|_| node.role.may_fail || node.role.says);
        let ahead = reach(subject, [node.ix].into_iter().chain(failure), |_| true, |_| true);
        if ahead.into_iter().any(hands_over) {
            continue;
        }
        found
            .add(
                node.id_span,
                format!("из узла «{}» нельзя попасть к оператору", node.id),
                format!("no operator can be reached from `{}`", node.id),
            )
            .help(
                "добавьте правило always: {when: intent.asks_human, next: …} или переход к handoff",
                "add a rule always: {when: intent.asks_human, next: …}, or an exit to a handoff",
            );
    }
}
