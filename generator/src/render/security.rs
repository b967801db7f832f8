//! What the documentation of the root says about reaching the API: its servers, and what to show them.

use std::fmt::Write;

use super::docs;
use crate::model::{Api, Credential, SecurityScheme, Server};

/// The lines for the constructor of the root.
pub(super) fn lines(api: &Api) -> String {
    let mut text = "\n".to_owned();
    if api.servers.len() > 1
        || api
            .servers
            .iter()
            .any(|server| !server.variables.is_empty())
    {
        text.push_str(
            "\nThe client's base URL chooses the server, of which the document names these:\n\n",
        );
        api.servers
            .iter()
            .for_each(|server| text.push_str(&server_line(server)));
    }
    let alternatives: Vec<String> = api
        .security
        .iter()
        .map(|schemes| alternative(schemes))
        .collect();
    match alternatives.as_slice() {
        [] => {}
        [only] => {
            text.push_str("\nThe client has to show ");
            text.push_str(only);
            text.push('.');
        }
        several => {
            text.push_str("\nThe client has to show one of these:\n\n");
            for line in several {
                _ = writeln!(text, "- {line}");
            }
        }
    }
    text
}

fn server_line(server: &Server) -> String {
    let mut line = format!("- {}", docs::code(&server.url));
    if let Some(text) = &server.docs {
        line.push_str(": ");
        line.push_str(&one_line(text));
    }
    for (name, default, values) in &server.variables {
        _ = write!(line, "; {} is {}", docs::code(name), docs::code(default));
        let others = values.iter().filter(|value| *value != default);
        line.extend(others.map(|value| format!(" or {}", docs::code(value))));
    }
    line + "\n"
}

fn one_line(text: &str) -> String {
    let text = docs::prose(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_end_matches('.').to_owned()
}

fn alternative(schemes: &[SecurityScheme]) -> String {
    if schemes.is_empty() {
        return "nothing".to_owned();
    }
    schemes
        .iter()
        .map(scheme)
        .collect::<Vec<_>>()
        .join(", and ")
}

fn scheme(scheme: &SecurityScheme) -> String {
    let what = match &scheme.credential {
        Credential::Header(name) => format!(
            "an API key in the header {}: {}",
            docs::code(name),
            builder("sensitive_header", name)
        ),
        Credential::Query(name) => format!(
            "an API key in the query, as {}: {}",
            docs::code(name),
            builder("api_key_in_query", name)
        ),
        Credential::Cookie(name) => format!(
            "an API key in the cookie {}: {}",
            docs::code(name),
            builder("api_key_in_cookie", name)
        ),
        Credential::Bearer => "a token: `ClientBuilder::bearer_token(token)`".to_owned(),
        Credential::Basic => {
            "a name and a password: `ClientBuilder::basic_auth(name, password)`".to_owned()
        }
        Credential::OAuth2(from) => {
            let from = from.as_deref().filter(|from| !from.is_empty());
            let from = from.map(|from| format!(" from {}", docs::code(from)));
            format!(
                "a token of OAuth 2{}: `ClientBuilder::bearer_token(token)`",
                from.unwrap_or_default()
            )
        }
        Credential::Other(scheme) => format!(
            "what the scheme {} asks for: {}",
            docs::code(scheme),
            builder("sensitive_header", "Authorization")
        ),
    };
    let scopes: Vec<String> = scheme
        .scopes
        .iter()
        .map(|scope| docs::code(scope))
        .collect();
    if scopes.is_empty() {
        what
    } else {
        format!("{what}, with the scopes {}", scopes.join(", "))
    }
}

fn builder(method: &str, name: &str) -> String {
    docs::code(&format!("ClientBuilder::{method}({name:?}, key)"))
}
