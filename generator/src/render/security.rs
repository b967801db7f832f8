//! How the API is reached: what the documentation says of its servers and of what to show them, and what an
//! operation says that asks for something else.

use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::model::{Api, Credential, Operation, SecurityScheme, Server};

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
    if !api.security.is_empty() {
        text.push_str(&to_show(&api.security));
    }
    text
}

/// What the documentation of an operation says, where it asks for something of its own.
pub(super) fn of_operation(operation: &Operation) -> String {
    match &operation.security {
        None => String::new(),
        Some(alternatives) => format!("\n{}", to_show(alternatives)),
    }
}

/// What the client has to show, in a paragraph of its own.
fn to_show(alternatives: &[Vec<SecurityScheme>]) -> String {
    match alternatives {
        [] => "\nThe client shows none of its credentials.".to_owned(),
        [only] => format!("\nThe client has to show {}.", alternative(only)),
        several => {
            let lines = several.iter().map(|it| format!("- {}\n", alternative(it)));
            let lines: String = lines.collect();
            format!("\nThe client has to show one of these:\n\n{lines}")
        }
    }
}

/// What goes into the request of an operation that asks for something of its own.
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
            builder("api_key_in_header", name)
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
