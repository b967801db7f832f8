//! A service: the trait that implementers see, the handle that callers see, and what stands between them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::root::Node;
use super::types::{self, ident};
use super::{Gate, Options, beside, call, docs, imports, request};
use crate::model::{Api, Location, Operation, Output, Response, Service, Type};

/// The file of a service.
pub(super) fn items(
    api: &Api,
    root: &Node<'_>,
    service: &Service,
    options: &Options,
) -> Vec<TokenStream> {
    let mut items = vec![module_docs(service)];
    let below = root.find(service);
    items.extend(imports::of_service(api, service, below));
    items.push(service_trait(service));
    items.extend(handle(api, service, below, options));
    for operation in &service.operations {
        items.extend(request::items(api, service, operation));
        items.extend(call::items(api, service, operation));
    }
    items.extend(implementations(service));
    items.extend(object_trait(service, options));
    items
}

fn module_docs(service: &Service) -> TokenStream {
    let count = service.operations.len();
    let operations = if count == 1 {
        "operation"
    } else {
        "operations"
    };
    let words: Vec<&str> = service
        .path
        .iter()
        .map(|word| word.trim_start_matches("r#"))
        .collect();
    let mut text = format!("`{}`: {count} {operations}.", words.join("."));
    if let Some(docs) = &service.docs {
        text.push_str("\n\n");
        text.push_str(&docs::prose(docs));
    }
    docs::inner_lines(&text)
}

