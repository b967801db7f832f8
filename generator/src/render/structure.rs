//! An object: a struct with public fields, a constructor for what is required, a setter for the rest.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::types::{self, Argument, ident};
use crate::model::{
    Api, Conversion, Extends, Field, MOST_ARGUMENTS, Presence, StructDef, Type, TypeDef, TypeKind,
};

/// More arguments than this are questioned by clippy; a constructor asks for what the schema requires.
pub(super) const MANY_ARGUMENTS: usize = MOST_ARGUMENTS;

pub(super) fn items(api: &Api, definition: &TypeDef, structure: &StructDef) -> Vec<TokenStream> {
    let mut items = vec![
        declaration(api, definition, structure),
        constructor_and_setters(api, definition, structure),
    ];
    items.extend(
        structure
            .extends
            .iter()
            .map(|extends| conversion(definition, structure, extends)),
    );
    items
}

fn declaration(api: &Api, definition: &TypeDef, structure: &StructDef) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let default = structure
        .required()
        .next()
        .is_none()
        .then(|| quote!(Default,));
    let camel_case = prefers_camel_case(structure);
    let rename_all = camel_case.then(|| quote!(#[serde(rename_all = "camelCase")]));
    let fields = structure.fields.iter().map(|field| {
        let docs = docs::of_field(field);
        let serde = serde_attribute(api, field, camel_case);
        let name = ident(&field.name);
        let ty = types::field(field);
        quote! { #docs #serde pub #name: #ty }
    });
    let additional = structure.additional.as_ref().map(|ty| {
        let name = additional_name(structure);
        let ty = types::tokens(ty);
        quote! {
            /// Properties that the document does not name.
            #[serde(flatten)]
            pub #name: BTreeMap<String, #ty>
        }
    });
    let fields = fields.chain(additional);
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq, Serialize, Deserialize)]
        #rename_all
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    }
}

pub(super) fn additional_name(structure: &StructDef) -> proc_macro2::Ident {
    let taken = structure
        .fields
        .iter()
        .any(|field| field.name == "additional_properties");
    ident(if taken {
        "additional_properties_"
    } else {
        "additional_properties"
    })
}

/// Whether most names follow from the fields by serde's `camelCase`.
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

fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// serde's own rule: each `_` goes and the letter after it is a capital.
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
    match text.chars().next() {
        Some(first) => first.to_ascii_lowercase().to_string() + &text[first.len_utf8()..],
        None => text,
    }
}

