//! Percent-encoding, as the OpenAPI standard describes it.

/// Percent-encodes all bytes that `keep` does not accept.
pub(super) fn escaped(text: &str, keep: fn(u8) -> bool) -> String {
    let mut escaped = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        if keep(byte) {
            escaped.push(byte);
        } else {
            escaped.extend(format!("%{byte:02X}").bytes());
        }
    }
    String::from_utf8_lossy(&escaped).into_owned()
}

/// The unreserved characters of RFC 3986.
pub(super) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// The characters that a query parameter with `allowReserved` keeps. `&`, `=`, `+`, `#`, `[` and `]` would end the value or
/// change its meaning.
pub(super) fn is_reserved_in_query(byte: u8) -> bool {
    is_unreserved(byte) || b":/?@!$'()*,;".contains(&byte)
}

/// The characters that a path parameter with `allowReserved` keeps.
pub(super) fn is_reserved_in_path(byte: u8) -> bool {
    is_unreserved(byte) || b":@!$&'()*+,;=".contains(&byte)
}

/// The characters that a cookie with `allowReserved` keeps.
pub(super) fn is_reserved_in_cookie(byte: u8) -> bool {
    is_unreserved(byte) || b":/?@!$&'()*+=".contains(&byte)
}

/// The characters of a path template that are kept. Braces enclose the names of parameters.
pub(super) fn is_path_template(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"#<>\\^`|".contains(&byte)
}
