//! The form for an operation, for the page: fields with values that the mock server accepts.

use apicrate::validate::{ApiDescription, Direction};
use serde::Serialize;
use serde_json::Value;

use crate::api::Api;
use crate::content::{Format, write};
use crate::node::Node;
use crate::operation::{ExampleValue, Location, MediaType, Operation, Parameter, Response};
use crate::security::{Scheme, SchemeKind};
use crate::typed::is_valid;
use apicrate::sample::sample;

/// The form for an operation.
#[derive(Debug, Serialize)]
pub(crate) struct OperationForm<'a> {
    name: &'a str,
    method: &'a str,
    path: &'a str,
    /// The paths of the servers, which may precede the path.
    bases: &'a [String],
    summary: Option<&'a str>,
    description: Option<&'a str>,
    deprecated: bool,
    parameters: Vec<ParameterField<'a>>,
    body: Option<BodyField<'a>>,
    /// Alternatives: the schemes of one of them are sent together.
    credentials: Vec<Vec<CredentialField<'a>>>,
    responses: Vec<ResponseChoice<'a>>,
}

/// The field for a parameter.
#[derive(Debug, Serialize)]
struct ParameterField<'a> {
    #[serde(rename = "in")]
    location: &'static str,
    name: &'a str,
    required: bool,
    deprecated: bool,
    description: Option<&'a str>,
    /// The type and its bounds, for people: `integer, 1 to 100`.
    hint: String,
    style: &'a str,
    explode: bool,
    /// The media type, if the document describes the text of the parameter with `content`.
    media_type: Option<&'a str>,
    /// The only values.
    values: Option<Vec<Value>>,
    /// A valid value: an example, the default, or one that is made.
    value: Value,
}

/// The field for a body.
#[derive(Debug, Serialize)]
struct BodyField<'a> {
    required: bool,
    description: Option<&'a str>,
    content: Vec<BodyChoice<'a>>,
}

/// A media type of a body.
#[derive(Debug, Serialize)]
struct BodyChoice<'a> {
    name: &'a str,
    /// The value of the header `Content-Type`.
    content_type: String,
    examples: Vec<BodyExample>,
}

/// An example of a body.
#[derive(Debug, Serialize)]
struct BodyExample {
    name: String,
    text: String,
}

/// The field for credentials.
#[derive(Debug, Serialize)]
struct CredentialField<'a> {
    name: &'a str,
    /// `header`, `query`, `cookie`, `authorization` or `unknown`.
    #[serde(rename = "in")]
    location: &'static str,
    /// The name of the parameter, or the scheme of the header `Authorization`.
    parameter: &'a str,
}

/// A response that the page can ask for.
#[derive(Debug, Serialize)]
struct ResponseChoice<'a> {
    /// A status, a range such as `4xx`, or `default`.
    status: String,
    /// A status that this response has.
    code: u16,
    content: Vec<ResponseContent<'a>>,
}

/// A media type of a response.
#[derive(Debug, Serialize)]
struct ResponseContent<'a> {
    name: &'a str,
    /// The names of the examples.
    examples: Vec<&'a str>,
}

impl<'a> OperationForm<'a> {
    pub(crate) fn new(api: &'a Api, operation: &'a Operation) -> Self {
        let root = api.description.value();
        let node = Node::at(root, &operation.pointer);
        let parameters = operation.parameters.iter();
        let body = node.as_ref().and_then(|node| node.child("requestBody"));
        Self {
            name: &operation.name,
            method: operation.method.as_str(),
            path: &operation.path,
            bases: &operation.bases,
            summary: operation.summary.as_deref(),
            description: node.as_ref().and_then(|node| node.text("description")),
            deprecated: node.as_ref().is_some_and(|node| node.is_set("deprecated")),
            parameters: parameters
                .map(|parameter| field(&api.description, parameter))
                .collect(),
            body: operation.body.as_ref().map(|declared| BodyField {
                required: declared.is_required,
                description: body.and_then(|body| body.text("description")),
                content: declared
                    .content
                    .iter()
                    .map(|media| body_choice(&api.description, media))
                    .collect(),
            }),
            credentials: operation
                .security
                .iter()
                .map(|schemes| schemes.iter().map(credential).collect())
                .collect(),
            responses: operation.responses.iter().map(response).collect(),
        }
    }
}

fn field<'a>(description: &'a ApiDescription, parameter: &'a Parameter) -> ParameterField<'a> {
    let root = description.value();
    let node = Node::at(root, &parameter.at);
    let schema = parameter.schema.as_deref();
    let schema_node = schema.and_then(|schema| Node::at(root, schema));
    ParameterField {
        location: match parameter.location {
            Location::QueryString => "querystring",
            other => other.name(),
        },
        name: &parameter.name,
        required: parameter.is_required,
        deprecated: node.as_ref().is_some_and(|node| node.is_set("deprecated")),
        description: node.as_ref().and_then(|node| node.text("description")),
        hint: schema_node.as_ref().map(hint).unwrap_or_default(),
        style: &parameter.style,
        explode: parameter.explode,
        media_type: parameter.media_type.as_deref(),
        values: schema_node.as_ref().and_then(choices),
        value: initial(description, schema, parameter.example.as_ref()),
    }
}

/// The example if it is valid, or else a value that is made for the schema.
fn initial(description: &ApiDescription, schema: Option<&str>, example: Option<&Value>) -> Value {
    match (example, schema) {
        (Some(example), Some(schema)) if is_valid(description, schema, example) => example.clone(),
        (_, Some(schema)) => sample(description, schema, Direction::Sent, None).value,
        (Some(example), None) => example.clone(),
        (None, None) => Value::from("string"),
    }
}

