//! F2xx: fields, their values, and names that point at something.

super::codes! {
    MISSING_FIELD = "F201" "missing-field" Error in Nodes {
        ru: "Не хватает обязательного поля.",
        en: "A required field is absent.",
        wrong: "start: {type: start}\n",
        right: "start: {type: start, next: end}\n",
    }
    UNKNOWN_FIELD = "F202" "unknown-field" Error in Nodes {
        ru: "Такого поля здесь нет: опечатка или поле другого узла. Неизвестные поля не пропускаются молча, иначе опечатка меняла бы поведение незаметно.",
        en: "There is no such field here: a typo, or a field of another node. Unknown fields are not skipped silently, or a typo would change the behaviour unseen.",
        wrong: "start: {type: start, nxt: end, next: end}\n",
        right: "start: {type: start, next: end}\n",
    }
    UNKNOWN_NODE = "F203" "unknown-node" Error in Nodes {
        ru: "Переход ведёт в узел, которого нет в `nodes:`.",
        en: "An exit leads to a node that is not in `nodes:`.",
        wrong: "start: {type: start, next: edn}\n",
        right: "start: {type: start, next: end}\n",
    }
    WRONG_TYPE = "F204" "wrong-type" Error in Nodes {
        ru: "Значение не того вида: например, число вместо текста или текст вместо списка. Числа, `true` и `null` в кавычках становятся текстом.",
        en: "The value is of another type: a number for a text, a text for a list. Numbers, `true` and `null` in quotes are texts.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 2026, next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: '2026', next: end}\n",
    }
    OUT_OF_RANGE = "F205" "out-of-range" Error in Nodes {
        ru: "Число вне допустимых границ.",
        en: "The number is outside its limits.",
        wrong: "start: {type: start, next: answer}\nanswer: {type: ai_response, temperature: 7, next: end}\n",
        right: "start: {type: start, next: answer}\nanswer: {type: ai_response, temperature: 0.7, next: end}\n",
    }
    BAD_DURATION = "F206" "bad-duration" Error in Nodes {
        ru: "Длительность пишется числом с единицей: `500ms`, `20s`, `2m`, `1h`. Без единицы неясно, секунды это или минуты.",
        en: "A duration is a number with a unit: `500ms`, `20s`, `2m`, `1h`. Without one nobody knows whether seconds or minutes are meant.",
        wrong: "start: {type: start, next: answer}\nanswer: {type: ai_response, timeout: 20, next: end}\n",
        right: "start: {type: start, next: answer}\nanswer: {type: ai_response, timeout: 20s, next: end}\n",
    }
    BAD_NAME = "F207" "bad-name" Error in Nodes {
        ru: "Имена узлов, интентов и категорий состоят из букв, цифр, `_` и `-` и начинаются с буквы или `_`; имена переменных пишутся латиницей и без `-`. Не длиннее 64 знаков.",
        en: "Names of nodes, intents and categories are letters, digits, `_` and `-`, beginning with a letter or `_`; variables take Latin letters and no `-`. At most 64 characters.",
        wrong: "start: {type: start, next: мой узел}\nмой узел: {type: message, text: Здравствуйте!, next: end}\n",
        right: "start: {type: start, next: мой_узел}\nмой_узел: {type: message, text: Здравствуйте!, next: end}\n",
    }
    UNKNOWN_KIND = "F208" "unknown-kind" Error in Nodes {
        ru: "Нет такого вида узла (`type`).",
        en: "There is no such node kind (`type`).",
        wrong: "start: {type: start, next: ask}\nask: {type: ai_responce, next: end}\n",
        right: "start: {type: start, next: ask}\nask: {type: ai_response, next: end}\n",
    }
    UNKNOWN_VALUE = "F209" "unknown-value" Error in Nodes {
        ru: "Поле принимает одно значение из списка, а записано другое.",
        en: "The field takes one of a few values, and this is none of them.",
        wrong: "start: {type: start, next: reply}\nreply: {type: ai_response, mode: anwser, next: end}\n",
        right: "start: {type: start, next: reply}\nreply: {type: ai_response, mode: answer, next: end}\n",
    }
    MISSING_START = "F210" "missing-start" Error in Nodes {
        ru: "В сценарии нет узла `type: start`: непонятно, откуда начинать ответ.",
        en: "No node has `type: start`: nobody knows where a turn begins.",
        wrong: "hello: {type: message, text: Здравствуйте!, next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
    }
    SEVERAL_STARTS = "F211" "several-starts" Error in Nodes {
        ru: "Узлов `type: start` больше одного.",
        en: "There is more than one `type: start` node.",
        wrong: "start: {type: start, next: end}\nbegin: {type: start, next: operator}\n",
        right: "start: {type: start, next: end}\n",
    }
    EMPTY_FLOW = "F212" "empty-flow" Error in Flow {
        ru: "В `nodes:` нет ни одного узла.",
        en: "`nodes:` has no nodes.",
        wrong: "flow: demo\nnodes: {}\n",
        right: "flow: demo\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
    UNKNOWN_INTENT = "F213" "unknown-intent" Error in Nodes {
        ru: "Условие сравнивает интент с именем, которого нет ни в одном узле `intent`: оно никогда не выполнится.",
        en: "A condition compares the intent with a name that no `intent` node declares: it can never hold.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {delivery: {about: Доставка}}, next: which}\nwhich: {type: condition, branches: [{when: intent.name == 'dostavka', next: end}], else: operator}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {delivery: {about: Доставка}}, next: which}\nwhich: {type: condition, branches: [{when: intent.name == 'delivery', next: end}], else: operator}\n",
    }
    FIELD_COMBINATION = "F214" "field-combination" Error in Nodes {
        ru: "Поля верны по отдельности, но не вместе: например, `else` нужен только при `mode: clarify`, а `choices` только при `type: choice`.",
        en: "The fields are right one by one but not together: `else` belongs to `mode: clarify` alone, `choices` to `type: choice`.",
        wrong: "start: {type: start, next: ask}\nask: {type: ai_response, mode: clarify, next: end}\n",
        right: "start: {type: start, next: ask}\nask: {type: ai_response, mode: clarify, next: end, else: operator}\n",
    }
    EMPTY_VALUE = "F215" "empty-value" Error in Nodes {
        ru: "Текст или список пуст, а здесь он должен что-то содержать.",
        en: "A text or list is empty where it must hold something.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: '', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
    }
    TOO_MANY = "F216" "too-many" Error in Flow {
        ru: "Слишком много: в одном сценарии может быть не больше 1000 узлов. Так же сообщается о проблемах сверх первой тысячи.",
        en: "Too many: a flow may have at most 1,000 nodes. Problems beyond the first thousand are told this way too.",
        wrong: "", right: "",
    }
    BAD_DEFAULT = "F217" "bad-default" Error in Flow {
        ru: "Начальное значение переменной не подходит к её типу.",
        en: "The default of a variable does not fit its type.",
        wrong: "flow: demo\nvariables:\n  age: {type: number, default: двадцать}\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
        right: "flow: demo\nvariables:\n  age: {type: number, default: 20}\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
    UNKNOWN_VARIABLE = "F231" "unknown-variable" Error in Nodes {
        ru: "Узел называет переменную, которой нет в `variables:`.",
        en: "A node names a variable that is not in `variables:`.",
        wrong: "start: {type: start, next: note}\nnote: {type: set, values: {sity: Москва}, next: end}\n",
        right: "start: {type: start, next: note}\nnote: {type: set, values: {city: Москва}, next: end}\n",
    }
    BAD_PATH = "F232" "bad-path" Error in Nodes {
        ru: "Путь в ответе соединителя пишется именами через точку, элементы списков номером в скобках: `order.items[0].price`. Путь запроса начинается с `/`.",
        en: "A path into a connector's answer is names joined by dots, items of lists by number in brackets: `order.items[0].price`. The path of a request begins with `/`.",
        wrong: "start: {type: start, next: ask}\nask: {type: call, connector: crm, path: /city, save: {city: 'a..b'}, next: end}\n",
        right: "start: {type: start, next: ask}\nask: {type: call, connector: crm, path: /city, save: {city: a.b}, next: end}\n",
    }
    UNKNOWN_CONNECTOR = "F233" "unknown-connector" Error in Nodes {
        ru: "Соединителя с таким именем нет среди `connectors` в настройках сервера. Проверяется, когда их список известен: сервером при загрузке и `sufler lint --connector ИМЯ`.",
        en: "No connector of this name is among the server's `connectors`. Checked where their list is known: by the server as it loads flows, and by `sufler lint --connector NAME`.",
        wrong: "", right: "",
    }
    UNKNOWN_FLOW = "F234" "unknown-flow" Error in Nodes {
        ru: "Узел `subflow` называет сценарий, которого нет среди загруженных вместе с этим. Сценарии ищутся в одной папке: `flows/имя/flow.yaml`.",
        en: "A `subflow` node names a flow that is not among those loaded with this one. Flows are looked for in one folder: `flows/name/flow.yaml`.",
        wrong: "", right: "",
    }
    RECURSION = "F235" "recursion" Error in Nodes {
        ru: "Сценарий через `subflow` вызывает сам себя, прямо или через другие. Такой круг мог бы не закончиться.",
        en: "A flow calls itself through `subflow`, directly or through others. Such a circle might never end.",
        wrong: "", right: "",
    }
    BROKEN_SUBFLOW = "F236" "broken-subflow" Error in Nodes {
        ru: "Вызываемый сценарий сам с ошибками, поэтому не может работать и этот.",
        en: "The called flow has errors itself, so this one cannot run either.",
        wrong: "", right: "",
    }
}
