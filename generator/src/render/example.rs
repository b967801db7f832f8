//! The example of an operation: a call with the document's example values, which rustdoc compiles.

use std::cell::Cell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::docs::{self, Markdown};
use super::names::{arguments_name, ident};
use super::options::CallSite;
use super::plausible;
use super::result::CallResult;
use crate::model::{
    Api, Argument, ArgumentSource, Field, Group, Operation, Parameter, Presence, StructDef, Type,
    TypeKind, call_setter_name, setter_name,
};

/// The maximum nesting depth of a value. A deeper one has no example.
const DEPTH: usize = 6;

/// The maximum number of values in an example, at all depths. A call with more values has no example.
const VALUES: usize = 512;

/// The maximum number of setters of a value.
const SETTERS: usize = 3;

/// The documentation of an operation's example. `None` if a value cannot be written as a short expression.
pub(super) fn lines(
    api: &Api,
    group: &Group,
    operation: &Operation,
    call_site: &CallSite,
) -> Option<TokenStream> {
    let call = call(api, group, operation, call_site)?;
    let models: syn::Path = syn::parse_str(&call_site.models).ok()?;
    let import = names_models(&call).then(|| quote!(use #models;));
    let import_group = names_arguments(api, operation).then(|| {
        let mut path = models.clone();
        if let Some(last) = path.segments.last_mut() {
            last.ident = ident(&group.module);
        }
        quote!(use #path;)
    });
    let argument: syn::FnArg = syn::parse_str(&call_site.argument).ok()?;
    let result = CallResult::new(api, group, operation, &call_site.root);
    let result = if let Some(result) = result {
        result.statements(&call)
    } else {
        quote!(#call.await?;)
    };
    let allow_deprecated = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    let function = syn::parse2(quote! {
        #allow_deprecated
        async fn example(#argument) -> Result<(), Box<dyn std::error::Error>> {
            #import
            #import_group
            #result
            Ok(())
        }
    });
    let text = prettyplease::unparse(&function.ok()?);
    let shown: Vec<_> = text.lines().map(shown).collect();
    let code = Markdown::example(shown.iter().map(String::as_str));
    Some(docs::lines(docs::own("\n# Example\n\n") + code))
}

/// A call of an operation, with the document's example values. `None` if a value cannot be written as a short expression.
pub(super) fn call(
    api: &Api,
    group: &Group,
    operation: &Operation,
    call_site: &CallSite,
) -> Option<TokenStream> {
    let root: syn::Expr = syn::parse_str(&call_site.root).ok()?;
    let path = group.path.iter().map(|word| ident(word));
    Example::new(api).call_of(&quote!(#root #(.#path())*), group, operation)
}

/// Returns whether a call uses the module of models.
pub(super) fn names_models(call: &TokenStream) -> bool {
    call.to_string().contains("models ::")
}

/// Returns whether a call uses the module of its group, for the struct of its arguments.
pub(super) fn names_arguments(api: &Api, operation: &Operation) -> bool {
    !api.signature(operation).named.is_empty()
}

/// A line of the example. rustdoc compiles the function around the call but hides it.
fn shown(line: &str) -> String {
    match line.strip_prefix("    ") {
        Some("Ok(())") => "# Ok(())".to_owned(),
        None => format!("# {line}"),
        Some(line) => line.to_owned(),
    }
}

/// A value that is parsed from text.
fn parsed(text: &str) -> TokenStream {
    quote!(#text.parse()?)
}

/// The form of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// An argument of type `impl Into<T>` or `impl IntoIterator`.
    Loose,
    /// The argument of a setter. It accepts an alias of a list or map like the list or map.
    Setter,
    /// A value of type `T`.
    Exact,
}

/// Writes the values of one example.
pub(super) struct Example<'a> {
    api: &'a Api,
    /// The number of values that may be added.
    values: Cell<usize>,
}

impl<'a> Example<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self {
            api,
            values: Cell::new(VALUES),
        }
    }

    /// A value of type `ty`. `None` if it cannot be written as a short expression.
    pub(super) fn exact(&self, ty: &Type, shown: Option<&Value>) -> Option<TokenStream> {
        self.value(ty, shown, Form::Exact, DEPTH)
    }

    /// A call of an operation of the handle.
    pub(super) fn call_of(
        &self,
        handle: &TokenStream,
        group: &Group,
        operation: &Operation,
    ) -> Option<TokenStream> {
        let method = ident(&operation.name);
        let signature = self.api.signature(operation);
        let body = operation.body.as_ref();
        let shown = body.and_then(|body| body.content.examples.first());
        let positional = signature.method.iter();
        let positional = positional.map(|it| self.argument(it, shown, Form::Loose));
        let mut arguments: Vec<TokenStream> = positional.collect::<Option<_>>()?;
        if !signature.named.is_empty() {
            let fields = signature.named.iter().map(|argument| {
                let name = ident(argument.name);
                let value = self.argument(argument, shown, Form::Exact)?;
                Some(quote!(#name: #value))
            });
            let fields: Vec<TokenStream> = fields.collect::<Option<_>>()?;
            let (module, name) = (ident(&group.module), arguments_name(operation));
            arguments.push(quote!(#module::#name { #(#fields),* }));
        }
        let setters = signature
            .spread
            .map(|(_, fields)| self.setters(fields, shown, DEPTH, call_setter_name));
        let setters = setters.unwrap_or_default();
        Some(quote!(#handle.#method(#(#arguments),*) #(#setters)*))
    }

    /// The value of a required argument. `body` is the document's example of the whole body.
    fn argument(
        &self,
        argument: &Argument<'_>,
        body: Option<&Value>,
        form: Form,
    ) -> Option<TokenStream> {
        match argument.source {
            ArgumentSource::Parameter(parameter) => {
                let Parameter {
                    ty,
                    default,
                    bounds,
                    example,
                    ..
                } = parameter;
                let plausible = || plausible::value(self.api, ty, default.as_deref(), bounds);
                let shown = example.clone().or_else(plausible);
                self.value(ty, shown.as_ref(), form, DEPTH)
            }
            ArgumentSource::Body(of) => self.value(self.api.body_type(of), body, form, DEPTH),
            ArgumentSource::Field(field) => {
                let shown = body.and_then(|body| body.get(&field.wire));
                self.field(field, shown, form, DEPTH)
            }
        }
    }

    /// The argument of a constructor for a required field.
    fn field(
        &self,
        field: &Field,
        shown: Option<&Value>,
        form: Form,
        depth: usize,
    ) -> Option<TokenStream> {
        if field.presence == (Presence::Nullable { argument: true }) {
            return match shown {
                Some(Value::Null) | None => Some(quote!(None)),
                Some(_) => {
                    let value = self.value(&field.ty, shown, Form::Exact, depth)?;
                    Some(quote!(Some(#value)))
                }
            };
        }
        let Field {
            ty,
            default,
            bounds,
            ..
        } = field;
        let plausible = || plausible::value(self.api, ty, default.as_deref(), bounds);
        let shown = shown.cloned().or_else(plausible);
        self.value(ty, shown.as_ref(), form, depth)
    }

    /// The setters of optional fields that the document's example has. `setter` names the method for a field.
    fn setters(
        &self,
        structure: &StructDef,
        shown: Option<&Value>,
        depth: usize,
        setter: fn(&str) -> String,
    ) -> Vec<TokenStream> {
        let fields = structure
            .fields
            .iter()
            .filter(|field| field.is_set() && !field.deprecated);
        let setters = fields
            .filter(|field| self.is_short(&field.ty))
            .filter_map(|field| {
                let shown = shown?.get(&field.wire)?;
                // The target type of `parse` cannot be inferred through `impl Into<Option<T>>`.
                let is_parsed = matches!(
                    self.api.aliased(&field.ty),
                    Type::Date | Type::Timestamp | Type::Uuid | Type::External(_)
                );
                if shown.is_null() || is_parsed {
                    return None;
                }
                let value = self.value(&field.ty, Some(shown), Form::Setter, depth)?;
                let name = ident(&setter(&field.name));
                Some(quote!(.#name(#value)))
            });
        setters.take(SETTERS).collect()
    }

    /// Returns whether a value fits on one line. Examples omit optional values that do not.
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
        self.values.set(self.values.get().checked_sub(1)?);
        let text = shown.and_then(Value::as_str);
        Some(match ty {
            Type::Bool => {
                let value = shown.and_then(Value::as_bool).unwrap_or(true);
                quote!(#value)
            }
            Type::I8
            | Type::I16
            | Type::I32
            | Type::I64
            | Type::U8
            | Type::U16
            | Type::U32
            | Type::U64 => {
                let shown = shown.and_then(|shown| shown_integer(ty, shown));
                let value = Literal::i128_unsuffixed(shown.unwrap_or(1));
                quote!(#value)
            }
            Type::F32 | Type::F64 => {
                let most = if *ty == Type::F32 {
                    f64::from(f32::MAX)
                } else {
                    f64::MAX
                };
                let shown = shown.and_then(Value::as_f64);
                let shown = shown.filter(|shown| shown.abs() <= most);
                let value = Literal::f64_unsuffixed(shown.unwrap_or(1.0));
                quote!(#value)
            }
            Type::String => {
                let value = text.unwrap_or("text");
                if form == Form::Exact {
                    quote!(#value.to_owned())
                } else {
                    quote!(#value)
                }
            }
            Type::Date => parsed(text.unwrap_or("2026-01-31")),
            Type::Timestamp => parsed(text.unwrap_or("2026-01-31T12:00:00Z")),
            Type::Uuid => parsed(text.unwrap_or("00000000-0000-4000-8000-000000000000")),
            Type::External(external) => parsed(external.example?),
            Type::Value | Type::Bytes | Type::Body | Type::File => return None,
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
        // An argument of type `impl IntoIterator<Item = impl Into<String>>` accepts borrowed strings.
        let inner = if *item == Type::String {
            form
        } else {
            Form::Exact
        };
        let first = shown
            .and_then(Value::as_array)
            .and_then(|items| items.first());
        let value = self.value(item, first, inner, depth)?;
        Some(if form == Form::Exact {
            quote!(Vec::from([#value]))
        } else {
            quote!([#value])
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
        let inner = if *value == Type::String {
            form
        } else {
            Form::Exact
        };
        let value = self.value(value, Some(first), inner, depth)?;
        Some(match form {
            Form::Loose | Form::Setter => quote!([(#name, #value)]),
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
            // The argument for an alias of a list or map is `impl Into<Alias>`, which needs the exact type.
            TypeKind::Alias(ty @ (Type::List(_) | Type::Map(_))) if form == Form::Loose => {
                self.value(ty, shown, Form::Exact, depth)
            }
            TypeKind::Alias(ty) => self.value(ty, shown, form, depth),
            TypeKind::Newtype(newtype) => {
                let value = self.value(&newtype.ty, shown, Form::Exact, depth)?;
                let value = if newtype.boxed {
                    quote!(Box::new(#value))
                } else {
                    value
                };
                Some(quote!(models::#type_name(#value)))
            }
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
                    let shown = shown.and_then(|shown| shown.get(&field.wire));
                    self.field(field, shown, Form::Loose, depth)
                });
                let arguments: Vec<TokenStream> = arguments.collect::<Option<_>>()?;
                let setters = self.setters(structure, shown, depth, setter_name);
                Some(quote!(models::#type_name::new(#(#arguments),*) #(#setters)*))
            }
            // The data of events is only received.
            TypeKind::Events(_) => None,
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

/// The integer that the document shows, if the type has it.
fn shown_integer(ty: &Type, shown: &Value) -> Option<i128> {
    let signed = shown.as_i64().map(i128::from);
    let number = signed.or_else(|| shown.as_u64().map(i128::from))?;
    let (least, most) = ty.integer_range()?;
    (least..=most).contains(&number).then_some(number)
}
