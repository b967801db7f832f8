//! Checks a YAML text before it is parsed, because the YAML parser has no limits of its own: its time for a token
//! grows with the number of open brackets, and its time for a `%TAG` directive with the number of directives.

use crate::diagnostic::{Diagnostic, Diagnostics, SourcePosition};
use crate::document::limits::{
    MAX_DEPTH, MAX_TAG_DIRECTIVES, MAX_UNCHECKED_BRACKETS, TOO_LARGE, too_deep_message,
};
use crate::document::positions::{ScanError, check_depth};

/// Rejects a text that the YAML parser could not read in proportionate time.
pub(super) fn check_nesting(text: &str) -> Result<(), Diagnostics> {
    let is_directive = |(_, line): &(usize, &str)| line.starts_with("%TAG");
    let mut directives = text.lines().enumerate().filter(is_directive);
    if let Some((index, _)) = directives.nth(MAX_TAG_DIRECTIVES) {
        let message = format!("the text has more than {MAX_TAG_DIRECTIVES} `%TAG` directives");
        let finding = Diagnostic::error(TOO_LARGE, "", message);
        let (line, column) = (index + 1, 1);
        return Err(located(finding, SourcePosition { line, column }));
    }
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{'));
    if brackets.count().saturating_mul(text.len()) <= MAX_UNCHECKED_BRACKETS {
        return Ok(());
    }
    check_depth(text, MAX_DEPTH).map_err(|error| match error {
        ScanError::TooDeep(position) => located(
            Diagnostic::error("too-deep", "", too_deep_message()),
            position,
        ),
        ScanError::Syntax(message, position) => {
            located(Diagnostic::error("syntax", "", message), position)
        }
    })
}

fn located(mut finding: Diagnostic, position: SourcePosition) -> Diagnostics {
    finding.position = Some(position);
    finding.into()
}
