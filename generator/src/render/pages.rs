//! The pagination of an operation: the parameters of its request that select a page, and the items and facts in its
//! output.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::{self, Markdown};
use super::names::{ident, request_name};
use super::returns;
use super::scope::Scope;
use super::types;
use crate::model::{
    FieldPath, FieldStep, Operation, PageFact, PageParameter, Pagination, PagingKind, Wrapper,
    plain,
};

/// The implementation of `PagedOperation`.
pub(super) fn implementation(operation: &Operation, pagination: &Pagination) -> TokenStream {
    let request = request_name(operation);
    let item = types::spelled(&pagination.item, &Scope::Other);
    let paging = paging(pagination);
    let page = page(pagination);
    let is_deprecated = pagination.parameters().any(|it| it.deprecated);
    let allow = is_deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #allow
        impl PagedOperation for #request {
            type Item = #item;

            fn paging(&mut self) -> Paging<'_> { #paging }

            fn page(output: Self::Output) -> ReceivedPage<Self::Item> { #page }
        }
    }
}

/// The paragraph about pages in the documentation of an operation.
pub(super) fn docs(pagination: &Pagination) -> Markdown {
    let name = |parameter: &PageParameter| {
        let steps = parameter.path.0.iter().map(|step| plain(&step.name));
        docs::code(&steps.collect::<Vec<_>>().join("."))
    };
    let start = match &pagination.kind {
        PagingKind::Offset(parameter)
        | PagingKind::Cursor(parameter)
        | PagingKind::PageNumber { parameter, .. } => docs::own(", starting at ") + name(parameter),
        PagingKind::LastItem { parameter, .. } => docs::own(", starting after ") + name(parameter),
        PagingKind::Url(_) | PagingKind::Link(_) => Markdown::default(),
    };
    let size = pagination.size.as_ref().map(|size| {
        let default = size
            .default
            .map(|it| docs::own(" (default: ") + docs::plain(&it.to_string()) + ")");
        docs::own(" A page has up to ") + name(&size.parameter) + " items" + default + "."
    });
    docs::own("\n\n`.pages()` and `.items()` fetch the list of ")
        + returns::ty(&pagination.item)
        + " page by page"
        + start
        + "."
        + size
}

