//! The test double in the documentation of a trait: a program that implements one operation and calls it through the
//! handle.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Markdown;
use super::example::{Example, names_models};
use super::names::{handle_name, ident, request_name, trait_name};
use super::options::{CallSite, Gate, Options};
use super::result::CallResult;
use super::scope::Scope;
use super::types;
use crate::model::{Api, Group, Operation, Output, Type};

/// The longest value and call, in characters. A longer one would hide what a test double is.
const LONGEST: usize = 500;

/// The longest line of imports or of a signature.
const WIDTH: usize = 120;

/// The paths of the crate in code that depends on it.
struct Paths {
    /// The module of the traits and handles.
    root: syn::Path,
    runtime: syn::Path,
}

impl Paths {
    /// `None` if the options do not name the crate.
    fn new(options: &Options) -> Option<Self> {
        let (root, runtime) = match (&options.call_site, &options.library) {
            (
                Some(CallSite {
                    models, runtime, ..
                }),
                _,
            ) => {
                let runtime = runtime.as_deref().unwrap_or("apicrate_runtime");
                (
                    models.strip_suffix("::models")?.to_owned(),
                    runtime.to_owned(),
                )
            }
            (None, Some(library)) => {
                let library = &library.name;
                (library.clone(), format!("{library}::apicrate_runtime"))
            }
            (None, None) => return None,
        };
        Some(Self {
            root: syn::parse_str(&root).ok()?,
            runtime: syn::parse_str(&runtime).ok()?,
        })
    }
}

/// The value that a double returns.
enum Answer {
    Nothing,
    /// A list without items.
    EmptyList,
    /// A value, which the double contains.
    Value(TokenStream),
}

/// An operation and the expressions that an example needs.
struct Answered<'a> {
    operation: &'a Operation,
    answer: Answer,
    /// The call of the operation.
    call: TokenStream,
}

impl<'a> Answered<'a> {
    fn new(api: &'a Api, group: &Group, operation: &'a Operation) -> Option<Self> {
        let answer = match &operation.output {
            _ if operation.deprecated || operation.is_variant => return None,
            // Named arguments would need another import.
            _ if !api.signature(operation).named.is_empty() => return None,
            Output::Empty => Answer::Nothing,
            Output::One(content) if content.stream.is_none() => {
                if let Type::List(_) = api.aliased(&content.ty) {
                    Answer::EmptyList
                } else {
                    let shown = content.examples.first();
                    Answer::Value(Example::new(api).exact(&content.ty, shown)?)
                }
            }
            Output::One(_) | Output::Location | Output::Many { .. } => return None,
        };
        let handle = handle_name(group);
        let handle = match answer {
            Answer::Value(_) => quote!(client),
            Answer::Nothing | Answer::EmptyList => quote!(#handle::new(Fake)),
        };
        let call = Example::new(api).call_of(&handle, group, operation)?;
        Some(Self {
            operation,
            answer,
            call,
        })
    }

    fn length(&self) -> usize {
        let value = match &self.answer {
            Answer::Value(value) => value.to_string().len(),
            Answer::Nothing | Answer::EmptyList => 0,
        };
        value + self.call.to_string().len()
    }
}

/// The program for the operation of a group that needs the shortest values. `None` if there is none.
pub(super) fn example(api: &Api, group: &Group, options: &Options) -> Option<Markdown> {
    if options.client != Gate::Always {
        return None;
    }
    let paths = Paths::new(options)?;
    let operations = group.operations.iter();
    let answered = operations.filter_map(|it| Answered::new(api, group, it));
    let answered = answered.filter(|it| it.length() <= LONGEST);
    let rank = |it: &Answered<'_>| {
        (
            matches!(it.answer, Answer::Nothing),
            it.operation.method != "GET",
            it.length(),
        )
    };
    let answered = answered.min_by_key(rank)?;
    let program = program(api, group, &answered, &paths);
    let text = prettyplease::unparse(&syn::parse2(program).ok()?);
    let lines = shown(&text);
    Some(Markdown::example(lines.iter().map(String::as_str)))
}

