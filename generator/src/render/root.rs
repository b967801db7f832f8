//! The root file: the type that holds the handles of all groups, and the list of models.

use std::iter;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::condition::Condition;
use super::docs::Markdown;
use super::error::RenderError;
use super::file;
use super::names::{
    field_name, group_path, handle_name, ident, is_identifier, node_name, trait_name,
};
use super::options::{Gate, Layout, Options};
use super::server;
use super::{
    address, chain, docs, front_page, group_features, old_names, security, server_type, structure,
};
use crate::model::{Api, Group, GroupNode, ServerType, TypeKind, handle_name_of, plain};

/// `name: Type` for each child, as fields.
pub(super) fn fields(
    api: &Api,
    node: &GroupNode<'_>,
    options: &Options,
) -> impl Iterator<Item = TokenStream> {
    node.children.iter().map(|child| {
        let condition = group_features::of_child(api, node, child, options);
        let (field, name) = (field_name(child), node_name(child));
        quote!(#condition #field: #name)
    })
}

/// The methods that return and replace the children.
pub(super) fn accessors(
    api: &Api,
    node: &GroupNode<'_>,
    options: &Options,
) -> impl Iterator<Item = TokenStream> {
    node.children.iter().map(|child| {
        let condition = group_features::of_child(api, node, child, options);
        accessor(child, &ident(&node.replace_name(child)), condition.as_ref())
    })
}

/// The path of the function `From::from` of a handle, which `name` refers to.
pub(super) fn from_function(name: &Ident, node: &GroupNode<'_>) -> TokenStream {
    let operations = node.group.iter().flat_map(|group| &group.operations);
    let operations = operations.flat_map(|operation| {
        let aliases = operation.aliases.iter().map(|alias| &alias.name);
        aliases.chain([&operation.name]).map(String::as_str)
    });
    let mut methods = operations.chain(node.children.iter().map(|child| child.word));
    if methods.any(|method| method == "from") {
        quote!(<#name as From<_>>::from)
    } else {
        quote!(#name::from)
    }
}

/// The expression of a handle that sends requests over HTTP.
fn over_http(api: &Api, node: &GroupNode<'_>, options: &Options) -> TokenStream {
    let name = node_name(node);
    if node.group.is_none() {
        return quote!(#name::new(client));
    }
    let children = node.children.iter().map(|child| {
        let condition = group_features::of_child(api, node, child, options);
        let with = ident(&node.replace_name(child));
        let child = over_http(api, child, options);
        (condition, quote!(.#with(#child)))
    });
    let from = from_function(&name, node);
    let start = quote!(#from(client.clone()));
    chain::conditional_expression(&ident("handle"), &start, children.collect())
}

/// With more types than this, a chain of types may exceed the recursion limit of the compiler, which is 128: each type can be
/// in an `Option` of a `Box`.
const MANY_TYPES: usize = 40;

/// The items of the root file.
pub(super) fn items(api: &Api, root: &GroupNode<'_>, options: &Options) -> Vec<TokenStream> {
    let mut items = vec![module_docs(api, options)];
    if is_crate(options) {
        items.extend(group_features::of_crate(api, options));
        items.extend((api.types.len() > MANY_TYPES).then(|| quote!(#![recursion_limit = "1024"])));
    }
    items.extend(modules(api, root, options));
    if is_crate(options) {
        let docs = docs::lines(docs::own(
            if options.client == Gate::Never || api.groups.is_empty() {
                "The runtime of this crate."
            } else {
                "The client, its settings and its errors."
            },
        ));
        items.push(quote! {
            #docs
            pub use apicrate_runtime;
        });
    }
    if api.groups.is_empty() {
        return items;
    }
    let client = Condition::of(&options.client);
    let servers = api.server_type.iter().flat_map(server_type::imports);
    let used: Vec<Ident> = iter::once("Client").chain(servers).map(ident).collect();
    items.extend(client.item(match used.as_slice() {
        [only] => quote!(use apicrate_runtime::#only;),
        several => quote!(use apicrate_runtime::{#(#several),*};),
    }));
    for group in &api.groups {
        let condition = condition_of(api, root, group, options);
        let (module, name, group_trait) =
            (ident(&group.module), handle_name(group), trait_name(group));
        if client == Condition::Always {
            items.push(quote!(#condition pub use self::#module::{#group_trait, #name};));
        } else {
            items.extend(client.item(quote!(#condition pub use self::#module::#name;)));
            items.push(quote!(#condition pub use self::#module::#group_trait;));
        }
    }
    items.extend(client.items(for_callers(api, root, options)));
    items
}

/// The modules that the root file declares.
fn modules(api: &Api, root: &GroupNode<'_>, options: &Options) -> Vec<TokenStream> {
    let mut items = Vec::new();
    if !api.types.is_empty() {
        items.push(quote!(
            pub mod models;
        ));
    }
    items.extend(file::together(api.groups.iter().map(|group| {
        let condition = condition_of(api, root, group, options);
        let module = ident(&group.module);
        let path = has_cargo_name(group, options).then(|| {
            let path = file_of(group, options);
            quote!(#[path = #path])
        });
        (condition, quote!(#path pub mod #module;))
    })));
    if !api.groups.is_empty() {
        items.extend(server::declaration(options));
    }
    if api.has_webhook_enum() {
        let condition = group_features::of_webhooks(api, options);
        items.push(quote!(
            #condition
            pub mod webhooks;
        ));
    }
    items
}

/// The items with which callers begin: the servers of the document, and the root type.
fn for_callers(api: &Api, root: &GroupNode<'_>, options: &Options) -> Vec<TokenStream> {
    let mut items: Vec<TokenStream> = address::declaration(api).into_iter().collect();
    if is_crate(options) {
        items.push(quote! {
            /// The first product in the header `User-Agent`, unless the program sets this header.
            const PRODUCT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        });
    }
    items.extend(server_type::items(api));
    let docs =
        docs::lines(docs::own("The operations of ") + docs::plain(&api.title) + ", by group.");
    let reached = security::lines(api);
    let tree = Tree { api, options };
    tree.group(&docs, reached, &ident(&options.root), root, &mut items);
    items
}

/// Returns whether the code is a crate of its own.
fn is_crate(options: &Options) -> bool {
    options.root_file == "lib.rs"
}

/// The condition of a group.
fn condition_of(
    api: &Api,
    root: &GroupNode<'_>,
    group: &Group,
    options: &Options,
) -> Option<TokenStream> {
    group_features::of_node(api, root.find(group)?, options)
}

/// Fails if the name of the root type cannot be a name, or is taken in the root file.
pub(super) fn check_name(api: &Api, options: &Options) -> Result<(), RenderError> {
    if options.client == Gate::Never {
        return Ok(());
    }
    let root = options.root.as_str();
    let is_taken = |group: &Group| {
        let mut handles = group.ancestors.iter().chain([&group.stem]);
        handles.any(|stem| handle_name_of(stem) == root) || group.trait_name() == root
    };
    let is_server = |servers: &ServerType| {
        let structures = servers
            .choices
            .iter()
            .filter_map(|it| it.structure.as_ref());
        let enums = servers.enums.iter().map(|it| &it.name);
        let mut types = structures.chain(enums).chain([&servers.name]);
        types.any(|name| name == root)
    };
    let reason = if !is_identifier(root) {
        "is not an identifier"
    } else if is_used(api, options, root)
        || api.groups.iter().any(is_taken)
        || api.server_type.as_ref().is_some_and(is_server)
    {
        "is the name of another type in its file"
    } else {
        return Ok(());
    };
    Err(RenderError::options(format!(
        "the name `{root}` of the root type {reason}; choose another name"
    )))
}

/// Returns whether a file that contains the root type uses its name for an item of the runtime or of the standard library.
fn is_used(api: &Api, options: &Options, root: &str) -> bool {
    let servers = api.server_type.iter().flat_map(server_type::imports);
    let has_servers = api.server_type.is_some();
    let of_standard = ["Default", "Option", "String"].into_iter();
    let of_standard = of_standard.filter(|_| has_servers);
    let routes = (options.server != Gate::Never).then_some("Routes");
    let used = iter::once("Client").chain(servers).chain(of_standard);
    let mut used = used.chain(routes);
    used.any(|name| name == root)
}

/// The file of a group.
pub(super) fn file_of(group: &Group, options: &Options) -> String {
    let module = &group.module;
    if has_cargo_name(group, options) {
        format!("{module}_.rs")
    } else {
        format!("{module}.rs")
    }
}

/// Returns whether Cargo would take the file of a group for the root of a crate.
fn has_cargo_name(group: &Group, options: &Options) -> bool {
    options.layout == Layout::Files
        && is_crate(options)
        && matches!(group.module.as_str(), "lib" | "main")
}

fn module_docs(api: &Api, options: &Options) -> TokenStream {
    let text = docs::plain(&api.title) + ", version " + docs::plain(&api.version) + ".";
    let summary = || api.package.summary.as_deref().map(docs::plain);
    let text = match docs::described(api.docs.as_deref()).or_else(summary) {
        Some(docs) => text + "\n\n" + docs,
        None => text,
    };
    docs::inner_lines(text + front_page::sections(api, options))
}

/// The types of the groups' tree, apart from those that are handles.
struct Tree<'a> {
    api: &'a Api,
    options: &'a Options,
}

impl Tree<'_> {
    /// A struct whose fields are handles and nested groups, followed by the structs of the nested groups.
    fn group(
        &self,
        docs: &TokenStream,
        reached: Markdown,
        name: &Ident,
        node: &GroupNode<'_>,
        items: &mut Vec<TokenStream>,
    ) {
        let Self { api, options } = *self;
        // Only the root can have no groups: other types are not compiled without them.
        let is_root = node.is_root();
        let condition = (!is_root).then(|| group_features::of_node(api, node, options));
        let condition = condition.flatten();
        let allow = is_root.then(|| group_features::allow_unused(api, options));
        let allow = allow.flatten();
        // A module belongs to a program, which names itself.
        let product = (is_root && is_crate(options)).then(|| {
            quote! {
                let client = &client.with_product(PRODUCT);
            }
        });
        let (fields, accessors) = (fields(api, node, options), accessors(api, node, options));
        let values = node.children.iter().map(|child| {
            let condition = group_features::of_child(api, node, child, options);
            let (field, value) = (field_name(child), over_http(api, child, options));
            quote!(#condition #field: #value)
        });
        items.push(quote! {
            #docs
            #condition
            #[derive(Clone, Debug, Default)]
            pub struct #name { #(#fields,)* }
        });
        let new_docs =
            docs::lines(docs::own("Creates handles that send requests over HTTP.") + reached);
        items.push(quote! {
            #condition
            impl #name {
                #new_docs
                #allow
                pub fn new(client: &Client) -> Self {
                    #product
                    Self { #(#values,)* }
                }
                #(#accessors)*
            }
        });
        self.nested_groups(node, items);
    }

    /// The structs of nested groups without operations of their own.
    fn nested_groups(&self, node: &GroupNode<'_>, items: &mut Vec<TokenStream>) {
        for child in &node.children {
            if child.group.is_some() {
                self.nested_groups(child, items);
            } else {
                let docs = docs::lines(below(child));
                let name = node_name(child);
                self.group(&docs, Markdown::default(), &name, child, items);
            }
        }
    }
}

fn accessor(node: &GroupNode<'_>, with: &Ident, condition: Option<&TokenStream>) -> TokenStream {
    let (word, field, name) = (ident(node.word), field_name(node), node_name(node));
    let get = docs::lines(match node.group {
        Some(group) => docs::described(group.docs.as_deref()).unwrap_or_else(|| {
            docs::own("The operations of the ") + docs::code(&group_path(group)) + " group."
        }),
        None => below(node),
    });
    let replace = docs::lines(
        docs::own("Replaces the handle returned by ")
            + docs::code(plain(node.word))
            + ", for example with a test double.",
    );
    quote! {
        #get
        #condition
        pub fn #word(&self) -> &#name { &self.#field }

        #replace
        #condition
        pub fn #with(mut self, #word: #name) -> Self {
            self.#field = #word;
            self
        }
    }
}

/// The documentation of a node without operations of its own.
fn below(node: &GroupNode<'_>) -> Markdown {
    docs::own("The groups below ") + docs::code(&plain(node.word).replace('_', " ")) + "."
}

/// The items of `models/mod.rs`.
pub(super) fn models(api: &Api, options: &Options) -> Vec<TokenStream> {
    let docs = docs::inner_lines(
        docs::own("The types in the requests and responses of ") + docs::plain(&api.title) + ".",
    );
    let by_module = api.modules();
    let modules = file::together(by_module.keys().map(|module| {
        let condition = group_features::of_models(api, module, options);
        let module = ident(module);
        (condition, quote!(mod #module;))
    }));
    let exports = by_module.iter().map(|(module, types)| {
        let condition = group_features::of_models(api, module, options);
        let module = ident(module);
        let mut names: Vec<_> = types
            .iter()
            .map(|definition| ident(&definition.name))
            .collect();
        names.sort();
        match names.as_slice() {
            [only] => quote!(#condition pub use self::#module::#only;),
            several => quote!(#condition pub use self::#module::{#(#several),*};),
        }
    });
    let aliases = api.types.iter().flat_map(|definition| {
        let condition = group_features::of_models(api, &definition.module, options);
        let aliases = old_names::of_type(definition).into_iter();
        aliases.map(move |alias| quote!(#condition #alias))
    });
    let documented = api.types.iter().all(|definition| match &definition.kind {
        TypeKind::Struct(structure) => structure::is_documented(structure),
        _ => true,
    });
    std::iter::once(docs)
        .chain(docs::allow_missing(documented))
        .chain(modules)
        .chain(exports)
        .chain(aliases)
        .collect()
}
