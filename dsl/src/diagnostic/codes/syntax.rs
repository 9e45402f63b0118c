//! F1xx: the text itself. Used for dialog files too.

super::codes! {
    YAML_SYNTAX = "F101" "yaml-syntax" Error in Flow {
        ru: "Файл не читается как YAML: не закрыта кавычка или скобка, сбит отступ, пропущено двоеточие. Пока YAML не исправлен, остальное проверить нельзя.",
        en: "The file is not YAML: an open quote or bracket, a wrong indent, a missing colon. Nothing else can be checked until it is.",
        wrong: "flow: demo\nnodes:\n  start: {type: start, next: end\n",
        right: "flow: demo\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
    TAB_INDENTATION = "F102" "tab-indentation" Error in Flow {
        ru: "Отступ сделан табуляцией. В YAML отступы делаются только пробелами; настройте редактор, чтобы клавиша Tab ставила два пробела.",
        en: "A line is indented with a tab. YAML indents with spaces only; let the editor insert two spaces for the Tab key.",
        wrong: "flow: demo\nnodes:\n\tstart: {type: start, next: end}\n\tend: {type: end}\n",
        right: "flow: demo\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
    DUPLICATE_KEY = "F103" "duplicate-key" Error in Nodes {
        ru: "Один и тот же ключ записан дважды. Какое из двух значений верное, знает только автор: оставьте одно.",
        en: "The same key is written twice. Only the author knows which value is meant: keep one.",
        wrong: "start: {type: start, next: operator, next: end}\n",
        right: "start: {type: start, next: end}\n",
    }
    FILE_TOO_LARGE = "F104" "file-too-large" Error in Flow {
        ru: "Файл больше 1 МиБ. Столько не бывает в сценарии, написанном человеком: вынесите тексты в базу знаний, а сценарий разделите.",
        en: "The file is larger than 1 MiB. No flow written by a person is: move texts to the knowledge base and split the flow.",
        wrong: "", right: "",
    }
    INVALID_UTF8 = "F105" "invalid-utf8" Error in Flow {
        ru: "Файл сохранён не в UTF-8 (часто это Windows-1251). Пересохраните его в UTF-8.",
        en: "The file is not UTF-8 (often it is Windows-1251). Save it as UTF-8.",
        wrong: "", right: "",
    }
    TOO_DEEP = "F106" "too-deep" Error in Nodes {
        ru: "Скобки или отступы вложены глубже 64 уровней. В сценарии столько не нужно: скорее всего, файл испорчен.",
        en: "Brackets or indents are nested deeper than 64 levels. No flow needs that: most likely the file is damaged.",
        wrong: "start: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
        right: "start: {type: start, next: end}\n",
    }
    ALIAS_EXPANSION = "F107" "alias-expansion" Error in Flow {
        ru: "Ссылки YAML (`*имя`) раскрываются больше чем в 20 000 значений. Так устроены файлы, которые должны исчерпать память; такой файл не загружается.",
        en: "YAML aliases (`*name`) expand to more than 20,000 values. Files built to exhaust memory look like this; such a file is not loaded.",
        wrong: "flow: demo\nnodes:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n  b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n  c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n  d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n  e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n",
        right: "flow: demo\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
    UNSUPPORTED_YAML = "F108" "unsupported-yaml" Error in Nodes {
        ru: "Сценарию не нужны теги YAML (`!имя`), составные ключи, слияние `<<` и несколько документов в одном файле, поэтому они запрещены: файл должен читаться одинаково всеми.",
        en: "A flow needs no YAML tags (`!name`), complex keys, `<<` merges or several documents in a file, so they are refused: everyone must read the file the same way.",
        wrong: "start: !begin {type: start, next: end}\n",
        right: "start: {type: start, next: end}\n",
    }
    EMPTY_FILE = "F109" "empty-file" Error in Flow {
        ru: "В файле ничего нет, кроме пробелов и комментариев.",
        en: "The file holds nothing but spaces and comments.",
        wrong: "# здесь будет сценарий\n",
        right: "flow: demo\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
}
