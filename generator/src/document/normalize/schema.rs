//! What is sloppy about schemas in ways of their own.

use serde_json::{Map, Value};

use super::normalizer::Normalizer;
use super::scalar::whole;
use crate::document::grammar::REF_SIBLINGS;
use crate::document::pointer::JsonPointer;

const TYPES: [&str; 7] = [
    "string", "number", "integer", "boolean", "array", "object", "null",
];

/// The keywords whose values have the type that the schema names.
const TYPED_VALUES: [&str; 3] = ["enum", "const", "default"];

/// The content encodings that are translated, or that leave a string what it is.
const ENCODINGS: [&str; 4] = ["base64", "binary", "7bit", "8bit"];

/// The keywords that are numbers.
const NUMERIC: [&str; 5] = [
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

impl Normalizer<'_> {
    /// Notes what stands beside a reference and will be ignored.
    pub(super) fn siblings(&mut self, object: &Map<String, Value>, at: &JsonPointer<'_>) {
        let silent =
            |name: &str| name == "$ref" || name.starts_with("x-") || REF_SIBLINGS.contains(&name);
        for name in object.keys().filter(|name| !silent(name)) {
            let message = format!("`{name}` beside a `$ref` has no meaning in OpenAPI 3.0");
            self.warn("ignored-sibling", &at.name(name), message);
        }
    }

    /// Brings keywords of older dialects into the form that the standard has for them.
    pub(super) fn prepare_schema(&mut self, object: &mut Map<String, Value>, at: &JsonPointer<'_>) {
        if !object.iter().any(|(name, value)| is_of_old(name, value)) {
            return;
        }
        if matches!(object.get("required"), Some(Value::Bool(_))) {
            let message = "`required` of a schema is a list of property names; ignored";
            self.warn("mistyped-value", &at.name("required"), message);
            object.shift_remove("required");
        }
        if let Some(name @ Value::String(_)) = object.get_mut("discriminator") {
            let message = "`discriminator` is an object; read as its `propertyName`";
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
            let message = format!("the content encoding `{encoding}` is not translated");
            self.warn("untranslated-keyword", &at.name("contentEncoding"), message);
        }
    }

    /// Brings values into the type that the schema names for them, as far as they spell one.
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
                self.spell(value, &at.name(name));
            } else if is_integer && (has_type || NUMERIC.contains(&name.as_str())) {
                make_whole(value);
            }
        }
    }

    fn spell(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        match value {
            Value::Number(_) | Value::Bool(_) => self.text(value, at),
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.spell(item, &at.item(index));
                }
            }
            Value::Null | Value::String(_) | Value::Object(_) => {}
        }
    }

    /// The value of `type`, which is a name or a list of names.
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

    /// Puts the name of a type right; false if it names none, which leaves the type open.
    fn type_name(&mut self, value: &mut Value, at: &JsonPointer<'_>) -> bool {
        match value {
            // The type `null` without its quotes.
            Value::Null => *value = Value::String("null".to_owned()),
            Value::String(name) => {
                let known = TYPES.iter().find(|known| known.eq_ignore_ascii_case(name));
                let Some(known) = known else {
                    let message = format!("`{name}` is no type; read as any value");
                    self.warn("unknown-type", at, message);
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

/// Whether a keyword may be one of an older dialect, by which most schemas are passed over at a glance.
fn is_of_old(name: &str, value: &Value) -> bool {
    match name {
        "required" => value.is_boolean(),
        "discriminator" => value.is_string(),
        "items" => value.is_array(),
        "contentEncoding" => true,
        _ => false,
    }
}

/// The one type a schema allows beside `null`.
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

/// Writes `2.0` as `2`, which are the same number but not the same type.
fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(whole) = whole(number) {
                *number = whole;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        _ => {}
    }
}
