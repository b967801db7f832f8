//! Redaction of secrets: a server may repeat a key of the request in its response, and an error that quotes the
//! response must not show it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response};
use zeroize::Zeroizing;

/// The replacement of a secret.
const REDACTED: &str = "[redacted]";

/// The header values of a request that are marked as sensitive. They share the memory of the headers.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// The values that are the same for all requests of a client.
    client: Arc<[HeaderValue]>,
    request: Vec<HeaderValue>,
}

/// A representation of a secret in a text.
type Representation = Zeroizing<Vec<u8>>;

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
    pub(crate) fn with_request(&self, headers: &HeaderMap) -> Self {
        let sensitive = headers.values().filter(|value| value.is_sensitive());
        let request = sensitive.filter(|value| !self.client.contains(value));
        Self {
            client: Arc::clone(&self.client),
            request: request.cloned().collect(),
        }
    }

    fn values(&self) -> impl Iterator<Item = &HeaderValue> {
        self.client.iter().chain(&self.request)
    }

    /// Replaces the secrets in a text.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.redacted(text.as_bytes()) {
            Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// Replaces the secrets in the headers and the body.
    pub(crate) fn redact_response(&self, response: &mut Response<Bytes>) {
        if let Some(body) = self.redacted(response.body()) {
            *response.body_mut() = body.into();
        }
        for value in response.headers_mut().values_mut() {
            if let Some(text) = self.redacted(value.as_bytes()) {
                *value = HeaderValue::from_bytes(&text)
                    .unwrap_or(const { HeaderValue::from_static(REDACTED) });
            }
        }
    }

    /// The redacted text; `None` if it contains no secret.
    fn redacted(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut changed = None;
        for secret in self.representations() {
            let text = changed.as_deref().unwrap_or(text);
            changed = replaced(text, &secret).or(changed);
        }
        changed
    }

    /// All representations of the secrets. The longest is first, because one can be a part of another.
    fn representations(&self) -> Vec<Representation> {
        let mut representations: Vec<Representation> = Vec::new();
        for value in self.values() {
            let value = value.as_bytes();
            representations.extend([plain(value), json_escaped(value)]);
            // In `Bearer hunter2`, the scheme is not a secret, and a server may repeat the token alone.
            if let Some(space) = value.iter().position(|byte| *byte == b' ') {
                let credentials = value[space..].trim_ascii();
                representations.extend([plain(credentials), json_escaped(credentials)]);
            }
        }
        representations.retain(|secret| !secret.is_empty());
        representations.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        representations.dedup();
        representations
    }
}

fn plain(value: &[u8]) -> Representation {
    Zeroizing::new(value.to_vec())
}

/// The value as part of a JSON string.
fn json_escaped(value: &[u8]) -> Representation {
    let mut text = Zeroizing::new(Vec::with_capacity(2 * value.len()));
    for byte in value {
        if matches!(byte, b'"' | b'\\') {
            text.push(b'\\');
        }
        text.push(*byte);
    }
    text
}

/// Replaces every occurrence of a secret; returns `None` if there is none.
fn replaced(text: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
    let mut redacted = Vec::new();
    let mut rest = text;
    let find = |text: &[u8]| text.windows(secret.len()).position(|part| part == secret);
    while let Some(start) = find(rest) {
        redacted.extend_from_slice(&rest[..start]);
        redacted.extend_from_slice(REDACTED.as_bytes());
        rest = &rest[start + secret.len()..];
    }
    if rest.len() == text.len() {
        return None;
    }
    redacted.extend_from_slice(rest);
    Some(redacted)
}

/// Shows the number of secrets.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.values().count())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secrets(texts: &[&str]) -> Secrets {
        let values = texts.iter().flat_map(|text| HeaderValue::from_str(text));
        Secrets {
            client: values.collect(),
            ..Secrets::default()
        }
    }

    #[test]
    fn redacts_every_representation_of_a_secret() {
        let secrets = secrets(&["hunter2", "Bearer abc\"def", "hunter2-and-more"]);
        for (text, redacted) in [
            ("no secret", "no secret"),
            ("hunter2, again: hunter2.", "[redacted], again: [redacted]."),
            ("hunter2-and-more", "[redacted]"),
            ("Bearer abc\"def", "[redacted]"),
            ("Bearer token abc\"def", "Bearer token [redacted]"),
            (r#"{"token":"abc\"def"}"#, r#"{"token":"[redacted]"}"#),
            ("né hunter2 é", "né [redacted] é"),
        ] {
            assert_eq!(secrets.redact(text), redacted);
        }
    }

    #[test]
    fn redacts_bodies_that_are_not_text() {
        let mut response = Response::new(Bytes::from_static(b"\xFFhunter2\xFF"));
        secrets(&["hunter2"]).redact_response(&mut response);
        assert_eq!(&response.body()[..], b"\xFF[redacted]\xFF");
    }

    proptest! {
        #[test]
        fn redacted_texts_contain_no_secret(
            secret in "[!-~]{12,40}",
            other in "[!-~]{12,40}",
            text in prop::collection::vec(any::<String>(), 1..5),
        ) {
            let redacted = secrets(&[&secret, &format!("Bearer {other}")])
                .redact(&text.join(&secret).replace('e', &other))
                .into_owned();
            prop_assert!(!redacted.contains(&secret) && !redacted.contains(&other), "{}", redacted);
        }
    }

    #[test]
    fn ignores_empty_secrets() {
        assert_eq!(secrets(&[""]).redact("text"), "text");
    }
}
