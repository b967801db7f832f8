//! The support for each field of Swagger 2.0.

use std::fmt::Write;

use super::support::Support::{self, Full, Irrelevant, Partly, Reported};
use super::support::{CREDENTIALS, MANIFEST, code_spans};

/// The values that are documented and compared, but not checked.
const UNCHECKED: &str = "compared by `apicrate diff`; clients do not check them; generated servers validate requests on demand";

/// The formats of collections that OpenAPI 3 does not have.
const COLLECTIONS: &str = "`csv`, `ssv`, `pipes` and `multi` in queries and URL-encoded forms, `csv` in paths and headers, `multi` in multipart bodies; other lists are strings that the caller joins, and reported";

/// The fields of each object. Fields with the same support share a row.
const ROWS: &[(&str, &str, Support)] = &[
    (
        "Swagger Object",
        "swagger info host basePath schemes consumes produces paths definitions parameters responses security tags",
        Full,
    ),
    ("Swagger Object", "securityDefinitions", Partly(CREDENTIALS)),
    ("Swagger Object", "externalDocs", Partly(MANIFEST)),
    ("Info Object", "title description version", Full),
    ("Info Object", "contact license", Partly(MANIFEST)),
    ("Info Object", "termsOfService", Irrelevant),
    ("Contact Object", "url", Partly(MANIFEST)),
    ("Contact Object", "name email", Irrelevant),
    ("License Object", "name", Partly(MANIFEST)),
    ("License Object", "url", Irrelevant),
    (
        "Path Item Object",
        "$ref get put post delete options head patch parameters",
        Full,
    ),
    (
        "Operation Object",
        "tags summary description operationId parameters responses deprecated security",
        Full,
    ),
    (
        "Operation Object",
        "consumes",
        Partly("one method per kind of media type, as for `content` of OpenAPI 3"),
    ),
    (
        "Operation Object",
        "produces",
        Partly("JSON, text and bytes are distinguished, as for `content` of OpenAPI 3"),
    ),
    (
        "Operation Object",
        "schemes",
        Partly("only the first server is used; `https` is preferred"),
    ),
    ("Operation Object", "externalDocs", Irrelevant),
    ("External Documentation Object", "url", Partly(MANIFEST)),
    ("External Documentation Object", "description", Irrelevant),
    (
        "Parameter Object",
        "name in description required schema type format items default enum allowEmptyValue",
        Full,
    ),
    ("Parameter Object", "collectionFormat", Partly(COLLECTIONS)),
    (
        "Parameter Object",
        "maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf",
        Partly(UNCHECKED),
    ),
    ("Items Object", "type format default enum", Full),
    (
        "Items Object",
        "items collectionFormat",
        Reported("lists inside of a list are strings that the caller joins"),
    ),
    (
        "Items Object",
        "maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf",
        Partly(UNCHECKED),
    ),
    ("Response Object", "description schema", Full),
    (
        "Response Object",
        "headers",
        Partly(
            "listed in the documentation of the operation, and available as text from `Response::headers`",
        ),
    ),
    (
        "Response Object",
        "examples",
        Partly("an example of another media type than those of `produces` is reported and ignored"),
    ),
    ("Header Object", "description", Full),
    (
        "Header Object",
        "type format items collectionFormat default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems enum multipleOf",
        Irrelevant,
    ),
    ("Tag Object", "name description", Full),
    ("Tag Object", "externalDocs", Irrelevant),
    (
        "Schema Object",
        "$ref title description type format properties required items additionalProperties allOf enum default discriminator readOnly example",
        Full,
    ),
    (
        "Schema Object",
        "maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf maxProperties minProperties",
        Partly(UNCHECKED),
    ),
    ("Schema Object", "xml externalDocs", Irrelevant),
    (
        "Security Scheme Object",
        "type name in flow",
        Partly(CREDENTIALS),
    ),
    (
        "Security Scheme Object",
        "description authorizationUrl tokenUrl scopes",
        Irrelevant,
    ),
];

/// The extensions that are read, and their meaning.
const EXTENSIONS: &[(&str, &str)] = &[
    ("x-nullable x-isnullable", "the value can be `null`"),
    (
        "x-discriminator-value x-ms-discriminator-value",
        "the value of the discriminator, if it is not the name of the definition",
    ),
    ("x-example x-examples", "the example of a parameter or body"),
    (
        "x-enum-varnames x-enumNames x-enum-descriptions",
        "the names and descriptions of the values of an enumeration",
    ),
    (
        "x-ms-paths x-servers x-ms-parameterized-host",
        "reported: not translated",
    ),
];

/// The fields of an object of Swagger 2.0 with this title.
pub(in crate::document) fn swagger_field_names(
    title: &str,
) -> impl Iterator<Item = &'static str> + use<'_> {
    let rows = ROWS
        .iter()
        .filter(move |(listed, _, _)| title.ends_with(listed));
    rows.flat_map(|(_, fields, _)| fields.split_whitespace())
}

