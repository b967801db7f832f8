//! Changes of the Rust API as one page for a browser. It loads nothing and runs no script.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use apicrate::diagnostic::Diagnostic;
use apicrate::diff::{ApiChange, Bump, ChangeKind};

use super::by_type::{TypeChanges, by_type, member, shown_path};
use super::comparison::{Comparison, ResolvedDocument, bump};
use super::report;
use super::signatures::{Line, Signatures};

/// The maximum number of lines that are shown of a value in a document.
const MAX_LINES: usize = 12;

/// The maximum number of characters that are shown of a line.
const MAX_LINE: usize = 160;

const STYLE: &str = include_str!("page.css");

/// A text of a document, escaped for HTML.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(['&', '<', '>', '"', '\'']) {
            let (text, special) = match part.char_indices().next_back() {
                Some((at, last)) if "&<>\"'".contains(last) => {
                    (part.get(..at).unwrap_or_default(), Some(last))
                }
                _ => (part, None),
            };
            f.write_str(text)?;
            match special {
                Some('&') => f.write_str("&amp;")?,
                Some('<') => f.write_str("&lt;")?,
                Some('>') => f.write_str("&gt;")?,
                Some('"') => f.write_str("&quot;")?,
                Some(_) => f.write_str("&#39;")?,
                None => {}
            }
        }
        Ok(())
    }
}

/// A note, whose parts between backticks are code.
struct Note<'t>(&'t str);

impl fmt::Display for Note<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.0.split('`').count();
        for (index, part) in self.0.split('`').enumerate() {
            // The last backtick of an odd number is text.
            if index % 2 == 1 && index + 1 < parts {
                write!(f, "<code>{}</code>", Escaped(part))?;
            } else if index % 2 == 1 {
                write!(f, "`{}", Escaped(part))?;
            } else {
                write!(f, "{}", Escaped(part))?;
            }
        }
        Ok(())
    }
}

