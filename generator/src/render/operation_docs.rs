//! The documentation of an operation: its summary, description, HTTP method and path, security, response headers,
//! callbacks and errors.

use proc_macro2::TokenStream;

use super::{callbacks, docs, response_headers, security};
use crate::model::{Operation, Response, Type};

/// `GET /users/{id}` as a code span. A variant of an operation has the media type of its body, too.
pub(super) fn http_line(operation: &Operation) -> String {
    let line = format!("`{} {}`", operation.method, operation.path);
    match &operation.body {
        Some(body) if operation.is_variant => {
            let media_type = docs::code(&body.content.media_type);
            format!("{line} with a body of {media_type}")
        }
        _ => line,
    }
}

/// The summary or the first line of the description.
pub(super) fn first_line(operation: &Operation) -> String {
    let texts = [operation.summary.as_deref(), operation.docs.as_deref()];
    let mut lines = texts.into_iter().flatten().flat_map(str::lines);
    let line = lines.find(|line| !line.trim().is_empty());
    line.map_or_else(
        || docs::code(&operation.id),
        |line| docs::sentence(&docs::prose(line.trim())),
    )
}

/// The summary and the description of an operation, without the summary if the description begins with it.
fn summary_and_description(operation: &Operation) -> String {
    let present = |text: &'_ Option<String>| {
        let text = text.as_deref().map(str::trim).unwrap_or_default();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let (summary, docs) = (present(&operation.summary), present(&operation.docs));
    let summary = summary.filter(|summary| {
        docs.as_deref()
            .is_none_or(|docs| !begins_alike(docs, summary))
    });
    let mut text = String::new();
    if let Some(summary) = summary {
        text.push_str(&docs::sentence(&docs::prose(&summary)));
        text.push_str("\n\n");
    }
    if let Some(docs) = docs {
        let docs = docs::prose(&docs);
        text.push_str(&if text.is_empty() {
            docs::sentence(&docs)
        } else {
            docs
        });
        text.push_str("\n\n");
    }
    text
}

/// Returns whether a description begins with a summary: "Lists all users." with "List all users".
fn begins_alike(docs: &str, summary: &str) -> bool {
    let first = docs.lines().next().unwrap_or_default();
    let first = first.split_once(". ").map_or(first, |(first, _)| first);
    let words = |text: &str| -> Vec<String> {
        let words = text.trim_end_matches('.').split_whitespace();
        words.map(str::to_lowercase).collect()
    };
    let (first, summary) = (words(first), words(summary));
    let (Some((verb, rest)), Some((summary_verb, summary_rest))) =
        (first.split_first(), summary.split_first())
    else {
        return false;
    };
    let stem = verb.strip_suffix('s').unwrap_or(verb);
    rest == summary_rest && stem == summary_verb.strip_suffix('s').unwrap_or(summary_verb)
}

/// The documentation of an operation's method.
pub(super) fn operation_docs(operation: &Operation) -> TokenStream {
    let mut text = summary_and_description(operation);
    text.push_str(&http_line(operation));
    text.push_str(&security::of_operation(operation));
    let succeeds = |response: &Response| response.status.starts_with(['1', '2', '3']);
    let successes = operation
        .responses
        .iter()
        .filter(|response| succeeds(response));
    text.push_str(response_headers::of_successes(successes).trim_end());
    text.push_str(callbacks::of_operation(operation).trim_end());
    // Without a documented success status, `default` is a success.
    let any_success = operation.responses.iter().any(succeeds);
    let mut errors = operation
        .responses
        .iter()
        .filter(|response| !succeeds(response) && (any_success || response.status != "default"))
        .peekable();
    if errors.peek().is_some() {
        text.push_str("\n\n# Errors\n\n");
    }
    text.extend(errors.map(error_line));
    docs::lines(&text)
}

/// The line of an error response, with the type of its body.
fn error_line(response: &Response) -> String {
    let docs = docs::prose(response.docs.as_deref().unwrap_or_default());
    let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = match response.content.as_ref().map(|content| &content.ty) {
        Some(Type::Named(name)) => format!(" ([`models::{name}`])"),
        Some(ty) => format!(" (`{ty}`)"),
        None => String::new(),
    };
    let separator = if docs.is_empty() { "" } else { ": " };
    let headers = response_headers::of_error(response);
    format!("- `{}`{body}{headers}{separator}{docs}\n", response.status)
}
