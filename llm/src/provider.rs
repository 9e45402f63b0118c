//! The one interface behind which every model stands.

use futures::future::{BoxFuture, FutureExt};

use crate::{
    error::LlmError,
    types::{
        AnswerRequest, ClarifyRequest, Classification, ClassifyRequest, ExtractRequest, Extraction, Question,
        Reply,
    },
};

/// Something that understands customers and writes to them.
///
/// Every probability is calibrated, so that a threshold in a flow means the same for all providers.
pub trait Provider: Send + Sync {
    /// Finds the customer's intent among those offered.
    fn classify(&self, request: ClassifyRequest) -> BoxFuture<'_, Result<Classification, LlmError>>;

    /// Writes a reply from the given sources and item card.
    fn answer(&self, request: AnswerRequest) -> BoxFuture<'_, Result<Reply, LlmError>>;

    /// Writes one clarifying question that names the options.
    fn clarify(&self, request: ClarifyRequest) -> BoxFuture<'_, Result<Question, LlmError>>;

    /// Reads values out of the customer's words; `None` when the provider reads no texts, as rules then do.
    fn extract(&self, _: ExtractRequest) -> BoxFuture<'_, Result<Option<Extraction>, LlmError>> {
        futures::future::ready(Ok(None)).boxed()
    }
}
