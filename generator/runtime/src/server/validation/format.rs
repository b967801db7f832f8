//! Formats of strings that the types of generated code parse.

use uuid::Uuid;

use crate::server::schema::TextFormat;
use crate::types::date::Date;
use crate::types::timestamp::Timestamp;

/// Returns whether the type of generated code accepts a text.
pub(super) fn fits(text: &str, format: TextFormat) -> bool {
    match format {
        TextFormat::Date => text.parse::<Date>().is_ok(),
        TextFormat::DateTime => text.parse::<Timestamp>().is_ok(),
        TextFormat::Uuid => text.parse::<Uuid>().is_ok(),
    }
}

/// The format for readers.
pub(super) const fn described(format: TextFormat) -> &'static str {
    match format {
        TextFormat::Date => "a date such as 2026-02-28",
        TextFormat::DateTime => "a date and time such as 2026-02-28T23:59:00Z",
        TextFormat::Uuid => "a UUID",
    }
}
