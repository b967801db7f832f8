//! The `use` lines of a file: what its code mentions that is declared elsewhere, and nothing else.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::call;
use super::root::Node;
use super::structure;
use super::types::{ident, taken};
use super::union;
use crate::model::{
    Api, Field, Notation, Operation, Output, ParameterPresence, Presence, Service, StructDef, Type,
    TypeDef, TypeKind,
};

/// What the file of a service needs of the runtime, whatever its operations are.
const OF_EVERY_SERVICE: [&str; 10] = [
    "BoxFuture",
    "Bytes",
    "CallOptions",
    "Client",
    "Encoder",
    "Operation",
    "OperationInfo",
    "Response",
    "Result",
    "decode",
];

/// The `use` lines of a model's file.
pub(super) fn of_model(api: &Api, definition: &TypeDef) -> Vec<TokenStream> {
    let mut used = Used::default();
    match &definition.kind {
        TypeKind::Struct(structure) => used.structure(api, structure),
        TypeKind::Union(union) => {
            used.runtime.insert("Value");
            union
                .variants
                .iter()
                .for_each(|variant| used.ty(&variant.ty));
        }
        TypeKind::Alias(ty) => used.ty(ty),
        TypeKind::Enum(_) => {}
    }
    used.models
        .retain(|name| *name != definition.name && api.type_named(name).is_some());
    let serde = match &definition.kind {
        TypeKind::Union(union) if union::is_told_apart(union) => Some(quote!(
            use serde::{Deserialize, Deserializer, Serialize};
        )),
        TypeKind::Struct(_) | TypeKind::Union(_) => Some(quote!(
            use serde::{Deserialize, Serialize};
        )),
        TypeKind::Alias(_) | TypeKind::Enum(_) => None,
    };
    let mut lines = used.map_line();
    lines.extend(serde);
    lines.extend(line(
        &quote!(trophy_runtime),
        used.runtime.into_iter().map(ident),
    ));
    lines.extend(line(&quote!(super), used.models.into_iter().map(ident)));
    lines
}

/// The `use` lines of a service's file.
pub(super) fn of_service(
    api: &Api,
    service: &Service,
    below: Option<&Node<'_>>,
) -> Vec<TokenStream> {
    let mut used = Used::default();
    for operation in &service.operations {
        used.operation(api, operation);
    }
    used.runtime.extend(OF_EVERY_SERVICE);
    let children = below.into_iter().flat_map(|node| &node.children);
    let models = (!used.models.is_empty()).then(|| ident("models"));
    let mut lines = used.map_line();
    lines.push(quote!(
        use std::fmt;
    ));
    lines.push(quote!(
        use std::future::{Future, IntoFuture};
    ));
    lines.push(quote!(
        use std::sync::Arc;
    ));
    lines.push(quote!(
        use trophy_runtime::http::{self, Method};
    ));
    lines.extend(line(
        &quote!(trophy_runtime),
        used.runtime.into_iter().map(ident),
    ));
    lines.extend(line(
        &quote!(super),
        children.map(Node::ident).chain(models),
    ));
    lines
}

/// One `use` of all names, if there are any.
fn line(path: &TokenStream, names: impl Iterator<Item = Ident>) -> Option<TokenStream> {
    match names.collect::<Vec<_>>().as_slice() {
        [] => None,
        [only] => Some(quote!(use #path::#only;)),
        several => Some(quote!(use #path::{#(#several),*};)),
    }
}

/// What a file mentions that is declared elsewhere.
#[derive(Default)]
struct Used<'a> {
    maps: bool,
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

    fn structure(&mut self, api: &'a Api, structure: &'a StructDef) {
        for field in &structure.fields {
            self.ty(&field.ty);
            self.argument(api, field);
            // `BTreeMap::is_empty`, whatever the field's own name for the map.
            self.maps |= matches!(field.presence, Presence::Collection { required: false })
                && structure::collection(api, &field.ty) == "BTreeMap";
        }
        if let Some(ty) = &structure.additional {
            self.maps = true;
            self.ty(ty);
        }
        let bases = structure
            .extends
            .iter()
            .map(|extends| extends.target.as_str());
        self.models.extend(bases);
    }

    fn operation(&mut self, api: &'a Api, operation: &'a Operation) {
        let parameters = operation.parameters.iter();
        let valued = parameters.filter(|parameter| parameter.presence != ParameterPresence::Flag);
        if let Some(body) = &operation.body {
            match body.content.notation() {
                Notation::Multipart => _ = self.runtime.insert("Multipart"),
                Notation::Form if body.content.encodings.iter().any(|it| it.style.is_some()) => {
                    self.runtime.insert("FormStyle");
                }
                _ => {}
            }
        }
        let body = operation.body.iter().map(|body| &body.content.ty);
        for ty in valued.map(|parameter| &parameter.ty).chain(body) {
            self.ty(ty);
            self.taken(api, ty);
        }
        if let Some(pagination) = &operation.pagination {
            self.runtime.extend(["Items", "Pages"]);
            self.ty(&pagination.item);
        }
        if let Some((_, body)) = call::spread(api, operation) {
            body.fields
                .iter()
                .for_each(|field| self.argument(api, field));
        }
        match &operation.output {
            Output::Empty => {}
            Output::One(content) => self.ty(&content.ty),
            Output::Many { outcomes, .. } => outcomes
                .iter()
                .filter_map(|outcome| outcome.content.as_ref())
                .for_each(|content| self.ty(&content.ty)),
        }
    }

    /// What the argument for a field mentions, in a constructor or a setter.
    fn argument(&mut self, api: &'a Api, field: &'a Field) {
        match field.presence {
            _ if field.constant => {}
            Presence::Patch => {
                self.runtime.insert("Patch");
                self.ty(&field.ty);
            }
            Presence::Nullable { argument: true } => self.ty(&field.ty),
            _ => self.taken(api, &field.ty),
        }
    }

    /// What `impl IntoIterator` and its like mention: the items and not the list.
    fn taken(&mut self, api: &'a Api, ty: &'a Type) {
        match taken(api, ty) {
            Type::List(inner) | Type::Map(inner) => self.ty(inner),
            ty => self.ty(ty),
        }
    }

    fn ty(&mut self, ty: &'a Type) {
        match ty {
            Type::Date => _ = self.runtime.insert("Date"),
            Type::Timestamp => _ = self.runtime.insert("Timestamp"),
            Type::Uuid => _ = self.runtime.insert("Uuid"),
            Type::Value => _ = self.runtime.insert("Value"),
            Type::Bytes => _ = self.runtime.insert("Bytes"),
            Type::File => _ = self.runtime.insert("FilePart"),
            Type::Map(value) => {
                self.maps = true;
                self.ty(value);
            }
            Type::List(inner) | Type::Nullable(inner) => self.ty(inner),
            Type::Tuple(items) => items.iter().for_each(|item| self.ty(item)),
            Type::Named(name) => _ = self.models.insert(name),
            _ => {}
        }
    }
}
