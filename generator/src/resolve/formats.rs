//! Types of formats that are configured: `formats = { date-time = "chrono" }`.

use super::context::Resolver;
use super::schema_path::SchemaPath;
use super::schema_view::{Primitive, SchemaView};
use crate::diagnostic::Diagnostic;
use crate::document::FormatType;
use crate::model::{ExternalType, Type};
use crate::similar::closest;

/// A known type: the path, the item of the runtime with which the path begins, the feature that it needs, and a text that
/// is a value.
struct KnownType {
    library: FormatType,
    /// The formats; empty for all formats.
    formats: &'static [&'static str],
    /// True if its JSON is a number, and not a text.
    is_number: bool,
    path: &'static str,
    item: Option<&'static str>,
    feature: Option<&'static str>,
    /// A value, as text.
    example: &'static str,
}

const fn text(
    library: FormatType,
    formats: &'static [&'static str],
    path: &'static str,
    item: Option<&'static str>,
    feature: Option<&'static str>,
    example: &'static str,
) -> KnownType {
    KnownType {
        library,
        formats,
        is_number: false,
        path,
        item,
        feature,
        example,
    }
}

/// The known types.
static KNOWN: &[KnownType] = &[
    text(
        FormatType::Jiff,
        &["time"],
        "jiff::civil::Time",
        Some("jiff"),
        None,
        "12:30:00",
    ),
    text(
        FormatType::Jiff,
        &["duration"],
        "formats::Duration",
        Some("formats"),
        None,
        "P1DT12H",
    ),
    text(
        FormatType::Chrono,
        &["date-time"],
        "chrono::DateTime<chrono::Utc>",
        Some("chrono"),
        Some("chrono"),
        "2026-01-31T12:00:00Z",
    ),
    text(
        FormatType::Chrono,
        &["date"],
        "chrono::NaiveDate",
        Some("chrono"),
        Some("chrono"),
        "2026-01-31",
    ),
    text(
        FormatType::Chrono,
        &["time"],
        "chrono::NaiveTime",
        Some("chrono"),
        Some("chrono"),
        "12:30:00",
    ),
    text(
        FormatType::Time,
        &["date-time"],
        "formats::OffsetDateTime",
        Some("formats"),
        Some("time"),
        "2026-01-31T12:00:00Z",
    ),
    text(
        FormatType::Time,
        &["date"],
        "formats::CalendarDate",
        Some("formats"),
        Some("time"),
        "2026-01-31",
    ),
    text(
        FormatType::Url,
        &["uri", "url", "iri"],
        "url::Url",
        Some("url"),
        Some("url"),
        "https://example.com/",
    ),
    text(
        FormatType::RustDecimal,
        &[],
        "rust_decimal::Decimal",
        Some("rust_decimal"),
        Some("rust_decimal"),
        "1.5",
    ),
    KnownType {
        library: FormatType::RustDecimal,
        formats: &[],
        is_number: true,
        path: "formats::DecimalNumber",
        item: Some("formats"),
        feature: Some("rust_decimal"),
        example: "1.5",
    },
    text(
        FormatType::Std,
        &["ipv4"],
        "std::net::Ipv4Addr",
        None,
        None,
        "192.0.2.1",
    ),
    text(
        FormatType::Std,
        &["ipv6"],
        "std::net::Ipv6Addr",
        None,
        None,
        "2001:db8::1",
    ),
    text(
        FormatType::Std,
        &["ip"],
        "std::net::IpAddr",
        None,
        None,
        "192.0.2.1",
    ),
    text(
        FormatType::Bytes,
        &["byte", "base64"],
        "formats::Base64",
        Some("formats"),
        None,
        "aGVsbG8=",
    ),
];

/// The formats that an entry can name although the document does not have them: those of the standards.
const STANDARD: &[&str] = &[
    "byte",
    "date",
    "date-time",
    "decimal",
    "duration",
    "ipv4",
    "ipv6",
    "iri",
    "time",
    "uri",
    "url",
    "uuid",
];

