//! Checks the fields of Example Objects of OpenAPI 3.2: which of them exclude each other, and if `serializedValue` is the
//! text of the value.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::cursor::Cursor;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{JsonPointer, LinkedDocument, ObjectKind, percent_decode};
use crate::media_type::{is_json, is_urlencoded};
use crate::validate::equal;

/// The fields of which an example has at most one of each pair.
const EXCLUSIVE: [(&str, &str); 4] = [
    ("value", "externalValue"),
    ("value", "dataValue"),
    ("value", "serializedValue"),
    ("externalValue", "serializedValue"),
];

/// Reports fields that exclude each other, and texts that are not those of the values.
pub(super) fn check(document: &LinkedDocument<'_>, findings: &mut Diagnostics) {
    let mut holders = Vec::new();
    document.visit(|kind, at, object| match kind {
        ObjectKind::Example => {
            for (one, other) in EXCLUSIVE {
                if object.get(one).is_some() && object.get(other).is_some() {
                    let message = format!("an example cannot have both `{one}` and `{other}`");
                    let finding =
                        Diagnostic::warning("conflicting-example", &at.name(other), message);
                    findings.push(finding.with_help(
                        "keep the value in `dataValue` and its text in `serializedValue`",
                    ));
                }
            }
        }
        _ => {
            if let Some(serialization) = Serialization::new(kind, at, object) {
                holders.push((at.to_string(), serialization));
            }
        }
    });
    let root = document.value();
    for (at, serialization) in holders {
        let Some(holder) = root.pointer(&at) else {
            continue;
        };
        let holder = Cursor::new(root, holder, at);
        for (_, example) in holder.entries_of("examples") {
            findings.extend(serialization.finding(&example));
        }
    }
}

/// The serialization of a value, as far as it is checked.
enum Serialization {
    Json,
    /// A form with one value for each name.
    Form,
    /// A scalar in a path or header.
    Scalar,
    /// A scalar in a query or cookie, where its name may be part of the text.
    NamedScalar(String),
}

impl Serialization {
    fn new(kind: ObjectKind, at: &JsonPointer<'_>, object: &Value) -> Option<Self> {
        object.get("examples")?;
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        match (kind, at, text("in"), text("style")) {
            (ObjectKind::MediaType, JsonPointer::Name(_, name), ..) if is_json(name) => {
                Some(Self::Json)
            }
            (ObjectKind::MediaType, JsonPointer::Name(_, name), ..) if is_urlencoded(name) => {
                Some(Self::Form)
            }
            (ObjectKind::Header, ..)
            | (ObjectKind::Parameter, _, Some("path" | "header"), None | Some("simple")) => {
                Some(Self::Scalar)
            }
            (
                ObjectKind::Parameter,
                _,
                Some("query" | "cookie"),
                None | Some("form" | "cookie"),
            ) => Some(Self::NamedScalar(text("name")?.to_owned())),
            _ => None,
        }
    }

    fn finding(&self, example: &Cursor<'_>) -> Option<Diagnostic> {
        let text = example.value.get("serializedValue")?.as_str()?;
        let data = example.value.get("dataValue");
        let at = format!("{}/serializedValue", example.at);
        let is_same = match (self, data) {
            (Self::Json, _) => match serde_json::from_str::<Value>(text) {
                Ok(parsed) => data.is_none_or(|data| equal(&parsed, data)),
                Err(error) => {
                    let message = format!("`serializedValue` is not JSON: {error}");
                    return Some(Diagnostic::warning(
                        "invalid-serialized-example",
                        at,
                        message,
                    ));
                }
            },
            (Self::Form, Some(Value::Object(data))) => {
                let scalars = data
                    .iter()
                    .map(|(name, value)| Some((name.clone(), scalar(value)?)));
                let scalars: Option<BTreeMap<String, String>> = scalars.collect();
                scalars.is_none_or(|scalars| pairs(text).collect::<BTreeMap<_, _>>() == scalars)
            }
            (Self::Scalar, Some(data)) => {
                scalar(data).is_none_or(|data| data == text || data == percent_decode(text))
            }
            (Self::NamedScalar(name), Some(data)) => scalar(data).is_none_or(|data| {
                data == text
                    || data == decoded(text)
                    || pairs(text.trim_start_matches('?')).eq([(name.clone(), data)])
            }),
            _ => true,
        };
        let message = "`serializedValue` is not the text of `dataValue`";
        (!is_same).then(|| {
            Diagnostic::warning("invalid-serialized-example", at, message)
                .with_help("correct one of them, so that decoding the text results in the value")
        })
    }
}

/// The text of a scalar in forms and parameters.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The names and values of a form.
fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name).into_owned(), decoded(value).into_owned())
    })
}

/// Decodes a name or a value of a form.
fn decoded(text: &str) -> Cow<'static, str> {
    Cow::Owned(percent_decode(&text.replace('+', " ")).into_owned())
}
