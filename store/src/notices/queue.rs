//! The queue: added once, claimed by one process, ended once.

use crate::db::{Conn, Row, params};
use crate::writer::Tx;
use crate::{Id, Millis, Result, Store, StoreError, Version};

/// Whom a notice goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeTarget {
    /// The colleagues' chat in Telegram.
    Telegram,
    /// A browser.
    Push {
        /// Its subscription.
        subscription_id: Id,
    },
}

/// A notice to queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// What must not be told twice: a second notice with it is not queued.
    pub told_once: String,
    /// Whom it goes to.
    pub target: NoticeTarget,
    /// `handoff` or `message`.
    pub occasion: String,
    /// The account.
    pub account_id: Id,
    /// The conversation.
    pub conversation_id: Id,
}

/// A notice to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: Id,
    /// Whom it goes to.
    pub target: NoticeTarget,
    /// `handoff` or `message`.
    pub occasion: String,
    /// The account.
    pub account_id: Id,
    /// The conversation.
    pub conversation_id: Id,
    /// Attempts before this one.
    pub attempts: i64,
    /// When it was queued.
    pub created_at: Millis,
}

/// How a notice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeEnd {
    /// It arrived.
    Sent,
    /// It concerns nobody any more.
    Dropped,
    /// It was refused for good.
    Failed,
    /// Nobody can say whether it arrived; it is not sent again.
    Unknown,
}

/// What became of notices to one kind of target lately.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TargetState {
    /// How many wait.
    pub waiting: i64,
    /// When the last one that arrived was queued.
    pub sent_at: Option<Millis>,
    /// Why the last one that did not arrive did not, if nothing has arrived since.
    pub problem: Option<String>,
}

impl Store {
    /// Queues notices and moves the cursor. Answers `false`, and adds nothing, when the cursor is no longer at `from`:
    /// another node was faster.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notices_add(
        &self,
        (from, to): (Version, Version),
        notices: Vec<NewNotice>,
        now: Millis,
    ) -> Result<bool> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE notice_cursor SET version = $1 WHERE version = $2";
                if tx.conn.execute(sql, params![to, from]).await? == 0 {
                    return Ok(false);
                }
                for notice in &notices {
                    add(tx, notice, now).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    /// Takes notices to `telegram` or `push` that may leave now; each goes to one caller.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notices_claim(&self, target: &'static str, limit: u32, now: Millis) -> Result<Vec<Notice>> {
        let due = self
            .read(move |conn| {
                Box::pin(async move {
                    let sql = format!(
                        "SELECT {COLUMNS} FROM notices n WHERE n.state = 'queued' AND n.not_before <= $1 \
                         AND n.target = $2 ORDER BY n.not_before, n.id LIMIT $3"
                    );
                    conn.query(&sql, params![now, target, i64::from(limit)], notice).await
                })
            })
            .await?;
        if due.is_empty() {
            return Ok(due);
        }
        self.write_aside(move |tx| {
            Box::pin(async move {
                let mut taken = Vec::with_capacity(due.len());
                for notice in due {
                    let sql = "UPDATE notices SET state = 'sending', attempts = attempts + 1, claimed_at = $1 \
                               WHERE id = $2 AND state = 'queued'";
                    if tx.conn.execute(sql, params![now, notice.id]).await? == 1 {
                        taken.push(notice);
                    }
                }
                Ok(taken)
            })
        })
        .await
    }

    /// When the next notice to `telegram` or `push` may leave.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notices_next(&self, target: &'static str) -> Result<Option<Millis>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT not_before FROM notices WHERE state = 'queued' AND target = $1 \
                           ORDER BY not_before LIMIT 1";
                conn.query_optional(sql, params![target], |row| row.int(0)).await
            })
        })
        .await
    }

    /// A notice came to its end; `problem` says why, in Russian, unless it arrived.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notice_end(&self, id: Id, end: NoticeEnd, problem: Option<String>) -> Result<()> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let state = match end {
                    NoticeEnd::Sent => "sent",
                    NoticeEnd::Dropped => "dropped",
                    NoticeEnd::Failed => "failed",
                    NoticeEnd::Unknown => "unknown",
                };
                let sql = "UPDATE notices SET state = $1, problem = $2 WHERE id = $3 AND state = 'sending'";
                tx.conn.execute(sql, params![state, &problem, id]).await.map(drop)
            })
        })
        .await
    }

    /// A notice waits for another attempt; so do the others to Telegram when it asked for a pause.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notice_retry(&self, id: Id, not_before: Millis, problem: String) -> Result<()> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE notices SET state = 'queued', not_before = $1, problem = $2 \
                           WHERE id = $3 AND state = 'sending'";
                tx.conn.execute(sql, params![not_before, &problem, id]).await.map(drop)
            })
        })
        .await
    }

    /// Holds every queued notice to Telegram until then: the chat asked for a pause.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notices_hold_telegram(&self, until: Millis) -> Result<()> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE notices SET not_before = $1 \
                           WHERE state = 'queued' AND target = 'telegram' AND not_before < $1";
                tx.conn.execute(sql, params![until]).await.map(drop)
            })
        })
        .await
    }

    /// Settles notices whose process died while sending, claimed before `claimed_before`: a push is queued again (a
    /// browser shows one of a kind once), a message is not. Old rows that ended before `ended_before` are forgotten.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notices_settle(
        &self,
        claimed_before: Millis,
        ended_before: Millis,
        why: String,
    ) -> Result<()> {
        let any = self.read(move |conn| Box::pin(any_to_settle(conn, claimed_before, ended_before))).await?;
        if !any {
            return Ok(());
        }
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE notices SET state = 'queued' \
                           WHERE state = 'sending' AND target = 'push' AND claimed_at < $1";
                tx.conn.execute(sql, params![claimed_before]).await?;
                let sql = "UPDATE notices SET state = 'unknown', problem = $1 \
                           WHERE state = 'sending' AND claimed_at < $2";
                tx.conn.execute(sql, params![&why, claimed_before]).await?;
                let sql = "DELETE FROM notices WHERE created_at < $1 AND state NOT IN ('queued', 'sending')";
                tx.conn.execute(sql, params![ended_before]).await.map(drop)
            })
        })
        .await
    }

    /// How notices to Telegram fared lately.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn telegram_state(&self) -> Result<TargetState> {
        self.read(|conn| Box::pin(telegram_state(conn))).await
    }
}

