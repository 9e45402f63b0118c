//! F313: a customer who asks for a person is not heard.

use crate::lint::{
    Findings,
    graphs::reach,
    logic::{Clause, Domain, Values},
    rule::rule,
    subject::{Subject, spot},
};

rule! {
    "F313" "unheard-request" Warning in Flow {
        ru: "Нет правила `always`, которое по просьбе клиента (`intent.asks_human`) сразу ведёт к оператору. Человек, который просит человека, будет и дальше говорить с ботом.",
        en: "No `always` rule leads to an operator at once when the customer asks for one (`intent.asks_human`). Someone who asks for a person goes on talking to the bot.",
        wrong: "flow: demo\nnodes:\n  start: {type: start, next: hello}\n  hello: {type: message, text: Здравствуйте!, next: end, on_error: operator}\n  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n",
        right: "flow: demo\nalways:\n  - {when: intent.asks_human, next: operator}\nnodes:\n  start: {type: start, next: hello}\n  hello: {type: message, text: Здравствуйте!, next: end}\n  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let hands_over = |ix| subject.node(ix).is_some_and(|node| node.role.hands_over || node.role.opaque);
    let Some(start) = subject.graph.start.and_then(|ix| subject.node(ix)) else { return };
    // A flow without any operator is told as such.
    if !subject.nodes.iter().any(|node| hands_over(node.ix)) {
        return;
    }
    let mut asking = Clause::default();
    asking.put("intent.asks_human", Domain::new(false, Values::Bool { yes: true, no: false }));
    let mut left = vec![asking];
    for (index, rule) in subject.branches(None).enumerate() {
        let certain = !subject.logic().can(&left, &rule.ast, false);
        let exit = format!("always[{index}].next");
        let target = subject.graph.edges.iter().find(|edge| edge.from.is_none() && edge.exit == exit);
        let helps = target
            .is_some_and(|edge| reach(subject, [edge.to], |_| true, |_| true).into_iter().any(hands_over));
        if certain && helps {
            return;
        }
        left = subject.logic().assume(left, &rule.ast, false);
    }
    let place = subject.root.get("always").map_or(start.id_span, spot);
    found
        .add(
            place,
            "просьбу позвать человека сценарий не слышит",
            "the flow does not hear a customer who asks for a person",
        )
        .help(
            "добавьте always: [{when: intent.asks_human, next: …}]",
            "add always: [{when: intent.asks_human, next: …}]",
        );
}
