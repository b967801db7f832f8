//! The documentation of servers and security requirements, and the requirements of single operations as constants.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, Markdown};
use crate::model::{Api, Credential, Operation, SecurityScheme};

/// The documentation for the constructor of the root type.
pub(super) fn lines(api: &Api) -> Markdown {
    let mut text = docs::own("\n");
    if let Some(server_type) = &api.server_type {
        let name = docs::plain(&server_type.name);
        text = if server_type.is_first_default() {
            text + "\nThe client sends requests to the default of [`"
                + name
                + "`], unless `ClientBuilder::server` or `ClientBuilder::base_url` sets another server.\n"
        } else {
            text + "\nRequires a server: `ClientBuilder::server` with a value of [`"
                + name
                + "`], or `ClientBuilder::base_url`.\n"
        };
    }
    if !api.security.is_empty() {
        text = text + separate_paragraph(&api.security);
    }
    text
}

/// The documentation of an operation's own security requirements.
pub(super) fn of_operation(operation: &Operation) -> Markdown {
    match &operation.security {
        None => Markdown::default(),
        Some(alternatives) => docs::own("\n") + separate_paragraph(alternatives),
    }
}

/// A paragraph about the credentials that the client has to send.
pub(super) fn paragraph(alternatives: &[Vec<SecurityScheme>]) -> Markdown {
    match alternatives {
        [] => docs::own("\nThe client sends no credentials."),
        [only] => docs::own("\nRequires ") + alternative(only) + ".",
        several => {
            let lines = several.iter().map(|it| docs::own("- ") + alternative(it));
            docs::own("\nRequires one of these:\n\n") + Markdown::join(lines, "\n")
        }
    }
}

/// The paragraph, after which other text can follow on the next line: a list ends with an empty line.
fn separate_paragraph(alternatives: &[Vec<SecurityScheme>]) -> Markdown {
    let end = (alternatives.len() > 1).then(|| docs::own("\n"));
    paragraph(alternatives) + end
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

fn alternative(schemes: &[SecurityScheme]) -> Markdown {
    if schemes.is_empty() {
        return docs::own("no credentials");
    }
    Markdown::join(schemes.iter().map(scheme), ", and ")
}

fn scheme(scheme: &SecurityScheme) -> Markdown {
    let bearer = ": `ClientBuilder::bearer_token(token)`";
    let what = match &scheme.credential {
        Credential::Header(name) => {
            key("an API key in the header ", name, "api_key_in_header", name)
        }
        Credential::Query(name) => key(
            "an API key in the query parameter ",
            name,
            "api_key_in_query",
            name,
        ),
        Credential::Cookie(name) => {
            key("an API key in the cookie ", name, "api_key_in_cookie", name)
        }
        Credential::Bearer => docs::own("a bearer token") + bearer,
        Credential::Basic => {
            docs::own("a user name and a password: `ClientBuilder::basic_auth(name, password)`")
        }
        Credential::OAuth2(from) => {
            let from = from.as_deref().filter(|from| !from.is_empty());
            let from = from.map(|from| docs::own(" from ") + docs::code(from));
            let device = scheme.device_authorization.as_deref();
            let device =
                device.map(|url| docs::own(" (devices are authorized at ") + docs::code(url) + ")");
            let metadata = scheme.metadata.as_deref();
            let metadata = metadata.map(|url| docs::own(" (metadata: ") + docs::code(url) + ")");
            docs::own("an OAuth 2 access token") + from + device + metadata + bearer
        }
        Credential::Other(scheme) => key(
            "credentials for the HTTP scheme ",
            scheme,
            "api_key_in_header",
            "Authorization",
        ),
    };
    let deprecated = scheme.deprecated.then(|| docs::own(" (deprecated)"));
    let what = what + deprecated;
    if scheme.scopes.is_empty() {
        return what;
    }
    let scopes = scheme.scopes.iter().map(|scope| docs::code(scope));
    what + ", with the scopes " + Markdown::join(scopes, ", ")
}

/// A credential, its name in the document, and the call that sets it.
fn key(kind: &'static str, name: &str, method: &str, header: &str) -> Markdown {
    docs::own(kind) + docs::code(name) + ": " + builder(method, header)
}

fn builder(method: &str, name: &str) -> Markdown {
    docs::code(&format!("ClientBuilder::{method}({name:?}, key)"))
}
