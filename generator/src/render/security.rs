//! The documentation of servers and security requirements, and the requirements of single operations as constants.

use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::model::{Api, Credential, Operation, SecurityScheme, Server};

/// The documentation for the constructor of the root type.
pub(super) fn lines(api: &Api) -> String {
    let mut text = "\n".to_owned();
    if api.servers.len() > 1
        || api
            .servers
            .iter()
            .any(|server| !server.variables.is_empty())
    {
        text.push_str("\nThe client's base URL selects the server. The document lists these:\n\n");
        api.servers
            .iter()
            .for_each(|server| text.push_str(&server_line(server)));
    }
    if !api.security.is_empty() {
        text.push_str(&paragraph(&api.security));
    }
    text
}

/// The documentation of an operation's own security requirements.
pub(super) fn of_operation(operation: &Operation) -> String {
    match &operation.security {
        None => String::new(),
        Some(alternatives) => format!("\n{}", paragraph(alternatives)),
    }
}

/// A paragraph about the credentials that the client has to send.
fn paragraph(alternatives: &[Vec<SecurityScheme>]) -> String {
    match alternatives {
        [] => "\nThe client sends no credentials.".to_owned(),
        [only] => format!("\nRequires {}.", alternative(only)),
        several => {
            let lines = several.iter().map(|it| format!("- {}\n", alternative(it)));
            let lines: String = lines.collect();
            format!("\nRequires one of these:\n\n{lines}")
        }
    }
}

/// The constant for an operation whose requirements differ from the document's defaults.
pub(super) fn requirements(alternatives: &[Vec<Credential>]) -> TokenStream {
    let value = if alternatives.iter().all(Vec::is_empty) {
        quote!(SecurityRequirements::None)
    } else {
        let alternatives = alternatives.iter().map(|alternative| {
            let credentials = alternative.iter().map(credential);
            quote!(&[#(#credentials),*])
        });
        quote!(SecurityRequirements::AnyOf(&[#(#alternatives),*]))
    };
    quote!(const SECURITY: SecurityRequirements = #value;)
}

fn credential(credential: &Credential) -> TokenStream {
    match credential.in_request() {
        Credential::Header(name) => quote!(Credential::Header(#name)),
        Credential::Query(name) => quote!(Credential::Query(#name)),
        Credential::Cookie(name) => quote!(Credential::Cookie(#name)),
        Credential::Basic => quote!(Credential::Basic),
        Credential::Bearer | Credential::OAuth2(_) | Credential::Other(_) => {
            quote!(Credential::Bearer)
        }
    }
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
        return "no credentials".to_owned();
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
            builder("api_key_in_header", name)
        ),
        Credential::Query(name) => format!(
            "an API key in the query parameter {}: {}",
            docs::code(name),
            builder("api_key_in_query", name)
        ),
        Credential::Cookie(name) => format!(
            "an API key in the cookie {}: {}",
            docs::code(name),
            builder("api_key_in_cookie", name)
        ),
        Credential::Bearer => "a bearer token: `ClientBuilder::bearer_token(token)`".to_owned(),
        Credential::Basic => {
            "a user name and a password: `ClientBuilder::basic_auth(name, password)`".to_owned()
        }
        Credential::OAuth2(from) => {
            let from = from.as_deref().filter(|from| !from.is_empty());
            let from = from.map(|from| format!(" from {}", docs::code(from)));
            format!(
                "an OAuth 2 access token{}: `ClientBuilder::bearer_token(token)`",
                from.unwrap_or_default()
            )
        }
        Credential::Other(scheme) => format!(
            "credentials for the HTTP scheme {}: {}",
            docs::code(scheme),
            builder("api_key_in_header", "Authorization")
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
