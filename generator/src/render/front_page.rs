//! The front page of a crate: the documentation of `lib.rs` after the description of the API.

use super::docs::{self, Markdown};
use super::errors;
use super::first_call::FirstCall;
use super::names::{group_path, handle_name, ident, trait_name};
use super::options::{Gate, Library, Options};
use super::{group_docs, group_features};
use crate::model::{Api, Group};

/// The sections of the front page. Empty for modules, and for crates without operations or a client.
pub(super) fn sections(api: &Api, options: &Options) -> Markdown {
    let (Some(library), Some(first)) = (&options.library, api.groups.first()) else {
        return Markdown::default();
    };
    if options.client == Gate::Never {
        return Markdown::default();
    }
    let dependencies = docs::own("\n\n") + Markdown::toml(dependencies(library).lines());
    let call = FirstCall::new(api, options, &library.name);
    dependencies
        + call.as_ref().and_then(first_call)
        + groups(api, options)
        + errors_section(api, library)
        + tests_and_servers(first, options)
        + webhooks(api)
        + features_section(api, options, library, call.as_ref())
}

/// The dependencies of a program that calls the API.
pub(super) fn dependencies(library: &Library) -> String {
    let Library { package, .. } = library;
    format!(
        "[dependencies]\n\
         {package} = {{ path = \"../{package}\" }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    )
}

fn first_call(call: &FirstCall<'_>) -> Option<Markdown> {
    let program = call.program()?;
    let credentials = call.credentials_docs();
    let separator = if credentials.is_empty() { "" } else { "\n" };
    let text = docs::own("\n\n# A first call") + separator + credentials + "\n\n";
    Some(text + Markdown::program(program.lines()))
}

fn groups(api: &Api, options: &Options) -> Markdown {
    let root = ident(&options.root);
    let items = api.groups.iter().map(|group| {
        let link = docs::own("- [") + docs::code(&group_path(group)) + "](" + &handle_name(group);
        let about = group.docs.as_deref().and_then(docs::first_sentence);
        let about = about.map(|about| docs::plain(&about) + " ");
        let methods = (!group.operations.is_empty()).then(|| group_docs::linked_methods(group));
        link + "): " + about + methods
    });
    docs::own("\n\n# Groups\n\nA method of [`")
        + &root
        + "`] returns the handle of each group:\n\n"
        + Markdown::join(items, "\n")
}

fn errors_section(api: &Api, library: &Library) -> Markdown {
    let groups = api.groups.iter();
    let documented = groups.filter_map(|group| Some((group, errors::first(group)?)));
    let documented = documented.take(1).map(|(group, name)| {
        docs::own("\n\nAn operation with documented errors has an enum of them, such as [`")
            + &ident(&name)
            + "`]("
            + &ident(&group.module)
            + "::"
            + &ident(&name)
            + "), which [`Error::decode`](apicrate_runtime::Error::decode) returns."
    });
    docs::own("\n\n# Errors\n\nA failed call returns an [`Error`](apicrate_runtime::Error):\n\n")
        + Markdown::example(error_handling(&library.name).lines())
        + documented.last()
}

/// A function that handles an error.
pub(super) fn error_handling(library: &str) -> String {
    format!(
        r#"use {library}::apicrate_runtime::{{Error, ErrorKind, http::StatusCode}};

fn explain(error: &Error) -> String {{
    match (error.kind(), error.status()) {{
        (ErrorKind::Status, Some(StatusCode::NOT_FOUND)) => "not found".to_owned(),
        // Another error response, usually with a message.
        (ErrorKind::Status, _) => error.message().unwrap_or("no message").to_owned(),
        // No response. The client has already retried if that is safe.
        (ErrorKind::Transport | ErrorKind::Timeout, _) => "try again later".to_owned(),
        // One line for a log, without secrets.
        _ => error.to_string(),
    }}
}}
"#
    )
}

fn tests_and_servers(first: &Group, options: &Options) -> Markdown {
    let root = ident(&options.root);
    let tests = docs::own("\n\n# Tests and servers\n\nEach group has a trait, such as [`")
        + &trait_name(first)
        + "`]. An implementation of it is a test double: the methods of [`"
        + &root
        + "`] whose names begin with `with_` put it in the place of the client. [`Recorder`](apicrate_runtime::testing::Recorder) \
           returns prepared responses and records the requests.";
    let server = match &options.server {
        Gate::Never => None,
        Gate::Always => Some(docs::own(
            " The module `server` has the routes of a server with these implementations.",
        )),
        Gate::Feature(feature) => Some(
            docs::own(" With the feature ")
                + docs::code(feature)
                + ", the module `server` has the routes of a server with these implementations.",
        ),
    };
    tests
        + server
        + "\n\nThe [guide](apicrate_runtime::guide) describes servers, credentials, retries, pages, streams and all other \
           settings."
}

fn webhooks(api: &Api) -> Option<Markdown> {
    api.has_webhook_enum().then(|| {
        docs::own(
            "\n\n# Webhooks\n\nThe body of a webhook is a [`WebhookEvent`](webhooks::WebhookEvent), which `serde_json::from_slice` \
             decodes. If the API signs its webhooks, check the signature first: OpenAPI does not describe it.",
        )
    })
}

fn features_section(
    api: &Api,
    options: &Options,
    library: &Library,
    call: Option<&FirstCall<'_>>,
) -> Option<Markdown> {
    let dependency = one_group(api, options, library, call)?;
    Some(
        docs::own("\n\n# Features\n\n")
            + ABOUT_FEATURES
            + "\n\n"
            + Markdown::toml(dependency.lines())
            + "\n\nOther features are those of [`apicrate_runtime`].",
    )
}

/// The features of groups, in the documentation and the README of a crate.
pub(super) const ABOUT_FEATURES: &str = "Each group has a feature, which compiles the group and the models that it contains. All of them are on by default. A \
     program that chooses its groups compiles faster:";

/// The dependency of a program that calls one group: that of the first call. `None` if the groups have no features.
pub(super) fn one_group(
    api: &Api,
    options: &Options,
    library: &Library,
    call: Option<&FirstCall<'_>>,
) -> Option<String> {
    if !group_features::is_conditional(api, options) {
        return None;
    }
    let group = call.map(|call| call.group).or(api.groups.first())?;
    let features = group_features::of_program(api, group, options);
    let features: toml_edit::Array = features.iter().map(String::as_str).collect();
    let Library { package, .. } = library;
    Some(format!(
        "[dependencies]\n\
         {package} = {{ path = \"../{package}\", default-features = false, features = {features} }}\n"
    ))
}
