//! A server of a list, with the URL that requests are sent to.

use openapiv3::Server as Source;

use crate::model::{ServerTemplate, ServerVariable};

/// A server to which requests can be sent.
#[derive(Clone)]
pub(super) struct ListedServer<'a> {
    /// The position in the list of the document.
    pub(super) index: usize,
    pub(super) source: &'a Source,
    /// The name by which its counterpart is found, in lower case.
    pub(super) label: Option<String>,
    /// The URL, without a slash at its end.
    pub(super) template: ServerTemplate,
    /// The URL with the default values of its variables.
    pub(super) url: String,
}

/// The URL of the first server of a list; empty if no requests can be sent to it.
pub(super) fn first_url(servers: &[ListedServer<'_>]) -> String {
    let first = servers.first().filter(|server| server.index == 0);
    first.map(|server| server.url.clone()).unwrap_or_default()
}

/// Replaces the variables that have only one value.
pub(super) fn replace_constants(template: &mut ServerTemplate) {
    let ServerTemplate { url, variables } = template;
    variables.retain(|variable| {
        let ServerVariable {
            name,
            default,
            values,
            ..
        } = variable;
        let is_constant = values.iter().all(|value| value == default) && !values.is_empty();
        if is_constant {
            *url = url.replace(&format!("{{{name}}}"), default);
        }
        !is_constant
    });
}

/// The number of bytes of a template.
pub(super) fn size(template: &ServerTemplate) -> usize {
    let variables = template.variables.iter().map(|it| {
        let values = it.values.iter().map(String::len).sum::<usize>();
        it.name.len() + it.default.len() + values
    });
    template.url.len() + variables.sum::<usize>()
}
