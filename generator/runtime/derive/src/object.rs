//! `Object`: a struct's properties by name, and one line for each to read and to write it. What
//! these lines call is `trophy_runtime::object`.

use std::collections::HashSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote_spanned;
use syn::{Error, Result};

use crate::structure::{Field, Structure, Word, here};

pub(crate) fn expand(structure: &Structure<'_>) -> Result<TokenStream> {
    let properties = properties(structure)?;
    let rest = rest(structure)?;
    let object = object(structure, &properties, rest);
    let serialize = serialize(structure, &properties, rest);
    let name = structure.name;
    Ok(quote_spanned! {here()=>
        #object

        #[automatically_derived]
        #[allow(deprecated)]
        impl<'de> ::trophy_runtime::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::trophy_runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::trophy_runtime::object::read(deserializer)
            }
        }

        #serialize
    })
}

/// A field that has a name in JSON.
struct Property<'a> {
    field: &'a Field<'a>,
    name: String,
}

fn properties<'a>(structure: &'a Structure<'a>) -> Result<Vec<Property<'a>>> {
    let mut names = HashSet::new();
    let mut properties = Vec::new();
    for field in &structure.fields {
        if field.has(Word::Skip) || field.has(Word::Rest) {
            continue;
        }
        let name = structure.wire_name(field);
        if !names.insert(name.clone()) {
            let text = format!("another field is called `{name}` in JSON");
            return Err(Error::new(field.name.span(), text));
        }
        properties.push(Property { field, name });
    }
    Ok(properties)
}

/// The field for properties that have none of their own.
fn rest<'a>(structure: &'a Structure<'a>) -> Result<Option<&'a Field<'a>>> {
    let mut fields = structure
        .fields
        .iter()
        .filter(|field| field.has(Word::Rest));
    let first = fields.next();
    match fields.next() {
        Some(second) => Err(Error::new(
            second.name.span(),
            "only one field can be `rest`",
        )),
        None => Ok(first),
    }
}

impl Property<'_> {
    /// The variable that holds the value until the object ends. Its type is written, as the compiler
    /// takes longer where it has to find it.
    fn variable(&self) -> TokenStream {
        let (name, ty) = (self.field.name, self.field.ty);
        if self.field.is("Patch") {
            quote_spanned!(here()=> let mut #name: #ty = ::trophy_runtime::Patch::Absent;)
        } else if self.field.is("Option") && !self.field.has(Word::Default) {
            quote_spanned!(here()=> let mut #name: #ty = ::core::option::Option::None;)
        } else {
            quote_spanned! {here()=>
                let mut #name: ::core::option::Option<#ty> = ::core::option::Option::None;
            }
        }
    }

    fn is_required(&self) -> bool {
        !self.field.is_optional() && !self.field.has(Word::Default)
    }

    /// Reads the value.
    fn read(&self) -> TokenStream {
        let name = self.field.name;
        if self.is_required() {
            quote_spanned!(self.field.here()=> object.required(&mut #name))
        } else {
            quote_spanned!(self.field.here()=> object.optional(&mut #name))
        }
    }

    /// Leaves when the value is not there, although it has to be.
    fn check(&self) -> Option<TokenStream> {
        let (variable, name) = (self.field.name, &self.name);
        self.is_required().then(|| {
            quote_spanned! {here()=>
                let ::core::option::Option::Some(#variable) = #variable else {
                    return ::core::result::Result::Err(#name);
                };
            }
        })
    }

    /// The field in the struct expression.
    fn value(&self) -> TokenStream {
        let name = self.field.name;
        if self.field.has(Word::Default) {
            quote_spanned!(here()=> #name: #name.unwrap_or_default())
        } else {
            quote_spanned!(here()=> #name)
        }
    }

    /// Writes the value.
    fn write(&self) -> TokenStream {
        let (field, name, at) = (self.field.name, &self.name, self.field.here());
        if self.field.has(Word::SkipEmpty) {
            return quote_spanned! {at=>
                if !self.#field.is_empty() {
                    object.property(#name, &self.#field);
                }
            };
        }
        if self.field.is("Option") && !self.field.has(Word::Null) {
            quote_spanned!(at=> object.option(#name, &self.#field);)
        } else if self.field.is("Patch") {
            quote_spanned!(at=> object.patch(#name, &self.#field);)
        } else {
            quote_spanned!(at=> object.property(#name, &self.#field);)
        }
    }
}

/// What is particular to the struct in reading it.
fn object(
    structure: &Structure<'_>,
    properties: &[Property<'_>],
    rest: Option<&Field<'_>>,
) -> TokenStream {
    let name = structure.name;
    let names = properties.iter().map(|property| &property.name);
    let variables = properties.iter().map(Property::variable);
    let arms = properties.iter().enumerate().map(|(number, property)| {
        let (number, read) = (Literal::usize_unsuffixed(number), property.read());
        quote_spanned!(here()=> #number => #read,)
    });
    let checks = properties.iter().filter_map(Property::check);
    let values = properties.iter().map(Property::value);
    let rest = Rest::of(rest);
    let (next, other) = (&rest.next, &rest.other);
    let (rest_variable, rest_value) = (&rest.variable, &rest.value);
    let skipped = structure
        .fields
        .iter()
        .filter(|field| field.has(Word::Skip))
        .map(|field| field.name);
    quote_spanned! {here()=>
        #[automatically_derived]
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        impl ::trophy_runtime::object::Object for #name {
            const PROPERTIES: &'static [&'static str] = &[#(#names),*];

            fn read<'de, A: ::trophy_runtime::serde::de::MapAccess<'de>>(
                object: &mut ::trophy_runtime::object::Reader<'de, A>,
            ) -> ::core::result::Result<Self, &'static str> {
                #(#variables)*
                #rest_variable
                while let ::core::option::Option::Some(number) = object.#next() {
                    match number {
                        #(#arms)*
                        _ => #other,
                    }
                }
                #(#checks)*
                ::core::result::Result::Ok(Self {
                    #(#values,)*
                    #rest_value
                    #(#skipped: ::core::default::Default::default(),)*
                })
            }
        }
    }
}

/// What becomes of a property that has no field of its own.
struct Rest {
    next: TokenStream,
    other: TokenStream,
    variable: Option<TokenStream>,
    value: Option<TokenStream>,
}

impl Rest {
    fn of(field: Option<&Field<'_>>) -> Self {
        let Some(Field { name, .. }) = field else {
            return Self {
                next: quote_spanned!(here()=> next),
                other: quote_spanned!(here()=> object.skip()),
                variable: None,
                value: None,
            };
        };
        Self {
            next: quote_spanned!(here()=> next_of_all),
            other: quote_spanned!(here()=> object.keep(&mut #name)),
            variable: Some(
                quote_spanned!(here()=> let mut #name = ::core::default::Default::default();),
            ),
            value: Some(quote_spanned!(here()=> #name,)),
        }
    }
}

fn serialize(
    structure: &Structure<'_>,
    properties: &[Property<'_>],
    rest: Option<&Field<'_>>,
) -> TokenStream {
    let name = structure.name;
    let lines = properties.iter().map(Property::write);
    let rest = rest.map(|field| {
        let name = field.name;
        quote_spanned!(here()=> object.rest(&self.#name);)
    });
    quote_spanned! {here()=>
        #[automatically_derived]
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        impl ::trophy_runtime::serde::Serialize for #name {
            fn serialize<S: ::trophy_runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut object = ::trophy_runtime::object::Writer::<S>::new(serializer);
                #(#lines)*
                #rest
                object.end()
            }
        }
    }
}
