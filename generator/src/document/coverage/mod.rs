//! The support for each field of OpenAPI, from which `docs/openapi-coverage.md` is generated.
//!
//! Tests compare the table with the grammar, so that no field is missing, and with the fixtures, so that each supported
//! field has an example.

mod overlay;
mod support;
mod swagger;

use std::fmt::Write;

use self::support::Support::{self, Full, Irrelevant, Partly, Reported};
use self::support::{CREDENTIALS, MANIFEST, code_spans};
pub(super) use self::swagger::swagger_field_names;

use super::grammar::ObjectKind;

/// The fields of a kind of object. Objects whose fields have any names, such as a Paths Object, have none.
pub(super) fn field_names(kind: ObjectKind) -> impl Iterator<Item = &'static str> {
    let rows = ROWS.iter().filter(move |(listed, _, _)| *listed == kind);
    rows.flat_map(|(_, fields, _)| fields.split_whitespace())
}

/// The support for servers of single operations.
const OWN_SERVERS: &str =
    "the counterpart of the server that the caller chooses, or else the first one";

/// The fields of each kind of object. Fields with the same support share a row.
const ROWS: &[(ObjectKind, &str, Support)] = &[
    (
        ObjectKind::Document,
        "openapi $self info servers paths webhooks components security tags",
        Full,
    ),
    (ObjectKind::Document, "externalDocs", Partly(MANIFEST)),
    (ObjectKind::Document, "jsonSchemaDialect", Irrelevant),
    (ObjectKind::Info, "title description version", Full),
    (
        ObjectKind::Info,
        "summary contact license",
        Partly(MANIFEST),
    ),
    (ObjectKind::Info, "termsOfService", Irrelevant),
    (ObjectKind::Contact, "url", Partly(MANIFEST)),
    (ObjectKind::Contact, "name email", Irrelevant),
    (ObjectKind::License, "name identifier", Partly(MANIFEST)),
    (ObjectKind::License, "url", Irrelevant),
    (ObjectKind::Server, "url variables name description", Full),
    (ObjectKind::ServerVariable, "default enum description", Full),
    (
        ObjectKind::Components,
        "schemas responses parameters requestBodies examples pathItems headers callbacks mediaTypes",
        Full,
    ),
    (
        ObjectKind::Components,
        "links",
        Reported("links are not generated"),
    ),
    (
        ObjectKind::Components,
        "securitySchemes",
        Partly(CREDENTIALS),
    ),
    (
        ObjectKind::PathItem,
        "parameters get put post delete options head patch trace query additionalOperations",
        Full,
    ),
    (ObjectKind::PathItem, "servers", Partly(OWN_SERVERS)),
    (ObjectKind::PathItem, "$ref", Full),
    (ObjectKind::PathItem, "summary description", Irrelevant),
    (
        ObjectKind::Operation,
        "operationId tags summary description parameters requestBody responses deprecated security",
        Full,
    ),
    (ObjectKind::Operation, "servers", Partly(OWN_SERVERS)),
    (
        ObjectKind::Operation,
        "callbacks",
        Partly("payloads have types; no server for them is generated"),
    ),
    (ObjectKind::Operation, "externalDocs", Irrelevant),
    (ObjectKind::ExternalDocumentation, "url", Partly(MANIFEST)),
    (ObjectKind::ExternalDocumentation, "description", Irrelevant),
    (
        ObjectKind::Parameter,
        "name in description required schema deprecated style explode",
        Full,
    ),
    (
        ObjectKind::Parameter,
        "content",
        Partly(
            "JSON is typed; so is a form, if it is the whole query string; other media types are strings and reported",
        ),
    ),
    (ObjectKind::Parameter, "allowReserved", Full),
    (ObjectKind::Parameter, "allowEmptyValue", Irrelevant),
    (ObjectKind::Parameter, "example examples", Full),
    (ObjectKind::RequestBody, "description required", Full),
    (
        ObjectKind::RequestBody,
        "content",
        Partly(
            "one method per kind of media type (JSON, URL-encoded form, multipart, text, bytes); a second media type of the same kind is reported; callers choose the media type of a range",
        ),
    ),
    (
        ObjectKind::MediaType,
        "schema example examples encoding",
        Full,
    ),
    (
        ObjectKind::MediaType,
        "itemSchema",
        Partly(
            "the items of responses of server-sent events, JSON lines and JSON text sequences have types, and so do the parts of requests of `multipart/*`; bodies of other media types, other streamed requests and multipart responses are not split, which is reported",
        ),
    ),
    (
        ObjectKind::MediaType,
        "prefixEncoding itemEncoding",
        Partly(
            "the parts of requests whose schema is an array, or that have `itemSchema`; other encodings are reported, and multipart responses are bytes",
        ),
    ),
    (ObjectKind::Encoding, "contentType style explode", Full),
    (
        ObjectKind::Encoding,
        "encoding prefixEncoding itemEncoding",
        Reported("parts inside of a part are not encoded"),
    ),
    (
        ObjectKind::Encoding,
        "headers",
        Partly(
            "headers with a constant value are sent; set other headers of a file with `FilePart::with_header`; other headers of other parts are reported",
        ),
    ),
    (ObjectKind::Encoding, "allowReserved", Full),
    (ObjectKind::Response, "description", Full),
    (ObjectKind::Response, "summary", Irrelevant),
    (
        ObjectKind::Response,
        "content",
        Partly("JSON, text and bytes are distinguished; a stream next to one of them is reported"),
    ),
    (
        ObjectKind::Response,
        "headers",
        Partly(
            "listed in the documentation of the operation, and available as text from `Response::headers`",
        ),
    ),
    (
        ObjectKind::Response,
        "links",
        Reported("links are not generated"),
    ),
    (ObjectKind::Example, "value dataValue", Full),
    (
        ObjectKind::Example,
        "serializedValue",
        Partly(
            "parsed if the media type is JSON; `lint` compares it with `dataValue`, also in forms and parameters with scalars",
        ),
    ),
    (
        ObjectKind::Example,
        "summary description externalValue",
        Irrelevant,
    ),
    (
        ObjectKind::Link,
        "operationRef operationId parameters requestBody description server",
        Irrelevant,
    ),
    (ObjectKind::Header, "description", Full),
    (
        ObjectKind::Header,
        "required deprecated allowEmptyValue style explode allowReserved schema content example examples",
        Irrelevant,
    ),
    (ObjectKind::Tag, "name summary description parent", Full),
    (
        ObjectKind::Tag,
        "kind",
        Partly(
            "a tag of another kind than `nav` names a group only if an operation has no other tag",
        ),
    ),
    (ObjectKind::Tag, "externalDocs", Irrelevant),
    (
        ObjectKind::Schema,
        "type format description title properties required items additionalProperties allOf oneOf anyOf enum const nullable default deprecated discriminator readOnly writeOnly $ref $defs $id $anchor $dynamicAnchor example examples contentEncoding contentMediaType",
        Full,
    ),
    (
        ObjectKind::Schema,
        "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties",
        Partly(
            "compared by `apicrate diff`; clients do not check them; generated servers validate requests on demand",
        ),
    ),
    (
        ObjectKind::Schema,
        "not",
        Reported("excluded values are accepted"),
    ),
    (
        ObjectKind::Schema,
        "prefixItems",
        Partly(
            "a tuple if there are 2 to 8 items, all of them are required (`minItems`) and there are no extra items; otherwise a list of a union of the item types, which is reported",
        ),
    ),
    (
        ObjectKind::Schema,
        "contentSchema",
        Partly(
            "the type of the JSON in the `data` of server-sent events; elsewhere reported as `untranslated-keyword`, and the value is the text",
        ),
    ),
    (
        ObjectKind::Schema,
        "patternProperties",
        Reported("matching properties become typed additional properties; names are not checked"),
    ),
    (
        ObjectKind::Schema,
        "unevaluatedProperties",
        Partly("treated as `additionalProperties`"),
    ),
    (
        ObjectKind::Schema,
        "if then else contains minContains maxContains dependentRequired dependentSchemas propertyNames unevaluatedItems",
        Reported("no effect on types; `lint` compares examples with it"),
    ),
    (
        ObjectKind::Schema,
        "$dynamicRef",
        Partly(
            "reported as `untranslated-keyword`, and any value, if several schemas declare the anchor",
        ),
    ),
    (
        ObjectKind::Schema,
        "externalDocs xml $comment $schema",
        Irrelevant,
    ),
    (ObjectKind::Discriminator, "propertyName", Full),
    (ObjectKind::Discriminator, "mapping", Full),
    (
        ObjectKind::Discriminator,
        "defaultMapping",
        Partly(
            "if its schema does not declare the property, it is used only for values without the property; values with another tag are `Unknown`, so that the tag is not lost",
        ),
    ),
    (
        ObjectKind::SecurityScheme,
        "type in name scheme flows",
        Partly(CREDENTIALS),
    ),
    (
        ObjectKind::SecurityScheme,
        "oauth2MetadataUrl deprecated",
        Partly("in the documentation of the credentials"),
    ),
    (
        ObjectKind::SecurityScheme,
        "description bearerFormat openIdConnectUrl",
        Irrelevant,
    ),
    (
        ObjectKind::OAuthFlows,
        "clientCredentials deviceAuthorization",
        Partly("the caller obtains the token; the documentation contains its URLs"),
    ),
    (
        ObjectKind::OAuthFlows,
        "implicit password authorizationCode",
        Irrelevant,
    ),
    (
        ObjectKind::ImplicitFlow,
        "authorizationUrl refreshUrl tokenUrl scopes",
        Irrelevant,
    ),
    (
        ObjectKind::TokenFlow,
        "authorizationUrl refreshUrl tokenUrl scopes",
        Irrelevant,
    ),
    (
        ObjectKind::AuthorizationCodeFlow,
        "authorizationUrl refreshUrl tokenUrl scopes",
        Irrelevant,
    ),
    (
        ObjectKind::DeviceAuthorizationFlow,
        "deviceAuthorizationUrl refreshUrl tokenUrl scopes",
        Irrelevant,
    ),
];

