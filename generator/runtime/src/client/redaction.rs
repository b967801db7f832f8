//! Keeps secrets out of what is shown: a server may repeat the key that it was sent, and an error
//! that quotes the server must not.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response};
use zeroize::Zeroizing;

/// What stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// The values of a request that are marked as sensitive. They are shared with its headers, not
/// copied.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// Those that are the same for all requests of a client.
    of_client: Arc<[HeaderValue]>,
    others: Vec<HeaderValue>,
}

/// One way in which a secret can be written.
type Form = Zeroizing<Vec<u8>>;

impl Secrets {
    /// Those of a client.
    pub(crate) fn of<'v>(values: impl Iterator<Item = &'v HeaderValue>) -> Self {
        let sensitive = values.filter(|value| value.is_sensitive());
        Self {
            of_client: sensitive.cloned().collect(),
            others: Vec::new(),
        }
    }

    /// These, and those of a request.
    pub(crate) fn and_of(&self, headers: &HeaderMap) -> Self {
        let sensitive = headers.values().filter(|value| value.is_sensitive());
        let others = sensitive.filter(|value| !self.of_client.contains(value));
        Self {
            of_client: Arc::clone(&self.of_client),
            others: others.cloned().collect(),
        }
    }

    fn values(&self) -> impl Iterator<Item = &HeaderValue> {
        self.of_client.iter().chain(&self.others)
    }

    /// The text without the secrets.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.redacted(text.as_bytes()) {
            Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// Takes the secrets out of headers and body.
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

    /// What is left of `text`; `None` when no secret stands in it.
    fn redacted(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut changed = None;
        for form in self.forms() {
            let text = changed.as_deref().unwrap_or(text);
            changed = without(text, &form).or(changed);
        }
        changed
    }

    /// Every way in which a secret can be written, the longest first: one can be a part of another.
    fn forms(&self) -> Vec<Form> {
        let mut forms: Vec<Form> = Vec::new();
        for value in self.values() {
            let value = value.as_bytes();
            forms.extend([plain(value), in_json(value)]);
            // `Bearer hunter2`: the scheme is no secret, but a server may repeat the rest alone.
            if let Some(space) = value.iter().position(|byte| *byte == b' ') {
                let credentials = value[space..].trim_ascii();
                forms.extend([plain(credentials), in_json(credentials)]);
            }
        }
        forms.retain(|form| !form.is_empty());
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms.dedup();
        forms
    }
}

fn plain(value: &[u8]) -> Form {
    Zeroizing::new(value.to_vec())
}

/// As it stands between the quotation marks of a JSON string.
fn in_json(value: &[u8]) -> Form {
    let mut text = Zeroizing::new(Vec::with_capacity(2 * value.len()));
    for byte in value {
        if matches!(byte, b'"' | b'\\') {
            text.push(b'\\');
        }
        text.push(*byte);
    }
    text
}

/// The text with a mark in place of every `secret`; `None` when there is none.
fn without(text: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
    let mut left = Vec::new();
    let mut rest = text;
    let find = |text: &[u8]| text.windows(secret.len()).position(|part| part == secret);
    while let Some(start) = find(rest) {
        left.extend_from_slice(&rest[..start]);
        left.extend_from_slice(REDACTED.as_bytes());
        rest = &rest[start + secret.len()..];
    }
    if rest.len() == text.len() {
        return None;
    }
    left.extend_from_slice(rest);
    Some(left)
}

/// Shows how many there are.
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
            of_client: values.collect(),
            ..Secrets::default()
        }
    }

    #[test]
    fn takes_out_every_form_of_a_secret() {
        let secrets = secrets(&["hunter2", "Bearer abc\"def", "hunter2-and-more"]);
        for (text, left) in [
            ("nothing to see", "nothing to see"),
            ("hunter2, again: hunter2.", "[redacted], again: [redacted]."),
            ("hunter2-and-more", "[redacted]"),
            ("Bearer abc\"def", "[redacted]"),
            ("Bearer token abc\"def", "Bearer token [redacted]"),
            (r#"{"token":"abc\"def"}"#, r#"{"token":"[redacted]"}"#),
            ("né hunter2 é", "né [redacted] é"),
        ] {
            assert_eq!(secrets.redact(text), left);
        }
    }

    #[test]
    fn takes_secrets_out_of_bodies_that_are_no_text() {
        let mut response = Response::new(Bytes::from_static(b"\xFFhunter2\xFF"));
        secrets(&["hunter2"]).redact_response(&mut response);
        assert_eq!(&response.body()[..], b"\xFF[redacted]\xFF");
    }

    proptest! {
        #[test]
        fn leaves_no_secret_in_any_text(
            secret in "[!-~]{12,40}",
            other in "[!-~]{12,40}",
            text in prop::collection::vec(any::<String>(), 1..5),
        ) {
            let left = secrets(&[&secret, &format!("Bearer {other}")])
                .redact(&text.join(&secret).replace('e', &other))
                .into_owned();
            prop_assert!(!left.contains(&secret) && !left.contains(&other), "{}", left);
        }
    }

    #[test]
    fn an_empty_secret_is_none() {
        assert_eq!(secrets(&[""]).redact("text"), "text");
    }
}
