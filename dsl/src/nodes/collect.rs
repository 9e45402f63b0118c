//! `collect`: fills variables with what the customer says.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Kind, NodeKind, read_settings};
use crate::{
    build::reader::NodeReader,
    diagnostic::{Diagnostic, Words, codes},
    flow::{ModelSettings, Name, NodeIx, Text, VarType},
    shape::{Field, NameRule, Shape, doc},
    template::Escape,
    yaml::{Node, Pair},
};

/// Fills variables.
#[derive(Debug, Clone)]
pub struct Collect {
    /// What to find out, in the order of asking; never empty.
    pub slots: IndexMap<Name, Slot>,
    /// How to call the model that reads free texts.
    pub settings: Arc<ModelSettings>,
    /// Questions about one and the same variable before giving up; 1..
    pub attempts: u16,
    /// Where to go when everything is there.
    pub next: NodeIx,
    /// Where to go when attempts are used up.
    pub otherwise: NodeIx,
    /// Where to go when the customer speaks of something else; `None` asks again.
    pub interrupted: Option<NodeIx>,
}

/// One variable to fill.
#[derive(Debug, Clone)]
pub struct Slot {
    /// The question.
    pub ask: Text,
    /// The question after an answer that does not fit; `None` repeats `ask`.
    pub retry: Option<Text>,
    /// How customers call it: «телефон», «город».
    pub words: Vec<Name>,
    /// `choice`: how customers say each of the choices.
    pub synonyms: IndexMap<Name, Vec<Name>>,
}

const SLOT: &[Field] = &[
    Field::new("ask", Shape::Template, "'В какой город доставить?'", doc("вопрос клиенту", "the question"))
        .required(),
    Field::new(
        "retry",
        Shape::Template,
        "'Не разобрал телефон. Напишите, например, +7 900 123-45-67.'",
        doc(
            "вопрос, если ответ не подошёл; иначе повторяется `ask`",
            "the question after an answer that does not fit; else `ask` again",
        ),
    ),
    Field::new(
        "words",
        Shape::List { of: &Shape::Text, min: 0 },
        "[телефон, номер]",
        doc(
            "как клиенты это называют: по этим словам узнаются поправки и значения без вопроса",
            "how customers call it: finds corrections and values given unasked",
        ),
    )
    .default("[]"),
    Field::new(
        "synonyms",
        Shape::Map { keys: NameRule::Word, of: &Shape::List { of: &Shape::Text, min: 1 }, min: 1 },
        "{pickup: [самовывоз, заберу сам]}",
        doc(
            "для `choice`: какими словами клиенты говорят о каждом варианте",
            "for `choice`: how customers say each of the choices",
        ),
    ),
];

