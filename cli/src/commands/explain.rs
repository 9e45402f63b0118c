//! `sufler explain F203`: the page about a diagnostic code.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use sufler_dsl::diagnostic::Lang;

use crate::{lang::Pick, output};

#[derive(Args)]
pub(crate) struct Explain {
    /// Код, например F203.
    code: String,
}

impl Explain {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        match sufler_dsl::diagnostic::explain(&self.code.to_uppercase()) {
            Some(page) => output::line(page),
            None => bail!("{} {}", lang.pick("нет такого кода:", "no such code:"), self.code),
        }
        Ok(ExitCode::SUCCESS)
    }
}
