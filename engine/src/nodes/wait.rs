//! Wait: rests until time has come or the customer writes.

use sufler_dsl::{
    flow::Node,
    nodes::{Wait, WaitTime},
};

use crate::{
    Millis, Name, Phase, What,
    clock::Clock,
    machine::{Machine, Went},
};

const MINUTE: Millis = 60_000;
const DAY_MINUTES: Millis = 24 * 60;

pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &Wait) -> Went {
    let offset = machine.run.input.account.utc_offset_minutes;
    let until = kind.time.map(|time| due(time, machine.now, offset));
    Went::Done { what: What::Wait { until }, phase: Phase::Waiting { node: Name::clone(&node.id), until } }
}

/// When the time is up; a time of day that is now means tomorrow.
fn due(time: WaitTime, now: Millis, offset_minutes: i32) -> Millis {
    match time {
        WaitTime::For(ms) => now.saturating_add(Millis::try_from(ms).unwrap_or(Millis::MAX)),
        WaitTime::Until(minute) => {
            let clock = Clock::read(now, offset_minutes);
            let ahead = (Millis::from(minute) - clock.minute_of_day()).rem_euclid(DAY_MINUTES);
            let ahead = if ahead == 0 { DAY_MINUTES } else { ahead };
            now - now.rem_euclid(MINUTE) + ahead * MINUTE
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const HOUR: Millis = 60 * MINUTE;

    #[rstest]
    #[case::later_today(15 * 60, 3 * HOUR)]
    #[case::tomorrow(10 * 60, 22 * HOUR)]
    #[case::now_is_tomorrow(12 * 60, 24 * HOUR)]
    fn until_is_the_next_such_time(#[case] minute: u16, #[case] ahead: Millis) {
        // Monday, 2 March 2026, 12:00:07 in Moscow.
        let now = 1_772_442_007_000;
        assert_eq!(due(WaitTime::Until(minute), now, 180), now - 7_000 + ahead);
        assert_eq!(due(WaitTime::For(5), now, 180), now + 5);
    }
}
