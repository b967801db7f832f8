//! Redaction of secrets: a server may repeat a key of the request in its response, and an error that quotes the
//! response must not show it.
//!
//! A text is searched once, where it enters an error, and never after it was combined with the error's own words. The
//! search finds a secret as it is, in any letter case, percent-encoded, escaped as in JSON or HTML, in
//! several of these ways one inside the other, in base64, in hexadecimal, and in UTF-16. Its time is proportional to
//! the length of the text.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use super::secret;
use super::unescape::{Reader, Reading, Symbol, is_leader};

/// The replacement of a secret.
const REDACTED: &str = "[redacted]";

/// The replacement of a header name that contains a secret.
const REDACTED_NAME: HeaderName = HeaderName::from_static("redacted");

/// A secret with fewer characters is redacted only as a whole word, because it may be a part of ordinary words.
const MIN_PART: usize = 8;

/// The largest number of ways to read a text up to one byte of a secret. There are several only if the secret itself
/// looks like an escape.
const MAX_STATES: usize = 8;

/// The longest escape before a short secret that is recognized as the end of the word before it.
const MAX_ESCAPE: usize = 24;

/// The header values of a request that are marked as sensitive. They share the memory of the headers.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// The values that are the same for all requests of a client.
    client: Arc<[HeaderValue]>,
    request: Vec<HeaderValue>,
}

impl Secrets {
    /// Collects the secrets of a client.
    pub(crate) fn of_client<'v>(values: impl Iterator<Item = &'v HeaderValue>) -> Self {
        let sensitive = values.filter(|value| value.is_sensitive());
        Self {
            client: sensitive.cloned().collect(),
            request: Vec::new(),
        }
    }

    /// Adds the secrets of a request.
    pub(crate) fn with_request<'v>(&self, values: impl Iterator<Item = &'v HeaderValue>) -> Self {
        let sensitive = values.filter(|value| value.is_sensitive());
        let request = sensitive.filter(|value| !self.client.contains(value));
        Self {
            client: Arc::clone(&self.client),
            request: request.cloned().collect(),
        }
    }

    /// Adds the secrets of an attempt.
    pub(crate) fn add<'v>(&mut self, values: impl Iterator<Item = &'v HeaderValue>) {
        for value in values {
            if !self.values().any(|known| known == value) {
                self.request.push(value.clone());
            }
        }
    }

    fn values(&self) -> impl Iterator<Item = &HeaderValue> {
        self.client.iter().chain(&self.request)
    }

    /// Prepares the search for these secrets.
    pub(crate) fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::default();
        for value in self.values() {
            redactor.add_value(value.as_bytes());
        }
        redactor
    }
}

/// Shows the number of secrets.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.values().count())
    }
}

/// Replaces secrets in texts.
#[derive(Default)]
pub(crate) struct Redactor {
    patterns: Vec<Pattern>,
    first_bytes: FirstBytes,
}

/// A text to search for.
struct Pattern {
    text: Zeroizing<Vec<u8>>,
    is_word: bool,
}

impl Redactor {
    /// Adds the value of a header, and the secrets that are a part of it.
    fn add_value(&mut self, value: &[u8]) {
        let value = value.trim_ascii();
        let mut words = value.splitn(2, |byte| *byte == b' ');
        match (words.next(), words.next()) {
            (Some(scheme), Some(credentials)) => {
                // In `Bearer hunter2`, the scheme is not a secret, and a server may repeat the token alone.
                let credentials = credentials.trim_ascii();
                self.add(credentials);
                if secret::is_scheme(scheme) && is_short(credentials) {
                    self.add_pattern(value, true);
                } else {
                    self.add(value);
                }
                if scheme.eq_ignore_ascii_case(b"basic") {
                    self.add_user(credentials);
                }
            }
            _ => self.add(value),
        }
        // Cookies, and the parameters of other schemes.
        for pair in value.split(|byte| b";,".contains(byte)) {
            let Some(equals) = pair.iter().position(|byte| *byte == b'=') else {
                continue;
            };
            let part = pair.get(equals + 1..).unwrap_or_default().trim_ascii();
            let part = part.strip_prefix(b"\"").unwrap_or(part);
            let part = part.strip_suffix(b"\"").unwrap_or(part);
            if !is_short(part) {
                self.add(part);
                self.add(&Zeroizing::new(percent_decode(part).collect::<Vec<u8>>()));
            }
        }
    }

