//! The example of an operation: the call as a user would write it, with values that the document shows, in
//! a form that rustdoc compiles.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::docs;
use super::names::ident;
use super::options::CallSite;
use crate::model::{
    Api, Field, Group, Operation, Parameter, ParameterPresence, Presence, StructDef, Type,
    TypeKind, setter_name,
};

/// How deep a value is spelled out before it is left at what is required.
const DEPTH: usize = 6;

/// How many optional fields are set.
const SETTERS: usize = 3;

/// The documentation lines of an operation's example. None where a value cannot be written in short.
pub(super) fn lines(
    api: &Api,
    service: &Group,
    operation: &Operation,
    call_site: &CallSite,
) -> Option<TokenStream> {
    let example = Example { api, call_site };
    let call = example.call(service, operation)?;
    let models: syn::Path = syn::parse_str(&call_site.models).ok()?;
    let import = names_models(&call).then(|| quote!(use #models;));
    let argument: syn::FnArg = syn::parse_str(&call_site.argument).ok()?;
    let allow_deprecated = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    let function = syn::parse2(quote! {
        #allow_deprecated
        async fn example(#argument) -> Result<(), Box<dyn std::error::Error>> {
            #import
            let answer = #call.await?;
            Ok(())
        }
    });
    let text = prettyplease::unparse(&function.ok()?);
    let shown = text.lines().map(shown).collect::<Vec<_>>().join("\n");
    Some(docs::lines(&format!("\n# Example\n\n```\n{shown}\n```")))
}

/// Whether a call mentions a model.
fn names_models(call: &TokenStream) -> bool {
    call.to_string().contains("models ::")
}

/// The function around the call is compiled but not shown.
fn shown(line: &str) -> String {
    match line.strip_prefix("    ") {
        Some("Ok(())") => "# Ok(())".to_owned(),
        None => format!("# {line}"),
        Some(line) => line.to_owned(),
    }
}

/// A value of a type that is read from text.
fn parsed(text: &str) -> TokenStream {
    quote!(#text.parse()?)
}

/// Whether a value goes where `impl Into<T>` is taken, or where it has to be a `T`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Loose,
    Exact,
}

struct Example<'a> {
    api: &'a Api,
    call_site: &'a CallSite,
}

impl Example<'_> {
    fn call(&self, service: &Group, operation: &Operation) -> Option<TokenStream> {
        let root: syn::Expr = syn::parse_str(&self.call_site.root).ok()?;
        let path = service.path.iter().map(|word| ident(word));
        let method = ident(&operation.name);
        let required = |parameter: &&Parameter| parameter.presence == ParameterPresence::Required;
        let parameters = operation.parameters.iter().filter(required);
        let mut arguments: Vec<TokenStream> = parameters
            .map(|parameter| {
                self.value(
                    &parameter.ty,
                    parameter.example.as_ref(),
                    Form::Loose,
                    DEPTH,
                )
            })
            .collect::<Option<_>>()?;
        let mut setters = Vec::new();
        if let Some((_, fields)) = self.api.signature(operation).spread {
            let shown = operation
                .body
                .as_ref()
                .and_then(|body| body.content.examples.first());
            for field in fields.required() {
                arguments.push(self.field(
                    field,
                    shown.and_then(|shown| shown.get(&field.wire)),
                    DEPTH,
                )?);
            }
            setters = self.setters(fields, shown, DEPTH);
        } else if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            arguments.push(self.value(
                self.api.body_type(body),
                body.content.examples.first(),
                Form::Loose,
                DEPTH,
            )?);
        }
        Some(quote!(#root #(.#path())* .#method(#(#arguments),*) #(#setters)*))
    }

    /// The value of a required field, as its constructor takes it.
    fn field(&self, field: &Field, shown: Option<&Value>, depth: usize) -> Option<TokenStream> {
        match field.presence {
            Presence::Nullable { argument: true } => match shown {
                Some(Value::Null) | None => Some(quote!(None)),
                Some(_) => {
                    let value = self.value(&field.ty, shown, Form::Exact, depth)?;
                    Some(quote!(Some(#value)))
                }
            },
            _ => self.value(&field.ty, shown, Form::Loose, depth),
        }
    }

    /// Setters for those optional fields that the document shows.
    fn setters(
        &self,
        structure: &StructDef,
        shown: Option<&Value>,
        depth: usize,
    ) -> Vec<TokenStream> {
        let fields = structure
            .fields
            .iter()
            .filter(|field| !field.is_argument() && !field.constant && !field.deprecated);
        let setters = fields
            .filter(|field| self.is_short(&field.ty))
            .filter_map(|field| {
                let shown = shown?.get(&field.wire)?;
                let form = if field.presence == Presence::Patch {
                    Form::Exact
                } else {
                    Form::Loose
                };
                // A string is taken for a `Patch<String>`, too.
                let form = if field.ty == Type::String {
                    Form::Loose
                } else {
                    form
                };
                // What is read from text has to be told its type, which a `Patch` does not do.
                let ambiguous = field.presence == Presence::Patch
                    && matches!(
                        field.ty,
                        Type::Date | Type::Timestamp | Type::Uuid | Type::Map(_)
                    );
                if shown.is_null() || ambiguous {
                    return None;
                }
                let value = self.value(&field.ty, Some(shown), form, depth)?;
                let name = ident(&setter_name(&field.name));
                Some(quote!(.#name(#value)))
            });
        setters.take(SETTERS).collect()
    }

    /// Whether a value fits on a line: optional things that do not are left out of an example.
    fn is_short(&self, ty: &Type) -> bool {
        match ty {
            Type::List(inner) | Type::Map(inner) => **inner == Type::String,
            Type::Named(name) => self
                .api
                .type_named(name)
                .is_some_and(|definition| matches!(definition.kind, TypeKind::Enum(_))),
            _ => true,
        }
    }

    fn value(
        &self,
        ty: &Type,
        shown: Option<&Value>,
        form: Form,
        depth: usize,
    ) -> Option<TokenStream> {
        let depth = depth.checked_sub(1)?;
        let text = shown.and_then(Value::as_str);
        Some(match ty {
            Type::Bool => {
                let value = shown.and_then(Value::as_bool).unwrap_or(true);
                quote!(#value)
            }
            Type::I32 | Type::I64 | Type::U32 | Type::U64 => {
                let value = Literal::i64_unsuffixed(shown.and_then(Value::as_i64).unwrap_or(1));
                quote!(#value)
            }
            Type::F32 | Type::F64 => {
                let value = Literal::f64_unsuffixed(shown.and_then(Value::as_f64).unwrap_or(1.0));
                quote!(#value)
            }
            Type::String => {
                let value = text.unwrap_or("text");
                if form == Form::Loose {
                    quote!(#value)
                } else {
                    quote!(#value.to_owned())
                }
            }
            Type::Date => parsed(text.unwrap_or("2026-01-31")),
            Type::Timestamp => parsed(text.unwrap_or("2026-01-31T12:00:00Z")),
            Type::Uuid => parsed(text.unwrap_or("00000000-0000-4000-8000-000000000000")),
            Type::Value | Type::Bytes | Type::File => return None,
            Type::Nullable(inner) => {
                let value = self.value(inner, shown, Form::Exact, depth)?;
                quote!(Some(#value))
            }
            Type::List(item) => self.list(item, shown, form, depth)?,
            Type::Tuple(items) => self.tuple(items, shown, depth)?,
            Type::Map(value) => self.map(value, shown, form, depth)?,
            Type::Named(name) => return self.named(name, shown, form, depth),
        })
    }

    fn list(
        &self,
        item: &Type,
        shown: Option<&Value>,
        form: Form,
        depth: usize,
    ) -> Option<TokenStream> {
        // Strings in a list may be borrowed where the list itself is not asked for as a `Vec`.
        let inner = if form == Form::Loose && *item == Type::String {
            Form::Loose
        } else {
            Form::Exact
        };
        let first = shown
            .and_then(Value::as_array)
            .and_then(|items| items.first());
        let value = self.value(item, first, inner, depth)?;
        Some(if form == Form::Loose {
            quote!([#value])
        } else {
            quote!(Vec::from([#value]))
        })
    }

    fn tuple(&self, items: &[Type], shown: Option<&Value>, depth: usize) -> Option<TokenStream> {
        let items = items.iter().enumerate().map(|(index, item)| {
            let shown = shown.and_then(|shown| shown.get(index));
            self.value(item, shown, Form::Exact, depth)
        });
        let items: Vec<TokenStream> = items.collect::<Option<_>>()?;
        Some(quote!((#(#items),*)))
    }

    fn map(
        &self,
        value: &Type,
        shown: Option<&Value>,
        form: Form,
        depth: usize,
    ) -> Option<TokenStream> {
        let (name, first) = shown
            .and_then(Value::as_object)
            .and_then(|map| map.iter().next())?;
        let inner = if form == Form::Loose && *value == Type::String {
            Form::Loose
        } else {
            Form::Exact
        };
        let value = self.value(value, Some(first), inner, depth)?;
        Some(match form {
            Form::Loose => quote!([(#name, #value)]),
            Form::Exact => quote!([(#name.to_owned(), #value)].into()),
        })
    }

    fn named(
        &self,
        name: &str,
        shown: Option<&Value>,
        form: Form,
        depth: usize,
    ) -> Option<TokenStream> {
        let type_name = ident(name);
        match &self.api.type_named(name)?.kind {
            // Only a text by another name is taken as loosely as under its own.
            TypeKind::Alias(ty @ (Type::List(_) | Type::Map(_))) => {
                self.value(ty, shown, Form::Exact, depth)
            }
            TypeKind::Alias(ty) => self.value(ty, shown, form, depth),
            TypeKind::Enum(values) => {
                let value = shown.map(|shown| match shown {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                let known = values
                    .variants
                    .iter()
                    .find(|variant| Some(&variant.wire) == value.as_ref());
                let variant = ident(&known.or(values.variants.first())?.name);
                Some(quote!(models::#type_name::#variant))
            }
            TypeKind::Struct(structure) => {
                let arguments = structure.required().map(|field| {
                    self.field(field, shown.and_then(|shown| shown.get(&field.wire)), depth)
                });
                let arguments: Vec<TokenStream> = arguments.collect::<Option<_>>()?;
                let setters = self.setters(structure, shown, depth);
                Some(quote!(models::#type_name::new(#(#arguments),*) #(#setters)*))
            }
            TypeKind::Union(union) => {
                let variant = union.variants.first()?;
                let value = self.value(&variant.ty, None, Form::Exact, depth)?;
                let value = if variant.boxed {
                    quote!(Box::new(#value))
                } else {
                    value
                };
                let variant = ident(&variant.name);
                Some(quote!(models::#type_name::#variant(#value)))
            }
        }
    }
}
