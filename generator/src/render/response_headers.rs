//! The documentation of response headers. They are not part of an operation's signature.

use std::collections::HashSet;

use super::docs;
use crate::model::Response;

/// The headers of successful responses, as a list.
pub(super) fn of_successes<'a>(successes: impl Iterator<Item = &'a Response>) -> String {
    let mut text = String::new();
    let mut known: HashSet<&str> = HashSet::new();
    for header in successes.flat_map(|response| &response.headers) {
        if known.is_empty() {
            text.push_str(
                "\n\nThe response has [headers](apicrate_runtime::Response::headers):\n\n",
            );
        }
        if known.insert(&header.name) {
            text.push_str(&docs::list_item(
                &docs::code(&header.name),
                header.docs.as_deref(),
            ));
        }
    }
    text
}

/// The headers of an error response, as a part of its line.
pub(super) fn of_error(response: &Response) -> String {
    let names = response.headers.iter();
    let names: Vec<_> = names.map(|header| docs::code(&header.name)).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => format!(" with the header {name}"),
        names => format!(" with the headers {}", names.join(", ")),
    }
}
