//! F5xx: texts with places.

super::codes! {
    TEMPLATE_SYNTAX = "F501" "template-syntax" Error in Nodes {
        ru: "Вставка `{{ … }}` или блок `{% … %}` не читается: не закрыты скобки или неизвестен блок.",
        en: "A `{{ … }}` place or `{% … %}` block cannot be read: an open bracket or an unknown block.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Здравствуйте, {{ contact.name }!', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: 'Здравствуйте, {{ contact.name }}!', next: end}\n",
    }
    UNKNOWN_TEMPLATE_NAME = "F502" "unknown-template-name" Error in Nodes {
        ru: "В тексте названо то, чего нет среди данных разговора и объявленных переменных.",
        en: "The text names something that is neither a fact of the conversation nor a declared variable.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Здравствуйте, {{ contact.nane }}!', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: 'Здравствуйте, {{ contact.name }}!', next: end}\n",
    }
    TEMPLATE_MAYBE_MISSING = "F503" "template-maybe-missing" Warning in Nodes {
        ru: "В текст вставляется то, что вычислено не на каждом пути сюда. Без значения текст не составится, и узел уйдёт по `on_error`.",
        en: "The text uses a value that is not computed on every path to this node. Without it the text fails and the node takes `on_error`.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Вы спросили про {{ intent.name }}', next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {delivery: {about: Доставка}}, next: hello}\nhello: {type: message, text: 'Вы спросили про {{ intent.name }}', next: end}\n",
    }
    UNKNOWN_FILTER = "F505" "unknown-filter" Error in Nodes {
        ru: "Фильтра (после `|`) или проверки (после `is`) с таким именем нет.",
        en: "There is no filter (after `|`) or test (after `is`) of this name.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: '{{ contact.name | uper }}', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: '{{ contact.name | upper }}', next: end}\n",
    }
    TEXT_TOO_LARGE = "F506" "text-too-large" Error in Nodes {
        ru: "Текст длиннее 64 КиБ, в одной вставке или блоке больше 256 слов и знаков, или в тексте больше 50 веток `elif`. Вынесите текст в базу знаний, разбейте вставку на части.",
        en: "The text is longer than 64 KiB, one place or block has more than 256 words and signs, or the text has more than 50 `elif` branches. Move the text to the knowledge base, split the place.",
        wrong: "", right: "",
    }
    FORBIDDEN_BLOCK = "F504" "forbidden-block" Error in Nodes {
        ru: "Блоки `include`, `import`, `from` и `extends` запрещены: у текста сценария нет других шаблонов, на которые он мог бы сослаться.",
        en: "The blocks `include`, `import`, `from` and `extends` are refused: a flow's text has no other templates to refer to.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: '{% include \"other\" %}', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
    }
}
