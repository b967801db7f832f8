//! The documentation of generated items.
//!
//! All text in documentation is [`Markdown`]: our own text, or text of the document after the sanitizer. rustdoc would
//! compile and run code in a description, and would display its HTML.

mod block;
mod characters;
mod html;
mod inline;
mod link;
mod markdown;
mod sanitize;
mod sentence;
mod stated;
mod wrap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) use self::markdown::Markdown;
pub(super) use self::sentence::first_sentence;
use self::stated::states_default;
use self::wrap::wrapped;
use super::literal::raw;
use crate::model::{Field, TypeDef};

/// The documentation of a named type.
pub(super) fn of_type(definition: &TypeDef) -> TokenStream {
    let text = described(definition.docs.as_deref())
        .unwrap_or_else(|| own("The schema ") + code(&format!("#{}", definition.pointer)) + ".");
    let docs = lines(text);
    let deprecated = definition
        .deprecated
        .then(|| lines(own("\n**Deprecated.**")));
    quote!(#docs #deprecated)
}

/// The documentation of a field.
pub(super) fn of_field(field: &Field) -> TokenStream {
    let docs = of_value(field.docs.as_deref(), field.default.as_deref());
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    quote!(#docs #deprecated)
}

/// The documentation of a property or parameter: its description, and its default value unless the description states
/// it.
pub(super) fn of_value(docs: Option<&str>, default: Option<&str>) -> TokenStream {
    let is_stated = |value: &str| docs.is_some_and(|docs| states_default(docs, value));
    let default = default.filter(|value| !is_stated(value));
    let default = default.map(|value| own("Default: ") + code(value) + ".");
    let text = match (described(docs), default) {
        (Some(docs), Some(default)) if docs.is_line() => docs.sentence() + " " + default,
        (Some(docs), Some(default)) => docs + "\n\n" + default,
        (docs, default) => docs.or(default).unwrap_or_default(),
    };
    lines(text)
}

/// Returns whether a property or parameter has any documentation.
pub(super) fn has_any(docs: Option<&str>, default: Option<&str>) -> bool {
    default.is_some() || docs.is_some_and(|docs| !docs.trim().is_empty())
}

/// The attribute that allows missing documentation in a module, if the document does not describe all of its items.
pub(super) fn allow_missing(complete: bool) -> Option<TokenStream> {
    (!complete).then(|| quote!(#![allow(missing_docs)]))
}

/// Our own text, in Markdown.
pub(super) fn own(text: &'static str) -> Markdown {
    text.into()
}

/// A description of the document, unless it is blank.
pub(super) fn described(text: Option<&str>) -> Option<Markdown> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    Some(prose(text))
}

/// A description of the document. Markdown and the common tags of HTML keep their meaning.
pub(super) fn prose(text: &str) -> Markdown {
    let markdown = sanitize::blocks(text);
    if !markdown.is_empty() || text.trim().is_empty() {
        return markdown;
    }
    // Nothing is displayed, for example because it consists of empty tags.
    let plain = plain(text);
    if plain.is_empty() { code(text) } else { plain }
}

/// A description of the document on one line.
pub(super) fn line(text: &str) -> Markdown {
    sanitize::line(text)
}

/// A text of the document that is not Markdown, such as its title.
pub(super) fn plain(text: &str) -> Markdown {
    Markdown::escaped(inline::plain(text))
}

/// A name or value of the document as a code span.
pub(super) fn code(text: &str) -> Markdown {
    match text {
        "" => own("the empty string"),
        text => Markdown::escaped(inline::code_span(&characters::escaped(text))),
    }
}

/// A list item: a name and its description on one line.
pub(super) fn list_item(name: Markdown, docs: Option<&str>) -> Markdown {
    let docs = line(docs.unwrap_or_default());
    let separator = if docs.is_empty() { "" } else { ": " };
    own("- ") + name + separator + docs
}

/// Separates the lines of a documentation attribute until the file is formatted. One attribute per line would be most
/// of the tokens of a file. [`Markdown`] does not contain this control character.
pub(super) const LINE_BREAK: char = '\u{1e}';

/// Markdown as `///` lines.
pub(super) fn lines(text: impl Into<Markdown>) -> TokenStream {
    let text = joined(&text.into());
    text.map_or_else(TokenStream::new, |text| quote!(#[doc = #text]))
}

/// Markdown as `//!` lines.
pub(super) fn inner_lines(text: impl Into<Markdown>) -> TokenStream {
    let text = joined(&text.into());
    text.map_or_else(TokenStream::new, |text| quote!(#![doc = #text]))
}

/// Markdown as the text of a file.
pub(super) fn text(text: &Markdown) -> String {
    let text = wrapped(&text.lines, '\n');
    // In documentation, a space separates the text from `///`.
    let lines = text
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The literal of a documentation attribute; `None` for empty text.
fn joined(text: &Markdown) -> Option<Literal> {
    let text = wrapped(&text.lines, LINE_BREAK);
    // A raw literal is faster: an escaped one would be unescaped more than once before the file is printed.
    (!text.is_empty()).then(|| raw(&text).unwrap_or_else(|_| Literal::string(&text)))
}
