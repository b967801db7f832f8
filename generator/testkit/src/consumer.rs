//! A program that uses the whole public API of a generated crate: every type, constructor, setter, field, variant,
//! trait and call, with all types written out. It is compiled and never run: if it compiles against another version
//! of the API, that version does not break callers.

use apicrate::model::{
    Api, ArgumentType, EnumDef, ErrorStatus, EventsDef, Group, GroupNode, ItemType, Operation,
    Output, RustType, ServerType, Signature, StructDef, Type, TypeDef, TypeKind, UnionDef,
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::source::{ident, qualified, source, tokens};

/// The module of the models, as the program sees it.
const MODELS: &str = "api::models::";

/// Returns the source of a module that uses the whole API. It expects the API in the module `api` of its crate; `root`
/// is the name of the API's root type.
///
/// # Errors
///
/// Returns an error if the program is not valid Rust, which is a bug of this package.
pub fn consumer(api: &Api, root: &str) -> syn::Result<String> {
    let mut items = vec![prelude()];
    items.extend(api.types.iter().map(|definition| model(api, definition)));
    if !api.groups.is_empty() {
        items.push(accessors(api, &ident(root)));
    }
    for group in &api.groups {
        items.push(implementation(group));
        let operations = group.operations.iter();
        items.extend(operations.map(|operation| calls(api, group, operation)));
    }
    items.extend(api.server_type.as_ref().map(servers));
    items.extend(events(api));
    source(items, "an OpenAPI document")
}

/// The imports, and functions that assert a trait.
fn prelude() -> TokenStream {
    quote! {
        #![allow(warnings, clippy::all, clippy::pedantic)]

        use std::collections::BTreeMap;

        use apicrate_runtime::{
            Body, Bytes, CallOptions, Client, Date, FilePart, Items, Operation, Pages, Patch, Response,
            Result, Timestamp, UnknownValue, Uuid, Value, stream,
        };

        use crate::api;

        trait Marked {}

        fn any<T>() -> T { unreachable!() }

        fn is_default<T: Default>() {}

        fn is_copy<T: Copy>() {}

        fn is_event<T: Clone + std::fmt::Debug + PartialEq + apicrate_runtime::stream::EventData>() {}

        fn is_value<T>()
        where
            T: Clone + std::fmt::Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
        {
        }
    }
}

/// A type of the document.
fn spelled(ty: &Type) -> TokenStream {
    tokens(qualified(ty, MODELS))
}

/// The type of a field or output.
fn rust_type(ty: &RustType) -> TokenStream {
    tokens(ty.map(&|ty| qualified(ty, MODELS)))
}

/// The name of a function of the program.
fn function(words: &[&str]) -> Ident {
    let words: Vec<&str> = words
        .iter()
        .map(|word| word.trim_start_matches("r#"))
        .collect();
    format_ident!("use_{}", words.join("_"))
}

/// Uses a model.
fn model(api: &Api, definition: &TypeDef) -> TokenStream {
    let name = ident(&definition.name);
    let function = function(&["model", &definition.name]);
    let model = quote!(api::models::#name);
    let uses = match &definition.kind {
        TypeKind::Events(events) => events_uses(&model, events),
        TypeKind::Struct(structure) => struct_uses(api, &model, structure),
        TypeKind::Enum(values) => enum_uses(&model, values),
        TypeKind::Union(union) => union_uses(&model, union),
        TypeKind::Newtype(newtype) => {
            let value = rust_type(&newtype.rust_type());
            quote!(let #model(_) = #model(any::<#value>());)
        }
        TypeKind::Alias(target) => {
            let target = spelled(target);
            quote!(let _: #model = any::<#target>();)
        }
    };
    let check = if matches!(definition.kind, TypeKind::Events(_)) {
        quote!(is_event)
    } else {
        quote!(is_value)
    };
    // Types with different names may implement the same trait.
    let is_own = !matches!(definition.kind, TypeKind::Alias(_));
    let implementation = is_own.then(|| quote!(impl Marked for #model {}));
    let aliases = definition.aliases.iter().map(|alias| {
        let alias = ident(alias);
        quote!(let _: api::models::#alias = any::<#model>();)
    });
    quote! {
        #implementation

        fn #function() {
            #check::<#model>();
            #uses
            #(#aliases)*
        }
    }
}

fn struct_uses(api: &Api, model: &TokenStream, structure: &StructDef) -> TokenStream {
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
        let (name, ty) = (ident(&structure.additional_name()), rust_type(&ty));
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

/// A value for an argument. Where the argument accepts any text, the value is a literal.
fn value(api: &Api, argument: &ArgumentType) -> TokenStream {
    match argument {
        ArgumentType::Into(ty) | ArgumentType::IntoOption(ty)
            if *api.aliased(ty) == Type::String =>
        {
            quote!("")
        }
        ArgumentType::IntoOption(ty) => match api.aliased(ty) {
            Type::List(item) if **item == Type::String => quote!([""]),
            Type::Map(value) if **value == Type::String => quote!([("", "")]),
            Type::Map(value) => {
                let value = spelled(value);
                quote!(any::<Vec<(&str, #value)>>())
            }
            ty => any(ty),
        },
        ArgumentType::Into(ty) | ArgumentType::Plain(ty) | ArgumentType::Optional(ty) => any(ty),
        ArgumentType::Patch(ty) | ArgumentType::IntoPatch(ty) => {
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

/// A value of a type.
fn any(ty: &Type) -> TokenStream {
    let ty = spelled(ty);
    quote!(any::<#ty>())
}

fn enum_uses(model: &TokenStream, values: &EnumDef) -> TokenStream {
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

fn union_uses(model: &TokenStream, union: &UnionDef) -> TokenStream {
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

fn events_uses(model: &TokenStream, events: &EventsDef) -> TokenStream {
    let variants = events.variants.iter().map(|variant| {
        let (name, ty) = (ident(&variant.name), spelled(&variant.ty));
        quote! {
            let _: #model = #model::#name(any::<#ty>());
            if let #model::#name(value) = any::<#model>() { let _: #ty = value; }
        }
    });
    quote! {
        #(#variants)*
        if let #model::Unknown(value) = any::<#model>() { let _ = (value.event, value.data); }
    }
}

/// Calls every accessor from the root to the handles.
fn accessors(api: &Api, root: &Ident) -> TokenStream {
    let mut uses = vec![quote! {
        is_default::<api::#root>();
        let _ = api::#root::new(&any::<Client>());
    }];
    node_uses(&quote!(api::#root), &GroupNode::root(api), &mut uses);
    quote! { fn use_root() { #(#uses)* } }
}

fn node_uses(parent: &TokenStream, node: &GroupNode<'_>, uses: &mut Vec<TokenStream>) {
    for child in &node.children {
        let (get, replace, name) = (
            ident(child.word),
            ident(&node.replace_name(child)),
            ident(&child.handle_name()),
        );
        uses.push(quote! {
            let value = any::<#parent>();
            let _: &api::#name = value.#get();
            let _: #parent = value.#replace(any::<api::#name>());
        });
        if child.group.is_none() {
            uses.push(quote! {
                is_default::<api::#name>();
                let _ = api::#name::new(&any::<Client>());
            });
        }
        node_uses(&quote!(api::#name), child, uses);
    }
}

/// An implementation of an operation trait, with every signature written out.
fn implementation(group: &Group) -> TokenStream {
    let (fake, operations, handle) = (
        format_ident!("{}Fake", group.stem),
        ident(&group.trait_name()),
        ident(&group.handle_name()),
    );
    let module = ident(&group.module);
    let methods = group.operations.iter().map(|operation| {
        let (name, output) = (ident(&operation.name), output(group, operation));
        let request = ident(&operation.request_name());
        quote! {
            async fn #name(&self, request: api::#module::#request, options: CallOptions) -> Result<Response<#output>> { any() }
        }
    });
    let function = function(&["handle", &group.module]);
    quote! {
        struct #fake;

        impl api::#operations for #fake { #(#methods)* }

        fn #function() {
            is_default::<api::#handle>();
            let _: api::#handle = api::#handle::new(#fake);
            let _: api::#module::#handle = api::#handle::new(any::<Client>());
        }
    }
}

/// The type of the value that an operation returns.
fn output(group: &Group, operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Many { name, .. } => {
            let (module, name) = (ident(&group.module), ident(name));
            quote!(api::#module::#name)
        }
        output => rust_type(&output.rust_type()),
    }
}

/// Calls an operation through its handle, and constructs its request as plain data.
fn calls(api: &Api, group: &Group, operation: &Operation) -> TokenStream {
    let function = function(&["call", &group.module, &operation.name]);
    let (module, handle) = (ident(&group.module), ident(&group.handle_name()));
    let (method, call) = (ident(&operation.name), ident(&operation.call_name()));
    let output = output(group, operation);
    let signature = api.signature(operation);
    let arguments = signature.method.iter().map(|it| value(api, &it.ty));
    let named = named(operation, &signature, &module);
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
    let request = request_uses(api, operation, &signature, &module);
    let aliases = operation.aliases.iter().map(|alias| {
        let arguments = signature.method.iter().map(|it| value(api, &it.ty));
        let method = ident(&alias.name);
        let types = operation.type_aliases(alias, !signature.named.is_empty());
        let types = types.into_iter().map(|(old, new)| {
            let (old, new) = (ident(&old), ident(&new));
            quote!(let _: api::#module::#old = any::<api::#module::#new>();)
        });
        quote! {
            let _: api::#module::#call = any::<api::#handle>().#method(#(#arguments,)* #named);
            #(#types)*
        }
    });
    let variants = output_uses(operation, &output);
    let errors = error_uses(group, operation);
    quote! {
        async fn #function() {
            let call: api::#module::#call = any::<api::#handle>().#method(#(#arguments,)* #named);
            #(#setters)*
            let call: api::#module::#call = call.options(CallOptions::default());
            #pages
            let _: Result<Response<#output>> = call.clone().send().await;
            let _: Result<#output> = call.await;
            #(#aliases)*
            #request
            #variants
            #errors
        }
    }
}

/// The struct of the named arguments, if there are any.
fn named(operation: &Operation, signature: &Signature<'_>, module: &Ident) -> Option<TokenStream> {
    if signature.named.is_empty() {
        return None;
    }
    let name = ident(&operation.arguments_name());
    let fields = signature.named.iter().map(|argument| {
        let (name, ty) = (ident(argument.name), rust_type(&argument.named_type()));
        quote!(#name: any::<#ty>())
    });
    Some(quote!(api::#module::#name { #(#fields),* }))
}

/// Constructs a request, encodes it and reads its fields.
fn request_uses(
    api: &Api,
    operation: &Operation,
    signature: &Signature<'_>,
    module: &Ident,
) -> TokenStream {
    let request = ident(&operation.request_name());
    let request = quote!(api::#module::#request);
    let arguments = signature.request.iter().map(|it| value(api, &it.ty));
    let named = signature
        .spread
        .is_none()
        .then(|| named(operation, signature, module));
    let default = signature
        .request
        .is_empty()
        .then_some(())
        .filter(|()| signature.spread.is_some() || signature.named.is_empty())
        .map(|()| quote!(is_default::<#request>();));
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
        let request = #request::new(#(#arguments,)* #named);
        let _ = Operation::encode(&request);
        #(#reads)*
        #body
    }
}

/// Matches every variant of an output that has several.
fn output_uses(operation: &Operation, output: &TokenStream) -> TokenStream {
    let Output::Many { variants, .. } = &operation.output else {
        return TokenStream::new();
    };
    let variants = variants.iter().map(|variant| {
        let name = ident(&variant.name);
        if let Some(content) = &variant.content {
            let ty = spelled(&content.ty);
            quote!(if let #output::#name(value) = any::<#output>() { let _: #ty = value; })
        } else {
            quote!(let _ = matches!(any::<#output>(), #output::#name);)
        }
    });
    quote!(#(#variants)*)
}

/// Matches and constructs every variant of the documented errors.
fn error_uses(group: &Group, operation: &Operation) -> TokenStream {
    let Some(error) = &operation.error else {
        return TokenStream::new();
    };
    let (module, name) = (ident(&group.module), ident(&error.name));
    let request = ident(&operation.request_name());
    let error_type = quote!(api::#module::#name);
    let variants = error.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let status = (!matches!(variant.status, ErrorStatus::Exact(_)))
            .then(|| quote!(apicrate_runtime::http::StatusCode));
        let body = variant.content.as_ref().map(|content| spelled(&content.ty));
        let types: Vec<TokenStream> = status.into_iter().chain(body).collect();
        match types.as_slice() {
            [] => quote! {
                let _: #error_type = #error_type::#name;
                let _ = matches!(any::<#error_type>(), #error_type::#name);
            },
            [ty] => quote! {
                let _: #error_type = #error_type::#name(any::<#ty>());
                if let #error_type::#name(body) = any::<#error_type>() { let _: #ty = body; }
            },
            types => {
                let names: Vec<Ident> = (0..types.len()).map(|it| format_ident!("value{it}")).collect();
                quote! {
                    let _: #error_type = #error_type::#name(#(any::<#types>()),*);
                    if let #error_type::#name(#(#names),*) = any::<#error_type>() { #(let _: #types = #names;)* }
                }
            }
        }
    });
    quote! {
        let _: apicrate_runtime::Error = any::<#error_type>().into();
        let _: Result<#error_type> = any::<apicrate_runtime::Error>().decode();
        let _: #error_type = any::<<api::#module::#request as apicrate_runtime::DocumentedErrors>::Error>();
        if let #error_type::Unknown(response) = any::<#error_type>() { let _: Response<Bytes> = response; }
        #(#variants)*
    }
}

/// Constructs every server, with the values of its variables.
fn servers(server_type: &ServerType) -> TokenStream {
    let name = ident(&server_type.name);
    let structures = server_type.choices.iter().filter_map(|choice| {
        let structure = ident(choice.structure.as_deref()?);
        let fields = choice.fields.iter().map(|field| {
            let (name, setter) = (ident(&field.name), ident(&field.setter()));
            let ty = ident(field.type_name());
            let value = if field.values.is_some() {
                quote!(any::<api::#ty>())
            } else {
                quote!("")
            };
            let path = field.values.as_ref().map(|_| quote!(api::));
            quote! {
                let value: api::#structure = value.#setter(#value);
                let _: Option<#path #ty> = value.#name.clone();
            }
        });
        Some(quote! {
            is_default::<api::#structure>();
            let value = api::#structure::new();
            #(#fields)*
        })
    });
    let variants = server_type.choices.iter().map(|choice| {
        let variant = ident(&choice.name);
        if let Some(structure) = &choice.structure {
            let structure = ident(structure);
            quote! {
                let _ = api::#name::#variant(api::#structure::new());
                let _ = matches!(any::<api::#name>(), api::#name::#variant(_));
            }
        } else {
            quote! {
                let _ = api::#name::#variant;
                let _ = matches!(any::<api::#name>(), api::#name::#variant);
            }
        }
    });
    let variants: Vec<TokenStream> = match server_type.only() {
        Some(_) => Vec::new(),
        None => variants.collect(),
    };
    let enums = server_type.enums().map(|(definition, values)| {
        let name = ident(&definition.name);
        enum_uses(&quote!(api::#name), values)
    });
    quote! {
        fn use_servers() {
            let _ = Client::builder().server(api::#name::default());
            #(#structures)*
            #(#variants)*
            #(#enums)*
        }
    }
}

/// Uses the enum of all webhook events, if there is one.
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
