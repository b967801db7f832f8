//! `JsonObject`: the JSON properties of a struct, as the tuples that `apicrate_runtime::object` reads and writes. The
//! code around them is in the macro `__json_object` of `apicrate_runtime`.

use std::collections::HashSet;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::input::Result;
use crate::structure::{Field, Structure, Word, here};

pub(crate) fn expand(structure: &Structure) -> Result<TokenStream> {
    let properties = properties(structure)?;
    let rest = rest(structure)?;
    let name = &structure.name;
    let names = properties.iter().map(|property| &property.name);
    let mut fields = grouped(&Form::Type, properties.iter().map(Property::field));
    let mut types = grouped(
        &Form::Type,
        properties.iter().map(|it| it.field.ty.to_token_stream()),
    );
    let mut written = grouped(&Form::Value, properties.iter().map(Property::written));
    if let Some(Field { name, ty, .. }) = rest {
        fields = quote_spanned!(here()=> ::apicrate_runtime::object::WithRest<#fields, #ty>);
        types = both(&Form::Type, &types, &quote!(#ty));
        let rest = quote_spanned!(here()=> (::apicrate_runtime::object::Rest(&self.#name),));
        written = both(&Form::Value, &written, &rest);
    }
    let values = values(structure, properties.len(), rest.is_some());
    Ok(quote_spanned! {here()=>
        ::apicrate_runtime::__json_object! {
            #name
            names { #(#names),* }
            fields { #fields }
            of (values: #types) { #(#values),* }
            write (self, #written)
        }
    })
}

/// The most items in one tuple: `apicrate_runtime::object` implements its traits for tuples up to this size.
const MAX_TUPLE: usize = 16;

/// One item per property as a tuple, or as `Both` of several tuples. `form` writes `Both`.
fn grouped(form: &Form, items: impl Iterator<Item = TokenStream>) -> TokenStream {
    let items: Vec<TokenStream> = items.collect();
    let mut tuples = items
        .chunks(MAX_TUPLE)
        .map(|items| quote_spanned!(here()=> (#(#items,)*)))
        .rev();
    let last = tuples.next().unwrap_or_else(|| quote!(()));
    tuples.fold(last, |others, tuple| both(form, &tuple, &others))
}

/// The two uses of `Both`.
enum Form {
    Type,
    Value,
}

fn both(form: &Form, first: &TokenStream, second: &TokenStream) -> TokenStream {
    match form {
        Form::Type => quote_spanned!(here()=> ::apicrate_runtime::object::Both<#first, #second>),
        Form::Value => quote_spanned!(here()=> ::apicrate_runtime::object::Both(#first, #second)),
    }
}

/// The expressions of all fields, which take the values apart.
fn values(structure: &Structure, length: usize, has_rest: bool) -> Vec<TokenStream> {
    let mut number = 0;
    let mut values = Vec::new();
    for field in &structure.fields {
        let name = &field.name;
        values.push(if field.has(Word::Skip) {
            quote_spanned!(here()=> #name: ::core::default::Default::default())
        } else if field.has(Word::Rest) {
            quote_spanned!(here()=> #name: values.1)
        } else {
            let group = number / MAX_TUPLE;
            let others = std::iter::repeat_n(1, group);
            let is_last = (group + 1) * MAX_TUPLE >= length;
            let path = has_rest.then_some(0).into_iter().chain(others);
            let path = path
                .chain((!is_last).then_some(0))
                .chain([number % MAX_TUPLE]);
            let path = path.map(Literal::usize_unsuffixed);
            number += 1;
            quote_spanned!(here()=> #name: values #(.#path)*)
        });
    }
    values
}

/// A field with a name in JSON.
struct Property<'a> {
    field: &'a Field,
    name: Literal,
}

fn properties(structure: &Structure) -> Result<Vec<Property<'_>>> {
    let mut names = HashSet::new();
    let mut properties = Vec::new();
    for field in &structure.fields {
        if field.has(Word::Skip) || field.has(Word::Rest) {
            continue;
        }
        let name = structure.wire_name(field);
        if !names.insert(name.to_string()) {
            return Err(field.refused(format!("another field also has the name {name} in JSON")));
        }
        properties.push(Property { field, name });
    }
    Ok(properties)
}

/// The `rest` field, which contains the properties that no other field contains.
fn rest(structure: &Structure) -> Result<Option<&Field>> {
    let mut fields = structure
        .fields
        .iter()
        .filter(|field| field.has(Word::Rest));
    let first = fields.next();
    match fields.next() {
        Some(second) => Err(second.refused("only one field can be `rest`")),
        None => Ok(first),
    }
}

impl Property<'_> {
    /// The type that reads the property.
    fn field(&self) -> TokenStream {
        let (ty, at) = (&self.field.ty, self.field.here());
        let is_defaulted = self.field.has(Word::Default) && !ty.is("Patch");
        let reader = match (self.is_map(), self.is_required(), is_defaulted) {
            (false, true, _) => quote_spanned!(at=> ::apicrate_runtime::object::Required<#ty>),
            (false, false, true) => quote_spanned!(at=> ::apicrate_runtime::object::Defaulted<#ty>),
            (false, false, false) => quote_spanned!(at=> ::apicrate_runtime::object::Optional<#ty>),
            (true, true, _) => quote_spanned!(at=> ::apicrate_runtime::object::RequiredMap<#ty>),
            (true, false, true) => {
                quote_spanned!(at=> ::apicrate_runtime::object::DefaultedMap<#ty>)
            }
            (true, false, false) => {
                quote_spanned!(at=> ::apicrate_runtime::object::OptionalMap<#ty>)
            }
        };
        if self.field.has(Word::Null) {
            quote_spanned!(at=> ::apicrate_runtime::object::WithNull<#reader>)
        } else {
            reader
        }
    }

    fn is_required(&self) -> bool {
        !self.field.is_optional() && !self.field.has(Word::Default)
    }

    /// Returns whether the value is a `BTreeMap<String, T>` or an `Option` of one.
    fn is_map(&self) -> bool {
        let ty = &self.field.ty;
        match ty.parts() {
            ("Option", [inner]) if !self.field.has(Word::Default) => {
                inner.is_string_map() || self.field.has(Word::Map)
            }
            _ => ty.is_string_map() || self.field.has(Word::Map),
        }
    }

    /// The expression that writes the property.
    fn written(&self) -> TokenStream {
        let (field, at) = (&self.field.name, self.field.here());
        if self.field.has(Word::SkipEmpty) {
            quote_spanned!(at=> ::apicrate_runtime::object::NonEmpty(&self.#field, self.#field.is_empty()))
        } else if self.field.ty.is("Patch")
            || self.field.ty.is("Option") && !self.field.has(Word::Null)
        {
            quote_spanned!(at=> ::apicrate_runtime::object::Omit(&self.#field))
        } else {
            quote_spanned!(at=> &self.#field)
        }
    }
}
