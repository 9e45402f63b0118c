//! Performs what the engine awaits: classify, search, generate.

use std::{sync::Arc, time::Duration};

use sufler_engine::{
    AnswerResult, Classify, Effect, Extract, ExtractResult, ExtractSlot, Failure, Generate, GenerateMode,
    HistoryMessage, Hit, IntentResult, ModelCall, Outcome, Search, SearchResult, Speaker, Usage,
    read_free_texts,
};
use sufler_llm::{
    AnswerRequest, Author, Builtin, ClarifyRequest, Classification, ClassifyRequest, ExtractRequest,
    ItemCard, LlmError, Provider, Question, Reply, Settings, Source, Turn,
};

use super::{flows::LiveFlow, knowledge::KnowledgeLibrary};

/// How many options a clarifying question names.
const CLARIFY_OPTIONS: usize = 3;

/// Who answers, and from what.
pub struct Answerer {
    provider: Voice,
    knowledge: Arc<KnowledgeLibrary>,
}

/// Who speaks.
pub enum Voice {
    /// In this process and instant: asked without waiting and without a journal.
    Local(Box<dyn LocalModel>),
    /// A model somewhere else: its answers cost money and are journaled.
    Remote(Arc<dyn Provider>),
}

/// A model that answers at once, the same every time.
pub trait LocalModel: Send + Sync {
    /// Finds the customer's intent among those offered.
    fn classify(&self, request: &ClassifyRequest) -> Classification;
    /// Writes a reply from the given sources and item card.
    fn answer(&self, request: &AnswerRequest) -> Reply;
    /// Writes one clarifying question that names the options.
    fn clarify(&self, request: &ClarifyRequest) -> Question;
}

impl LocalModel for Builtin {
    fn classify(&self, request: &ClassifyRequest) -> Classification {
        self.classify_now(request)
    }

    fn answer(&self, request: &AnswerRequest) -> Reply {
        self.answer_now(request)
    }

    fn clarify(&self, request: &ClarifyRequest) -> Question {
        self.clarify_now(request)
    }
}

impl Answerer {
    /// An answerer over the given voice and knowledge.
    pub fn new(provider: Voice, knowledge: Arc<KnowledgeLibrary>) -> Self {
        Self { provider, knowledge }
    }

    /// The effect leaves this process: it may take long, costs money, and its outcome must be journaled.
    pub fn is_remote(&self, effect: &Effect) -> bool {
        let asks_model = matches!(effect, Effect::Classify(_) | Effect::Generate(_) | Effect::Extract(_));
        asks_model && matches!(self.provider, Voice::Remote(_))
    }

    /// Performs an awaited effect; every failure is an outcome.
    pub async fn perform(&self, live: &LiveFlow, effect: &Effect) -> Outcome {
        match effect {
            Effect::Classify(wanted) => self.classify(live, wanted).await,
            Effect::Search(wanted) => self.search(wanted),
            Effect::Generate(wanted) => self.generate(wanted).await,
            Effect::Extract(wanted) => self.extract(wanted).await,
            // Services are asked by `calls`, never by dialogs.
            Effect::Call(_) | Effect::Send(_) | Effect::Handoff(_) | Effect::Close(_) => {
                Outcome::Failed(Failure::new("internal", "only awaited effects are performed"))
            }
        }
    }

    async fn classify(&self, live: &LiveFlow, wanted: &Classify) -> Outcome {
        let Some(intents) = live.intents(&wanted.node) else {
            return Outcome::Failed(Failure::new(
                "internal",
                "the node has no intents in this version of the flow",
            ));
        };
        let request = ClassifyRequest {
            intents: Arc::clone(intents),
            text: Arc::clone(&wanted.text),
            history: turns(&wanted.history),
            settings: settings(&wanted.spec.settings),
        };
        let found = match &self.provider {
            Voice::Local(model) => Ok(model.classify(&request)),
            Voice::Remote(provider) => provider.classify(request).await,
        };
        found.map_or_else(failed, |found| {
            Outcome::Intent(IntentResult {
                name: found.name,
                confidence: found.confidence,
                asks_human: found.asks_human,
                ranked: found.ranked.into_iter().map(|r| (r.name, r.confidence)).collect(),
                call: bill(&found.usage),
            })
        })
    }

    fn search(&self, wanted: &Search) -> Outcome {
        let found =
            self.knowledge.current().index.search(&wanted.query, &wanted.categories, usize::from(wanted.top));
        let best = found.iter().map(|hit| hit.score).fold(0.0, f64::max);
        Outcome::Hits(SearchResult { hits: found.into_iter().map(hit).collect(), best })
    }

    /// Free texts are read by the model; rules do it where there is none, or where it does not answer.
    async fn extract(&self, wanted: &Extract) -> Outcome {
        let Voice::Remote(provider) = &self.provider else {
            return Outcome::Extracted(read_free_texts(wanted));
        };
        let request = ExtractRequest {
            slots: wanted.slots.iter().map(extract_slot).collect(),
            asked: wanted.asked.clone(),
            text: Arc::clone(&wanted.text),
            history: turns(&wanted.history),
            settings: settings(&wanted.settings),
        };
        match provider.extract(request).await {
            Ok(Some(found)) => Outcome::Extracted(ExtractResult {
                values: found.values.into_iter().map(|(name, value)| (name, value.into())).collect(),
                off_topic: found.off_topic,
                call: bill(&found.usage),
            }),
            Ok(None) => Outcome::Extracted(read_free_texts(wanted)),
            Err(error) => {
                tracing::warn!(code = error.code(), %error, "A model call failed; rules read the answer.");
                Outcome::Extracted(read_free_texts(wanted))
            }
        }
    }

