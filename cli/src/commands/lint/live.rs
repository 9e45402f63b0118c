//! `--against-live`: what saving these files would mean for conversations that take place now.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use sufler_dsl::{diagnostic::Lang, flow::Flow};
use sufler_server::{config::Config, http::runtime_port::FlowPreview, runtime::preview_flows};

use super::Linted;
use crate::{
    commands::{record::open, serve::runtime},
    lang::Pick,
};

/// Tells one line a flow. The files are taken as the whole set when they are a folder.
pub(super) fn run(
    config: Option<&Path>,
    paths: &[PathBuf],
    files: &[Linted],
    print: fn(&str),
    lang: Lang,
) -> anyhow::Result<()> {
    let flows: Vec<Arc<Flow>> = files.iter().filter_map(|file| file.flow.clone()).collect();
    if flows.len() < files.len() {
        let (ru, en) = (
            "в сценариях есть ошибки: сервер оставил бы прежние, разговоры не изменились бы",
            "the flows have errors: the server would keep those it has, no conversation would change",
        );
        print(lang.pick(ru, en));
        return Ok(());
    }
    let config = Config::load(config)?;
    let whole = paths.iter().all(|path| path.is_dir());
    let previews = runtime()?.block_on(async {
        let store = open(&config, lang).await?;
        let previews = preview_flows(&store, &flows, whole).await;
        store.close().await?;
        anyhow::Ok(previews?)
    })?;
    for preview in &previews {
        print(&line(preview, lang));
    }
    Ok(())
}

fn line(preview: &FlowPreview, lang: Lang) -> String {
    let counts = [
        (preview.moves, "перейдут на новую версию", "move to the new version"),
        (preview.finishes, "закончат на старой", "finish on the old one"),
        (preview.restarts, "начнут заново", "begin anew"),
        (preview.handed_over, "уйдут операторам", "go to operators"),
        (preview.gone, "останутся без сценария", "lose their flow"),
        (preview.unchanged, "ждут на этой же версии", "wait on this very version"),
        (preview.in_turn, "посреди хода", "are in the middle of a turn"),
        (preview.with_people, "у операторов", "are with operators"),
        (preview.idle, "ничего не ждут", "wait for nothing"),
    ];
    let told = counts.iter().filter(|(count, ..)| *count > 0);
    let told: Vec<String> = told.map(|(count, ru, en)| format!("{count} {}", lang.pick(ru, en))).collect();
    let told = if told.is_empty() {
        lang.pick("открытых разговоров нет", "no open conversations").to_owned()
    } else {
        told.join(", ")
    };
    format!("{}: {told}", preview.id)
}
