//! Our server with a model that answers at once: what a durable turn costs without the answering.

use std::{path::PathBuf, sync::Arc};

use clap::Parser;
use sufler_llm::{
    AnswerRequest, ClarifyRequest, Classification, ClassifyRequest, Question, Ranked, Reply, SourceRef, Usage,
};
use sufler_server::{
    Server,
    config::Config,
    observability,
    runtime::{LocalModel, Voice},
};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// `sufler serve` with an instant model.
#[derive(Parser)]
struct Args {
    /// Settings.
    #[arg(long)]
    config: PathBuf,
}

/// Knows everything at once.
struct Instant;

impl LocalModel for Instant {
    fn classify(&self, request: &ClassifyRequest) -> Classification {
        let name = request.intents.classes().first().map(|class| Arc::clone(&class.name));
        let ranked = name.iter().map(|name| Ranked { name: Arc::clone(name), confidence: 0.95 }).collect();
        Classification { name, confidence: 0.95, asks_human: false, ranked, usage: Usage::default() }
    }

    fn answer(&self, request: &AnswerRequest) -> Reply {
        let source = |found: &sufler_llm::Source| SourceRef {
            article: Arc::clone(&found.article),
            version: Arc::clone(&found.version),
        };
        Reply {
            text: "Да, доставляем по всей России.".to_owned(),
            confidence: 0.95,
            sources: request.sources.iter().take(1).map(source).collect(),
            usage: Usage::default(),
        }
    }

    fn clarify(&self, _: &ClarifyRequest) -> Question {
        Question {
            text: "Уточните, пожалуйста, вопрос.".to_owned(), usage: Usage::default()
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config = Config::load(Some(&Args::parse().config))?;
    observability::logs::init(&config.log)?;
    let server = Server::start_with(config, Voice::Local(Box::new(Instant))).await?;
    tokio::signal::ctrl_c().await?;
    server.stop().await
}
