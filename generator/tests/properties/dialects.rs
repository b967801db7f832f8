//! A document has the same code in each version of OpenAPI.
//!
//! A description of an API is drawn from random bytes and written as OpenAPI 3.0, 3.1 and 3.2, each with the notations of
//! the version. The generated files must be the same, byte for byte.

use apicrate::{Diagnostics, Options, RawDocument, generate_from};
use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

/// The names of components, properties and enum values.
const COMPONENTS: [&str; 5] = ["Pet", "Owner", "Toy", "Visit", "Clinic"];
const PROPERTIES: [&str; 7] = ["name", "age", "tags", "owner", "photo", "state", "limits"];
const VALUES: [&str; 4] = ["new", "open", "closed", "lost"];

/// An API without the notation of a version.
#[derive(Debug)]
pub(crate) struct ApiDescription {
    components: Vec<Vec<Property>>,
    /// The components that are alternatives of the union `Animal`.
    has_union: bool,
    operations: Vec<Operation>,
}

#[derive(Debug)]
struct Property {
    name: &'static str,
    is_required: bool,
    shape: Shape,
}

#[derive(Debug)]
struct Shape {
    kind: Kind,
    is_nullable: bool,
    is_described: bool,
    is_deprecated: bool,
    access: Access,
    values: Values,
}

