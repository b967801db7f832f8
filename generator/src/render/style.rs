//! The style of a parameter, for the code that writes and the code that reads it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Parameter, ParameterLocation, ParameterStyle};

/// The style of a parameter, if it is not the default of its location. It does not contain `allowReserved`, which matters only
/// for writing.
pub(super) fn explicit_style(parameter: &Parameter) -> Option<TokenStream> {
    use ParameterLocation::{Cookie, Header, Path, Query};

    match (parameter.style, parameter.location) {
        (ParameterStyle::Json, _) => Some(quote!(ParameterStyle::Json)),
        (ParameterStyle::Exploded, Path | Header) => Some(quote!(ParameterStyle::Exploded)),
        (ParameterStyle::Label { explode }, Path) => {
            Some(quote!(ParameterStyle::Label { explode: #explode }))
        }
        (ParameterStyle::Matrix { explode }, Path) => {
            Some(quote!(ParameterStyle::Matrix { explode: #explode }))
        }
        (ParameterStyle::Delimited(delimiter), Query) => {
            Some(quote!(ParameterStyle::Delimited(#delimiter)))
        }
        (ParameterStyle::DeepObject, Query) => Some(quote!(ParameterStyle::DeepObject)),
        (ParameterStyle::Cookie { explode }, Cookie) => {
            Some(quote!(ParameterStyle::Cookie { explode: #explode }))
        }
        _ => None,
    }
}
