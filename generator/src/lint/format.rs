//! Reports formats that are misspelt: the standard allows any format, so only those that are almost a known one.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{LinkedDocument, ObjectKind, TypeOptions};
use crate::similar::is_typing_error;

/// The formats of JSON Schema and of the format registry of OpenAPI; and `unix-time`, which is older than the registered
/// `unixtime`, and common. Neither has an effect on the generated code.
const KNOWN: [&str; 45] = [
    "base64url",
    "binary",
    "byte",
    "char",
    "commonmark",
    "date",
    "date-time",
    "date-time-local",
    "decimal",
    "decimal128",
    "double",
    "double-int",
    "duration",
    "email",
    "float",
    "hostname",
    "html",
    "http-date",
    "idn-email",
    "idn-hostname",
    "int16",
    "int32",
    "int64",
    "int8",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "password",
    "regex",
    "relative-json-pointer",
    "time",
    "time-local",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "unix-time",
    "unixtime",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Reports formats that differ from a known one in letter case and marks only, such as `datetime`, or in one typing error.
/// A format with a configured type is not misspelt.
pub(super) fn check(
    document: &LinkedDocument<'_>,
    options: &TypeOptions,
    findings: &mut Diagnostics,
) {
    document.visit(|kind, at, schema| {
        let format = schema.get("format").and_then(Value::as_str);
        let format = format.filter(|format| !options.formats.contains_key(*format));
        if let (ObjectKind::Schema, Some(format)) = (kind, format)
            && let Some(known) = meant(format)
        {
            let message = format!("unknown format `{format}`; it has no effect");
            let finding = Diagnostic::warning("unknown-format", &at.name("format"), message);
            findings.push(finding.with_help(format!("did you mean `{known}`?")));
        }
    });
}

/// The known format with a typing error that results in the text. Short texts have too many neighbours, such as `urn` and `uri`.
fn meant(format: &str) -> Option<&'static str> {
    /// The length of the longest known format, and one more character.
    const LONGEST: usize = 22;
    if KNOWN.contains(&format) || !(5..=LONGEST).contains(&format.len()) {
        return None;
    }
    let folded = |text: &str| text.replace(['-', '_', ' '], "").to_ascii_lowercase();
    let wanted = folded(format);
    let is_meant = |known: &&&str| is_typing_error(&wanted, &folded(known));
    // An exact match, apart from letter case and marks, comes first.
    let exact = KNOWN.iter().find(|known| folded(known) == wanted);
    exact.or_else(|| KNOWN.iter().find(is_meant)).copied()
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn typing_errors_are_recognized() {
        for (format, known) in [
            ("datetime", "date-time"),
            ("Date-Time", "date-time"),
            ("date_time", "date-time"),
            ("dat-time", "date-time"),
            ("emial", "email"),
            ("uri-refrence", "uri-reference"),
        ] {
            assert_eq!(meant(format), Some(known), "{format}");
        }
    }

    #[test]
    fn own_formats_are_not_typing_errors() {
        for format in [
            "date-time",
            "uri",
            "urn",
            "url",
            "uint",
            "guid",
            "snowflake",
            "phone-number",
            "uri-map",
            "uri-template",
            "date-span",
            "timestamp",
            "unix-time",
            "iso-639-1",
            "currency",
            "digest",
        ] {
            assert_eq!(meant(format), None, "{format}");
        }
    }
}
