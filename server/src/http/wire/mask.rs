//! What a viewer is not shown: telephone numbers, wherever they stand.

use serde_json::Value;
use sufler_store::Role;

use super::{Contact, Conversation, ConversationRow, Message};

/// Digits of a telephone number with its country.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 10..=15;
/// Digits that stay, so that people can tell two numbers apart.
const SHOWN: usize = 2;

/// Rows as somebody with this role may see them.
pub(crate) trait SeenBy: Sized {
    /// The row without what the role may not see.
    fn without_phones(self) -> Self;

    /// The same for a role: only viewers are kept from telephone numbers.
    fn seen_by(self, role: Role) -> Self {
        if role == Role::Viewer { self.without_phones() } else { self }
    }
}

impl SeenBy for String {
    fn without_phones(self) -> Self {
        mask_phones(&self)
    }
}

impl SeenBy for Value {
    fn without_phones(self) -> Self {
        match self {
            Self::String(text) => Self::String(text.without_phones()),
            Self::Array(items) => items.into_iter().map(SeenBy::without_phones).collect(),
            Self::Object(fields) => {
                fields.into_iter().map(|(name, value)| (name, value.without_phones())).collect()
            }
            other => other,
        }
    }
}

impl SeenBy for Contact {
    fn without_phones(mut self) -> Self {
        // Whatever it looks like, it is a telephone number.
        self.phone = self.phone.map(|phone| mask_digits(&phone));
        self.name = self.name.map(SeenBy::without_phones);
        self
    }
}

impl SeenBy for Conversation {
    fn without_phones(mut self) -> Self {
        self.handoff = self.handoff.map(SeenBy::without_phones);
        if let Some(last) = &mut self.last_message {
            last.text = mask_phones(&last.text);
        }
        self
    }
}

impl SeenBy for ConversationRow {
    fn without_phones(mut self) -> Self {
        self.conversation = self.conversation.without_phones();
        self.contact = self.contact.without_phones();
        self
    }
}

impl SeenBy for Message {
    fn without_phones(mut self) -> Self {
        self.text = self.text.without_phones();
        self.content = self.content.map(SeenBy::without_phones);
        self
    }
}

/// The text with the digits of telephone numbers hidden; as long as before, character by character.
fn mask_phones(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c == '+' || c.is_ascii_digit()) {
        let (before, tail) = rest.split_at(start);
        masked.push_str(before);
        let (run, after) = tail.split_at(run_length(tail));
        if is_phone(run) {
            masked.push_str(&mask_digits(run));
        } else {
            masked.push_str(run);
        }
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// Bytes of digits with what people write between them; ends behind a digit, or behind the sign it began with.
fn run_length(text: &str) -> usize {
    let mut end = text.chars().next().map_or(0, char::len_utf8);
    let mut gap = 0;
    for (at, c) in text.char_indices().skip(1) {
        if c.is_ascii_digit() {
            (end, gap) = (at + 1, 0);
        } else if matches!(c, ' ' | '\u{a0}' | '-' | '‑' | '–' | '(' | ')' | '.') && gap < 3 {
            gap += 1;
        } else {
            break;
        }
    }
    end
}

/// With a plus, or as numbers are written at home: prices and order numbers are left alone.
fn is_phone(run: &str) -> bool {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let at_home = match digits.len() {
        10 => digits.starts_with('9'),
        11 => digits.starts_with(['7', '8']),
        _ => false,
    };
    PHONE_DIGITS.contains(&digits.len()) && (run.starts_with('+') || at_home)
}

fn mask_digits(text: &str) -> String {
    let mut hidden = text.chars().filter(char::is_ascii_digit).count().saturating_sub(SHOWN);
    let mask = |c: char| {
        if !c.is_ascii_digit() || hidden == 0 {
            return c;
        }
        hidden -= 1;
        '•'
    };
    text.chars().map(mask).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case("Звоните +7 (900) 123-45-67, до 21:00", "Звоните +• (•••) •••-••-67, до 21:00")]
    #[case("8 900 123 45 67", "• ••• ••• •• 67")]
    #[case("89001234567 и 9001234567", "•••••••••67 и ••••••••67")]
    #[case("+375 29 123-45-67", "+••• •• •••-••-67")]
    #[case("Заказ 1234567890123, 25 000 ₽", "Заказ 1234567890123, 25 000 ₽")]
    #[case("в 2026 году + 15 %", "в 2026 году + 15 %")]
    #[case("", "")]
    fn numbers_to_call_are_hidden_and_others_stay(#[case] text: &str, #[case] seen: &str) {
        assert_eq!(mask_phones(text), seen);
        assert_eq!(text.chars().count(), seen.chars().count(), "places in the text stay true");
    }

    #[test]
    fn only_viewers_are_kept_from_them() {
        let card = json!({"variables": {"phone": "+7 900 123-45-67"}, "confidence": 0.4});
        assert_eq!(card.clone().seen_by(Role::Qa), card);
        let seen = card.seen_by(Role::Viewer);
        assert_eq!(seen, json!({"variables": {"phone": "+• ••• •••-••-67"}, "confidence": 0.4}));
    }
}
