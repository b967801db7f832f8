//! What the other objects of the standard cannot do without, and what stands in for it.

use serde_json::{Map, Value, json};

use super::normalizer::{FieldAction, Normalizer};
use crate::document::grammar::ObjectKind;
use crate::document::pointer::JsonPointer;

/// What happens where a required field is missing.
#[derive(Clone, Copy)]
enum Fallback {
    /// Nothing can stand in for it.
    Fatal,
    /// It is prose or an address that no code depends on.
    Blank,
    /// It is an object that is as good as empty, and may be missing in OpenAPI 3.1.
    Empty,
}

/// The fields that the typed document cannot do without.
fn required(kind: ObjectKind) -> &'static [(&'static str, Fallback)] {
    use Fallback::{Blank, Empty, Fatal};
    match kind {
        ObjectKind::Document => &[("info", Empty), ("paths", Empty)],
        ObjectKind::Info => &[("title", Blank), ("version", Blank)],
        ObjectKind::License => &[("name", Blank)],
        ObjectKind::Server | ObjectKind::ExternalDocumentation => &[("url", Blank)],
        ObjectKind::ServerVariable => &[("default", Fatal)],
        ObjectKind::Operation => &[("responses", Empty)],
        ObjectKind::Parameter => &[("name", Fatal), ("in", Fatal)],
        ObjectKind::Response => &[("description", Blank)],
        ObjectKind::Tag => &[("name", Fatal)],
        ObjectKind::Discriminator => &[("propertyName", Fatal)],
        ObjectKind::SecurityScheme => &[("type", Fatal)],
        ObjectKind::ImplicitFlow => &[("authorizationUrl", Blank), ("scopes", Empty)],
        ObjectKind::TokenFlow => &[("tokenUrl", Blank), ("scopes", Empty)],
        ObjectKind::AuthorizationCodeFlow => &[
            ("authorizationUrl", Blank),
            ("tokenUrl", Blank),
            ("scopes", Empty),
        ],
        _ => &[],
    }
}

