//! A service: the trait that implementers see, the handle that callers see, and what stands between them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::root::Node;
use super::types::{self, ident};
use super::{Options, beside, call, docs, imports, request, security};
use crate::model::{Api, Group, Operation, Output, ParameterLocation, Response, Type};

/// The file of a service.
pub(super) fn items(
    api: &Api,
    root: &Node<'_>,
    group: &Group,
    options: &Options,
) -> Vec<TokenStream> {
    let mut items = vec![module_docs(group)];
    let below = root.find(group);
    items.extend(docs::allow_missing(request::are_documented(group)));
    items.extend(imports::of_group(api, group, below));
    items.extend([group_trait(group), client_impl(group)]);
    items.extend(handle(api, group, below, options));
    items.push(calls(group));
    for operation in &group.operations {
        items.extend(request::items(api, group, operation));
        items.extend(call::items(api, operation));
    }
    items
}

fn module_docs(group: &Group) -> TokenStream {
    let count = group.operations.len();
    let operations = if count == 1 {
        "operation"
    } else {
        "operations"
    };
    let mut text = format!("The `{}` group: {count} {operations}.", path(group));
    if let Some(docs) = &group.docs {
        text.push_str("\n\n");
        text.push_str(&docs::prose(docs));
    }
    docs::inner_lines(&text)
}

/// The path of a group from the root, such as `users.points`.
fn path(group: &Group) -> String {
    let words = group.path.iter().map(|word| word.trim_start_matches("r#"));
    words.collect::<Vec<_>>().join(".")
}

/// The type of an operation's result.
pub(super) fn output(operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Empty => quote!(()),
        Output::One(content) => types::of_content(content, &quote!(models::)),
        Output::Many { name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

/// The name of an operation's request struct.
pub(super) fn request_name(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}Request", operation.stem)
}

/// The name of the fluent call of an operation.
pub(super) fn call_name(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}Call", operation.stem)
}

/// `GET /users/{id}`, as a code span, and the media type of the body where it is not the usual one.
pub(super) fn http_line(operation: &Operation) -> String {
    let line = format!("`{} {}`", operation.method, operation.path);
    match &operation.body {
        Some(body) if operation.is_variant => {
            let media_type = docs::code(&body.content.media_type);
            format!("{line} with a body of {media_type}")
        }
        _ => line,
    }
}

pub(super) fn trait_name(group: &Group) -> proc_macro2::Ident {
    format_ident!("{}Api", group.name.trim_end_matches('_'))
}

pub(super) fn object_name(group: &Group) -> proc_macro2::Ident {
    format_ident!("Dyn{}Api", group.name.trim_matches('_'))
}

/// The trait, as an implementer sees it.
fn group_trait(group: &Group) -> TokenStream {
    let name = trait_name(group);
    let docs = docs::lines(&format!(
        "The operations of the `{}` group. The HTTP client implements this trait; implement it yourself for test \
         doubles and servers.\n\n\
         Each method has a default body that calls [`fallback`](Self::fallback). Write the methods that you need, \
         each as a plain `async fn`. An operation that is added to the API later breaks no implementation.",
        path(group)
    ));
    let methods = group.operations.iter().map(|operation| {
        let docs = docs::lines(&format!(
            "{}\n\n{}",
            first_line(operation),
            http_line(operation)
        ));
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
        let (method, output) = (ident(&operation.name), output(operation));
        let request = request_name(operation);
        quote! {
            #docs
            #deprecated
            fn #method(&self, request: #request, options: CallOptions) -> impl Answer<#output> {
                self.fallback(request, options)
            }
        }
    });
    quote! {
        #docs
        pub trait #name: Send + Sync {
            /// Answers every operation whose method is not implemented. By default, it fails with
            /// [`ErrorKind::NotImplemented`](apicrate_runtime::ErrorKind::NotImplemented).
            fn fallback<O: Operation>(&self, request: O, options: CallOptions) -> impl Answer<O::Output> {
                not_implemented(request, options)
            }

            #(#methods)*
        }
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

