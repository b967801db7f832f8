//! Renders an API as Rust source: one formatted file for each model and each group.
//!
//! Each module here renders one kind of item. It reads only [`crate::model`], in which all decisions are made: names,
//! optional fields, open enums, boxed fields.

mod address;
mod arguments;
mod call;
mod callbacks;
mod chain;
mod check;
mod condition;
mod derives;
mod docs;
mod double;
mod enumeration;
mod error;
mod errors;
mod events;
mod example;
mod file;
mod first_call;
mod form;
mod front_page;
mod group;
mod group_docs;
mod group_features;
mod imports;
mod literal;
mod names;
mod newtype;
mod old_names;
mod one_file;
mod operation_docs;
mod options;
mod package;
mod pages;
mod plain;
mod plausible;
mod request;
mod response_headers;
mod result;
mod returns;
mod root;
mod scope;
mod security;
mod server;
mod server_type;
mod structure;
mod style;
mod types;
mod union;
mod webhook;

pub use error::RenderError;
pub use file::GENERATED_MARK;
pub(crate) use file::header;
pub use group_features::{ALL_GROUPS, group_features};
pub(crate) use names::is_identifier;
pub(crate) use one_file::in_module;
pub use options::{CallSite, Gate, Layout, Library, Options};
pub use package::{Example, description, example, readme};

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use self::scope::Scope;
use crate::model::{Api, Group, GroupNode, TypeDef, TypeKind};
use crate::parallel;

/// Source text by path. Paths are relative and separated by `/`.
pub type Files = BTreeMap<String, String>;

/// The folders below the root of the output that can contain files.
pub(crate) const FOLDERS: [&str; 2] = ["models", "server"];

/// Renders all files of an API. With [`Layout::File`], this is [`Options::root_file`] only.
///
/// # Errors
///
/// Fails if a file is not valid Rust. This is a bug in the generator, not in the document. Also fails if
/// [`Options::root`] is not a name, or is the name of a group, if two options contradict each other, or if the feature of
/// [`Options::client`] or [`Options::server`] is also that of a group.
pub fn render(api: &Api, options: &Options) -> Result<Files, RenderError> {
    check::options(options)?;
    root::check_name(api, options)?;
    group_features::check(api, options)?;
    let tree = GroupNode::root(api);
    let parts = parts(api, options);
    let failed = |part: &Part<'_>, error| RenderError::file(part.path(api, options), error);
    match options.layout {
        Layout::Files => {
            let write = |part: &Part<'_>| {
                let text = file::source(part.items(api, &tree, options), options);
                let text = text.map_err(|error| failed(part, error))?;
                Ok((part.path(api, options), text))
            };
            parallel::map(&parts, write).into_iter().collect()
        }
        Layout::File => {
            let write = |part: &Part<'_>| {
                let path = part.module_path(api);
                let module = one_file::Module::new(part.items(api, &tree, options), path.len());
                let module = module.map_err(|error| failed(part, error))?;
                Ok((path, module))
            };
            let modules = parallel::map(&parts, write).into_iter();
            let modules = modules.collect::<Result<_, _>>()?;
            let text = one_file::text(&modules, options);
            Ok(Files::from([(options.root_file.clone(), text)]))
        }
    }
}

/// One file of the output.
enum Part<'a> {
    Root,
    Models,
    /// The types of one module: a component and its inline types.
    Model(Vec<&'a TypeDef>),
    Group(&'a Group),
    ServerRoot,
    Server(&'a Group),
    ServerSchemas,
    Webhooks,
}

/// Lists all files of an API: first the few large ones, then the many small ones, so that parallel workers finish at
/// about the same time.
fn parts<'a>(api: &'a Api, options: &Options) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'_>> = api.groups.iter().map(Part::Group).collect();
    if options.server != Gate::Never && !api.groups.is_empty() {
        parts.push(Part::ServerRoot);
        parts.extend(api.groups.iter().map(Part::Server));
        parts.extend(server::has_schemas(api, options).then_some(Part::ServerSchemas));
    }
    if api.has_webhook_enum() {
        parts.push(Part::Webhooks);
    }
    parts.push(Part::Root);
    if !api.types.is_empty() {
        parts.push(Part::Models);
    }
    parts.extend(api.modules().into_values().map(Part::Model));
    parts
}

impl Part<'_> {
    /// The path of the file.
    fn path(&self, api: &Api, options: &Options) -> String {
        match self {
            Self::Root => options.root_file.clone(),
            Self::Models => "models/mod.rs".to_owned(),
            Self::Model(types) => format!("models/{}.rs", module_of(types)),
            Self::Group(group) => root::file_of(group, options),
            Self::ServerRoot => "server/mod.rs".to_owned(),
            Self::Server(group) => format!("server/{}.rs", group.module),
            Self::ServerSchemas => format!("server/{}.rs", server::schemas::module(api)),
            Self::Webhooks => "webhooks.rs".to_owned(),
        }
    }

    /// The names of the modules around the items, without the root.
    fn module_path(&self, api: &Api) -> Vec<String> {
        let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        match self {
            Self::Root => path(&[]),
            Self::Models => path(&["models"]),
            Self::Model(types) => path(&["models", module_of(types)]),
            Self::Group(group) => path(&[&group.module]),
            Self::ServerRoot => path(&["server"]),
            Self::Server(group) => path(&["server", &group.module]),
            Self::ServerSchemas => path(&["server", &server::schemas::module(api)]),
            Self::Webhooks => path(&["webhooks"]),
        }
    }

    fn items(&self, api: &Api, tree: &GroupNode<'_>, options: &Options) -> Vec<TokenStream> {
        match self {
            Self::Root => root::items(api, tree, options),
            Self::Models => root::models(api, options),
            Self::Model(types) => {
                let mut items = imports::of_module(types);
                let scope = Scope::of_models(types);
                let models = types
                    .iter()
                    .flat_map(|definition| model(api, definition, &scope));
                items.extend(models);
                items
            }
            Self::Group(group) => group::items(api, tree, group, options),
            Self::ServerRoot => server::root(api, tree, options),
            Self::Server(group) => server::items(api, group, options),
            Self::ServerSchemas => server::schemas::items(api, options),
            Self::Webhooks => webhook::items(api),
        }
    }
}

/// The module of the types of one component.
fn module_of<'a>(types: &[&'a TypeDef]) -> &'a str {
    types.first().map_or("", |definition| &definition.module)
}

fn model(api: &Api, definition: &TypeDef, scope: &Scope<'_>) -> Vec<TokenStream> {
    match &definition.kind {
        TypeKind::Struct(structure) => structure::items(api, definition, structure, scope),
        TypeKind::Enum(values) => vec![enumeration::declaration(definition, values, scope)],
        TypeKind::Union(union) => vec![union::declaration(definition, union, scope)],
        TypeKind::Events(events) => vec![events::declaration(definition, events, scope)],
        TypeKind::Newtype(newtype) => vec![newtype::declaration(definition, newtype, scope)],
        TypeKind::Alias(ty) => {
            let docs = docs::of_type(definition);
            let name = names::ident(&definition.name);
            let ty = types::spelled(ty, scope);
            vec![quote! { #docs pub type #name = #ty; }]
        }
    }
}
