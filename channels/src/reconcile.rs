//! What became of a send in doubt: decided from the chat's own history, for channels without an idempotency
//! key.

use serde::{Deserialize, Serialize};

use crate::message::{Author, InboundMessage, MessageKind, OutboundMessage};

/// A send whose outcome is not known.
#[derive(Debug, Clone, Copy)]
pub struct Doubt<'a> {
    /// What was sent.
    pub message: &'a OutboundMessage,
    /// When the first attempt began, UTC milliseconds of our clock.
    pub started_ms: i64,
}

/// How much the two clocks and the channel's own delay are trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tolerance {
    /// How far the channel's clock may be behind ours, milliseconds; includes its rounding to seconds.
    pub skew_ms: i64,
    /// How long after the last attempt ended a message may still show up, milliseconds.
    pub settle_ms: i64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { skew_ms: 5_000, settle_ms: 3_000 }
    }
}

/// The newest messages of the chat, read after the last attempt ended.
#[derive(Debug, Clone, Copy)]
pub struct Recent<'a> {
    /// In any order; duplicates do no harm.
    pub messages: &'a [InboundMessage],
    /// Whether these are all messages the chat has.
    pub complete: bool,
    /// Milliseconds between the end of the last attempt and this reading, on our clock.
    pub age_ms: i64,
}

/// The decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It is there.
    Arrived {
        /// The channel's id of it.
        external_id: String,
    },
    /// It is not there and will not come: sending again is safe.
    NotArrived,
    /// Not to be told from this history: read again later or more of it, at last show it to an operator.
    /// Never a reason to send again.
    Unclear,
}

/// Looks for our message among `recent`. `claimed` says which ids are already known as other messages of
/// ours, so that two equal texts are not taken for one.
///
/// The rule: written by our account, same content, not older than the start of the send less the skew.
/// "Not arrived" needs proof: the history must reach back beyond that start and be read late enough, and
/// nothing in it may be our message with its content gone.
pub fn reconcile(
    doubt: Doubt<'_>,
    recent: Recent<'_>,
    tolerance: Tolerance,
    claimed: impl Fn(&str) -> bool,
) -> Verdict {
    let since_ms = doubt.started_ms.saturating_sub(tolerance.skew_ms);
    let own = recent.messages.iter().filter(|message| {
        message.author == Author::Native && message.at_ms >= since_ms && !claimed(&message.external_id)
    });
    let mut arrived: Option<&InboundMessage> = None;
    let mut hidden = false;
    for message in own {
        hidden |= message.kind == MessageKind::Deleted;
        let earlier = arrived.is_none_or(|found| is_before(message, found));
        if earlier && is_same(doubt.message, message) {
            arrived = Some(message);
        }
    }
    if let Some(message) = arrived {
        return Verdict::Arrived { external_id: message.external_id.clone() };
    }
    let reaches_back = recent.complete || recent.messages.iter().any(|message| message.at_ms < since_ms);
    if hidden || !reaches_back || recent.age_ms < tolerance.settle_ms {
        return Verdict::Unclear;
    }
    Verdict::NotArrived
}

fn is_before(a: &InboundMessage, b: &InboundMessage) -> bool {
    (a.at_ms, &a.external_id) < (b.at_ms, &b.external_id)
}

/// Channels trim and reflow white space, and turn a text with an address into a link.
fn is_same(sent: &OutboundMessage, seen: &InboundMessage) -> bool {
    match sent {
        OutboundMessage::Text { text } => {
            matches!(seen.kind, MessageKind::Text | MessageKind::Link)
                && text.split_whitespace().eq(seen.text.split_whitespace())
        }
        // History shows addresses, not the id of the upload: any new image of ours is taken for it.
        OutboundMessage::Image { .. } => seen.kind == MessageKind::Image,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    const START: i64 = 1_000_000;
    /// Something old, which proves that the history reaches back.
    const OLD: (&str, Author, MessageKind, &str, i64) =
        ("old", Author::Contact, MessageKind::Text, "Цена?", 0);

    fn message((id, author, kind, text, at_ms): (&str, Author, MessageKind, &str, i64)) -> InboundMessage {
        InboundMessage {
            external_id: id.to_owned(),
            chat_id: "chat".to_owned(),
            account_external_id: "1".to_owned(),
            author,
            author_external_id: None,
            kind,
            text: text.to_owned(),
            content: json!({}),
            at_ms,
            item_external_id: None,
            read_at_ms: None,
            chat_type: None,
        }
    }

    fn arrived(id: &str) -> Verdict {
        Verdict::Arrived { external_id: id.to_owned() }
    }

    #[rstest]
    #[case::there(("m", Author::Native, MessageKind::Text, "Добрый  день", START), arrived("m"))]
    #[case::became_a_link(("m", Author::Native, MessageKind::Link, "Добрый день", START), arrived("m"))]
    #[case::clock_behind(("m", Author::Native, MessageKind::Text, "Добрый день", START - 5_000), arrived("m"))]
    #[case::too_old(("m", Author::Native, MessageKind::Text, "Добрый день", START - 5_001), Verdict::NotArrived)]
    #[case::of_the_contact(("m", Author::Contact, MessageKind::Text, "Добрый день", START), Verdict::NotArrived)]
    #[case::other_text(("m", Author::Native, MessageKind::Text, "Добрый вечер", START), Verdict::NotArrived)]
    #[case::another_send(("known", Author::Native, MessageKind::Text, "Добрый день", START), Verdict::NotArrived)]
    #[case::deleted_since(("m", Author::Native, MessageKind::Deleted, "", START), Verdict::Unclear)]
    fn decides(#[case] seen: (&str, Author, MessageKind, &str, i64), #[case] expected: Verdict) {
        let sent = OutboundMessage::Text { text: "Добрый день".to_owned() };
        let messages = [message(seen), message(OLD)];
        let recent = Recent { messages: &messages, complete: false, age_ms: 3_000 };
        let doubt = Doubt { message: &sent, started_ms: START };
        assert_eq!(reconcile(doubt, recent, Tolerance::default(), |id| id == "known"), expected);
    }

    #[rstest]
    #[case::does_not_reach_back(false, 3_000, Verdict::Unclear)]
    #[case::read_too_early(true, 2_999, Verdict::Unclear)]
    #[case::whole_chat(true, 3_000, Verdict::NotArrived)]
    fn absence_needs_proof(#[case] complete: bool, #[case] age_ms: i64, #[case] expected: Verdict) {
        let sent = OutboundMessage::Text { text: "Да".to_owned() };
        let recent = Recent { messages: &[], complete, age_ms };
        let doubt = Doubt { message: &sent, started_ms: START };
        assert_eq!(reconcile(doubt, recent, Tolerance::default(), |_| false), expected);
    }

    #[test]
    fn of_two_equal_ones_the_earlier_is_ours() {
        let sent = OutboundMessage::Image { image_id: "1".to_owned() };
        let later = message(("b", Author::Native, MessageKind::Image, "", START + 9));
        let earlier = message(("a", Author::Native, MessageKind::Image, "", START));
        let messages = [later, earlier];
        let recent = Recent { messages: &messages, complete: true, age_ms: 9_000 };
        let doubt = Doubt { message: &sent, started_ms: START };
        assert_eq!(reconcile(doubt, recent, Tolerance::default(), |_| false), arrived("a"));
    }
}
