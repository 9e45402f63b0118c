//! `sufler schema`: the JSON Schema of a flow file, for editors.

use std::process::ExitCode;

use clap::Args;

use crate::output;

#[derive(Args)]
pub(crate) struct Schema {}

impl Schema {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        output::line(&serde_json::to_string_pretty(&sufler_dsl::schema())?);
        Ok(ExitCode::SUCCESS)
    }
}
