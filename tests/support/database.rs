//! Where the server under test keeps its rows.

use sufler_store::testing::{self, Durability, TestDatabase};

/// Kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file in the test's folder.
    Sqlite,
    /// A database of its own on a temporary server.
    Postgres,
}

/// A database of one test; gone with it.
#[derive(Debug)]
pub struct Database(Option<TestDatabase>);

impl Backend {
    /// A fresh database; `None` where PostgreSQL is not installed, which is said on stderr.
    ///
    /// # Panics
    /// PostgreSQL is there and does not work.
    pub async fn open(self) -> Option<Database> {
        self.open_as(Durability::Fast).await
    }

    /// The same with commits that survive a power cut: for measuring.
    ///
    /// # Panics
    /// PostgreSQL is there and does not work.
    pub async fn open_durable(self) -> Option<Database> {
        self.open_as(Durability::Full).await
    }

    async fn open_as(self, durability: Durability) -> Option<Database> {
        match self {
            Self::Sqlite => Some(Database::sqlite()),
            Self::Postgres => {
                let database = testing::postgres(durability).await.expect("a temporary PostgreSQL");
                database.map(|database| Database(Some(database)))
            }
        }
    }
}

impl Database {
    /// A file in the server's data folder.
    pub fn sqlite() -> Self {
        Self(None)
    }

    /// For `database_url`; `None`: the server's default.
    pub fn url(&self) -> Option<&str> {
        self.0.as_ref().map(TestDatabase::url)
    }
}
