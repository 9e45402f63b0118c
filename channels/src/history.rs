//! Paging through lists that know only `limit` and `offset`, as a state that can be stored and resumed: the
//! caller asks for one page whenever its rate budget allows.

use serde::{Deserialize, Serialize};

use crate::message::InboundMessage;

/// One page to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Entries wanted.
    pub limit: u32,
    /// Entries to skip.
    pub offset: u32,
}

/// Position in a list of unknown length, newest first.
///
/// The list moves while it is read: new entries push old ones down, so pages may overlap (dedupe by id) but
/// skip nothing that was there at the start, except what is reached only beyond `max_offset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    limit: u32,
    max_offset: u32,
    /// `None` when there is nothing more to ask for.
    next: Option<u32>,
    capped: bool,
}

impl Cursor {
    /// From the newest entry on. A limit of 0 is taken as 1.
    #[must_use]
    pub fn new(limit: u32, max_offset: u32) -> Self {
        Self { limit: limit.max(1), max_offset, next: Some(0), capped: false }
    }

    /// The page to ask for now; `None` at the end. Asking twice gives the same page.
    #[must_use]
    pub fn page(&self) -> Option<Page> {
        self.next.map(|offset| Page { limit: self.limit, offset })
    }

    /// The page came with `received` entries (as sent, before any were dropped): moves on.
    pub fn accept(&mut self, received: usize) {
        let Some(offset) = self.next else { return };
        let full = received >= usize::try_from(self.limit).unwrap_or(usize::MAX);
        let wanted = offset.saturating_add(self.limit);
        self.next = match (full, offset >= self.max_offset) {
            (false, _) => None,
            // The last reachable page may overlap the one before it.
            (true, false) => Some(wanted.min(self.max_offset)),
            (true, true) => {
                self.capped = true;
                None
            }
        };
    }

    /// Stops early, for example when a page reached what is already stored.
    pub fn stop(&mut self) {
        self.next = None;
    }

    /// Whether the end of the list was not reached because the channel offers no larger offset.
    #[must_use]
    pub fn is_capped(&self) -> bool {
        self.capped
    }
}

/// Brings messages of several pages into reading order: by time, then by id; each id once, the first copy
/// kept.
pub fn sort_and_dedupe(messages: &mut Vec<InboundMessage>) {
    messages.sort_by(|a, b| (a.at_ms, &a.external_id).cmp(&(b.at_ms, &b.external_id)));
    let mut seen = std::collections::HashSet::new();
    messages.retain(|message| seen.insert(message.external_id.clone()));
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Offsets asked for when the list holds `total` entries.
    fn offsets(total: u32, limit: u32, max_offset: u32) -> (Vec<u32>, bool) {
        let mut cursor = Cursor::new(limit, max_offset);
        let mut asked = Vec::new();
        while let Some(page) = cursor.page() {
            asked.push(page.offset);
            let received = total.saturating_sub(page.offset).min(page.limit);
            cursor.accept(received as usize);
        }
        (asked, cursor.is_capped())
    }

    #[rstest]
    #[case::empty(0, 100, &[0], false)]
    #[case::short(99, 100, &[0], false)]
    #[case::exact(100, 100, &[0, 100], false)]
    #[case::odd_limit(1_250, 300, &[0, 300, 600, 900, 1_000], false)]
    fn asks_until_a_short_page(
        #[case] total: u32,
        #[case] limit: u32,
        #[case] expected: &[u32],
        #[case] capped: bool,
    ) {
        assert_eq!(offsets(total, limit, 1_000), (expected.to_vec(), capped));
    }

    #[rstest]
    #[case(1_099, false)]
    #[case(1_100, true)]
    #[case(5_000, true)]
    fn stops_at_the_largest_offset(#[case] total: u32, #[case] capped: bool) {
        let (asked, was_capped) = offsets(total, 100, 1_000);
        assert_eq!(asked, (0..=10).map(|page| page * 100).collect::<Vec<_>>());
        assert_eq!(was_capped, capped);
    }

    #[test]
    fn resumes_from_its_stored_form() {
        let mut cursor = Cursor::new(100, 1_000);
        cursor.accept(100);
        let stored = serde_json::to_string(&cursor).unwrap();
        let resumed: Cursor = serde_json::from_str(&stored).unwrap();
        assert_eq!(resumed.page(), Some(Page { limit: 100, offset: 100 }));
    }
}
