//! The root file: the type that holds the handles of all groups, and the list of models.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::{group_path, ident, node_name, trait_name};
use super::options::Options;
use super::server;
use super::{address, chain, docs, security, structure};
use crate::model::{Api, Group, GroupNode, TypeKind, plain};

/// `name: Type` for each child, as fields.
pub(super) fn fields(node: &GroupNode<'_>) -> impl Iterator<Item = TokenStream> {
    node.children.iter().map(|child| {
        let (field, name) = (ident(child.word), node_name(child));
        quote!(#field: #name)
    })
}

/// The methods that return and replace the children.
pub(super) fn accessors(node: &GroupNode<'_>) -> impl Iterator<Item = TokenStream> {
    let children = node.children.iter();
    children.map(|child| accessor(child, &ident(&node.replace_name(child))))
}

/// The expression of a handle that sends requests over HTTP.
fn over_http(node: &GroupNode<'_>) -> TokenStream {
    let name = node_name(node);
    if node.group.is_none() {
        return quote!(#name::new(client));
    }
    let children = node.children.iter().map(|child| {
        let (with, child) = (ident(&node.replace_name(child)), over_http(child));
        quote!(.#with(#child))
    });
    let children: Vec<TokenStream> = children.collect();
    let start = quote!(#name::from(client.clone()));
    chain::expression(&ident("handle"), &start, &children)
}

/// With more types than this, chains of nested types may exceed the recursion limit of the compiler.
const MANY_TYPES: usize = 500;

/// The items of the root file.
pub(super) fn items(api: &Api, root: &GroupNode<'_>, options: &Options) -> Vec<TokenStream> {
    let mut items = vec![module_docs(api)];
    if options.root_file == "lib.rs" && api.types.len() > MANY_TYPES {
        items.push(quote!(#![recursion_limit = "1024"]));
    }
    if !api.types.is_empty() {
        items.push(quote!(
            pub mod models;
        ));
    }
    items.extend(api.groups.iter().map(|group| {
        let module = ident(&group.module);
        quote!(pub mod #module;)
    }));
    if !api.groups.is_empty() {
        items.extend(server::declaration(&options.server));
    }
    if api.has_webhook_enum() {
        items.push(quote!(
            pub mod webhooks;
        ));
    }
    if api.groups.is_empty() {
        return items;
    }
    items.push(quote!(
        use apicrate_runtime::Client;
    ));
    items.extend(api.groups.iter().map(|group| {
        let (module, name, group_trait) =
            (ident(&group.module), ident(&group.name), trait_name(group));
        quote!(pub use #module::{#name, #group_trait};)
    }));
    items.extend(address::declaration(api));
    let docs = docs::lines(&format!(
        "The operations of {}, by group.",
        docs::prose(&api.title)
    ));
    let reached = security::lines(api);
    group(&docs, &reached, &ident(&options.root), root, &mut items);
    items
}

fn module_docs(api: &Api) -> TokenStream {
    let mut text = format!(
        "{}, version {}.",
        docs::prose(&api.title),
        docs::prose(&api.version)
    );
    if let Some(docs) = &api.docs {
        text.push_str("\n\n");
        text.push_str(&docs::prose(docs));
    }
    docs::inner_lines(&text)
}

/// A struct whose fields are handles and nested groups, followed by the structs of the nested groups.
fn group(
    docs: &TokenStream,
    reached: &str,
    name: &proc_macro2::Ident,
    node: &GroupNode<'_>,
    items: &mut Vec<TokenStream>,
) {
    let (fields, accessors) = (fields(node), accessors(node));
    let values = node.children.iter().map(|child| {
        let (field, value) = (ident(child.word), over_http(child));
        quote!(#field: #value)
    });
    items.push(quote! {
        #docs
        #[derive(Clone, Debug, Default)]
        pub struct #name { #(#fields,)* }
    });
    let new_docs = docs::lines(&format!(
        "Creates handles that send requests over HTTP.{reached}"
    ));
    items.push(quote! {
        impl #name {
            #new_docs
            pub fn new(client: &Client) -> Self { Self { #(#values,)* } }
            #(#accessors)*
        }
    });
    for child in node.children.iter().filter(|child| child.group.is_none()) {
        let docs = docs::lines(&format!(
            "The groups below `{}`.",
            plain(child.word).replace('_', " ")
        ));
        group(&docs, "", &node_name(child), child, items);
    }
}

fn accessor(node: &GroupNode<'_>, with: &proc_macro2::Ident) -> TokenStream {
    let (word, name) = (ident(node.word), node_name(node));
    let get = match node.group {
        Some(Group {
            docs: Some(docs), ..
        }) => docs::lines(&docs::prose(docs)),
        Some(group) => docs::lines(&format!(
            "The operations of the `{}` group.",
            group_path(group)
        )),
        None => docs::lines(&format!(
            "The groups below `{}`.",
            plain(node.word).replace('_', " ")
        )),
    };
    let replace = docs::lines(&format!(
        "Replaces the handle returned by `{}`, for example with a test double.",
        plain(node.word)
    ));
    quote! {
        #get
        pub fn #word(&self) -> &#name { &self.#word }

        #replace
        pub fn #with(mut self, #word: #name) -> Self {
            self.#word = #word;
            self
        }
    }
}

/// The items of `models/mod.rs`.
pub(super) fn models(api: &Api) -> Vec<TokenStream> {
    let docs = docs::inner_lines(&format!(
        "The types in the requests and responses of {}.",
        docs::prose(&api.title)
    ));
    let by_module = api.modules();
    let modules = by_module.keys().map(|module| {
        let module = ident(module);
        quote!(mod #module;)
    });
    let exports = by_module.iter().map(|(module, types)| {
        let module = ident(module);
        let mut names: Vec<_> = types
            .iter()
            .map(|definition| ident(&definition.name))
            .collect();
        names.sort();
        match names.as_slice() {
            [only] => quote!(pub use #module::#only;),
            several => quote!(pub use #module::{#(#several),*};),
        }
    });
    let documented = api.types.iter().all(|definition| match &definition.kind {
        TypeKind::Struct(structure) => structure::is_documented(structure),
        _ => true,
    });
    std::iter::once(docs)
        .chain(docs::allow_missing(documented))
        .chain(modules)
        .chain(exports)
        .collect()
}
