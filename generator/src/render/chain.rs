//! Chains of method calls. A long chain is split into statements, because the parser, the formatter and the compiler
//! need stack for each call of a chain.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The maximum number of calls in one chain.
const MAX_CALLS: usize = 256;

/// The statements that make all calls, beginning with the value `start`, and end with the result. `variable` names the
/// results of the first parts of a long chain.
pub(super) fn statements(
    variable: &Ident,
    start: &TokenStream,
    calls: &[TokenStream],
) -> TokenStream {
    let mut parts = calls.chunks(MAX_CALLS).enumerate().peekable();
    let mut statements = TokenStream::new();
    while let Some((index, calls)) = parts.next() {
        let value = if index == 0 {
            quote!(#start #(#calls)*)
        } else {
            quote!(#variable #(#calls)*)
        };
        statements.extend(match parts.peek() {
            Some(_) => quote!(let #variable = #value;),
            None => value,
        });
    }
    if calls.is_empty() {
        start.clone()
    } else {
        statements
    }
}

/// The same as an expression.
pub(super) fn expression(
    variable: &Ident,
    start: &TokenStream,
    calls: &[TokenStream],
) -> TokenStream {
    let statements = statements(variable, start, calls);
    if calls.len() > MAX_CALLS {
        quote!({ #statements })
    } else {
        statements
    }
}
