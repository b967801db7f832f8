//! Tests that the two ends of an API agree: each operation is sent with everything, with as little as
//! allowed and with `null`, through HTTP, and what arrives is compared with what was sent, in both
//! directions.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use super::sample::{self, Fill};
use super::server;
use super::service::{output, request_name, trait_name};
use super::types::{self, ident};
use super::{Options, RenderError, docs, file, request};
use crate::model::{
    Api, BodyFormat, Content, Group, Operation, Output, OutputVariant, ParameterPresence,
};

/// Writes the tests of one document, a test for each operation. They do their work through the module `harness` at the
/// root of the test.
///
/// `root` is the path of the generated module, for example `trophy_api::admin`, which has to hold the module
/// `server`; `cases` is the path of a constant or static that holds what [`agreement_cases`] gives, for example
/// `crate::cases::ADMIN`.
///
/// # Errors
///
/// When the tests would not be Rust: a fault of the generator, or a path that is none.
pub fn agreement_tests(
    api: &Api,
    root: &str,
    cases: &str,
    options: &Options,
) -> Result<String, RenderError> {
    let failed = |error| RenderError {
        path: "the tests of agreement".to_owned(),
        error,
    };
    let root: syn::Path = syn::parse_str(root).map_err(failed)?;
    let cases: syn::Path = syn::parse_str(cases).map_err(failed)?;
    let mut items = vec![
        docs::inner_lines(&format!(
            "Client and router agree on every operation of {}.",
            docs::prose(&api.title)
        )),
        quote!(use #cases as CASES;),
    ];
    for service in &api.groups {
        items.push(module(api, service, tested(api, service), &root));
    }
    file::source(items, options).map_err(failed)
}

/// The values that those tests send and answer, as JSON: one line for each case.
pub fn agreement_cases(api: &Api) -> String {
    let cases = api.groups.iter().flat_map(|service| {
        let tested = tested(api, service);
        tested.flat_map(move |operation| of_operation(api, service, operation))
    });
    let lines: Vec<String> = cases.map(|case| case.to_string()).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// The operations that are served, and can be called: each required parameter has a value that can travel.
fn tested<'a>(api: &'a Api, service: &'a Group) -> impl Iterator<Item = &'a Operation> {
    service.operations.iter().filter(|operation| {
        server::is_served(operation) && parameters(api, operation, Fill::Minimal).is_some()
    })
}

/// The tests of one group, and the double that answers them.
fn module<'a>(
    api: &Api,
    service: &Group,
    tested: impl Iterator<Item = &'a Operation>,
    root: &syn::Path,
) -> TokenStream {
    let (module, service_trait) = (ident(&service.module), trait_name(service));
    let routed = service.operations.iter().filter(|it| !it.is_variant);
    let answers = routed.map(|operation| {
        let (method, request, output) = (ident(&operation.name), request_name(operation), output(operation));
        quote! {
            async fn #method(&self, request: #request, _options: CallOptions) -> Result<Response<#output>> {
                self.answer(request)
            }
        }
    });
    let tests = tested.map(|operation| test(api, service, operation));
    let models = (!api.types.is_empty()).then(|| quote!(models,));
    quote! {
        #[allow(deprecated, unused_imports, unused_variables, reason = "not every operation needs everything")]
        mod #module {
            use std::collections::BTreeMap;
            use std::sync::Arc;

            use apicrate_runtime::{Bytes, CallOptions, Date, Response, Result, Timestamp, Uuid, Value, stream};
            use #root::#module::*;
            use #root::{#models server};

            use super::CASES;
            use crate::harness::{Case, Double, agree};

            impl #service_trait for Double { #(#answers)* }

            #(#tests)*
        }
    }
}