/// The fields that OpenAPI 3.0 does not define, with the first version that does.
const LATER: &[(&str, ObjectKind, &str)] = &[
    ("3.1", ObjectKind::Document, "webhooks jsonSchemaDialect"),
    ("3.1", ObjectKind::Info, "summary"),
    ("3.1", ObjectKind::License, "identifier"),
    ("3.1", ObjectKind::Components, "pathItems"),
    (
        "3.1",
        ObjectKind::Schema,
        "const $defs $id $anchor $dynamicAnchor $dynamicRef $comment $schema examples contentEncoding contentMediaType contentSchema prefixItems patternProperties unevaluatedProperties if then else contains minContains maxContains dependentRequired dependentSchemas propertyNames unevaluatedItems",
    ),
    ("3.2", ObjectKind::Document, "$self"),
    ("3.2", ObjectKind::Server, "name"),
    ("3.2", ObjectKind::Components, "mediaTypes"),
    ("3.2", ObjectKind::PathItem, "query additionalOperations"),
    (
        "3.2",
        ObjectKind::MediaType,
        "itemSchema prefixEncoding itemEncoding",
    ),
    (
        "3.2",
        ObjectKind::Encoding,
        "encoding prefixEncoding itemEncoding",
    ),
    ("3.2", ObjectKind::Response, "summary"),
    ("3.2", ObjectKind::Example, "dataValue serializedValue"),
    ("3.2", ObjectKind::Tag, "summary parent kind"),
    ("3.2", ObjectKind::Discriminator, "defaultMapping"),
    (
        "3.2",
        ObjectKind::SecurityScheme,
        "oauth2MetadataUrl deprecated",
    ),
    ("3.2", ObjectKind::OAuthFlows, "deviceAuthorization"),
];

