//! What becomes of each field that OpenAPI defines: `docs/openapi-coverage.md`, which is this list as a table.
//!
//! Its tests hold it to the grammar, which knows all fields, and to the fixtures, which show what is supported. So
//! a field that the grammar learns has to be entered here, and what is said to be supported can be looked at.

use std::fmt::Write;

use super::grammar::ObjectKind;

/// What becomes of a field.
#[derive(Debug, Clone, Copy)]
enum Support {
    /// All of its meaning is in the code.
    Full,
    /// Some of its meaning is; this is missing.
    Partly(&'static str),
    /// A lint says that it is not translated; this is what becomes of it.
    Reported(&'static str),
    /// It says nothing that code could say.
    Silent,
}

use Support::{Full, Partly, Reported, Silent};

/// What becomes of security.
const CREDENTIALS: &str = "the client is given what to show; tokens of OAuth 2 are the caller's to get, and certificates to present";

/// The fields of each kind of object, several with the same answer in one row.
const ROWS: &[(ObjectKind, &str, Support)] = &[
    (
        ObjectKind::Document,
        "openapi info servers paths webhooks components security tags",
        Full,
    ),
    (
        ObjectKind::Document,
        "externalDocs jsonSchemaDialect",
        Silent,
    ),
    (ObjectKind::Info, "title description version", Full),
    (
        ObjectKind::Info,
        "summary termsOfService contact license",
        Silent,
    ),
    (ObjectKind::Contact, "name url email", Silent),
    (ObjectKind::License, "name identifier url", Silent),
    (ObjectKind::Server, "url", Full),
    (
        ObjectKind::Server,
        "variables",
        Partly("each has its default; the base URL of the client says otherwise"),
    ),
    (ObjectKind::Server, "description", Full),
    (ObjectKind::ServerVariable, "default enum", Full),
    (ObjectKind::ServerVariable, "description", Silent),
    (
        ObjectKind::Components,
        "schemas responses parameters requestBodies examples pathItems headers callbacks",
        Full,
    ),
    (
        ObjectKind::Components,
        "links",
        Reported("as where they are used"),
    ),
    (
        ObjectKind::Components,
        "securitySchemes",
        Partly(CREDENTIALS),
    ),
    (
        ObjectKind::PathItem,
        "parameters get put post delete options head patch trace",
        Full,
    ),
    (
        ObjectKind::PathItem,
        "servers",
        Partly("the first one is used"),
    ),
    (ObjectKind::PathItem, "$ref", Full),
    (ObjectKind::PathItem, "summary description", Silent),
    (
        ObjectKind::Operation,
        "operationId tags summary description parameters requestBody responses deprecated security",
        Full,
    ),
    (
        ObjectKind::Operation,
        "servers",
        Partly("the first one is used"),
    ),
    (
        ObjectKind::Operation,
        "callbacks",
        Partly("what they carry has types; nothing receives them"),
    ),
    (ObjectKind::Operation, "externalDocs", Silent),
    (ObjectKind::ExternalDocumentation, "description url", Silent),
    (
        ObjectKind::Parameter,
        "name in description required schema deprecated style explode",
        Full,
    ),
    (
        ObjectKind::Parameter,
        "content",
        Partly("JSON has its type; anything else is a string, which is reported"),
    ),
    (
        ObjectKind::Parameter,
        "allowReserved",
        Partly("in the query, where lists repeat the name"),
    ),
    (ObjectKind::Parameter, "allowEmptyValue", Silent),
    (ObjectKind::Parameter, "example examples", Full),
    (ObjectKind::RequestBody, "description required", Full),
    (
        ObjectKind::RequestBody,
        "content",
        Partly(
            "a method for each kind of media type that says something else (JSON, form, parts, text, bytes); a second of one kind is reported",
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
        Partly("the values of a stream have their type; of an event only the data is read"),
    ),
    (ObjectKind::Encoding, "contentType style explode", Full),
    (
        ObjectKind::Encoding,
        "headers",
        Partly(
            "one with one value is sent, and others with a file by `FilePart::with_header`; those of other parts are reported",
        ),
    ),
    (
        ObjectKind::Encoding,
        "allowReserved",
        Partly("where lists repeat the name"),
    ),
    (ObjectKind::Response, "description", Full),
    (
        ObjectKind::Response,
        "content",
        Partly("JSON, text and bytes are told apart; a stream beside one of them is reported"),
    ),
    (
        ObjectKind::Response,
        "headers",
        Partly("named where the operation is documented, and given as text by `Response::headers`"),
    ),
    (
        ObjectKind::Response,
        "links",
        Reported("links are not generated"),
    ),
    (ObjectKind::Example, "value", Full),
    (
        ObjectKind::Example,
        "summary description externalValue",
        Silent,
    ),
    (
        ObjectKind::Link,
        "operationRef operationId parameters requestBody description server",
        Silent,
    ),
    (ObjectKind::Header, "description", Full),
    (
        ObjectKind::Header,
        "required deprecated allowEmptyValue style explode allowReserved schema content example examples",
        Silent,
    ),
    (ObjectKind::Tag, "name description", Full),
    (ObjectKind::Tag, "externalDocs", Silent),
    (
        ObjectKind::Schema,
        "type format description title properties required items additionalProperties allOf oneOf anyOf enum const nullable default deprecated discriminator readOnly writeOnly $ref $defs example examples contentEncoding contentMediaType",
        Full,
    ),
    (
        ObjectKind::Schema,
        "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties",
        Partly("told by `cargo xtask diff`, and not enforced: the other side decides"),
    ),
    (
        ObjectKind::Schema,
        "not",
        Reported("what a schema excludes is taken all the same"),
    ),
    (
        ObjectKind::Schema,
        "prefixItems",
        Partly(
            "a tuple if there are 2 to 8 items and no others; else a list of whatever any of them may be, which is reported",
        ),
    ),
    (
        ObjectKind::Schema,
        "patternProperties",
        Reported(
            "what is told by the form of its name is kept with its type, and names are not checked",
        ),
    ),
    (
        ObjectKind::Schema,
        "unevaluatedProperties",
        Partly("read as `additionalProperties`"),
    ),
    (
        ObjectKind::Schema,
        "externalDocs xml $id $anchor $comment $schema",
        Silent,
    ),
    (ObjectKind::Discriminator, "propertyName", Full),
    (ObjectKind::Discriminator, "mapping", Full),
    (
        ObjectKind::SecurityScheme,
        "type in name scheme flows",
        Partly(CREDENTIALS),
    ),
    (
        ObjectKind::SecurityScheme,
        "description bearerFormat openIdConnectUrl",
        Silent,
    ),
    (
        ObjectKind::OAuthFlows,
        "clientCredentials",
        Partly("the caller gets the token; the documentation says where"),
    ),
    (
        ObjectKind::OAuthFlows,
        "implicit password authorizationCode",
        Silent,
    ),
    (
        ObjectKind::ImplicitFlow,
        "authorizationUrl refreshUrl tokenUrl scopes",
        Silent,
    ),
    (
        ObjectKind::TokenFlow,
        "authorizationUrl refreshUrl tokenUrl scopes",
        Silent,
    ),
    (
        ObjectKind::AuthorizationCodeFlow,
        "authorizationUrl tokenUrl refreshUrl scopes",
        Silent,
    ),
];

/// Keywords of JSON Schema 2020-12 that the grammar does not know.
const UNKNOWN: &str = "$dynamicAnchor $dynamicRef $vocabulary contains contentSchema dependentRequired \
    dependentSchemas else if maxContains minContains propertyNames then unevaluatedItems";

/// The table, in Markdown.
#[must_use]
pub fn coverage() -> String {
    let mut page = "# What becomes of OpenAPI 3.0 and 3.1\n\n\
        The list in `generator/src/document/coverage.rs`, which the tests hold to the code. *Supported* is shown by a \
        fixture in `generator/tests/fixtures/`; *reported* means that there is code, and a line of `cargo xtask lint` \
        says what it lacks.\n"
        .to_owned();
    let mut before = None;
    for (kind, fields, support) in ROWS {
        if before != Some(*kind) {
            let title = kind.title();
            let title = title.split_once(' ').map_or(title, |(_, title)| title);
            let _ = write!(page, "\n## {title}\n\n| field | |\n| --- | --- |\n");
            before = Some(*kind);
        }
        let _ = writeln!(page, "| {} | {} |", spans(fields), answer(*support));
    }
    let _ = write!(
        page,
        "\n## Other keywords of JSON Schema\n\n{}: reported as `untranslated-keyword`; the schema is typed without them.\n",
        spans(UNKNOWN)
    );
    page
}

fn spans(words: &str) -> String {
    let words: Vec<String> = words
        .split_whitespace()
        .map(|word| format!("`{word}`"))
        .collect();
    words.join(", ")
}

fn answer(support: Support) -> String {
    match support {
        Full => "supported".to_owned(),
        Partly(missing) => format!("partly: {missing}"),
        Reported(what) => format!("reported: {what}"),
        Silent => "nothing to translate".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::{env, fs};

    use super::*;
    use crate::document::grammar::walk;
    use crate::document::pointer::JsonPointer;

    const KINDS: [ObjectKind; 30] = [
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

    /// All words in the grammar that are a field of one of the kinds. Kinds whose fields have any name are left out.
    fn known() -> BTreeSet<(String, &'static str)> {
        let words = include_str!("grammar.rs").split('"').skip(1).step_by(2);
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

    /// All fields that stand in the fixtures.
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
    fn the_list_has_every_field_of_the_grammar() {
        let (listed, known) = (listed(), known());
        let missing: Vec<_> = known.difference(&listed).collect();
        let idle: Vec<_> = listed.difference(&known).collect();
        assert!(
            missing.is_empty() && idle.is_empty(),
            "missing: {missing:?}, in vain: {idle:?}"
        );
    }

    #[test]
    fn what_is_supported_is_shown_by_a_fixture() {
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
    fn no_keyword_is_known_and_unknown() {
        let known: Vec<_> = UNKNOWN
            .split_whitespace()
            .filter(|word| ObjectKind::Schema.field(word).is_some())
            .collect();
        assert!(known.is_empty(), "{known:?}");
    }

    #[test]
    fn the_page_is_what_the_list_says() {
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
