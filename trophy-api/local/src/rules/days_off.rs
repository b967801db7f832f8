//! Days of the week without a daily streak.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The days of the week, from Sunday to Saturday.
const DAYS: RangeInclusive<i64> = 0..=6;

/// The maximum number of days off.
const MAX_DAYS_OFF: usize = 6;

/// Checks that days of the week are valid, different, and not all seven.
pub(crate) fn check_days_off(days: &[i64]) -> Result<(), String> {
    if let Some(day) = days.iter().find(|day| !DAYS.contains(day)) {
        return Err(format!(
            "{day} is not between {} and {}",
            DAYS.start(),
            DAYS.end()
        ));
    }
    if days.iter().collect::<BTreeSet<_>>().len() < days.len() {
        return Err("a day occurs twice".to_owned());
    }
    if days.len() > MAX_DAYS_OFF {
        return Err(format!("more than {MAX_DAYS_OFF} days"));
    }
    Ok(())
}