impl<'a> Resolver<'a> {
    /// The configured type of a string or number. `default` is its type otherwise.
    pub(super) fn type_of_format(
        &mut self,
        view: &SchemaView<'a>,
        path: &SchemaPath,
        default: Type,
    ) -> Type {
        let options = &self.document.type_options.formats;
        let (Some(format), Some(primitive)) = (view.format, view.primitive) else {
            return default;
        };
        if !matches!(
            primitive,
            Primitive::String | Primitive::Number | Primitive::Integer
        ) {
            return default;
        }
        let Some((format, ty)) = options.get_key_value(format) else {
            return default;
        };
        self.used_formats.insert(format.as_str());
        let is_text = primitive == Primitive::String;
        let known = match ty {
            FormatType::Path(path) => {
                return Type::External(Box::new(ExternalType {
                    path: path.as_str().to_owned(),
                    json: default,
                    item: None,
                    example: None,
                }));
            }
            FormatType::String if is_text => return Type::String,
            FormatType::Jiff if is_default(format) && is_text => return default,
            ty => known_type(ty, format, primitive),
        };
        let Some(known) = known else {
            // A library without a type for the format is reported once, with the other entries.
            if is_known(ty, format) {
                let message = format!(
                    "`{ty}` has a type for texts with the format `{format}`; it is not used for another type"
                );
                self.warn("mismatched-format", &path.pointer, message);
            }
            return default;
        };
        self.features.extend(known.feature);
        Type::External(Box::new(ExternalType {
            path: known.path.to_owned(),
            json: default,
            item: known.item,
            example: Some(known.example),
        }))
    }

    /// Reports the entries for formats that the document does not have, and those without a type for the format.
    pub(super) fn report_formats(&mut self) {
        for (format, ty) in &self.document.type_options.formats {
            if !is_known(ty, format) {
                let formats = KNOWN.iter().filter(|it| it.library == *ty);
                let formats = formats.flat_map(|it| it.formats);
                let mut formats: Vec<String> = formats.map(|it| format!("`{it}`")).collect();
                if *ty == FormatType::Jiff {
                    formats.extend(["`date-time`".to_owned(), "`date`".to_owned()]);
                }
                let message = format!("`{ty}` has no type for the format `{format}`");
                let help = format!(
                    "it has types for {}; write the path of a type for other formats",
                    formats.join(", ")
                );
                let finding = Diagnostic::error("mismatched-format", "", message);
                let finding = finding.with_entry("formats", format);
                self.diagnostics.push(finding.with_help(help));
            } else if !self.used_formats.contains(format.as_str())
                && !STANDARD.contains(&format.as_str())
                && !self.document.selection.allow_unused
            {
                let message =
                    format!("`formats` contains `{format}`, which no string or number has");
                let finding = Diagnostic::error("unused-entry", "", message);
                let finding = finding.with_entry("formats", format);
                let similar = closest(format, STANDARD.iter().copied());
                self.diagnostics.push(match similar {
                    Some(similar) => finding.with_help(format!("did you mean `{similar}`?")),
                    None => finding.with_help("remove it, or correct the name of the format"),
                });
            }
        }
    }
}

fn known_type(ty: &FormatType, format: &str, primitive: Primitive) -> Option<&'static KnownType> {
    let is_number = match primitive {
        Primitive::String => false,
        Primitive::Number => true,
        _ => return None,
    };
    let mut known = KNOWN.iter();
    known.find(|known| known.is_number == is_number && fits(known, ty, format))
}

/// Returns whether a library has a type for a format.
fn is_known(ty: &FormatType, format: &str) -> bool {
    match ty {
        FormatType::Path(_) | FormatType::String => true,
        FormatType::Jiff if is_default(format) => true,
        _ => KNOWN.iter().any(|known| fits(known, ty, format)),
    }
}

fn fits(known: &KnownType, ty: &FormatType, format: &str) -> bool {
    known.library == *ty && (known.formats.is_empty() || known.formats.contains(&format))
}

/// Returns whether the types of the runtime for a format are based on `jiff`.
fn is_default(format: &str) -> bool {
    matches!(format, "date" | "date-time")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::traits::of_external;

    #[test]
    fn the_traits_of_known_types_are_known() {
        for known in KNOWN {
            let external = ExternalType {
                path: known.path.to_owned(),
                json: Type::String,
                item: known.item,
                example: Some(known.example),
            };
            assert!(of_external(&external).is_some(), "{}", known.path);
        }
    }
}
