//! What several tests need.

use std::fmt::Arguments;
use std::io::{Write, stderr};

/// Says that a test did nothing, past the test harness, which would keep it to itself.
pub(crate) fn skip(why: Arguments<'_>) {
    let _ = writeln!(stderr(), "SKIPPED: {why}");
}
