//! A statement whose conditions depend on the question.

use super::Value;

/// Text and values that grow together.
pub(crate) struct Sql {
    text: String,
    params: Vec<Value<'static>>,
}

impl Sql {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), params: Vec::new() }
    }

    /// Adds text of ours; never a user's.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds the next `$n` with its value.
    pub(crate) fn bind(&mut self, value: impl Into<Value<'static>>) {
        self.params.push(value.into());
        self.text.push_str(&format!("${}", self.params.len()));
    }

    /// Restricts a column to the accounts a reader may see; `None` = all.
    pub(crate) fn only_accounts(&mut self, column: &str, accounts: Option<&[i64]>) {
        let Some(accounts) = accounts else { return };
        // No account at all is a list nothing is in; SQL wants at least one element.
        self.push(&format!(" AND {column} IN (-1"));
        for id in accounts {
            self.push(", ");
            self.bind(*id);
        }
        self.push(")");
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn params(&self) -> &[Value<'static>] {
        &self.params
    }
}