/// Writes the page.
pub(super) fn page(comparisons: &[Comparison]) -> String {
    let verdict = report::verdict(bump(comparisons));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{verdict}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{verdict}</h1>\n"
    );
    for comparison in comparisons {
        section(comparison, &mut page);
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// Writes the changes of one document.
fn section(it: &Comparison, page: &mut String) {
    _ = writeln!(page, "<section>\n<h2>{}</h2>", Escaped(&report::title(it)));
    if it.is_reversed() {
        _ = writeln!(page, "<p>Note: {}.</p>", Escaped(&report::reversed(it)));
    }
    if it.is_unversioned() {
        _ = writeln!(page, "<p>Note: {}.</p>", Escaped(&report::unversioned(it)));
    }
    counts(it, page);
    let lines = DocumentLines::new(it);
    let signatures = Signatures::new(&it.old.api, &it.new.api);
    let changes = it.changes.api.iter();
    let shown = changes.filter(|change| change.kind != ChangeKind::Docs);
    let mut types = by_type(shown);
    types.sort_by_key(|of_type| Reverse(of_type.changes.iter().map(|it| it.bump).max()));
    for of_type in types {
        type_section(&of_type, &signatures, &lines, page);
    }
    if !it.changes.wire.is_empty() {
        page.push_str("<h3>Payloads only</h3>\n<ul>\n");
        for change in &it.changes.wire {
            _ = writeln!(
                page,
                "<li><code>{}</code>: {}",
                Escaped(&change.path),
                Note(&change.note)
            );
            lines.write(&change.pointer, page);
            page.push_str("</li>\n");
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</section>\n");
}

/// Writes the number of changes of each kind.
fn counts(it: &Comparison, page: &mut String) {
    let with_bump = |bump| report::shown(it, bump).count();
    let counts = [
        ("major", with_bump(Bump::Major)),
        ("minor", with_bump(Bump::Minor)),
        ("patch", with_bump(Bump::Patch)),
        ("payloads only", it.changes.wire.len()),
        ("documentation", report::documentation(it)),
    ];
    page.push_str("<table>\n<tr>");
    for (name, _) in counts {
        _ = write!(page, "<th>{name}</th>");
    }
    page.push_str("</tr>\n<tr>");
    for (_, count) in counts {
        _ = write!(page, "<td>{count}</td>");
    }
    page.push_str("</tr>\n</table>\n");
}

/// Writes the changes of a type.
fn type_section(
    of_type: &TypeChanges<'_>,
    signatures: &Signatures,
    lines: &DocumentLines<'_>,
    page: &mut String,
) {
    _ = writeln!(page, "<h3><code>{}</code></h3>", Escaped(&of_type.path));
    page.push_str("<ul>\n");
    for change in &of_type.changes {
        let name = member(change).unwrap_or_else(|| shown_path(change));
        _ = writeln!(
            page,
            "<li><span class=\"{bump}\">{bump}</span> <code>{}</code> {}",
            Escaped(name),
            Note(&change.note),
            bump = change.bump,
        );
        lines.write(&change.pointer, page);
        page.push_str("</li>\n");
    }
    page.push_str("</ul>\n");
    let before = of_type.changes.iter().find_map(|it| old_type(it, of_type));
    let before = before.unwrap_or(&of_type.path);
    let difference = signatures.difference(before, &of_type.path);
    if difference.is_empty() {
        return;
    }
    page.push_str("<pre>");
    for line in difference {
        _ = match line {
            Line::Removed(text) => writeln!(page, "<del>- {}</del>", Escaped(&text)),
            Line::Added(text) => writeln!(page, "<ins>+ {}</ins>", Escaped(&text)),
            Line::Equal(text) => writeln!(page, "  {}", Escaped(&text)),
            Line::Gap => writeln!(page, "  …"),
        };
    }
    page.push_str("</pre>\n");
}

/// The path of a renamed type in the old version.
fn old_type<'c>(change: &'c ApiChange, of_type: &TypeChanges<'_>) -> Option<&'c str> {
    let is_of_type = change.after.as_deref() == Some(&of_type.path);
    change.before.as_deref().filter(|_| is_of_type)
}

/// The lines of the documents that cause the changes.
struct DocumentLines<'d> {
    old: &'d ResolvedDocument,
    new: &'d ResolvedDocument,
    /// The positions in the old document, of removed values, and in the new one.
    before: BTreeMap<&'d str, Diagnostic>,
    after: BTreeMap<&'d str, Diagnostic>,
}

impl<'d> DocumentLines<'d> {
    fn new(it: &'d Comparison) -> Self {
        let of_api = it.changes.api.iter().map(|it| it.pointer.as_str());
        let of_wire = it.changes.wire.iter().map(|it| it.pointer.as_str());
        let pointers: Vec<&str> = of_api.chain(of_wire).collect();
        Self {
            old: &it.old,
            new: &it.new,
            before: it.old.positions(pointers.iter().copied()),
            after: it.new.positions(pointers),
        }
    }

    /// Writes the position and the first lines of a value: in the new document, or else in the old one.
    fn write(&self, pointer: &str, page: &mut String) {
        let found = self.after.get(pointer).map(|finding| (self.new, finding));
        let found = found.or_else(|| Some((self.old, self.before.get(pointer)?)));
        let Some((document, finding)) = found else {
            return;
        };
        let Some(position) = finding.position else {
            return;
        };
        let lines = if finding.file == document.name {
            block(&document.text, position.line)
        } else {
            String::new()
        };
        _ = writeln!(
            page,
            "<details><summary>{}:{}</summary><pre>{}</pre></details>",
            Escaped(&finding.file),
            position.line,
            Escaped(&lines)
        );
    }
}

/// The line with a number, counted from 1, and the more indented lines below it.
fn block(text: &str, number: usize) -> String {
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text.lines().skip(number.saturating_sub(1));
    let first = lines.next().unwrap_or_default();
    let outer = indentation(first);
    let mut shown = vec![first];
    shown.extend(lines.take_while(|line| line.trim().is_empty() || indentation(line) > outer));
    let more = shown.len() > MAX_LINES;
    shown.truncate(MAX_LINES);
    let mut block = String::new();
    for line in shown {
        let line = line.get(outer..).unwrap_or(line);
        let is_long = line.chars().nth(MAX_LINE).is_some();
        let line: String = line.chars().take(MAX_LINE).collect();
        _ = writeln!(block, "{line}{}", if is_long { "…" } else { "" });
    }
    if more {
        block.push_str("…\n");
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_documents_are_not_markup() {
        let text = "<b title=\"1\">&'";
        let escaped = "&lt;b title=&quot;1&quot;&gt;&amp;&#39;";
        assert_eq!(Escaped(text).to_string(), escaped);
        let note = "is `Vec<u8>` (before: `<b>`) `";
        assert_eq!(
            Note(note).to_string(),
            "is <code>Vec&lt;u8&gt;</code> (before: <code>&lt;b&gt;</code>) `"
        );
    }

    #[test]
    fn blocks_end_at_the_indentation_of_their_first_line() {
        let text = "a:\n  b:\n    c: 1\n\n    d: 2\n  e: 3\n";
        assert_eq!(block(text, 2), "b:\n  c: 1\n\n  d: 2\n");
        assert_eq!(block(text, 6), "e: 3\n");
        assert_eq!(block(text, 60), "\n");
    }
}
