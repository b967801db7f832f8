//! A program that uses everything public of an API: every type, constructor, setter, field, variant, trait and
//! call, each with its types written out. It is never run. That it compiles against another version of the
//! API says that nobody's code breaks, and that it does not, that somebody's may.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::names::{additional_name, call_name, ident, node_name, request_name, trait_name};
use super::types;
use super::{Options, RenderError, file};
use crate::model::{
    Api, ArgumentType, EnumDef, Group, GroupNode, ItemType, Operation, Output, RustType, Signature,
    StructDef, Type, TypeDef, TypeKind, UnionDef,
};

/// The source of a module that uses the whole API, which it finds in the module `api` of its own crate.
///
/// # Errors
///
/// When the program would not be Rust: a fault of the generator.
pub fn consumer(api: &Api, options: &Options) -> Result<String, RenderError> {
    file::source(items(api, options), options).map_err(|error| RenderError {
        path: "consumer.rs".to_owned(),
        error,
    })
}

fn items(api: &Api, options: &Options) -> Vec<TokenStream> {
    let mut items = vec![
        quote!(#![allow(warnings, clippy::all, clippy::pedantic)]),
        quote!(
            use std::collections::BTreeMap;
        ),
        quote!(
            use apicrate_runtime::{
                Bytes, CallOptions, Client, Date, Items, Operation, Pages, Patch, Response, Result,
                Timestamp, UnknownValue, Uuid, Value, stream,
            };
        ),
        quote!(
            use crate::api;
        ),
        quote! {
            fn any<T>() -> T { unreachable!() }
        },
        quote! {
            fn is_default<T: Default>() {}
        },
        quote! {
            fn is_copy<T: Copy>() {}
        },
        quote! {
            fn is_value<T: Clone + std::fmt::Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned>() {}
        },
    ];
    items.extend(api.types.iter().map(|definition| model(api, definition)));
    if !api.groups.is_empty() {
        items.push(way_in(api, &ident(&options.root)));
    }
    for service in &api.groups {
        items.push(fake(service));
        let operations = service.operations.iter();
        items.extend(operations.map(|operation| calls(api, service, operation)));
    }
    items.extend(events(api));
    items
}

/// The type of a field or output as it is spelled here.
fn rust_type(ty: &RustType) -> TokenStream {
    types::rust_type(ty, &quote!(api::models::))
}

/// A type of the API as it is spelled here.
fn spelled(ty: &Type) -> TokenStream {
    types::spelled(ty, &quote!(api::models::))
}

fn function(words: &[&str]) -> Ident {
    let words: Vec<&str> = words
        .iter()
        .map(|word| word.trim_start_matches("r#"))
        .collect();
    format_ident!("use_{}", words.join("_"))
}

fn model(api: &Api, definition: &TypeDef) -> TokenStream {
    let name = ident(&definition.name);
    let function = function(&["model", &definition.name]);
    let model = quote!(api::models::#name);
    let uses = match &definition.kind {
        TypeKind::Struct(structure) => of_struct(api, &model, structure),
        TypeKind::Enum(values) => of_enum(&model, values),
        TypeKind::Union(union) => of_union(&model, union),
        TypeKind::Alias(target) => {
            let target = spelled(target);
            quote!(let _: #model = any::<#target>();)
        }
    };
    quote! {
        fn #function() {
            is_value::<#model>();
            #uses
        }
    }
}

fn of_struct(api: &Api, model: &TokenStream, structure: &StructDef) -> TokenStream {
    let required = api.constructor(structure);
    let default = required.is_empty().then(|| quote!(is_default::<#model>();));
    let arguments = required.iter().map(|argument| value(api, &argument.ty));
    let setters = api.setters(structure).into_iter().map(|setter| {
        let (method, value) = (ident(&setter.method), value(api, &setter.argument.ty));
        quote!(let value: #model = value.#method(#value);)
    });
    let reads = structure.fields.iter().map(|field| {
        let (name, ty) = (ident(&field.name), rust_type(&field.rust_type()));
        quote!(let _: #ty = value.#name;)
    });
    let additional = structure.additional_type().map(|ty| {
        let (name, ty) = (additional_name(structure), rust_type(&ty));
        quote!(let _: #ty = value.#name;)
    });
    let conversions = structure.extends.iter().map(|extends| {
        let target = ident(&extends.target);
        quote!(let _ = api::models::#target::from(any::<#model>());)
    });
    quote! {
        #default
        let value = #model::new(#(#arguments),*);
        #(#setters)*
        #(#reads)*
        #additional
        #(#conversions)*
    }
}

/// A value that a caller passes for an argument: text as a literal wherever any text is accepted.
fn value(api: &Api, argument: &ArgumentType) -> TokenStream {
    match argument {
        ArgumentType::Into(ty) if *api.aliased(ty) == Type::String => quote!(""),
        ArgumentType::Into(ty) | ArgumentType::Plain(ty) => {
            let ty = spelled(ty);
            quote!(any::<#ty>())
        }
        ArgumentType::IntoPatch(ty) => {
            let ty = spelled(ty);
            quote!(any::<Patch<#ty>>())
        }
        ArgumentType::IntoIterator(ItemType::IntoString) => quote!([""]),
        ArgumentType::IntoIterator(ItemType::Plain(item)) => {
            let item = spelled(item);
            quote!(any::<Vec<#item>>())
        }
        ArgumentType::Pairs(ItemType::IntoString) => quote!([("", "")]),
        ArgumentType::Pairs(ItemType::Plain(value)) => {
            let value = spelled(value);
            quote!(any::<Vec<(&str, #value)>>())
        }
    }
}

fn of_enum(model: &TokenStream, values: &EnumDef) -> TokenStream {
    let variants = values.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        quote!(let _ = matches!(any::<#model>(), #model::#name); let _: #model = #model::#name;)
    });
    let default = (values.variants.len() == 1).then(|| quote!(is_default::<#model>();));
    let as_text = if values.open {
        quote! {
            let _: #model = #model::Unknown(any::<String>());
            let _: #model = #model::from("");
            let _: #model = any::<String>().into();
        }
    } else {
        quote! {
            is_copy::<#model>();
            let _: &'static str = any::<#model>().as_str();
            let _: Result<#model, UnknownValue> = #model::try_from("");
            let _: Result<#model, UnknownValue> = "".parse::<#model>();
        }
    };
    quote! {
        #default
        let value = any::<#model>();
        let _: &str = value.as_str();
        let _ = any::<#model>() < any::<#model>();
        #as_text
        #(#variants)*
    }
}

fn of_union(model: &TokenStream, union: &UnionDef) -> TokenStream {
    let variants = union.variants.iter().map(|variant| {
        let (name, ty) = (ident(&variant.name), rust_type(&variant.rust_type()));
        quote! {
            let _: #model = #model::#name(any::<#ty>());
            if let #model::#name(value) = any::<#model>() { let _: #ty = value; }
        }
    });
    quote! {
        #(#variants)*
        let _: #model = #model::Unknown(any::<Value>());
    }
}

/// From the root over its groups to each handle.
fn way_in(api: &Api, root: &Ident) -> TokenStream {
    let tree = GroupNode::root(api);
    let mut steps = vec![quote! {
        is_default::<api::#root>();
        let _ = api::#root::new(&any::<Client>());
    }];
    step(&quote!(api::#root), &tree, &mut steps);
    quote! { fn use_root() { #(#steps)* } }
}

fn step(above: &TokenStream, node: &GroupNode<'_>, steps: &mut Vec<TokenStream>) {
    for child in &node.children {
        let (get, with, name) = (
            ident(child.word),
            ident(&node.replace_name(child)),
            node_name(child),
        );
        steps.push(quote! {
            let value = any::<#above>();
            let _: &api::#name = value.#get();
            let _: #above = value.#with(any::<api::#name>());
        });
        if child.group.is_none() {
            steps.push(quote! {
                is_default::<api::#name>();
                let _ = api::#name::new(&any::<Client>());
            });
        }
        step(&quote!(api::#name), child, steps);
    }
}

/// An implementation of a trait that writes out every signature.
fn fake(service: &Group) -> TokenStream {
    let (fake, api, handle) = (
        format_ident!("{}Fake", service.name),
        trait_name(service),
        ident(&service.name),
    );
    let module = ident(&service.module);
    let methods = service.operations.iter().map(|operation| {
        let (name, request, output) = (ident(&operation.name), request_name(operation), output(service, operation));
        quote! {
            async fn #name(&self, request: api::#module::#request, options: CallOptions) -> Result<Response<#output>> { any() }
        }
    });
    let made = function(&["handle", &service.module]);
    quote! {
        struct #fake;

        impl api::#api for #fake { #(#methods)* }

        fn #made() {
            is_default::<api::#handle>();
            let _: api::#handle = api::#handle::new(#fake);
            let _: api::#module::#handle = api::#handle::new(any::<Client>());
        }
    }
}

/// The value that an operation gives.
fn output(service: &Group, operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Many { name, .. } => {
            let (module, name) = (ident(&service.module), ident(name));
            quote!(api::#module::#name)
        }
        output => rust_type(&output.rust_type()),
    }
}

/// One operation, by its handle and as plain data.
fn calls(api: &Api, service: &Group, operation: &Operation) -> TokenStream {
    let function = function(&["call", &service.module, &operation.name]);
    let (module, handle) = (ident(&service.module), ident(&service.name));
    let (method, call, request) = (
        ident(&operation.name),
        call_name(operation),
        request_name(operation),
    );
    let output = output(service, operation);
    let signature = api.signature(operation);
    let arguments = signature.method.iter().map(|it| value(api, &it.ty));
    let setters = signature.setters.iter().map(|setter| {
        let (name, value) = (ident(&setter.method), value(api, &setter.argument.ty));
        quote!(let call: api::#module::#call = call.#name(#value);)
    });
    let pages = operation.pagination.as_ref().map(|pagination| {
        let item = spelled(&pagination.item);
        quote! {
            let _: Pages<#item> = call.clone().pages();
            let _: Items<#item> = call.clone().items();
        }
    });
    let data = request_data(api, operation, &signature, &quote!(api::#module::#request));
    let variants = variants(operation, &output);
    quote! {
        async fn #function() {
            let call: api::#module::#call = any::<api::#handle>().#method(#(#arguments),*);
            #(#setters)*
            let call: api::#module::#call = call.options(CallOptions::default());
            #pages
            let _: Result<Response<#output>> = call.clone().send().await;
            let _: Result<#output> = call.await;
            #data
            #variants
        }
    }
}

/// The request as plain data: made, and read field by field.
fn request_data(
    api: &Api,
    operation: &Operation,
    signature: &Signature<'_>,
    request: &TokenStream,
) -> TokenStream {
    let arguments = signature.request.iter().map(|it| value(api, &it.ty));
    let default = signature
        .request
        .is_empty()
        .then(|| quote!(is_default::<#request>();));
    let reads = operation.parameters.iter().map(|parameter| {
        let (name, ty) = (ident(&parameter.name), rust_type(&parameter.rust_type()));
        quote!(let _: #ty = request.#name;)
    });
    let body = operation.body.as_ref().map(|body| {
        let ty = rust_type(&api.body_field(body));
        quote!(let _: #ty = request.body;)
    });
    quote! {
        #default
        let request = #request::new(#(#arguments),*);
        let _ = Operation::encode(&request);
        #(#reads)*
        #body
    }
}

/// The variants of what an operation gives when there are several.
fn variants(operation: &Operation, output: &TokenStream) -> TokenStream {
    let Output::Many { variants, .. } = &operation.output else {
        return TokenStream::new();
    };
    let variants = variants.iter().map(|outcome| {
        let name = ident(&outcome.name);
        let ty = outcome.content.as_ref().map(|content| spelled(&content.ty));
        if let Some(ty) = ty {
            quote!(if let #output::#name(value) = any::<#output>() { let _: #ty = value; })
        } else {
            quote!(let _ = matches!(any::<#output>(), #output::#name);)
        }
    });
    quote!(#(#variants)*)
}

/// The enum over all events, if there is one.
fn events(api: &Api) -> Option<TokenStream> {
    if !api.has_webhook_enum() {
        return None;
    }
    let event = quote!(api::webhooks::WebhookEvent);
    let variants = api.webhooks.iter().map(|webhook| {
        let (name, ty) = (ident(&webhook.name), rust_type(&webhook.rust_type()));
        quote!(if let #event::#name(value) = any::<#event>() { let _: #ty = value; })
    });
    Some(quote! {
        fn use_webhooks() {
            is_value::<#event>();
            let value = any::<#event>();
            let _: Option<&str> = value.event_type();
            let _ = #event::Unknown(any::<Value>());
            #(#variants)*
        }
    })
}
