//! A choice in a new configuration file: a comment, and the lines that make the choice.

use std::fmt;

/// The maximum number of characters of a line, unless a single word is longer.
const MAX_WIDTH: usize = 110;

/// A choice that a document offers.
pub(super) struct Choice {
    /// The reason: the text of a comment.
    reason: String,
    /// The lines of the configuration that make the choice.
    lines: Vec<String>,
}

impl Choice {
    pub(super) fn new(reason: impl Into<String>, lines: impl IntoIterator<Item = String>) -> Self {
        Self {
            reason: reason.into(),
            lines: lines.into_iter().collect(),
        }
    }
}

/// The comment, and the lines after `# `.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&wrapped(&self.reason))?;
        for line in &self.lines {
            writeln!(f, "# {line}")?;
        }
        Ok(())
    }
}

/// A comment of several lines.
fn wrapped(text: &str) -> String {
    let mut wrapped = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count() + 1;
        if width == 0 || width + length > MAX_WIDTH {
            wrapped += if width == 0 { "#" } else { "\n#" };
            width = 1;
        }
        wrapped.push(' ');
        wrapped += word;
        width += length;
    }
    wrapped + "\n"
}
