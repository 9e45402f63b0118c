//! Notices to browsers: that something concerns their user, and which chat it is. The texts of customers stay here.

use std::time::Duration;

use serde_json::json;
use sufler_store::{ConversationRow, Notice, NoticeTarget, Owner, PushSubscription, StoreError, User};

use super::{super::core::Core, lane::Outcome, plan::may_lead};
use crate::{clock::now, push::PushError};

/// Sends a push, if it still concerns the browser's user, and no page of theirs is looked at.
pub(super) async fn send(core: &Core, notice: &Notice) -> Result<Outcome, StoreError> {
    let NoticeTarget::Push { subscription_id } = notice.target else { return Ok(Outcome::Dropped) };
    let Some((browser, user, row)) = read(core, subscription_id, notice).await? else {
        return Ok(Outcome::Dropped);
    };
    if !concerns(&user, notice, &row) || core.notices.looked_at.by(user.id, now()) {
        return Ok(Outcome::Dropped);
    }
    let address = core.store.push_address(browser.id).await?;
    let topic = format!("chat-{}", row.conversation.id);
    let sent = core.notices.push.send(&address, (&topic, &payload(notice, &browser, &row)), now()).await;
    Ok(match sent {
        Ok(()) => Outcome::Sent,
        Err(PushError::Gone) => {
            core.store.push_unsubscribe(browser.id).await?;
            Outcome::Dropped
        }
        Err(PushError::Refused(why)) => Outcome::Failed(why),
        Err(PushError::Later(wait, why)) => Outcome::Later(wait.min(Duration::from_secs(60 * 60)), why),
    })
}

/// The browser, its user and the conversation, as long as all of them are there.
async fn read(
    core: &Core,
    subscription_id: i64,
    notice: &Notice,
) -> Result<Option<(PushSubscription, User, ConversationRow)>, StoreError> {
    let browser = found(core.store.push_subscription(subscription_id).await)?;
    let row = found(core.store.conversation(notice.conversation_id).await)?;
    let (Some(browser), Some(row)) = (browser, row) else { return Ok(None) };
    let users = core.store.users().await?;
    let user = users.into_iter().find(|user| user.id == browser.user_id);
    Ok(user.map(|user| (browser, user, row)))
}

fn found<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(row) => Ok(Some(row)),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Rights and owners change between queueing and sending.
fn concerns(user: &User, notice: &Notice, row: &ConversationRow) -> bool {
    let owner = row.conversation.owner;
    let theirs = match notice.occasion.as_str() {
        "handoff" => owner == Owner::Queue,
        _ => owner == Owner::Operator { user_id: user.id },
    };
    theirs && may_lead(user, row.conversation.account_id)
}

fn payload(notice: &Notice, browser: &PushSubscription, row: &ConversationRow) -> String {
    let title = match (notice.occasion.as_str(), browser.lang.as_str()) {
        ("handoff", "en") => "A conversation waits for an operator",
        ("handoff", _) => "Диалог ждёт оператора",
        (_, "en") => "New message in your conversation",
        _ => "Новое сообщение в вашем диалоге",
    };
    let body: String = row.account.title.chars().take(100).collect();
    json!({ "chat": row.conversation.id, "kind": notice.occasion, "title": title, "body": body }).to_string()
}
