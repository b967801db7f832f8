//! `errors!`: enums of the documented errors of operations. The status and the media type of a received response select
//! the variant.

use std::mem;

use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::input::{self, Body, Error, Input, Member, Result, is, split};
use crate::structure::here;

/// The variant of responses whose status the document does not list.
const UNKNOWN: &str = "Unknown";

/// The media type of JSON bodies by default.
const JSON: &str = "application/json";

/// Expands all enums of an invocation.
pub(crate) fn expand(tokens: TokenStream) -> Result<TokenStream> {
    let mut expanded = TokenStream::new();
    let mut item = Vec::new();
    for token in tokens {
        let is_end =
            matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        item.push(token);
        if is_end {
            let input = Input::of(mem::take(&mut item).into_iter().collect())?;
            expanded.extend(enumeration(&input)?);
        }
    }
    match item.first() {
        Some(token) => Err(Error::new(token.span(), "expected an enum")),
        None => Ok(expanded),
    }
}

fn enumeration(input: &Input) -> Result<TokenStream> {
    let name = &input.name;
    let Body::Variants(members) = &input.body else {
        return Err(Error::new(name.span(), "expected an enum"));
    };
    let variants: Vec<Variant<'_>> = members.iter().map(Variant::of).collect::<Result<_>>()?;
    let requests = requests(input)?;
    let operations: Vec<String> = requests.iter().map(|it| format!("[`{it}`]")).collect();
    let docs = format!(
        "The documented errors of {}. [`Error::decode`](apicrate_runtime::Error::decode) returns them.",
        operations.join(" and ")
    );
    let declarations = variants.iter().map(Variant::declaration);
    let reads = arms(&variants);
    let parts = variants.iter().map(Variant::parts);
    Ok(quote_spanned! {here()=>
        #[doc = #docs]
        #[non_exhaustive]
        pub enum #name {
            #(#declarations)*
            /// A status that the document does not list.
            Unknown(::apicrate_runtime::Response<::apicrate_runtime::Bytes>),
        }

        #(
            impl ::apicrate_runtime::DocumentedErrors for #requests {
                type Error = #name;
            }
        )*

        impl ::apicrate_runtime::OperationError for #name {
            fn read(
                response: ::apicrate_runtime::ReceivedError<'_>,
            ) -> ::apicrate_runtime::Result<Self> {
                match response.status().as_u16() {
                    #reads
                }
            }

            fn parts(&self) -> ::apicrate_runtime::SentError<'_> {
                match self {
                    #(#parts)*
                    Self::Unknown(response) => ::apicrate_runtime::SentError::unknown(response),
                }
            }
        }

        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&::apicrate_runtime::OperationError::parts(self), f)
            }
        }
    })
}

/// The requests in `#[request(GetRequest)]`.
fn requests(input: &Input) -> Result<Vec<Ident>> {
    let words = input::words(&input.attributes, "request")?;
    if words.is_empty() {
        let text = "add `#[request(..)]` with the request of the operation";
        return Err(Error::new(input.name.span(), text));
    }
    let names = words.into_iter().map(|word| {
        if word.is_alone() {
            Ok(word.name)
        } else {
            Err(word.refused("expected `#[request(GetRequest)]`"))
        }
    });
    names.collect()
}

/// A variant: `NotFound(Problem) = json(404, "application/problem+json")`.
struct Variant<'a> {
    name: &'a Ident,
    /// The fields in parentheses.
    fields: Option<&'a TokenTree>,
    status: Status,
    format: Format,
    media_type: Literal,
}

enum Status {
    /// `404`
    Exact(Literal),
    /// `400..=499`
    Range(TokenStream),
    /// `..`
    Other,
}

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Json,
    Text,
    Bytes,
    Empty,
}

impl<'a> Variant<'a> {
    fn of(member: &'a Member) -> Result<Self> {
        let name = &member.name;
        if name == UNKNOWN {
            let text = "the macro adds the variant `Unknown`";
            return Err(Error::new(name.span(), text));
        }
        let expected = || {
            let text = "expected `= json(404)`, or another format, status and media type";
            Error::new(name.span(), text)
        };
        let (fields, rest) = match member.rest.as_slice() {
            [fields @ TokenTree::Group(_), rest @ ..] => (Some(fields), rest),
            rest => (None, rest),
        };
        let [
            equals,
            TokenTree::Ident(format),
            TokenTree::Group(arguments),
        ] = rest
        else {
            return Err(expected());
        };
        if !is(equals, '=') || arguments.delimiter() != Delimiter::Parenthesis {
            return Err(expected());
        }
        let format = match format.to_string().as_str() {
            "json" => Format::Json,
            "text" => Format::Text,
            "bytes" => Format::Bytes,
            "empty" => Format::Empty,
            _ => {
                let text = "unknown format; use one of `json`, `text`, `bytes` and `empty`";
                return Err(Error::new(format.span(), text));
            }
        };
        let mut arguments = split(arguments.stream()).into_iter();
        let status = arguments.next().ok_or_else(expected)?;
        let media_type = match (arguments.next().as_deref(), arguments.next()) {
            (None, _) if matches!(format, Format::Json | Format::Empty) => Literal::string(JSON),
            (Some([TokenTree::Literal(text)]), None) => text.clone(),
            _ => return Err(expected()),
        };
        Ok(Self {
            name,
            fields,
            status: Status::of(status).ok_or_else(expected)?,
            format,
            media_type,
        })
    }

