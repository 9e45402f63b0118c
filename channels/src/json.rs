//! Lenient reading of JSON that others wrote: a field of an unexpected type is an absent field, never an
//! error, for one odd field must not lose a customer's message.

use serde_json::Value;

/// Parses bytes into a value. Deep nesting is an error, not a crash (serde_json stops at 128 levels). A lone
/// surrogate (`"\ud83d"`, half an emoji cut off by a sender) and NUL (which PostgreSQL can't store) become
/// U+FFFD.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    let mut value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) if error.is_syntax() => match mend_surrogates(bytes) {
            Some(mended) => serde_json::from_slice(&mended)?,
            None => return Err(error),
        },
        Err(error) => return Err(error),
    };
    replace_nul(&mut value);
    Ok(value)
}

/// Depth is bounded by the parser.
fn replace_nul(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\0') => *text = text.replace('\0', "\u{fffd}"),
        Value::Array(items) => items.iter_mut().for_each(replace_nul),
        Value::Object(fields) => {
            fields.retain(|name, _| !name.contains('\0'));
            fields.values_mut().for_each(replace_nul);
        }
        _ => {}
    }
}

/// The same bytes with `\ud800`–`\udfff` that form no pair replaced by `\ufffd`; `None` when there are none.
fn mend_surrogates(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut mended = Vec::with_capacity(bytes.len());
    let mut changed = false;
    let mut rest = bytes;
    while let Some((&byte, tail)) = rest.split_first() {
        let taken = if byte != b'\\' {
            1
        } else {
            match (code_unit(rest), code_unit(rest.get(6..).unwrap_or_default())) {
                (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
                (Some(0xd800..=0xdfff), _) => {
                    mended.extend_from_slice(b"\\ufffd");
                    changed = true;
                    rest = rest.get(6..).unwrap_or_default();
                    continue;
                }
                (Some(_), _) => 6,
                // Another escape: its second byte may be a backslash.
                (None, _) => 2.min(1 + tail.len()),
            }
        };
        let (head, tail) = rest.split_at_checked(taken)?;
        mended.extend_from_slice(head);
        rest = tail;
    }
    changed.then_some(mended)
}

/// The value of a `\uXXXX` at the start of `bytes`.
fn code_unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Text that is not blank.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.trim().is_empty())
}

/// An id, written as a number or as text; always text for us, for the platform may hash its ids one day.
pub(crate) fn id(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// A time in seconds, as milliseconds. 0, negative and beyond the year 9999 are taken as absent.
pub(crate) fn seconds_as_ms(value: &Value, key: &str) -> Option<i64> {
    const YEAR_9999: i64 = 253_402_300_799;
    let seconds = value.get(key)?.as_i64()?;
    (1..=YEAR_9999).contains(&seconds).then(|| seconds * 1000)
}

/// A web address: only http and https, so that a page may link to it.
pub(crate) fn web_address(value: &Value, key: &str) -> Option<String> {
    text(value, key).filter(|address| is_web_address(address)).map(str::to_owned)
}

/// Whether the text is an http or https address.
pub(crate) fn is_web_address(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case::half_an_emoji(r#"["день \ud83d"]"#, json!(["день \u{fffd}"]))]
    #[case::low_half(r#"["\ude00!"]"#, json!(["\u{fffd}!"]))]
    #[case::whole_beside_half(r#"["\ud83d\ude00\ud83d\ud83d\ude00"]"#, json!(["😀\u{fffd}😀"]))]
    #[case::escaped_backslash(r#"["\\ud83d", "\ud83d"]"#, json!(["\\ud83d", "\u{fffd}"]))]
    #[case::nul("{\"a\":[\"x\\u0000y\"]}", json!({"a": ["x\u{fffd}y"]}))]
    fn mends_what_would_lose_a_message(#[case] text: &str, #[case] expected: Value) {
        assert_eq!(parse(text.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let deep = "[".repeat(200_000);
        assert!(parse(deep.as_bytes()).unwrap_err().to_string().contains("recursion limit"));
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_value_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
            let quoted = [b"[\"".as_slice(), &bytes, b"\"]"].concat();
            let _ = parse(&quoted);
        }

        #[test]
        fn any_escapes_of_a_string_are_read(units in prop::collection::vec(any::<u16>(), 0..20)) {
            let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let expected = String::from_utf16_lossy(&units).replace('\0', "\u{fffd}");
            prop_assert_eq!(parse(format!("[\"{escaped}\"]").as_bytes()).unwrap(), json!([expected]));
        }
    }
}