pub(super) const KIND: Kind = Kind {
    name: "collect",
    title: doc("Расспросить", "Collect"),
    icon: "clipboard-list",
    doc: doc(
        "Узнаёт у клиента то, чего ещё нет в переменных: по одному вопросу, сверху вниз. Берёт из сообщения сразу всё, что в нём есть, и понимает поправки («нет, не Москва, а Тверь», «телефон другой: …»). Телефон, почта, число, дата, вариант и «да/нет» проверяются здесь же и приводятся к одному виду; свободный текст читает модель, а без неё встроенные правила. Когда всё известно, идёт в `next`; когда об одном спросили `attempts` раз и не узнали, в `else`; если клиент спросил о другом, в `interrupted`, откуда можно вернуться сюда же.",
        "Finds out from the customer what variables lack: one question at a time, from the top. Takes all that a message holds and understands corrections («нет, не Москва, а Тверь», «телефон другой: …»). Phone, e-mail, number, date, choice and yes/no are checked here and brought to one form; free text is read by the model, or by built-in rules without one. When everything is known it goes to `next`; when one thing was asked `attempts` times in vain, to `else`; when the customer asks of something else, to `interrupted`, from where a flow may come back here.",
    ),
    fields: &[
        Field::new(
            "variables",
            Shape::Map { keys: NameRule::Variable, of: &Shape::Object(&[SLOT]), min: 1 },
            "{city: {ask: 'В какой город?'}}",
            doc("что узнать, по порядку", "what to find out, in order"),
        )
        .required(),
        Field::new(
            "attempts",
            Shape::Integer { min: 1, max: 10 },
            "2",
            doc("сколько раз спросить об одном", "how often to ask about one thing"),
        )
        .default("3"),
        Field::new(
            "next",
            Shape::Node,
            "confirm",
            doc("куда идти, когда всё известно", "where to go when everything is known"),
        )
        .required(),
        Field::new(
            "else",
            Shape::Node,
            "operator",
            doc("куда идти, когда попытки кончились", "where to go when attempts are used up"),
        )
        .required(),
        Field::new(
            "interrupted",
            Shape::Node,
            "intent",
            doc(
                "куда идти, если клиент спросил о другом; без него вопрос повторяется",
                "where to go when the customer asks of something else; without it the question is repeated",
            ),
        ),
    ],
    calls_model: true,
    computes: None,
    ends: false,
    after_wait: &["else", "interrupted"],
    example: "order:\n  type: collect\n  variables:\n    city: {ask: 'В какой город доставить?', words: [город]}\n  attempts: 2\n  next: end\n  else: operator",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let fields = node.fields();
    let pairs = fields.get("variables").and_then(Node::as_map).unwrap_or_default();
    let slots: Vec<Option<(Name, Slot)>> =
        pairs.iter().map(|pair| Some((Name::from(pair.key.key_text()?), slot(node, pair)?))).collect();
    let interrupted = match fields.get("interrupted") {
        Some(target) => Some(node.target(target)?),
        None => None,
    };
    Some(NodeKind::Collect(Collect {
        slots: slots.into_iter().collect::<Option<_>>()?,
        settings: Arc::new(read_settings(fields, node.defaults())),
        attempts: fields.integer("attempts")?,
        next: node.exit("next")?,
        otherwise: node.exit("else")?,
        interrupted,
    }))
}

fn slot(node: &mut NodeReader<'_, '_>, pair: &Pair) -> Option<Slot> {
    let written = &pair.value;
    let ask = written.get("ask").and_then(|text| node.text_at(text, Escape::None));
    let retry = match written.get("retry").filter(|text| !text.is_null()) {
        Some(text) => Some(node.text_at(text, Escape::None)?),
        None => None,
    };
    check_synonyms(node, pair);
    let synonyms = written.get("synonyms").and_then(Node::as_map).unwrap_or_default();
    Some(Slot {
        ask: ask?,
        retry,
        words: names(written.get("words")),
        synonyms: synonyms
            .iter()
            .filter_map(|pair| Some((pair.key.key_text()?.into(), names(Some(&pair.value)))))
            .collect(),
    })
}

fn names(list: Option<&Node>) -> Vec<Name> {
    let items = list.and_then(Node::as_seq).unwrap_or_default();
    items.iter().filter_map(Node::as_text).map(Name::from).collect()
}

/// Synonyms belong to choices that are there.
fn check_synonyms(node: &mut NodeReader<'_, '_>, pair: &Pair) {
    let Some(synonyms) = pair.value.get("synonyms") else { return };
    let Some(variable) = pair.key.key_text().and_then(|name| node.variables().get(name)) else { return };
    if variable.ty != VarType::Choice {
        let message = Words::new(
            "synonyms бывают только у переменной type: choice",
            "`synonyms` belong to a variable with type: choice",
        );
        node.report(Diagnostic::new(codes::FIELD_COMBINATION, synonyms.span, message));
        return;
    }
    for key in synonyms.as_map().unwrap_or_default().iter().map(|pair| &pair.key) {
        let Some(word) = key.key_text() else { continue };
        if !variable.choices.iter().any(|choice| **choice == *word) {
            let all = variable.choices.join(", ");
            let message = Words::new(
                format!("варианта «{word}» у переменной нет, только: {all}"),
                format!("the variable has no choice `{word}`, only: {all}"),
            );
            node.report(Diagnostic::new(codes::UNKNOWN_VALUE, key.span, message));
        }
    }
}
