//! The server as a child process: started, killed, started again on the same port and folder.

use std::{
    fs::{self, File, OpenOptions},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    binary,
    wait::{PATIENCE, holds, try_until},
};

/// Last lines of the log shown when a test fails.
const LOG_TAIL: usize = 60;

/// One server; killed when dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens, after every restart too.
    pub address: SocketAddr,
    dir: PathBuf,
    child: Option<Child>,
    http: reqwest::Client,
}

impl Server {
    /// A server that will use `dir`, which holds `sufler.toml`; not started yet.
    pub fn new(dir: &Path, address: SocketAddr) -> Self {
        Self { address, dir: dir.to_path_buf(), child: None, http: crate::api::http_client() }
    }

    /// `http://address:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Starts it and waits until it answers. With a failpoint it aborts at that place.
    ///
    /// # Panics
    /// It does not come up.
    pub async fn start(&mut self, failpoint: Option<&str>) {
        self.spawn(failpoint);
        let started = Instant::now();
        let health = format!("{}/health", self.url());
        while self.http.get(&health).send().await.is_err() {
            let child = self.child.as_mut().expect("the server was started");
            let ended = child.try_wait().expect("the server's state");
            assert!(ended.is_none(), "the server ended at its start: {ended:?}\n{}", self.log_tail());
            assert!(started.elapsed() < PATIENCE, "the server does not answer /health\n{}", self.log_tail());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Starts the process without waiting for it.
    ///
    /// # Panics
    /// The program can't be run.
    pub fn spawn(&mut self, failpoint: Option<&str>) {
        assert!(self.child.is_none(), "the server runs already");
        let mut command = Command::new(binary::path());
        command.arg("serve").arg("--config").arg(self.dir.join("sufler.toml"));
        command.current_dir(&self.dir).env("NO_COLOR", "1").env("TEST_MODEL_KEY", "test-key");
        // The file alone decides: variables of the person who runs the tests are none of the server's business.
        let foreign = std::env::vars().map(|(name, _)| name).filter(|name| name.starts_with("SUFLER_"));
        foreign.chain(["DATABASE_URL".to_owned()]).for_each(|name| {
            command.env_remove(name);
        });
        if let Some(failpoint) = failpoint {
            command.env("SUFLER_FAILPOINT", failpoint);
        }
        command.stdin(Stdio::null()).stdout(self.append("out.log")).stderr(self.append("server.log"));
        self.child = Some(command.spawn().expect("the built server runs"));
    }

    fn append(&self, name: &str) -> File {
        let path = self.dir.join(name);
        OpenOptions::new().create(true).append(true).open(path).expect("a log file in the test's folder")
    }

    /// Kills it at once, as a power cut would.
    ///
    /// # Panics
    /// It does not run.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("a running server");
        child.kill().expect("the server can be killed");
        child.wait().expect("the killed server ends");
    }

    /// Asks it to stop, as a service manager does.
    ///
    /// # Panics
    /// It does not run.
    pub fn ask_to_stop(&self) {
        let id = self.child.as_ref().expect("a running server").id();
        let told = Command::new("kill").args(["-TERM", &id.to_string()]).status().expect("kill(1) runs");
        assert!(told.success(), "the server could not be told to stop");
    }

    /// Waits until it has ended by itself, at a failpoint for example.
    ///
    /// # Panics
    /// It goes on.
    pub async fn ended(&mut self, what: &str) -> ExitStatus {
        let started = Instant::now();
        loop {
            let child = self.child.as_mut().expect("a running server");
            if let Some(status) = child.try_wait().expect("the server's state") {
                self.child = None;
                return status;
            }
            assert!(started.elapsed() < PATIENCE, "expected: {what}\n{}", self.log_tail());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Everything logged since the first start.
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.join("server.log")).unwrap_or_default()
    }

    /// Everything written for people since the first start.
    pub fn output(&self) -> String {
        fs::read_to_string(self.dir.join("out.log")).unwrap_or_default()
    }

    /// The end of the log, for failure messages.
    pub fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(LOG_TAIL)..].join("\n");
        format!("--- the server's log ---\n{tail}")
    }

    /// The first admin's password, printed once at the first start.
    ///
    /// # Panics
    /// It was not printed.
    pub async fn first_password(&self) -> String {
        let printed = try_until("the first password is printed", PATIENCE, async || {
            let output = self.output();
            let found =
                output.lines().find_map(|line| line.split_once("admin / ")?.1.split_whitespace().next());
            found.map(str::to_owned).ok_or(output)
        });
        printed.await.unwrap_or_else(|problem| panic!("{problem}\n{}", self.log_tail()))
    }

    /// What `/health` says.
    ///
    /// # Panics
    /// It does not answer JSON.
    pub async fn health(&self) -> Value {
        let answer = self.http.get(format!("{}/health", self.url())).send().await.expect("/health answers");
        answer.json().await.expect("/health is JSON")
    }

    /// Waits until `/health` is as wanted.
    ///
    /// # Panics
    /// It never is.
    pub async fn health_becomes(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let found = try_until(what, PATIENCE, async || {
            let health = self.health().await;
            holds(wanted(&health), &health).map(|()| health)
        });
        found.await.unwrap_or_else(|problem| panic!("{problem}\n{}", self.log_tail()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Gone already: fine.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