/// The value of `paging`.
fn paging(pagination: &Pagination) -> TokenStream {
    let objects = SharedObjects::new(pagination);
    let statements = objects.statements();
    let in_url = |parameters: &[PageParameter]| {
        let calls = parameters.iter().map(|parameter| {
            let name = parameter.path.0.last().map(|step| &step.wire);
            let value = objects.parameter(parameter);
            quote!(.parameter(#name, #value))
        });
        calls.collect::<TokenStream>()
    };
    let kind = match &pagination.kind {
        PagingKind::Offset(parameter) => {
            let value = objects.parameter(parameter);
            quote!(Paging::offset(#value))
        }
        PagingKind::PageNumber { parameter, first } => {
            let value = objects.parameter(parameter);
            let first = first.map(Literal::i64_unsuffixed);
            let first = first.map_or_else(|| quote!(None), |first| quote!(#first));
            quote!(Paging::page_number(#value, #first))
        }
        PagingKind::Cursor(parameter) | PagingKind::LastItem { parameter, .. } => {
            let value = objects.parameter(parameter);
            quote!(Paging::cursor(#value))
        }
        PagingKind::Url(parameters) => {
            let parameters = in_url(parameters);
            quote!(Paging::url() #parameters)
        }
        PagingKind::Link(parameters) => {
            let parameters = in_url(parameters);
            quote!(Paging::link() #parameters)
        }
    };
    let size = pagination.size.as_ref().map(|size| {
        let value = objects.parameter(&size.parameter);
        let number = |number: u64| Literal::u64_unsuffixed(number);
        let default = size
            .default
            .map(number)
            .map(|it| quote!(.default_size(#it)));
        let maximum = size
            .maximum
            .map(number)
            .map(|it| quote!(.maximum_size(#it)));
        quote!(.size(#value) #default #maximum)
    });
    quote!(#statements #kind #size)
}

/// The optional objects that contain several parameters. A statement creates each of them, because only one of its fields
/// could be borrowed otherwise.
struct SharedObjects<'a>(Vec<&'a [FieldStep]>);

impl<'a> SharedObjects<'a> {
    fn new(pagination: &'a Pagination) -> Self {
        let mut found: Vec<&[FieldStep]> = Vec::new();
        let mut shared: Vec<&[FieldStep]> = Vec::new();
        for parameter in pagination.parameters() {
            let steps = &parameter.path.0;
            let objects = (1..steps.len()).filter_map(|length| steps.get(..length));
            for object in objects.filter(|it| is_optional(it)) {
                if !found.contains(&object) {
                    found.push(object);
                } else if !shared.contains(&object) {
                    shared.push(object);
                }
            }
        }
        Self(shared)
    }

    /// The statements. An object is created before the objects inside of it.
    fn statements(&self) -> TokenStream {
        let statements = self.0.iter().enumerate().map(|(index, object)| {
            let outer = self.0.get(..index).unwrap_or_default();
            let (name, value) = (variable(object), place(outer, object));
            quote!(let #name = #value.get_or_insert_default();)
        });
        statements.collect()
    }

    /// `&mut self.body.cursor`. Optional objects on the way are created.
    fn parameter(&self, parameter: &PageParameter) -> TokenStream {
        let value = place(&self.0, &parameter.path.0);
        quote!(&mut #value)
    }
}

fn is_optional(object: &[FieldStep]) -> bool {
    object
        .last()
        .is_some_and(|step| step.wrapper == Wrapper::Option)
}

/// The variable of an object.
fn variable(object: &[FieldStep]) -> Ident {
    match object {
        [only] => ident(&only.name),
        several => {
            let names = several.iter().map(|step| plain(&step.name));
            ident(&names.collect::<Vec<_>>().join("_"))
        }
    }
}

/// A field of a request. The `outer` objects have variables, each after the objects that contain it.
fn place(outer: &[&[FieldStep]], steps: &[FieldStep]) -> TokenStream {
    let inside = |object: &[FieldStep]| steps.strip_prefix(object).filter(|it| !it.is_empty());
    let mut found = outer.iter().rev();
    let found = found.find_map(|object| Some((variable(object), inside(object)?)));
    let (start, steps) = found.unwrap_or((ident("self"), steps));
    let fields = steps.iter().enumerate().map(|(index, step)| {
        let name = ident(&step.name);
        let is_last = index + 1 == steps.len();
        let is_created = !is_last && step.wrapper == Wrapper::Option;
        let create = is_created.then(|| quote!(.get_or_insert_default()));
        quote!(.#name #create)
    });
    quote!(#start #(#fields)*)
}

/// The value of `page`.
fn page(pagination: &Pagination) -> TokenStream {
    let facts = pagination.facts.iter().map(|(fact, path)| {
        let method = ident(match fact {
            PageFact::Next => "next",
            PageFact::HasMore => "has_more",
            PageFact::IsLast => "is_last",
            PageFact::Total => "total",
            PageFact::Number => "number",
            PageFact::PageCount => "page_count",
        });
        let (value, _) = Reference::new(quote!(output)).follow(path).finish();
        quote!(.#method(&#value))
    });
    let last = match &pagination.kind {
        PagingKind::LastItem { key, .. } => {
            let (items, is_option) = Reference::new(quote!(output))
                .follow(&pagination.items)
                .finish();
            let last = if is_option {
                quote!(#items.and_then(|it| it.last()))
            } else {
                quote!(#items.last())
            };
            let reference = Reference {
                value: last,
                is_option: true,
                pending: None,
            };
            let (key, _) = reference.follow(key).finish();
            Some(quote!(.next(&#key)))
        }
        _ => None,
    };
    let items = items(&pagination.items);
    quote!(PageFacts::new() #last #(#facts)* .items(#items))
}

/// An expression for a value inside of another one, which is not moved: the value itself, or an `Option` of a reference.
struct Reference {
    value: TokenStream,
    is_option: bool,
    /// The wrapper around the value, unless the value is used as it is.
    pending: Option<Wrapper>,
}

impl Reference {
    fn new(value: TokenStream) -> Self {
        Self {
            value,
            is_option: false,
            pending: None,
        }
    }

    fn follow(mut self, path: &FieldPath) -> Self {
        for FieldStep { name, wrapper, .. } in &path.0 {
            let (value, name) = (&self.value, ident(name));
            match self.pending.take() {
                Some(outer) if self.is_option => {
                    let outer = as_option(outer);
                    self.value = quote!(#value.and_then(|it| it #outer).map(|it| &it.#name));
                }
                Some(outer) => {
                    let outer = as_option(outer);
                    self.value = quote!(#value #outer.map(|it| &it.#name));
                    self.is_option = true;
                }
                None if self.is_option => self.value = quote!(#value.map(|it| &it.#name)),
                None => self.value = quote!(#value.#name),
            }
            self.pending = (*wrapper != Wrapper::Plain).then_some(*wrapper);
        }
        self
    }

    /// The expression, and whether it is an `Option` in addition to the type of the last field.
    fn finish(self) -> (TokenStream, bool) {
        (self.value, self.is_option)
    }
}

/// The call that converts a wrapper to an `Option` of a reference.
fn as_option(wrapper: Wrapper) -> TokenStream {
    if wrapper == Wrapper::Patch {
        quote!(.value())
    } else {
        quote!(.as_ref())
    }
}

/// The items, moved out of the output.
fn items(path: &FieldPath) -> TokenStream {
    let mut value = quote!(output);
    let mut is_option = false;
    for FieldStep { name, wrapper, .. } in &path.0 {
        let name = ident(name);
        let into_option = (*wrapper == Wrapper::Patch).then(|| quote!(.into_option()));
        value = match (is_option, *wrapper) {
            (false, _) => quote!(#value.#name #into_option),
            (true, Wrapper::Plain) => quote!(#value.map(|it| it.#name)),
            (true, _) => quote!(#value.and_then(|it| it.#name #into_option)),
        };
        is_option |= *wrapper != Wrapper::Plain;
    }
    let default = is_option.then(|| quote!(.unwrap_or_default()));
    quote!(#value #default)
}
