//! Durable turns: the bare ceiling and our server on the same job.
//!
//! Both run, and are driven in turn for a second at a time: whatever else the machine does hits both alike, so their
//! ratios hold where their figures don't.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Parser;
use sufler_benches::turns::{
    channel::Channel,
    drive::{Run, customers, drive, percentile_ms},
    process,
    program::{self, Program},
};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Compares the server with a program that does only what a durable turn must.
#[derive(Parser)]
struct Args {
    /// Folder of the built programs.
    #[arg(long, default_value = "target/release")]
    binaries: PathBuf,
    /// Root of the project: flows and knowledge are read from it.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// PostgreSQL to measure on; each program needs an empty database of its own: two addresses.
    #[arg(long, num_args = 2)]
    postgres: Option<Vec<String>>,
    /// How long each program is measured with each number of customers, seconds.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Customers who write at the same time.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64,256")]
    connections: Vec<usize>,
}

/// Programs are driven in turn for so long.
const SLICE: Duration = Duration::from_secs(1);

/// One measured line.
#[derive(Default)]
struct Line {
    connections: usize,
    run: Run,
    cpu: Duration,
    memory_mb: f64,
}

impl Line {
    fn cpu_us(&self) -> f64 {
        self.cpu.as_micros() as f64 / self.run.turns.max(1) as f64
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // A second call would find it installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let args = Args::parse();
    let root = args.root.canonicalize()?;
    compare(&args, &root, "SQLite", None).await?;
    if let Some([ceiling, server]) = args.postgres.as_deref() {
        compare(&args, &root, "PostgreSQL", Some((ceiling, server))).await?;
    }
    Ok(())
}

async fn compare(args: &Args, root: &Path, name: &str, urls: Option<(&str, &str)>) -> anyhow::Result<()> {
    let (channel, addr) = Channel::start().await?;
    say(&format!("\n## {name}\n"))?;
    let bare = program::ceiling(&args.binaries, addr, urls.map(|(ceiling, _)| ceiling)).await?;
    let server =
        program::server(&args.binaries, root, &channel, addr, urls.map(|(_, server)| server)).await?;
    let idle = process::memory_mb(server.pid());
    for program in [&bare, &server] {
        drive(&channel, &program.webhook, &customers(16), Duration::from_secs(2)).await?;
        quiet(program).await;
    }
    heading()?;
    let mut measured = Vec::new();
    for &connections in &args.connections {
        let [ceiling, ours] = measure(args, &channel, [&bare, &server], connections).await?;
        print("bare ceiling", &ceiling)?;
        print("sufler", &ours)?;
        ratios(&ceiling, &ours)?;
        measured.push(ours);
    }
    footer(&server, idle, &measured)?;
    Ok(())
}

/// Drives both programs in turn. The CPU a program uses until it has come to rest is its own.
async fn measure(
    args: &Args,
    channel: &Arc<Channel>,
    programs: [&Program; 2],
    connections: usize,
) -> anyhow::Result<[Line; 2]> {
    let mut lines = [(); 2].map(|()| Line { connections, ..Line::default() });
    let writing = [(); 2].map(|()| customers(connections));
    for _ in 0..args.seconds {
        for ((program, line), writing) in programs.iter().zip(&mut lines).zip(&writing) {
            let before = process::cpu(program.pid());
            line.run.add(drive(channel, &program.webhook, writing, SLICE).await?);
            line.memory_mb = line.memory_mb.max(process::memory_mb(program.pid()));
            quiet(program).await;
            line.cpu += process::cpu(program.pid()).saturating_sub(before);
        }
    }
    Ok(lines)
}

/// Waits until a program has finished what it put off, so that the other one has the machine to itself.
async fn quiet(program: &Program) {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(10) {
        let before = process::cpu(program.pid());
        tokio::time::sleep(Duration::from_millis(100)).await;
        if process::cpu(program.pid()).saturating_sub(before) <= Duration::from_millis(10) {
            break;
        }
    }
}

fn heading() -> io::Result<()> {
    say(&format!(
        "{:<14}{:>6}{:>12}{:>9}{:>9}{:>9}{:>12}{:>14}{:>11}{:>6}",
        "",
        "conns",
        "turns/s",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "CPU us/turn",
        "webhook p99",
        "memory MB",
        "lost"
    ))
}

fn print(name: &str, line: &Line) -> io::Result<()> {
    say(&format!(
        "{name:<14}{:>6}{:>12.0}{:>9.2}{:>9.2}{:>9.2}{:>12.0}{:>14.2}{:>11.1}{:>6}",
        line.connections,
        line.run.per_second(),
        percentile_ms(&line.run.turn_us, 0.50),
        percentile_ms(&line.run.turn_us, 0.95),
        percentile_ms(&line.run.turn_us, 0.99),
        line.cpu_us(),
        percentile_ms(&line.run.webhook_us, 0.99),
        line.memory_mb,
        line.run.lost,
    ))
}

fn footer(server: &Program, idle: f64, lines: &[Line]) -> io::Result<()> {
    let conversations: usize = 16 + lines.iter().map(|line| line.connections).sum::<usize>();
    let loaded = lines.iter().map(|line| line.memory_mb).fold(0.0, f64::max);
    say(&format!(
        "start {:.0} ms; memory idle {idle:.1} MB, under load {loaded:.1} MB, {:.1} KB per conversation",
        server.start.as_secs_f64() * 1000.0,
        (loaded - idle).max(0.0) * 1024.0 / conversations.max(1) as f64,
    ))
}

fn ratios(ceiling: &Line, ours: &Line) -> io::Result<()> {
    let p99 = |line: &Line| percentile_ms(&line.run.turn_us, 0.99).max(0.001);
    say(&format!(
        "at {:>3} connections: {:.2} of the ceiling's turns/s, p99 {:.2} times, CPU per turn {:.2} times",
        ours.connections,
        ours.run.per_second() / ceiling.run.per_second().max(0.001),
        p99(ours) / p99(ceiling),
        ours.cpu_us() / ceiling.cpu_us().max(0.001),
    ))
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}