/// Most of the time there is nothing, and a look is cheaper than a commit.
async fn any_to_settle(conn: &mut Conn<'_>, claimed_before: Millis, ended_before: Millis) -> Result<bool> {
    let sql = "SELECT id FROM notices WHERE state = 'sending' AND claimed_at < $1 \
               OR created_at < $2 AND state NOT IN ('queued', 'sending') LIMIT 1";
    let found = conn.query_optional(sql, params![claimed_before, ended_before], |row| row.int(0)).await?;
    Ok(found.is_some())
}

async fn telegram_state(conn: &mut Conn<'_>) -> Result<TargetState> {
    let sql = "SELECT state, problem, created_at FROM notices WHERE target = 'telegram' AND state <> 'dropped' \
               ORDER BY id DESC LIMIT 100";
    let rows = conn.query(sql, &[], |row| Ok((row.text(0)?, row.opt_text(1)?, row.int(2)?))).await?;
    let is_open = |state: &str| matches!(state, "queued" | "sending");
    let waiting = rows.iter().filter(|(state, ..)| is_open(state)).count();
    let latest = rows.iter().find(|(state, problem, _)| !is_open(state) || problem.is_some());
    let sent = rows.iter().find(|(state, ..)| state == "sent");
    Ok(TargetState {
        waiting: i64::try_from(waiting).unwrap_or(i64::MAX),
        sent_at: sent.map(|(_, _, at)| *at),
        problem: latest.filter(|(state, ..)| state != "sent").and_then(|(_, problem, _)| problem.clone()),
    })
}

async fn add(tx: &mut Tx<'_>, notice: &NewNotice, now: Millis) -> Result<()> {
    let id = tx.ids.next();
    let (target, subscription) = match notice.target {
        NoticeTarget::Telegram => ("telegram", None),
        NoticeTarget::Push { subscription_id } => ("push", Some(subscription_id)),
    };
    let sql = "INSERT INTO notices (id, told_once, target, subscription_id, occasion, account_id, conversation_id, \
               state, attempts, not_before, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', 0, $8, $8) \
               ON CONFLICT (told_once) DO NOTHING";
    let values = params![
        id,
        &notice.told_once,
        target,
        subscription,
        &notice.occasion,
        notice.account_id,
        notice.conversation_id,
        now
    ];
    tx.conn.execute(sql, values).await.map(drop)
}

const COLUMNS: &str = "n.id, n.target, n.subscription_id, n.occasion, n.account_id, n.conversation_id, n.attempts, \
                       n.created_at";

fn notice(row: &Row<'_>) -> Result<Notice> {
    let target = match (row.text(1)?.as_str(), row.opt_int(2)?) {
        ("telegram", _) => NoticeTarget::Telegram,
        ("push", Some(subscription_id)) => NoticeTarget::Push { subscription_id },
        (other, _) => return Err(StoreError::Corrupt(format!("unknown target `{other}`"))),
    };
    Ok(Notice {
        id: row.int(0)?,
        target,
        occasion: row.text(3)?,
        account_id: row.int(4)?,
        conversation_id: row.int(5)?,
        attempts: row.int(6)?,
        created_at: row.int(7)?,
    })
}