    /// Adds the password and the user name of basic authentication.
    fn add_user(&mut self, credentials: &[u8]) {
        let padding = credentials.iter().rev().take_while(|byte| **byte == b'=');
        let unpadded = credentials.get(..credentials.len() - padding.count());
        let pair = STANDARD_NO_PAD.decode(unpadded.unwrap_or_default());
        let Ok(pair) = pair.map(Zeroizing::new) else {
            return;
        };
        let mut parts = pair.splitn(2, |byte| *byte == b':');
        if let (Some(name), Some(password)) = (parts.next(), parts.next()) {
            self.add(password);
            if is_short(password) {
                // Several APIs expect a key as the user name, with an empty or fixed password.
                self.add(name);
                if pair.len() > 1 {
                    self.add_pattern(&pair, true);
                }
            } else {
                self.add(&pair);
            }
        }
    }

    /// Adds a secret.
    fn add(&mut self, secret: &[u8]) {
        let secret = secret.trim_ascii();
        self.add_pattern(secret, is_short(secret));
        if is_short(secret) {
            return;
        }
        if secret.is_ascii() {
            // UTF-16, in both byte orders.
            let mut wide = Zeroizing::new(Vec::with_capacity(2 * secret.len()));
            wide.extend(secret.iter().flat_map(|byte| [*byte, 0]));
            wide.pop();
            self.add_pattern(&wide, false);
        }
        let mut hex = Zeroizing::new(String::with_capacity(2 * secret.len()));
        for byte in secret {
            _ = write!(hex, "{byte:02x}");
        }
        self.add_pattern(hex.as_bytes(), false);
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            self.add_pattern(Zeroizing::new(engine.encode(secret)).as_bytes(), false);
            // As a part of a longer text, which starts 0, 1 or 2 bytes after a multiple of 3.
            for shift in 0..3 {
                let mut text = Zeroizing::new(vec![0; shift]);
                text.extend_from_slice(secret);
                let encoded = Zeroizing::new(engine.encode(&text));
                let complete = (8 * shift).div_ceil(6)..8 * text.len() / 6;
                self.add_pattern(encoded.get(complete).unwrap_or_default().as_bytes(), false);
            }
        }
    }

    fn add_pattern(&mut self, text: &[u8], is_word: bool) {
        let Some(first) = text.first() else {
            return;
        };
        if self.patterns.iter().any(|known| *known.text == text) {
            return;
        }
        self.first_bytes.add(*first);
        self.patterns.push(Pattern {
            text: Zeroizing::new(text.to_vec()),
            is_word,
        });
    }

    /// Replaces the secrets in a text.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.redacted(text.as_bytes()) {
            Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// Replaces the secrets in the headers and the body. Returns whether the body contained one.
    pub(crate) fn redact_response(&self, response: &mut Response<Bytes>) -> bool {
        let body = self.redacted(response.body());
        let is_redacted = body.is_some();
        if let Some(body) = body {
            *response.body_mut() = body.into();
        }
        if response.headers().keys().any(|name| self.contains(name)) {
            let headers = std::mem::take(response.headers_mut());
            *response.headers_mut() = self.without_secret_names(headers);
        }
        for value in response.headers_mut().values_mut() {
            if let Some(text) = self.redacted(value.as_bytes()) {
                *value = HeaderValue::from_bytes(&text)
                    .unwrap_or(const { HeaderValue::from_static(REDACTED) });
            }
        }
        is_redacted
    }

    fn contains(&self, name: &HeaderName) -> bool {
        !self.ranges(name.as_str().as_bytes()).is_empty()
    }

    /// Replaces the names that contain a secret.
    fn without_secret_names(&self, headers: HeaderMap) -> HeaderMap {
        let mut redacted = HeaderMap::new();
        let mut current = REDACTED_NAME;
        for (name, value) in headers {
            // Only the first value of each name has a name.
            if let Some(name) = name {
                current = if self.contains(&name) {
                    REDACTED_NAME
                } else {
                    name
                };
            }
            redacted.append(current.clone(), value);
        }
        redacted
    }

    /// The redacted text; `None` if it contains no secret.
    fn redacted(&self, text: &[u8]) -> Option<Vec<u8>> {
        let ranges = self.ranges(text);
        let last = ranges.last()?.end;
        let mut redacted = Vec::with_capacity(text.len());
        let mut start = 0;
        for range in ranges {
            redacted.extend_from_slice(text.get(start..range.start)?);
            redacted.extend_from_slice(REDACTED.as_bytes());
            start = range.end;
        }
        redacted.extend_from_slice(text.get(last..)?);
        Some(redacted)
    }

    /// The ranges of the secrets, in order. Secrets that overlap are one range.
    fn ranges(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        if self.patterns.is_empty() {
            return ranges;
        }
        let (mut first, mut states) = (Vec::new(), Vec::new());
        let mut reader = Reader::new(text);
        for (start, byte) in text.iter().enumerate() {
            if !self.first_bytes.contain(*byte) && !is_leader(*byte) {
                continue;
            }
            first.clear();
            reader.forget_before(start);
            first.extend(reader.at(start));
            let ends = self.patterns.iter().filter_map(|pattern| {
                let end = pattern.end(&mut reader, &first, &mut states)?;
                let is_match = !pattern.is_word || pattern.is_whole_word(text, start..end);
                is_match.then_some(end)
            });
            let Some(end) = ends.max() else {
                continue;
            };
            match ranges.last_mut() {
                Some(last) if start < last.end => last.end = last.end.max(end),
                _ => ranges.push(start..end),
            }
        }
        ranges
    }
}