fn program(api: &Api, group: &Group, answered: &Answered<'_>, paths: &Paths) -> TokenStream {
    let Paths { root, runtime } = paths;
    let Answered {
        operation,
        answer,
        call,
    } = answered;
    let (operations, handle) = (trait_name(group), handle_name(group));
    let (method, request) = (ident(&operation.name), request_name(operation));
    let module = ident(&group.module);
    let output = types::rust_type(&operation.output.rust_type(), &Scope::Other);
    let name = CallResult::new(api, group, operation, "client");
    let name = name.map_or_else(|| ident("response"), |result| result.name);
    let (field, value, test) = match answer {
        Answer::Nothing => (None, quote!(()), quote!(#call.await?;)),
        Answer::EmptyList => (
            None,
            quote!(Vec::new()),
            quote! {
                let #name = #call.await?;
                assert!(#name.is_empty());
            },
        ),
        Answer::Value(value) => {
            let is_model = match &operation.output {
                Output::One(content) => matches!(api.aliased(&content.ty), Type::Named(_)),
                _ => false,
            };
            let ty = (!is_model).then(|| quote!(: #output));
            (
                Some(quote!((#output))),
                quote!(self.0.clone()),
                quote! {
                    let #name #ty = #value;
                    let client = #handle::new(Fake(#name.clone()));
                    assert_eq!(#call.await?, #name);
                },
            )
        }
    };
    let names_models = names_models(&quote!(#output #test));
    let models = names_models.then(|| quote!(, models));
    let imports = if quote!(#root).to_string() == quote!(#runtime).to_string() {
        quote!(use #root::{CallOptions, Response, Result, #operations, #handle, #module::#request #models};)
    } else {
        quote! {
            use #runtime::{CallOptions, Response, Result};
            use #root::{#operations, #handle, #module::#request #models};
        }
    };
    quote! {
        #imports

        struct Fake #field;

        impl #operations for Fake {
            async fn #method(&self, _: #request, _: CallOptions) -> Result<Response<#output>> {
                Ok(Response::new(#value))
            }
        }

        async fn example() -> Result<(), Box<dyn std::error::Error>> {
            #test
            Ok(())
        }
    }
}

/// The lines of the program. rustdoc compiles the function of the test but hides it.
fn shown(text: &str) -> Vec<String> {
    // The formatter does not know the syntax in macros.
    let text = on_one_line(text).replace(". await ?", ".await?");
    let mut lines = Vec::new();
    let mut in_function = false;
    for line in text.lines() {
        in_function |= line.starts_with("async fn");
        if ["struct ", "impl ", "async fn"]
            .iter()
            .any(|start| line.starts_with(start))
        {
            lines.push(String::new());
        }
        lines.push(match line.strip_prefix("    ") {
            _ if !in_function => line.to_owned(),
            Some("Ok(())") => "# Ok(())".to_owned(),
            Some(line) => line.to_owned(),
            None => format!("# {line}"),
        });
    }
    lines
}

/// Writes the imports and the signature of the method on one line each, if they fit.
fn on_one_line(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        let end = match line.trim_start() {
            start if start.starts_with("use ") => Some(";\n"),
            start if start.starts_with("async fn ") => Some("{\n"),
            _ => None,
        };
        let end = end.and_then(|end| Some(rest.find(end)? + end.len()));
        let whole = end.and_then(|end| rest.split_at_checked(end));
        let whole = whole.and_then(|(lines, after)| Some((one_line(lines)?, after)));
        if let Some((line, after)) = whole {
            joined.extend([&line, "\n"]);
            rest = after;
        } else {
            joined.extend([line, "\n"]);
            rest = after;
        }
    }
    joined
}

/// An item or signature without line breaks. `None` if it is too long.
fn one_line(lines: &str) -> Option<String> {
    let words: Vec<&str> = lines.split_whitespace().collect();
    let text = words.join(" ");
    let text = text.replace("( ", "(").replace(", )", ")");
    let text = text.replace("{ ", "{").replace(", }", "}");
    let indent = lines.len() - lines.trim_start().len();
    let line = " ".repeat(indent) + text.trim();
    (line.len() <= WIDTH).then_some(line)
}
