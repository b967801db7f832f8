//! The first call: a program that calls one operation of an API.

use heck::ToShoutySnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, Markdown};
use super::names::ident;
use super::options::{CallSite, Gate, Options};
use super::plausible::is_unknown;
use super::result::CallResult;
use super::{example, group_features, security};
use crate::model::{
    Api, BodyFormat, Credential, Group, Operation, Output, Parameter, ParameterPresence,
    SecurityScheme,
};

/// The call of one operation, with the credentials that it needs.
pub(super) struct FirstCall<'a> {
    api: &'a Api,
    options: &'a Options,
    /// The name of the library.
    library: String,
    pub(super) group: &'a Group,
    operation: &'a Operation,
    call: TokenStream,
}

impl<'a> FirstCall<'a> {
    /// The call of the operation that needs the least knowledge about the API: a GET whose arguments are few and in the
    /// document, and that returns a value. `None` if no operation can be called in an example.
    pub(super) fn new(api: &'a Api, options: &'a Options, name: &str) -> Option<Self> {
        if options.client == Gate::Never {
            return None;
        }
        let library = name.replace('-', "_");
        let call_site = CallSite::of_library(&library);
        let groups = api.groups.iter();
        let operations =
            groups.flat_map(|group| group.operations.iter().map(move |it| (group, it)));
        let mut operations: Vec<(&Group, &Operation)> = operations
            .filter(|(_, operation)| is_simple(operation))
            .collect();
        operations.sort_by_cached_key(|(_, operation)| {
            let unknown = required(operation).filter(|it| is_unknown(api, it)).count();
            let is_empty = operation.output == Output::Empty;
            (
                operation.method != "GET",
                unknown,
                is_empty,
                arguments(operation),
            )
        });
        let mut calls = operations.into_iter().filter_map(|(group, operation)| {
            let call = example::call(api, group, operation, &call_site)?;
            Some((group, operation, call))
        });
        let (group, operation, call) = calls.next()?;
        Some(Self {
            api,
            options,
            library,
            group,
            operation,
            call,
        })
    }

