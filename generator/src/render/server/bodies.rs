//! The code that reads the body of a request.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Body, BodyFormat, FormStyle, PropertyEncoding};
use crate::render::form;
use crate::render::names::ident;

/// Returns whether the server supports a form. The names of the properties of an exploded object are not known.
pub(super) fn is_read_form(encodings: &[PropertyEncoding]) -> bool {
    let exploded = |encoding: &PropertyEncoding| encoding.style == Some(FormStyle::Exploded);
    !encodings.iter().any(exploded)
}

pub(super) fn is_read(body: &Body) -> bool {
    match body.content.format() {
        BodyFormat::Form => is_read_form(&body.content.encodings),
        BodyFormat::Multipart | BodyFormat::Events | BodyFormat::Lines => false,
        BodyFormat::Json | BodyFormat::Text | BodyFormat::Bytes => true,
    }
}

pub(super) fn body_reader(body: &Body) -> TokenStream {
    if !is_read(body) {
        let media_type = &body.content.media_type;
        return quote!(body: request.not_served(#media_type)?);
    }
    let method = ident(match body.content.format() {
        BodyFormat::Json => "json",
        BodyFormat::Text => "text",
        BodyFormat::Form => "form",
        _ => "bytes",
    });
    let styles = (body.content.format() == BodyFormat::Form).then(|| {
        let styles = form::styles(&body.content.encodings);
        quote!(&[#(#styles),*])
    });
    match (body.required, &styles) {
        (true, _) => quote!(body: request.#method(#styles)?),
        (false, None) => quote!(body: request.optional(Decoder::#method)?),
        (false, Some(_)) => {
            quote!(body: request.optional(|request| request.#method(#styles))?)
        }
    }
}
