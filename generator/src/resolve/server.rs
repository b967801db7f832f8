//! Lists of servers: those to which requests can be sent, and the server of an operation, which is the first one of the
//! operation, of its path, or of the document.

use std::collections::{HashMap, HashSet};

use openapiv3::Server as Source;

use super::annotations::non_blank;
use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::limits::MAX_NAME;
use super::listed_server::{ListedServer, first_url, replace_constants, size};
use super::path_operation::PathOperation;
use super::server_name::server_name;
use crate::diagnostic::Diagnostic;
use crate::model::{ServerTemplate, ServerVariable};

impl<'a> Resolver<'a> {
    /// The servers of the document, as the document lists them.
    pub(super) fn servers(&self) -> Vec<ServerTemplate> {
        let servers = self.document.openapi.servers.iter();
        let servers = servers.map(|server| ServerTemplate {
            url: server.url.clone(),
            variables: variables(server),
        });
        servers.collect()
    }

    /// Reads the list of servers of the document.
    pub(super) fn set_server(&mut self) {
        let servers = &self.document.openapi.servers;
        let mut servers = self.listed(servers, &JsonPointer::new(&["servers"]));
        for server in &mut servers {
            replace_constants(&mut server.template);
        }
        self.server = first_url(&servers);
        self.listed_servers = servers;
    }

    /// Returns whether callers can choose a server, or the values of its variables.
    pub(super) fn has_server_choice(&self) -> bool {
        match self.listed_servers.as_slice() {
            [] => false,
            [only] => !only.template.variables.is_empty(),
            _ => true,
        }
    }

    /// The URL of the first server of the operation, or else of the path, or else of the document. Also the operation's own
    /// servers, if the server of the client decides which of them is used, or the values of their variables.
    pub(super) fn server(
        &mut self,
        operation: &PathOperation<'a>,
        pointer: &JsonPointer,
    ) -> (String, Vec<ServerTemplate>) {
        let PathOperation { item, source, .. } = operation;
        let (list, owner) = if !source.servers.is_empty() {
            (source.servers.as_slice(), pointer.clone())
        } else if !item.servers.is_empty() {
            (item.servers.as_slice(), operation.item_pointer())
        } else {
            return (self.server.clone(), Vec::new());
        };
        let count = if self.has_server_choice() {
            list.len()
        } else {
            1
        };
        let pointer = owner.child("servers");
        let own = self.listed(list.get(..count).unwrap_or(list), &pointer);
        let url = first_url(&own);
        let servers = if url.is_empty() || url == self.server || !self.has_server_choice() {
            Vec::new()
        } else {
            self.counterparts(&own, &pointer)
        };
        (url, servers)
    }

