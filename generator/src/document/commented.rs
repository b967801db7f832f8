//! Values that YAML reads as null although a text follows: in `description: #1 of all`, `#` begins a comment.

use serde_json::Value;

use super::pointer::{JsonPointer, scalars, segments, unescape};
use super::read::read;
use super::source_text::SourceText;
use crate::diagnostic::{Diagnostic, Diagnostics};

const COMMENTED: &str = "commented-value";

/// The characters after which YAML reads no value, and the thing that each begins.
const BEGINNINGS: [(char, &str); 3] = [('#', "a comment"), ('&', "an anchor"), ('!', "a tag")];

/// Reports the values of a text that are null because of a comment, an anchor or a tag.
pub(super) fn commented_values(source: &SourceText) -> Diagnostics {
    let mut findings = Diagnostics::new();
    if !has_candidate(source.text()) {
        return findings;
    }
    let Ok(value) = read(source) else {
        return findings;
    };
    let nulls = scalars(&value, &JsonPointer::ROOT, Value::is_null);
    let positions = source.positions(nulls.iter().map(String::as_str));
    let lines: Vec<&str> = source.text().lines().collect();
    for (pointer, position) in nulls.iter().zip(positions) {
        let name = segments(pointer).last().unwrap_or_default();
        let line = position.and_then(|at| lines.get(at.line.checked_sub(1)?));
        let found = line.and_then(|line| {
            let (key, rest) = after_key(line, &name)?;
            let begins = BEGINNINGS
                .iter()
                .find(|(sign, _)| rest.starts_with(*sign))?;
            Some((key, rest, begins))
        });
        if let Some((key, rest, (sign, thing))) = found {
            let quoted = rest.trim_end().replace('\'', "''");
            let message = format!("the value is null, because `{sign}` begins {thing} in YAML");
            let help = format!("if it is text, quote it: `{key} '{quoted}'`");
            findings
                .push(Diagnostic::warning(COMMENTED, pointer.as_str(), message).with_help(help));
        }
    }
    source.locate(&mut findings);
    findings
}

/// Joins the findings about null values with others of the same cause: an error about the value gets the help, and a
/// required field that is null is not missing.
pub(super) fn join_commented(findings: &mut Diagnostics) {
    let commented = findings.iter().filter(|it| it.code == COMMENTED);
    let commented: Vec<Diagnostic> = commented.cloned().collect();
    for null in &commented {
        let is_same = |it: &Diagnostic| it.file == null.file && it.pointer == null.pointer;
        let mut others = findings
            .iter_mut()
            .filter(|it| is_same(it) && it.code != COMMENTED);
        if let Some(other) = others.next() {
            other.help.clone_from(&null.help);
            findings.retain(|it| it.code != COMMENTED || !is_same(it));
        }
        let Some((parent, name)) = null.pointer.rsplit_once('/') else {
            continue;
        };
        let missing = format!("required field `{}` is missing", unescape(name));
        findings.retain(|it| {
            it.file != null.file || it.pointer != parent || !it.message.starts_with(&missing)
        });
    }
}

/// Returns true if a comment, an anchor or a tag directly follows a key or the dash of an item.
fn has_candidate(text: &str) -> bool {
    BEGINNINGS.iter().any(|(sign, _)| {
        text.match_indices(*sign).any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            let key = before.trim_end_matches([' ', '\t']);
            key.len() < before.len() && key.ends_with([':', '-'])
        })
    })
}

/// Splits a line after the key with this name, or after the dash of an item.
fn after_key<'l>(line: &'l str, name: &str) -> Option<(&'l str, &'l str)> {
    let (before, _) = BEGINNINGS
        .iter()
        .filter_map(|(sign, _)| line.split_once(&format!(" {sign}")))
        .min_by_key(|(before, _)| before.len())?;
    let key = before.trim();
    let is_item = key == "-";
    let stated = key.trim_start_matches("- ").strip_suffix(':');
    let stated = stated.map(|it| it.trim().trim_matches(['"', '\'']));
    (is_item || stated == Some(name))
        .then(|| (key, line.get(before.len()..).unwrap_or_default().trim()))
}
