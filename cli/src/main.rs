//! The `sufler` command: one file per subcommand.
//!
//! Exit codes: 0 done or clean, 1 findings or failed dialogs, 2 could not run.

mod commands;
mod lang;
mod output;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;

// jemalloc does not build with Microsoft's compiler.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Суфлёр отвечает покупателям на Авито по сценарию и передаёт диалог человеку, когда не уверен.
#[derive(Parser)]
#[command(name = "sufler", version, arg_required_else_help = true)]
struct Cli {
    /// Язык сообщений: ru или en.
    #[arg(long, global = true, env = "SUFLER_LANG", default_value = "ru", value_parser = lang::parse)]
    lang: sufler_dsl::diagnostic::Lang,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.run(cli.lang) {
        Ok(code) => code,
        Err(error) => {
            output::fail(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
