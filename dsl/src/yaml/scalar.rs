//! What a scalar means: the core schema of YAML 1.2 (specification, section 10.3).

use super::{Scalar, ScalarStyle};

/// Meaning of a scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Resolved<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
}

impl Resolved<'_> {
    /// As a number, if it is one.
    pub fn as_number(self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "JSON numbers lose the same digits")]
            Self::Int(value) => Some(value as f64),
            Self::Float(value) => Some(value),
            Self::Null | Self::Bool(_) | Self::Text(_) => None,
        }
    }
}

impl Scalar {
    /// Quoted and block scalars are texts; plain ones follow the core schema.
    pub fn resolved(&self) -> Resolved<'_> {
        if self.style == ScalarStyle::Plain { plain(&self.text) } else { Resolved::Text(&self.text) }
    }
}

pub(crate) fn plain(text: &str) -> Resolved<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "true" | "True" | "TRUE" => Resolved::Bool(true),
        "false" | "False" | "FALSE" => Resolved::Bool(false),
        _ => number(text).unwrap_or(Resolved::Text(text)),
    }
}

fn number(text: &str) -> Option<Resolved<'_>> {
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if is_int(text) {
        // An integer too large for 64 bits is still a number.
        return text.parse().map(Resolved::Int).ok().or_else(|| text.parse().map(Resolved::Float).ok());
    }
    match text.trim_start_matches(['+', '-']) {
        ".inf" | ".Inf" | ".INF" if text.len() <= 5 => {
            Some(Resolved::Float(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }))
        }
        ".nan" | ".NaN" | ".NAN" if text.len() == 4 => Some(Resolved::Float(f64::NAN)),
        _ if is_float(text) => text.parse().ok().map(Resolved::Float),
        _ => None,
    }
}

fn radix(digits: &str, radix: u32) -> Option<Resolved<'static>> {
    // `from_str_radix` takes a sign, the core schema does not.
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    i64::from_str_radix(digits, radix).ok().map(Resolved::Int)
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_int(text: &str) -> bool {
    let digits = unsigned(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let text = unsigned(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let some_digit = !(whole.is_empty() && fraction.is_empty());
    some_digit && digits(whole) && digits(fraction) && exponent.is_none_or(is_int)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("~", Resolved::Null)]
    #[case("true", Resolved::Bool(true))]
    #[case("no", Resolved::Text("no"))]
    #[case("yes", Resolved::Text("yes"))]
    #[case("012", Resolved::Int(12))]
    #[case("0x1F", Resolved::Int(31))]
    #[case("0o17", Resolved::Int(15))]
    #[case("0x-1", Resolved::Text("0x-1"))]
    #[case("1_000", Resolved::Text("1_000"))]
    #[case("-7", Resolved::Int(-7))]
    #[case("1.5e3", Resolved::Float(1500.0))]
    #[case(".5", Resolved::Float(0.5))]
    #[case(".", Resolved::Text("."))]
    #[case("1e", Resolved::Text("1e"))]
    #[case("99999999999999999999", Resolved::Float(1e20))]
    #[case("-.inf", Resolved::Float(f64::NEG_INFINITY))]
    #[case("+-.inf", Resolved::Text("+-.inf"))]
    #[case("12:30", Resolved::Text("12:30"))]
    #[case("2026-01-01", Resolved::Text("2026-01-01"))]
    fn plain_scalars_follow_the_core_schema(#[case] text: &str, #[case] meaning: Resolved<'_>) {
        assert_eq!(plain(text), meaning);
    }
}
