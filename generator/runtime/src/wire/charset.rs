//! The charset of a text body, the parameter `charset` of its media type.
//!
//! Supported are UTF-8 (the default, and ASCII), UTF-16, and ISO 8859-1. As in browsers, a text in ISO 8859-1 may also
//! contain the characters of Windows-1252, which has the same letters and more punctuation.

/// The characters of the bytes 0x80 to 0x9F in Windows-1252. Bytes that it does not define are control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Utf8,
    /// UTF-16 whose byte order is that of the byte order mark, or else big-endian (RFC 2781).
    Utf16,
    Utf16BigEndian,
    Utf16LittleEndian,
    Windows1252,
}

/// The reason why a text cannot be decoded. It follows the word "response", or "the body".
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TextProblem(pub(crate) String);

/// Decodes a text body with this `Content-Type`.
pub(crate) fn decode(content_type: Option<&str>, body: &[u8]) -> Result<String, TextProblem> {
    let name = content_type.and_then(parameter);
    match charset(name)? {
        Charset::Utf8 => str::from_utf8(body)
            .map(str::to_owned)
            .map_err(|error| TextProblem(format!("is not UTF-8: {error}"))),
        Charset::Utf16 => match body {
            [0xFF, 0xFE, body @ ..] => utf16(body, u16::from_le_bytes),
            [0xFE, 0xFF, body @ ..] | body => utf16(body, u16::from_be_bytes),
        },
        Charset::Utf16BigEndian => utf16(body, u16::from_be_bytes),
        Charset::Utf16LittleEndian => utf16(body, u16::from_le_bytes),
        Charset::Windows1252 => Ok(body.iter().map(|byte| windows_1252(*byte)).collect()),
    }
}

/// Encodes a text body with this `Content-Type`.
pub(crate) fn encode(content_type: &str, text: &str) -> Result<Vec<u8>, TextProblem> {
    let name = parameter(content_type);
    let units =
        |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
    match charset(name)? {
        Charset::Utf8 => Ok(text.as_bytes().to_vec()),
        Charset::Utf16 => Ok([&[0xFE, 0xFF][..], &units(u16::to_be_bytes)].concat()),
        Charset::Utf16BigEndian => Ok(units(u16::to_be_bytes)),
        Charset::Utf16LittleEndian => Ok(units(u16::to_le_bytes)),
        Charset::Windows1252 => {
            let bytes = text.chars().map(|character| {
                (u8::MIN..=u8::MAX)
                    .find(|byte| windows_1252(*byte) == character)
                    .ok_or_else(|| {
                        let name = name.unwrap_or_default();
                        TextProblem(format!(
                            "contains `{}`, which the charset `{name}` does not have",
                            character.escape_debug()
                        ))
                    })
            });
            bytes.collect()
        }
    }
}

fn charset(name: Option<&str>) -> Result<Charset, TextProblem> {
    let Some(name) = name else {
        return Ok(Charset::Utf8);
    };
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => Ok(Charset::Utf8),
        "utf-16" => Ok(Charset::Utf16),
        "utf-16be" => Ok(Charset::Utf16BigEndian),
        "utf-16le" => Ok(Charset::Utf16LittleEndian),
        "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" | "windows-1252" | "cp1252" => {
            Ok(Charset::Windows1252)
        }
        _ => Err(TextProblem(format!(
            "has the charset `{}`, which is not supported",
            name.escape_debug()
        ))),
    }
}

/// The parameter `charset` of a media type.
fn parameter(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    let mut parameters = parameters.filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches('"'))
}

fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, TextProblem> {
    let problem = || TextProblem("is not UTF-16".to_owned());
    let (pairs, rest) = body.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(problem());
    }
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units)
        .collect::<Result<_, _>>()
        .map_err(|_| problem())
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).map(usize::from);
    let special = special.and_then(|index| WINDOWS.get(index));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::{TextProblem, decode, encode};

    #[test]
    fn texts_round_trip_in_each_charset() -> Result<(), TextProblem> {
        let cases: [(&str, &str, &[u8]); 7] = [
            ("text/plain", "é€", "é€".as_bytes()),
            ("text/plain; charset=UTF-8", "é", "é".as_bytes()),
            ("text/plain; Charset=\"iso-8859-1\"", "é€ÿ", b"\xE9\x80\xFF"),
            ("text/plain;charset=windows-1252", "“a”", b"\x93a\x94"),
            (
                "text/plain; charset=utf-16",
                "a😀",
                b"\xFE\xFF\0a\xD8\x3D\xDE\0",
            ),
            ("text/plain; charset=utf-16le", "aé", b"a\0\xE9\0"),
            ("text/plain; charset=utf-16be", "aé", b"\0a\0\xE9"),
        ];
        for (content_type, text, bytes) in cases {
            assert_eq!(encode(content_type, text)?, bytes, "{content_type}");
            assert_eq!(decode(Some(content_type), bytes)?, text, "{content_type}");
        }
        assert_eq!(
            decode(Some("text/plain; charset=utf-16"), b"\xFF\xFEa\0")?,
            "a"
        );
        assert_eq!(decode(Some("text/plain; charset=utf-16"), b"\0a")?, "a");
        Ok(())
    }

    #[test]
    fn rejects_texts_that_do_not_fit_the_charset() {
        for (content_type, bytes) in [
            ("text/plain", &b"\xE9"[..]),
            ("text/plain; charset=utf-16", b"abc"),
            ("text/plain; charset=utf-16be", b"\xD8\x3D"),
            ("text/plain; charset=shift_jis", b"a"),
        ] {
            assert!(decode(Some(content_type), bytes).is_err(), "{content_type}");
        }
        assert!(encode("text/plain; charset=latin1", "語").is_err());
        assert!(encode("text/plain; charset=koi8-r", "a").is_err());
    }
}