/// A way to read a text: the number of bytes of the secret that were read, and the offset in the text behind them.
type State = (usize, usize);

impl Pattern {
    /// The end of the secret, if the text contains it from these readings on. If there are several ends, the last.
    fn end(
        &self,
        reader: &mut Reader<'_>,
        first: &[Reading],
        states: &mut Vec<State>,
    ) -> Option<usize> {
        let mut longest = None;
        states.clear();
        for reading in first {
            let read = self.read(&self.text, reading.symbol);
            states.extend(read.map(|length| (length, reading.end)));
        }
        // The state with the fewest bytes is next, so that each state is visited once.
        while let Some(next) = (0..states.len()).min_by_key(|index| states.get(*index).copied()) {
            let (length, position) = states.swap_remove(next);
            let rest = self.text.get(length..).filter(|rest| !rest.is_empty());
            let Some(rest) = rest else {
                longest = longest.max(Some(position));
                continue;
            };
            for reading in reader.at(position) {
                let Some(read) = self.read(rest, reading.symbol) else {
                    continue;
                };
                let state = (length + read, reading.end);
                if states.len() < MAX_STATES && !states.contains(&state) {
                    states.push(state);
                }
            }
        }
        longest
    }

    /// The number of bytes of the symbol if the rest of the secret starts with it.
    fn read(&self, rest: &[u8], symbol: Symbol) -> Option<usize> {
        let mut buffer = [0; 4];
        let bytes = symbol.write(&mut buffer);
        let start = rest.get(..bytes.len())?;
        let is_equal = if self.is_word {
            start == bytes
        } else {
            // A server may change the case, and header names have only lowercase letters.
            start.eq_ignore_ascii_case(bytes)
        };
        is_equal.then_some(bytes.len())
    }

    /// Returns whether the secret is not a part of a longer word.
    fn is_whole_word(&self, text: &[u8], range: Range<usize>) -> bool {
        let (before, after) = text.split_at(range.start);
        let after = after.get(range.len()..).unwrap_or_default();
        let starts_word = starts_with_word(&self.text) && ends_with_word(before);
        let ends_word = ends_with_word(&self.text) && starts_with_word(after);
        !(ends_word || starts_word && !ends_with_escape(before))
    }
}

/// Returns whether the text starts with a letter, a digit or `_`.
fn starts_with_word(text: &[u8]) -> bool {
    let start = text.get(..text.len().min(4)).unwrap_or_default();
    let first = start.utf8_chunks().next();
    first.is_some_and(|chunk| chunk.valid().chars().next().is_some_and(is_word_character))
}

