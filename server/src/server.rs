//! A whole server: store, product and HTTP, started and stopped in order.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context;
use sufler_store::Store;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    auth,
    config::{Config, Secret},
    http::{self, AppState},
    runtime::{self, Product, Voice},
};

/// A running server.
pub struct Server {
    /// Where it listens.
    pub addr: SocketAddr,
    /// Login and password of the admin made at this very first start; shown once, kept nowhere.
    pub first_admin: Option<Secret>,
    store: Store,
    product: Arc<Product>,
    stop: CancellationToken,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Opens the database, starts the product and listens.
    ///
    /// # Errors
    /// In words: the database, the address, or a setting that cannot work.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        install_tls();
        let voice = runtime::voice(&config)?;
        Self::start_with(config, voice).await
    }

    /// The same with a voice of the caller's; for benches.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn start_with(config: Config, voice: Voice) -> anyhow::Result<Self> {
        install_tls();
        let key = config.encryption_key()?;
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("не удалось создать папку данных {}", config.data_dir.display()))?;
        let store =
            Store::open(config.database_url().expose(), &key).await.context("база данных не открылась")?;
        let first_admin = auth::ensure_first_admin(&store).await?;
        // Bound before anything is started, so that a busy port changes nothing.
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("адрес {} занят или недоступен", config.listen))?;
        let addr = listener.local_addr()?;
        let product = Product::start(&config, store.clone(), voice).await?;
        let state = AppState::new(store.clone(), Arc::new(config), Arc::clone(&product) as _)?;
        let stop = CancellationToken::new();
        let serving = tokio::spawn(http::serve(listener, state, stop.clone()));
        tracing::info!(%addr, "Listening.");
        Ok(Self { addr, first_admin, store, product, stop, serving })
    }

    /// The database, for what is prepared at a start.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The product, for what is prepared at a start.
    pub fn product(&self) -> &Arc<Product> {
        &self.product
    }

    /// Stops accepting, finishes what is under way, closes the database.
    ///
    /// # Errors
    /// The last write failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.serving.await.context("the HTTP server ended abnormally")??;
        self.product.stop().await;
        self.store.close().await?;
        Ok(())
    }
}

/// One TLS implementation for every client of this process; a second call changes nothing.
fn install_tls() {
    // `Err` means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
