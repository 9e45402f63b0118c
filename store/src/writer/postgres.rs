//! The writer on PostgreSQL: one task, one connection; other nodes may write beside it. Another connection waits for the
//! disk (`durable.rs`).

use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::batch::{Writer, refuse};
use super::command::Command;
use super::durable::{Durable, durable};
use super::nodes::Node;
use super::{Signals, WriterHandle, drain, last_id};
use crate::db::{Conn, migrate, postgres};
use crate::ids::{Ids, now};
use crate::{Result, StoreError};

/// For a whole batch; a server that is cut off would otherwise be waited for until TCP gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Commands that are worth a commit of their own while the disk is busy with another: fewer, larger commits cost less.
const PLENTY: usize = 40;
/// How often it is looked whether there is plenty: the timer's smallest step.
const GLANCE: Duration = Duration::from_millis(1);

/// Connects, migrates, and starts the writer's task. Also answers what the readers must know of the node, and the
/// schema's number.
pub(crate) async fn start(options: PgConnectOptions, signals: Signals) -> Result<(WriterHandle, Node, i64)> {
    let (handle, receiver) = WriterHandle::new();
    let mut conn = plain(&options).connect().await.map_err(|error| postgres::failed(&error))?;
    let mut db = Conn::Postgres(&mut conn);
    let schema = migrate::run(&mut db, now()).await?;
    let node = Node::new(Ids::new(0, last_id(&mut db).await?).into());
    conn.close().await.map_err(|error| postgres::failed(&error))?;
    let mut writer = Writer::new(node.ids.clone(), signals, handle.later.clone());
    writer.threads = Some(node.threads.clone());
    let link = connect(&options, &node, &mut writer).await?;
    tokio::spawn(write(options, node.clone(), link, writer, receiver));
    Ok((handle, node, schema))
}

fn plain(options: &PgConnectOptions) -> PgConnectOptions {
    options.clone().disable_statement_logging()
}

/// The writer's connection, and who waits for the disk on another one.
struct Link {
    conn: PgConnection,
    follower: JoinHandle<bool>,
}

/// Every statement of the writer goes by key: keep the planner from scanning tables it has no statistics of yet.
async fn connect(options: &PgConnectOptions, node: &Node, writer: &mut Writer) -> Result<Link> {
    let plain = plain(options);
    let flush = plain.clone().application_name("sufler disk").connect().await;
    let follower = start_durable(flush.map_err(|error| postgres::failed(&error))?, writer);
    let options = plain.application_name("sufler writer").statement_cache_capacity(256).options([
        ("jit", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("enable_seqscan", "off"),
        ("plan_cache_mode", "force_generic_plan"),
        ("synchronous_commit", "off"),
        // A node that is cut off must not hold its row locks for long.
        ("idle_in_transaction_session_timeout", "30s"),
        ("statement_timeout", "30s"),
    ]);
    let mut conn = options.connect().await.map_err(|error| postgres::failed(&error))?;
    node.arrive(&mut Conn::Postgres(&mut conn)).await?;
    // What was committed last may be lost with the connection.
    writer.known.forget();
    Ok(Link { conn, follower })
}

/// A commit that waits for the disk brings everything there that was committed before it. This one says nothing, and
/// locks nothing.
fn start_durable(mut conn: PgConnection, writer: &mut Writer) -> JoinHandle<bool> {
    let (durable, follower) = durable();
    writer.durable = Some(durable);
    tokio::spawn(follower.follow(async move || {
        let commit = sqlx::query("SELECT pg_logical_emit_message(true, 'sufler', '')").execute(&mut conn);
        match timeout(PATIENCE, commit).await {
            Ok(flushed) => flushed.map(drop).map_err(|error| postgres::failed(&error)),
            Err(_) => Err(StoreError::Unavailable("the database does not answer".into())),
        }
    }))
}

/// Waits for company while the disk is busy, until there is plenty.
async fn gather(durable: &Durable, receiver: &mpsc::Receiver<Command>, busy: bool) {
    while durable.is_far_behind() || (busy && durable.is_behind() && receiver.len() < PLENTY) {
        tokio::select! {
            () = durable.told() => {}
            () = sleep(GLANCE) => {}
        }
    }
}

async fn write(
    options: PgConnectOptions,
    node: Node,
    link: Link,
    mut writer: Writer,
    mut receiver: mpsc::Receiver<Command>,
) {
    let mut link = Some(link);
    let mut busy = false;
    while let Some(first) = receiver.recv().await {
        if let Some(durable) = &writer.durable {
            gather(durable, &receiver, busy).await;
            // What is not on the disk may be lost: begin anew, with what the database says then.
            link = link.filter(|_| durable.check().is_ok());
        }
        let commands = drain(first, &mut receiver);
        busy = commands.len() > 1;
        let mut live = match link.take() {
            Some(live) => live,
            None => match connect(&options, &node, &mut writer).await {
                Ok(live) => live,
                Err(error) => {
                    refuse(commands, &error);
                    // Callers retry; a server that is coming up is not stormed.
                    sleep(Duration::from_millis(200)).await;
                    continue;
                }
            },
        };
        let batch = timeout(PATIENCE, writer.run(&mut Conn::Postgres(&mut live.conn), commands)).await;
        match batch {
            Ok(Ok(())) => link = Some(live),
            Ok(Err(error)) => tracing::warn!(%error, "connection of the writer lost"),
            Err(_) => tracing::warn!("the database does not answer; the writer connects anew"),
        }
        if link.is_none() {
            // It may have committed without telling.
            node.threads.set_alone(None);
        }
        if !writer.stopping.is_empty() {
            break;
        }
    }
    receiver.close();
    while let Ok(command) = receiver.try_recv() {
        refuse(vec![command], &StoreError::Closed);
    }
    drop(writer.durable.take());
    if let Some(Link { conn, follower }) = link {
        // Those who wait for the disk are told by then; the server notices a connection that ends without goodbye, too.
        let (_told, _unheard) = (follower.await, conn.close().await);
    }
    writer.stopping.into_iter().for_each(|reply| drop(reply.send(Ok(()))));
}