/// Returns whether the text ends with a letter, a digit or `_`.
fn ends_with_word(text: &[u8]) -> bool {
    let end = text.get(text.len().saturating_sub(4)..).unwrap_or_default();
    let last = end.utf8_chunks().last();
    last.is_some_and(|chunk| {
        let last = chunk.valid().chars().next_back();
        chunk.invalid().is_empty() && last.is_some_and(is_word_character)
    })
}

/// Returns whether the text ends with an escape of a character that separates words, such as `\n` or `%20`.
fn ends_with_escape(text: &[u8]) -> bool {
    let window = text.get(text.len().saturating_sub(MAX_ESCAPE)..);
    let window = window.unwrap_or_default();
    let mut reader = Reader::new(window);
    (0..window.len()).any(|start| {
        reader.at(start).skip(1).any(|Reading { symbol, end, .. }| {
            end == window.len()
                && symbol
                    .ascii()
                    .is_some_and(|byte| !is_word_character(byte.into()))
        })
    })
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Returns whether the secret is redacted only as a whole word.
fn is_short(secret: &[u8]) -> bool {
    let continues_character = |byte: &&u8| (0x80..0xC0).contains(*byte);
    let continuations = secret.iter().filter(continues_character).count();
    secret.len() - continuations < MIN_PART
}

/// The first bytes of all patterns, in both cases.
struct FirstBytes([bool; 256]);

impl FirstBytes {
    fn add(&mut self, byte: u8) {
        for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
            if let Some(slot) = self.0.get_mut(usize::from(byte)) {
                *slot = true;
            }
        }
    }

    fn contain(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or_default()
    }
}

impl Default for FirstBytes {
    fn default() -> Self {
        Self([false; 256])
    }
}

#[cfg(test)]
mod tests {
    use super::super::unescape::work;
    use super::*;

    fn redactor(texts: &[&str]) -> Redactor {
        let mut redactor = Redactor::default();
        for text in texts {
            redactor.add_value(text.as_bytes());
        }
        redactor
    }

    #[test]
    fn redacts_every_representation_of_a_secret() {
        let basic = "Basic cm9vdDpwQHNzL3clMjByZA=="; // root:p@ss/w%20rd
        let redactor = redactor(&["hunter2/x", "Bearer abc\"def", "hunter2/x-and-more", basic]);
        for (text, redacted) in [
            ("no secret", "no secret"),
            (
                "hunter2/x, again: hunter2/x.",
                "[redacted], again: [redacted].",
            ),
            ("hunter2/x-and-more", "[redacted]"),
            ("xhunter2/xx", "x[redacted]x"),
            ("hunter2%2Fx%68unter2/x", "[redacted][redacted]"),
            ("Bearer abc\"def", "[redacted]"),
            ("Bearer token abc\"def", "Bearer token [redacted]"),
            (r#"{"token":"abc\"def"}"#, r#"{"token":"[redacted]"}"#),
            (
                r#""{\"token\":\"hunter2\\u002fx\"}""#,
                r#""{\"token\":\"[redacted]\"}""#,
            ),
            ("né hunter2/x é", "né [redacted] é"),
            ("X-HUNTER2/X: 1", "X-[redacted]: 1"),
            ("password p@ss/w%20rd", "password [redacted]"),
            ("password p@ss/w%2520rd", "password [redacted]"),
            ("password p%40ss%2fw%2520rd", "password [redacted]"),
            ("password p&#64;ss&#x2f;w%20rd", "password [redacted]"),
            ("cm9vdDpwQHNzL3clMjByZA==", "[redacted]"),
            ("cm9vdDpwQHNzL3clMjByZA.", "[redacted]."),
            ("aHVudGVyMi94", "[redacted]"),
            // The base64 of `key=hunter2/x`.
            ("a2V5PWh1bnRlcjIveA==", "a2V5PW[redacted]A=="),
        ] {
            assert_eq!(redactor.redact(text), redacted, "{text}");
        }
    }

    #[test]
    fn redacts_short_secrets_as_whole_words() {
        for (secret, text, redacted) in [
            ("t", "not a key: t.", "not a key: [redacted]."),
            ("t", "t", "[redacted]"),
            ("t", "no_t t_0 tt 0t ét té T", "no_t t_0 tt 0t ét té T"),
            (
                "key",
                r#"{"key":"key","a":"\nkey\n"}"#,
                r#"{"[redacted]":"[redacted]","a":"\n[redacted]\n"}"#,
            ),
            (
                "key",
                "%20key%20 %2520key \\u0020key %61key",
                "%20[redacted]%20 %2520[redacted] \\u0020[redacted] %61key",
            ),
            ("a/b", "a%2Fb xa%2fb", "[redacted] xa%2fb"),
            ("-t-", "no-t-no", "no[redacted]no"),
            (
                "Bearer key",
                "Bearer keys, Bearer key",
                "Bearer keys, [redacted]",
            ),
            // The base64 of `bob:key`.
            (
                "Basic Ym9iOmtleQ==",
                "bob has keys, no key",
                "[redacted] has keys, no [redacted]",
            ),
        ] {
            assert_eq!(redactor(&[secret]).redact(text), redacted, "{text}");
        }
    }

    #[test]
    fn redacts_secrets_that_look_like_escapes() {
        let secrets = [
            r"s3cret\token\",
            "100%25%41&amp;",
            r"\\server\share",
            "a+b c%2Bd",
            "%%%%%%%%",
        ];
        for secret in secrets {
            let redactor = redactor(&[secret]);
            let json = serde_json::Value::from(secret).to_string();
            let nested = serde_json::Value::from(json.clone()).to_string();
            let percent =
                percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC);
            assert_eq!(redactor.redact(secret), REDACTED);
            assert_eq!(redactor.redact(&json), format!("\"{REDACTED}\""));
            assert!(redactor.redact(&nested).contains(REDACTED), "{nested}");
            assert_eq!(redactor.redact(&percent.to_string()), REDACTED);
        }
    }

