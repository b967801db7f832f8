//! Rules for objects other than schemas: required fields and their defaults, and common mistakes.

use serde_json::{Map, Value, json};

use super::normalizer::{FieldAction, Normalizer, missing_fields};
use crate::diagnostic::Diagnostic;
use crate::document::describe::describe;
use crate::document::grammar::ObjectKind;
use crate::document::pointer::JsonPointer;

/// The reaction to a missing required field.
#[derive(Clone, Copy)]
enum Fallback {
    /// An error.
    Error,
    /// An empty string and a warning. The field is text or a URL on which no code depends.
    EmptyString,
    /// An empty object. The field may be absent in OpenAPI 3.1.
    EmptyObject,
    /// An Info Object without a title, and a warning.
    Info,
}

/// The fields that `openapiv3` requires.
fn required(kind: ObjectKind) -> &'static [(&'static str, Fallback)] {
    use Fallback::{EmptyObject, EmptyString, Error, Info};
    match kind {
        ObjectKind::Document => &[("info", Info), ("paths", EmptyObject)],
        ObjectKind::Info => &[("title", EmptyString), ("version", EmptyString)],
        ObjectKind::License => &[("name", EmptyString)],
        ObjectKind::Server | ObjectKind::ExternalDocumentation => &[("url", EmptyString)],
        ObjectKind::ServerVariable => &[("default", Error)],
        ObjectKind::Operation => &[("responses", EmptyObject)],
        ObjectKind::Parameter => &[("name", Error), ("in", Error)],
        ObjectKind::Response => &[("description", EmptyString)],
        ObjectKind::Tag => &[("name", Error)],
        ObjectKind::Discriminator => &[("propertyName", Error)],
        ObjectKind::SecurityScheme => &[("type", Error)],
        ObjectKind::ImplicitFlow => &[("authorizationUrl", EmptyString), ("scopes", EmptyObject)],
        ObjectKind::TokenFlow => &[("tokenUrl", EmptyString), ("scopes", EmptyObject)],
        ObjectKind::AuthorizationCodeFlow => &[
            ("authorizationUrl", EmptyString),
            ("tokenUrl", EmptyString),
            ("scopes", EmptyObject),
        ],
        _ => &[],
    }
}

