//! Dxxx: recorded dialogs.

super::codes! {
    DIALOG_MISSING_FIELD = "D201" "missing-field" Error in Dialog {
        ru: "Не хватает обязательного поля.",
        en: "A required field is absent.",
        wrong: "dialog: Доставка\n",
        right: "dialog: Доставка\nworld: builtin\nturns:\n  - customer: Сколько стоит доставка?\n",
    }
    DIALOG_UNKNOWN_FIELD = "D202" "unknown-field" Error in Dialog {
        ru: "Такого поля в записи диалога нет.",
        en: "A dialog file has no such field here.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {ownr: bot}\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {owner: bot}\n",
    }
    DIALOG_UNKNOWN_NODE = "D203" "unknown-node" Error in Dialog {
        ru: "Ожидаемый путь называет узел, которого в сценарии нет.",
        en: "The expected path names a node that the flow does not have.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {path: [strat]}\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {path: [start]}\n",
    }
    DIALOG_WRONG_TYPE = "D204" "wrong-type" Error in Dialog {
        ru: "Значение не того вида.",
        en: "The value is of another type.",
        wrong: "dialog: Доставка\nturns: Сколько стоит?\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n",
    }
    DIALOG_OUT_OF_RANGE = "D205" "out-of-range" Error in Dialog {
        ru: "Число вне допустимых границ; уверенность измеряется от 0 до 1.",
        en: "The number is outside its limits; confidence is between 0 and 1.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    world: {intent: {name: delivery, confidence: 90}}\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    world: {intent: {name: delivery, confidence: 0.9}}\n",
    }
    DIALOG_BAD_TIME = "D206" "bad-time" Error in Dialog {
        ru: "Время пишется по RFC 3339, с часовым поясом: `2026-03-02T12:00:00+03:00`.",
        en: "Time is written as in RFC 3339, with an offset: `2026-03-02T12:00:00+03:00`.",
        wrong: "dialog: Доставка\nstart_at: завтра\nturns:\n  - customer: Сколько стоит?\n",
        right: "dialog: Доставка\nstart_at: '2026-03-02T12:00:00+03:00'\nturns:\n  - customer: Сколько стоит?\n",
    }
    DIALOG_BAD_NAME = "D207" "bad-name" Error in Dialog {
        ru: "Имена состоят из букв, цифр, `_` и `-` и начинаются с буквы или `_`.",
        en: "Names are letters, digits, `_` and `-`, beginning with a letter or `_`.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {handoff: мало уверенности}\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {handoff: low_confidence}\n",
    }
    DIALOG_UNKNOWN_VALUE = "D209" "unknown-value" Error in Dialog {
        ru: "Поле принимает одно значение из списка, а записано другое.",
        en: "The field takes one of a few values, and this is none of them.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {owner: robot}\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {owner: bot}\n",
    }
    DIALOG_UNKNOWN_INTENT = "D213" "unknown-intent" Error in Dialog {
        ru: "Назван интент, которого нет ни в одном узле сценария.",
        en: "It names an intent that no node of the flow declares.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {intent: dostavka}\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {intent: delivery}\n",
    }
    DIALOG_FIELD_COMBINATION = "D214" "field-combination" Error in Dialog {
        ru: "Поля верны по отдельности, но не вместе: ход это либо `customer`, либо `operator`, либо `handback`; исход это либо значение, либо `fail`.",
        en: "The fields are right one by one but not together: a turn is `customer`, `operator` or `handback`; an outcome is a value or `fail`.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    operator: Сейчас посмотрю\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n  - operator: Сейчас посмотрю\n",
    }
    DIALOG_EMPTY_VALUE = "D215" "empty-value" Error in Dialog {
        ru: "Текст или список пуст, а здесь он должен что-то содержать.",
        en: "A text or list is empty where it must hold something.",
        wrong: "dialog: Доставка\nturns: []\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n",
    }
    DIALOG_UNKNOWN_VARIABLE = "D402" "unknown-variable" Error in Dialog {
        ru: "Названа переменная, которой в сценарии нет.",
        en: "It names a variable that the flow does not declare.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Казань\n    expect: {variables: {sity: Казань}}\n",
        right: "dialog: Доставка\nturns:\n  - customer: Казань\n    expect: {variables: {city: Казань}}\n",
    }
    DIALOG_BAD_PATTERN = "D405" "bad-pattern" Error in Dialog {
        ru: "Неверное регулярное выражение.",
        en: "The regular expression is wrong.",
        wrong: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {reply: {matches: '[0-9'}}\n",
        right: "dialog: Доставка\nturns:\n  - customer: Сколько стоит?\n    expect: {reply: {matches: '[0-9]'}}\n",
    }
}
