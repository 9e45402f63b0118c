//! F902: what the model is told may not fit.

use crate::{
    lint::{
        Findings,
        graphs::reach,
        rule::rule,
        subject::{NodeView, Purpose, Subject},
    },
    yaml::{Node, Resolved},
};

/// Tokens of a window nothing is known of: what every current model has.
const SMALLEST_WINDOW: u64 = 8192;
/// Characters of a passage, at most.
const PASSAGE: u64 = 1200;
/// Characters of a message in the history, at most; people rarely write more.
const MESSAGE: u64 = 300;
/// Characters of a token: Russian takes about two and a half.
const PER_TOKEN: f64 = 2.5;
const REPLY: u64 = 1024;

rule! {
    "F902" "prompt-too-long" Warning in Nodes {
        ru: "Указание, история разговора, отрывки и ответ вместе могут не поместиться в окно модели: она откажет или забудет начало. Считается с запасом: 2,5 знака на токен, 300 знаков на сообщение, 1200 на отрывок; окно берётся из списка моделей, без него 8192 токена.",
        en: "Instruction, history, passages and reply together may not fit the model's window: it refuses, or forgets the beginning. Counted with a margin: 2.5 characters a token, 300 a message, 1,200 a passage; the window comes from the list of models, 8,192 tokens without it.",
        wrong: "start: {type: start, next: context}\ncontext: {type: context, messages: 200, next: find}\nfind: {type: search, top: 50, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: context}\ncontext: {type: context, messages: 20, next: find}\nfind: {type: search, top: 5, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("ai_response") {
        let window = window(subject, node);
        let messages = largest(subject, node, "context", "messages", 20);
        let passages = largest(subject, node, "search", "top", 5);
        let prompt =
            subject.texts.iter().find(|text| text.owner == node.ix && text.purpose == Purpose::Prompt);
        let own = prompt.map_or(0, |text| text.text.chars().count() as u64);
        let chars = own + messages * MESSAGE + passages * PASSAGE;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an estimate"
        )]
        let asked = (chars as f64 / PER_TOKEN) as u64;
        let needed =
            asked + number(node.field("max_tokens").or(subject.default("max_tokens"))).unwrap_or(REPLY);
        if needed <= window {
            continue;
        }
        found
            .add(
                node.id_span,
                format!("модели может понадобиться {needed} токенов, а в её окне {window}"),
                format!("the model may need {needed} tokens, its window has {window}"),
            )
            .help(
                format!("сейчас: {own} знаков указания, {messages} сообщений, {passages} отрывков; уменьшите messages или top"),
                format!("now: {own} characters of instruction, {messages} messages, {passages} passages; lower messages or top"),
            );
    }
}

fn window(subject: &Subject<'_>, node: &NodeView<'_>) -> u64 {
    let model = node.field("model").or(subject.default("model")).and_then(Node::as_text);
    let known = subject.settings.models.iter().flatten().find(|it| Some(it.id.as_str()) == model);
    known.and_then(|it| it.context_tokens).map_or(SMALLEST_WINDOW, u64::from)
}

/// The largest value of a field among the nodes of a kind that this one sees the result of.
fn largest(subject: &Subject<'_>, node: &NodeView<'_>, kind: &'static str, field: &str, usual: u64) -> u64 {
    // Another node of the kind in between takes its place.
    let passes = |it: &NodeView<'_>| !it.is(kind);
    let before = subject.of_kind(kind).filter(|it| {
        let ahead = subject.exits(it.ix).map(|edge| edge.to);
        reach(subject, ahead, |_| true, passes).contains(&node.ix)
    });
    let values = before.map(|it| number(it.field(field)).unwrap_or(usual));
    values.max().unwrap_or(if kind == "context" { usual } else { 0 })
}

pub(super) fn number(node: Option<&Node>) -> Option<u64> {
    match node?.resolved()? {
        Resolved::Int(value) => u64::try_from(value).ok(),
        _ => None,
    }
}
