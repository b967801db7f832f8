//! The texts of a new crate: its description, and its README with a first call.

use std::fmt::Write;

use heck::ToShoutySnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::example;
use super::names::ident;
use super::options::{CallSite, Gate, Options};
use crate::model::{
    Api, BodyFormat, Credential, Group, Operation, Output, ParameterPresence, SecurityScheme,
};

/// The description of a crate: the summary of the document, or else the first sentence of its description.
#[must_use]
pub fn description(api: &Api, options: &Options) -> String {
    let content = if api.groups.is_empty() {
        "Types"
    } else if options.client == Gate::Never {
        "Types and traits"
    } else {
        "Types and a client"
    };
    let title = || format!("{content} for {}.", one_line(&api.title));
    described(api).unwrap_or_else(title)
}

fn described(api: &Api) -> Option<String> {
    let texts = [api.package.summary.as_deref(), api.docs.as_deref()];
    texts.into_iter().flatten().find_map(docs::first_sentence)
}

/// The README of a crate with this name. It contains a program that calls the API.
#[must_use]
pub fn readme(api: &Api, options: &Options, name: &str) -> String {
    let title = docs::plain(&api.title) + ", version " + docs::plain(&api.version) + ".";
    let about = described(api).map(|text| docs::plain(&text));
    let source = docs::own("The code in `src/` is generated from ")
        + docs::code(&options.source)
        + " by apicrate.";
    let paragraphs = [Some(title), about, Some(source)].into_iter().flatten();
    let paragraphs: Vec<String> = paragraphs.map(|text| docs::text(&text)).collect();
    let mut text = format!("# {name}\n\n{}\n", paragraphs.join("\n\n"));
    if let Some(call) = first_call(api, options, name) {
        let library = name.replace('-', "_");
        _ = write!(
            text,
            r#"
## A first call

```toml
[dependencies]
{name} = {{ path = "../{name}" }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}
```

```rust
{call}```

The client, its settings and its errors are in `{library}::apicrate_runtime`.
"#
        );
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A program that calls the operation with the fewest arguments, if possible a GET.
fn first_call(api: &Api, options: &Options, name: &str) -> Option<String> {
    if options.client == Gate::Never {
        return None;
    }
    let library = name.replace('-', "_");
    let call_site = CallSite {
        argument: String::new(),
        root: "api".to_owned(),
        models: format!("{library}::models"),
    };
    let groups = api.groups.iter();
    let operations = groups.flat_map(|group| group.operations.iter().map(move |it| (group, it)));
    let mut operations: Vec<(&Group, &Operation)> = operations
        .filter(|(_, operation)| is_simple(operation))
        .collect();
    operations.sort_by_key(|(_, operation)| (operation.method != "GET", arguments(operation)));
    let mut calls = operations.into_iter().filter_map(|(group, operation)| {
        Some((operation, example::call(api, group, operation, &call_site)?))
    });
    let (operation, call) = calls.next()?;
    let credentials = credentials(api, operation, &library);
    let server = operation.server.as_str();
    let base_url = (!server.contains("://")).then(|| quote!(.base_url("https://api.example.com")));
    let (library, root) = (ident(&library), ident(&options.root));
    let imports = if example::names_models(&call) {
        quote!(use #library::{#root, models};)
    } else {
        quote!(use #library::#root;)
    };
    let call = if operation.output == Output::Empty {
        quote!(#call.await?;)
    } else {
        quote! {
            let answer = #call.await?;
            println!("{answer:#?}");
        }
    };
    let program = quote! {
        use #library::apicrate_runtime::Client;
        #imports

        #[tokio::main]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = Client::builder()#base_url #(#credentials)*.build()?;
            let api = #root::new(&client);
            #call
            Ok(())
        }
    };
    let program = prettyplease::unparse(&syn::parse2(program).ok()?);
    Some(program.replacen("\n#[tokio::main]", "\n\n#[tokio::main]", 1))
}

/// Returns whether a call of an operation is one line, and returns a value that can be printed.
fn is_simple(operation: &Operation) -> bool {
    let is_stream = match &operation.output {
        Output::One(content) => matches!(content.format(), BodyFormat::Events | BodyFormat::Lines),
        _ => false,
    };
    !operation.deprecated && !operation.is_variant && !is_stream
}

/// The number of required arguments; a body counts as several.
fn arguments(operation: &Operation) -> usize {
    let parameters = operation.parameters.iter();
    let required = parameters.filter(|it| it.presence == ParameterPresence::Required);
    required.count() + if operation.body.is_some() { 5 } else { 0 }
}

/// The calls of `ClientBuilder` that set the credentials of an operation. Their values come from the environment.
fn credentials(api: &Api, operation: &Operation, library: &str) -> Vec<TokenStream> {
    let alternatives = operation.security.as_ref().unwrap_or(&api.security);
    // An empty alternative requires no credentials.
    let required = alternatives
        .iter()
        .min_by_key(|alternative| alternative.len());
    let schemes = required.into_iter().flatten();
    schemes.map(|scheme| credential(scheme, library)).collect()
}

fn credential(scheme: &SecurityScheme, library: &str) -> TokenStream {
    let variable = |suffix: &str| {
        let name = format!("{library}_{}{suffix}", scheme.name).to_shouty_snake_case();
        let name: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        quote!(std::env::var(#name)?)
    };
    let value = variable("");
    match scheme.credential.in_request() {
        Credential::Header(name) => quote!(.api_key_in_header(#name, #value)),
        Credential::Query(name) => quote!(.api_key_in_query(#name, #value)),
        Credential::Cookie(name) => quote!(.api_key_in_cookie(#name, #value)),
        Credential::Basic => {
            let (user, password) = (variable("_user"), variable("_password"));
            quote!(.basic_auth(#user, #password))
        }
        Credential::Bearer | Credential::OAuth2(_) | Credential::Other(_) => {
            quote!(.bearer_token(#value))
        }
    }
}
