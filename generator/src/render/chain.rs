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

/// A call, and its condition.
pub(super) type Call = (Option<TokenStream>, TokenStream);

/// The statements of calls of which some have a condition. Each call is a statement of its own.
pub(super) fn conditional_statements(
    variable: &Ident,
    start: &TokenStream,
    calls: Vec<Call>,
) -> TokenStream {
    if are_conditional(&calls) {
        let calls = calls
            .into_iter()
            .map(|(condition, call)| quote!(#condition let #variable = #variable #call;));
        return quote!(let #variable = #start; #(#calls)* #variable);
    }
    let calls: Vec<TokenStream> = calls.into_iter().map(|(_, call)| call).collect();
    statements(variable, start, &calls)
}

/// The same as an expression.
pub(super) fn conditional_expression(
    variable: &Ident,
    start: &TokenStream,
    calls: Vec<Call>,
) -> TokenStream {
    if are_conditional(&calls) {
        let statements = conditional_statements(variable, start, calls);
        return quote!({ #statements });
    }
    let calls: Vec<TokenStream> = calls.into_iter().map(|(_, call)| call).collect();
    expression(variable, start, &calls)
}

fn are_conditional(calls: &[Call]) -> bool {
    calls.iter().any(|(condition, _)| condition.is_some())
}
