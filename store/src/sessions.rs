//! Login sessions, known by the hash of their token.

use crate::{Id, Millis, Result, Store, User, store::unbuilt};

impl Store {
    /// Starts a session until `expires_at`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session_create(
        &self,
        token_hash: &str,
        user_id: Id,
        csrf: &str,
        expires_at: Millis,
    ) -> Result<()> {
        unbuilt()
    }

    /// The active user of a session that has not expired, and its CSRF token.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session(&self, token_hash: &str, now: Millis) -> Result<Option<(User, String)>> {
        unbuilt()
    }

    /// Ends a session; nothing happens when it is gone.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session_delete(&self, token_hash: &str) -> Result<()> {
        unbuilt()
    }

    /// Removes expired sessions; answers how many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn sessions_sweep(&self, now: Millis) -> Result<u64> {
        unbuilt()
    }
}
