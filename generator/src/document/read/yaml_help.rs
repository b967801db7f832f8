//! Help for syntax errors of YAML: most of them are texts without quotes that begin with, or contain, a character with a
//! meaning in YAML.

use crate::diagnostic::SourcePosition;

/// The characters that a text without quotes cannot begin with.
const INDICATORS: [char; 13] = [
    '@', '`', '%', '*', '&', '!', '|', '>', '[', '{', ',', '"', '\'',
];

/// The starts of messages about a value that begins with an indicator, or contains one.
const OF_VALUES: [&str; 6] = [
    "found character that cannot start any token",
    "mapping values are not allowed",
    "block sequence entries are not allowed",
    "did not find expected key",
    "did not find expected comment or line break",
    "did not find expected node content",
];

/// Returns help for a message of the parser about the text at a position.
pub(super) fn yaml_help(message: &str, text: &str, at: SourcePosition) -> Option<String> {
    let line = text
        .lines()
        .nth(at.line.checked_sub(1)?)
        .unwrap_or_default();
    let indentation: String = line.chars().take_while(|it| it.is_whitespace()).collect();
    let tab = "YAML does not allow tabs as indentation; use spaces";
    if indentation.contains('\t') {
        return Some(tab.to_owned());
    }
    if message.starts_with("found unknown escape character") {
        let help = "in double quotes, `\\` begins an escape; write `\\\\`, or use single quotes";
        return Some(help.to_owned());
    }
    if message.starts_with("unknown anchor") {
        let alias = alias(line, at.column)?;
        return Some(format!(
            "`{alias}` is an alias in YAML; if it is text, quote it: `'{alias}'`"
        ));
    }
    if message.contains("while parsing a flow") {
        // A comment hides the closing bracket.
        let start = context_line(message).unwrap_or(at.line);
        let lines = text.lines().skip(start.saturating_sub(1));
        let mut lines = lines.take(at.line.saturating_sub(start).min(100) + 1);
        if lines.any(|line| line.contains(" #")) {
            return Some(
                "` #` begins a comment in YAML; if it is part of a text, quote the text".to_owned(),
            );
        }
        return None;
    }
    let is_of_value = OF_VALUES.iter().any(|start| message.starts_with(start));
    is_of_value.then(|| quoted_value(line)).flatten()
}

/// Suggests quotes around the value of a line, if it begins with an indicator or contains `: `.
fn quoted_value(line: &str) -> Option<String> {
    let entry = line.trim().trim_start_matches("- ").trim_start();
    let (key, value) = match entry.split_once(": ") {
        Some((key, value)) if !key.is_empty() => (format!("{key}: "), value.trim()),
        _ => (String::new(), entry),
    };
    let is_ambiguous = value.starts_with(INDICATORS)
        || value.starts_with("- ")
        || value.starts_with("? ")
        || !key.is_empty() && (value.contains(": ") || value.ends_with(':'));
    if value.is_empty() || !is_ambiguous || value.chars().count() > 80 {
        return None;
    }
    let quoted = value.replace('\'', "''");
    Some(format!("if the value is text, quote it: `{key}'{quoted}'`"))
}

/// The alias that begins at a column.
fn alias(line: &str, column: usize) -> Option<&str> {
    let (start, _) = line.char_indices().nth(column.checked_sub(1)?)?;
    let alias = line.get(start..)?;
    let end = alias.find([' ', ',', '}', ']', '\t']);
    alias
        .get(..end.unwrap_or(alias.len()))
        .filter(|it| it.starts_with('*'))
}

/// The line at which the collection begins that the parser was in: `… at line 3 column 1`.
fn context_line(message: &str) -> Option<usize> {
    let (_, rest) = message.rsplit_once(" at line ")?;
    rest.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted() {
        for (line, expected) in [
            ("title: @x", Some("title: '@x'")),
            ("  - title: [Old] it's", Some("title: '[Old] it''s'")),
            ("title: a: b", Some("title: 'a: b'")),
            ("- - x", None),
            ("title: x", None),
            ("", None),
        ] {
            let help = quoted_value(line);
            let expected = expected.map(|it| format!("if the value is text, quote it: `{it}`"));
            assert_eq!(help, expected, "{line}");
        }
    }
}
