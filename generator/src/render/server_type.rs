//! The type with which callers choose a server: an enum with a variant for each server, or the struct of the only server.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::names::ident;
use super::scope::Scope;
use super::{chain, docs, enumeration};
use crate::model::{Api, EnumDef, Operation, ServerChoice, ServerTemplate, ServerType, TypeDef};

/// The names of the runtime that the items use.
pub(super) fn imports(server_type: &ServerType) -> Vec<&'static str> {
    let mut names = vec!["DocumentServer", "ServerUrl"];
    let mut choices = server_type.choices.iter();
    if choices.any(|choice| choice.structure.is_some()) {
        names.push("Setters");
    }
    if !server_type.enums.is_empty() {
        names.push("StringEnum");
    }
    names
}

/// The items of the root file.
pub(super) fn items(api: &Api) -> Vec<TokenStream> {
    let Some(server_type) = &api.server_type else {
        return Vec::new();
    };
    let mut items = match server_type.only() {
        Some(_) => Vec::new(),
        None => vec![declaration(server_type)],
    };
    let choices = server_type.choices.iter();
    let structures = choices.filter_map(|choice| {
        let name = choice.structure.as_deref()?;
        Some(structure(server_type, choice, name))
    });
    items.extend(structures);
    items.extend(
        server_type
            .enums()
            .map(|(definition, values)| enumeration(definition, values)),
    );
    items.extend(default(server_type));
    items.push(implementation(server_type));
    items
}

/// The own servers of an operation.
pub(super) fn of_operation(operation: &Operation) -> Option<TokenStream> {
    let servers = operation.servers.iter().map(template);
    (!operation.servers.is_empty())
        .then(|| quote!(const SERVERS: &'static [ServerTemplate] = &[#(#servers),*];))
}

fn template(template: &ServerTemplate) -> TokenStream {
    let url = &template.url;
    let variables = template.variables.iter().map(|variable| {
        let (name, default, values) = (&variable.name, &variable.default, &variable.values);
        quote!(ServerVariable::new(#name, #default, &[#(#values),*]))
    });
    quote!(ServerTemplate::new(#url, &[#(#variables),*]))
}

fn declaration(server_type: &ServerType) -> TokenStream {
    let name = ident(&server_type.name);
    let text = docs::own(
        "The servers of the API, for [`ClientBuilder::server`](apicrate_runtime::ClientBuilder::server).",
    );
    let docs = docs::lines(match server_type.choices.first() {
        Some(first) => {
            let first = docs::plain(&first.name);
            text + " The default is [`" + first.clone() + "`](Self::" + first + ")."
        }
        None => text,
    });
    let (default, is_derived) = match server_type.choices.first() {
        Some(first) if first.structure.is_none() => (Some(quote!(Default,)), true),
        _ => (None, false),
    };
    let choices = server_type.choices.iter().enumerate();
    let variants = choices.map(|(index, choice)| {
        let docs = docs::lines(described(choice));
        let variant = ident(&choice.name);
        let fields = choice.structure.as_deref().map(|structure| {
            let structure = ident(structure);
            quote!((#structure))
        });
        let default = (index == 0 && is_derived).then(|| quote!(#[default]));
        quote!(#docs #default #variant #fields)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    }
}

/// The description and the URL of a server.
fn described(choice: &ServerChoice) -> docs::Markdown {
    let url = match choice.url.as_str() {
        "" => docs::own("The base URL of the client."),
        url => docs::own("The URL is ") + docs::code(url) + ".",
    };
    match docs::described(choice.docs.as_deref()) {
        Some(text) if text.is_line() => text.sentence() + " " + url,
        Some(text) => text + "\n\n" + url,
        None => url,
    }
}

/// The struct of the variables of a server.
fn structure(server_type: &ServerType, choice: &ServerChoice, name: &str) -> TokenStream {
    let docs = docs::lines(match server_type.only() {
        Some(only) => {
            docs::own(
                "The server of the API and the values of its variables, for \
                 [`ClientBuilder::server`](apicrate_runtime::ClientBuilder::server).\n\n",
            ) + described(only)
        }
        None => {
            docs::own("The variables of [`")
                + docs::plain(&server_type.name)
                + "::"
                + docs::plain(&choice.name)
                + "`]: "
                + docs::code(&choice.url)
                + "."
        }
    });
    let name = ident(name);
    let fields = choice.fields.iter().map(|field| {
        let variable = &field.variable;
        let docs = docs::of_value(variable.docs.as_deref(), Some(&variable.default));
        let (name, ty) = (ident(&field.name), ident(field.type_name()));
        quote!(#docs pub #name: Option<#ty>)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq, Setters)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    }
}

/// The enum of the values of a variable.
fn enumeration(definition: &TypeDef, values: &EnumDef) -> TokenStream {
    let docs = docs::described(definition.docs.as_deref());
    let docs =
        docs.unwrap_or_else(|| docs::own("The values of a variable in the URL of a server."));
    enumeration::documented(&docs::lines(docs), definition, values, &Scope::Other)
}

/// The default of an enum whose first variant has fields, so that it cannot be derived.
fn default(server_type: &ServerType) -> Option<TokenStream> {
    let first = server_type.choices.first()?;
    let structure = ident(first.structure.as_deref()?);
    if server_type.only().is_some() {
        return None;
    }
    let (name, variant) = (ident(&server_type.name), ident(&first.name));
    Some(quote! {
        impl Default for #name {
            fn default() -> Self { Self::#variant(#structure::default()) }
        }
    })
}

fn implementation(server_type: &ServerType) -> TokenStream {
    let name = ident(&server_type.name);
    let body = if let Some(only) = server_type.only() {
        url(0, only, &quote!(self))
    } else {
        let choices = server_type.choices.iter().enumerate();
        let arms = choices.map(|(index, choice)| {
            let variant = ident(&choice.name);
            let server = ident("server");
            let fields = choice.structure.as_ref().map(|_| quote!((#server)));
            let url = url(index, choice, &quote!(#server));
            quote!(Self::#variant #fields => { #url })
        });
        quote!(match self { #(#arms)* })
    };
    quote! {
        impl DocumentServer for #name {
            fn url(&self) -> ServerUrl { #body }
        }
    }
}

/// The URL of a server, with the values of its variables.
fn url(index: usize, choice: &ServerChoice, server: &TokenStream) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    let url = &choice.url;
    let start = quote!(ServerUrl::new(#index, #url));
    let variables = choice.fields.iter().map(|field| {
        let variable = &field.variable;
        let (name, default) = (&variable.name, &variable.default);
        let field_name = ident(&field.name);
        let method = ident(if field.values.is_some() {
            "listed"
        } else {
            "text"
        });
        quote!(.#method(#name, #default, #server.#field_name.as_ref()))
    });
    let variables: Vec<TokenStream> = variables.collect();
    chain::expression(&ident("url"), &start, &variables)
}
