//! F312: several replies in a row.

use crate::lint::{
    Findings,
    graphs::{heaviest, listed},
    rule::rule,
    subject::Subject,
};

/// Replies of one turn that still read as one answer.
const MAX_REPLIES: u64 = 3;

rule! {
    "F312" "many-replies" Advice in Nodes {
        ru: "За один ход клиент может получить подряд больше трёх сообщений. В чате это выглядит как рассылка: соедините их или дождитесь ответа клиента.",
        en: "One turn may send the customer more than three messages in a row. In a chat that looks like a broadcast: join them, or wait for the customer.",
        wrong: "start: {type: start, next: a}\na: {type: message, text: Здравствуйте!, next: b}\nb: {type: message, text: Мы открыты., next: c}\nc: {type: message, text: Доставим завтра., next: d}\nd: {type: message, text: Будете брать?, next: end}\n",
        right: "start: {type: start, next: a}\na: {type: message, text: Здравствуйте! Мы открыты и доставим завтра., next: b}\nb: {type: message, text: Будете брать?, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let (count, way) = heaviest(subject, |node| u64::from(node.role.says && !node.role.hands_over));
    let Some(last) = way.last().and_then(|ix| subject.node(*ix)).filter(|_| count > MAX_REPLIES) else {
        return;
    };
    let names = listed(subject, &way);
    found
        .add(
            last.id_span,
            format!("за один ход клиент получит {count} сообщения подряд: {names}"),
            format!("one turn sends {count} messages in a row: {names}"),
        )
        .help("соедините тексты в один", "join the texts");
}
