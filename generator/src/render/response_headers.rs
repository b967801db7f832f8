//! The documentation of response headers. They are not part of an operation's signature.

use std::collections::HashSet;

use super::docs::{self, Markdown};
use crate::model::Response;

/// The headers of successful responses, as a list.
pub(super) fn of_successes<'a>(successes: impl Iterator<Item = &'a Response>) -> Markdown {
    let mut known: HashSet<&str> = HashSet::new();
    let headers = successes.flat_map(|response| &response.headers);
    let headers: Vec<_> = headers
        .filter(|header| known.insert(&header.name))
        .collect();
    if headers.is_empty() {
        return Markdown::default();
    }
    let items = headers
        .into_iter()
        .map(|header| docs::list_item(docs::code(&header.name), header.docs.as_deref()));
    docs::own("\n\nThe response has [headers](apicrate_runtime::Response::headers):\n\n")
        + Markdown::join(items, "\n")
}

/// The headers of an error response, as a part of its line.
pub(super) fn of_error(response: &Response) -> Markdown {
    let introduction = match response.headers.as_slice() {
        [] => return Markdown::default(),
        [_] => " with the header ",
        _ => " with the headers ",
    };
    let names = response
        .headers
        .iter()
        .map(|header| docs::code(&header.name));
    docs::own(introduction) + Markdown::join(names, ", ")
}
