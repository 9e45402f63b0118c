//! Text -> [`Ast`].

use std::sync::LazyLock;

use pest::{
    Parser as _,
    error::{ErrorVariant, InputLocation},
    iterators::{Pair, Pairs},
    pratt_parser::{Assoc, Op, PrattParser},
};
use regex::RegexBuilder;

use super::{
    ast::{Ast, BinaryOp},
    guard,
};
use crate::{
    diagnostic::{Code, Words, codes},
    source::Span,
};

/// Memory one pattern may take once compiled.
const MAX_PATTERN_BYTES: usize = 1 << 20;

mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "expr/grammar.pest"]
    pub(super) struct ExprParser;
}
use grammar::{ExprParser, Rule};

/// A problem inside an expression; the span counts from its first byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which.
    pub code: Code,
    /// Where in the expression.
    pub span: Span,
    /// What is wrong.
    pub message: Words,
    /// What to do.
    pub help: Option<Words>,
}

impl Problem {
    pub(super) fn new(code: Code, span: Span, ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, span, message: Words::new(ru, en), help: None }
    }

    pub(super) fn with_help(mut self, ru: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Words::new(ru, en));
        self
    }
}

static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::or))
        .op(left(Rule::and))
        .op(Op::prefix(Rule::not))
        .op(left(Rule::eq)
            | left(Rule::ne)
            | left(Rule::lt)
            | left(Rule::le)
            | left(Rule::gt)
            | left(Rule::ge)
            | left(Rule::within)
            | left(Rule::contains)
            | left(Rule::matches))
        .op(left(Rule::add) | left(Rule::sub))
        .op(left(Rule::mul) | left(Rule::div))
        .op(Op::prefix(Rule::negate))
        .op(Op::postfix(Rule::has))
});

pub(super) fn parse(text: &str) -> Result<Ast, Problem> {
    guard::check(text)?;
    let mut pairs = ExprParser::parse(Rule::whole, text).map_err(|error| syntax_problem(text, &error))?;
    let inner = pairs.next().map(Pair::into_inner).and_then(|mut inner| inner.next());
    match inner {
        Some(pair) => build(pair.into_inner()),
        None => Err(Problem::new(
            codes::EXPRESSION_SYNTAX,
            Span::default(),
            "пустое выражение",
            "empty expression",
        )),
    }
}

fn build(pairs: Pairs<'_, Rule>) -> Result<Ast, Problem> {
    PRATT
        .map_primary(primary)
        .map_prefix(|op, inner| {
            let inner = inner?;
            let span = Span::new(span_of(&op).start, inner.span().end);
            Ok(match op.as_rule() {
                Rule::not => Ast::Not(Box::new(inner), span),
                _ => Ast::Negate(Box::new(inner), span),
            })
        })
        .map_postfix(|inner, op| presence(inner?, span_of(&op)))
        .map_infix(|left, op, right| infix(left?, &op, right?))
        .parse(pairs)
}

fn primary(pair: Pair<'_, Rule>) -> Result<Ast, Problem> {
    let span = span_of(&pair);
    let text = pair.as_str();
    Ok(match pair.as_rule() {
        Rule::number => Ast::Number(number(text, span)?, span),
        Rule::bool => Ast::Bool(text == "true", span),
        Rule::text => Ast::Text(unquote(text).into(), span),
        Rule::name => Ast::Name(text.into(), span),
        Rule::list => {
            let items = pair.into_inner().map(|item| build(item.into_inner()));
            Ast::List(items.collect::<Result<_, _>>()?, span)
        }
        _ => build(pair.into_inner())?,
    })
}

fn number(text: &str, span: Span) -> Result<f64, Problem> {
    text.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| {
        Problem::new(codes::EXPRESSION_SYNTAX, span, "число слишком велико", "the number is too large")
    })
}

/// Takes the quotes off. A backslash hides only the quote itself, so that patterns such as
/// `"\d+"` need no doubling.
fn unquote(text: &str) -> String {
    let quote = text.chars().next().unwrap_or('"');
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    inner.replace(&format!("\\{quote}"), &quote.to_string())
}

fn presence(inner: Ast, mark: Span) -> Result<Ast, Problem> {
    let span = Span::new(inner.span().start, mark.end);
    match inner {
        Ast::Name(path, _) => Ok(Ast::Has(path, span)),
        _ => Err(Problem::new(
            codes::EXPRESSION_SYNTAX,
            span,
            "«?» ставится после имени",
            "`?` follows a name",
        )
        .with_help("например, vars.city?", "such as vars.city?")),
    }
}