impl Normalizer<'_> {
    /// Gives a value that is no object, but says enough, the form of its object.
    pub(super) fn recast(&mut self, value: &mut Value, kind: ObjectKind, at: &JsonPointer<'_>) {
        match (kind, &mut *value) {
            (ObjectKind::Tag, Value::String(name)) => {
                let tag = json!({ "name": std::mem::take(name) });
                self.warn(
                    "mistyped-value",
                    at,
                    "expected a Tag Object, found its name",
                );
                *value = tag;
            }
            (ObjectKind::Example, example) if !example.is_object() => {
                let wrapped = json!({ "value": example.take() });
                self.warn(
                    "mistyped-value",
                    at,
                    "expected an Example Object, found its value",
                );
                *value = wrapped;
            }
            _ => {}
        }
    }

    /// Removes what would be mistaken for something else, before the fields are looked at.
    pub(super) fn prepare(
        &mut self,
        object: &mut Map<String, Value>,
        kind: ObjectKind,
        at: &JsonPointer<'_>,
    ) {
        match kind {
            ObjectKind::Schema => self.prepare_schema(object, at),
            ObjectKind::Parameter | ObjectKind::Header | ObjectKind::MediaType => {
                self.examples(object, at)
            }
            ObjectKind::SecurityRequirement => {
                for scopes in object.values_mut().filter(|scopes| says_nothing(scopes)) {
                    *scopes = Value::Array(Vec::new());
                }
            }
            _ => {}
        }
    }

    /// Adds what is missing, once the fields are right.
    pub(super) fn complete(
        &mut self,
        object: &mut Map<String, Value>,
        kind: ObjectKind,
        at: &JsonPointer<'_>,
    ) -> FieldAction {
        if kind.is_referable() && object.contains_key("$ref") {
            return FieldAction::Keep;
        }
        for (name, fallback) in required(kind) {
            if !object.contains_key(*name) {
                self.supply(object, kind, name, *fallback, at);
            }
        }
        match kind {
            ObjectKind::Schema => self.complete_schema(object, at),
            ObjectKind::Parameter | ObjectKind::Header => self.content(object, kind, at),
            ObjectKind::Encoding => self.style(object, &QUERY_STYLES, at),
            ObjectKind::SecurityScheme => return self.security_scheme(object, at),
            ObjectKind::Link => return self.link(object, at),
            _ => {}
        }
        FieldAction::Keep
    }

    fn supply(
        &mut self,
        object: &mut Map<String, Value>,
        kind: ObjectKind,
        name: &str,
        fallback: Fallback,
        at: &JsonPointer<'_>,
    ) {
        let value = match fallback {
            Fallback::Fatal => return self.missing(kind, name, at),
            Fallback::Blank => {
                let message = format!("{} should have the field `{name}`", kind.title());
                self.warn("missing-field", at, message);
                Value::String(String::new())
            }
            Fallback::Empty => Value::Object(Map::new()),
        };
        object.insert(name.to_owned(), value);
        if (kind, name) == (ObjectKind::Document, "info")
            && let Some(info) = object.get_mut(name)
        {
            self.object(info, ObjectKind::Info, at);
        }
    }

    /// Examples have names in OpenAPI; in JSON Schema they are a list.
    fn examples(&mut self, object: &mut Map<String, Value>, at: &JsonPointer<'_>) {
        if let Some(Value::Array(examples)) = object.get_mut("examples") {
            let first = examples.first_mut().map(Value::take);
            let message = "expected named examples, found a list; only the first one is kept";
            self.warn("mistyped-value", &at.name("examples"), message);
            object.shift_remove("examples");
            if let Some(first) = first {
                object.entry("example").or_insert(first);
            }
        }
    }

    /// A parameter or a header is described by a schema or by a media type.
    fn content(&mut self, object: &mut Map<String, Value>, kind: ObjectKind, at: &JsonPointer<'_>) {
        match (
            object.contains_key("schema"),
            object.contains_key("content"),
        ) {
            (true, true) => {
                let message = "`schema` and `content` exclude each other; the schema counts";
                self.warn("unknown-field", &at.name("content"), message);
                object.shift_remove("content");
            }
            (false, false) => {
                let message = format!("{} should have a `schema`; read as any", kind.title());
                self.warn("missing-field", at, message);
                object.insert("schema".to_owned(), json!({}));
            }
            _ => {}
        }
        let styles: &[&str] = match object.get("in").and_then(Value::as_str) {
            Some("query") => &QUERY_STYLES,
            Some("path") => &["matrix", "label", "simple"],
            Some("cookie") => &["form"],
            _ => &["simple"],
        };
        self.style(object, styles, at);
    }

    fn style(&mut self, object: &mut Map<String, Value>, styles: &[&str], at: &JsonPointer<'_>) {
        let unknown = object
            .get("style")
            .and_then(Value::as_str)
            .filter(|style| !styles.contains(style));
        if let Some(style) = unknown {
            let message = format!("there is no style `{style}` here; the usual one is taken");
            self.warn("unknown-style", &at.name("style"), message);
            object.shift_remove("style");
        }
    }

    fn security_scheme(
        &mut self,
        object: &Map<String, Value>,
        at: &JsonPointer<'_>,
    ) -> FieldAction {
        let required: &[&str] = match object.get("type").and_then(Value::as_str) {
            Some("apiKey") => &["name", "in"],
            Some("http") => &["scheme"],
            Some("oauth2") => &["flows"],
            Some("openIdConnect") => &["openIdConnectUrl"],
            Some("mutualTLS") => {
                let message = "mutual TLS is a matter of the connection and is not translated";
                self.warn("untranslated-security", at, message);
                return FieldAction::Remove;
            }
            _ => &[],
        };
        for name in required {
            if !object.contains_key(*name) {
                self.missing(ObjectKind::SecurityScheme, name, at);
            }
        }
        FieldAction::Keep
    }

    fn link(&mut self, object: &mut Map<String, Value>, at: &JsonPointer<'_>) -> FieldAction {
        if let Some(parameters) = object.get("parameters")
            && !parameters.is_object()
        {
            self.malformed(&at.name("parameters"), "an object", parameters);
        }
        match (
            object.contains_key("operationId"),
            object.contains_key("operationRef"),
        ) {
            (true, true) => {
                object.shift_remove("operationRef");
            }
            (false, false) => {
                let message = "a link that names no operation leads nowhere; ignored";
                self.warn("missing-field", at, message);
                return FieldAction::Remove;
            }
            _ => {}
        }
        FieldAction::Keep
    }
}

const QUERY_STYLES: [&str; 4] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];

/// Whether the scopes of a requirement are written as something empty that is no list.
fn says_nothing(scopes: &Value) -> bool {
    scopes.is_null() || scopes.as_object().is_some_and(Map::is_empty)
}