/// The keywords of JSON Schema 2020-12 that the grammar does not contain.
const UNKNOWN: &str = "$vocabulary";

/// Returns the page in Markdown.
#[must_use]
pub fn coverage() -> String {
    let mut page = "# Support for OpenAPI 2.0, 3.0, 3.1 and 3.2, and Overlay 1.0 and 1.1\n\n\
        This page lists all fields of:\n\n\
        - [OpenAPI 3.0, 3.1 and 3.2](#openapi-30-31-and-32)\n\
        - [Swagger 2.0](#swagger-20), which is OpenAPI 2.0\n\
        - [Overlay 1.0 and 1.1](#overlays), for corrections of a document\n\n\
        Each *supported* field has an example in `generator/tests/fixtures/`. For a *reported* field, code is generated, \
        and `apicrate lint` reports the limitation. A version in parentheses is the first one that defines the field. \
        The page is generated from `generator/src/document/coverage/`, and tests compare it with the code.\n\n\
        ## OpenAPI 3.0, 3.1 and 3.2\n"
        .to_owned();
    let mut before = "";
    for (kind, fields, support) in ROWS {
        let title = kind.title();
        if before != title {
            let heading = title.split_once(' ').map_or(title, |(_, heading)| heading);
            let _ = write!(page, "\n### {heading}\n\n| field | |\n| --- | --- |\n");
            before = title;
        }
        let fields: Vec<String> = fields
            .split_whitespace()
            .map(|field| match since(*kind, field) {
                Some(version) => format!("`{field}` ({version})"),
                None => format!("`{field}`"),
            })
            .collect();
        let row = format!("| {} | {} |\n", fields.join(", "), support);
        // The kinds of OAuth flows share one title and have the same fields.
        if !page.ends_with(&row) {
            page.push_str(&row);
        }
    }
    let _ = write!(
        page,
        "\n### Other keywords of JSON Schema\n\n{}: reported as `untranslated-keyword` and ignored.\n",
        code_spans(UNKNOWN)
    );
    page + &swagger::section() + &overlay::section()
}

