//! The file of a group: the trait for implementers, the handle for callers, and the request of each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition::Condition;
use super::docs::Markdown;
use super::names::{
    call_name, field_name, group_path, handle_name, ident, node_name, object_name, request_name,
    trait_name,
};
use super::operation_docs::first_line;
use super::operation_docs::trait_docs;
use super::options::{Gate, Options};
use super::scope::Scope;
use super::types;
use super::{
    arguments, call, docs, double, errors, group_docs, group_features, imports, old_names, request,
    returns, root,
};
use crate::model::{Api, Group, GroupNode, Operation};

/// The items of the file of a group.
pub(super) fn items(
    api: &Api,
    root: &GroupNode<'_>,
    group: &Group,
    options: &Options,
) -> Vec<TokenStream> {
    let mut items = vec![module_docs(group)];
    let below = root.find(group);
    let client = Condition::of(&options.client);
    let documented = request::are_documented(group) && arguments::are_documented(api, group);
    items.extend(docs::allow_missing(documented));
    items.extend(imports::of_group(api, group, below, options));
    items.push(group_trait(api, group, options));
    items.extend(client.item(client_impl(group)));
    items.extend(client.items(handle(api, group, below, options)));
    items.extend(calls(group, options));
    items.extend(errors::of_group(group));
    for operation in &group.operations {
        items.extend(request::items(api, group, operation, options));
        items.extend(arguments::item(api, group, operation, options));
        items.extend(old_names::of_request(api, operation, &client));
        items.extend(client.items(call::items(api, operation)));
    }
    items
}

fn module_docs(group: &Group) -> TokenStream {
    docs::inner_lines(group_docs::summary(group))
}

/// The trait of a group, with a default body for each method.
fn group_trait(api: &Api, group: &Group, options: &Options) -> TokenStream {
    let name = trait_name(group);
    let has_client = options.client != Gate::Never;
    let client = has_client.then(|| docs::own(" The HTTP client implements this trait."));
    let example = double::example(api, group, options);
    let example = match example {
        Some(example) => docs::own(" A test double:\n\n") + example,
        None => Markdown::default(),
    };
    let docs = docs::lines(
        docs::own("The operations of the ")
            + docs::code(&group_path(group))
            + " group."
            + client
            + "\n\nFor test doubles and servers, write the methods that you need, each as an `async fn` \
               that returns `Result<Response<T>>` instead of `impl Answer<T>`."
            + example,
    );
    let methods = group.operations.iter();
    let methods = methods.map(|operation| trait_methods(operation, has_client));
    quote! {
        #docs
        pub trait #name: Send + Sync {
            /// Called by each method that you do not write. By default, it fails with [`ErrorKind::NotImplemented`](apicrate_runtime::ErrorKind::NotImplemented).
            fn fallback<O: Operation>(&self, request: O, options: CallOptions) -> impl Answer<O::Output> {
                not_implemented(request, options)
            }

            #(#methods)*
        }
    }
}

