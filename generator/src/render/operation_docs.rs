//! The documentation of an operation: its summary, description, HTTP method and path, security, response headers,
//! callbacks and errors.

use proc_macro2::TokenStream;

use super::docs::{self, Markdown};
use super::{callbacks, pages, response_headers, returns, security};
use crate::model::{Api, ErrorStatus, Operation, Response, plain};

/// The most setters in a list.
const MOST_SETTERS: usize = 6;

/// `GET /users/{id}` as a code span. A variant of an operation has the media type of its body, too.
pub(super) fn http_line(operation: &Operation) -> Markdown {
    let line = docs::code(&format!("{} {}", operation.method, operation.path));
    match &operation.body {
        Some(body) if operation.is_variant => {
            line + " with a body of " + docs::code(&body.content.media_type)
        }
        _ => line,
    }
}

/// The summary or the first line of the description.
pub(super) fn first_line(operation: &Operation) -> Markdown {
    let texts = [operation.summary.as_deref(), operation.docs.as_deref()];
    let mut lines = texts
        .into_iter()
        .flatten()
        .flat_map(str::lines)
        .map(docs::line);
    let line = lines.find(|line| !line.is_empty());
    line.map_or_else(|| docs::code(&operation.id), Markdown::sentence)
}

/// The summary and the description of an operation, without the summary if the description begins with it.
fn summary_and_description(operation: &Operation) -> Markdown {
    let present = |text: &'_ Option<String>| {
        let text = text.as_deref().map(str::trim).unwrap_or_default();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let (summary, docs) = (present(&operation.summary), present(&operation.docs));
    let summary = summary.filter(|summary| {
        docs.as_deref()
            .is_none_or(|docs| !begins_alike(docs, summary))
    });
    let summary = summary.map(|summary| docs::line(&summary).sentence());
    let docs = docs.map(|docs| docs::prose(&docs));
    match (summary.filter(|summary| !summary.is_empty()), docs) {
        (Some(summary), Some(docs)) => summary + "\n\n" + docs + "\n\n",
        (Some(summary), None) => summary + "\n\n",
        (None, Some(docs)) => docs.sentence() + "\n\n",
        (None, None) => Markdown::default(),
    }
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

/// The documentation of an operation's method in the handle.
pub(super) fn operation_docs(api: &Api, operation: &Operation) -> TokenStream {
    let for_callers = setters(api, operation)
        + security::of_operation(operation)
        + operation.pagination.as_ref().map(pages::docs);
    whole(operation, for_callers)
}

/// The setters of the call, as a sentence.
fn setters(api: &Api, operation: &Operation) -> Markdown {
    let setters = api.signature(operation).setters;
    if setters.is_empty() {
        return Markdown::default();
    }
    let more = setters.len().saturating_sub(MOST_SETTERS);
    let shown = setters.iter().take(MOST_SETTERS);
    let shown = shown.map(|setter| docs::code(plain(&setter.method)));
    let more = (more > 0).then(|| docs::own(" and ") + more + " more");
    docs::own(" Optional: ") + Markdown::join(shown, ", ") + more + "."
}

/// The documentation of an operation's method in the trait, if there is no handle.
pub(super) fn trait_docs(operation: &Operation) -> TokenStream {
    whole(operation, Markdown::default())
}

fn whole(operation: &Operation, for_callers: Markdown) -> TokenStream {
    let successes = operation
        .responses
        .iter()
        .filter(|response| !response.is_error && response.status != "default");
    let text = summary_and_description(operation)
        + http_line(operation)
        + ". Returns "
        + returns::value(operation)
        + "."
        + for_callers
        + response_headers::of_successes(successes)
        + callbacks::of_operation(operation);
    let errors = operation.responses.iter().filter(|it| it.is_error);
    let errors: Vec<_> = errors.map(|it| error_line(operation, it)).collect();
    if errors.is_empty() {
        return docs::lines(text);
    }
    docs::lines(text + "\n\n# Errors\n\n" + Markdown::join(errors, "\n"))
}

/// The line of an error response, with its variants in the enum of errors.
fn error_line(operation: &Operation, response: &Response) -> Markdown {
    let status = ErrorStatus::from_documented(&response.status);
    let error = operation.error.iter();
    let variants = error.flat_map(|error| {
        let variants = error.variants.iter();
        let of_status = variants.filter(|variant| Some(variant.status) == status);
        of_status.map(|variant| {
            let path = format!("{}::{}", error.name, variant.name);
            docs::own("[") + docs::code(&path) + "]"
        })
    });
    let variants: Vec<_> = variants.collect();
    let variants = if variants.is_empty() {
        Markdown::default()
    } else {
        docs::own(" (") + Markdown::join(variants, ", ") + ")"
    };
    let status = docs::code(&response.status) + variants + response_headers::of_error(response);
    docs::list_item(status, response.docs.as_deref())
}
