//! However a flow is saved while customers write (in a burst, piece by piece, by an editor's rename, by git), every
//! turn is answered by a valid version, and the last one stays.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test says why")]

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use rstest::rstest;
use serde_json::Value;
use sufler_tests::{
    Buyer, PATIENCE, Setup, Stage,
    wait::{holds, try_until},
};
use tokio::task::JoinHandle;

const FLOW: &str = "echo";
const CUSTOMERS: usize = 3;
/// Flows beside the one that answers.
const OTHERS: usize = 60;

/// A version of the flow; its word begins every reply and ends its title.
fn version(word: &str) -> String {
    format!(
        "flow: {FLOW}\ntitle: Повторяет, {word}\ndefaults: {{on_error: operator}}\nnodes:\n  \
         start: {{type: start, next: say}}\n  say: {{type: message, text: '{word}: {{{{ message.text }}}}', next: end}}\n  \
         operator: {{type: handoff, reason: technical_error, say: Передаю вопрос менеджеру.}}\n  end: {{type: end}}\n"
    )
}

/// Customers who write on and on; each turn must be answered, and by some version.
struct Talk {
    over: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    customers: Vec<JoinHandle<()>>,
}

impl Talk {
    fn begin(stage: &Stage) -> Self {
        let (over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let talk = |number: usize| {
            let buyer = stage.buyer(&format!("Покупатель {number}"));
            let (over, answered) = (Arc::clone(&over), Arc::clone(&answered));
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    ask(&buyer).await;
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        };
        let customers = (0..CUSTOMERS).map(talk).collect();
        Self { over, answered, customers }
    }

    /// Waits until this many more turns have been answered.
    async fn goes_on(&self, stage: &Stage, turns: usize) {
        let wanted = self.answered.load(Ordering::Relaxed) + turns;
        stage
            .until("the conversations go on", async || {
                let failed = self.customers.iter().any(JoinHandle::is_finished);
                let answered = self.answered.load(Ordering::Relaxed);
                holds(failed || answered >= wanted, answered)
            })
            .await;
        assert!(!self.customers.iter().any(JoinHandle::is_finished), "a customer was not answered");
    }

    async fn end(self) {
        self.over.store(true, Ordering::Relaxed);
        for customer in self.customers {
            customer.await.unwrap();
        }
    }
}

/// One turn: the reply is the customer's words behind some version's word.
async fn ask(buyer: &Buyer) {
    let before = buyer.hears().len();
    let question = format!("вопрос {before}");
    buyer.says(&question);
    let reply = try_until("the turn is answered", PATIENCE, async || {
        buyer.hears().get(before).cloned().ok_or_else(|| "silence".to_owned())
    });
    let reply = reply.await.unwrap();
    assert!(reply.ends_with(&format!(": {question}")), "the bot says «{reply}» to «{question}»");
}

async fn is_in_use(stage: &Stage, word: &str) {
    stage
        .until(&format!("the version «{word}» is in use"), async || {
            let flows: Vec<Value> = stage.api.get("flows").await;
            let title = format!("Повторяет, {word}");
            let found = flows.iter().any(|flow| flow["title"] == title.as_str() && flow["status"] == "ok");
            holds(found, flows.iter().map(|flow| flow["title"].clone()).collect::<Vec<_>>())
        })
        .await;
}

/// How a flow is saved.
#[derive(Debug, Clone, Copy)]
enum Save {
    /// Cut to nothing and written again.
    InPlace,
    /// Vim: the old one becomes the backup, the new one is written, the backup goes; a swap file lies beside.
    Backup,
    /// Most editors: written beside, then renamed over the old one.
    Rename,
    /// Removed and made anew.
    Recreate,
    /// Emacs: an autosave and a lock that leads nowhere lie beside; written through a link's target.
    Autosave,
    /// The whole folder of flows is replaced by another one.
    Folder,
}

impl Save {
    fn write(self, path: &Path, text: &str) {
        let beside = |name: &str| path.with_file_name(name);
        match self {
            Self::InPlace => fs::write(path, text).unwrap(),
            Self::Rename => {
                fs::write(beside("flow.yaml___tmp___"), text).unwrap();
                fs::rename(beside("flow.yaml___tmp___"), path).unwrap();
            }
            Self::Backup => {
                fs::write(beside(".flow.yaml.swp"), "b0VIM 9.0\0").unwrap();
                fs::write(beside("4913"), "").unwrap();
                fs::remove_file(beside("4913")).unwrap();
                fs::rename(path, beside("flow.yaml~")).unwrap();
                fs::write(path, text).unwrap();
                fs::remove_file(beside("flow.yaml~")).unwrap();
            }
            Self::Recreate => {
                fs::remove_file(path).unwrap();
                fs::write(path, text).unwrap();
            }
            Self::Autosave => {
                fs::write(beside("#flow.yaml#"), &text.as_bytes()[..text.len() / 2]).unwrap();
                let lock = beside(".#flow.yaml");
                // It stays from one save to the next.
                let _ = std::os::unix::fs::symlink("vera@host.4711:1", lock);
                fs::write(path, text).unwrap();
                fs::remove_file(beside("#flow.yaml#")).unwrap();
            }
            Self::Folder => {
                let flows = path.ancestors().nth(2).unwrap();
                let (fresh, old) = (flows.with_file_name("flows.new"), flows.with_file_name("flows.old"));
                fs::create_dir_all(fresh.join(FLOW)).unwrap();
                fs::write(fresh.join(FLOW).join("flow.yaml"), text).unwrap();
                fs::rename(flows, &old).unwrap();
                fs::rename(&fresh, flows).unwrap();
                fs::remove_dir_all(old).unwrap();
            }
        }
    }
}

async fn stage() -> (Stage, PathBuf) {
    let stage = Setup::flow(FLOW).start().await;
    let path = stage.flow_file(FLOW);
    (stage, path)
}

#[rstest]
#[case::in_place(Save::InPlace)]
#[case::backup(Save::Backup)]
#[case::rename(Save::Rename)]
#[case::recreate(Save::Recreate)]
#[case::autosave(Save::Autosave)]
#[case::folder(Save::Folder)]
#[tokio::test]
async fn saves_of_every_kind_reach_customers_and_no_turn_fails(#[case] save: Save) {
    let (stage, path) = stage().await;
    let talk = Talk::begin(&stage);
    // One by one, each until it is in use …
    for word in ["Альфа", "Бета", "Гамма"] {
        save.write(&path, &version(word));
        is_in_use(&stage, word).await;
        talk.goes_on(&stage, CUSTOMERS).await;
    }
    // … and as quickly as the disk takes them.
    for number in 0..60 {
        save.write(&path, &version(&format!("Слово {number}")));
    }
    save.write(&path, &version("Омега"));
    is_in_use(&stage, "Омега").await;
    talk.goes_on(&stage, CUSTOMERS).await;
    talk.end().await;
    let buyer = stage.buyer("Вера");
    buyer.says("Раз");
    stage.hears(&buyer, &["Омега: Раз"]).await;
}

#[tokio::test]
async fn a_flow_written_piece_by_piece_counts_when_it_is_whole() {
    let (stage, path) = stage().await;
    let talk = Talk::begin(&stage);
    for word in ["Альфа", "Бета"] {
        let text = version(word);
        let mut file = fs::File::create(&path).unwrap();
        // Up to the middle of a node: nobody can take that for a flow.
        let (head, tail) = text.as_bytes().split_at(text.find("next: end}").unwrap());
        for piece in head.chunks(11) {
            file.write_all(piece).unwrap();
            file.flush().unwrap();
        }
        stage.server.health_becomes("the half is seen and refused", |it| it["status"] == "degraded").await;
        talk.goes_on(&stage, 2 * CUSTOMERS).await;
        for piece in tail.chunks(11) {
            file.write_all(piece).unwrap();
        }
        drop(file);
        is_in_use(&stage, word).await;
        stage.server.health_becomes("all is well again", |it| it["status"] == "ok").await;
    }
    talk.end().await;
}

fn git(folder: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org"])
        .args(args);
    // Nothing of the person who runs the tests.
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let done = command.output().unwrap();
    assert!(done.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Flows that answer nobody here; a branch has other ones, under other names too.
fn write_others(flows: &Path, branch: &str) {
    for number in 0..OTHERS {
        let id = if number % 2 == 0 { format!("other_{number}") } else { format!("{branch}_{number}") };
        let folder = flows.join(&id);
        fs::create_dir_all(&folder).unwrap();
        let text = version(&format!("{branch} {number}")).replacen(
            &format!("flow: {FLOW}\n"),
            &format!("flow: {id}\nserves: {{channels: [web]}}\n"),
            1,
        );
        fs::write(folder.join("flow.yaml"), text).unwrap();
    }
}

#[tokio::test]
async fn another_branch_is_checked_out_under_load() {
    let (stage, path) = stage().await;
    let flows = path.ancestors().nth(2).unwrap().to_path_buf();
    let commit = |branch: &str, word: &str| {
        fs::write(&path, version(word)).unwrap();
        write_others(&flows, branch);
        git(&flows, &["add", "--all"]);
        git(&flows, &["commit", "--quiet", "--message", branch]);
    };
    git(&flows, &["init", "--quiet", "--initial-branch", "summer"]);
    commit("summer", "Лето");
    git(&flows, &["checkout", "--quiet", "-b", "winter"]);
    for number in (1..OTHERS).step_by(2) {
        fs::remove_dir_all(flows.join(format!("summer_{number}"))).unwrap();
    }
    commit("winter", "Зима");
    is_in_use(&stage, "Зима").await;
    let talk = Talk::begin(&stage);
    for (branch, word) in [("summer", "Лето"), ("winter", "Зима")].into_iter().cycle().take(6) {
        git(&flows, &["checkout", "--quiet", branch]);
        is_in_use(&stage, word).await;
        talk.goes_on(&stage, CUSTOMERS).await;
    }
    talk.end().await;
    // What the branch does not have is gone in the end.
    let left = stage
        .until("only flows of the branch are in use", async || {
            let flows: Vec<Value> = stage.api.get("flows").await;
            holds(flows.len() == OTHERS + 1, flows.len()).map(|()| flows)
        })
        .await;
    assert!(left.iter().all(|flow| !flow["id"].as_str().unwrap().starts_with("summer_")));
}
