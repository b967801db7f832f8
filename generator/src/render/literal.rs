//! String literals.

use proc_macro2::Literal;

/// A raw string literal, in which nothing is escaped.
///
/// # Errors
///
/// The text contains a carriage return without a line feed, which a raw string cannot contain.
pub(super) fn raw(text: &str) -> Result<Literal, syn::Error> {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    Ok(format!("r{hashes}\"{text}\"{hashes}").parse::<Literal>()?)
}
