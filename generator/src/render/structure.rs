//! An object: a struct with public fields. Its constructor, its setters and its JSON conversions are derived.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::derives;
use super::docs;
use super::names::{additional_name, ident};
use super::scope::Scope;
use super::types;
use crate::model::{
    Api, Extends, Field, FieldConversion, Presence, StructDef, Type, TypeDef, TypeKind, plain,
};

pub(super) fn items(
    api: &Api,
    definition: &TypeDef,
    structure: &StructDef,
    scope: &Scope<'_>,
) -> Vec<TokenStream> {
    let mut items = vec![declaration(api, definition, structure, scope)];
    items.extend(
        structure
            .extends
            .iter()
            .map(|extends| conversion(api, (definition, structure), extends, scope)),
    );
    items
}

fn declaration(
    api: &Api,
    definition: &TypeDef,
    structure: &StructDef,
    scope: &Scope<'_>,
) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    // The derived value would not have the fixed values.
    let has_default = structure.has_default();
    let has_fixed = structure.fields.iter().any(|field| field.fixed.is_some());
    let mut own = vec!["Clone", "Debug", "PartialEq"];
    own.extend((has_default && !has_fixed).then_some("Default"));
    let derives = derives::attribute(definition, &own, &["Setters", "JsonObject"], scope);
    let own_default = (has_default && has_fixed).then(|| {
        let default = scope.item("Default");
        quote! {
            impl #default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    });
    let camel_case = prefers_camel_case(structure);
    let rename_all = camel_case.then(|| quote!(#[json_object(rename_all = "camelCase")]));
    let fields = structure.fields.iter().map(|field| {
        let docs = docs::of_field(field);
        let attribute = field_attribute(api, field, camel_case, scope);
        let name = ident(&field.name);
        let ty = types::rust_type(&field.rust_type(), scope);
        quote! { #docs #attribute pub #name: #ty }
    });
    let additional = structure.additional_type().map(|ty| {
        let name = additional_name(structure);
        let ty = types::rust_type(&ty, scope);
        quote! {
            /// Additional properties: those that no other field contains.
            #[field(rest)]
            pub #name: #ty
        }
    });
    let fields = fields.chain(additional);
    quote! {
        #docs
        #derives
        #rename_all
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
        #own_default
    }
}

/// Returns whether the document describes every property.
pub(super) fn is_documented(structure: &StructDef) -> bool {
    let mut fields = structure.fields.iter();
    fields.all(|field| docs::has_any(field.docs.as_deref(), field.default.as_deref()))
}

/// Returns whether most JSON names are the `camelCase` form of the field names.
fn prefers_camel_case(structure: &StructDef) -> bool {
    let count = |spelled: fn(&str) -> String| {
        structure
            .fields
            .iter()
            .filter(|field| spelled(plain(&field.name)) == field.wire)
            .count()
    };
    count(camel_case) > count(str::to_owned)
}

/// Converts `snake_case` to `camelCase` as serde does: removes each `_` and capitalizes the letter after it.
fn camel_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut capital = false;
    for c in name.chars() {
        match c {
            '_' => capital = true,
            c if capital => {
                text.push(c.to_ascii_uppercase());
                capital = false;
            }
            c => text.push(c),
        }
    }
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}

/// The attribute `#[field(..)]`: the properties of a field that the derives cannot infer from its type.
fn field_attribute(
    api: &Api,
    field: &Field,
    all_camel_case: bool,
    scope: &Scope<'_>,
) -> Option<TokenStream> {
    let mut words = Vec::new();
    let derived = if all_camel_case {
        camel_case(plain(&field.name))
    } else {
        plain(&field.name).to_owned()
    };
    if derived != field.wire {
        let wire = &field.wire;
        words.push(quote!(name = #wire));
    }
    if field.ty.is_file() {
        // The request writes the file as a separate multipart part.
        words.push(quote!(skip));
    }
    if field.constant {
        let value = field
            .fixed
            .as_deref()
            .map(|text| fixed(api, &field.ty, text, scope));
        let value = value.map(|value| quote!(= #value));
        words.push(quote!(constant #value));
    }
    match field.presence {
        Presence::Nullable { argument: false } => words.push(quote!(null)),
        Presence::Nullable { argument: true } => words.push(quote!(argument, null)),
        Presence::Collection { required: true } => words.push(quote!(default)),
        Presence::Collection { required: false } => words.push(quote!(default, skip_empty)),
        Presence::Required | Presence::Optional | Presence::Patch => {}
    }
    if api.is_named_text_or_collection(&field.ty) {
        words.push(quote!(into));
    }
    if field.presence != Presence::Patch
        && matches!(field.ty, Type::Named(_))
        && matches!(api.aliased(&field.ty), Type::Map(_))
    {
        words.push(quote!(map));
    }
    (!words.is_empty()).then(|| quote!(#[field(#(#words),*)]))
}

/// The value that the constructor sets: a variant of an enum, or the value in JSON.
fn fixed(api: &Api, ty: &Type, json: &str, scope: &Scope<'_>) -> TokenStream {
    let value = serde_json::from_str(json).unwrap_or(Value::Null);
    let wire = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    if let Type::Named(name) = api.aliased(ty)
        && let Some(TypeKind::Enum(values)) = api.type_named(name).map(|it| &it.kind)
        && let Some(variant) = values.variants.iter().find(|it| it.wire == wire)
    {
        let (name, variant) = (scope.model(name), ident(&variant.name));
        return quote!(#name::#variant);
    }
    match &value {
        Value::String(text) => quote!(#text),
        _ => wire.parse().unwrap_or_default(),
    }
}

fn allow_deprecated(needed: bool) -> Option<TokenStream> {
    needed.then(|| quote!(#[allow(deprecated)]))
}

/// Returns whether a type has its own method `into`: the setter of a property.
fn has_into(api: &Api, ty: &Type) -> bool {
    let definition = api
        .aliased(ty)
        .named()
        .and_then(|name| api.type_named(name));
    definition.is_some_and(|definition| match &definition.kind {
        TypeKind::Struct(structure) => structure.fields.iter().any(|field| field.name == "into"),
        _ => false,
    })
}

/// The conversion of a struct into a component that it extends. Both have additional properties of the same type, or the
/// component has none.
fn conversion(
    api: &Api,
    (definition, structure): (&TypeDef, &StructDef),
    extends: &Extends,
    scope: &Scope<'_>,
) -> TokenStream {
    let (from, to) = (ident(&definition.name), scope.model(&extends.target));
    let conversion = scope.item("From");
    let argument = ident("value");
    let converted: HashSet<&String> = extends.fields.iter().map(|(name, _)| name).collect();
    let mut fields = structure.fields.iter();
    let deprecated = fields.any(|field| field.deprecated && converted.contains(&field.name));
    let allow_deprecated = allow_deprecated(deprecated);
    let types = structure.fields.iter();
    let types: HashMap<&str, &Type> = types.map(|field| (&*field.name, &field.ty)).collect();
    let fields = extends.fields.iter().map(|(name, how)| {
        let has_into = types.get(name.as_str()).is_some_and(|ty| has_into(api, ty));
        let name = ident(name);
        match how {
            FieldConversion::Same => quote!(#name: #argument.#name),
            FieldConversion::Into if has_into => {
                quote!(#name: #conversion::from(#argument.#name))
            }
            FieldConversion::Into => quote!(#name: #argument.#name.into()),
            FieldConversion::OrDefault => quote!(#name: #argument.#name.unwrap_or_default()),
        }
    });
    let target = api.type_named(&extends.target);
    let additional = target.and_then(|target| match &target.kind {
        TypeKind::Struct(target) if target.additional.is_some() => {
            let (own, name) = (additional_name(structure), additional_name(target));
            Some(quote!(#name: #argument.#own))
        }
        _ => None,
    });
    let fields = fields.chain(additional);
    quote! {
        #allow_deprecated
        impl #conversion<#from> for #to {
            fn from(#argument: #from) -> Self { Self { #(#fields),* } }
        }
    }
}
