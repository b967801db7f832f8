//! Validates the formats that the generated types parse: `date`, `date-time` and `uuid`.

/// Returns whether a string is valid for a format. Other formats accept every string.
pub(super) fn fits(text: &str, format: &str) -> bool {
    match format {
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

/// An existing day such as `2026-02-28` (RFC 3339, `full-date`).
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    match (number(year, 4), number(month, 2), number(day, 2)) {
        (Some(year), Some(month), Some(day)) => day >= 1 && day <= days_in(year, month),
        _ => false,
    }
}

/// Parses a number with exactly this many digits.
fn number(text: &str, digits: usize) -> Option<u16> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn days_in(year: u16, month: u16) -> u16 {
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// A point in time such as `2026-02-28T23:59:60.25+01:00` (RFC 3339, `date-time`).
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    let zone = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (time, zone) = time.split_at(zone);
    let (clock, fraction) = match time.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (time, None),
    };
    let is_fraction =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_date(date)
        && is_clock(clock, &[23, 59, 60])
        && fraction.is_none_or(is_fraction)
        && is_zone(zone)
}

/// Two digits per limit, separated by colons, none above its limit.
fn is_clock(text: &str, limits: &[u16]) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == limits.len()
        && parts
            .iter()
            .zip(limits)
            .all(|(part, limit)| number(part, 2).is_some_and(|part| part <= *limit))
}

fn is_zone(text: &str) -> bool {
    match text.strip_prefix(['+', '-']) {
        Some(offset) => is_clock(offset, &[23, 59]),
        None => matches!(text, "Z" | "z"),
    }
}

/// 32 hexadecimal digits in five groups (RFC 9562).
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == 5
        && groups.iter().zip([8, 4, 4, 4, 12]).all(|(group, length)| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn rejects_dates_that_do_not_exist() {
        assert!(fits("2024-02-29", "date"));
        assert!(fits("2000-02-29", "date"));
        assert!(!fits("1900-02-29", "date"));
        assert!(!fits("2025-02-29", "date"));
        assert!(!fits("2025-13-01", "date"));
        assert!(!fits("2025-1-01", "date"));
        assert!(!fits("2025-01-01T00:00:00Z", "date"));
        assert!(!fits("", "date"));
    }

    #[test]
    fn requires_an_offset_in_a_date_time() {
        assert!(fits("2025-01-01T00:00:00Z", "date-time"));
        assert!(fits("2025-01-01t23:59:60.5-11:30", "date-time"));
        assert!(!fits("2025-01-01T00:00:00", "date-time"));
        assert!(!fits("2025-01-01T24:00:00Z", "date-time"));
        assert!(!fits("2025-01-01T00:00:00.Z", "date-time"));
        assert!(!fits("2025-01-01T00:00Z", "date-time"));
        assert!(!fits("2025-01-01", "date-time"));
    }

    #[test]
    fn requires_five_groups_of_digits_in_a_uuid() {
        assert!(fits("c5a94d18-2e67-4b03-b7f1-09d8e63a5c42", "uuid"));
        assert!(fits("C5A94D18-2E67-4B03-B7F1-09D8E63A5C42", "uuid"));
        assert!(!fits("c5a94d182e674b03b7f109d8e63a5c42", "uuid"));
        assert!(!fits("g5a94d18-2e67-4b03-b7f1-09d8e63a5c42", "uuid"));
    }

    #[test]
    fn accepts_every_string_for_other_formats() {
        assert!(fits("", "email"));
    }
}
