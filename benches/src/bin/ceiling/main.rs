//! The bare ceiling: a program that does only what a durable turn must, as fast as this machine lets it.
//!
//! webhook → commit of the inbound row → 200 → commit of state, trace and reply → POST to the channel. One
//! group-committing writer, ascending keys; SQLite in WAL mode with `synchronous = FULL`, or PostgreSQL with its
//! defaults and multi-row statements. No flow, no leases, no owners, no lists, no outbox marks: whatever the product
//! does on top shows as the distance to this program. Both take the same webhooks and make the same calls.

mod postgres;
mod sqlite;
mod web;
mod writer;

use std::net::SocketAddr;

use anyhow::Result;
use clap::Parser;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The bare ceiling of durable turns.
#[derive(Parser)]
struct Args {
    /// `sqlite:PATH` (created) or `postgres://…` (its tables are created).
    #[arg(long)]
    db: String,
    /// Address for webhooks; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Base URL of the channel that replies are posted to.
    #[arg(long)]
    channel_url: String,
    /// Bytes of a conversation's state.
    #[arg(long, default_value_t = 400)]
    state_bytes: usize,
    /// Bytes of a turn's trace.
    #[arg(long, default_value_t = 2_000)]
    trace_bytes: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let writer = match args.db.strip_prefix("sqlite:") {
        Some(path) => sqlite::start(path)?,
        None => postgres::start(&args.db).await?,
    };
    web::serve(args, writer).await
}
