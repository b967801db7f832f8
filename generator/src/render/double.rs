//! The test double in the documentation of a trait: a program that implements one operation and calls it through the
//! handle.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::Markdown;
use super::example::{Example, names_arguments, names_models};
use super::names::{handle_name, ident, request_name, trait_name};
use super::options::{CallSite, Gate, Options};
use super::result::CallResult;
use super::scope::Scope;
use super::types;
use crate::model::{Api, Group, Operation, Output, Type};

/// The longest value and call, in characters. A longer one would hide what a test double is.
const LONGEST: usize = 500;

/// The paths that a test double imports from.
struct Paths {
    /// The module of the traits and handles.
    root: syn::Path,
    runtime: syn::Path,
}

impl Paths {
    /// `None` if the options do not name the crate of the code.
    fn new(options: &Options) -> Option<Self> {
        let library = options.library.as_ref();
        let library = library.map(|it| CallSite::of_library(&it.name));
        let call_site = options.call_site.clone().or(library)?;
        let root = call_site.models.strip_suffix("::models")?;
        let runtime = call_site.runtime.as_deref();
        Some(Self {
            root: syn::parse_str(root).ok()?,
            runtime: syn::parse_str(runtime.unwrap_or("apicrate_runtime")).ok()?,
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
    /// An error.
    Error,
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
        Self::with(api, group, operation, answer)
    }

    /// An operation that returns a model, which is too large for an example: the double returns an error.
    fn failing(api: &'a Api, group: &Group, operation: &'a Operation) -> Option<Self> {
        let is_model = match &operation.output {
            Output::One(content) => {
                content.stream.is_none() && matches!(content.ty, Type::Named(_))
            }
            _ => false,
        };
        if !is_model || operation.deprecated || operation.is_variant {
            return None;
        }
        Self::with(api, group, operation, Answer::Error)
    }

    fn with(api: &'a Api, group: &Group, operation: &'a Operation, answer: Answer) -> Option<Self> {
        let handle = handle_name(group);
        let handle = match answer {
            Answer::Value(_) => quote!(client),
            Answer::Nothing | Answer::EmptyList | Answer::Error => quote!(#handle::new(Fake)),
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
            Answer::Nothing | Answer::EmptyList | Answer::Error => 0,
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
    let answered = shortest(answered).or_else(|| {
        let operations = group.operations.iter();
        shortest(operations.filter_map(|it| Answered::failing(api, group, it)))
    })?;
    let program = program(api, group, &answered, &paths);
    let text = prettyplease::unparse(&syn::parse2(program).ok()?);
    let lines = shown(&text);
    Some(Markdown::example(lines.iter().map(String::as_str)))
}

/// The operation with the shortest values: if possible, one that reads a value.
fn shortest<'a>(answered: impl Iterator<Item = Answered<'a>>) -> Option<Answered<'a>> {
    let short = answered.filter(|it| it.length() <= LONGEST);
    short.min_by_key(|it| {
        (
            matches!(it.answer, Answer::Nothing),
            it.operation.method != "GET",
            it.length(),
        )
    })
}

fn program(api: &Api, group: &Group, answered: &Answered<'_>, paths: &Paths) -> TokenStream {
    let Paths { root, runtime } = paths;
    let operation = answered.operation;
    let (operations, handle) = (trait_name(group), handle_name(group));
    let (method, request) = (ident(&operation.name), request_name(operation));
    let module = ident(&group.module);
    let output = types::rust_type(&operation.output.rust_type(), &Scope::Other);
    let name = CallResult::new(api, group, operation, "client");
    let name = name.map_or_else(|| ident("response"), |result| result.name);
    let Parts {
        field,
        result,
        test,
    } = parts(api, answered, &handle, &name, &output);
    // The call names the struct of its named arguments by the path of their module.
    let (imported, parameter) = if names_arguments(api, operation) {
        (quote!(#module), quote!(#module::#request))
    } else {
        (quote!(#module::#request), quote!(#request))
    };
    let mut of_runtime = vec![quote!(CallOptions), quote!(Response), quote!(Result)];
    if let Answer::Error = answered.answer {
        of_runtime.extend([quote!(Error), quote!(http::StatusCode)]);
    }
    let mut of_root = vec![quote!(#operations), quote!(#handle), imported];
    if names_models(&quote!(#output #test)) {
        of_root.push(quote!(models));
    }
    let imports = imports(root, of_root, runtime, of_runtime);
    quote! {
        #imports

        struct Fake #field;

        impl #operations for Fake {
            async fn #method(&self, _: #parameter, _: CallOptions) -> Result<Response<#output>> {
                #result
            }
        }

        async fn example() -> Result<(), Box<dyn std::error::Error>> {
            #test
            Ok(())
        }
    }
}

/// The parts of a program that depend on the answer.
struct Parts {
    /// The field of the double with its value.
    field: Option<TokenStream>,
    /// The result of the method.
    result: TokenStream,
    /// The call, and a test of its result.
    test: TokenStream,
}

fn parts(
    api: &Api,
    answered: &Answered<'_>,
    handle: &Ident,
    name: &Ident,
    output: &TokenStream,
) -> Parts {
    let Answered {
        operation, call, ..
    } = answered;
    let (field, result, test) = match &answered.answer {
        Answer::Nothing => (None, quote!(Ok(Response::new(()))), quote!(#call.await?;)),
        Answer::Error => (
            None,
            quote!(Err(Error::from_status(
                StatusCode::TOO_MANY_REQUESTS,
                "try again later"
            ))),
            quote! {
                let result = #call.await;
                assert!(result.is_err());
            },
        ),
        Answer::EmptyList => (
            None,
            quote!(Ok(Response::new(Vec::new()))),
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
                quote!(Ok(Response::new(self.0.clone()))),
                quote! {
                    let #name #ty = #value;
                    let client = #handle::new(Fake(#name.clone()));
                    assert_eq!(#call.await?, #name);
                },
            )
        }
    };
    Parts {
        field,
        result,
        test,
    }
}

/// The imports of the two modules, which can be the same, in the order of rustfmt.
fn imports(
    root: &syn::Path,
    mut of_root: Vec<TokenStream>,
    runtime: &syn::Path,
    of_runtime: Vec<TokenStream>,
) -> TokenStream {
    let imports = if quote!(#root).to_string() == quote!(#runtime).to_string() {
        of_root.extend(of_runtime);
        vec![(root, of_root)]
    } else {
        vec![(root, of_root), (runtime, of_runtime)]
    };
    let imports = imports.into_iter().map(|(path, mut names)| {
        names.sort_by_key(ToString::to_string);
        quote!(use #path::{#(#names),*};)
    });
    let mut imports: Vec<TokenStream> = imports.collect();
    imports.sort_by_key(ToString::to_string);
    quote!(#(#imports)*)
}

/// The lines of the program. rustdoc compiles the function of the test but hides it.
fn shown(text: &str) -> Vec<String> {
    // The formatter does not know the syntax in macros.
    let text = text.replace(". await ?", ".await?");
    let mut lines = Vec::new();
    let mut in_function = false;
    for line in text.lines() {
        in_function |= line.starts_with("async fn");
        if ["struct ", "async fn"]
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