/// The types of all calls and the object-safe twin of the trait.
fn calls(group: &Group) -> TokenStream {
    let (name, handle, object) = (trait_name(group), ident(&group.name), object_name(group));
    let calls = group.operations.iter().map(|operation| {
        let method = ident(&operation.name);
        let (request, call) = (request_name(operation), call_name(operation));
        quote!(#method(#request) -> #call;)
    });
    quote! {
        apicrate_runtime::calls! {
            struct #handle;
            trait #name as #object;
            #(#calls)*
        }
    }
}

/// What an operation does, in a line.
fn first_line(operation: &Operation) -> String {
    let texts = [operation.summary.as_deref(), operation.docs.as_deref()];
    let mut lines = texts.into_iter().flatten().flat_map(str::lines);
    let line = lines.find(|line| !line.trim().is_empty());
    line.map_or_else(
        || docs::code(&operation.id),
        |line| docs::sentence(&docs::prose(line.trim())),
    )
}

/// The summary and the description of an operation. Many a description begins with the summary.
fn what_it_does(operation: &Operation) -> String {
    let present = |text: &'_ Option<String>| {
        let text = text.as_deref().map(str::trim).unwrap_or_default();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let (summary, docs) = (present(&operation.summary), present(&operation.docs));
    let summary = summary.filter(|summary| {
        docs.as_deref()
            .is_none_or(|docs| !begins_alike(docs, summary))
    });
    let mut text = String::new();
    if let Some(summary) = summary {
        text.push_str(&docs::sentence(&docs::prose(&summary)));
        text.push_str("\n\n");
    }
    if let Some(docs) = docs {
        let docs = docs::prose(&docs);
        text.push_str(&if text.is_empty() {
            docs::sentence(&docs)
        } else {
            docs
        });
        text.push_str("\n\n");
    }
    text
}

/// Whether a description begins with a summary: "Lists all users." with "List all users".
fn begins_alike(docs: &str, summary: &str) -> bool {
    let first = docs.lines().next().unwrap_or_default();
    let first = first.split_once(". ").map_or(first, |(first, _)| first);
    let words = |text: &str| -> Vec<String> {
        let words = text.trim_end_matches('.').split_whitespace();
        words.map(str::to_lowercase).collect()
    };
    let (first, summary) = (words(first), words(summary));
    let (Some((verb, rest)), Some((summary_verb, summary_rest))) =
        (first.split_first(), summary.split_first())
    else {
        return false;
    };
    let stem = verb.strip_suffix('s').unwrap_or(verb);
    rest == summary_rest && stem == summary_verb.strip_suffix('s').unwrap_or(summary_verb)
}

/// What an operation does, its line of HTTP and how it fails.
pub(super) fn operation_docs(operation: &Operation) -> TokenStream {
    let mut text = what_it_does(operation);
    text.push_str(&http_line(operation));
    text.push_str(&security::of_operation(operation));
    let succeeds = |response: &Response| response.status.starts_with(['1', '2', '3']);
    let successes = operation
        .responses
        .iter()
        .filter(|response| succeeds(response));
    text.push_str(&beside::of_operation(operation, successes));
    // Where no success is documented by its status, `default` is one.
    let any_success = operation.responses.iter().any(succeeds);
    let mut errors = operation
        .responses
        .iter()
        .filter(|response| !succeeds(response) && (any_success || response.status != "default"))
        .peekable();
    if errors.peek().is_some() {
        text.push_str("\n\n# Errors\n\n");
    }
    text.extend(errors.map(error_line));
    docs::lines(&text)
}

/// One documented answer that is no success, with the type of its body.
fn error_line(response: &Response) -> String {
    let docs = docs::prose(response.docs.as_deref().unwrap_or_default());
    let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = match response.content.as_ref().map(|content| &content.ty) {
        Some(Type::Named(name)) => format!(" ([`models::{name}`])"),
        Some(ty) => format!(" (`{ty}`)"),
        None => String::new(),
    };
    let separator = if docs.is_empty() { "" } else { ": " };
    let headers = beside::of_error(response);
    format!("- `{}`{body}{headers}{separator}{docs}\n", response.status)
}

fn handle(
    model: &Api,
    group: &Group,
    below: Option<&Node<'_>>,
    options: &Options,
) -> Vec<TokenStream> {
    let (name, api, object) = (ident(&group.name), trait_name(group), object_name(group));
    let docs = docs::lines(&format!(
        "Calls the operations of [`{api}`]. Cheap to clone: it is one pointer."
    ));
    let methods = group
        .operations
        .iter()
        .map(|operation| call::method(model, group, operation, options));
    let fields = below.into_iter().flat_map(Node::fields);
    let accessors = below.into_iter().flat_map(Node::accessors);
    let children = below
        .into_iter()
        .flat_map(|node| &node.children)
        .map(|child| {
            let (field, name) = (ident(child.word), child.ident());
            quote!(#field: #name::default())
        });
    let children: Vec<TokenStream> = children.collect();
    vec![
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct #name { pub(super) api: Implementation<dyn #object>, #(#fields,)* }
        },
        quote! {
            impl #name {
                /// A handle to any implementation.
                pub fn new(api: impl #api + 'static) -> Self { Self::from(Arc::new(api)) }
                #(#accessors)*
                #(#methods)*
            }
        },
        quote! {
            /// A handle to an implementation that others have, too.
            impl<A: #api + 'static> From<Arc<A>> for #name {
                fn from(api: Arc<A>) -> Self { Self { api: Implementation::Custom(api), #(#children,)* } }
            }
        },
        quote! {
            /// A handle to the operations over HTTP.
            impl From<Client> for #name {
                fn from(client: Client) -> Self { Self { api: Implementation::Client(client), #(#children,)* } }
            }
        },
        quote! {
            /// Answers "not implemented" to everything.
            impl Default for #name {
                fn default() -> Self { Self::from(Client::unimplemented()) }
            }
        },
    ]
}

/// The names of header parameters, which a client may have defaults for.
pub(super) fn header_parameters(operation: &Operation) -> impl Iterator<Item = &str> {
    operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == ParameterLocation::Header)
        .map(|parameter| parameter.wire.as_str())
}