    async fn generate(&self, wanted: &Generate) -> Outcome {
        let written = match wanted.mode {
            GenerateMode::Answer => self.answer(wanted).await,
            GenerateMode::Clarify => self.clarify(wanted).await,
        };
        written.map_or_else(failed, Outcome::Answer)
    }

    async fn answer(&self, wanted: &Generate) -> Result<AnswerResult, LlmError> {
        let request = AnswerRequest {
            prompt: wanted.prompt.clone().unwrap_or_default(),
            question: Arc::clone(&wanted.text),
            history: turns(&wanted.history),
            sources: wanted.hits.iter().map(source).collect(),
            item: wanted.item.as_deref().map(item_card),
            settings: settings(&wanted.settings),
        };
        let reply = self.write(request).await?;
        Ok(AnswerResult {
            text: reply.text.into(),
            confidence: reply.confidence,
            sources: reply.sources.into_iter().map(|source| source.article).collect(),
            call: bill(&reply.usage),
        })
    }

    /// Writes a reply.
    pub(super) async fn write(&self, request: AnswerRequest) -> Result<Reply, LlmError> {
        match &self.provider {
            Voice::Local(model) => Ok(model.answer(&request)),
            Voice::Remote(provider) => provider.answer(request).await,
        }
    }

    async fn clarify(&self, wanted: &Generate) -> Result<AnswerResult, LlmError> {
        let request = ClarifyRequest {
            prompt: wanted.prompt.clone().unwrap_or_default(),
            question: Arc::clone(&wanted.text),
            options: options(wanted),
            history: turns(&wanted.history),
            settings: settings(&wanted.settings),
        };
        let question = match &self.provider {
            Voice::Local(model) => model.clarify(&request),
            Voice::Remote(provider) => provider.clarify(request).await?,
        };
        let call = bill(&question.usage);
        Ok(AnswerResult { text: question.text.into(), confidence: 1.0, sources: Vec::new(), call })
    }
}

fn extract_slot(slot: &ExtractSlot) -> sufler_llm::ExtractSlot {
    sufler_llm::ExtractSlot {
        name: Arc::clone(&slot.name),
        ask: Arc::clone(&slot.ask),
        value: slot.value.clone(),
    }
}

/// What the customer may have meant, in the flow's words, likeliest first.
fn options(wanted: &Generate) -> Vec<Arc<str>> {
    let Some(spec) = &wanted.intents else { return Vec::new() };
    let ranked = wanted.intent.as_ref().map(|intent| intent.ranked.as_slice()).unwrap_or_default();
    let likely = ranked.iter().filter_map(|(name, _)| spec.intents.get(name));
    let all = spec.intents.values();
    let mut options: Vec<Arc<str>> = Vec::new();
    for class in likely.chain(all) {
        if options.len() < CLARIFY_OPTIONS && !options.iter().any(|o| **o == *class.about) {
            options.push(class.about.as_str().into());
        }
    }
    options
}

pub(super) fn turns(history: &[HistoryMessage]) -> Vec<Turn> {
    let author = |speaker| match speaker {
        Speaker::Contact => Author::Contact,
        Speaker::Bot => Author::Bot,
        Speaker::Operator => Author::Operator,
    };
    history.iter().map(|m| Turn { author: author(m.author), text: Arc::clone(&m.text) }).collect()
}

pub(super) fn hit(found: sufler_retrieval::Hit) -> Hit {
    Hit {
        article: found.article,
        version: found.version,
        title: found.title,
        category: found.category,
        text: found.text,
        score: found.score,
    }
}

pub(super) fn item_card(item: &sufler_engine::Item) -> ItemCard {
    ItemCard { title: Arc::clone(&item.title), price: item.price.clone(), url: item.url.clone() }
}

pub(super) fn source(hit: &Hit) -> Source {
    Source {
        article: Arc::clone(&hit.article),
        version: Arc::clone(&hit.version),
        title: Arc::clone(&hit.title),
        text: Arc::clone(&hit.text),
        score: hit.score,
    }
}

pub(super) fn settings(from: &sufler_dsl::flow::ModelSettings) -> Settings {
    Settings {
        model: from.model.clone(),
        fallback_models: from.fallback_models.clone(),
        temperature: from.temperature,
        max_tokens: from.max_tokens,
        timeout: from.timeout_ms.map(Duration::from_millis),
        retries: from.retries,
    }
}

fn bill(usage: &sufler_llm::Usage) -> ModelCall {
    let tokens = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    ModelCall {
        model: usage.model.clone(),
        usage: Usage {
            input_tokens: tokens(usage.prompt_tokens),
            output_tokens: tokens(usage.completion_tokens),
            cost_micros: usage.cost_nano_usd.unwrap_or_default() / 1000,
        },
    }
}

fn failed(error: LlmError) -> Outcome {
    tracing::warn!(code = error.code(), %error, "A model call failed.");
    Outcome::Failed(Failure::new(error.code(), error.to_string()))
}
