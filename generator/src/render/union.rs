//! One of several types: an enum whose variant follows from a property, or from the properties that only one
//! alternative has, or else from what decodes first, and which keeps what fits none.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::types::{self, ident};
use crate::model::{EnumValues, Sign, Type, TypeDef, UnionDef, UnionVariant};

pub(super) fn items(definition: &TypeDef, union: &UnionDef) -> Vec<TokenStream> {
    let mut items = vec![declaration(definition, union)];
    items.extend(match &union.tag {
        Some(tag) => Some(deserialize(definition, union, tag)),
        None => has_signs(union).then(|| deserialize_by_signs(definition, union)),
    });
    items
}

/// Whether reading is written out rather than derived.
pub(super) fn is_told_apart(union: &UnionDef) -> bool {
    union.tag.is_some() || has_signs(union)
}

fn has_signs(union: &UnionDef) -> bool {
    let mut variants = union.variants.iter();
    variants.any(|variant| variant.sign != Sign::None)
}

fn declaration(definition: &TypeDef, union: &UnionDef) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let variants = union.variants.iter().map(|variant| {
        let docs = docs::lines(&in_words(variant, union.tag.as_deref()));
        let (name, ty) = (ident(&variant.name), payload(variant));
        quote! { #docs #name(#ty) }
    });
    let deserialize = (!is_told_apart(union)).then(|| quote!(, Deserialize));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Serialize #deserialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// None of the others, as it came.
            Unknown(Value),
        }
    }
}

fn payload(variant: &UnionVariant) -> TokenStream {
    let ty = types::tokens(&variant.ty);
    if variant.boxed { quote!(Box<#ty>) } else { ty }
}

fn deserialize(definition: &TypeDef, union: &UnionDef, tag: &str) -> TokenStream {
    let variants = union.variants.iter();
    let variants = variants.map(|variant| (variant.name.as_str(), variant.tags.as_slice()));
    deserialize_by(&ident(&definition.name), tag, union.tag_values, variants)
}

/// Reads an enum by a property, whose values say which variant it is.
pub(super) fn deserialize_by<'a>(
    name: &Ident,
    tag: &str,
    tag_values: EnumValues,
    variants: impl Iterator<Item = (&'a str, &'a [String])>,
) -> TokenStream {
    let read = match tag_values {
        EnumValues::Text => quote!(Value::as_str),
        EnumValues::Integers => quote!(Value::as_i64),
    };
    let literal = |value: &String| match tag_values {
        EnumValues::Integers => value
            .parse()
            .map(Literal::i64_unsuffixed)
            .map_or_else(|_| quote!(#value), |number| quote!(#number)),
        EnumValues::Text => quote!(#value),
    };
    let arms = variants.map(|(variant, values)| {
        let variant = ident(variant);
        let values = values.iter().map(literal);
        quote!(Some(#(#values)|*) => trophy_runtime::from_value(value).map(Self::#variant))
    });
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                match value.get(#tag).and_then(#read) {
                    #(#arms,)*
                    _ => Ok(Self::Unknown(value)),
                }
            }
        }
    }
}

/// Reads an enum as the alternative whose own properties are there, or else as the first that fits. An
/// alternative that requires what is its own needs no second try.
fn deserialize_by_signs(definition: &TypeDef, union: &UnionDef) -> TokenStream {
    let name = ident(&definition.name);
    let hinted = union.variants.iter().filter_map(|variant| {
        let properties = match &variant.sign {
            Sign::None => return None,
            Sign::Required(property) => std::slice::from_ref(property),
            Sign::Optional(properties) => properties.as_slice(),
        };
        Some(attempt(variant, properties))
    });
    let tried = union.variants.iter();
    let tried = tried.filter(|variant| !matches!(variant.sign, Sign::Required(_)));
    let tried = tried.map(|variant| attempt(variant, &[]));
    let mut attempts = hinted.chain(tried);
    let first = attempts.next();
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                let known = #first #(.or_else(|| #attempts))*;
                Ok(known.unwrap_or(Self::Unknown(value)))
            }
        }
    }
}

fn attempt(variant: &UnionVariant, properties: &[String]) -> TokenStream {
    let name = ident(&variant.name);
    quote!(trophy_runtime::read_as(&value, &[#(#properties),*], Self::#name))
}

fn in_words(variant: &UnionVariant, tag: Option<&str>) -> String {
    let what = match &variant.ty {
        Type::Named(name) => format!("A [`{name}`]"),
        Type::Bool => "`true` or `false`".to_owned(),
        Type::String => "A string".to_owned(),
        Type::List(_) | Type::Tuple(_) => "A list".to_owned(),
        Type::Map(_) => "A map".to_owned(),
        Type::I32 | Type::I64 => "A whole number".to_owned(),
        Type::F32 | Type::F64 => "A number".to_owned(),
        other => format!("A `{other}`"),
    };
    match tag {
        Some(tag) => {
            let values: Vec<String> = variant.tags.iter().map(|value| docs::code(value)).collect();
            format!("{what}: {} is {}.", docs::code(tag), values.join(" or "))
        }
        None => format!("{what}."),
    }
}
