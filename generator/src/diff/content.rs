//! The media type and encoding of a body. They are not part of its type, so their changes are changes on the wire.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::{ChangePath, Comparison};
use crate::model::{Content, FormStyle, PartEncoding, PropertyEncoding, StreamItem};

impl Comparison<'_> {
    pub(super) fn content(&mut self, path: &ChangePath, old: &Content, new: &Content) {
        self.wire_fact(path, "the media type", &old.media_type, &new.media_type);
        let format = |content: &Content| match content.stream {
            Some(StreamItem::TextEvent) => "text",
            _ => "JSON",
        };
        if old.stream.is_some() && old.ty == new.ty {
            self.wire_fact(path, "the format of the data", &format(old), &format(new));
        }
        self.encodings(path, &old.encodings, &new.encodings);
        self.parts(path, &old.parts, &new.parts);
        self.docs(path, &old.examples, &new.examples);
    }

    /// Compares the encodings of the properties of a form or multipart body.
    pub(super) fn encodings(
        &mut self,
        path: &ChangePath,
        old: &[PropertyEncoding],
        new: &[PropertyEncoding],
    ) {
        let (old, new) = (by_property(old), by_property(new));
        let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        for name in names {
            let of = |encodings: &BTreeMap<&str, &PropertyEncoding>| {
                let found = encodings.get(name);
                found.map_or_else(|| "default".to_owned(), |it| describe_encoding(it))
            };
            self.wire_fact(
                path,
                &format!("the encoding of `{name}`"),
                &of(&old),
                &of(&new),
            );
        }
    }

    /// Compares the encodings of the parts of a multipart body without names.
    fn parts(&mut self, path: &ChangePath, old: &[PartEncoding], new: &[PartEncoding]) {
        for index in 0..old.len().max(new.len()) {
            let describe = |parts: &[PartEncoding]| {
                let part = parts.get(index);
                let words =
                    part.map(|it| content_type_and_headers(it.content_type.as_ref(), &it.headers));
                let words = words.filter(|words| !words.is_empty());
                words.map_or_else(|| "default".to_owned(), |words| words.join(", "))
            };
            let fact = format!("the encoding of part {}", index + 1);
            self.wire_fact(path, &fact, &describe(old), &describe(new));
        }
    }
}

fn content_type_and_headers(
    content_type: Option<&String>,
    headers: &[(String, String)],
) -> Vec<String> {
    let headers = headers.iter();
    let headers = headers.map(|(name, value)| format!("header {name}: {value}"));
    content_type.into_iter().cloned().chain(headers).collect()
}

fn by_property(encodings: &[PropertyEncoding]) -> BTreeMap<&str, &PropertyEncoding> {
    let encodings = encodings.iter();
    encodings.map(|it| (it.property.as_str(), it)).collect()
}

fn describe_encoding(encoding: &PropertyEncoding) -> String {
    let style = encoding.style.map(|style| match style {
        FormStyle::Deep => "deepObject".to_owned(),
        FormStyle::Delimited(delimiter) => format!("separated by {delimiter:?}"),
        FormStyle::Exploded => "exploded".to_owned(),
    });
    let reserved = encoding.allow_reserved.then(|| "allowReserved".to_owned());
    let others = content_type_and_headers(encoding.content_type.as_ref(), &encoding.headers);
    let words: Vec<String> = style.into_iter().chain(reserved).chain(others).collect();
    words.join(", ")
}