    /// The program for documentation.
    pub(super) fn program(&self) -> Option<String> {
        let credentials = self.credentials(|name| quote!(std::env::var(#name)?));
        let base_url = self
            .needs_base_url()
            .then(|| quote!(.base_url("https://api.example.com")));
        let root = ident(&self.options.root);
        let call = &self.call;
        let call = if self.operation.output == Output::Empty {
            quote!(#call.await?;)
        } else {
            self.print_result()
        };
        let imports = self.imports();
        formatted(quote! {
            #imports

            #[tokio::main]
            async fn main() -> Result<(), Box<dyn std::error::Error>> {
                let client = Client::builder()#base_url #(#credentials)*.build()?;
                let api = #root::new(&client);
                #call
                Ok(())
            }
        })
    }

    /// The call, and a statement that prints its result.
    fn print_result(&self) -> TokenStream {
        let Self {
            call, operation, ..
        } = self;
        let result = CallResult::new(self.api, self.group, operation, "api");
        let name = result.map_or_else(|| ident("response"), |result| result.name);
        let format = format!("{{{name}:#?}}");
        quote! {
            let #name = #call.await?;
            println!(#format);
        }
    }

    /// The program of the example in a crate. The server comes from the environment, too, so that it can be a local one.
    pub(super) fn example(&self) -> Option<String> {
        let credentials = self.credentials(|name| quote!(variable(#name)?));
        let client = self.client_of_environment(&credentials);
        let root = ident(&self.options.root);
        let call = &self.call;
        let call = if self.operation.output == Output::Empty {
            quote! {
                #call.await?;
                println!("The response has no body.");
            }
        } else {
            self.print_result()
        };
        let uses_variable = self.needs_base_url() || !credentials.is_empty();
        let variable = uses_variable.then(|| {
            quote! {
                /// Reads an environment variable.
                fn variable(name: &str) -> Result<String, String> {
                    std::env::var(name).map_err(|_| format!("set the environment variable {name}"))
                }
            }
        });
        let imports = self.imports();
        let called = self.called().replace('{', "{{").replace('}', "}}");
        let program = formatted(quote! {
            #imports

            #[tokio::main]
            async fn main() -> Result<(), Box<dyn std::error::Error>> {
                #client
                let api = #root::new(&client);
                println!(#called);
                #call
                Ok(())
            }

            #variable
        })?;
        Some(self.about_example() + "\n" + &program)
    }

    /// The statements that create the client of the example.
    fn client_of_environment(&self, credentials: &[TokenStream]) -> TokenStream {
        let base_url = self.variable("base_url");
        if self.needs_base_url() {
            quote! {
                let client = Client::builder().base_url(variable(#base_url)?) #(#credentials)*.build()?;
            }
        } else {
            quote! {
                let mut client = Client::builder() #(#credentials)*;
                if let Ok(url) = std::env::var(#base_url) {
                    client = client.base_url(url);
                }
                let client = client.build()?;
            }
        }
    }

    /// The documentation of the example.
    fn about_example(&self) -> String {
        let title = docs::own("Calls ")
            + docs::code(&self.called())
            + ": `cargo run --example first_call`.\n\n";
        let base_url = self.variable("base_url");
        let server = docs::own("The environment variable ") + docs::code(&base_url);
        let server = if self.needs_base_url() {
            server + " contains the URL of the server, such as that of `apicrate mock`."
        } else {
            server + " replaces the server, for example by the URL of `apicrate mock`."
        };
        let about = docs::text(&(title + server));
        let lines = about.lines();
        let lines = lines.map(|line| format!("//! {line}").trim_end().to_owned() + "\n");
        lines.collect()
    }

    /// The method and the path of the operation.
    fn called(&self) -> String {
        let Operation { method, path, .. } = self.operation;
        format!("{method} {path}")
    }

    /// The features that the example needs.
    pub(super) fn features(&self) -> Vec<String> {
        group_features::of_program(self.api, self.group, self.options)
    }

    fn imports(&self) -> TokenStream {
        let (library, root) = (ident(&self.library), ident(&self.options.root));
        let models = example::names_models(&self.call).then(|| ident("models"));
        let group = example::names_arguments(self.api, self.operation);
        let group = group.then(|| ident(&self.group.module));
        let modules: Vec<_> = models.into_iter().chain(group).collect();
        let items = if modules.is_empty() {
            quote!(use #library::#root;)
        } else {
            quote!(use #library::{#root, #(#modules),*};)
        };
        quote! {
            use #library::apicrate_runtime::Client;
            #items
        }
    }

    /// Returns whether the document does not name the server.
    fn needs_base_url(&self) -> bool {
        let servers = self.api.server_type.as_ref();
        !self.operation.server.contains("://") || servers.is_some_and(|it| !it.is_first_default())
    }

    /// The alternatives of the credentials that the operation needs.
    fn security(&self) -> &'a [Vec<SecurityScheme>] {
        let own = self.operation.security.as_ref();
        own.unwrap_or(&self.api.security)
    }

    /// The documentation of the credentials that the operation needs. Empty if it needs none.
    pub(super) fn credentials_docs(&self) -> Markdown {
        match self.security() {
            [] => Markdown::default(),
            alternatives => security::paragraph(alternatives),
        }
    }

    /// The calls of `ClientBuilder` that set the credentials of the operation. `variable` reads one from the environment.
    fn credentials(&self, variable: impl Fn(&str) -> TokenStream) -> Vec<TokenStream> {
        let alternatives = self.security();
        // An empty alternative requires no credentials.
        let required = alternatives
            .iter()
            .min_by_key(|alternative| alternative.len());
        let schemes = required.into_iter().flatten();
        schemes
            .map(|scheme| self.credential(scheme, &variable))
            .collect()
    }

    fn credential(
        &self,
        scheme: &SecurityScheme,
        variable: impl Fn(&str) -> TokenStream,
    ) -> TokenStream {
        let named = |suffix: &str| variable(&self.variable(&format!("{}{suffix}", scheme.name)));
        let value = named("");
        match scheme.credential.in_request() {
            Credential::Header(name) => quote!(.api_key_in_header(#name, #value)),
            Credential::Query(name) => quote!(.api_key_in_query(#name, #value)),
            Credential::Cookie(name) => quote!(.api_key_in_cookie(#name, #value)),
            Credential::Basic => {
                let (user, password) = (named("_user"), named("_password"));
                quote!(.basic_auth(#user, #password))
            }
            Credential::Bearer | Credential::OAuth2(_) | Credential::Other(_) => {
                quote!(.bearer_token(#value))
            }
        }
    }

    /// The name of an environment variable: that of the library, and `name`.
    fn variable(&self, name: &str) -> String {
        let name = format!("{}_{name}", self.library).to_shouty_snake_case();
        name.chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect()
    }
}

/// The text of a program.
fn formatted(program: TokenStream) -> Option<String> {
    let program = prettyplease::unparse(&syn::parse2(program).ok()?);
    let program = program.replacen("\n#[tokio::main]", "\n\n#[tokio::main]", 1);
    Some(program.replacen("\n}\n/// Reads", "\n}\n\n/// Reads", 1))
}

/// Returns whether a call of an operation is one line, and returns a value that can be printed.
fn is_simple(operation: &Operation) -> bool {
    let is_stream = match &operation.output {
        Output::One(content) => matches!(content.format(), BodyFormat::Events | BodyFormat::Lines),
        _ => false,
    };
    !operation.deprecated && !operation.is_variant && !is_stream
}

fn required(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    let parameters = operation.parameters.iter();
    parameters.filter(|it| it.presence == ParameterPresence::Required)
}

/// The number of required arguments; a body counts as several.
fn arguments(operation: &Operation) -> usize {
    required(operation).count() + if operation.body.is_some() { 5 } else { 0 }
}
