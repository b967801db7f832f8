//! Values that YAML reads as null although a text follows: in `description: #1 of all`, `#` begins a comment.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::pointer::{JsonPointer, escape, scalars, segments};
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
    let place = |it: &Diagnostic| (it.file.clone(), it.pointer.clone());
    let nulls = findings.iter().filter(|it| it.code == COMMENTED);
    let helps: HashMap<_, _> = nulls.map(|it| (place(it), it.help.clone())).collect();
    let mut joined = HashSet::new();
    for finding in findings.iter_mut().filter(|it| it.code != COMMENTED) {
        let place = place(finding);
        if let Some(help) = helps.get(&place)
            && joined.insert(place)
        {
            finding.help.clone_from(help);
        }
    }
    findings.retain(|it| match missing_field(&it.message) {
        _ if it.code == COMMENTED => !joined.contains(&place(it)),
        Some(name) => {
            let pointer = format!("{}/{}", it.pointer, escape(name));
            !helps.contains_key(&(it.file.clone(), pointer))
        }
        None => true,
    });
}

/// The name of the field that is missing according to a message.
fn missing_field(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("required field `")?;
    rest.split_once("` is missing").map(|(name, _)| name)
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