/// Returns the section of the page in Markdown.
pub(super) fn section() -> String {
    let mut page = "\n## Swagger 2.0\n\n\
         A document of version 2.0 is [converted](documents.md#swagger-20) to OpenAPI 3.0 when it is read. The table \
         lists the fields that the conversion translates. In a schema, keywords of OpenAPI 3, such as `oneOf` or \
         `nullable`, are reported and used. In other objects, unknown fields are reported and ignored.\n"
        .to_owned();
    let mut before = "";
    for (title, fields, support) in ROWS {
        if before != *title {
            let _ = write!(
                page,
                "\n### {title} of Swagger 2.0\n\n| field | |\n| --- | --- |\n"
            );
            before = title;
        }
        let _ = writeln!(page, "| {} | {support} |", code_spans(fields));
    }
    page.push_str("\n### Extensions in Swagger 2.0\n\n| extension | meaning |\n| --- | --- |\n");
    for (names, meaning) in EXTENSIONS {
        let _ = writeln!(page, "| {} | {meaning} |", code_spans(names));
    }
    page
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use serde_json::Value;

    use super::*;
    use crate::document::grammar::{FieldShape, ObjectKind};
    use crate::document::swagger::{ITEMS, field};

    const KINDS: [(&str, ObjectKind); 13] = [
        ("Swagger Object", ObjectKind::Document),
        ("Info Object", ObjectKind::Info),
        ("Contact Object", ObjectKind::Contact),
        ("License Object", ObjectKind::License),
        ("Path Item Object", ObjectKind::PathItem),
        ("Operation Object", ObjectKind::Operation),
        (
            "External Documentation Object",
            ObjectKind::ExternalDocumentation,
        ),
        ("Parameter Object", ObjectKind::Parameter),
        ("Response Object", ObjectKind::Response),
        ("Header Object", ObjectKind::Header),
        ("Tag Object", ObjectKind::Tag),
        ("Schema Object", ObjectKind::Schema),
        ("Security Scheme Object", ObjectKind::SecurityScheme),
    ];

    type Fields = BTreeSet<(&'static str, String)>;

    fn listed(is_listed: impl Fn(Support) -> bool) -> Fields {
        let rows = ROWS.iter().filter(|(_, _, support)| is_listed(*support));
        let fields = rows.flat_map(|(title, fields, _)| {
            let fields = fields.split_whitespace();
            fields.map(move |field| (*title, field.to_owned()))
        });
        fields.collect()
    }

    /// All string literals in the grammars that are fields of one of the kinds.
    fn known() -> Fields {
        let sources = [
            include_str!("../grammar.rs"),
            include_str!("../swagger/grammar.rs"),
        ];
        let words = sources.map(|source| source.split('"').skip(1).step_by(2));
        let words: BTreeSet<&str> = words.into_iter().flatten().collect();
        let mut known = Fields::new();
        for (title, kind) in KINDS {
            let fields = words
                .iter()
                .filter(|word| !word.starts_with("x-") && field(kind, word).is_some());
            known.extend(fields.map(|field| (title, (*field).to_owned())));
        }
        known.extend(
            ITEMS
                .iter()
                .map(|field| ("Items Object", (*field).to_owned())),
        );
        known
    }

    /// Adds the fields of a value and of all objects in it.
    fn add_fields(value: &Value, shape: FieldShape, shown: &mut Fields) {
        match (shape, value) {
            (FieldShape::SchemaOrFlag, value) => {
                add_fields(value, FieldShape::One(ObjectKind::Schema), shown);
            }
            (FieldShape::One(kind), Value::Object(object)) => {
                let title = KINDS.iter().find(|(_, known)| *known == kind);
                for (name, value) in object {
                    if let Some((title, _)) = title {
                        shown.insert((*title, name.clone()));
                    }
                    let items = value.as_object().filter(|_| name == "items");
                    for (name, value) in items.into_iter().flatten() {
                        shown.insert(("Items Object", name.clone()));
                        if name == "items" {
                            let object = serde_json::json!({ "items": value });
                            add_fields(&object, FieldShape::One(ObjectKind::Header), shown);
                        }
                    }
                    if let Some(shape) = field(kind, name) {
                        add_fields(value, shape, shown);
                    }
                }
            }
            (FieldShape::List(kind), Value::Array(items)) => {
                for item in items {
                    add_fields(item, FieldShape::One(kind), shown);
                }
            }
            (FieldShape::Map(kind), Value::Object(entries)) => {
                for entry in entries.values() {
                    add_fields(entry, FieldShape::One(kind), shown);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn table_of_swagger_has_every_field_of_its_grammar() {
        let (listed, known) = (listed(|_| true), known());
        let missing: Vec<_> = known.difference(&listed).collect();
        let unknown: Vec<_> = listed.difference(&known).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "missing: {missing:?}, unknown: {unknown:?}"
        );
    }

    #[test]
    fn supported_fields_of_swagger_are_in_fixtures() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let mut shown = Fields::new();
        for path in fs::read_dir(folder)
            .expect("the fixtures")
            .filter_map(|entry| Some(entry.ok()?.path()))
        {
            let text = fs::read_to_string(path).unwrap_or_default();
            let document: Value = serde_yaml::from_str(&text).unwrap_or_default();
            if document.get("swagger").is_some() {
                add_fields(&document, FieldShape::One(ObjectKind::Document), &mut shown);
            }
        }
        let supported = listed(|support| matches!(support, Full | Partly(_)));
        let missing: Vec<_> = supported.difference(&shown).collect();
        assert!(missing.is_empty(), "no fixture has {missing:?}");
    }
}
