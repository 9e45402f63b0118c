//! People outside.

use crate::{Contact, Id, Millis, Result, Store, store::unbuilt};

/// What became known of a contact; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContactChange {
    /// The channel's id, when the contact was made without one.
    pub external_id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Picture.
    pub avatar_url: Option<String>,
    /// Public page.
    pub profile_url: Option<String>,
    /// Phone.
    pub phone: Option<String>,
}

impl Store {
    /// Completes the contact of a conversation. If `external_id` turns out to be a contact we have, the conversation
    /// moves to that one.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn contact_update(
        &self,
        conversation_id: Id,
        change: ContactChange,
        now: Millis,
    ) -> Result<Contact> {
        unbuilt()
    }
}
