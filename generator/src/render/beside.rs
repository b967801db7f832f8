//! What stands beside the body of an answer, and what is sent on account of a call: neither is part of an
//! operation's signature, so its documentation says where to find it.

use super::docs;
use crate::model::{Operation, Response, Type, Webhook};

/// The headers of the answers and the callbacks, in paragraphs of their own.
pub(super) fn of_operation<'a>(
    operation: &Operation,
    successes: impl Iterator<Item = &'a Response>,
) -> String {
    let mut text = String::new();
    let mut known: Vec<&str> = Vec::new();
    for header in successes.flat_map(|response| &response.headers) {
        if known.is_empty() {
            text.push_str(
                "\n\nThe answer has [headers](apicrate_runtime::Response::headers) of its own:\n\n",
            );
        }
        if !known.contains(&header.name.as_str()) {
            known.push(&header.name);
            text.push_str(&line(&docs::code(&header.name), header.docs.as_deref()));
        }
    }
    if !operation.callbacks.is_empty() {
        let gap = if known.is_empty() { "\n\n" } else { "\n" };
        text.push_str(gap);
        text.push_str("On account of the call, the API sends:\n\n");
        text.extend(operation.callbacks.iter().map(callback));
    }
    text.trim_end().to_owned()
}

/// The headers of an answer that is no success, as a part of its line.
pub(super) fn of_error(response: &Response) -> String {
    let names = response.headers.iter();
    let names: Vec<_> = names.map(|header| docs::code(&header.name)).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => format!(" with the header {name}"),
        names => format!(" with the headers {}", names.join(", ")),
    }
}

fn callback(callback: &Webhook) -> String {
    let payload = match &callback.content.ty {
        Type::Named(name) => format!("[`{name}`](models::{name})"),
        ty => format!("`{ty}`"),
    };
    let what = format!("{}, which is {payload}", docs::code(&callback.wire));
    line(&what, callback.docs.as_deref())
}

fn line(what: &str, docs: Option<&str>) -> String {
    let docs = docs::prose(docs.unwrap_or_default());
    let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    let separator = if docs.is_empty() { "" } else { ": " };
    format!("- {what}{separator}{docs}\n")
}
