//! Parses a long YAML text on all cores. A section is some of the entries of the document, such as `paths`. It begins
//! with a name in the first column and is a YAML text of its own.
//!
//! The result is that of the whole text. A text whose sections depend on each other, or with an error, is parsed as a
//! whole instead, so that each message has its position in the text.

use serde_json::{Map, Value};

use super::value::ReadLog;
use super::yaml::parse;
use crate::document::limits::max_parsed_bytes;
use crate::parallel;

/// The minimum length of a section in bytes.
const MIN_LENGTH: usize = 16 << 10;

/// Parses a text by its sections. Returns `None` if it must be parsed as a whole.
pub(super) fn read(text: &str) -> Option<Value> {
    read_all(text, MIN_LENGTH)
}

fn read_all(text: &str, min_length: usize) -> Option<Value> {
    let sections = sections(text, min_length)?;
    let read = parallel::map(sections, read_one);
    let read: Vec<_> = read.into_iter().collect::<Option<_>>()?;
    let count = read.iter().map(|(entries, _)| entries.len()).sum();
    let spent = read.iter().map(|(_, spent)| spent).sum::<usize>();
    let mut document = Map::with_capacity(count);
    document.extend(read.into_iter().flat_map(|(entries, _)| entries));
    // Two entries with the same name are an error.
    let is_whole = document.len() == count && spent <= max_parsed_bytes(text.len());
    is_whole.then_some(Value::Object(document))
}

/// Parses a section. Returns its entries and their size.
fn read_one(section: &str) -> Option<(Map<String, Value>, usize)> {
    let log = ReadLog::new(section.len());
    match parse(section, &log) {
        Ok((Value::Object(entries), false)) if !log.has_errors() => {
            Some((entries, log.spent(section.len())))
        }
        _ => None,
    }
}

/// Splits a text. Returns `None` if it is short, or if its sections might depend on each other.
fn sections(text: &str, min_length: usize) -> Option<Vec<&str>> {
    // A merge key changes the order of entries.
    if text.len() < 2 * min_length || has_other_line_breaks(text) || text.contains("<<") {
        return None;
    }
    let mut sections = Vec::new();
    let mut start = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        // Directives are for all sections, and `...` ends the document.
        if line.starts_with('%') || line.starts_with("...") {
            return None;
        }
        let is_entry = line.starts_with(|first: char| first.is_ascii_alphabetic());
        match start {
            // The lines before the first entry belong to it.
            None if is_entry => start = Some(0),
            Some(begin) if is_entry && offset - begin >= min_length => {
                sections.push(text.get(begin..offset)?);
                start = Some(offset);
            }
            _ => {}
        }
        offset += line.len();
    }
    sections.push(text.get(start?..)?);
    (sections.len() > 1).then_some(sections)
}

/// Returns whether a text has line breaks of YAML other than `\n` and `\r\n`.
fn has_other_line_breaks(text: &str) -> bool {
    let others = ['\u{85}', '\u{2028}', '\u{2029}'];
    let is_other = !text.is_ascii() && others.iter().any(|other| text.contains(*other));
    is_other || (text.contains('\r') && text.replace("\r\n", "\n").contains('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses each entry in a section of its own.
    fn split(text: &str) -> Option<Value> {
        read_all(text, 1)
    }

    #[test]
    fn sections_are_equal_to_the_whole_text() {
        let texts = [
            "a: 1\nb: 2\n",
            "# comment\n---\na: 1\n# comment\nb: 2",
            "a:\nb:\n- 1\n- c: 2\n\n\nd: 3\n",
            "a: |+\n  text\n\n\nb: |\n\nc: >-\n  several\n  lines\n# no text\nd: 1\n",
            "a: \"quoted\n  text\"\nb: {c: [1,\n  2]}\nd: plain\n  text\n",
            "a: &x 1\nb: &x 2\nc: [&x 3, *x]\n",
            "a: !tag 1\nb: &anchor\nc: true\n",
            "a: 1\r\nb:\r\n  c: 2\r\n",
            "a: {b: 1}\n\"q\": 1\n'r': 2\nc: 3\n? d\n: 4\ne: ~\n",
        ];
        for text in texts {
            let log = ReadLog::new(text.len()).with_merge_keys();
            let whole = parse(text, &log).map(|(value, _)| value).ok();
            let read = split(text);
            assert_eq!(read, whole, "{text}");
            // Also in the order of the entries.
            let shown = |value: Option<Value>| value.map(|value| value.to_string());
            assert_eq!(shown(read), shown(whole), "{text}");
        }
    }

    #[test]
    fn texts_with_dependent_sections_are_not_split() {
        let texts = [
            "a: 1\n",
            "a: &x 1\nb: *x\n",
            "a: 1\na: 2\n",
            "a: 1\n---\nb: 2\n",
            "a: 1\n...\nb: 2\n",
            "%TAG ! tag:x,2000:\n---\na: 1\nb: 2\n",
            "a: 1\nb:\n  c: &x {d: 1}\n  <<: *x\n",
            "a: 'quoted\nb: text'\nc: 1\n",
            "{ a: 1,\nb: 2 }\n",
            "--- |\n text\na: 1\nb: 2\n",
            "a: 1\r...\nb: 2\n",
            "a: 1\u{2028}...\nb: 2\n",
            "- a\nb: 1\nc: 2\n",
            "a\nb: 1\nc: 2\n",
            "a: 1\nb\n",
            "a: .nan\nb: 1\n",
            " a: 1\nb: 2\nc: 3\n",
        ];
        for text in texts {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn short_sections_are_read_together() {
        let long = "x".repeat(40);
        let text = format!("a: 1\nb: 2\nc: {long}\nd: {long}\ne: 3\n");
        let sections = sections(&text, 40).unwrap_or_default();
        assert_eq!(
            sections,
            [
                &*format!("a: 1\nb: 2\nc: {long}\n"),
                &*format!("d: {long}\n"),
                "e: 3\n"
            ]
        );
    }
}
