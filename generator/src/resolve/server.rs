//! The server of an operation: the first one of the operation, of its path, or of the document.

use openapiv3::Server as Source;
use serde_json::Value;

use super::annotations::non_blank;
use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::limits::MAX_NAME;
use super::path_operation::PathOperation;
use crate::diagnostic::Diagnostic;
use crate::document::recent;
use crate::model::Server;

impl Resolver<'_> {
    /// The servers of the document.
    pub(super) fn servers(&self) -> Vec<Server> {
        let servers = self.document.openapi.servers.iter();
        let servers = servers.map(|server| Server {
            name: recent(&server.extensions, "name")
                .and_then(Value::as_str)
                .map(str::to_owned),
            url: server.url.clone(),
            docs: non_blank(server.description.as_ref()),
            variables: server
                .variables
                .iter()
                .flatten()
                .map(|(name, variable)| {
                    let values = variable.enumeration.clone();
                    (name.clone(), variable.default.clone(), values)
                })
                .collect(),
        });
        servers.collect()
    }

    /// Sets the URL of the document's first server.
    pub(super) fn set_server(&mut self) {
        if let Some(server) = self.document.openapi.servers.first() {
            self.server = self.server_url(server, &JsonPointer::new(&["servers", "0"]));
        }
    }

    /// The URL of the first server of the operation, or else of the path, or else of the document.
    pub(super) fn server(
        &mut self,
        operation: &PathOperation<'_>,
        pointer: &JsonPointer,
    ) -> String {
        let PathOperation { item, source, .. } = operation;
        let own = source.servers.first().map(|it| (it, pointer.clone()));
        let of_path = || {
            item.servers
                .first()
                .map(|it| (it, operation.item_pointer()))
        };
        match own.or_else(of_path) {
            Some((server, owner)) => self.server_url(server, &owner.child("servers").item(0)),
            None => self.server.clone(),
        }
    }

    /// The URL of a server, with the default values of its variables. It is empty if requests cannot be sent to it, which
    /// is reported.
    fn server_url(&mut self, server: &Source, pointer: &JsonPointer) -> String {
        let url = with_defaults(server);
        if !self.may_name(&url, pointer) {
            return String::new();
        }
        let Some(problem) = problem(&url) else {
            return url;
        };
        let message = format!(
            "the server URL `{}` {problem}; ignored, so that clients need a base URL",
            server.url
        );
        let help = "write an absolute URL, such as `https://api.example.com/v1`, and declare each `{variable}` of it \
                    with a `default`";
        let finding = Diagnostic::warning("invalid-server", pointer.child("url").as_str(), message);
        self.diagnostics.push(finding.with_help(help));
        String::new()
    }
}

/// The URL of a server, with the default values of its variables. Ends where it becomes too long.
fn with_defaults(server: &Source) -> String {
    let mut url = String::new();
    let mut parts = server.url.trim_end_matches('/').split('{');
    url.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let name_and_rest = part.split_once('}');
        let variables = server.variables.as_ref();
        let variable = name_and_rest.and_then(|(name, rest)| Some((variables?.get(name)?, rest)));
        match variable {
            Some((variable, rest)) => url.extend([variable.default.as_str(), rest]),
            None => url.extend(["{", part]),
        }
        if url.len() > MAX_NAME {
            break;
        }
    }
    url
}

/// The reason why no request can be sent to a URL. A path, to which clients prepend a base URL, is accepted.
fn problem(url: &str) -> Option<&'static str> {
    if url.contains(['{', '}']) {
        return Some("has a variable that is not declared");
    }
    if url.chars().any(|it| !is_url_character(it)) {
        return Some("contains a character that must be percent-encoded");
    }
    if url.contains(['?', '#']) {
        return Some("has a query or a fragment");
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        let is_path = url.is_empty() || (url.starts_with('/') && !url.starts_with("//"));
        return (!is_path).then_some("does not start with `https://`, `http://` or `/`");
    };
    if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return Some("does not start with `https://`, `http://` or `/`");
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Some("contains credentials");
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_valid = !host.is_empty() && port.is_none_or(|port| port.parse::<u16>().is_ok());
    (!is_valid).then_some("has no host or an invalid port")
}

/// Returns whether a character can occur in a URL (RFC 3986).
fn is_url_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(character)
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn accepts_urls_and_paths() {
        for url in [
            "",
            "/v1",
            "https://a.b",
            "HTTP://a.b:8080/v1",
            "http://[::1]:80/v1",
            "http://[::1]",
        ] {
            assert_eq!(problem(url), None, "{url}");
        }
    }

    #[test]
    fn finds_urls_to_which_nothing_can_be_sent() {
        for url in [
            "a.b/v1",
            "//a.b/v1",
            "ftp://a.b",
            "://a.b",
            "https://",
            "https://a.b:x",
            "https://me@a.b",
            "https://a.b?c",
            "https://{host}/v1",
            "https://a b",
            "https://ä.example",
        ] {
            assert!(problem(url).is_some(), "{url}");
        }
    }
}
