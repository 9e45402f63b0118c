//! Who is told of what. Pure.

use sufler_store::{
    Id, Millis, NewNotice, NoticeTarget, Occasion, OccasionKind, PushSubscription, Role, User,
};

use crate::auth::Grants;

/// A handoff older than this was seen long ago, or the server was away for long.
const HANDOFF_FRESH_MS: Millis = 60 * 60 * 1000;
/// A message older than this is history.
const MESSAGE_FRESH_MS: Millis = 10 * 60 * 1000;

/// Everybody who may be told.
pub(super) struct Audience<'a> {
    pub(super) telegram: bool,
    pub(super) subscriptions: &'a [PushSubscription],
    pub(super) users: &'a [User],
}

/// Notices of the occasions; each with what keeps it from being told twice.
pub(super) fn plan(occasions: &[Occasion], audience: &Audience<'_>, now: Millis) -> Vec<NewNotice> {
    let fresh = occasions.iter().filter(|occasion| is_fresh(occasion.kind, now));
    fresh.flat_map(|occasion| notices(*occasion, audience)).collect()
}

/// The user may lead conversations of the account.
pub(super) fn may_lead(user: &User, account_id: Id) -> bool {
    user.active && matches!(user.role, Role::Admin | Role::Operator) && Grants::of(user).allow(account_id)
}

fn is_fresh(kind: OccasionKind, now: Millis) -> bool {
    match kind {
        OccasionKind::Handoff { at } => now - at < HANDOFF_FRESH_MS,
        OccasionKind::Message { at, .. } => now - at < MESSAGE_FRESH_MS,
    }
}

fn notices(occasion: Occasion, audience: &Audience<'_>) -> Vec<NewNotice> {
    let Occasion { kind, account_id, conversation_id } = occasion;
    let (name, key) = match kind {
        OccasionKind::Handoff { at } => ("handoff", format!("handoff:{conversation_id}:{at}")),
        OccasionKind::Message { message_id, .. } => ("message", format!("message:{message_id}")),
    };
    let notice = |target, told_once| NewNotice {
        told_once,
        target,
        occasion: name.to_owned(),
        account_id,
        conversation_id,
    };
    let chat = (audience.telegram && name == "handoff")
        .then(|| notice(NoticeTarget::Telegram, format!("telegram:{key}")));
    let browsers = audience.subscriptions.iter().filter(|browser| wants(browser, kind)).filter(|browser| {
        let user = audience.users.iter().find(|user| user.id == browser.user_id);
        user.is_some_and(|user| may_lead(user, account_id))
    });
    let pushes = browsers.map(|browser| {
        let target = NoticeTarget::Push { subscription_id: browser.id };
        notice(target, format!("push:{}:{key}", browser.id))
    });
    chat.into_iter().chain(pushes).collect()
}

fn wants(browser: &PushSubscription, kind: OccasionKind) -> bool {
    match kind {
        OccasionKind::Handoff { .. } => browser.queue,
        OccasionKind::Message { user_id, .. } => browser.mine && browser.user_id == user_id,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const NOW: Millis = 1_790_000_000_000;

    fn user(id: Id, role: Role, accounts: Option<Vec<Id>>) -> User {
        let (login, name) = (id.to_string(), id.to_string());
        User { id, login, name, role, accounts, active: true, created_at: 0 }
    }

    fn browser(id: Id, user_id: Id, mine: bool, queue: bool) -> PushSubscription {
        let (device, lang) = (String::new(), "ru".to_owned());
        PushSubscription { id, user_id, device, lang, mine, queue, created_at: 0 }
    }

    fn told(kind: OccasionKind, telegram: bool) -> Vec<String> {
        let users = [
            user(1, Role::Operator, None),
            user(2, Role::Operator, Some(vec![99])),
            user(3, Role::Viewer, None),
            User { active: false, ..user(4, Role::Operator, None) },
            user(5, Role::Admin, Some(vec![99])),
        ];
        let subscriptions: Vec<_> = (1..=6).map(|id| browser(id * 10, id, true, id != 5)).collect();
        let audience = Audience { telegram, subscriptions: &subscriptions, users: &users };
        let occasion = Occasion { kind, account_id: 17, conversation_id: 8 };
        plan(&[occasion], &audience, NOW).into_iter().map(|notice| notice.told_once).collect()
    }

    #[rstest]
    // Of another account, only reading, no longer active, not wanting the queue, or gone: none of them.
    #[case(OccasionKind::Handoff { at: NOW - 1 }, &["telegram:handoff:8:1789999999999", "push:10:handoff:8:1789999999999"])]
    #[case(OccasionKind::Handoff { at: NOW - 3_600_000 }, &[])]
    #[case(OccasionKind::Message { message_id: 4, at: NOW, user_id: 1 }, &["push:10:message:4"])]
    #[case(OccasionKind::Message { message_id: 4, at: NOW, user_id: 5 }, &["push:50:message:4"])]
    #[case(OccasionKind::Message { message_id: 4, at: NOW, user_id: 2 }, &[])]
    #[case(OccasionKind::Message { message_id: 4, at: NOW - 600_000, user_id: 1 }, &[])]
    fn only_those_it_concerns_are_told(#[case] kind: OccasionKind, #[case] expected: &[&str]) {
        assert_eq!(told(kind, true), expected);
    }

    #[test]
    fn without_a_chat_nothing_goes_to_telegram() {
        assert_eq!(told(OccasionKind::Handoff { at: NOW }, false), ["push:10:handoff:8:1790000000000"]);
    }
}