/// The values that the schema states.
#[derive(Debug, Clone, Copy)]
struct Values {
    has_example: bool,
    has_default: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Access {
    Any,
    ReadOnly,
    WriteOnly,
}

#[derive(Debug)]
enum Kind {
    Text(Option<&'static str>),
    Base64,
    /// The bounds, each true if it is exclusive.
    Integer(Option<(i64, bool)>, Option<(i64, bool)>),
    Number(Option<(i64, bool)>),
    Flag,
    Choice(Vec<&'static str>),
    Constant(&'static str),
    ConstantNumber(i64),
    List(Box<Shape>),
    Map(Box<Shape>),
    Object(Vec<Property>),
    /// An object without other properties.
    Closed(Vec<Property>),
    /// An inline union of a text, a number and a list.
    Scalars,
    /// An inline union of components.
    AnyOf(Vec<usize>),
    /// A component by its index.
    Reference(usize),
    Union,
}

#[derive(Debug)]
struct Operation {
    parameter: Option<(bool, Shape)>,
    body: Option<Body>,
    answer: Answer,
    is_public: bool,
    has_examples: bool,
}

#[derive(Debug)]
enum Body {
    Json(Shape),
    Multipart { file_is_required: bool },
    Bytes,
}

#[derive(Debug)]
enum Answer {
    Json(Shape),
    Text,
    Bytes,
    Events,
    Nothing,
}

impl ApiDescription {
    pub(crate) fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let count = u.int_in_range(1..=COMPONENTS.len())?;
        let components = (0..count)
            .map(|_| properties(u, count, 2))
            .collect::<Result<_>>()?;
        let operations = u.int_in_range(1..=4)?;
        Ok(Self {
            components,
            has_union: count > 1 && u.arbitrary()?,
            operations: (0..operations)
                .map(|_| operation(u, count))
                .collect::<Result<_>>()?,
        })
    }
}

fn properties(u: &mut Unstructured<'_>, components: usize, depth: usize) -> Result<Vec<Property>> {
    let mut properties = Vec::new();
    for name in PROPERTIES {
        if u.ratio(1, 2)? {
            properties.push(Property {
                name,
                is_required: u.arbitrary()?,
                shape: shape(u, components, depth)?,
            });
        }
    }
    Ok(properties)
}

fn shape(u: &mut Unstructured<'_>, components: usize, depth: usize) -> Result<Shape> {
    let bound = |u: &mut Unstructured<'_>, value| {
        let is_exclusive = u.arbitrary()?;
        Ok(u.arbitrary::<bool>()?.then_some((value, is_exclusive)))
    };
    let kind = match u.int_in_range(0..=if depth == 0 { 11 } else { 15 })? {
        0 => Kind::Text(*u.choose(&[None, Some("date"), Some("date-time"), Some("uuid")])?),
        1 => Kind::Base64,
        2 => Kind::Integer(bound(u, 0)?, bound(u, 100)?),
        3 => Kind::Number(bound(u, 1)?),
        4 => Kind::Flag,
        5 => Kind::Choice(VALUES.into_iter().take(u.int_in_range(2..=4)?).collect()),
        6 => Kind::Constant(u.choose(&VALUES)?),
        7 => Kind::Reference(u.choose_index(components)?),
        8 => Kind::Union,
        9 => Kind::ConstantNumber(u.int_in_range(0..=2)?),
        10 => Kind::Scalars,
        11 => Kind::AnyOf((0..components.min(1 + u.choose_index(3)?)).collect()),
        12 => Kind::List(Box::new(shape(u, components, depth - 1)?)),
        13 => Kind::Map(Box::new(shape(u, components, depth - 1)?)),
        14 => Kind::Closed(properties(u, components, depth - 1)?),
        _ => Kind::Object(properties(u, components, depth - 1)?),
    };
    Ok(Shape {
        kind,
        is_nullable: u.ratio(1, 3)?,
        is_described: u.ratio(1, 3)?,
        is_deprecated: u.ratio(1, 6)?,
        access: *u.choose(&[
            Access::Any,
            Access::Any,
            Access::Any,
            Access::ReadOnly,
            Access::WriteOnly,
        ])?,
        values: Values {
            has_example: u.ratio(1, 4)?,
            has_default: u.ratio(1, 5)?,
        },
    })
}

fn operation(u: &mut Unstructured<'_>, components: usize) -> Result<Operation> {
    let body = match u.int_in_range(0..=4)? {
        0 | 1 => Some(Body::Json(shape(u, components, 2)?)),
        2 => Some(Body::Multipart {
            file_is_required: u.arbitrary()?,
        }),
        3 => Some(Body::Bytes),
        _ => None,
    };
    let answer = match u.int_in_range(0..=5)? {
        0 | 1 => Answer::Json(shape(u, components, 2)?),
        2 => Answer::Text,
        3 => Answer::Bytes,
        4 => Answer::Events,
        _ => Answer::Nothing,
    };
    let parameter = if u.arbitrary()? {
        let mut shape = shape(u, components, 0)?;
        if matches!(
            shape.kind,
            Kind::Union | Kind::Reference(_) | Kind::AnyOf(_)
        ) {
            shape.kind = Kind::Flag;
        }
        shape.access = Access::Any;
        // A parameter cannot be `null`.
        shape.is_nullable = false;
        Some((u.arbitrary()?, shape))
    } else {
        None
    };
    Ok(Operation {
        parameter,
        body,
        answer,
        is_public: u.ratio(1, 4)?,
        has_examples: u.ratio(1, 4)?,
    })
}

/// Checks that the description has the same code in each version.
pub(crate) fn dialects_mean_the_same(api: &ApiDescription, seed: u64) {
    let (oldest, before) = generated(api, "3.0.4", seed);
    for version in ["3.1.1", "3.2.0"] {
        let (document, after) = generated(api, version, seed);
        match (&before, &after) {
            (Ok(before), Ok(after)) => {
                for (path, text) in before {
                    let other = after.get(path).map_or("", String::as_str);
                    assert!(
                        text == other,
                        "`{path}` differs in {version}\n{}\n{oldest}\n{document}",
                        difference(text, other)
                    );
                }
                assert_eq!(before.len(), after.len(), "{oldest}\n{document}");
            }
            (before, after) => panic!(
                "the document has errors: {:?}\n{:?}\n{oldest}\n{document}",
                before.as_ref().err().map(ToString::to_string),
                after.as_ref().err().map(ToString::to_string)
            ),
        }
    }
}

/// The first lines in which two texts differ.
fn difference(one: &str, other: &str) -> String {
    let mut lines = one.lines().zip(other.lines());
    let lines = lines.find(|(one, other)| one != other);
    lines.map_or("the length".to_owned(), |(one, other)| {
        format!("- {one}\n+ {other}")
    })
}

fn generated(
    api: &ApiDescription,
    version: &'static str,
    seed: u64,
) -> (Value, std::result::Result<apicrate::Files, Diagnostics>) {
    let mut writer = Writer { version, seed };
    let document = writer.document(api);
    let files =
        RawDocument::parse("document.json", document.to_string()).and_then(
            |raw| match generate_from(raw, &Options::default()) {
                Ok(generation) => Ok(generation.files),
                Err(apicrate::GenerateError::Document(findings)) => Err(findings),
                Err(apicrate::GenerateError::Render(error)) => panic!("{error}\n{document}"),
            },
        );
    (document, files)
}

/// Writes a description in one version.
struct Writer {
    version: &'static str,
    /// Chooses between several notations of a version.
    seed: u64,
}

impl Writer {
    fn is_3_0(&self) -> bool {
        self.version.starts_with("3.0")
    }

