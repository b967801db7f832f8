//! The `use` items of a file: exactly the names that its code uses from other files and crates.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::condition::Condition;
use super::enumeration;
use super::errors;
use super::form;
use super::group_features;
use super::names::{ident, node_name};
use super::options::Options;
use super::request;
use super::scope::{Scope, is_used};
use crate::model::{
    Api, ArgumentSource, ArgumentType, BodyFormat, Field, Group, GroupNode, Operation, Output,
    ParameterPresence, Presence, StructDef, Type, TypeDef, TypeKind,
};

/// The names of the runtime that the file of every group uses.
const OF_EVERY_GROUP: [&str; 8] = [
    "Answer",
    "CallOptions",
    "Decode",
    "Method",
    "Operation",
    "Setters",
    "decode",
    "not_implemented",
];

/// Those that its client uses, too.
const OF_EVERY_CLIENT: [&str; 2] = ["Client", "Implementation"];

/// The `use` items of a file of models.
pub(super) fn of_module(types: &[&TypeDef]) -> Vec<TokenStream> {
    let mut used = Used::default();
    for definition in types {
        match &definition.kind {
            TypeKind::Struct(structure) => used.structure(structure),
            TypeKind::Enum(values) => _ = used.runtime.insert(enumeration::derive(values)),
            TypeKind::Union(union) => {
                used.runtime.extend(["JsonUnion", "Value"]);
                union
                    .variants
                    .iter()
                    .for_each(|variant| used.ty(&variant.ty));
            }
            TypeKind::Events(events) => {
                used.runtime.insert("EventData");
                used.event_types = true;
                events.variants.iter().for_each(|it| used.ty(&it.ty));
            }
            TypeKind::Alias(ty) => used.ty(ty),
            TypeKind::Newtype(newtype) => {
                used.runtime.insert("JsonNewtype");
                used.ty(&newtype.ty);
            }
        }
    }
    let scope = Scope::of_models(types);
    used.models
        .retain(|name| !scope.declares(name) && !is_used(name));
    used.runtime.retain(|name| !scope.declares(name));
    used.event_types &= !scope.declares("UnknownEvent");
    used.maps &= !scope.declares("BTreeMap");
    let mut lines = used.map_line();
    if used.event_types {
        lines.push(quote!(
            use apicrate_runtime::stream::UnknownEvent;
        ));
    }
    lines.extend(line(
        &quote!(apicrate_runtime),
        used.runtime.into_iter().map(ident),
    ));
    lines.extend(line(&quote!(super), used.models.into_iter().map(ident)));
    lines
}

