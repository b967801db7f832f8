//! Rules for schemas: keywords of older dialects, and values with the wrong type.

use serde_json::{Map, Value};

use super::normalizer::Normalizer;
use super::scalar::to_integer;
use crate::diagnostic::Diagnostic;
use crate::document::describe::describe;
use crate::document::grammar::{ObjectKind, REF_SIBLINGS};
use crate::document::pointer::JsonPointer;

const TYPES: [&str; 7] = [
    "string", "number", "integer", "boolean", "array", "object", "null",
];

/// The keywords whose values must have the type of the schema.
const TYPED_VALUES: [&str; 3] = ["enum", "const", "default"];

/// The content encodings that are supported, or that do not change a string.
const ENCODINGS: [&str; 4] = ["base64", "binary", "7bit", "8bit"];

/// The keywords whose values are numbers.
const NUMERIC: [&str; 5] = [
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

impl Normalizer<'_> {
    /// Reports a keyword that affects no type.
    pub(super) fn checked_only(&mut self, name: &str, at: &JsonPointer<'_>) {
        let message = format!("`{name}` affects no type; only `lint` compares examples with it");
        self.warn("untranslated-keyword", at, message);
    }

    /// Reports keywords next to a reference that Swagger 2.0 and OpenAPI 3.0 ignore.
    pub(super) fn siblings(&mut self, object: &Map<String, Value>, at: &JsonPointer<'_>) {
        // Unknown keywords are reported as such.
        let is_allowed = |name: &str| {
            name == "$ref"
                || REF_SIBLINGS.contains(&name)
                || name.starts_with("x-")
                || ObjectKind::Schema.field(name).is_none()
        };
        for name in object.keys().filter(|name| !is_allowed(name)) {
            let version = self.version.name();
            let message = format!("`{name}` next to `$ref` has no effect in {version}; ignored");
            self.warn("ignored-sibling", &at.name(name), message);
        }
    }

    /// Converts keywords of older dialects to their current form.
    pub(super) fn prepare_schema(&mut self, object: &mut Map<String, Value>, at: &JsonPointer<'_>) {
        if let Some(Value::Bool(required)) = object.get("required") {
            let message = format!("expected a list of property names, found `{required}`; ignored");
            self.warn("mistyped-value", &at.name("required"), message);
            object.shift_remove("required");
        }
        if let Some(name @ Value::String(_)) = object.get_mut("discriminator") {
            let message = format!(
                "expected a Discriminator Object, found {}; treated as its `propertyName`",
                describe(name)
            );
            self.warn("mistyped-value", &at.name("discriminator"), message);
            *name = Value::Object(Map::from_iter([("propertyName".to_owned(), name.take())]));
        }
        if matches!(object.get("items"), Some(Value::Array(_)))
            && !object.contains_key("prefixItems")
            && let Some(items) = object.shift_remove("items")
        {
            object.insert("prefixItems".to_owned(), items);
        }
        let encoding = object.get("contentEncoding").and_then(Value::as_str);
        if let Some(encoding) = encoding.filter(|encoding| !ENCODINGS.contains(encoding)) {
            let message =
                format!("unsupported content encoding `{encoding}`; treated as plain text");
            self.warn("untranslated-keyword", &at.name("contentEncoding"), message);
        }
    }

    /// Converts values to the type of the schema if the conversion is lossless.
    pub(super) fn complete_schema(
        &mut self,
        object: &mut Map<String, Value>,
        at: &JsonPointer<'_>,
    ) {
        let ty = sole_type(object);
        let (is_string, is_integer) = (ty == Some("string"), ty == Some("integer"));
        for (name, value) in object {
            let has_type = TYPED_VALUES.contains(&name.as_str());
            if is_string && has_type {
                self.stringify(value, &at.name(name));
            } else if is_integer && (has_type || NUMERIC.contains(&name.as_str())) {
                make_integer(value);
            }
        }
    }

    /// Converts numbers and booleans to strings.
    fn stringify(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        match value {
            Value::Number(_) | Value::Bool(_) => self.text(value, at),
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.stringify(item, &at.item(index));
                }
            }
            Value::Null | Value::String(_) | Value::Object(_) => {}
        }
    }

    /// Normalizes the value of `type`: a name or a list of names.
    pub(super) fn types(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        match value {
            Value::Array(items) => {
                let mut index = 0;
                items.retain_mut(|item| {
                    let at = at.item(index);
                    index += 1;
                    self.type_name(item, &at)
                });
            }
            _ => {
                if !self.type_name(value, at) {
                    *value = Value::Array(Vec::new());
                }
            }
        }
    }

    /// Normalizes the name of a type. Returns false for an unknown name, which is removed.
    fn type_name(&mut self, value: &mut Value, at: &JsonPointer<'_>) -> bool {
        match value {
            // In YAML, `null` without quotes is not a string.
            Value::Null => *value = Value::String("null".to_owned()),
            Value::String(name) => {
                let known = TYPES.iter().find(|known| known.eq_ignore_ascii_case(name));
                let Some(known) = known else {
                    let message = format!("unknown type `{name}`; treated as any value");
                    let help = other_type(name).map_or_else(
                        || self.suggestions.did_you_mean(name, TYPES),
                        |known| Some(format!("did you mean `{known}`?")),
                    );
                    let help = help.unwrap_or_else(|| {
                        "use one of: string, number, integer, boolean, object, array".to_owned()
                    });
                    let warning = Diagnostic::warning("unknown-type", at, message);
                    self.findings.push(warning.with_help(help));
                    return false;
                };
                if name != known {
                    *value = Value::String((*known).to_owned());
                }
            }
            _ => self.malformed(at, "the name of a type", value),
        }
        true
    }
}

/// The type that a name of another language, or the name of a format, stands for.
fn other_type(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "int" | "int32" | "int64" | "long" | "short" => "integer",
        "float" | "double" | "decimal" => "number",
        "str" | "text" | "date" | "datetime" | "date-time" | "uuid" | "enum" => "string",
        "bool" => "boolean",
        "list" => "array",
        "map" | "dict" | "dictionary" => "object",
        _ => return None,
    })
}

/// Returns the type of a schema if it has exactly one, apart from `null`.
fn sole_type(object: &Map<String, Value>) -> Option<&str> {
    match object.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => {
            let mut names = names
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| *name != "null");
            names.next().filter(|_| names.next().is_none())
        }
        _ => None,
    }
}

/// Converts numbers such as `2.0` to integers.
fn make_integer(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(integer) = to_integer(number) {
                *number = integer;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_integer),
        _ => {}
    }
}