impl Normalizer<'_> {
    /// Converts a value that is not an object, but contains enough information, to an object.
    pub(super) fn wrap_in_object(
        &mut self,
        value: &mut Value,
        kind: ObjectKind,
        at: &JsonPointer<'_>,
    ) {
        match (kind, &mut *value) {
            (ObjectKind::Tag, name @ Value::String(_)) => {
                let found = describe(name);
                let message = format!("expected a Tag Object, found {found}; treated as its name");
                let tag = json!({ "name": name.take() });
                self.warn("mistyped-value", at, message);
                *value = tag;
            }
            (ObjectKind::Example, example) if !example.is_object() => {
                let found = describe(example);
                let message =
                    format!("expected an Example Object, found {found}; treated as its `value`");
                let wrapped = json!({ "value": example.take() });
                self.warn("mistyped-value", at, message);
                *value = wrapped;
            }
            // An empty requirement means that no credentials are necessary.
            (ObjectKind::SecurityRequirement, _) => {}
            (_, value) => self.replace_empty_list(value, kind.title(), at),
        }
    }

    /// Corrects an object before its fields are normalized.
    pub(super) fn prepare(
        &mut self,
        object: &mut Map<String, Value>,
        kind: ObjectKind,
        at: &JsonPointer<'_>,
    ) {
        match kind {
            ObjectKind::Schema => self.prepare_schema(object, at),
            ObjectKind::Parameter | ObjectKind::Header | ObjectKind::MediaType => {
                self.examples(object, at);
            }
            ObjectKind::SecurityRequirement => {
                for scopes in object.values_mut().filter(|scopes| is_empty(scopes)) {
                    *scopes = Value::Array(Vec::new());
                }
            }
            _ => {}
        }
    }

    /// Adds missing fields after the fields were normalized. The errors in those that were `removed` are reported already.
    pub(super) fn complete(
        &mut self,
        object: &mut Map<String, Value>,
        kind: ObjectKind,
        removed: &[String],
        at: &JsonPointer<'_>,
    ) -> FieldAction {
        if kind.is_referable() && object.contains_key("$ref") {
            return FieldAction::Keep;
        }
        self.supply_missing(object, kind, removed, at);
        match kind {
            ObjectKind::Schema => self.complete_schema(object, at),
            ObjectKind::Parameter | ObjectKind::Header => self.content(object, kind, at),
            ObjectKind::Encoding => {
                // The default, if other fields state a style.
                if object.contains_key("explode") {
                    object.entry("style").or_insert("form".into());
                }
                self.style(object, "form fields", &QUERY_STYLES, at);
                // The default of this style. `openapiv3` does not distinguish it from `false`.
                if object.get("style").is_some_and(|style| style == "form") {
                    object.entry("explode").or_insert(Value::Bool(true));
                }
            }
            ObjectKind::SecurityScheme => return self.security_scheme(object, at),
            ObjectKind::Link => return self.link(object, at),
            _ => {}
        }
        FieldAction::Keep
    }

    /// Adds the missing required fields. One finding reports those that have no default, and another one those that are
    /// treated as empty.
    fn supply_missing(
        &mut self,
        object: &mut Map<String, Value>,
        kind: ObjectKind,
        removed: &[String],
        at: &JsonPointer<'_>,
    ) {
        let (mut errors, mut empty) = (Vec::new(), Vec::new());
        for (name, fallback) in required(kind) {
            if object.contains_key(*name) {
                continue;
            }
            let value = match fallback {
                Fallback::Error => {
                    errors.push(*name);
                    continue;
                }
                Fallback::EmptyString => {
                    empty.push(*name);
                    Value::String(String::new())
                }
                Fallback::EmptyObject => Value::Object(Map::new()),
                Fallback::Info => {
                    empty.push(*name);
                    json!({ "title": "", "version": "" })
                }
            };
            object.insert((*name).to_owned(), value);
        }
        let is_missing = |name: &&str| !removed.iter().any(|it| it == name);
        errors.retain(is_missing);
        empty.retain(is_missing);
        self.missing(kind, &errors, at);
        if !empty.is_empty() {
            let message = missing_fields(kind, &empty) + "; treated as empty";
            let finding = Diagnostic::warning("missing-field", at, message);
            let help = empty.contains(&"info").then_some(INFO_HELP);
            self.findings
                .push(finding.with_optional_help(help.map(str::to_owned)));
        }
    }

    /// Replaces a list of examples, as in JSON Schema, by its first item. In OpenAPI, `examples` is an object.
    fn examples(&mut self, object: &mut Map<String, Value>, at: &JsonPointer<'_>) {
        if let Some(Value::Array(examples)) = object.get_mut("examples") {
            let first = examples.first_mut().map(Value::take);
            let message =
                "expected an object of named examples, found a list; only the first item is used";
            self.warn("mistyped-value", &at.name("examples"), message);
            object.shift_remove("examples");
            if let Some(first) = first {
                object.entry("example").or_insert(first);
            }
        }
    }

    /// Ensures that a parameter or header has either `schema` or `content`, and checks its style.
    fn content(&mut self, object: &mut Map<String, Value>, kind: ObjectKind, at: &JsonPointer<'_>) {
        match (
            object.contains_key("schema"),
            object.contains_key("content"),
        ) {
            (true, true) => {
                let message = "`content` is not allowed together with `schema`; ignored";
                self.warn("unknown-field", &at.name("content"), message);
                object.shift_remove("content");
            }
            (false, false) => {
                let message = format!(
                    "{} has neither `schema` nor `content`; treated as any value",
                    kind.title()
                );
                self.warn("missing-field", at, message);
                object.insert("schema".to_owned(), json!({}));
            }
            _ => {}
        }
        let (subject, styles): (&str, &[&str]) = match object.get("in").and_then(Value::as_str) {
            Some("query") => ("query parameters", &QUERY_STYLES),
            Some("path") => ("path parameters", &["simple", "matrix", "label"]),
            Some("cookie") => ("cookie parameters", &["form", "cookie"]),
            Some("querystring") => return self.query_string(object, at),
            _ => ("headers", &["simple"]),
        };
        self.style(object, subject, styles, at);
    }

    /// Checks a parameter that is the whole query string. Its media type describes how it is written.
    fn query_string(&mut self, object: &mut Map<String, Value>, at: &JsonPointer<'_>) {
        if !object.contains_key("content") {
            self.missing(ObjectKind::Parameter, &["content"], at);
        }
        for name in ["style", "explode", "allowReserved"] {
            if object.shift_remove(name).is_some() {
                let message = format!(
                    "`{name}` is not allowed for a parameter with `in: querystring`; ignored"
                );
                self.warn("unknown-style", &at.name(name), message);
            }
        }
    }

    /// Removes a style that is not allowed. The first of `styles` is the default.
    fn style(
        &mut self,
        object: &mut Map<String, Value>,
        subject: &str,
        styles: &[&str],
        at: &JsonPointer<'_>,
    ) {
        let unknown = object
            .get("style")
            .and_then(Value::as_str)
            .filter(|style| !styles.contains(style));
        if let Some(style) = unknown {
            let default = styles.first().copied().unwrap_or_default();
            let message =
                format!("style `{style}` is not allowed for {subject}; using `{default}`");
            let help = self.suggestions.did_you_mean(style, styles.iter().copied());
            let finding = Diagnostic::warning("unknown-style", &at.name("style"), message);
            self.findings.push(finding.with_optional_help(help));
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
                let message = "security scheme `mutualTLS` belongs to the connection, not to requests; ignored";
                self.warn("untranslated-security", at, message);
                return FieldAction::Remove;
            }
            _ => &[],
        };
        let missing = required.iter().copied();
        let missing: Vec<&str> = missing.filter(|name| !object.contains_key(*name)).collect();
        self.missing(ObjectKind::SecurityScheme, &missing, at);
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
                let message = "link without `operationId` or `operationRef`; ignored";
                self.warn("missing-field", at, message);
                return FieldAction::Remove;
            }
            _ => {}
        }
        FieldAction::Keep
    }
}

/// The suggestion for a document without `info`.
const INFO_HELP: &str =
    "add `info: { title: My API, version: 1.0.0 }`; generated code contains the title";

/// The styles of query parameters and form fields; the first is the default.
const QUERY_STYLES: [&str; 4] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];

/// Returns true if the scopes of a requirement are `null` or an empty object instead of an empty list.
fn is_empty(scopes: &Value) -> bool {
    scopes.is_null() || scopes.as_object().is_some_and(Map::is_empty)
}