    /// The operation's own server for each server of the document: the one with the same name or description, or else at the
    /// same position of a list with the same length, or else the first one.
    fn counterparts(
        &mut self,
        own: &[ListedServer<'_>],
        pointer: &JsonPointer,
    ) -> Vec<ServerTemplate> {
        let mut by_name: HashMap<&String, Option<usize>> = HashMap::new();
        for (index, server) in own.iter().enumerate() {
            if let Some(label) = &server.label {
                let known = by_name.entry(label);
                known.and_modify(|it| *it = None).or_insert(Some(index));
            }
        }
        let counterpart = |(index, server): (usize, &ListedServer<'_>)| {
            let label = &server.label;
            let named = label.as_ref().and_then(|label| *by_name.get(label)?);
            let beside = own.get(index).filter(|other| {
                own.len() == self.listed_servers.len()
                    && (label.is_none() || other.label.is_none() || *label == other.label)
            });
            named.or(beside.map(|_| index)).unwrap_or_default()
        };
        let servers = self.listed_servers.iter().enumerate();
        let mut indices: Vec<usize> = servers.map(counterpart).collect();
        // A client uses the first one at the positions after the end.
        while indices.len() > 1 && indices.last() == Some(&0) {
            indices.pop();
        }
        let templates = indices.iter().filter_map(|index| own.get(*index));
        let templates: Vec<&ServerTemplate> = templates.map(|it| &it.template).collect();
        if let [only] = templates.as_slice()
            && only.variables.is_empty()
            && indices == [0]
        {
            return Vec::new();
        }
        let size = templates.iter().map(|it| size(it)).sum();
        if !self.may_add_text(size, pointer) {
            return Vec::new();
        }
        templates.into_iter().cloned().collect()
    }

    /// The servers of a list to which requests can be sent; others are reported. Of equal servers, and of those that differ
    /// only in `http` instead of `https`, the list has the first one.
    fn listed(&mut self, list: &'a [Source], pointer: &JsonPointer) -> Vec<ListedServer<'a>> {
        let mut known = HashSet::new();
        let mut servers = Vec::new();
        for (index, source) in list.iter().enumerate() {
            let pointer = pointer.item(index);
            let Some((template, url)) = self.template(source, index, &pointer) else {
                continue;
            };
            let secure = template.url.strip_prefix("http://");
            let secure = secure.map(|rest| ServerTemplate {
                url: format!("https://{rest}"),
                variables: template.variables.clone(),
            });
            let is_known = secure.is_some_and(|secure| known.contains(&secure));
            if !is_known && known.insert(template.clone()) {
                servers.push(ListedServer {
                    index,
                    source,
                    label: server_name(source).map(|name| name.to_lowercase()),
                    template,
                    url,
                });
            }
        }
        servers
    }

    /// The URL of a server, with its variables and with their default values. `None` if requests cannot be sent to it, which
    /// is reported.
    fn template(
        &mut self,
        server: &Source,
        index: usize,
        pointer: &JsonPointer,
    ) -> Option<(ServerTemplate, String)> {
        let mut template = ServerTemplate {
            url: server.url.trim_end_matches('/').to_owned(),
            variables: Vec::new(),
        };
        let url = with_defaults(&template.url, server);
        if !self.may_name(&url, pointer) || !self.may_name(&template.url, pointer) {
            return None;
        }
        if let Some(problem) = problem(&url) {
            let effect = if index == 0 {
                "ignored, so that clients need a base URL"
            } else {
                "ignored"
            };
            let message = format!("the server URL `{}` {problem}; {effect}", server.url);
            let help = "write an absolute URL, such as `https://api.example.com/v1`, and declare each `{variable}` of it \
                        with a `default`";
            let finding =
                Diagnostic::warning("invalid-server", pointer.child("url").as_str(), message);
            self.diagnostics.push(finding.with_help(help));
            return None;
        }
        for variable in variables(server) {
            let pointer = pointer.entry("variables", &variable.name);
            let place = format!("{{{}}}", variable.name);
            if !template.url.contains(&place) {
                let message = format!("the server URL does not contain `{place}`; ignored");
                self.warn("server-variable", &pointer, message);
                continue;
            }
            let ServerVariable {
                default, values, ..
            } = &variable;
            if !values.is_empty() && !values.contains(default) {
                let message =
                    format!("`enum` does not contain the default `{default}`; used as it is");
                self.warn("server-variable", &pointer.child("default"), message);
            }
            template.variables.push(variable);
        }
        Some((template, url))
    }
}

fn variables(server: &Source) -> Vec<ServerVariable> {
    let variables = server.variables.iter().flatten();
    let variables = variables.map(|(name, variable)| {
        let mut known = HashSet::new();
        let mut values = variable.enumeration.clone();
        values.retain(|value| known.insert(value.clone()));
        ServerVariable {
            name: name.clone(),
            docs: non_blank(variable.description.as_ref()),
            default: variable.default.clone(),
            values,
        }
    });
    variables.collect()
}

/// A URL with the default values of its variables. Ends where it becomes too long.
fn with_defaults(template: &str, server: &Source) -> String {
    let mut url = String::new();
    let mut parts = template.split('{');
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
