use proptest::prelude::*;
use rstest::rstest;

use super::*;

const EXACT: Limits = Limits { margin_ms: 0, ..Limits::AVITO };

fn chat_name(chat: Option<u8>) -> Option<String> {
    chat.map(|chat| format!("chat-{chat}"))
}

#[test]
fn settings_may_name_only_what_they_change() {
    let limits: Limits = serde_json::from_str(r#"{"per_minute": 50}"#).unwrap();
    assert_eq!(limits, Limits { per_minute: 50, ..Limits::AVITO });
    assert!(serde_json::from_str::<Limits>(r#"{"per_hour": 50}"#).is_err());
}

#[test]
fn the_wait_is_exact() {
    let mut budget = RateBudget::new(EXACT);
    for index in 0..5 {
        budget.try_acquire(Request::call(Priority::Operator), index * 10).unwrap();
    }
    let wait = budget.try_acquire(Request::call(Priority::Operator), 100).unwrap_err();
    assert_eq!(wait, Wait { until_ms: 1_000 });
    assert!(budget.try_acquire(Request::call(Priority::Operator), 999).is_err());
    budget.try_acquire(Request::call(Priority::Operator), 1_000).unwrap();
}

#[test]
fn one_message_a_second_in_a_chat_and_others_pass() {
    let mut budget = RateBudget::new(EXACT);
    budget.try_acquire(Request::message(Priority::Bot, "a"), 0).unwrap();
    assert_eq!(budget.try_acquire(Request::message(Priority::Bot, "a"), 500), Err(Wait { until_ms: 1_000 }));
    budget.try_acquire(Request::message(Priority::Bot, "b"), 500).unwrap();
    budget.try_acquire(Request::call(Priority::Bot), 500).unwrap();
    budget.try_acquire(Request::message(Priority::Bot, "a"), 1_000).unwrap();
}

#[rstest]
#[case::asked(Some(Duration::from_secs(30)), 30_000)]
#[case::not_asked(None, 5_000)]
fn a_refusal_stops_everything(#[case] retry_after: Option<Duration>, #[case] until_ms: i64) {
    let mut budget = RateBudget::new(EXACT);
    budget.pause(retry_after, 0);
    budget.pause(Some(Duration::from_millis(1)), 0);
    let refused = budget.try_acquire(Request::call(Priority::Operator), 10);
    assert_eq!(refused, Err(Wait { until_ms }), "a shorter pause does not end a longer one");
    assert_eq!(budget.usage(10).paused_until_ms, Some(until_ms));
    budget.try_acquire(Request::call(Priority::Operator), until_ms).unwrap();
}

#[test]
fn a_clock_stepping_back_opens_nothing() {
    let mut budget = RateBudget::new(EXACT);
    for _ in 0..5 {
        budget.try_acquire(Request::call(Priority::Operator), 100_000).unwrap();
    }
    assert_eq!(budget.try_acquire(Request::call(Priority::Operator), 0), Err(Wait { until_ms: 101_000 }));
}

#[test]
fn what_left_before_a_restart_counts() {
    let mut budget = RateBudget::new(EXACT);
    for at_ms in 0..100 {
        budget.record(Some("a"), at_ms);
    }
    assert_eq!(budget.try_acquire(Request::call(Priority::Operator), 5_000), Err(Wait { until_ms: 60_000 }));
}

#[test]
fn many_chats_are_forgotten_again() {
    let mut budget = RateBudget::new(Limits { per_minute: 1_000_000, per_second: 1_000_000, ..EXACT });
    for index in 0..10_000 {
        let chat = format!("chat-{index}");
        budget.try_acquire(Request::message(Priority::Operator, &chat), index * 10).unwrap();
    }
    assert!(budget.chats.len() <= CHATS_KEPT);
}

/// Sync takes all it can; live traffic within its share is never made to wait.
#[test]
fn sync_never_delays_live_traffic_within_its_share() {
    let mut budget = RateBudget::new(EXACT);
    let mut synced = 0;
    for now in (0..600_000).step_by(50) {
        if now % 2_000 == 0 {
            budget.try_acquire(Request::call(Priority::Bot), now).expect("30 a minute is within the share");
        }
        if now % 10_000 == 0 {
            budget
                .try_acquire(Request::call(Priority::Operator), now)
                .expect("6 a minute is within the share");
        }
        synced += usize::from(budget.try_acquire(Request::call(Priority::Sync), now).is_ok());
    }
    assert!(synced >= 10 * 10, "sync still moves: {synced} in ten minutes");
}

#[derive(Debug, Clone)]
struct Step {
    gap_ms: i64,
    priority: Priority,
    chat: Option<u8>,
    obey: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let gap = prop_oneof![8 => 0i64..40, 2 => 0i64..1_500, 1 => 0i64..70_000];
    let priority = prop_oneof![Just(Priority::Operator), Just(Priority::Bot), Just(Priority::Sync)];
    let chat = prop::option::of(0u8..4);
    let step = (gap, priority, chat, any::<bool>()).prop_map(|(gap_ms, priority, chat, obey)| Step {
        gap_ms,
        priority,
        chat,
        obey,
    });
    prop::collection::vec(step, 1..600)
}

/// Largest number of times within any half-open window of `length`, by trying every start.
fn busiest(times: &[i64], length: i64) -> usize {
    times
        .iter()
        .map(|start| times.iter().filter(|time| (*start..start + length).contains(time)).count())
        .max()
        .unwrap_or(0)
}

proptest! {
    #[test]
    fn no_sliding_window_ever_exceeds_its_limit(steps in steps(), per_minute in 1u32..120, per_second in 1u32..8) {
        let limits = Limits { per_minute, per_second, ..EXACT };
        let mut budget = RateBudget::new(limits);
        let mut now = 0;
        let mut sent = Vec::new();
        let mut by_chat: HashMap<u8, Vec<i64>> = HashMap::new();
        for step in steps {
            now += step.gap_ms;
            let chat = chat_name(step.chat);
            let request = Request { priority: step.priority, message_to: chat.as_deref() };
            let mut outcome = budget.try_acquire(request, now);
            if let Err(wait) = outcome {
                prop_assert!(wait.until_ms > now);
                if step.obey {
                    prop_assert!(budget.clone().try_acquire(request, wait.until_ms - 1).is_err(), "not a moment too late");
                    now = wait.until_ms;
                    outcome = budget.try_acquire(request, now);
                    prop_assert!(outcome.is_ok(), "the promised time is kept");
                }
            }
            if outcome.is_ok() {
                sent.push(now);
                if let Some(chat) = step.chat {
                    by_chat.entry(chat).or_default().push(now);
                }
            }
        }
        prop_assert!(busiest(&sent, 60_000) <= per_minute as usize);
        prop_assert!(busiest(&sent, 1_000) <= per_second as usize);
        for times in by_chat.values() {
            prop_assert!(busiest(times, 1_000) <= 1);
        }
    }
}
