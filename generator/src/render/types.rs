//! Names and types as tokens, and the arguments that callers may give for them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::{Api, Field, Presence, StructDef, Type, TypeDef, TypeKind};

/// A name of the model as an identifier.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A type as it reads beside the models.
pub(super) fn tokens(ty: &Type) -> TokenStream {
    spelled(ty, &TokenStream::new())
}

/// A type as it reads in the file of a service.
pub(super) fn tokens_outside(ty: &Type) -> TokenStream {
    spelled(ty, &quote!(models::))
}

/// A type with this before the names of models.
pub(super) fn spelled(ty: &Type, path: &TokenStream) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Date => quote!(Date),
        Type::Timestamp => quote!(Timestamp),
        Type::Uuid => quote!(Uuid),
        Type::Value => quote!(Value),
        Type::Bytes => quote!(Bytes),
        Type::List(item) => {
            let item = spelled(item, path);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = spelled(value, path);
            quote!(BTreeMap<String, #value>)
        }
        Type::Nullable(inner) => {
            let inner = spelled(inner, path);
            quote!(Option<#inner>)
        }
        Type::Named(name) => {
            let name = ident(name);
            quote!(#path #name)
        }
    }
}

/// The type of a field.
pub(super) fn field(field: &Field) -> TokenStream {
    let ty = tokens(&field.ty);
    let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
    match field.presence {
        Presence::Required | Presence::Collection { .. } => ty,
        Presence::Optional | Presence::Nullable { .. } => quote!(Option<#ty>),
        Presence::Patch => quote!(Patch<#ty>),
    }
}

/// What a caller may give for a value, and how it becomes one.
pub(super) struct Argument {
    pub(super) ty: TokenStream,
    pub(super) value: TokenStream,
}

/// What a caller may give for a value of this type: an alias of a string or list is taken for what it stands
/// for.
pub(super) fn taken<'a>(api: &'a Api, ty: &'a Type) -> &'a Type {
    let mut target = ty;
    while let Type::Named(name) = target {
        match api.type_named(name).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(next)) if next != target => target = next,
            _ => return ty,
        }
    }
    match target {
        Type::String | Type::Value | Type::List(_) | Type::Map(_) => target,
        _ => ty,
    }
}

/// The argument for a value of type `ty`, whose own spelling is `spelling`.
pub(super) fn argument(
    api: &Api,
    name: &Ident,
    ty: &Type,
    spelling: impl Fn(&Type) -> TokenStream,
) -> Argument {
    let text = |ty: &Type| *ty == Type::String;
    match taken(api, ty) {
        Type::String => Argument {
            ty: quote!(impl Into<String>),
            value: quote!(#name.into()),
        },
        Type::Value => Argument {
            ty: quote!(impl Into<Value>),
            value: quote!(#name.into()),
        },
        Type::List(item) if text(item) => Argument {
            ty: quote!(impl IntoIterator<Item = impl Into<String>>),
            value: quote!(#name.into_iter().map(Into::into).collect()),
        },
        Type::List(item) => {
            let item = spelling(item);
            Argument {
                ty: quote!(impl IntoIterator<Item = #item>),
                value: quote!(#name.into_iter().collect()),
            }
        }
        Type::Map(value) if text(value) => Argument {
            ty: quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>),
            value: quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect()),
        },
        Type::Map(value) => {
            let value = spelling(value);
            Argument {
                ty: quote!(impl IntoIterator<Item = (impl Into<String>, #value)>),
                value: quote!(#name.into_iter().map(|(key, value)| (key.into(), value)).collect()),
            }
        }
        _ => Argument {
            ty: spelling(ty),
            value: quote!(#name),
        },
    }
}

/// `name: value` in a struct expression, or just `name`.
pub(super) fn initializer(name: &Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() {
        quote!(#name)
    } else {
        quote!(#name: #value)
    }
}

/// The argument for a field, in a constructor or a setter.
pub(super) fn field_argument(
    api: &Api,
    field: &Field,
    spelling: fn(&Type) -> TokenStream,
) -> Argument {
    let name = ident(&field.name);
    let boxed = |value: TokenStream| {
        if field.boxed {
            quote!(Box::new(#value))
        } else {
            value
        }
    };
    match field.presence {
        Presence::Patch => {
            let ty = spelling(&field.ty);
            let value = if field.boxed {
                quote!(#name.into().map(Box::new))
            } else {
                quote!(#name.into())
            };
            Argument {
                ty: quote!(impl Into<Patch<#ty>>),
                value,
            }
        }
        Presence::Nullable { argument: true } => {
            let ty = spelling(&field.ty);
            let value = if field.boxed {
                quote!(#name.map(Box::new))
            } else {
                quote!(#name)
            };
            Argument {
                ty: quote!(Option<#ty>),
                value,
            }
        }
        Presence::Optional | Presence::Nullable { argument: false } => {
            let Argument { ty, value } = argument(api, &name, &field.ty, spelling);
            let value = boxed(value);
            Argument {
                ty,
                value: quote!(Some(#value)),
            }
        }
        Presence::Required | Presence::Collection { .. } => {
            let Argument { ty, value } = argument(api, &name, &field.ty, spelling);
            Argument {
                ty,
                value: boxed(value),
            }
        }
    }
}

/// The `use` lines of a model's file.
pub(super) fn imports(api: &Api, definition: &TypeDef) -> Vec<TokenStream> {
    let mut used = Used::default();
    match &definition.kind {
        TypeKind::Struct(structure) => used.structure(api, structure),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .for_each(|variant| used.ty(&variant.ty)),
        TypeKind::Alias(ty) => used.ty(ty),
        TypeKind::Enum(_) => {}
    }
    let derives = matches!(definition.kind, TypeKind::Struct(_) | TypeKind::Union(_));
    if matches!(definition.kind, TypeKind::Union(_)) {
        used.runtime.insert("Value");
    }
    let reads =
        matches!(&definition.kind, TypeKind::Union(union) if super::union::is_tagged(union));
    used.siblings
        .retain(|name| *name != definition.name && api.type_named(name).is_some());
    used.lines(derives, reads)
}

/// What a file mentions that is declared elsewhere.
#[derive(Default)]
struct Used<'a> {
    maps: bool,
    runtime: std::collections::BTreeSet<&'static str>,
    siblings: std::collections::BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    fn structure(&mut self, api: &'a Api, structure: &'a StructDef) {
        for field in &structure.fields {
            self.ty(&field.ty);
            self.argument(api, field);
            if field.presence == Presence::Patch {
                self.runtime.insert("Patch");
            }
        }
        if let Some(ty) = &structure.additional {
            self.maps = true;
            self.ty(ty);
        }
        self.siblings.extend(
            structure
                .extends
                .iter()
                .map(|extends| extends.target.as_str()),
        );
    }

    /// What the argument for a field mentions on top of the field's own type.
    fn argument(&mut self, api: &'a Api, field: &'a Field) {
        let whole = matches!(
            field.presence,
            Presence::Patch | Presence::Nullable { argument: true }
        );
        if field.constant || whole {
            return;
        }
        match taken(api, &field.ty) {
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
            Type::Map(value) => {
                self.maps = true;
                self.ty(value);
            }
            Type::List(inner) | Type::Nullable(inner) => self.ty(inner),
            Type::Named(name) => _ = self.siblings.insert(name),
            _ => {}
        }
    }

    fn lines(self, derives: bool, reads: bool) -> Vec<TokenStream> {
        let mut lines = Vec::new();
        if self.maps {
            lines.push(quote!(
                use std::collections::BTreeMap;
            ));
        }
        if derives {
            let deserializer = reads.then(|| quote!(Deserializer,));
            lines.push(quote!(use serde::{Deserialize, #deserializer Serialize};));
        }
        let names = |names: &mut dyn Iterator<Item = &str>| names.map(ident).collect::<Vec<_>>();
        match names(&mut self.runtime.iter().copied()).as_slice() {
            [] => {}
            [only] => lines.push(quote!(use trophy_runtime::#only;)),
            several => lines.push(quote!(use trophy_runtime::{#(#several),*};)),
        }
        match names(&mut self.siblings.iter().copied()).as_slice() {
            [] => {}
            [only] => lines.push(quote!(use super::#only;)),
            several => lines.push(quote!(use super::{#(#several),*};)),
        }
        lines
    }
}
