//! A progress bar.

use std::io::{IsTerminal, Write, stderr};

/// The width of the bar in characters.
const BAR: usize = 30;

/// Shows the progress if standard error is a terminal.
pub(super) fn progress(verb: &str, done: usize, all: usize, name: &str) {
    let mut terminal = stderr();
    if !terminal.is_terminal() {
        return;
    }
    let filled = BAR * done / all.max(1);
    let bar = format!("{:<BAR$}", "=".repeat(filled));
    let name: String = name.chars().take(40).collect();
    let end = if done == all { "\r\x1b[K" } else { "" };
    // A progress bar that cannot be written is not an error.
    _ = write!(terminal, "\r\x1b[K[{bar}] {done}/{all} {verb} {name}{end}");
    _ = terminal.flush();
}
