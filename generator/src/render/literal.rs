//! Text as a literal.

use proc_macro2::Literal;

/// Text as a raw string, which is how a person would write JSON into Rust, and in which nothing is escaped. A
/// carriage return by itself cannot stand in one.
pub(super) fn raw(text: &str) -> Result<Literal, syn::Error> {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    Ok(format!("r{hashes}\"{text}\"{hashes}").parse::<Literal>()?)
}
