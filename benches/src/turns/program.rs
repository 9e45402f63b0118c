//! The programs under test, started as a user starts them.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use tokio::time::sleep;

use super::channel::Channel;

/// A running program; killed when dropped.
pub struct Program {
    child: Child,
    /// Where it takes webhooks.
    pub webhook: String,
    /// From start until it took its first connection.
    pub start: Duration,
    _dir: tempfile::TempDir,
}

impl Program {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The bare ceiling on this database (`None` = SQLite in a fresh folder).
///
/// # Errors
/// The program is not built or does not start.
pub async fn ceiling(
    binaries: &Path,
    channel: SocketAddr,
    database: Option<&str>,
) -> anyhow::Result<Program> {
    let dir = tempfile::tempdir()?;
    let listen = free_address()?;
    let sqlite = format!("sqlite:{}", dir.path().join("ceiling.db").display());
    let mut command = Command::new(binaries.join("ceiling"));
    command
        .arg("--db")
        .arg(database.unwrap_or(&sqlite))
        .arg("--listen")
        .arg(listen.to_string())
        .arg("--channel-url")
        .arg(format!("http://{channel}"));
    let (child, start) = started(command, listen).await?;
    Ok(Program { child, webhook: format!("http://{listen}/webhook"), start, _dir: dir })
}

/// Our server on the shipped demo flow with an instant model.
///
/// # Errors
/// The program is not built, does not start or does not subscribe.
pub async fn server(
    binaries: &Path,
    root: &Path,
    channel: &Arc<Channel>,
    channel_addr: SocketAddr,
    database: Option<&str>,
) -> anyhow::Result<Program> {
    let dir = tempfile::tempdir()?;
    let listen = free_address()?;
    let config = config(dir.path(), root, listen, channel_addr, database)?;
    channel.reset();
    let mut command = Command::new(binaries.join("instant"));
    command.arg("--config").arg(&config);
    let (child, start) = started(command, listen).await?;
    let mut program = Program { child, webhook: String::new(), start, _dir: dir };
    let deadline = Instant::now() + Duration::from_secs(20);
    while Instant::now() < deadline {
        if let Some(url) = channel.webhook() {
            program.webhook = url;
            return Ok(program);
        }
        sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("the server did not subscribe its webhook")
}

fn config(
    dir: &Path,
    root: &Path,
    listen: SocketAddr,
    channel: SocketAddr,
    database: Option<&str>,
) -> anyhow::Result<PathBuf> {
    let database = database.map(|url| format!("database_url = \"{url}\"\n")).unwrap_or_default();
    let text = format!(
        "listen = \"{listen}\"\npublic_url = \"http://{listen}\"\ndata_dir = \"{}\"\nflows_dir = \"{}\"\n\
         knowledge_dir = \"{}\"\nsettle_ms = 0\nworkers = 256\n{database}[log]\nlevel = \"error\"\n\
         [avito]\nbase_url = \"http://{channel}\"\npoll_interval_s = 3600\nbudget_per_minute = 1000000\n\
         [[accounts]]\nchannel = \"avito\"\ntitle = \"Bench\"\nclient_id = \"bench\"\nclient_secret = \"bench\"\n",
        dir.display(),
        root.join("flows").display(),
        root.join("knowledge").display(),
    );
    let path = dir.join("sufler.toml");
    fs::write(&path, text)?;
    Ok(path)
}

async fn started(mut command: Command, listen: SocketAddr) -> anyhow::Result<(Child, Duration)> {
    let began = Instant::now();
    let name = command.get_program().to_string_lossy().into_owned();
    let child = command.stdout(Stdio::null()).spawn().with_context(|| format!("{name} is not built"))?;
    while began.elapsed() < Duration::from_secs(30) {
        if tokio::net::TcpStream::connect(listen).await.is_ok() {
            return Ok((child, began.elapsed()));
        }
        sleep(Duration::from_millis(2)).await;
    }
    anyhow::bail!("{name} did not start")
}

fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}
