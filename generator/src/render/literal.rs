//! String literals.

use proc_macro2::Literal;

/// A raw string literal, in which nothing is escaped.
///
/// # Errors
///
/// A raw string cannot contain the text.
pub(super) fn raw(text: &str) -> Result<Literal, syn::Error> {
    let after_quotes = text.split('"').skip(1);
    let longest = after_quotes
        .map(|rest| rest.len() - rest.trim_start_matches('#').len())
        .max();
    let hashes = "#".repeat(longest.unwrap_or_default() + 1);
    Ok(format!("r{hashes}\"{text}\"{hashes}").parse::<Literal>()?)
}