/// The value that an operation gives, as a type.
pub(super) fn output(operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Empty => quote!(()),
        Output::One(content) => types::tokens_outside(&content.ty),
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

/// `GET /users/{id}`, as a code span.
pub(super) fn http_line(operation: &Operation) -> String {
    format!("`{} {}`", operation.method, operation.path)
}

pub(super) fn trait_name(service: &Service) -> proc_macro2::Ident {
    format_ident!("{}Api", service.name.trim_end_matches('_'))
}

fn object_name(service: &Service) -> proc_macro2::Ident {
    format_ident!("Dyn{}Api", service.name.trim_matches('_'))
}

fn service_trait(service: &Service) -> TokenStream {
    let name = trait_name(service);
    let docs = docs::lines(&format!(
        "What whoever answers calls of [`{}`] implements: a client does it over HTTP, a test double in memory.\n\n\
         Every method has a body that answers \"not implemented\", so an implementation writes the ones it needs, \
         each as a plain `async fn`, and an operation that is new in the API breaks none.",
        service.name
    ));
    let methods = service.operations.iter().map(|operation| {
        let docs = operation_docs(operation);
        let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
        let (method, request, output) = (ident(&operation.name), request_name(operation), output(operation));
        quote! {
            #docs
            #deprecated
            fn #method(&self, request: #request, options: CallOptions) -> impl Future<Output = Result<Response<#output>>> + Send {
                trophy_runtime::not_implemented(request, options)
            }
        }
    });
    quote! { #docs pub trait #name: Send + Sync { #(#methods)* } }
}

/// What an operation does, its line of HTTP and how it fails.
pub(super) fn operation_docs(operation: &Operation) -> TokenStream {
    let mut text = String::new();
    let prose = [operation.summary.as_deref(), operation.docs.as_deref()];
    let mut before: Option<&str> = None;
    for paragraph in prose
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
    {
        if before
            .is_some_and(|before| before.trim_end_matches('.') == paragraph.trim_end_matches('.'))
        {
            continue;
        }
        text.push_str(&docs::prose(paragraph));
        if before.is_none() && !paragraph.ends_with(['.', '!', '?', ':']) {
            text.push('.');
        }
        text.push_str("\n\n");
        before = Some(paragraph);
    }
    text.push_str(&http_line(operation));
    let succeeds = |response: &Response| response.status.starts_with(['1', '2', '3']);
    let successes = operation
        .responses
        .iter()
        .filter(|response| succeeds(response));
    text.push_str(&beside::of_operation(operation, successes));
    text.push_str("\n\n# Errors\n\n");
    let any_success = operation.responses.iter().any(succeeds);
    let errors: Vec<_> = operation
        .responses
        .iter()
        .filter(|response| !succeeds(response))
        .collect();
    // Where no success is documented by its status, `default` is one.
    let errors: Vec<_> = errors
        .into_iter()
        .filter(|response| any_success || response.status != "default")
        .collect();
    if errors.is_empty() {
        text.push_str("When the call cannot be made, is not answered, or is answered with another status or body than documented.");
    } else {
        text.push_str("When the call cannot be made or is not answered as documented, and with these statuses:\n\n");
        for response in errors {
            text.push_str(&error_line(response));
        }
    }
    docs::lines(&text)
}

/// One documented answer that is no success, with the type of its body.
fn error_line(response: &Response) -> String {
    let docs = docs::prose(response.docs.as_deref().unwrap_or_default());
    let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = match response.content.as_ref().map(|content| &content.ty) {
        Some(Type::Named(name)) => format!(" ([`{name}`](models::{name}))"),
        Some(ty) => format!(" (`{ty}`)"),
        None => String::new(),
    };
    let separator = if docs.is_empty() { "" } else { ": " };
    let headers = beside::of_error(response);
    format!("- `{}`{body}{headers}{separator}{docs}\n", response.status)
}

fn handle(
    model: &Api,
    service: &Service,
    below: Option<&Node<'_>>,
    options: &Options,
) -> Vec<TokenStream> {
    let (name, api, object) = (
        ident(&service.name),
        trait_name(service),
        object_name(service),
    );
    let docs = docs::lines(&format!(
        "Calls the operations of [`{api}`]. Cheap to clone: it is one pointer."
    ));
    let methods = service
        .operations
        .iter()
        .map(|operation| call::method(model, service, operation, options));
    let debug_name = &service.name;
    let fields = below.into_iter().flat_map(Node::fields);
    let accessors = below.into_iter().flat_map(Node::accessors);
    let children = below
        .into_iter()
        .flat_map(|node| &node.children)
        .map(|child| {
            let (field, name) = (ident(child.word), child.ident());
            quote!(#field: #name::default())
        });
    let visibility = visibility(options);
    vec![
        quote! {
            #docs
            #[derive(Clone)]
            pub struct #name { #visibility api: Arc<dyn #object>, #(#fields,)* }
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
                fn from(api: Arc<A>) -> Self { Self { api, #(#children,)* } }
            }
        },
        quote! {
            /// Answers "not implemented" to everything.
            impl Default for #name {
                fn default() -> Self { Self::new(()) }
            }
        },
        quote! {
            impl fmt::Debug for #name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.debug_struct(#debug_name).finish_non_exhaustive() }
            }
        },
    ]
}

/// The two implementations that everybody has: over HTTP, and none at all.
fn implementations(service: &Service) -> [TokenStream; 2] {
    let api = trait_name(service);
    let methods = service.operations.iter().map(|operation| {
        let (method, request, output) = (ident(&operation.name), request_name(operation), output(operation));
        quote! {
            async fn #method(&self, request: #request, options: CallOptions) -> Result<Response<#output>> {
                self.call(&request, &options).await
            }
        }
    });
    [
        quote! { impl #api for Client { #(#methods)* } },
        quote! { impl #api for () {} },
    ]
}

/// What the routes of a group reach of its handle.
fn visibility(options: &Options) -> Option<TokenStream> {
    (options.server != Gate::Never).then(|| quote!(pub(super)))
}

/// The same trait with boxed futures, which a handle can point to.
fn object_trait(service: &Service, options: &Options) -> [TokenStream; 2] {
    let (api, object) = (trait_name(service), object_name(service));
    let signature = |operation: &Operation| {
        let (method, request, output) = (
            ident(&operation.name),
            request_name(operation),
            output(operation),
        );
        quote!(fn #method(&self, request: #request, options: CallOptions) -> BoxFuture<'_, Result<Response<#output>>>)
    };
    let declared = service.operations.iter().map(|operation| {
        let signature = signature(operation);
        quote!(#signature;)
    });
    let allow_deprecated = service
        .operations
        .iter()
        .any(|operation| operation.deprecated)
        .then(|| quote!(#[allow(deprecated)]));
    let implemented = service.operations.iter().map(|operation| {
        let signature = signature(operation);
        let method = ident(&operation.name);
        quote! { #signature { Box::pin(#api::#method(self, request, options)) } }
    });
    let visibility = visibility(options);
    let docs = docs::lines(&format!(
        "[`{api}`] in the form that a pointer can be had to."
    ));
    [
        quote! { #docs #visibility trait #object: Send + Sync { #(#declared)* } },
        quote! { #allow_deprecated impl<T: #api> #object for T { #(#implemented)* } },
    ]
}

/// The names of header parameters, which a client may have defaults for.
pub(super) fn header_parameters(operation: &Operation) -> impl Iterator<Item = &str> {
    operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == Location::Header)
        .map(|parameter| parameter.wire.as_str())
}