fn serde_attribute(api: &Api, field: &Field, all_camel_case: bool) -> TokenStream {
    let mut parts = Vec::new();
    if is_file(&field.ty) {
        // Written by the request that sends it, as a part of its own.
        return quote!(#[serde(skip)]);
    }
    let derived = if all_camel_case {
        camel_case(plain(&field.name))
    } else {
        plain(&field.name).to_owned()
    };
    if derived != field.wire {
        let wire = &field.wire;
        parts.push(quote!(rename = #wire));
    }
    match field.presence {
        Presence::Optional => parts.push(quote!(default, skip_serializing_if = "Option::is_none")),
        Presence::Nullable { argument: false } => parts.push(quote!(default)),
        Presence::Patch => parts.push(quote!(default, skip_serializing_if = "Patch::is_absent")),
        Presence::Collection { required } => {
            parts.push(quote!(
                default,
                deserialize_with = "trophy_runtime::null_as_default"
            ));
            if !required {
                let is_empty = format!("{}::is_empty", collection(api, &field.ty));
                parts.push(quote!(skip_serializing_if = #is_empty));
            }
        }
        Presence::Required | Presence::Nullable { argument: true } => {}
    }
    if parts.is_empty() {
        TokenStream::new()
    } else {
        quote!(#[serde(#(#parts),*)])
    }
}

/// Whether a value is a file, or a list of them.
pub(super) fn is_file(ty: &Type) -> bool {
    match ty {
        Type::File => true,
        Type::List(item) => is_file(item),
        _ => false,
    }
}

/// `Vec` or `BTreeMap`, through all aliases.
pub(super) fn collection(api: &Api, ty: &Type) -> &'static str {
    match ty {
        Type::Map(_) => "BTreeMap",
        Type::Named(name) => match api.type_named(name).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(target)) if target != ty => collection(api, target),
            _ => "Vec",
        },
        _ => "Vec",
    }
}

fn constructor_and_setters(api: &Api, definition: &TypeDef, structure: &StructDef) -> TokenStream {
    let name = ident(&definition.name);
    let new = constructor(api, structure);
    let setters = structure
        .fields
        .iter()
        .filter(|field| !field.is_argument() && !field.constant)
        .map(|field| setter(api, field));
    quote! { impl #name { #new #(#setters)* } }
}

fn constructor(api: &Api, structure: &StructDef) -> TokenStream {
    let required: Vec<&Field> = structure.required().collect();
    if required.is_empty() {
        return quote! {
            /// One with nothing set.
            pub fn new() -> Self { Self::default() }
        };
    }
    let allow_many =
        (required.len() > MANY_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let allow_deprecated = allow_deprecated(structure.fields.iter().any(|field| field.deprecated));
    let arguments = required.iter().map(|field| {
        let (name, Argument { ty, .. }) = (
            ident(&field.name),
            types::field_argument(api, field, types::tokens),
        );
        quote!(#name: #ty)
    });
    let values = structure.fields.iter().map(|field| initial(api, field));
    let additional = structure.additional.as_ref().map(|_| {
        let name = additional_name(structure);
        quote!(#name: BTreeMap::new())
    });
    let values = values.chain(additional);
    quote! {
        /// One with what is required; the rest can be set.
        #allow_many
        #allow_deprecated
        pub fn new(#(#arguments),*) -> Self { Self { #(#values),* } }
    }
}

/// What a constructor puts into a field.
fn initial(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    if field.is_argument() {
        let Argument { value, .. } = types::field_argument(api, field, types::tokens);
        return types::initializer(&name, &value);
    }
    let value = match (&field.presence, &field.ty) {
        (Presence::Optional | Presence::Nullable { .. }, _) => quote!(None),
        (Presence::Patch, _) => quote!(Patch::Absent),
        (_, Type::List(_)) => quote!(Vec::new()),
        (_, Type::Map(_)) => quote!(BTreeMap::new()),
        (_, ty) => {
            let ty = types::tokens(ty);
            quote!(#ty::default())
        }
    };
    quote!(#name: #value)
}

/// The name of the method that sets a field, which none of those may be that the struct has anyhow.
pub(super) fn setter_name(field: &Field) -> proc_macro2::Ident {
    let taken = matches!(field.name.as_str(), "new" | "default" | "clone");
    if taken {
        ident(&format!("with_{}", field.name))
    } else {
        ident(&field.name)
    }
}

fn allow_deprecated(needed: bool) -> Option<TokenStream> {
    needed.then(|| quote!(#[allow(deprecated)]))
}

fn setter(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let method = setter_name(field);
    let Argument { ty, value } = types::field_argument(api, field, types::tokens);
    let docs = docs::of_setter(&field.wire, field.docs.as_deref());
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    let allow_deprecated = allow_deprecated(field.deprecated);
    quote! {
        #docs
        #deprecated
        #allow_deprecated
        pub fn #method(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn conversion(definition: &TypeDef, structure: &StructDef, extends: &Extends) -> TokenStream {
    let (from, to) = (ident(&definition.name), ident(&extends.target));
    let argument = ident("value");
    let deprecated = structure.fields.iter().any(|field| {
        field.deprecated && extends.fields.iter().any(|(name, _)| *name == field.name)
    });
    let allow_deprecated = allow_deprecated(deprecated);
    let fields = extends.fields.iter().map(|(name, conversion)| {
        let name = ident(name);
        match conversion {
            Conversion::Same => quote!(#name: #argument.#name),
            Conversion::Into => quote!(#name: #argument.#name.into()),
            Conversion::OrDefault => quote!(#name: #argument.#name.unwrap_or_default()),
        }
    });
    quote! {
        #allow_deprecated
        impl From<#from> for #to {
            fn from(#argument: #from) -> Self { Self { #(#fields),* } }
        }
    }
}
