//! F705: personal data told to a model.

use super::personal_data_in_reply::personal;
use crate::lint::{
    Findings,
    rule::rule,
    subject::{Purpose, Subject},
};

rule! {
    "F705" "personal-data-in-prompt" Warning in Nodes {
        ru: "В указание модели подставляются личные данные: телефон, почта или переменная с `pii: true`. Они уйдут в чужую систему и останутся в её журналах.",
        en: "Personal data go into the model's instruction: a phone, an e-mail, or a variable with `pii: true`. They leave for somebody else's system and stay in its logs.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, prompt: 'Телефон клиента {{ contact.phone | default(\"\") }}', next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, prompt: Отвечай коротко., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for text in subject.texts.iter().filter(|text| text.purpose == Purpose::Prompt) {
        for (name, place) in personal(subject, text) {
            found
                .add(
                    place,
                    format!("личные данные («{name}») попадают в указание модели"),
                    format!("personal data (`{name}`) get into the model's instruction"),
                )
                .help("уберите их: модели они не нужны", "remove them: the model does not need them");
        }
    }
}
