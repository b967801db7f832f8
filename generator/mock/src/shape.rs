//! The types and the parts of a schema, for texts: a text becomes the value of a type that the schema allows.

use apicrate::document::join_pointer;
use apicrate::validate::ApiDescription;
use serde_json::Value;

/// The maximum number of schemas that are parts of one.
const MAX_PARTS: usize = 256;

/// The types and parts of a schema, including those of its alternatives.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    types: Vec<String>,
    pub(crate) items: Option<String>,
    pub(crate) properties: Vec<(String, String)>,
    others: Option<String>,
    is_open: bool,
    pub(crate) is_binary: bool,
    /// True if the values must not be shown.
    pub(crate) is_secret: bool,
}

impl Shape {
    pub(crate) fn new(description: &ApiDescription, schema: &str) -> Self {
        let mut shape = Self {
            is_open: true,
            ..Self::default()
        };
        let mut pending = vec![schema.to_owned()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(pointer) = pending.pop() {
            if seen.contains(&pointer) || seen.len() == MAX_PARTS {
                continue;
            }
            if let Some(Value::Object(keywords)) = description.value().pointer(&pointer) {
                let reference = keywords.get("$ref").and_then(Value::as_str);
                let target = reference.and_then(ApiDescription::target);
                let is_replaced = target.is_some() && description.ignores_siblings();
                pending.extend(target);
                if !is_replaced {
                    shape.add(&pointer, keywords, &mut pending);
                }
            }
            seen.push(pointer);
        }
        shape
    }

    fn add(
        &mut self,
        pointer: &str,
        keywords: &serde_json::Map<String, Value>,
        pending: &mut Vec<String>,
    ) {
        match keywords.get("type") {
            Some(Value::String(name)) => self.types.push(name.clone()),
            Some(Value::Array(names)) => {
                let names = names.iter().filter_map(Value::as_str);
                self.types.extend(names.map(str::to_owned));
            }
            _ => {}
        }
        let format = keywords.get("format").and_then(Value::as_str);
        self.is_binary |= format == Some("binary")
            || keywords.contains_key("contentMediaType") && !keywords.contains_key("type");
        self.is_secret |=
            format == Some("password") || keywords.get("writeOnly") == Some(&Value::Bool(true));
        if keywords.contains_key("items") {
            self.items = Some(join_pointer(pointer, "items"));
        }
        let properties = keywords.get("properties").and_then(Value::as_object);
        let at = join_pointer(pointer, "properties");
        let properties = properties.into_iter().flatten();
        self.properties
            .extend(properties.map(|(name, _)| (name.clone(), join_pointer(&at, name))));
        match keywords.get("additionalProperties") {
            Some(Value::Bool(false)) => self.is_open = false,
            Some(Value::Object(_)) => {
                self.others = Some(join_pointer(pointer, "additionalProperties"));
            }
            _ => {}
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let parts = keywords.get(keyword).and_then(Value::as_array);
            let at = join_pointer(pointer, keyword);
            let parts = 0..parts.map_or(0, Vec::len);
            pending.extend(parts.map(|index| join_pointer(&at, &index.to_string())));
        }
    }

    /// Returns whether values may have a type. Without types, they are scalars, or objects if there are properties.
    pub(crate) fn has(&self, name: &str) -> bool {
        if self.types.is_empty() {
            return match name {
                "array" => self.items.is_some(),
                "object" => !self.properties.is_empty() || self.others.is_some(),
                "null" => false,
                _ => self.items.is_none() && self.properties.is_empty() && self.others.is_none(),
            };
        }
        self.types.iter().any(|it| it == name)
            || name == "number" && self.types.iter().any(|it| it == "integer")
    }

    pub(crate) fn has_scalar(&self) -> bool {
        ["string", "number", "boolean"]
            .into_iter()
            .any(|name| self.has(name))
    }

    /// Returns whether an object may have properties without a schema of their own.
    pub(crate) fn is_map(&self) -> bool {
        self.others.is_some() || self.properties.is_empty() && self.is_open
    }

    /// The schema of a property.
    pub(crate) fn property(&self, name: &str) -> Option<&str> {
        let mut properties = self.properties.iter();
        let declared = properties.find(|(known, _)| known == name);
        let declared = declared.map(|(_, pointer)| pointer);
        declared.or(self.others.as_ref()).map(String::as_str)
    }
}