    fn is_3_2(&self) -> bool {
        self.version.starts_with("3.2")
    }

    /// Chooses one of several notations.
    fn choose(&mut self, count: usize) -> usize {
        crate::order::random(&mut self.seed) % count
    }

    fn document(&mut self, api: &ApiDescription) -> Value {
        let mut schemas = Map::new();
        for (name, properties) in COMPONENTS.into_iter().zip(&api.components) {
            let mut schema = self.object(properties);
            if api.has_union {
                let tag = name.to_lowercase();
                let constant = self.constant(&tag);
                schema["properties"]["kind"] = constant;
                if let Some(required) = schema["required"].as_array_mut() {
                    required.push("kind".into());
                } else {
                    schema["required"] = json!(["kind"]);
                }
            }
            if !self.is_3_0() {
                schema["$anchor"] = name.into();
            }
            schemas.insert(name.to_owned(), schema);
        }
        let names = COMPONENTS.into_iter().take(api.components.len());
        let references: Vec<Value> = names
            .clone()
            .map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }))
            .collect();
        let union = if api.has_union {
            let mapping = names.map(|name| {
                let target = format!("#/components/schemas/{name}");
                (name.to_lowercase(), Value::String(target))
            });
            let mapping: Map<String, Value> = mapping.collect();
            json!({ "oneOf": references, "discriminator": { "propertyName": "kind", "mapping": mapping } })
        } else {
            references.into_iter().next().unwrap_or_default()
        };
        schemas.insert("Animal".to_owned(), union);
        let mut components = json!({
            "schemas": schemas,
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } }
        });
        let mut paths = Map::new();
        for (index, operation) in api.operations.iter().enumerate() {
            let item = self.path_item(index, operation, &mut components);
            paths.insert(format!("/calls/{index}"), item);
        }
        json!({
            "openapi": self.version,
            "info": { "title": "Pets", "version": "1.0.0" },
            "security": [{ "key": [] }],
            "paths": paths,
            "components": components
        })
    }

    fn path_item(&mut self, index: usize, operation: &Operation, components: &mut Value) -> Value {
        let mut written = json!({ "operationId": format!("calls_call{index}"), "tags": ["Calls"] });
        if let Some((is_required, shape)) = &operation.parameter {
            let schema = self.schema(shape);
            written["parameters"] = json!([
                { "name": "filter", "in": "query", "required": is_required, "schema": schema }
            ]);
        }
        if let Some(body) = &operation.body {
            let (media_type, content) = match body {
                Body::Json(shape) => ("application/json", json!({ "schema": self.schema(shape) })),
                Body::Multipart { file_is_required } => {
                    let file = self.binary();
                    let mut schema = json!({
                        "type": "object",
                        "properties": { "file": file, "note": { "type": "string" } }
                    });
                    if *file_is_required {
                        schema["required"] = json!(["file"]);
                    }
                    ("multipart/form-data", json!({ "schema": schema }))
                }
                Body::Bytes => ("application/octet-stream", self.bytes()),
            };
            let content = self.content(index, "Body", media_type, content, components);
            written["requestBody"] = json!({ "required": true, "content": content });
        }
        let (media_type, mut content) = match &operation.answer {
            Answer::Json(shape) => ("application/json", json!({ "schema": self.schema(shape) })),
            Answer::Text => ("text/plain", json!({ "schema": { "type": "string" } })),
            Answer::Bytes => ("image/png", self.bytes()),
            Answer::Events => (
                "text/event-stream",
                json!({ "schema": { "$ref": "#/components/schemas/Pet" } }),
            ),
            Answer::Nothing => ("", Value::Null),
        };
        written["responses"] = if content.is_null() {
            json!({ "204": { "description": "Done." } })
        } else {
            if operation.has_examples && media_type == "text/plain" {
                if self.choose(2) == 0 {
                    content["example"] = "a text".into();
                } else {
                    content["examples"] = json!({ "one": { "value": "a text" } });
                }
            }
            let content = self.content(index, "Answer", media_type, content, components);
            json!({ "200": { "description": "The answer.", "content": content } })
        };
        if operation.is_public {
            written["security"] = json!([]);
        }
        let item = json!({ "post": written });
        if !self.is_3_0() && self.choose(2) == 0 {
            let name = format!("Item{index}");
            let reference = json!({ "$ref": format!("#/components/pathItems/{name}") });
            components["pathItems"][name] = item;
            return reference;
        }
        item
    }

    /// One media type, which can be a component in 3.2.
    fn content(
        &mut self,
        index: usize,
        prefix: &str,
        media_type: &str,
        content: Value,
        components: &mut Value,
    ) -> Value {
        if self.is_3_2() && self.choose(2) == 0 {
            let name = format!("{prefix}{index}");
            let reference = json!({ "$ref": format!("#/components/mediaTypes/{name}") });
            components["mediaTypes"][name] = content;
            return json!({ media_type: reference });
        }
        json!({ media_type: content })
    }

    /// The content of a media type of bytes.
    fn bytes(&mut self) -> Value {
        if !self.is_3_0() && self.choose(2) == 0 {
            return json!({});
        }
        json!({ "schema": self.binary() })
    }

    fn binary(&mut self) -> Value {
        if self.is_3_0() {
            return json!({ "type": "string", "format": "binary" });
        }
        match self.choose(3) {
            0 => json!({ "type": "string", "format": "binary" }),
            1 => json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
            _ => json!({ "contentMediaType": "application/octet-stream" }),
        }
    }

    fn constant(&mut self, value: &str) -> Value {
        if self.is_3_0() {
            return json!({ "type": "string", "enum": [value] });
        }
        match self.choose(3) {
            0 => json!({ "type": "string", "const": value }),
            1 => json!({ "const": value }),
            _ => json!({ "type": "string", "enum": [value] }),
        }
    }

    fn object(&mut self, properties: &[Property]) -> Value {
        let mut schema = json!({ "type": "object", "properties": {} });
        let required: Vec<&str> = properties
            .iter()
            .filter(|property| property.is_required)
            .map(|property| property.name)
            .collect();
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        for property in properties {
            schema["properties"][property.name] = self.schema(&property.shape);
        }
        schema
    }

    /// A bound, exclusive or not.
    fn bound(&self, schema: &mut Value, name: &str, bound: Option<(i64, bool)>) {
        let exclusive = match name {
            "minimum" => "exclusiveMinimum",
            _ => "exclusiveMaximum",
        };
        match bound {
            None => {}
            Some((value, true)) if !self.is_3_0() => schema[exclusive] = value.into(),
            Some((value, is_exclusive)) => {
                schema[name] = value.into();
                if is_exclusive {
                    schema[exclusive] = true.into();
                }
            }
        }
    }

    /// A schema of a value without parts, and an example.
    fn scalar(&mut self, kind: &Kind) -> (Value, Value) {
        match kind {
            Kind::Text(None) => (json!({ "type": "string" }), json!("a text")),
            Kind::Text(Some(format)) => {
                let example = match *format {
                    "date" => "2026-01-31",
                    "uuid" => "6f1b2c34-0000-4000-8000-000000000001",
                    _ => "2026-01-31T12:00:00Z",
                };
                (
                    json!({ "type": "string", "format": format }),
                    example.into(),
                )
            }
            Kind::Base64 if self.is_3_0() => {
                (json!({ "type": "string", "format": "byte" }), json!("YQ=="))
            }
            Kind::Base64 => (
                json!({ "type": "string", "contentEncoding": "base64" }),
                json!("YQ=="),
            ),
            Kind::Integer(lower, upper) => {
                let mut schema = json!({ "type": "integer" });
                self.bound(&mut schema, "minimum", *lower);
                self.bound(&mut schema, "maximum", *upper);
                (schema, json!(7))
            }
            Kind::Number(lower) => {
                let mut schema = json!({ "type": "number" });
                self.bound(&mut schema, "minimum", *lower);
                (schema, json!(7.5))
            }
            Kind::Flag => (json!({ "type": "boolean" }), json!(true)),
            Kind::Choice(values) => (
                json!({ "type": "string", "enum": values }),
                json!(values.first()),
            ),
            Kind::Constant(value) => (self.constant(value), json!(value)),
            kind => self.composed(kind),
        }
    }

    /// A schema that contains others, and an example.
    fn composed(&mut self, kind: &Kind) -> (Value, Value) {
        match kind {
            Kind::List(item) => {
                let item = self.schema(item);
                (json!({ "type": "array", "items": item }), Value::Null)
            }
            Kind::Map(value) => {
                let value = self.schema(value);
                (
                    json!({ "type": "object", "additionalProperties": value }),
                    Value::Null,
                )
            }
            Kind::Object(properties) => (self.object(properties), Value::Null),
            Kind::Reference(index) => {
                let name = COMPONENTS.get(*index).unwrap_or(&"Pet");
                let reference = self.reference(name);
                (json!({ "$ref": reference }), Value::Null)
            }
            Kind::ConstantNumber(value) => {
                let schema = match self.choose(2) {
                    0 if !self.is_3_0() => json!({ "const": value }),
                    _ => json!({ "type": "integer", "enum": [value] }),
                };
                (schema, json!(value))
            }
            Kind::Closed(properties) => {
                let mut schema = self.object(properties);
                let keyword = match self.choose(2) {
                    0 if !self.is_3_0() => "unevaluatedProperties",
                    _ => "additionalProperties",
                };
                schema[keyword] = false.into();
                (schema, Value::Null)
            }
            Kind::Scalars => {
                let list = json!({ "type": "array", "items": { "type": "boolean" } });
                let schema = match self.choose(2) {
                    0 if !self.is_3_0() => {
                        json!({ "type": ["string", "integer", "array"], "items": { "type": "boolean" } })
                    }
                    _ => json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }, list] }),
                };
                (schema, json!(7))
            }
            Kind::AnyOf(indices) => {
                let names = indices.iter().filter_map(|index| COMPONENTS.get(*index));
                let names: Vec<&str> = names.copied().collect();
                let members: Vec<Value> = names
                    .into_iter()
                    .map(|name| json!({ "$ref": self.reference(name) }))
                    .collect();
                (json!({ "oneOf": members }), Value::Null)
            }
            Kind::Union => (
                json!({ "$ref": "#/components/schemas/Animal" }),
                Value::Null,
            ),
            _ => (json!({}), Value::Null),
        }
    }

    fn schema(&mut self, shape: &Shape) -> Value {
        let (mut schema, example) = self.scalar(&shape.kind);
        let is_reference = schema.get("$ref").is_some();
        let has_siblings = shape.is_nullable
            || shape.is_described
            || shape.is_deprecated
            || shape.access != Access::Any;
        if is_reference && self.is_3_0() && has_siblings {
            schema = json!({ "allOf": [schema] });
        }
        if shape.is_nullable {
            schema = self.nullable(schema);
        }
        if shape.is_described {
            schema["description"] = "A described value.".into();
        }
        if shape.is_deprecated {
            schema["deprecated"] = true.into();
        }
        match shape.access {
            Access::Any => {}
            Access::ReadOnly => schema["readOnly"] = true.into(),
            Access::WriteOnly => schema["writeOnly"] = true.into(),
        }
        if shape.values.has_default && !example.is_null() {
            schema["default"] = example.clone();
        }
        if shape.values.has_example && !example.is_null() {
            if !self.is_3_0() && self.choose(2) == 0 {
                schema["examples"] = json!([example]);
            } else {
                schema["example"] = example;
            }
        }
        schema
    }

    /// A reference to a component.
    fn reference(&mut self, name: &str) -> String {
        match self.choose(4) {
            0 if !self.is_3_0() => format!("#{name}"),
            _ => format!("#/components/schemas/{name}"),
        }
    }

    fn nullable(&mut self, mut schema: Value) -> Value {
        if self.is_3_0() {
            schema["nullable"] = true.into();
            // Many documents do not list `null`.
            let is_listed = self.choose(2) == 0;
            if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut)
                && is_listed
            {
                values.push(Value::Null);
            }
            return schema;
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(members) = schema.get_mut(keyword).and_then(Value::as_array_mut) {
                members.push(json!({ "type": "null" }));
                return schema;
            }
        }
        let nothing = json!({ "type": "null" });
        let can_list =
            schema.get("type").is_some_and(Value::is_string) && schema.get("const").is_none();
        match self.choose(if can_list { 3 } else { 2 }) {
            0 => json!({ "anyOf": [schema, nothing] }),
            1 => json!({ "oneOf": [nothing, schema] }),
            _ => {
                schema["type"] = json!([schema["type"], "null"]);
                if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
                    values.push(Value::Null);
                }
                schema
            }
        }
    }
}
