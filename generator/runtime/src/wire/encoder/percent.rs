//! Percent-encoding for URLs, cookies and forms.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// The characters that are encoded in a value: all but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The characters that are encoded in a value of a query with `allowReserved`. The reserved characters that would end the
/// value, and `+`, which servers decode as a space, are still encoded.
const IN_QUERY: &AsciiSet = &VALUE
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// The characters that are encoded in a value of a path with `allowReserved`. A slash would start another segment.
const IN_PATH: &AsciiSet = &IN_QUERY
    .add(b'/')
    .add(b'?')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+');

/// The characters that are encoded in a cookie with `allowReserved`. A semicolon would start another cookie.
const IN_COOKIE: &AsciiSet = &IN_QUERY
    .add(b';')
    .add(b',')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+');

/// The characters that are encoded in a path template. Braces are kept, as they mark the parameters, and `%`
/// is kept, as the document may contain encoded characters.
const TEMPLATE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'|');

/// Encodes a value.
pub(crate) fn encode_value(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, VALUE).into()
}

/// The percent-encoding of the texts of a parameter.
#[derive(Clone, Copy)]
pub(super) struct Escape {
    set: &'static AsciiSet,
    /// True with `allowReserved`, which also keeps percent-encoded triples.
    is_reserved: bool,
    /// True for texts with separators between them.
    has_separators: bool,
    /// True for texts with dots between them.
    has_dots: bool,
}

impl Escape {
    /// Encodes all reserved characters.
    pub(super) const ALL: Self = Self {
        set: VALUE,
        is_reserved: false,
        has_separators: false,
        has_dots: false,
    };
    /// `allowReserved` in a query or form.
    pub(super) const IN_QUERY: Self = Self::reserved(IN_QUERY);
    /// `allowReserved` in a path.
    pub(super) const IN_PATH: Self = Self::reserved(IN_PATH);
    /// `allowReserved` in a cookie.
    pub(super) const IN_COOKIE: Self = Self::reserved(IN_COOKIE);

    const fn reserved(set: &'static AsciiSet) -> Self {
        Self {
            set,
            is_reserved: true,
            has_separators: false,
            has_dots: false,
        }
    }

    /// The encoding of the texts of a value in one text. The separators of a list or object are encoded inside of its
    /// parts.
    pub(super) fn joining(self, value: &Value) -> Self {
        Self {
            has_separators: value.is_array() || value.is_object(),
            ..self
        }
    }

    /// The encoding of texts with dots between them.
    pub(super) fn joining_with_dots(self) -> Self {
        Self {
            has_dots: true,
            ..self
        }
    }

    pub(super) fn encode(self, text: &str) -> Cow<'_, str> {
        let encoded = self.encode_characters(text);
        if self.has_dots && encoded.contains('.') {
            return encoded.replace('.', "%2E").into();
        }
        encoded
    }

    fn encode_characters(self, text: &str) -> Cow<'_, str> {
        if !self.is_reserved {
            return utf8_percent_encode(text, self.set).into();
        }
        let mut parts = text.split('%');
        let mut encoded = String::with_capacity(text.len());
        encoded.extend(utf8_percent_encode(
            parts.next().unwrap_or_default(),
            self.set,
        ));
        for part in parts {
            let mut start = part.bytes();
            let is_triple = (0..2).all(|_| start.next().is_some_and(|it| it.is_ascii_hexdigit()));
            encoded.push_str(if is_triple { "%" } else { "%25" });
            encoded.extend(utf8_percent_encode(part, self.set));
        }
        if self.has_separators {
            for (separator, triple) in [(",", "%2C"), (";", "%3B"), ("=", "%3D")] {
                encoded = encoded.replace(separator, triple);
            }
        }
        encoded.into()
    }
}

/// Encodes a path template or a literal part of one.
pub(crate) fn encode_template(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, TEMPLATE).into()
}

/// Appends `name=value` to a query, form or cookie header. The value is encoded already.
pub(crate) fn append_pair(target: &mut String, separator: &str, name: &str, value: &str) {
    if !target.is_empty() {
        target.push_str(separator);
    }
    target.extend(utf8_percent_encode(name, VALUE));
    target.push('=');
    target.push_str(value);
}
