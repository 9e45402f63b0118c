//! The subcommands.

mod account;
mod demo;
mod diff;
mod edit;
mod explain;
mod flow_files;
mod fmt;
mod lint;
mod lsp;
mod merge;
mod record;
mod replace;
mod replay;
mod schema;
mod serve;
mod telegram;
mod test;

use std::process::ExitCode;

use clap::Subcommand;

use sufler_dsl::diagnostic::Lang;

/// What `sufler` can do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Запустить сервер.
    Serve(serve::Serve),
    /// Запустить всё сразу с демо-магазином и песочницей Авито: без ключей, без сети.
    Demo(demo::Demo),
    /// Проверить сценарии.
    Lint(lint::Lint),
    /// Изменить сценарий по частям, не трогая остального текста.
    Edit(edit::Edit),
    /// Привести файлы сценариев к единому виду.
    Fmt(fmt::Fmt),
    /// Показать словами, что изменилось между двумя версиями сценария.
    Diff(diff::Diff),
    /// Слить две версии сценария по смыслу (три файла: общий предок, наш, их).
    Merge(merge::Merge),
    /// Сервер языка сценариев для редакторов (LSP, стандартный ввод и вывод).
    Lsp(lsp::Lsp),
    /// Прогнать записанные диалоги.
    Test(test::Test),
    /// Превратить состоявшийся разговор в записанный диалог.
    Record(record::Record),
    /// Повторить состоявшиеся ходы: бит в бит или на другой версии сценария.
    Replay(replay::Replay),
    /// Рассказать о коде ошибки.
    Explain(explain::Explain),
    /// Напечатать JSON Schema сценария.
    Schema(schema::Schema),
    /// Чат коллег в Telegram.
    Telegram(telegram::Telegram),
    /// Аккаунты каналов.
    Account(account::Account),
}

impl Command {
    /// Runs it.
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        match self {
            Self::Serve(command) => command.run(),
            Self::Demo(command) => command.run(),
            Self::Lint(command) => command.run(lang),
            Self::Edit(command) => command.run(lang),
            Self::Fmt(command) => command.run(lang),
            Self::Diff(command) => command.run(lang),
            Self::Merge(command) => Ok(command.run(lang)),
            Self::Lsp(command) => command.run(lang),
            Self::Test(command) => command.run(lang),
            Self::Record(command) => command.run(lang),
            Self::Replay(command) => command.run(lang),
            Self::Explain(command) => command.run(lang),
            Self::Schema(command) => command.run(),
            Self::Telegram(command) => command.run(lang),
            Self::Account(command) => command.run(),
        }
    }
}
