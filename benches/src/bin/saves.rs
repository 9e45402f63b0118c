//! How long a saved flow waits until customers are answered by it: the server with 200 flows of 30 nodes, one of which
//! is saved, in place and by rename in turn. The server tells of the new set on its standard error: nothing is polled.

#![expect(clippy::print_stdout, reason = "the result is what this program is for")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use clap::Parser;
use sufler_benches::{clock::ms, shop::flow};

const FLOWS: usize = 200;
const SAVES: usize = 20;
/// For the save in the middle.
const AIM: Duration = Duration::from_millis(100);
/// A set that is not in use by then never will be.
const PATIENCE: Duration = Duration::from_secs(20);
/// What the server logs when a set is in use.
const LOADED: &str = "Flows loaded.";

#[derive(Parser)]
struct Args {
    /// Folder of the built programs.
    #[arg(long)]
    binaries: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let binaries = Args::parse().binaries;
    let dir = tempfile::tempdir()?;
    let file = |number: usize| dir.path().join(format!("flows/shop_{number}/flow.yaml"));
    for number in 0..FLOWS {
        let file = file(number);
        fs::create_dir_all(file.parent().context("a folder")?)?;
        fs::write(file, flow(number))?;
    }
    let server = Running::start(&binaries, dir.path())?;
    let mut times = Vec::new();
    for number in 0..SAVES {
        let text = flow(number).replace("Магазин", "Лавка");
        let saved = Instant::now();
        save(&file(number), &text, number % 2 == 1)?;
        server.loaded().context("the saved flow is not in use")?;
        times.push(saved.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| times.get(SAVES * share / 100).copied().unwrap_or_default();
    let (middle, slow) = (at(50), at(95));
    println!("save to active, {FLOWS} flows of 30 nodes, {SAVES} saves");
    println!("  {:>9.1} ms in the middle ({:.2} of the aim)", ms(middle), ms(middle) / ms(AIM));
    println!("  {:>9.1} ms the slowest but one", ms(slow));
    ensure!(middle < AIM, "a save took {middle:?}, the aim is {AIM:?}");
    Ok(())
}

/// As editors do it: over the old text, or beside it and renamed.
fn save(file: &Path, text: &str, rename: bool) -> std::io::Result<()> {
    if !rename {
        return fs::write(file, text);
    }
    let beside = file.with_extension("yaml.tmp");
    fs::write(&beside, text)?;
    fs::rename(beside, file)
}

/// The server with an instant model; killed when dropped.
struct Running {
    child: Child,
    log: Receiver<String>,
}

impl Running {
    fn start(binaries: &Path, dir: &Path) -> anyhow::Result<Self> {
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        fs::create_dir_all(dir.join("knowledge"))?;
        let config = dir.join("sufler.toml");
        let text = format!(
            "listen = \"{listen}\"\ndata_dir = {:?}\nflows_dir = {:?}\nknowledge_dir = {:?}\n[log]\nlevel = \"info\"\n",
            dir.join("data"),
            dir.join("flows"),
            dir.join("knowledge"),
        );
        fs::write(&config, text)?;
        let program = binaries.join("instant");
        let mut command = Command::new(&program);
        command.arg("--config").arg(config).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("{} is not built", program.display()))?;
        let errors = child.stderr.take().context("its standard error")?;
        let (sender, log) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                // Nobody listens any more at the end.
                let _ = sender.send(line);
            }
        });
        let server = Self { child, log };
        server.loaded().context("the server did not load its flows")?;
        while std::net::TcpStream::connect(listen).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    /// Returns when the next set is in use.
    fn loaded(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let line = self.log.recv_timeout(deadline.saturating_duration_since(Instant::now()))?;
            if line.contains(LOADED) {
                return Ok(());
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