fn infix(left: Ast, op: &Pair<'_, Rule>, right: Ast) -> Result<Ast, Problem> {
    let span = Span::new(left.span().start, right.span().end);
    let op = match op.as_rule() {
        Rule::or => BinaryOp::Or,
        Rule::and => BinaryOp::And,
        Rule::eq => BinaryOp::Eq,
        Rule::ne => BinaryOp::Ne,
        Rule::lt => BinaryOp::Lt,
        Rule::le => BinaryOp::Le,
        Rule::gt => BinaryOp::Gt,
        Rule::ge => BinaryOp::Ge,
        Rule::within => BinaryOp::In,
        Rule::contains => BinaryOp::Contains,
        Rule::add => BinaryOp::Add,
        Rule::sub => BinaryOp::Sub,
        Rule::mul => BinaryOp::Mul,
        Rule::div => BinaryOp::Div,
        _ => return matches(left, &right, span),
    };
    Ok(Ast::Binary(op, Box::new(left), Box::new(right), span))
}

/// Patterns ignore case, as customers do; `(?-i)` inside the pattern turns that off.
fn matches(left: Ast, right: &Ast, span: Span) -> Result<Ast, Problem> {
    let Ast::Text(pattern, place) = right else {
        let message =
            ("справа от matches нужен шаблон в кавычках", "`matches` needs a quoted pattern on its right");
        return Err(Problem::new(codes::BAD_PATTERN, right.span(), message.0, message.1));
    };
    let built = RegexBuilder::new(pattern).case_insensitive(true).size_limit(MAX_PATTERN_BYTES).build();
    match built {
        Ok(regex) => Ok(Ast::Matches(Box::new(left), regex, span)),
        Err(error) => {
            let detail = pattern_problem(&error);
            let ru = format!("неверное регулярное выражение: {detail}");
            Err(Problem::new(codes::BAD_PATTERN, *place, ru, format!("wrong regular expression: {detail}")))
        }
    }
}

fn span_of(pair: &Pair<'_, Rule>) -> Span {
    let span = pair.as_span();
    Span::new(span.start(), span.end())
}

fn syntax_problem(text: &str, error: &pest::error::Error<Rule>) -> Problem {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.chars().next().map_or(0, char::len_utf8);
    let wants_value = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives
            .iter()
            .any(|rule| matches!(rule, Rule::name | Rule::number | Rule::text | Rule::list | Rule::expr)),
        ErrorVariant::CustomError { .. } => false,
    };
    let (ru, en) = match (wants_value, rest.is_empty()) {
        (true, true) => {
            ("выражение обрывается: не хватает значения", "the expression breaks off: a value is missing")
        }
        (true, false) => ("здесь ожидалось значение", "a value was expected here"),
        (false, true) => ("выражение обрывается", "the expression breaks off"),
        (false, false) => {
            ("здесь ожидалась операция или конец выражения", "an operator or the end was expected here")
        }
    };
    let problem = Problem::new(codes::EXPRESSION_SYNTAX, Span::new(at, at + length), ru, en);
    match habit(text, at) {
        Some((ru, en)) => problem.with_help(ru, en),
        None => problem,
    }
}

/// What people used to other languages write, and what to write here.
fn habit(text: &str, at: usize) -> Option<(&'static str, &'static str)> {
    const HABITS: [(&str, &str, &str); 7] = [
        ("&&", "вместо && пишите and", "write `and` for `&&`"),
        ("||", "вместо || пишите or", "write `or` for `||`"),
        ("!", "вместо ! пишите not", "write `not` for `!`"),
        ("=", "равенство пишется ==", "equality is `==`"),
        ("«", "тексты берите в кавычки \" или '", "quote texts with \" or '"),
        ("\"", "закройте кавычку", "close the quote"),
        ("'", "закройте кавычку", "close the quote"),
    ];
    let rest = text.get(at..)?;
    HABITS.iter().find(|(sign, ..)| rest.starts_with(sign)).map(|(_, ru, en)| (*ru, *en))
}

/// What is wrong with a pattern; the lines before the last draw the pattern itself.
pub(crate) fn pattern_problem(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default().trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}
