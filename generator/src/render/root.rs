//! The way in: the type through which all services are reached, groups of services, and the list of models.

use proc_macro2::TokenStream;
use quote::quote;

use super::group::trait_name;
use super::server;
use super::types::ident;
use super::{Options, docs, imports, security, structure, webhook};
use crate::model::{Api, Group, TypeKind};

/// A word on the way to services: a service itself, others below it, or both.
#[derive(Default)]
pub(super) struct Node<'a> {
    pub(super) word: &'a str,
    name: String,
    pub(super) group: Option<&'a Group>,
    pub(super) children: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    /// The services of an API as a tree.
    pub(super) fn root(api: &'a Api) -> Self {
        let mut root = Self::default();
        for group in &api.groups {
            root.insert(group, &group.path);
        }
        root
    }

    fn insert(&mut self, group: &'a Group, path: &'a [String]) {
        let Some((word, rest)) = path.split_first() else {
            self.group = Some(group);
            self.name.clone_from(&group.name);
            return;
        };
        let index = self
            .children
            .iter()
            .position(|child| child.word == word)
            .unwrap_or_else(|| {
                let mut name = format!(
                    "{}{}",
                    self.name,
                    heck::AsUpperCamelCase(word.trim_start_matches("r#"))
                );
                if !name.starts_with(unicode_ident::is_xid_start) {
                    name.insert(0, '_');
                }
                self.children.push(Node {
                    word,
                    name,
                    ..Node::default()
                });
                self.children.len() - 1
            });
        if let Some(child) = self.children.get_mut(index) {
            child.insert(group, rest);
        }
    }

    /// The node of a service.
    pub(super) fn find(&self, group: &Group) -> Option<&Node<'a>> {
        let mut node = self;
        for word in &group.path {
            node = node.children.iter().find(|child| child.word == word)?;
        }
        Some(node)
    }

    pub(super) fn ident(&self) -> proc_macro2::Ident {
        ident(&self.name)
    }

    /// `name: Type` for each child, as fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = TokenStream> {
        self.children.iter().map(|child| {
            let (field, name) = (ident(child.word), child.ident());
            quote!(#field: #name)
        })
    }

    /// The methods that lead to the children.
    pub(super) fn accessors(&self) -> impl Iterator<Item = TokenStream> {
        self.children
            .iter()
            .map(|child| accessor(child, &self.with(child)))
    }

    /// The name of the method that replaces a child. Another child may have that name for its own.
    pub(super) fn with(&self, child: &Node<'_>) -> proc_macro2::Ident {
        let word = child.word.trim_start_matches("r#").trim_matches('_');
        let mut name = format!("with_{word}");
        while self.children.iter().any(|other| other.word == name) {
            name.push('_');
        }
        ident(&name)
    }

    /// An expression that answers everything over HTTP.
    fn over_http(&self) -> TokenStream {
        let name = self.ident();
        if self.group.is_none() {
            return quote!(#name::new(client));
        }
        let children = self.children.iter().map(|child| {
            let (with, child) = (self.with(child), child.over_http());
            quote!(.#with(#child))
        });
        quote!(#name::from(client.clone()) #(#children)*)
    }
}

/// More types than this may hold each other in chains that are longer than the compiler follows unasked.
const MANY_TYPES: usize = 500;

/// The file that holds all modules.
pub(super) fn items(api: &Api, root: &Node<'_>, options: &Options) -> Vec<TokenStream> {
    let mut items = vec![module_docs(api)];
    if options.root_file == "lib.rs" && api.types.len() > MANY_TYPES {
        // Types that hold each other in long chains take the compiler as many steps to see through.
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
    if webhook::can_be_told_apart(api) {
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
    let docs = docs::lines(&format!(
        "All operations of {}, by group.",
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

/// A struct whose fields are handles and groups, and below it the groups it has.
fn group(
    docs: &TokenStream,
    reached: &str,
    name: &proc_macro2::Ident,
    node: &Node<'_>,
    items: &mut Vec<TokenStream>,
) {
    let (fields, accessors) = (node.fields(), node.accessors());
    let values = node.children.iter().map(|child| {
        let (field, value) = (ident(child.word), child.over_http());
        quote!(#field: #value)
    });
    items.push(quote! {
        #docs
        #[derive(Clone, Debug, Default)]
        pub struct #name { #(#fields,)* }
    });
    let new_docs = docs::lines(&format!("All operations, over HTTP.{reached}"));
    items.push(quote! {
        impl #name {
            #new_docs
            pub fn new(client: &Client) -> Self { Self { #(#values,)* } }
            #(#accessors)*
        }
    });
    for child in node.children.iter().filter(|child| child.group.is_none()) {
        let docs = docs::lines(&format!(
            "The operations on {}, by group.",
            child.word.trim_start_matches("r#").replace('_', " ")
        ));
        group(&docs, "", &child.ident(), child, items);
    }
}

fn accessor(node: &Node<'_>, with: &proc_macro2::Ident) -> TokenStream {
    let (word, name) = (ident(node.word), node.ident());
    let get = match node.group {
        Some(Group {
            docs: Some(docs), ..
        }) => docs::lines(&docs::prose(docs)),
        Some(_) => docs::lines(&format!("The operations of [`{name}`].")),
        None => docs::lines(&format!(
            "The operations on {}, by group.",
            node.word.trim_start_matches("r#").replace('_', " ")
        )),
    };
    let replace = docs::lines(&format!("The same with another [`{name}`]."));
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

/// The file that lists the models.
pub(super) fn models(api: &Api) -> Vec<TokenStream> {
    let docs = docs::inner_lines(&format!(
        "The types that {} speaks in.",
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
        // Each file takes all that its siblings and these lines name.
        .chain([quote!(#![allow(clippy::wildcard_imports)])])
        .chain(modules)
        .chain(imports::of_models(api))
        .chain(exports)
        .collect()
}