    #[test]
    fn redacts_each_text_once() {
        for secret in ["redacted", "red", "[redacted]"] {
            let redactor = redactor(&[secret, "hunter2-hunter2"]);
            let text = format!("{secret} hunter2-hunter2");
            assert_eq!(redactor.redact(&text), "[redacted] [redacted]");
        }
    }

    #[test]
    fn redacts_parts_of_cookies_and_parameters() {
        let cookies = "theme=dark; session=abc%2F4567; id=\"0123456789\"";
        let redactor = redactor(&[cookies, "Digest user=\"al\", response=\"fedcba98\""]);
        let text = "dark: abc/4567, abc%2F4567, 0123456789, fedcba98, al";
        let redacted = "dark: [redacted], [redacted], [redacted], [redacted], al";
        assert_eq!(redactor.redact(text), redacted);
    }

    #[test]
    fn redacts_bodies_that_are_not_text() {
        let mut response = Response::new(Bytes::from_static(b"\xFFhunter2-hunter2\xFF"));
        redactor(&["hunter2-hunter2"]).redact_response(&mut response);
        assert_eq!(&response.body()[..], b"\xFF[redacted]\xFF");
    }

    #[test]
    fn ignores_empty_secrets() {
        for empty in ["", " ", "Bearer ", "Basic Og=="] {
            assert_eq!(
                redactor(&[empty]).redact("a text of : words"),
                "a text of : words"
            );
        }
    }

    #[test]
    fn work_is_proportional_to_the_length_of_the_text() {
        let redactor = redactor(&[
            "hunter2-hunter2",
            "a%25b\\c&amp;d",
            "\\\\\\\\\\\\\\\\\\",
            "aaaaaaaaaaaaaaab",
            "k",
        ]);
        for unit in [
            "{\"error\":\"not found\"}",
            "%25",
            "%",
            "25",
            "\\",
            "\\u005c",
            "\\u005cu005c",
            "&amp;",
            "&#x26;",
            "&",
            "&#",
            "+",
            "a",
            "hunter2-",
            "%5C\\&amp;#92;",
            "k",
            "\\\\u0025",
        ] {
            let of_length = |length: usize| {
                let text = unit.repeat(length / unit.len() + 1);
                work::of(|| drop(redactor.redact(&text)))
            };
            let (short, long) = (of_length(500), of_length(5_000));
            // Ten times the text; quadratic work would be a hundred times as much.
            assert!(long <= 15 * short + 1_000, "{unit}: {short}, {long}");
        }
    }
}
