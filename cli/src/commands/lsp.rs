//! `sufler lsp`: the language server on standard input and output.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    fs,
    io::{self, BufReader},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::Context;
use clap::Args;
use sufler_dsl::diagnostic::Lang;
use sufler_lsp::{Facts, Host, Message, Server};

use super::{flow_files, lint::facts::gather};

/// How long facts read from disk are good for.
const FRESH: Duration = Duration::from_secs(5);

#[derive(Args)]
pub(crate) struct Lsp {
    /// Так редакторы называют разговор через стандартный ввод и вывод; другого нет.
    #[arg(long)]
    stdio: bool,
    /// Модели, которые предлагать, кроме названных в сценариях; можно повторять.
    #[arg(long = "model", value_name = "МОДЕЛЬ")]
    models: Vec<String>,
}

impl Lsp {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let mut server = Server::new(Disk { models: self.models, known: RefCell::default() }, lang);
        let messages = reader();
        let mut out = io::stdout().lock();
        let mut send = |messages: Vec<Message>| {
            messages
                .into_iter()
                .try_for_each(|message| message.write(&mut out))
                .context("редактор не отвечает")
        };
        while let Ok(first) = messages.recv() {
            send(server.handle(first?))?;
            // Whatever is typed meanwhile makes a check of this text useless.
            while let Ok(next) = messages.try_recv() {
                send(server.handle(next?))?;
            }
            if let Some(properly) = server.exited() {
                return Ok(if properly { ExitCode::SUCCESS } else { ExitCode::from(1) });
            }
            send(server.idle())?;
        }
        // The editor is gone without a word.
        Ok(ExitCode::from(1))
    }
}

/// Messages as they come, read beside the work.
fn reader() -> mpsc::Receiver<anyhow::Result<Message>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        loop {
            let message = match Message::read(&mut input) {
                Ok(Some(message)) => Ok(message),
                Ok(None) => return,
                Err(error) => Err(anyhow::Error::new(error).context("сообщение редактора не читается")),
            };
            let broken = message.is_err();
            // Nobody listens when the server has stopped.
            if sender.send(message).is_err() || broken {
                return;
            }
        }
    });
    receiver
}

/// Files on this machine.
struct Disk {
    models: Vec<String>,
    /// What was found last, for which folder and when.
    known: RefCell<Option<(PathBuf, Instant, Facts)>>,
}

impl Host for Disk {
    fn read(&self, path: &Path) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    fn dialogs(&self, flow: &Path) -> Vec<PathBuf> {
        // A folder that cannot be listed has no dialogs to rename names in.
        flow_files::dialogs(flow).unwrap_or_default()
    }

    fn facts(&self, flow: &Path) -> Facts {
        let dir = flow.parent().unwrap_or(flow);
        if let Some((at, read, facts)) = &*self.known.borrow()
            && at == dir
            && read.elapsed() < FRESH
        {
            return facts.clone();
        }
        // An article that cannot be read is no reason to be silent about the flow.
        let settings = gather(knowledge_near(dir).as_deref(), None).unwrap_or_default();
        let categories = settings.categories.iter().flatten().map(|category| category.name.clone()).collect();
        let facts = Facts { settings, categories, models: self.models_near(dir) };
        self.known.replace(Some((dir.to_owned(), Instant::now(), facts.clone())));
        facts
    }
}

impl Disk {
    /// Models named on the command line and in the flows beside this one.
    fn models_near(&self, dir: &Path) -> Vec<String> {
        let mut models: BTreeSet<String> = self.models.iter().cloned().collect();
        let beside = dir.parent().and_then(|flows| fs::read_dir(flows).ok());
        for flow in beside.into_iter().flatten().flatten() {
            let text = fs::read_to_string(flow.path().join("flow.yaml")).unwrap_or_default();
            let named =
                text.split("model:").skip(1).filter_map(|rest| rest.split([',', '}', '\n', '#']).next());
            models.extend(named.map(|name| name.trim().trim_matches(['"', '\'']).to_owned()));
        }
        models.remove("");
        models.into_iter().collect()
    }
}

/// The nearest `knowledge/` above a flow.
fn knowledge_near(dir: &Path) -> Option<PathBuf> {
    dir.ancestors().map(|above| above.join("knowledge")).find(|path| path.is_dir())
}
