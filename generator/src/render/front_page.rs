//! The front page of a crate: the documentation of `lib.rs` after the description of the API.

use super::docs::{self, Markdown};
use super::first_call::FirstCall;
use super::group_features::group_features;
use super::names::{group_path, handle_name, ident, trait_name};
use super::options::{Gate, Options};
use crate::model::{Api, Group};

/// The sections of the front page. Empty for modules, and for crates without operations or a client.
pub(super) fn sections(api: &Api, options: &Options) -> Markdown {
    let (Some(library), Some(first)) = (&options.library, api.groups.first()) else {
        return Markdown::default();
    };
    if options.client == Gate::Never {
        return Markdown::default();
    }
    let program = FirstCall::new(api, options, library).and_then(|call| call.program());
    let program = program
        .map(|program| docs::own("\n\n# A first call\n\n") + Markdown::program(program.lines()));
    let groups = api.groups.iter().map(group);
    let groups = docs::own("\n\n# Groups\n\n") + Markdown::join(groups, "\n");
    let has_features = !group_features(api, options).is_empty();
    let features = has_features.then(|| {
        docs::own(
            "\n\n# Features\n\n\
             Each group has a feature, which compiles the group and the models that it contains. All of them are on by \
             default. With `default-features = false`, a program chooses its groups, and a transport such as \
             `http-transport`. Other features are those of [`apicrate_runtime`].",
        )
    });
    let root = ident(&options.root);
    let errors = docs::own(
        "\n\n# Errors, test doubles and servers\n\n\
         A call that fails returns an [`Error`](apicrate_runtime::Error). Operations with documented errors have an enum of \
         them, which `Error::decode` returns.\n\nEach group has a trait, such as [`",
    ) + &trait_name(first)
        + "`]. An implementation of it is a test double: the methods of [`"
        + &root
        + "`] whose names begin with `with_` put it in the place of the client.";
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
    Markdown::default() + program + groups + features + errors + server
}

/// A group in the list: a link to its handle, and the first sentence of its description.
fn group(group: &Group) -> Markdown {
    let name = docs::code(&group_path(group));
    let link = docs::own("- [") + name + "](" + &handle_name(group) + ")";
    let about = group.docs.as_deref().and_then(docs::first_sentence);
    link + about.map(|about| docs::own(": ") + docs::plain(&about))
}
