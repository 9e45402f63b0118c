//! F3xx: how nodes are joined.

super::codes! {
    UNREACHABLE_NODE = "F301" "unreachable-node" Warning in Nodes {
        ru: "Ни один переход, правило `always` или `on_error` не ведёт в этот узел: он никогда не сработает.",
        en: "No exit, `always` rule or `on_error` leads to this node: it never runs.",
        wrong: "start: {type: start, next: end}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
    }
    NO_WAY_OUT = "F302" "no-way-out" Error in Nodes {
        ru: "Из узла нельзя дойти ни до `end`, ни до `handoff`: ход никогда не закончится, и движок прервёт его на сотом шаге.",
        en: "Neither `end` nor `handoff` can be reached from this node: the turn never finishes and the engine stops it at step 100.",
        wrong: "start: {type: start, next: one}\none: {type: message, text: Раз, next: two}\ntwo: {type: message, text: Два, next: one}\n",
        right: "start: {type: start, next: one}\none: {type: message, text: Раз, next: two}\ntwo: {type: message, text: Два, next: end}\n",
    }
    NO_WAY_TO_HUMAN = "F303" "no-way-to-human" Warning in Flow {
        ru: "Сценарий ни при каких условиях не передаёт разговор оператору. Клиент, которому бот не помог, останется без ответа.",
        en: "Nothing in the flow ever hands the conversation to an operator. A customer whom the bot cannot help is left alone.",
        wrong: "flow: demo\nnodes:\n  start: {type: start, next: hello}\n  hello: {type: message, text: Здравствуйте!, next: end}\n  end: {type: end}\n",
        right: "flow: demo\nalways:\n  - {when: intent.asks_human, next: operator}\nnodes:\n  start: {type: start, next: hello}\n  hello: {type: message, text: Здравствуйте!, next: end}\n  operator: {type: handoff, reason: asked}\n  end: {type: end}\n",
    }
    LOOP_WITHOUT_WAIT = "F304" "loop-without-wait" Warning in Nodes {
        ru: "Узлы образуют круг, в котором бот ни разу не ждёт клиента: за один ход он может пройти по кругу много раз, пока движок не прервёт его на сотом шаге.",
        en: "Nodes form a loop in which the bot never waits for the customer: one turn may go round until the engine stops it at step 100.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: found}\nfound: {type: condition, branches: [{when: search.best > 0.5, next: end}], else: find}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: found}\nfound: {type: condition, branches: [{when: search.best > 0.5, next: end}], else: operator}\n",
    }
}
