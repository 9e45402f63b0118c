//! F6xx: levels of `confidence` nodes.

super::codes! {
    LEVEL_OVERLAP = "F601" "level-overlap" Error in Nodes {
        ru: "Два уровня начинаются с одного значения: второй никогда не сработает.",
        en: "Two levels begin at the same value: the second never applies.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}}, next: sure}\nsure: {type: confidence, of: intent, levels: [{at_least: 0.5, next: end}, {at_least: 0.5, next: operator}], else: operator}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}}, next: sure}\nsure: {type: confidence, of: intent, levels: [{at_least: 0.7, next: end}, {at_least: 0.5, next: operator}], else: operator}\n",
    }
    LEVEL_ORDER = "F602" "level-order" Warning in Nodes {
        ru: "Уровни записаны не от высшего к низшему. Сработает высший подходящий, но читается это как обратное.",
        en: "Levels are not written from the highest down. The highest that fits applies, but it reads the other way round.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}}, next: sure}\nsure: {type: confidence, of: intent, levels: [{at_least: 0.4, next: operator}, {at_least: 0.8, next: end}], else: operator}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}}, next: sure}\nsure: {type: confidence, of: intent, levels: [{at_least: 0.8, next: end}, {at_least: 0.4, next: operator}], else: operator}\n",
    }
    UNREACHABLE_ELSE = "F603" "unreachable-else" Warning in Nodes {
        ru: "Один из уровней начинается с нуля и забирает всё: переход `else` никогда не сработает.",
        en: "A level begins at zero and takes everything: the `else` exit never applies.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}}, next: sure}\nsure: {type: confidence, of: intent, levels: [{at_least: 0, next: end}], else: operator}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}}, next: sure}\nsure: {type: confidence, of: intent, levels: [{at_least: 0.5, next: end}], else: operator}\n",
    }
    IDLE_LEVEL = "F604" "idle-level" Warning in Nodes {
        ru: "Соседние уровни ведут в один узел: граница между ними ничего не решает.",
        en: "Neighbouring levels lead to the same node: the border between them decides nothing.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}}, next: sure}\nsure: {type: confidence, of: intent, levels: [{at_least: 0.8, next: end}, {at_least: 0.4, next: end}], else: operator}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}}, next: sure}\nsure: {type: confidence, of: intent, levels: [{at_least: 0.4, next: end}], else: operator}\n",
    }
    CONFIDENCE_NOT_COMPUTED = "F605" "confidence-not-computed" Warning in Nodes {
        ru: "Узел проверяет уверенность, которая вычислена не на каждом пути сюда. Без неё он уходит по `else`.",
        en: "The node checks a confidence that is not computed on every path to it. Without one it takes `else`.",
        wrong: "start: {type: start, next: sure}\nsure: {type: confidence, of: search, levels: [{at_least: 0.5, next: end}], else: operator}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: sure}\nsure: {type: confidence, of: search, levels: [{at_least: 0.5, next: end}], else: operator}\n",
    }
}
