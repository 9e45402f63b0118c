//! F423: sums with a value that may not be there.

use std::sync::Arc;

use crate::{
    expr::{Ast, BinaryOp},
    lint::{
        Findings,
        logic::{Clause, Values},
        rule::rule,
        subject::{ConditionView, Subject},
    },
    source::Span,
};

rule! {
    "F423" "arithmetic-may-fail" Warning in Nodes {
        ru: "Считать можно только с тем, что известно: если значения нет или делитель равен нулю, узел не справится и пойдёт по `on_error`. Сравнение без вычислений в этом случае просто не выполнилось бы. Сначала проверьте `имя?`.",
        en: "Sums need known values: when a value is missing or a divisor is zero, the node fails and takes `on_error`. A comparison without sums would just not hold. Test `name?` first.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price * 0.9 < 10000, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price? and item.price * 0.9 < 10000, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for condition in subject.conditions.iter().filter(|it| has_sums(&it.ast)) {
        let given = match condition.owner {
            Some(ix) => subject.paths().at(ix).to_vec(),
            None => subject.paths().begin().to_vec(),
        };
        let given = subject
            .branches(condition.owner)
            .take_while(|it| it.path != condition.path)
            .fold(given, |given, it| subject.logic().assume(given, &it.ast, false));
        let mut risks = Vec::new();
        look(subject, given, &condition.ast, false, &mut risks);
        report(subject, condition, risks, found);
    }
}

fn has_sums(ast: &Ast) -> bool {
    let mut found = false;
    ast.walk(&mut |ast| {
        found |= match ast {
            Ast::Binary(op, ..) => is_sum(*op),
            Ast::Negate(..) => true,
            _ => false,
        };
    });
    found
}

fn is_sum(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div)
}

/// What is risky: a name that may be missing, or may be zero as a divisor.
struct Risk {
    path: Arc<str>,
    span: Span,
    zero: bool,
}

fn look(subject: &Subject<'_>, given: Vec<Clause>, ast: &Ast, inside: bool, risks: &mut Vec<Risk>) {
    if given.is_empty() {
        return;
    }
    match ast {
        Ast::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right, _) => {
            look(subject, given.clone(), left, false, risks);
            let given = subject.logic().assume(given, left, *op == BinaryOp::And);
            look(subject, given, right, false, risks);
        }
        Ast::Binary(op, left, right, _) => {
            let sums = is_sum(*op);
            look(subject, given.clone(), left, sums, risks);
            if let (BinaryOp::Div, Ast::Name(path, span)) = (op, &**right)
                && may(subject, &given, path, true)
            {
                risks.push(Risk { path: Arc::clone(path), span: *span, zero: true });
            } else {
                look(subject, given, right, sums, risks);
            }
        }
        Ast::Negate(inner, _) => look(subject, given, inner, true, risks),
        Ast::Not(inner, _) | Ast::Matches(inner, ..) => look(subject, given, inner, false, risks),
        Ast::Name(path, span) if inside && may(subject, &given, path, false) => {
            risks.push(Risk { path: Arc::clone(path), span: *span, zero: false });
        }
        _ => {}
    }
}

/// On some way here the value may be missing, or zero.
fn may(subject: &Subject<'_>, given: &[Clause], path: &str, zero: bool) -> bool {
    let base = subject.logic().base(path);
    let nought = crate::lint::logic::Numbers::only(0.0);
    given.iter().map(|clause| clause.domain(path).unwrap_or(base)).any(|domain| {
        let can_be_zero = match &domain.values {
            Values::Numbers(numbers) | Values::Whole(numbers) => !numbers.and(&nought).is_empty(),
            _ => false,
        };
        domain.missing || zero && can_be_zero
    })
}

fn report(subject: &Subject<'_>, condition: &ConditionView<'_>, risks: Vec<Risk>, found: &mut Findings<'_>) {
    for Risk { path, span, zero } in risks {
        let place = subject.place(condition, span);
        let (ru, en) = if zero {
            (format!("«{path}» может не быть или быть нулём"), format!("`{path}` may be missing or zero"))
        } else {
            (
                format!("«{path}» может не быть, тогда узел не справится"),
                format!("`{path}` may be missing, and the node fails then"),
            )
        };
        let guard = if zero { format!("{path} > 0 and …") } else { format!("{path}? and …") };
        found
            .add(place, ru, en)
            .help(format!("сначала проверьте: {guard}"), format!("test it first: {guard}"));
    }
}
