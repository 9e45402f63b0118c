//! Types of expressions.

use super::{
    ast::{Ast, BinaryOp},
    parse::Problem,
    value::Type,
};
use crate::{diagnostic::codes, names::Scope, source::Span};

/// Finds the type of a tree and everything wrong with it.
pub(super) struct Checker<'a> {
    pub(super) scope: Scope<'a>,
    pub(super) problems: Vec<Problem>,
}

impl Checker<'_> {
    /// Type of the tree; `None` when a problem inside makes it unknowable.
    pub(super) fn type_of(&mut self, ast: &Ast) -> Option<Type> {
        match ast {
            Ast::Bool(..) => Some(Type::Bool),
            Ast::Number(..) => Some(Type::Number),
            Ast::Text(..) => Some(Type::Text),
            Ast::List(items, _) => {
                self.items(items);
                Some(Type::List)
            }
            Ast::Name(path, span) => self.name(path, *span),
            Ast::Has(path, span) => {
                self.name(path, Span::new(span.start, span.start + path.len()));
                Some(Type::Bool)
            }
            Ast::Not(inner, _) => {
                self.want(inner, Type::Bool);
                Some(Type::Bool)
            }
            Ast::Negate(inner, _) => {
                self.want(inner, Type::Number);
                Some(Type::Number)
            }
            Ast::Matches(inner, ..) => {
                self.want(inner, Type::Text);
                Some(Type::Bool)
            }
            Ast::Binary(op, left, right, span) => self.binary(*op, left, right, *span),
        }
    }

    /// Reports `ast` unless it is a `wanted`.
    pub(super) fn want(&mut self, ast: &Ast, wanted: Type) {
        if let Some(got) = self.type_of(ast).filter(|got| *got != wanted) {
            let ru = format!("нужно {}, а здесь {}", accusative(wanted), got.ru());
            let en = format!("expected a {}, found a {}", wanted.en(), got.en());
            self.problems.push(Problem::new(codes::TYPE_MISMATCH, ast.span(), ru, en));
        }
    }

    fn name(&mut self, path: &str, span: Span) -> Option<Type> {
        let found = self.scope.type_of(path);
        if found.is_none() {
            self.problems.push(unknown_name(self.scope, path, span));
        }
        found
    }

    fn binary(&mut self, op: BinaryOp, left: &Ast, right: &Ast, span: Span) -> Option<Type> {
        use BinaryOp as Op;
        match op {
            Op::And | Op::Or => {
                self.want(left, Type::Bool);
                self.want(right, Type::Bool);
            }
            Op::Add | Op::Sub | Op::Mul | Op::Div => {
                self.want(left, Type::Number);
                self.want(right, Type::Number);
                if op == Op::Div && matches!(right, Ast::Number(zero, _) if *zero == 0.0) {
                    let problem = Problem::new(
                        codes::DIVISION_BY_ZERO,
                        right.span(),
                        "деление на ноль",
                        "division by zero",
                    );
                    self.problems.push(problem);
                }
                return Some(Type::Number);
            }
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::In | Op::Contains => {
                let left = self.type_of(left);
                let right = self.type_of(right);
                if let (Some(left), Some(right)) = (left, right) {
                    self.compare(op, left, right, span);
                }
            }
        }
        Some(Type::Bool)
    }

    fn compare(&mut self, op: BinaryOp, left: Type, right: Type, span: Span) {
        use BinaryOp as Op;
        let fits = match op {
            Op::In => right == Type::List && left != Type::List || (left, right) == (Type::Text, Type::Text),
            Op::Contains => {
                left == Type::List && right != Type::List || (left, right) == (Type::Text, Type::Text)
            }
            Op::Eq | Op::Ne => left == right,
            _ => left == right && matches!(left, Type::Number | Type::Text),
        };
        if fits {
            return;
        }
        let ru = format!("операция «{}» не подходит к типам «{}» и «{}»", op.sign(), left.ru(), right.ru());
        let en = format!("`{}` does not fit {} and {}", op.sign(), left.en(), right.en());
        let problem = Problem::new(codes::TYPE_MISMATCH, span, ru, en);
        self.problems.push(match (left, right) {
            (Type::Number, Type::Text) | (Type::Text, Type::Number) => problem.with_help(
                "числа пишутся без кавычек, тексты в кавычках",
                "numbers take no quotes, texts do",
            ),
            _ => problem,
        });
    }

    /// Items of a list are of one type, so that `in` compares like with like.
    fn items(&mut self, items: &[Ast]) {
        let mut first = None;
        for item in items {
            let Some(ty) = self.type_of(item) else { continue };
            if ty == Type::List || *first.get_or_insert(ty) != ty {
                let (ru, en) =
                    ("в списке должны быть значения одного типа", "items of a list must be of one type");
                self.problems.push(Problem::new(codes::TYPE_MISMATCH, item.span(), ru, en));
            }
        }
    }
}

fn unknown_name(scope: Scope<'_>, path: &str, span: Span) -> Problem {
    let ru = format!("имени «{path}» здесь нет");
    let problem = Problem::new(codes::UNKNOWN_NAME, span, ru, format!("there is no name `{path}` here"));
    match scope.nearest(path) {
        Some(near) => problem.with_help(format!("может быть, {near}?"), format!("did you mean {near}?")),
        None if path.starts_with("vars.") => {
            problem.with_help("объявите переменную в variables:", "declare the variable in variables:")
        }
        None => problem,
    }
}

fn accusative(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "условие (да/нет)",
        Type::Number | Type::Text | Type::List => ty.ru(),
    }
}