/// The only values of a schema, if they are scalars.
fn choices(schema: &Node<'_>) -> Option<Vec<Value>> {
    let values = match (schema.value.get("enum"), schema.text("type")) {
        (Some(Value::Array(values)), _) => Some(values.clone()),
        (None, Some("boolean")) => Some(vec![Value::Bool(true), Value::Bool(false)]),
        _ => None,
    };
    let is_scalar = |value: &Value| !value.is_object() && !value.is_array();
    if let Some(values) = values {
        return values.iter().all(is_scalar).then_some(values);
    }
    schema.items("allOf").iter().find_map(choices).or_else(|| {
        // A single alternative beside `null`.
        let mut alternatives = schema.items("anyOf");
        alternatives.extend(schema.items("oneOf"));
        alternatives.retain(|it| it.text("type") != Some("null"));
        match alternatives.as_slice() {
            [single] => choices(single),
            _ => None,
        }
    })
}

/// The type of a schema, and its bounds: `integer, 1 to 100`.
fn hint(schema: &Node<'_>) -> String {
    let mut parts = Vec::new();
    let types = match schema.value.get("type") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            names.collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    };
    let format = schema.text("format").map(|format| format!("({format})"));
    let types = [Some(types), format].into_iter().flatten();
    let types: Vec<String> = types.filter(|it| !it.is_empty()).collect();
    let items = schema
        .child("items")
        .filter(|_| types.as_slice() == ["array"]);
    parts.push(match &items {
        Some(items) => item_hint(items),
        None => types.join(" "),
    });
    let number = |name: &str| Some(schema.value.get(name)?.to_string());
    for (least, most, unit) in [
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
    ] {
        parts.extend(match (number(least), number(most)) {
            (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
            (Some(least), None) => Some(format!("at least {least}{unit}")),
            (None, Some(most)) => Some(format!("at most {most}{unit}")),
            (None, None) => None,
        });
    }
    parts.extend(
        schema
            .text("pattern")
            .map(|pattern| format!("pattern {pattern}")),
    );
    parts.extend(number("default").map(|default| format!("default {default}")));
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// The type of a list: `array of string`, or its possible items.
fn item_hint(items: &Node<'_>) -> String {
    let Some(values) = choices(items) else {
        let name = items.text("type").unwrap_or("values");
        return format!("array of {name}");
    };
    let texts = values.iter().map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    format!("array of {}", texts.collect::<Vec<_>>().join(" | "))
}

fn body_choice<'a>(description: &ApiDescription, media: &'a MediaType) -> BodyChoice<'a> {
    let media_type = concrete(&media.name);
    let format = Format::new(media_type);
    let schema = media.schema.as_deref();
    let mut content_type = media_type.to_owned();
    let mut written = |value: &Value| match value {
        value if format == Format::Json => format!("{value:#}"),
        Value::String(text) if format == Format::Text => text.clone(),
        value => {
            let (name, bytes) = write(description, schema, media_type, value);
            content_type = name;
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    let mut examples = Vec::new();
    for example in &media.examples {
        let text = match &example.value {
            ExampleValue::Text(text) => text.clone(),
            ExampleValue::Data(Value::String(text)) if format != Format::Json => text.clone(),
            ExampleValue::Data(value) => {
                let is_accepted = format.is_stream()
                    || schema.is_none_or(|schema| is_valid(description, schema, value));
                if !is_accepted {
                    continue;
                }
                written(value)
            }
        };
        let name = example.name.clone();
        let name = name.unwrap_or_else(|| "example".to_owned());
        examples.push(BodyExample { name, text });
    }
    if examples.is_empty() {
        let item = media.item_schema.as_deref().filter(|_| format.is_stream());
        let value = match item.or(schema) {
            Some(schema) => sample(description, schema, Direction::Sent, None).value,
            None if format == Format::Text => Value::from("string"),
            None => Value::Object(serde_json::Map::new()),
        };
        examples.push(BodyExample {
            name: "from the schema".to_owned(),
            text: written(&value),
        });
    }
    BodyChoice {
        name: &media.name,
        content_type,
        examples,
    }
}

/// A media type that belongs to a range.
fn concrete(name: &str) -> &str {
    match name {
        "*/*" | "application/*" => "application/json",
        "text/*" => "text/plain",
        "image/*" => "image/png",
        name if name.contains('*') => "application/octet-stream",
        name => name,
    }
}

fn credential(scheme: &Scheme) -> CredentialField<'_> {
    let (location, parameter) = match &scheme.kind {
        SchemeKind::Header(name) => ("header", name.as_str()),
        SchemeKind::Query(name) => ("query", name.as_str()),
        SchemeKind::Cookie(name) => ("cookie", name.as_str()),
        SchemeKind::Authorization(name) => ("authorization", name.as_str()),
        SchemeKind::Unknown => ("unknown", ""),
    };
    CredentialField {
        name: &scheme.name,
        location,
        parameter,
    }
}

fn response(response: &Response) -> ResponseChoice<'_> {
    let status = response.status.to_ascii_lowercase();
    let class = status.strip_suffix("xx").and_then(|it| it.parse().ok());
    let code = class.map(|class: u16| class.saturating_mul(100));
    let code = code.or_else(|| status.parse().ok()).unwrap_or(500);
    let content = response.content.iter().map(|media| ResponseContent {
        name: &media.name,
        examples: media
            .examples
            .iter()
            .filter_map(|it| it.name.as_deref())
            .collect(),
    });
    ResponseChoice {
        content: content.collect(),
        status,
        code,
    }
}