    fn declaration(&self) -> TokenStream {
        let Self { name, fields, .. } = self;
        let docs = match &self.status {
            Status::Exact(status) => format!("The status {status}."),
            Status::Range(range) => format!("A status in the range {range}."),
            Status::Other => "Any other status.".to_owned(),
        };
        quote_spanned!(here()=> #[doc = #docs] #name #fields,)
    }

    /// The expression that decodes the body.
    fn read(&self) -> TokenStream {
        let name = self.name;
        let method = match self.format {
            Format::Json => quote_spanned!(here()=> json),
            Format::Text => quote_spanned!(here()=> text),
            Format::Bytes => quote_spanned!(here()=> bytes),
            Format::Empty => quote_spanned!(here()=> empty),
        };
        match (&self.status, self.format) {
            (Status::Exact(_), Format::Empty) => {
                quote_spanned!(here()=> ::core::result::Result::Ok(Self::#name))
            }
            (Status::Exact(_), _) => quote_spanned!(here()=> response.#method(Self::#name)),
            (_, Format::Empty) => {
                quote_spanned!(here()=> ::core::result::Result::Ok(Self::#name(response.status())))
            }
            _ => {
                quote_spanned! {here()=>
                    response.#method(|body| body).map(|body| Self::#name(response.status(), body))
                }
            }
        }
    }

    /// The arm that returns the parts of the response.
    fn parts(&self) -> TokenStream {
        let (name, media_type) = (self.name, &self.media_type);
        let text = name.to_string();
        let mut bindings = Vec::new();
        let status = match &self.status {
            Status::Exact(status) => quote_spanned!(here()=> #status),
            Status::Range(_) | Status::Other => quote_spanned!(here()=> (*status).into()),
        };
        if !matches!(self.status, Status::Exact(_)) {
            bindings.push(quote_spanned!(here()=> status));
        }
        let sent = match self.format {
            Format::Json => quote_spanned!(here()=> json(#text, #status, #media_type, body)),
            Format::Text => quote_spanned!(here()=> text(#text, #status, #media_type, body)),
            Format::Bytes => quote_spanned!(here()=> bytes(#text, #status, #media_type, body)),
            Format::Empty => quote_spanned!(here()=> empty(#text, #status)),
        };
        if self.format != Format::Empty {
            bindings.push(quote_spanned!(here()=> body));
        }
        let fields = (!bindings.is_empty()).then(|| quote_spanned!(here()=> (#(#bindings),*)));
        let with_status = (!matches!(self.status, Status::Exact(_)))
            .then(|| quote_spanned!(here()=> .with_status()));
        quote_spanned! {here()=>
            Self::#name #fields => ::apicrate_runtime::SentError::#sent #with_status,
        }
    }
}

impl Status {
    fn of(tokens: Vec<TokenTree>) -> Option<Self> {
        match tokens.as_slice() {
            [TokenTree::Literal(status)] => Some(Self::Exact(status.clone())),
            [first, second] if is(first, '.') && is(second, '.') => Some(Self::Other),
            [TokenTree::Literal(_), .., TokenTree::Literal(_)] => {
                Some(Self::Range(tokens.into_iter().collect()))
            }
            _ => None,
        }
    }

    fn key(&self) -> String {
        match self {
            Self::Exact(status) => status.to_string(),
            Self::Range(range) => range.to_string(),
            Self::Other => String::new(),
        }
    }
}

/// The arms that decode a response. Adjacent variants of the same status are selected by their media types.
fn arms(variants: &[Variant<'_>]) -> TokenStream {
    let mut arms = TokenStream::new();
    let mut has_other = false;
    for group in variants.chunk_by(|one, other| one.status.key() == other.status.key()) {
        let Some((first, others)) = group.split_first() else {
            continue;
        };
        let pattern = match &first.status {
            Status::Exact(status) => quote_spanned!(here()=> #status),
            Status::Range(range) => quote_spanned!(here()=> #range),
            Status::Other => quote_spanned!(here()=> _),
        };
        has_other |= matches!(first.status, Status::Other);
        let default = first.read();
        let read = if others.is_empty() {
            default
        } else {
            let media_types = group.iter().map(|variant| &variant.media_type);
            let others = others.iter().enumerate().map(|(index, variant)| {
                let (index, read) = (Literal::usize_unsuffixed(index + 1), variant.read());
                quote_spanned!(here()=> #index => #read,)
            });
            quote_spanned! {here()=>
                match response.media_type(&[#(#media_types),*]) {
                    #(#others)*
                    _ => #default,
                }
            }
        };
        arms.extend(quote_spanned!(here()=> #pattern => #read,));
    }
    if !has_other {
        arms.extend(quote_spanned! {here()=>
            _ => ::core::result::Result::Ok(Self::Unknown(response.unknown())),
        });
    }
    arms
}
