//! Percent-encoding for URLs, cookies and forms.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that are encoded in a value: all but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The characters that are encoded in a value with `allowReserved`. The reserved characters that would end the
/// value, and `+`, which servers decode as a space, are still encoded.
const RESERVED: &AsciiSet = &VALUE
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

/// Encodes a value, but keeps the reserved characters that are valid in a query.
pub(super) fn encode_reserved(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
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

/// Appends the encoded text.
pub(super) fn append_value(target: &mut String, text: &str) {
    target.extend(utf8_percent_encode(text, VALUE));
}