/// Returns the first version that defines a field, unless it is 3.0.
fn since(kind: ObjectKind, field: &str) -> Option<&'static str> {
    let is_listed = |fields: &str| fields.split_whitespace().any(|listed| listed == field);
    let mut later = LATER.iter();
    let (version, ..) = later.find(|(_, holder, fields)| *holder == kind && is_listed(fields))?;
    Some(version)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::{env, fs};

    use super::*;
    use crate::document::grammar::walk;
    use crate::document::pointer::JsonPointer;

    const KINDS: [ObjectKind; 31] = [
        ObjectKind::Document,
        ObjectKind::Info,
        ObjectKind::Contact,
        ObjectKind::License,
        ObjectKind::Server,
        ObjectKind::ServerVariable,
        ObjectKind::Components,
        ObjectKind::Paths,
        ObjectKind::PathItem,
        ObjectKind::Operation,
        ObjectKind::ExternalDocumentation,
        ObjectKind::Parameter,
        ObjectKind::RequestBody,
        ObjectKind::MediaType,
        ObjectKind::Encoding,
        ObjectKind::Responses,
        ObjectKind::Response,
        ObjectKind::Callback,
        ObjectKind::Example,
        ObjectKind::Link,
        ObjectKind::Header,
        ObjectKind::Tag,
        ObjectKind::Schema,
        ObjectKind::Discriminator,
        ObjectKind::SecurityScheme,
        ObjectKind::OAuthFlows,
        ObjectKind::ImplicitFlow,
        ObjectKind::TokenFlow,
        ObjectKind::AuthorizationCodeFlow,
        ObjectKind::DeviceAuthorizationFlow,
        ObjectKind::SecurityRequirement,
    ];

    fn package() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    fn listed() -> BTreeSet<(String, &'static str)> {
        let fields = ROWS.iter().flat_map(|(kind, fields, _)| {
            fields
                .split_whitespace()
                .map(move |field| (format!("{kind:?}"), field))
        });
        fields.collect()
    }

    /// All string literals in the grammar that are fields of one of the kinds, except kinds with arbitrary field names.
    fn known() -> BTreeSet<(String, &'static str)> {
        let words = include_str!("../grammar.rs").split('"').skip(1).step_by(2);
        let words: BTreeSet<&str> = words.filter(|word| !word.starts_with("x-")).collect();
        let any = [
            ObjectKind::Callback,
            ObjectKind::Paths,
            ObjectKind::Responses,
            ObjectKind::SecurityRequirement,
        ];
        let kinds = KINDS.into_iter().filter(|kind| !any.contains(kind));
        kinds
            .flat_map(|kind| {
                let fields = words.iter().filter(move |word| kind.field(word).is_some());
                fields.map(move |word| (format!("{kind:?}"), *word))
            })
            .collect()
    }

    /// All fields in the fixtures.
    fn shown() -> BTreeSet<(String, String)> {
        let mut shown = BTreeSet::new();
        let folder = fs::read_dir(package().join("tests/fixtures")).expect("the fixtures");
        for path in folder.filter_map(|entry| Some(entry.ok()?.path())) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let Ok(mut document) = serde_yaml::from_str(&text) else {
                continue;
            };
            walk(
                &mut document,
                ObjectKind::Document,
                &JsonPointer::ROOT,
                &mut |kind, _, object| {
                    let fields = object
                        .as_object()
                        .into_iter()
                        .flat_map(|object| object.keys());
                    shown.extend(fields.map(|field| (format!("{kind:?}"), field.clone())));
                },
            );
        }
        shown
    }

    #[test]
    fn table_has_every_field_of_the_grammar() {
        let (listed, known) = (listed(), known());
        let missing: Vec<_> = known.difference(&listed).collect();
        let unknown: Vec<_> = listed.difference(&known).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "missing: {missing:?}, unknown: {unknown:?}"
        );
    }

    #[test]
    fn fields_of_later_versions_are_in_the_table() {
        let listed = listed();
        for (version, kind, fields) in LATER {
            for field in fields.split_whitespace() {
                let is_listed = listed.contains(&(format!("{kind:?}"), field));
                assert!(is_listed, "{version}: {kind:?} {field}");
            }
        }
    }

    #[test]
    fn supported_fields_are_in_fixtures() {
        let shown = shown();
        let supported = ROWS
            .iter()
            .filter(|(_, _, support)| matches!(support, Full | Partly(_)));
        let missing: Vec<_> = supported
            .flat_map(|(kind, fields, _)| {
                fields
                    .split_whitespace()
                    .map(move |field| (format!("{kind:?}"), field.to_owned()))
            })
            .filter(|field| !shown.contains(field))
            .collect();
        assert!(missing.is_empty(), "no fixture has {missing:?}");
    }

    #[test]
    fn unknown_keywords_are_not_in_the_grammar() {
        let known: Vec<_> = UNKNOWN
            .split_whitespace()
            .filter(|word| ObjectKind::Schema.field(word).is_some())
            .collect();
        assert!(known.is_empty(), "{known:?}");
    }

    #[test]
    fn page_is_up_to_date() {
        let path = package().join("../docs/openapi-coverage.md");
        if env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, coverage()).expect("the page can be written");
        }
        let page = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            page == coverage(),
            "docs/openapi-coverage.md is stale; run `UPDATE_DOCS=1 cargo test -p apicrate --lib coverage`"
        );
    }
}
