//! `JsonObject`: the JSON properties of a struct. The code that reads and writes them is in the macro
//! `__json_object` of `apicrate_runtime`.

use std::collections::HashSet;

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use crate::input::Result;
use crate::structure::{Field, Structure, Word, here};

pub(crate) fn expand(structure: &Structure) -> Result<TokenStream> {
    let properties = properties(structure)?;
    let rest = rest(structure)?;
    let name = &structure.name;
    let names = properties.iter().map(|property| &property.name);
    let slots = properties.iter().map(Property::slot);
    let rest_slot = rest.map(|Field { name, ty, .. }| {
        quote_spanned!(here()=> #name: #ty = ::core::default::Default::default();)
    });
    let (next, other) = match rest {
        None => (quote!(next), quote!(skip())),
        Some(Field { name, .. }) => (quote!(next_of_all), quote!(keep(#name))),
    };
    let reads = properties.iter().enumerate().map(Property::read);
    let required = properties.iter().filter_map(Property::required);
    let values = structure.fields.iter().map(value);
    let writes = properties.iter().map(Property::write);
    let rest_write = rest.map(|Field { name, .. }| quote!(rest(#name);));
    Ok(quote_spanned! {here()=>
        ::apicrate_runtime::__json_object! {
            #name
            names { #(#names)* }
            slots { #(#slots)* #rest_slot }
            #next { #(#reads)* _ => #other; }
            required { #(#required)* }
            values { #(#values)* }
            write { #(#writes)* #rest_write }
        }
    })
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
    /// The variable that holds the value until the end of the object. It has an explicit type, since type
    /// inference would take the compiler longer.
    fn slot(&self) -> TokenStream {
        let (name, ty) = (&self.field.name, &self.field.ty);
        if ty.is("Patch") {
            quote_spanned!(here()=> #name: #ty = ::apicrate_runtime::Patch::Absent;)
        } else if ty.is("Option") && !self.field.has(Word::Default) {
            quote_spanned!(here()=> #name: #ty = ::core::option::Option::None;)
        } else {
            quote_spanned! {here()=>
                #name: ::core::option::Option<#ty> = ::core::option::Option::None;
            }
        }
    }

    fn is_required(&self) -> bool {
        !self.field.is_optional() && !self.field.has(Word::Default)
    }

    /// Returns whether the slot is an `Option<BTreeMap<String, T>>`.
    fn is_map(&self) -> bool {
        let ty = &self.field.ty;
        match ty.parts() {
            ("Option", [inner]) if !self.field.has(Word::Default) => {
                inner.is_string_map() || self.field.has(Word::Map)
            }
            _ => ty.is_string_map() || self.field.has(Word::Map),
        }
    }

    /// The match arm that reads the value.
    fn read((number, property): (usize, &Self)) -> TokenStream {
        let (number, name) = (Literal::usize_unsuffixed(number), &property.field.name);
        let at = property.field.here();
        match (property.is_required(), property.is_map()) {
            (true, false) => quote_spanned!(at=> #number => required(#name);),
            (false, false) => quote_spanned!(at=> #number => optional(#name);),
            (true, true) => quote_spanned!(at=> #number => required_map(#name);),
            (false, true) => quote_spanned!(at=> #number => optional_map(#name);),
        }
    }

    /// The check of a required property.
    fn required(&self) -> Option<TokenStream> {
        let (variable, name) = (&self.field.name, &self.name);
        self.is_required().then(|| quote!(#variable #name))
    }

    /// The statement that writes the value.
    fn write(&self) -> TokenStream {
        let (field, name, at) = (&self.field.name, &self.name, self.field.here());
        if self.field.has(Word::SkipEmpty) {
            quote_spanned!(at=> non_empty(#name, #field.is_empty);)
        } else if self.field.ty.is("Option") && !self.field.has(Word::Null) {
            quote_spanned!(at=> option(#name, #field);)
        } else if self.field.ty.is("Patch") {
            quote_spanned!(at=> patch(#name, #field);)
        } else {
            quote_spanned!(at=> property(#name, #field);)
        }
    }
}

/// The initializer of the field in the struct expression.
fn value(field: &Field) -> TokenStream {
    let name = &field.name;
    if field.has(Word::Skip) {
        quote_spanned!(here()=> #name: ::core::default::Default::default(),)
    } else if field.has(Word::Default) {
        quote_spanned!(here()=> #name: #name.unwrap_or_default(),)
    } else {
        quote!(#name: #name,)
    }
}