/// The method of an operation in the trait, and those with its old names.
fn trait_methods(operation: &Operation, has_client: bool) -> TokenStream {
    // The whole documentation is that of the handle's method.
    let docs = if has_client {
        docs::lines(first_line(operation))
    } else {
        trait_docs(operation)
    };
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let method = ident(&operation.name);
    let output = types::rust_type(&operation.output.rust_type(), &Scope::Other);
    let request = request_name(operation);
    // Implementations may still have the old methods only.
    let bodies = operation.aliases.iter().map(|alias| ident(&alias.name));
    let mut bodies = bodies.map(|alias| (Some(quote!(#[allow(deprecated)])), alias));
    let mut body = || bodies.next().unwrap_or_else(|| (None, ident("fallback")));
    let (allow, calls) = body();
    let aliases = operation.aliases.iter().map(|alias| {
        let (allow, calls) = body();
        let attributes = old_names::method_attributes(operation);
        let method = ident(&alias.name);
        quote! {
            #attributes
            #allow
            fn #method(&self, request: #request, options: CallOptions) -> impl Answer<#output> {
                self.#calls(request, options)
            }
        }
    });
    let aliases: Vec<TokenStream> = aliases.collect();
    quote! {
        #docs
        #deprecated
        #allow
        fn #method(&self, request: #request, options: CallOptions) -> impl Answer<#output> {
            self.#calls(request, options)
        }
        #(#aliases)*
    }
}

fn client_impl(group: &Group) -> TokenStream {
    let name = trait_name(group);
    quote! {
        impl #name for Client {
            fn fallback<O: Operation>(&self, request: O, options: CallOptions) -> impl Answer<O::Output> {
                self.call(&request, &options)
            }
        }
    }
}

/// The types of all calls and the object-safe twin of the trait, which the routes of a server need, too.
fn calls(group: &Group, options: &Options) -> Vec<TokenStream> {
    let client = Condition::of(&options.client);
    let object = client.clone().or(Condition::of(&options.server));
    if object == client {
        return client.item(all_calls(group)).into_iter().collect();
    }
    let of_object = object.item(object_trait(group));
    let of_calls = client.item(calls_of_object(group));
    of_object.into_iter().chain(of_calls).collect()
}

fn object_trait(group: &Group) -> TokenStream {
    let (name, object) = (trait_name(group), object_name(group));
    let operations = group.operations.iter().map(|operation| {
        let (method, request) = (ident(&operation.name), request_name(operation));
        quote!(#method(#request);)
    });
    quote! {
        apicrate_runtime::object_trait! {
            trait #name as #object;
            #(#operations)*
        }
    }
}

fn all_calls(group: &Group) -> TokenStream {
    let (name, handle, object) = (trait_name(group), handle_name(group), object_name(group));
    let calls = group.operations.iter().map(call_of);
    quote! {
        apicrate_runtime::calls! {
            struct #handle;
            trait #name as #object;
            #(#calls)*
        }
    }
}

/// The types of all calls, if the object-safe twin of the trait is declared separately.
fn calls_of_object(group: &Group) -> TokenStream {
    let (handle, object) = (handle_name(group), object_name(group));
    let calls = group.operations.iter().map(call_of);
    quote! {
        apicrate_runtime::calls! {
            struct #handle for #object;
            #(#calls)*
        }
    }
}

/// The line of an operation in the macro `calls!`, for example ``get(GetRequest) -> GetCall => "nothing";``.
fn call_of(operation: &Operation) -> TokenStream {
    let method = ident(&operation.name);
    let (request, call) = (request_name(operation), call_name(operation));
    let stream = operation.output.is_bytes().then(|| quote!(, stream_body));
    let output = docs::text(&returns::value(operation));
    quote!(#method(#request) -> #call #stream => #output;)
}

/// The handle of a group: its struct, its methods, and its other constructors.
fn handle(
    model: &Api,
    group: &Group,
    below: Option<&GroupNode<'_>>,
    options: &Options,
) -> Vec<TokenStream> {
    let (name, api, object) = (handle_name(group), trait_name(group), object_name(group));
    let docs = docs::lines(
        docs::own("The handle of the ")
            + docs::code(&group_path(group))
            + " group: the operations of [`"
            + &api
            + "`]. Cheap to clone.",
    );
    let methods = group
        .operations
        .iter()
        .flat_map(|operation| call::methods(model, group, operation, options));
    let fields = below.into_iter();
    let fields = fields.flat_map(|node| root::fields(model, node, options));
    let accessors = below.into_iter();
    let accessors = accessors.flat_map(|node| root::accessors(model, node, options));
    let from = below.map(|node| root::from_function(&ident("Self"), node));
    let mut items = vec![
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct #name { pub(super) api: Implementation<dyn #object>, #(#fields,)* }
        },
        quote! {
            impl #name {
                /// Creates a handle that calls an implementation of the trait, such as a test double.
                pub fn new(api: impl #api + 'static) -> Self { #from(Arc::new(api)) }
                #(#accessors)*
                #(#methods)*
            }
        },
    ];
    items.extend(conversions(model, group, below, options));
    items.push(quote! {
        /// Creates a handle whose calls fail with [`ErrorKind::NotImplemented`](apicrate_runtime::ErrorKind::NotImplemented).
        impl Default for #name {
            fn default() -> Self { #from(Client::unimplemented()) }
        }
    });
    items
}

/// The conversions of an implementation and of a client into the handle.
fn conversions(
    model: &Api,
    group: &Group,
    below: Option<&GroupNode<'_>>,
    options: &Options,
) -> [TokenStream; 2] {
    let (name, api) = (handle_name(group), trait_name(group));
    let children = below.into_iter().flat_map(|node| &node.children);
    let children = children.map(|child| {
        let (field, name) = (field_name(child), node_name(child));
        let condition = group_features::of_node(model, child, options);
        quote!(#condition #field: #name::default())
    });
    let children: Vec<TokenStream> = children.collect();
    [
        quote! {
            /// Creates a handle that calls a shared implementation.
            impl<A: #api + 'static> From<Arc<A>> for #name {
                fn from(api: Arc<A>) -> Self { Self { api: Implementation::Custom(api), #(#children,)* } }
            }
        },
        quote! {
            /// Creates a handle that sends requests over HTTP.
            impl From<Client> for #name {
                fn from(client: Client) -> Self { Self { api: Implementation::Client(client), #(#children,)* } }
            }
        },
    ]
}
