//! What a channel's failure means, in Russian, for operators and admins.

use sufler_channels::AdapterError;

/// One or two sentences: what is wrong and what to do.
pub(super) fn words(error: &AdapterError) -> String {
    error.admin_message_ru().to_owned()
}
