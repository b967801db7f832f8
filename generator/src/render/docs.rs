//! Converts the Markdown descriptions of a document to rustdoc.
//!
//! Text of the document passes through [`prose`], which escapes it, so that rustdoc displays it as written. Otherwise,
//! rustdoc would read `[x]` as a link, `<x>` as HTML and code without a language as a test, and would warn of a bare
//! URL.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literal::raw;
use crate::model::{Field, TypeDef};

/// The documentation of a named type.
pub(super) fn of_type(definition: &TypeDef) -> TokenStream {
    let text = definition
        .docs
        .as_deref()
        .map_or_else(|| format!("The schema `#{}`.", definition.pointer), prose);
    let docs = lines(&text);
    let deprecated = definition.deprecated.then(|| lines("\n**Deprecated.**"));
    quote!(#docs #deprecated)
}

/// The documentation of a field.
pub(super) fn of_field(field: &Field) -> TokenStream {
    let docs = of_value(field.docs.as_deref(), field.default.as_deref());
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    quote!(#docs #deprecated)
}

/// The documentation of a property or parameter: its description and its default value.
pub(super) fn of_value(docs: Option<&str>, default: Option<&str>) -> TokenStream {
    let default = default.map(|value| format!("Default: `{}`.", value.replace('`', "'")));
    let text = match (docs.map(prose), default) {
        (Some(docs), Some(default)) if docs.contains('\n') => format!("{docs}\n\n{default}"),
        (Some(docs), Some(default)) => format!("{} {default}", sentence(&docs)),
        (docs, default) => docs.or(default).unwrap_or_default(),
    };
    lines(&text)
}

/// Adds a full stop if the text does not end with punctuation.
pub(super) fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '!', '?', ':']) {
        ""
    } else {
        "."
    };
    format!("{text}{end}")
}

/// Returns whether a property or parameter has any documentation.
pub(super) fn has_any(docs: Option<&str>, default: Option<&str>) -> bool {
    default.is_some() || docs.is_some_and(|docs| !docs.trim().is_empty())
}

