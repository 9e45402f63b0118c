//! F420: a pattern where a plain part of the text would do.

use super::patterns::each;
use crate::{
    edit::{Op, Value},
    lint::{Findings, rule::rule, subject::Subject},
};

rule! {
    "F420" "plain-pattern" Advice in Nodes {
        ru: "В шаблоне нет ни одного особого знака: это просто часть текста. `contains` ищет её так же без учёта регистра и, кроме того, не различает «ё» и «е».",
        en: "The pattern has no special sign: it is a plain part of the text. `contains` looks for it without case, too, and takes `ё` for `е` besides.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text matches \"гарантия\"', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text contains \"гарантия\"', next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    each(subject, &mut |condition, pattern, span| {
        let plain = pattern.chars().all(|c| c.is_alphanumeric() || c == ' ');
        let written = condition.text.get(span.start..span.end).unwrap_or_default();
        let Some((head, tail)) = written.rsplit_once("matches").filter(|_| plain && !pattern.is_empty())
        else {
            return;
        };
        let (before, after) = (condition.text.get(..span.start), condition.text.get(span.end..));
        let text = [before.unwrap_or_default(), head, "contains", tail, after.unwrap_or_default()].concat();
        let ops = vec![Op::Set { path: condition.path.clone(), value: Value::Text(text) }];
        found
            .add(
                subject.place(condition, span),
                format!("шаблон «{pattern}» — обычный текст"),
                format!("the pattern `{pattern}` is plain text"),
            )
            .help("напишите contains вместо matches", "write `contains` for `matches`")
            .suggest("заменить на contains", "write `contains`", ops);
    });
}
