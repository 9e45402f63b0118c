//! F703: the customer's words leave for another system.

use super::customer_text_in_prompt::customer_text;
use crate::lint::{
    Findings,
    rule::rule,
    subject::{Purpose, Subject},
};

rule! {
    "F703" "customer-text-in-call" Warning in Nodes {
        ru: "Текст клиента целиком подставляется в вызов внешней системы. Клиент может написать что угодно: команду, чужой номер заказа, очень длинный текст. Передавайте проверенное: значение, собранное узлом `collect` с типом (телефон, число, вариант).",
        en: "The customer's text as a whole goes into a call of another system. A customer can write anything: a command, somebody else's order number, a very long text. Pass what was checked: a value that a `collect` node took with a type (phone, number, choice).",
        wrong: "start: {type: start, next: lookup}
lookup: {type: call, connector: shop, path: /orders, query: {number: '{{ message.text }}'}, save: {city: city}, next: end, on_error: operator}
",
        right: "start: {type: start, next: order}
order: {type: collect, variables: {city: {ask: В какой город?}}, next: lookup, else: operator}
lookup: {type: call, connector: shop, path: /orders, query: {number: '{{ vars.city }}'}, save: {city: city}, next: end, on_error: operator}
",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for text in subject.texts.iter().filter(|text| text.purpose == Purpose::Call) {
        for (name, place) in customer_text(subject, text) {
            found
                .add(
                    place,
                    format!("слова клиента («{name}») уходят во внешнюю систему как есть"),
                    format!("the customer's words (`{name}`) go to another system as they are"),
                )
                .help(
                    "передайте переменную, которую проверил узел collect",
                    "pass a variable that a collect node has checked",
                );
        }
    }
}
