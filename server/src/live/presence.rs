//! Who looks at a conversation and who types in it, told to those who may see it.
//!
//! Kept in memory, by each node for the pages it serves: a hint between colleagues, no right and no lock.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sufler_store::{Id, Millis};
use utoipa::ToSchema;

/// A page says that it is there more often than this; one that does not is gone.
const GONE_AFTER: Millis = 25_000;

/// Somebody at a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// The user.
    pub user_id: Id,
    /// Their name.
    pub name: String,
    /// They write an answer.
    pub typing: bool,
}

/// Event `presence`: everybody at a conversation now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresenceEvent {
    /// The conversation.
    pub conversation_id: Id,
    /// Who is there, by name.
    pub people: Vec<Person>,
}

/// What a page says of its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// Went away.
    Away,
    /// Looks at it.
    Looking,
    /// Writes an answer.
    Typing,
}

/// Who is where; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Presence(Arc<Mutex<HashMap<Id, HashMap<Id, Seen>>>>);

#[derive(Debug)]
struct Seen {
    name: String,
    typing: bool,
    at: Millis,
}

impl Presence {
    /// Notes what a page says; answers who is at the conversation, and whether that is news.
    pub(super) fn note(
        &self,
        conversation_id: Id,
        (user_id, name): (Id, &str),
        stance: Stance,
        now: Millis,
    ) -> (PresenceEvent, bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|id, people| {
            if *id != conversation_id {
                people.retain(|_, seen| now - seen.at < GONE_AFTER);
            }
            *id == conversation_id || !people.is_empty()
        });
        let people = all.entry(conversation_id).or_default();
        let before = list(people);
        people.retain(|_, seen| now - seen.at < GONE_AFTER);
        match stance {
            Stance::Away => drop(people.remove(&user_id)),
            _ => {
                let seen = Seen { name: name.to_owned(), typing: stance == Stance::Typing, at: now };
                people.insert(user_id, seen);
            }
        }
        let after = list(people);
        let is_news = before != after;
        (PresenceEvent { conversation_id, people: after }, is_news)
    }
}

fn list(people: &HashMap<Id, Seen>) -> Vec<Person> {
    let mut list: Vec<Person> = people
        .iter()
        .map(|(user_id, seen)| Person { user_id: *user_id, name: seen.name.clone(), typing: seen.typing })
        .collect();
    list.sort_by(|a, b| (&a.name, a.user_id).cmp(&(&b.name, b.user_id)));
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(event: &PresenceEvent) -> Vec<(&str, bool)> {
        event.people.iter().map(|person| (person.name.as_str(), person.typing)).collect()
    }

    #[test]
    fn people_come_type_and_go() {
        let presence = Presence::default();
        let note = |who, stance, now| presence.note(1, who, stance, now);
        let (event, is_news) = note((8, "Борис"), Stance::Looking, 0);
        assert_eq!((names(&event), is_news), (vec![("Борис", false)], true));
        let (event, is_news) = note((7, "Анна"), Stance::Typing, 1_000);
        assert_eq!((names(&event), is_news), (vec![("Анна", true), ("Борис", false)], true));
        assert!(!note((7, "Анна"), Stance::Typing, 11_000).1, "nothing new is not told again");
        let (event, is_news) = note((7, "Анна"), Stance::Looking, GONE_AFTER);
        assert_eq!((names(&event), is_news), (vec![("Анна", false)], true), "Борис is gone by himself");
        let (event, is_news) = note((7, "Анна"), Stance::Away, GONE_AFTER);
        assert_eq!((names(&event), is_news), (vec![], true));
        assert_eq!(presence.note(2, (9, "Вера"), Stance::Away, 0).0.people, []);
    }
}