fn test(api: &Api, service: &Group, operation: &Operation) -> TokenStream {
    let (name, request, module) = (
        ident(&operation.name),
        request_name(operation),
        ident(&service.module),
    );
    let handle = ident(&service.name);
    let key = key(service, operation);
    let arguments = request::arguments(api, operation)
        .into_iter()
        .map(|(name, _)| argument(operation, &name.to_string()));
    let optional = operation.parameters.iter().filter_map(|parameter| {
        let name = ident(&parameter.name);
        match parameter.presence {
            ParameterPresence::Required => None,
            ParameterPresence::Optional => {
                let key = &parameter.name;
                Some(quote!(request.#name = case.optional(#key);))
            }
            ParameterPresence::Flag => {
                let key = &parameter.name;
                Some(quote!(request.#name = case.flag(#key);))
            }
        }
    });
    let body = operation
        .body
        .iter()
        .filter(|body| !body.required)
        .map(|body| {
            if body.content.format() == BodyFormat::Bytes {
                quote!(request.body = case.optional_body().map(|body: String| Bytes::from(body));)
            } else {
                quote!(request.body = case.optional_body();)
            }
        });
    let steps: Vec<TokenStream> = optional.chain(body).collect();
    let make = if steps.is_empty() {
        quote!(|case: &Case| #request::new(#(#arguments),*))
    } else {
        quote! {|case: &Case| {
            let mut request = #request::new(#(#arguments),*);
            #(#steps)*
            request
        }}
    };
    let answer = answer(operation);
    quote! {
        #[tokio::test]
        async fn #name() {
            let routes = |double: &Arc<Double>| server::#module::routes(&#handle::from(Arc::clone(double)));
            agree(&CASES, #key, routes, #make, |case: &Case| #answer).await;
        }
    }
}

/// The name of an operation among the cases.
fn key(service: &Group, operation: &Operation) -> String {
    let words = [service.module.as_str(), operation.name.as_str()];
    words.map(|word| word.trim_start_matches("r#")).join(".")
}

/// An argument of a request's constructor.
fn argument(operation: &Operation, name: &str) -> TokenStream {
    let parameter = operation
        .parameters
        .iter()
        .find(|parameter| parameter.name == name);
    match (parameter, &operation.body) {
        (Some(parameter), _) => {
            let ty = types::tokens_outside(&parameter.ty);
            quote!(case.required::<#ty>(#name))
        }
        (None, Some(body)) if body.content.format() == BodyFormat::Bytes => {
            quote!(Bytes::from(case.body::<String>()))
        }
        (None, Some(body)) => {
            let ty = types::tokens_outside(&body.content.ty);
            quote!(case.body::<#ty>())
        }
        (None, None) => quote!(()),
    }
}

/// The expression of what is answered.
fn answer(operation: &Operation) -> TokenStream {
    let value = |content: &Content| {
        if content.format() == BodyFormat::Bytes {
            quote!(Bytes::from(case.output::<String>()))
        } else {
            quote!(case.output())
        }
    };
    match &operation.output {
        Output::Empty => quote!(()),
        Output::One(content) => value(content),
        Output::Many { name, variants } => {
            let name = ident(name);
            let arms = by_status(variants).map(|outcome| {
                let (status, variant) = (outcome.status, ident(&outcome.name));
                let status = proc_macro2::Literal::u16_unsuffixed(status);
                let content = outcome.content.as_ref().map(|content| {
                    let value = value(content);
                    quote!((#value))
                });
                quote!(#status => #name::#variant #content,)
            });
            quote!(match case.status() { #(#arms)* other => unreachable!("no outcome has the status {other}") })
        }
    }
}

/// The first outcome of each status, by which a case is told.
fn by_status(variants: &[OutputVariant]) -> impl Iterator<Item = &OutputVariant> {
    let statuses = variants.chunk_by(|one, other| one.status == other.status);
    statuses.filter_map(<[OutputVariant]>::first)
}

/// The cases of one operation: inputs and answers in pairs, as many as the longer of both lists has.
fn of_operation(api: &Api, service: &Group, operation: &Operation) -> Vec<Value> {
    let key = key(service, operation);
    let inputs: Vec<(Value, Option<Value>)> = Fill::ALL
        .iter()
        // A form has no `null`.
        .filter(|fill| **fill != Fill::Null || !is_form(operation))
        .filter_map(|fill| {
            Some((
                parameters(api, operation, *fill)?,
                body(api, operation, *fill),
            ))
        })
        .collect();
    let outputs = outputs(api, operation);
    let count = inputs.len().max(outputs.len());
    let pairs = inputs.iter().cycle().zip(outputs.iter().cycle());
    let mut cases: Vec<Value> = Vec::new();
    for ((parameters, body), (status, output)) in pairs.take(count) {
        let mut case = json!({ "operation": key, "parameters": parameters, "status": status });
        if let Some(body) = body {
            case["body"] = body.clone();
        }
        if let Some(output) = output {
            case["output"] = output.clone();
        }
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    cases
}

fn is_form(operation: &Operation) -> bool {
    let body = operation.body.as_ref();
    body.is_some_and(|body| body.content.format() == BodyFormat::Form)
}

/// None where one that is required has no value that can travel.
fn parameters(api: &Api, operation: &Operation, fill: Fill) -> Option<Value> {
    let mut values = Map::new();
    for parameter in &operation.parameters {
        let value = match (parameter.presence, fill) {
            (ParameterPresence::Required, _) => Some(sample::parameter(api, parameter)?),
            // A client makes one where none is given.
            _ if parameter.wire.eq_ignore_ascii_case("Idempotency-Key") => {
                sample::parameter(api, parameter)
            }
            (ParameterPresence::Optional, Fill::Full) => sample::parameter(api, parameter),
            (ParameterPresence::Flag, Fill::Full) => Some(json!(true)),
            _ => None,
        };
        if let Some(value) = value {
            values.insert(parameter.name.clone(), value);
        }
    }
    Some(values.into())
}

fn body(api: &Api, operation: &Operation, fill: Fill) -> Option<Value> {
    let body = operation.body.as_ref()?;
    let there = body.required || fill != Fill::Minimal;
    there.then(|| sample::value(api, &body.content.ty, "body", fill))
}

/// Statuses and values.
fn outputs(api: &Api, operation: &Operation) -> Vec<(u16, Option<Value>)> {
    let success = server::success(operation);
    let value = |content: &Content, fill| sample::value(api, &content.ty, "output", fill);
    match &operation.output {
        Output::Empty => vec![(success, None)],
        Output::One(content) => Fill::ALL
            .iter()
            .map(|fill| (success, Some(value(content, *fill))))
            .collect(),
        Output::Many { variants, .. } => {
            let output = |outcome: &OutputVariant| {
                let content = outcome.content.as_ref();
                (
                    outcome.status,
                    content.map(|content| value(content, Fill::Full)),
                )
            };
            by_status(variants).map(output).collect()
        }
    }
}
