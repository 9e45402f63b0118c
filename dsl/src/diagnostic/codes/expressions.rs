//! F4xx: expressions.

super::codes! {
    EXPRESSION_SYNTAX = "F401" "expression-syntax" Error in Nodes {
        ru: "Выражение не читается: лишний или пропущенный знак, незакрытая кавычка или скобка. Вместо `&&`, `||`, `!`, `=` пишутся `and`, `or`, `not`, `==`.",
        en: "The expression cannot be read: a sign too many or too few, an open quote or bracket. Write `and`, `or`, `not`, `==` for `&&`, `||`, `!`, `=`.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price = 5, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price == 5, next: end}], else: operator}\n",
    }
    UNKNOWN_NAME = "F402" "unknown-name" Error in Nodes {
        ru: "В выражении названо то, чего нет: ни среди полей `message contact item account conversation intent search answer now`, ни среди объявленных переменных `vars`.",
        en: "The expression names something that does not exist: neither a field of `message contact item account conversation intent search answer now` nor a declared variable of `vars`.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.prise > 5, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > 5, next: end}], else: operator}\n",
    }
    TYPE_MISMATCH = "F403" "type-mismatch" Error in Nodes {
        ru: "Операция не подходит к типам: например, текст сравнивается с числом или условие не отвечает «да» или «нет».",
        en: "The operator does not fit the types: a text is compared with a number, or a condition does not answer yes or no.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > '5', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > 5, next: end}], else: operator}\n",
    }
    EXPRESSION_TOO_LARGE = "F404" "expression-too-large" Error in Nodes {
        ru: "Выражение длиннее 4 КиБ, вложено глубже 64 уровней или содержит больше 200 действий подряд. Разбейте его на несколько веток.",
        en: "The expression is longer than 4 KiB, nested deeper than 64 levels, or chains more than 200 operators. Split it into branches.",
        wrong: "start: {type: start, next: which}\nwhich:\n  type: condition\n  branches:\n    - when: '((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((true))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))'\n      next: end\n  else: operator\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: message.text?, next: end}], else: operator}\n",
    }
    BAD_PATTERN = "F405" "bad-pattern" Error in Nodes {
        ru: "Справа от `matches` стоит неверное регулярное выражение. Просмотр вперёд и обратные ссылки не поддерживаются: время поиска должно быть предсказуемым.",
        en: "The regular expression after `matches` is wrong. Look-around and back references are not supported: matching must take predictable time.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text matches \"[0-9\"', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text matches \"[0-9]\"', next: end}], else: operator}\n",
    }
    CONSTANT_CONDITION = "F406" "constant-condition" Warning in Nodes {
        ru: "Условие ни от чего не зависит: оно всегда выполняется или не выполняется никогда.",
        en: "The condition depends on nothing: it always holds or never does.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 1 < 2, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price < 2, next: end}], else: operator}\n",
    }
    MAYBE_MISSING = "F407" "maybe-missing" Warning in Nodes {
        ru: "Сюда можно прийти путём, на котором это ещё не вычислено: узел `intent`, `search` или `ai_response` стоит не на всех путях. Сравнение с неизвестным значением не выполняется.",
        en: "This place can be reached on a path where the value is not computed yet: an `intent`, `search` or `ai_response` node is not on every path. A comparison with an unknown value does not hold.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: search.best > 0.5, next: end}], else: operator}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: which}\nwhich: {type: condition, branches: [{when: search.best > 0.5, next: end}], else: operator}\n",
    }
    DIVISION_BY_ZERO = "F408" "division-by-zero" Error in Nodes {
        ru: "Деление на ноль, записанный числом.",
        en: "Division by a literal zero.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price / 0 > 1, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price / 2 > 1, next: end}], else: operator}\n",
    }
}
