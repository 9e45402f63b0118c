//! F510: a reply longer than the channel takes.

use crate::lint::{
    Findings,
    rule::rule,
    subject::{Purpose, Subject, spot},
};

rule! {
    "F510" "reply-too-long" Warning in Nodes {
        ru: "Текст длиннее, чем принимает одно сообщение канала: программа разрежет его на несколько, и читать их придётся вперемешку с ответами клиента. Проверяется для каналов сценария, у которых известен предел; считается только сам текст, без вставок.",
        en: "The text is longer than one message of the channel takes: the program cuts it into several, and they get mixed with what the customer writes. Checked for channels of the flow whose limit is known; only the text itself is counted, not its places.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Мы рады, что вы к нам обратились, и расскажем обо всём, что у нас есть, подробно и по порядку.', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for channel in subject.channels() {
        for text in subject.texts.iter().filter(|text| text.purpose == Purpose::Reply) {
            let length = channel.measure(text.text.trim());
            if length <= channel.max_text || !text.names.is_empty() {
                continue;
            }
            let (max, name) = (channel.max_text, &channel.name);
            found
                .add(
                    spot(text.yaml),
                    format!("в тексте {length} знаков, а {name} принимает {max} в одном сообщении"),
                    format!("the text has {length} characters, {name} takes {max} in a message"),
                )
                .help("сократите текст или разделите его сами", "shorten it, or split it yourself");
        }
    }
}