/// The `use` items of the file of a group.
pub(super) fn of_group(
    api: &Api,
    group: &Group,
    below: Option<&GroupNode<'_>>,
    options: &Options,
) -> Vec<TokenStream> {
    let mut used = Used::default();
    for operation in &group.operations {
        used.operation(api, operation);
    }
    used.runtime.extend(OF_EVERY_GROUP);
    let client = Condition::of(&options.client);
    let mut of_client = Used::default();
    for operation in &group.operations {
        of_client.call(api, operation);
    }
    of_client.runtime.extend(OF_EVERY_CLIENT);
    let children = below.into_iter().flat_map(|node| &node.children);
    let (conditional, children): (Vec<_>, Vec<_>) = children
        .map(|child| {
            (
                group_features::of_node(api, child, options),
                node_name(child),
            )
        })
        .partition(|(condition, _)| condition.is_some());
    let children = children.into_iter().map(|(_, name)| name).collect();
    let conditional = conditional.into_iter();
    let conditional = conditional.map(|(condition, name)| quote!(#condition use super::#name;));
    if client == Condition::Always {
        used.extend(of_client);
        let mut lines = used.lines(true, children);
        lines.extend(conditional);
        return lines;
    }
    of_client.remove(&used);
    let mut lines = used.lines(false, Vec::new());
    lines.extend(client.items(of_client.lines(true, children)));
    lines.extend(client.items(conditional));
    lines
}

/// One `use` item for all names; `None` if there are none.
fn line(path: &TokenStream, names: impl Iterator<Item = Ident>) -> Option<TokenStream> {
    match names.collect::<Vec<_>>().as_slice() {
        [] => None,
        [only] => Some(quote!(use #path::#only;)),
        several => Some(quote!(use #path::{#(#several),*};)),
    }
}

/// The names that a file uses from elsewhere.
#[derive(Default)]
struct Used<'a> {
    maps: bool,
    event_types: bool,
    runtime: BTreeSet<&'static str>,
    models: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    fn map_line(&self) -> Vec<TokenStream> {
        let line = self.maps.then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        });
        line.into_iter().collect()
    }

    /// The `use` items of the file of a group.
    fn lines(self, shares: bool, mut own: Vec<Ident>) -> Vec<TokenStream> {
        let mut lines = self.map_line();
        if shares {
            lines.push(quote!(
                use std::sync::Arc;
            ));
        }
        let runtime = self.runtime.into_iter().map(ident);
        lines.extend(line(&quote!(apicrate_runtime), runtime));
        own.extend((!self.models.is_empty()).then(|| ident("models")));
        lines.extend(line(&quote!(super), own.into_iter()));
        lines
    }

    fn extend(&mut self, other: Self) {
        self.maps |= other.maps;
        self.runtime.extend(other.runtime);
        self.models.extend(other.models);
    }

    /// Removes the names that another list contains.
    fn remove(&mut self, other: &Self) {
        self.maps &= !other.maps;
        self.runtime.retain(|name| !other.runtime.contains(name));
        if !other.models.is_empty() {
            self.models.clear();
        }
    }

    fn structure(&mut self, structure: &'a StructDef) {
        self.runtime.extend(["JsonObject", "Setters"]);
        structure.fields.iter().for_each(|field| self.field(field));
        if let Some(ty) = &structure.additional {
            self.maps = true;
            self.ty(ty);
        }
        let targets = structure.extends.iter().map(|extends| &extends.target);
        self.models.extend(targets.map(String::as_str));
    }

    fn field(&mut self, field: &'a Field) {
        if field.presence == Presence::Patch {
            self.runtime.insert("Patch");
        }
        self.ty(&field.ty);
    }

    fn operation(&mut self, api: &'a Api, operation: &'a Operation) {
        let parameters = operation.parameters.iter();
        let valued = parameters.filter(|parameter| parameter.presence != ParameterPresence::Flag);
        if let Some(body) = &operation.body {
            match body.content.format() {
                BodyFormat::Multipart => _ = self.runtime.insert("Multipart"),
                BodyFormat::Form if form::styles(&body.content.encodings).next().is_some() => {
                    self.runtime.insert("ParameterStyle");
                }
                _ => {}
            }
        }
        let body = operation.body.iter().map(|body| api.body_type(body));
        for ty in valued.map(|parameter| &parameter.ty).chain(body) {
            self.ty(ty);
        }
        if request::is_written(operation) {
            self.runtime.insert("Encoder");
        }
        let mut parameters = operation.parameters.iter();
        if parameters.any(request::uses_style) {
            self.runtime.insert("ParameterStyle");
        }
        if let Some(alternatives) = api.own_security(operation) {
            self.runtime.insert("SecurityRequirements");
            if alternatives.iter().any(|it| !it.is_empty()) {
                self.runtime.insert("Credential");
            }
        }
        if let Some(error) = &operation.error {
            for variant in &error.variants {
                if errors::has_status(variant) {
                    self.runtime.insert("http");
                }
                variant.content.iter().for_each(|it| self.ty(&it.ty));
            }
        }
        match &operation.output {
            Output::Empty | Output::Location => {}
            Output::One(content) => {
                if content.stream.is_some() {
                    self.runtime.insert("stream");
                }
                self.ty(&content.ty);
            }
            Output::Many { variants, .. } => variants
                .iter()
                .filter_map(|outcome| outcome.content.as_ref())
                .for_each(|content| self.ty(&content.ty)),
        }
    }

    /// Adds the names in the code of an operation that only callers use.
    fn call(&mut self, api: &'a Api, operation: &'a Operation) {
        if !operation.servers.is_empty() {
            self.runtime.insert("ServerTemplate");
            let mut servers = operation.servers.iter();
            if servers.any(|server| !server.variables.is_empty()) {
                self.runtime.insert("ServerVariable");
            }
        }
        if let Some(pagination) = &operation.pagination {
            self.runtime
                .extend(["PageFacts", "PagedOperation", "Paging", "ReceivedPage"]);
            self.ty(&pagination.item);
        }
        let signature = api.signature(operation);
        for argument in &signature.named {
            if let ArgumentSource::Field(field) = argument.source {
                self.ty(&field.ty);
            }
        }
        if let Some((_, body)) = signature.spread {
            let given = body.fields.iter().filter(|field| !field.constant);
            given.for_each(|field| self.argument(api, field));
        }
    }

    /// Adds the names in the type of an argument. An `impl IntoIterator` uses the type of its items, but not the type of
    /// the collection.
    fn argument(&mut self, api: &Api, field: &'a Field) {
        if field.is_set() {
            match api.field_setter(field) {
                ArgumentType::IntoOption(_) => _ = self.runtime.insert("IntoOption"),
                ArgumentType::IntoPatch(_) => _ = self.runtime.insert("IntoPatch"),
                ArgumentType::Patch(_) => _ = self.runtime.insert("Patch"),
                _ => {}
            }
            return self.ty(&field.ty);
        }
        match (field.presence, &field.ty) {
            (Presence::Nullable { argument: true }, ty) => self.ty(ty),
            (_, Type::List(inner) | Type::Map(inner)) => self.ty(inner),
            (_, ty) => self.ty(ty),
        }
    }

    fn ty(&mut self, ty: &'a Type) {
        match ty {
            Type::Date => _ = self.runtime.insert("Date"),
            Type::Timestamp => _ = self.runtime.insert("Timestamp"),
            Type::Uuid => _ = self.runtime.insert("Uuid"),
            Type::Value => _ = self.runtime.insert("Value"),
            Type::Bytes => _ = self.runtime.insert("Bytes"),
            Type::Body => _ = self.runtime.insert("Body"),
            Type::File => _ = self.runtime.insert("FilePart"),
            Type::Map(value) => {
                self.maps = true;
                self.ty(value);
            }
            Type::List(inner) | Type::Nullable(inner) => self.ty(inner),
            Type::Tuple(items) => items.iter().for_each(|item| self.ty(item)),
            Type::Named(name) => _ = self.models.insert(name),
            Type::External(external) => self.runtime.extend(external.item),
            _ => {}
        }
    }
}
