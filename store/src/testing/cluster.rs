//! One temporary PostgreSQL cluster for all test processes of a user.
//!
//! Every process that uses it holds a shared lock on a file; a small watcher stops the server when it can have the
//! lock for itself.

use std::fs::{self, File, OpenOptions};
use std::io::{Error, Result};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Durability;

/// A running cluster; the lock keeps it running.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: PathBuf,
    _in_use: File,
}

impl Cluster {
    /// The running cluster, started if need be; `None` where PostgreSQL is not installed.
    pub(super) fn share(durability: Durability) -> Result<Option<Self>> {
        let Some(programs) = find_programs() else { return Ok(None) };
        let user = User::for_server()?;
        let kind = if durability == Durability::Fast { "fast" } else { "full" };
        let folder = std::env::temp_dir().join(format!("sufler-postgres-{kind}-{}", user.me));
        make_folder(&folder, &user)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"))?;
        loop {
            lock.lock_shared()?;
            if is_up(&folder) {
                return Ok(Some(Self { folder, _in_use: lock }));
            }
            lock.unlock()?;
            lock.lock()?;
            if !is_up(&folder) {
                start(&programs, &folder, &user, durability)?;
            }
            // Between the two locks the watcher may stop it again: look once more.
            lock.unlock()?;
        }
    }

    pub(super) fn url(&self) -> String {
        url(&self.folder)
    }
}

/// A cluster of one test, which may break it.
#[derive(Debug)]
pub(super) struct Breakable {
    folder: tempfile::TempDir,
    programs: PathBuf,
    user: User,
}

impl Breakable {
    /// Starts one; `None` where PostgreSQL is not installed. What is not asked for is not brought to the disk.
    pub(super) fn start() -> Result<Option<Self>> {
        let Some(programs) = find_programs() else { return Ok(None) };
        let (folder, user) = (tempfile::tempdir()?, User::for_server()?);
        make_folder(folder.path(), &user)?;
        let this = Self { folder, programs, user };
        initdb(&this.programs, this.folder.path(), &this.user)?;
        this.serve()?;
        Ok(Some(this))
    }

    pub(super) fn url(&self) -> String {
        url(self.folder.path())
    }

    /// The server ends as if it crashed, and begins again.
    pub(super) fn crash(&self) -> Result<()> {
        self.pg_ctl(&["stop", "-m", "immediate"])?;
        self.serve()
    }

    fn serve(&self) -> Result<()> {
        let folder = self.folder.path();
        let settings = format!("{} -c fsync=off -c wal_writer_delay=10s", settings(folder));
        self.pg_ctl(&["start", "-o", &settings])
    }

    fn pg_ctl(&self, arguments: &[&str]) -> Result<()> {
        run(pg_ctl(&self.programs, self.folder.path(), &self.user, arguments), self.folder.path())
    }
}

impl Drop for Breakable {
    fn drop(&mut self) {
        let _gone = self.pg_ctl(&["stop", "-m", "immediate"]);
    }
}

fn url(folder: &Path) -> String {
    format!("postgres://sufler@localhost/postgres?host={}", folder.display())
}

/// PostgreSQL refuses to run as root: then it runs as the user its package made, or as nobody.
#[derive(Debug)]
struct User {
    me: u32,
    server: Option<(u32, u32)>,
}

impl User {
    fn for_server() -> Result<Self> {
        let me = fs::metadata("/proc/self")?.uid();
        if me != 0 {
            return Ok(Self { me, server: None });
        }
        let users = fs::read_to_string("/etc/passwd")?;
        let find = |name: &str| {
            let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2).map(str::parse);
            Some((fields.next()?.ok()?, fields.next()?.ok()?))
        };
        let server = find("postgres").or_else(|| find("nobody"));
        server.map(|server| Self { me, server: Some(server) }).ok_or_else(|| {
            Error::other(
                "PostgreSQL does not run as root and there is neither a user `postgres` nor `nobody`",
            )
        })
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((uid, gid)) = self.server {
            command.uid(uid).gid(gid);
        }
        command
    }
}

fn find_programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"));
    // /usr/local/bin holds links only: initdb looks for its files beside the real program.
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/local/bin")])
        .chain(debian)
        .find(|folder| ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file()))
        .and_then(|folder| fs::canonicalize(folder.join("initdb")).ok()?.parent().map(Path::to_owned))
}

fn make_folder(folder: &Path, user: &User) -> Result<()> {
    fs::create_dir_all(folder)?;
    if fs::metadata(folder)?.uid() != user.server.map_or(user.me, |(uid, _)| uid) {
        let (uid, gid) = user.server.unwrap_or((user.me, user.me));
        chown(folder, Some(uid), Some(gid))?;
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

fn is_up(folder: &Path) -> bool {
    UnixStream::connect(folder.join(".s.PGSQL.5432")).is_ok()
}

fn start(programs: &Path, folder: &Path, user: &User, durability: Durability) -> Result<()> {
    // What a crash left behind is of no use to anybody.
    let data = folder.join("data");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    initdb(programs, folder, user)?;
    let mut settings = settings(folder);
    if durability == Durability::Fast {
        settings.push_str(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
    }
    run(pg_ctl(programs, folder, user, &["start", "-o", &settings]), folder)?;
    watch(folder, user)
}

fn initdb(programs: &Path, folder: &Path, user: &User) -> Result<()> {
    let mut initdb = user.command(&programs.join("initdb"));
    initdb
        .args(["--auth=trust", "--username=sufler", "--locale=C", "--encoding=UTF8", "--no-sync", "-D"])
        .arg(folder.join("data"));
    run(initdb, folder)
}

fn settings(folder: &Path) -> String {
    format!(
        "-c listen_addresses= -c unix_socket_directories={} -c max_connections=200 -c max_wal_size=2GB",
        folder.display()
    )
}

fn pg_ctl(programs: &Path, folder: &Path, user: &User, arguments: &[&str]) -> Command {
    let mut pg_ctl = user.command(&programs.join("pg_ctl"));
    pg_ctl.args(arguments).args(["-w", "-s", "-t", "60", "-l"]).arg(folder.join("server.log"));
    pg_ctl.arg("-D").arg(folder.join("data"));
    pg_ctl
}

fn run(mut command: Command, folder: &Path) -> Result<()> {
    // A file, not a pipe: the server inherits it and would keep a pipe open.
    let log = folder.join("start.log");
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(File::create(&log)?)
        .stderr(File::options().append(true).open(&log)?);
    let status = command.status()?;
    if status.success() {
        return Ok(());
    }
    let said = fs::read_to_string(&log).unwrap_or_default();
    Err(Error::other(format!("{command:?} failed: {said}")))
}

/// Stops the server and removes its files once nobody has used it for some seconds.
fn watch(folder: &Path, user: &User) -> Result<()> {
    let script = "while sleep 5; do \
        flock -n -x lock sh -c 'kill -INT \"$(head -n 1 data/postmaster.pid)\"; \
          while [ -e data/postmaster.pid ]; do sleep 0.1; done; rm -rf data' && exit; \
        [ -e data/postmaster.pid ] || exit; done";
    let mut watcher = user.command(Path::new("/bin/sh"));
    watcher.args(["-c", script]).current_dir(folder).process_group(0);
    watcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    watcher.spawn().map(drop)
}
