//! The way in: the type through which all services are reached, and the list of models.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::types::ident;
use super::{Options, docs};
use crate::model::{Api, Service};

/// The file that holds all modules.
pub(super) fn items(api: &Api, options: &Options) -> Vec<TokenStream> {
    let mut items = vec![module_docs(api)];
    if !api.types.is_empty() {
        items.push(quote!(pub mod models;));
    }
    items.extend(api.services.iter().map(|service| {
        let module = ident(&service.module);
        quote!(pub mod #module;)
    }));
    if api.services.is_empty() {
        return items;
    }
    items.push(quote!(use trophy_runtime::Client;));
    items.extend(api.services.iter().map(|service| {
        let (module, name, service_trait) = (ident(&service.module), ident(&service.name), format_ident!("{}Api", service.name));
        quote!(pub use #module::{#name, #service_trait};)
    }));
    items.extend(root(api, options));
    items
}

fn module_docs(api: &Api) -> TokenStream {
    let mut text = format!("{}, version {}.", api.title, api.version);
    if let Some(docs) = &api.docs {
        text.push_str("\n\n");
        text.push_str(&docs::prose(docs));
    }
    docs::inner_lines(&text)
}

fn root(api: &Api, options: &Options) -> Vec<TokenStream> {
    let name = ident(&options.root);
    let docs = docs::lines(&format!("All operations of {}, by group.", api.title));
    let fields = api.services.iter().map(|service| {
        let (module, name) = (ident(&service.module), ident(&service.name));
        quote!(#module: #name)
    });
    let values = api.services.iter().enumerate().map(|(index, service)| {
        let (module, name) = (ident(&service.module), ident(&service.name));
        let client = if index + 1 == api.services.len() { quote!(client) } else { quote!(client.clone()) };
        quote!(#module: #name::new(#client))
    });
    let accessors = api.services.iter().map(accessor);
    vec![
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct #name { #(#fields,)* }
        },
        quote! {
            impl #name {
                /// All operations, over HTTP.
                pub fn new(client: Client) -> Self { Self { #(#values,)* } }
                #(#accessors)*
            }
        },
    ]
}

fn accessor(service: &Service) -> TokenStream {
    let (module, name, service_trait) = (ident(&service.module), ident(&service.name), format_ident!("{}Api", service.name));
    let with = format_ident!("with_{}", service.module.trim_end_matches('_'));
    let getter_docs = match &service.docs {
        Some(docs) => docs::lines(&docs::prose(docs)),
        None => docs::lines(&format!("The operations of [`{service_trait}`].")),
    };
    let with_docs = docs::lines(&format!("Answers the calls of [`{}`] by another implementation.", service.name));
    quote! {
        #getter_docs
        pub fn #module(&self) -> &#name { &self.#module }

        #with_docs
        pub fn #with(mut self, api: impl #service_trait + 'static) -> Self {
            self.#module = #name::new(api);
            self
        }
    }
}

/// The file that lists the models.
pub(super) fn models(api: &Api) -> Vec<TokenStream> {
    let docs = docs::inner_lines(&format!("The types that {} speaks in.", api.title));
    let modules = api.types.iter().map(|definition| {
        let module = ident(&definition.module);
        quote!(mod #module;)
    });
    let exports = api.types.iter().map(|definition| {
        let (module, name) = (ident(&definition.module), ident(&definition.name));
        quote!(pub use #module::#name;)
    });
    std::iter::once(docs).chain(modules).chain(exports).collect()
}
