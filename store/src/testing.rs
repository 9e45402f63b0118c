//! A PostgreSQL for tests, of this and other crates.
//!
//! With `SUFLER_TEST_POSTGRES_URL` set that server is used. Otherwise a temporary cluster is started from the programs
//! found on this machine and shared by every test process of the user; it stops by itself soon after the last of them
//! and takes its files along. Each call gets a database of its own.

mod cluster;

use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor as _, PgConnection};

pub use crate::lists::list_statements;
use crate::{Result, StoreError};
use cluster::{Breakable, Cluster};

/// Names a server to use instead of a temporary one. The user must be allowed to create databases.
pub const POSTGRES_URL: &str = "SUFLER_TEST_POSTGRES_URL";

/// How the temporary server treats a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// `fsync` off: quick, for tests that do not crash the machine.
    Fast,
    /// The server's defaults: for measuring.
    Full,
}

/// A database of one test; dropped with it.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    name: String,
    server: PgConnectOptions,
    _cluster: Option<Cluster>,
}

impl TestDatabase {
    /// For [`Store::open`](crate::Store::open).
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// A server of one test, which may break it; never the one of `SUFLER_TEST_POSTGRES_URL`.
#[derive(Debug)]
pub struct BreakableServer(Breakable);

impl BreakableServer {
    /// Starts one, or answers `None` where PostgreSQL is not installed; then it says on stderr that a test is skipped.
    ///
    /// # Errors
    /// PostgreSQL is there but does not start.
    pub fn start() -> Result<Option<Self>> {
        let started = Breakable::start().map_err(unavailable)?;
        if started.is_none() {
            say_skipped();
        }
        Ok(started.map(Self))
    }

    /// For [`Store::open`](crate::Store::open).
    #[must_use]
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// The server ends as in a crash, with what it has not written yet, and starts again. Blocks.
    ///
    /// # Errors
    /// It does not start again.
    pub fn crash(&self) -> Result<()> {
        self.0.crash().map_err(unavailable)
    }
}

fn unavailable(error: std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("temporary PostgreSQL: {error}"))
}

/// A fresh database, or `None` where PostgreSQL is not installed; then it says on stderr that a test is skipped.
///
/// # Errors
/// PostgreSQL is there but does not start or does not let us in.
pub async fn postgres(durability: Durability) -> Result<Option<TestDatabase>> {
    if let Ok(url) = std::env::var(POSTGRES_URL) {
        return create(&url, None).await.map(Some);
    }
    match tokio::task::spawn_blocking(move || Cluster::share(durability)).await {
        Ok(Ok(Some(cluster))) => create(&cluster.url(), Some(cluster)).await.map(Some),
        Ok(Ok(None)) => {
            say_skipped();
            Ok(None)
        }
        Ok(Err(error)) => Err(unavailable(error)),
        Err(error) => Err(StoreError::Unavailable(error.to_string())),
    }
}

#[allow(clippy::print_stderr, reason = "a test that did not run must say so")]
fn say_skipped() {
    eprintln!(
        "SKIPPED on PostgreSQL: no initdb in PATH or /usr/lib/postgresql; install it (Debian: postgresql) \
         or set {POSTGRES_URL}"
    );
}

async fn create(server: &str, cluster: Option<Cluster>) -> Result<TestDatabase> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let failed = |error: sqlx::Error| StoreError::Unavailable(format!("test database: {error}"));
    let options = PgConnectOptions::from_str(server).map_err(failed)?.disable_statement_logging();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("sufler_test_{}_{}_{count}", std::process::id(), crate::ids::now());
    let mut conn: PgConnection = options.connect().await.map_err(failed)?;
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    conn.execute(AssertSqlSafe(sql)).await.map_err(failed)?;
    let url = match server.split_once('?') {
        Some((base, query)) => format!("{}/{name}?{query}", base_of(base)),
        None => format!("{}/{name}", base_of(server)),
    };
    Ok(TestDatabase { url, name, server: options, _cluster: cluster })
}

/// A URL up to its database: `postgres://user@host:port`.
fn base_of(url: &str) -> &str {
    let authority = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(authority..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| authority + at);
    url.get(..end).unwrap_or(url)
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (server, sql) =
            (self.server.clone(), format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut conn = server.connect().await.map_err(std::io::Error::other)?;
                conn.execute(AssertSqlSafe(sql)).await.map_err(std::io::Error::other)
            })
        });
        // A database that stays behind goes with its cluster.
        let _left = dropping.join();
    }
}

#[cfg(test)]
mod tests {
    use super::base_of;

    #[test]
    fn a_url_loses_only_its_database() {
        assert_eq!(base_of("postgres://u:p@host:5433/db"), "postgres://u:p@host:5433");
        assert_eq!(base_of("postgres://u@host"), "postgres://u@host");
    }
}