/// The attribute that allows missing documentation in a module, if the document does not describe all of its items.
pub(super) fn allow_missing(complete: bool) -> Option<TokenStream> {
    (!complete).then(|| quote!(#![allow(missing_docs)]))
}

/// A name or value of the document as a code span.
pub(super) fn code(text: &str) -> String {
    match text {
        "" => "the empty string".to_owned(),
        text if text.contains('`') => format!("`` {text} ``"),
        text => format!("`{text}`"),
    }
}

/// A list item: a name and its description on one line.
pub(super) fn list_item(name: &str, docs: Option<&str>) -> String {
    let docs = prose(docs.unwrap_or_default());
    let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    let separator = if docs.is_empty() { "" } else { ": " };
    format!("- {name}{separator}{docs}\n")
}

/// Separates the lines of a documentation attribute until the file is formatted. One attribute per line would be most
/// of the tokens of a file. Descriptions do not contain this control character.
pub(super) const LINE_BREAK: char = '\u{1e}';

/// Markdown as `///` lines.
pub(super) fn lines(text: &str) -> TokenStream {
    let text = joined(text);
    text.map_or_else(TokenStream::new, |text| quote!(#[doc = #text]))
}

/// Markdown as `//!` lines.
pub(super) fn inner_lines(text: &str) -> TokenStream {
    let text = joined(text);
    text.map_or_else(TokenStream::new, |text| quote!(#![doc = #text]))
}

/// The literal of a documentation attribute; `None` for empty text.
fn joined(text: &str) -> Option<Literal> {
    let lines = wrapped(&text.replace(LINE_BREAK, " "));
    let text = (!lines.is_empty()).then(|| lines.join(&LINE_BREAK.to_string()))?;
    // A raw literal is faster: an escaped one would be unescaped more than once before the file is printed.
    Some(raw(&text).unwrap_or_else(|_| Literal::string(&text)))
}

/// The maximum width of a line of documentation.
const WIDTH: usize = 96;

/// Wraps the text at [`WIDTH`]. Each line begins with the space after `///`.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut in_code = false;
    for line in text.trim_end().lines() {
        in_code ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        if in_code || line.len() <= WIDTH || line.trim_start().starts_with(['|', '#']) {
            lines.push(line.to_owned());
        } else {
            wrap(line, &mut lines);
        }
    }
    for line in lines.iter_mut().filter(|line| !line.is_empty()) {
        line.insert(0, ' ');
    }
    lines
}

/// Wraps a line of prose at spaces. The continuation of a list item is indented to its text.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let text = line.trim_start();
    let bullet = ["- ", "* ", "+ "]
        .iter()
        .any(|bullet| text.starts_with(bullet));
    let indent = " ".repeat(line.len() - text.len() + if bullet { 2 } else { 0 });
    let mut current = " ".repeat(line.len() - text.len());
    let mut empty = true;
    for word in text.split(' ') {
        let full = current.chars().count() + 1 + word.chars().count() > WIDTH;
        if !empty && full && !begins_something(word) {
            lines.push(std::mem::replace(&mut current, indent.clone()));
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    lines.push(current);
}

/// Returns whether Markdown would read this word at the start of a line as a list item, heading or the like.
fn begins_something(word: &str) -> bool {
    let sign = word.starts_with(['-', '+', '*', '#', '>', '|', '=', '~']);
    sign || word
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with(['.', ')'])
}

/// Escapes a description, so that rustdoc displays it as written.
pub(super) fn prose(text: &str) -> String {
    safe(text).join("\n")
}

/// The escaped lines of a description.
fn safe(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fence: Option<&'static str> = None;
    for line in fenced(text).lines() {
        let trimmed = line.trim_start();
        let marker = ["```", "~~~"]
            .into_iter()
            .find(|marker| trimmed.starts_with(marker));
        match (fence, marker) {
            (None, Some(marker)) => {
                fence = Some(marker);
                let language = trimmed.trim_start_matches(['`', '~']).trim();
                lines.push(if is_rust(language) {
                    format!("{marker}text")
                } else {
                    format!("{marker}{language}")
                });
            }
            (Some(open), Some(marker)) if open == marker => {
                fence = None;
                lines.push(marker.to_owned());
            }
            (Some(_), _) => lines.push(line.to_owned()),
            (None, None) => lines.push(escaped(line)),
        }
    }
    if let Some(marker) = fence {
        lines.push(marker.to_owned());
    }
    lines
}

/// Converts code blocks that are indented by four spaces to fenced ones; rustdoc would compile them as tests.
fn fenced(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let (mut in_paragraph, mut in_code, mut in_list) = (false, false, false);
    for line in text.trim_end().lines().map(str::trim_end) {
        in_list = begins_something(line.trim_start())
            || (in_list && (line.is_empty() || line.starts_with(' ')));
        let indented = line.strip_prefix("    ").filter(|_| !in_list);
        match indented {
            Some(code) if in_code || !in_paragraph => {
                if !in_code {
                    lines.push("```text");
                }
                in_code = true;
                lines.push(code);
            }
            _ => {
                if in_code && !line.is_empty() {
                    close_code(&mut lines);
                    in_code = false;
                }
                lines.push(line);
                in_paragraph = !line.is_empty();
            }
        }
    }
    if in_code {
        close_code(&mut lines);
    }
    lines.join("\n")
}

/// Closes a code block before the empty lines at its end.
fn close_code(lines: &mut Vec<&str>) {
    let end = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(lines.len(), |last| last + 1);
    lines.insert(end, "```");
}

/// Returns whether rustdoc would compile a code block in this language.
fn is_rust(language: &str) -> bool {
    language.is_empty()
        || language.split([',', ' ']).any(|word| {
            matches!(
                word,
                "rust" | "should_panic" | "no_run" | "ignore" | "compile_fail"
            )
        })
        || language.starts_with("edition")
}

/// Escapes brackets, angle brackets and URLs in a line of prose, except in code spans.
fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            text.push('`');
        }
        // Every second part is a code span, if it is closed.
        let in_code = index % 2 == 1 && line.matches('`').count() > index;
        if in_code {
            text.push_str(part);
        } else {
            escape_prose(part, &mut text);
        }
    }
    text
}

fn escape_prose(part: &str, text: &mut String) {
    let mut rest = part;
    while let Some(start) = rest.find(['[', '<', 'h']) {
        let (before, found) = rest.split_at(start);
        text.push_str(before);
        if let Some(length) = url_length(found, text) {
            let (address, after) = found.split_at(length);
            text.push('<');
            text.push_str(address);
            text.push('>');
            rest = after;
            continue;
        }
        let (sign, after) = found.split_at(1);
        match sign {
            "[" if !is_link(found) => text.push('\\'),
            "<" if !is_autolink(found) => text.push('\\'),
            _ => {}
        }
        text.push_str(sign);
        rest = after;
    }
    text.push_str(rest);
}

/// The length of a bare URL at the start of `rest`; `None` if it is already part of a link.
fn url_length(rest: &str, before: &str) -> Option<usize> {
    if !(rest.starts_with("https://") || rest.starts_with("http://"))
        || before.ends_with(['<', '"', '\'', '='])
        || before.ends_with("](")
    {
        return None;
    }
    let mut open = 0_i32;
    let ends = |c: char| {
        open += match c {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        open < 0 || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')
    };
    let end = rest.find(ends).unwrap_or(rest.len());
    let length = rest
        .get(..end)?
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*'])
        .len();
    Some(length)
}

/// `[text](address)`.
fn is_link(rest: &str) -> bool {
    rest.split_once(']')
        .is_some_and(|(_, after)| after.starts_with('('))
}

/// `<https://…>`.
fn is_autolink(rest: &str) -> bool {
    rest.starts_with("<http://") || rest.starts_with("<https://")
}

#[cfg(test)]
mod tests {
    use super::safe;

    fn shown(text: &str) -> String {
        safe(text).join("\n")
    }

    #[test]
    fn escapes_links_html_and_urls() {
        assert_eq!(shown("the [id] of a List<T>"), "the \\[id] of a List\\<T>");
        assert_eq!(shown("`[id]` and `List<T>`"), "`[id]` and `List<T>`");
        assert_eq!(
            shown("see https://example.com/a."),
            "see <https://example.com/a>."
        );
        assert_eq!(
            shown("(https://example.com/a_(b)?c=[d])"),
            "(<https://example.com/a_(b)?c=[d]>)"
        );
        assert_eq!(
            shown("[docs](https://example.com)"),
            "[docs](https://example.com)"
        );
        assert_eq!(shown("<https://example.com>"), "<https://example.com>");
    }

    #[test]
    fn wraps_long_lines_without_changing_their_meaning() {
        let words = "word ".repeat(18);
        assert_eq!(
            super::wrapped(&format!("- {words}- 1 more")),
            [format!(" - {words}- 1"), "   more".to_owned()]
        );
        assert_eq!(
            super::wrapped(&format!("```\n{words}{words}\n```")).len(),
            3
        );
    }

    #[test]
    fn code_blocks_do_not_become_tests() {
        assert_eq!(
            shown("a\n\n    let [x] = 1;\n\n    y\n\nb"),
            "a\n\n```text\nlet [x] = 1;\n\ny\n```\n\nb"
        );
        assert_eq!(shown("- a\n\n    more of a"), "- a\n\n    more of a");
        assert_eq!(shown("```\nx\n```"), "```text\nx\n```");
        assert_eq!(shown("```rust\nx\n```"), "```text\nx\n```");
        assert_eq!(shown("```json\n{}"), "```json\n{}\n```");
    }
}
