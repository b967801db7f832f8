//! What of a body does not show in its type: all of it is of the wire.

use std::collections::BTreeSet;

use super::comparison::{ChangePath, Comparison};
use crate::model::{Content, FormStyle, PropertyEncoding};

impl Comparison<'_> {
    pub(super) fn content(&mut self, path: &ChangePath, old: &Content, new: &Content) {
        self.wire_fact(path, "the media type", &old.media_type, &new.media_type);
        self.encodings(path, &old.encodings, &new.encodings);
        self.docs(path, &old.examples, &new.examples);
    }

    /// How the properties of a form or of a body of several parts are written.
    fn encodings(&mut self, path: &ChangePath, old: &[PropertyEncoding], new: &[PropertyEncoding]) {
        let names: BTreeSet<&str> = old
            .iter()
            .chain(new)
            .map(|it| it.property.as_str())
            .collect();
        for name in names {
            let of = |encodings: &[PropertyEncoding]| {
                let found = encodings.iter().find(|it| it.property == name);
                found.map_or_else(|| "the usual one".to_owned(), encoding_in_words)
            };
            self.wire_fact(
                path,
                &format!("the encoding of `{name}`"),
                &of(old),
                &of(new),
            );
        }
    }
}

fn encoding_in_words(encoding: &PropertyEncoding) -> String {
    let style = encoding.style.map(|style| match style {
        FormStyle::Deep => "deepObject".to_owned(),
        FormStyle::Delimited(sign) => format!("parted by {sign:?}"),
        FormStyle::Exploded => "property by property".to_owned(),
        FormStyle::Reserved => "with reserved characters".to_owned(),
    });
    let headers = encoding.headers.iter();
    let headers = headers.map(|(name, value)| format!("with {name}: {value}"));
    let words: Vec<String> = style
        .into_iter()
        .chain(encoding.content_type.clone())
        .chain(headers)
        .collect();
    words.join(", ")
}
