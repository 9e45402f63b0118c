//! Wall-clock reading of UTC milliseconds.

use crate::Millis;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A moment on somebody's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    year: i64,
    month: i64,
    day: i64,
    pub(crate) hour: i64,
    minute: i64,
    /// 1 is Monday, 7 Sunday.
    pub(crate) weekday: i64,
}

impl Clock {
    /// Reads `at` where the wall clock is `offset_minutes` ahead of UTC.
    pub(crate) fn read(at: Millis, offset_minutes: i32) -> Self {
        let local = at.saturating_add(i64::from(offset_minutes) * MINUTE);
        let (days, rest) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        let minutes = rest / MINUTE;
        // 1970-01-01 was a Thursday.
        let weekday = (days + 3).rem_euclid(7) + 1;
        Self { year, month, day, hour: minutes / 60, minute: minutes % 60, weekday }
    }

    /// Minutes since midnight.
    pub(crate) fn minute_of_day(&self) -> i64 {
        self.hour * 60 + self.minute
    }

    /// The date as days since 1970-01-01.
    pub(crate) fn day_number(&self) -> i64 {
        day_number(self.year, self.month, self.day)
    }

    /// `2026-03-02`.
    pub(crate) fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `14:05`.
    pub(crate) fn time(&self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }
}

/// Days since 1970-01-01 of a date of the Gregorian calendar; the inverse of [`date_of`].
pub(crate) fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let from_march_year = if month <= 2 { year - 1 } else { year };
    let era = from_march_year.div_euclid(400);
    let year_of_era = from_march_year.rem_euclid(400);
    let from_march = (month + 9) % 12;
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Days since 1970-01-01 as a date of the Gregorian calendar. Years are counted from March, so that the leap day
/// ends a year, in eras of 400 years, which all have the same number of days.
pub(crate) fn date_of(days: i64) -> (i64, i64, i64) {
    let from_era_start = days + 719_468;
    let era = from_era_start.div_euclid(146_097);
    let day_of_era = from_era_start.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn dates_and_day_numbers_are_inverse() {
        for days in (-1_000_000..1_000_000).step_by(37) {
            let (year, month, day) = date_of(days);
            assert_eq!(day_number(year, month, day), days);
        }
    }

    #[rstest]
    #[case::epoch(0, 0, "1970-01-01", "00:00", 4)]
    #[case::before_epoch(-1, 0, "1969-12-31", "23:59", 3)]
    #[case::leap_day(1_709_164_800_000, 0, "2024-02-29", "00:00", 4)]
    #[case::moscow_is_a_day_ahead(1_772_399_100_000, 180, "2026-03-02", "00:05", 1)]
    #[case::same_moment_utc(1_772_399_100_000, 0, "2026-03-01", "21:05", 7)]
    fn reads(
        #[case] at: Millis,
        #[case] offset: i32,
        #[case] date: &str,
        #[case] time: &str,
        #[case] weekday: i64,
    ) {
        let clock = Clock::read(at, offset);
        assert_eq!((clock.date().as_str(), clock.time().as_str(), clock.weekday), (date, time, weekday));
    }
}
