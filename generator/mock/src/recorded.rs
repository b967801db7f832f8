//! Requests and responses for the log, without credentials and other secrets.

use apicrate_runtime::http::HeaderMap;
use apicrate_runtime::http::header::CONTENT_TYPE;
use apicrate_runtime::http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::api::Api;
use crate::content::Format;
use crate::exchange::RecordedMessage;
use crate::operation::Operation;
use crate::secret_values::SecretValues;
use crate::security::REDACTED;
use crate::shape::Shape;
use crate::{body, multipart};

/// The length of the bodies that are kept, in bytes.
const KEPT_BODY: usize = 16 << 10;

/// The headers and the body of a request.
pub(crate) fn request(
    api: &Api,
    operation: Option<&Operation>,
    parts: &Parts,
    bytes: &[u8],
) -> RecordedMessage {
    let declared = operation.and_then(|operation| operation.body.as_ref());
    let media = declared.and_then(|it| body::media_type(it, parts, bytes.len()).ok().flatten());
    let content_type = parts.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|it| it.to_str().ok());
    let mut body = Body {
        api,
        schema: media.and_then(|it| it.schema.as_deref().or(it.item_schema.as_deref())),
        item_schema: media.and_then(|it| body::item_schema(&api.description, it)),
        secrets: SecretValues::new(&api.description),
    };
    let text = String::from_utf8_lossy(bytes);
    let redacted = body.redacted(content_type.unwrap_or_default(), &text);
    message(api, &parts.headers, redacted.as_deref().unwrap_or(&text))
}

/// The headers and the body of a response. The values of the body are those of the document.
pub(crate) fn response(api: &Api, headers: &HeaderMap, bytes: &[u8]) -> RecordedMessage {
    message(api, headers, &String::from_utf8_lossy(bytes))
}

fn message(api: &Api, headers: &HeaderMap, body: &str) -> RecordedMessage {
    let headers = headers.iter().map(|(name, value)| {
        let value = if api.secrets.is_secret(name.as_str()) {
            REDACTED.to_owned()
        } else {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        (name.as_str().to_owned(), value)
    });
    let mut end = KEPT_BODY.min(body.len());
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    let start = body.get(..end).unwrap_or(body);
    RecordedMessage {
        headers: headers.collect(),
        body: start.to_owned(),
        is_truncated: start.len() < body.len(),
    }
}

/// The body of a request.
struct Body<'a> {
    api: &'a Api,
    schema: Option<&'a str>,
    /// The schema of the values of a stream.
    item_schema: Option<String>,
    secrets: SecretValues<'a>,
}

impl Body<'_> {
    /// The body without its secrets; `None` if it contains no secret.
    fn redacted(&mut self, content_type: &str, text: &str) -> Option<String> {
        match Format::new(content_type) {
            Format::Json => self.json(self.schema, None, text),
            Format::Lines | Format::Sequence => self.lines(text),
            Format::Form => self.form(text),
            Format::Multipart => match multipart::boundary(content_type) {
                Some(boundary) => self.parts(&boundary, text),
                None => self.unless_mentioned(self.schema, text),
            },
            Format::Xml | Format::Events => self.unless_mentioned(self.schema, text),
            Format::Text => {
                let shape = Shape::new(&self.api.description, self.schema?);
                shape.is_secret.then(|| REDACTED.to_owned())
            }
        }
    }

    /// The replacement of a text that mentions a secret, as a whole.
    fn unless_mentioned(&mut self, schema: Option<&str>, text: &str) -> Option<String> {
        let is_secret = self.secrets.are_mentioned(schema, text);
        is_secret.then(|| REDACTED.to_owned())
    }

    /// `name` is the name of the value.
    fn json(&mut self, schema: Option<&str>, name: Option<&str>, text: &str) -> Option<String> {
        let Ok(mut value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'))
        else {
            return self.unless_mentioned(schema, text);
        };
        let is_changed = self.secrets.hide(schema, name, &mut value);
        is_changed.then(|| value.to_string())
    }

    fn lines(&mut self, text: &str) -> Option<String> {
        let schema = self.item_schema.clone();
        let mut is_changed = false;
        let lines = text.split('\n').map(|line| {
            let redacted = self.json(schema.as_deref(), None, line.trim_start_matches('\u{1e}'));
            is_changed |= redacted.is_some();
            redacted.unwrap_or_else(|| line.to_owned())
        });
        let lines: Vec<String> = lines.collect();
        is_changed.then(|| lines.join("\n"))
    }

    fn form(&mut self, text: &str) -> Option<String> {
        let mut is_changed = false;
        let pairs = text.split('&').map(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            let decoded = name.replace('+', " ");
            let decoded = percent_decode_str(&decoded).decode_utf8_lossy();
            // The names of properties in the style `deepObject` are in brackets.
            let mut names = decoded.split(['[', ']']).filter(|name| !name.is_empty());
            if names.any(|name| self.is_secret(name)) {
                is_changed = true;
                format!("{name}={REDACTED}")
            } else {
                pair.to_owned()
            }
        });
        let pairs: Vec<String> = pairs.collect();
        is_changed.then(|| pairs.join("&"))
    }

    fn parts(&mut self, boundary: &str, text: &str) -> Option<String> {
        let mut is_changed = false;
        let delimiter = format!("--{boundary}");
        let parts = text.split(&delimiter).map(|part| {
            let Some((head, content)) = part.split_once("\r\n\r\n") else {
                return part.to_owned();
            };
            let name = multipart::name(head);
            let redacted = if name.is_some_and(|name| self.is_secret(name)) {
                Some(REDACTED.to_owned())
            } else if head.to_ascii_lowercase().contains("json") {
                let shape = self.schema.map(|it| Shape::new(&self.api.description, it));
                let schema = shape.as_ref().and_then(|it| it.property(name?));
                self.json(schema, name, content)
            } else {
                None
            };
            is_changed |= redacted.is_some();
            match redacted {
                Some(redacted) => format!("{head}\r\n\r\n{redacted}\r\n"),
                None => part.to_owned(),
            }
        });
        let parts: Vec<String> = parts.collect();
        is_changed.then(|| parts.join(&delimiter))
    }

    /// Returns true for the name of a secret property of the body.
    fn is_secret(&mut self, name: &str) -> bool {
        self.secrets.are_mentioned(self.schema, name)
    }
}
