//! The operations of a document, as plain data: what the server needs for each request.

use apicrate::validate::{ApiDescription, DescribedOperation};
use apicrate_runtime::http::Method;
use apicrate_runtime::server::Template;
use serde_json::Value;

use crate::node::Node;
use crate::security::{Requirement, requirements};

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// JSON pointer to the operation.
    pub(crate) pointer: String,
    pub(crate) template: Template,
    /// The `operationId`, or the method and the path.
    pub(crate) name: String,
    pub(crate) summary: Option<String>,
    /// False if the selection of the document leaves it out.
    pub(crate) is_selected: bool,
    /// The paths of the servers, without a slash at the end.
    pub(crate) bases: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<RequestBody>,
    pub(crate) responses: Vec<Response>,
    pub(crate) security: Vec<Requirement>,
}

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    QueryString,
    Header,
    Cookie,
}

impl Location {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query | Self::QueryString => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// JSON pointer to the parameter.
    pub(crate) at: String,
    pub(crate) location: Location,
    pub(crate) name: String,
    pub(crate) is_required: bool,
    pub(crate) allows_empty: bool,
    pub(crate) style: String,
    pub(crate) explode: bool,
    /// JSON pointer to the schema.
    pub(crate) schema: Option<String>,
    /// The media type of its text, if the document describes it with `content`.
    pub(crate) media_type: Option<String>,
    pub(crate) example: Option<Value>,
}

/// The body of the requests.
#[derive(Debug)]
pub(crate) struct RequestBody {
    pub(crate) is_required: bool,
    pub(crate) content: Vec<MediaType>,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    /// A status, a range such as `4XX`, or `default`.
    pub(crate) status: String,
    pub(crate) content: Vec<MediaType>,
    pub(crate) headers: Vec<Header>,
}

/// A header of a response.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) schema: Option<String>,
    pub(crate) example: Option<Value>,
    pub(crate) explode: bool,
}

/// A media type of a body.
#[derive(Debug)]
pub(crate) struct MediaType {
    pub(crate) name: String,
    pub(crate) schema: Option<String>,
    /// The schema of the events or lines of a stream.
    pub(crate) item_schema: Option<String>,
    pub(crate) examples: Vec<Example>,
    /// The names of the parts, each with its media type, and its style if it is that of a form.
    pub(crate) encoding: Vec<Encoding>,
    /// The media types of parts without names, by their positions.
    pub(crate) prefix_encoding: Vec<Option<String>>,
    /// The media type of all further parts without names.
    pub(crate) item_encoding: Option<String>,
}

/// The encoding of a property of a form or a multipart body.
#[derive(Debug)]
pub(crate) struct Encoding {
    pub(crate) name: String,
    pub(crate) media_type: Option<String>,
    pub(crate) style: Option<String>,
    pub(crate) explode: Option<bool>,
}

/// An example of a body.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// The name in `examples`.
    pub(crate) name: Option<String>,
    /// JSON pointer to the value.
    pub(crate) at: String,
    pub(crate) value: ExampleValue,
}

#[derive(Clone, Debug)]
pub(crate) enum ExampleValue {
    /// A value, which is serialized. A string that is not JSON is the text itself.
    Data(Value),
    /// The text of the body: `serializedValue`.
    Text(String),
}

impl Operation {
    /// Reads an operation. Returns `None` if its method cannot be sent.
    pub(crate) fn read(
        description: &ApiDescription,
        described: DescribedOperation,
    ) -> Option<Self> {
        let root = description.value();
        let document = Node::at(root, "")?;
        let item = Node::at(root, &described.item)?;
        let operation = Node::at(root, &described.pointer)?;
        let method = Method::from_bytes(described.method.as_bytes()).ok()?;
        let name = operation.text("operationId").map(str::to_owned);
        let name = name.unwrap_or_else(|| format!("{method} {}", described.path));
        let summary = operation.text("summary").map(str::to_owned);
        let mut parameters: Vec<Parameter> = Vec::new();
        for node in operation
            .items("parameters")
            .iter()
            .chain(&item.items("parameters"))
        {
            if let Some(parameter) = parameter(node)
                && !parameters
                    .iter()
                    .any(|it| it.location == parameter.location && it.name == parameter.name)
            {
                parameters.push(parameter);
            }
        }
        let body = operation.child("requestBody").map(|body| RequestBody {
            is_required: body.is_set("required"),
            content: content(&body),
        });
        let responses = operation.entries("responses").into_iter();
        let responses = responses.filter(|(status, _)| !status.starts_with("x-"));
        Some(Self {
            template: Template::parse(&described.path),
            bases: bases(&[&operation, &item, &document]),
            security: requirements(&document, &operation),
            responses: responses
                .map(|(status, response)| Response {
                    status: status.to_ascii_uppercase(),
                    content: content(&response),
                    headers: headers(&response),
                })
                .collect(),
            method,
            path: described.path,
            pointer: described.pointer,
            name,
            summary,
            is_selected: described.is_selected,
            parameters,
            body,
        })
    }

    /// All media types of the responses.
    pub(crate) fn response_content_mut(&mut self) -> impl Iterator<Item = &mut MediaType> {
        self.responses.iter_mut().flat_map(|it| &mut it.content)
    }
}

fn parameter(node: &Node<'_>) -> Option<Parameter> {
    let name = node.text("name")?;
    let location = match node.text("in")? {
        "path" => Location::Path,
        "query" => Location::Query,
        "querystring" => Location::QueryString,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    };
    let is_ignored = location == Location::Header
        && ["accept", "authorization", "content-type"].contains(&&*name.to_ascii_lowercase());
    if is_ignored {
        return None;
    }
    let style = node.text("style").unwrap_or(match location {
        Location::Query | Location::Cookie | Location::QueryString => "form",
        Location::Path | Location::Header => "simple",
    });
    let content = content(node).into_iter().next();
    let media_type = content.as_ref().map(|it| it.name.clone());
    Some(Parameter {
        at: node.at.clone(),
        location,
        name: name.to_owned(),
        is_required: location == Location::Path || node.is_set("required"),
        allows_empty: node.is_set("allowEmptyValue"),
        explode: explode(node, style),
        style: style.to_owned(),
        schema: node.schema("schema").or_else(|| content?.schema),
        media_type,
        example: first_example(node),
    })
}

fn explode(node: &Node<'_>, style: &str) -> bool {
    match node.value.get("explode") {
        Some(Value::Bool(explode)) => *explode,
        _ => matches!(style, "form" | "cookie"),
    }
}

fn headers(response: &Node<'_>) -> Vec<Header> {
    let headers = response.entries("headers").into_iter();
    let headers = headers.map(|(name, header)| Header {
        name: name.to_owned(),
        schema: header
            .schema("schema")
            .or_else(|| content(&header).into_iter().next()?.schema),
        example: first_example(&header),
        explode: explode(&header, "simple"),
    });
    headers.collect()
}

fn content(holder: &Node<'_>) -> Vec<MediaType> {
    let content = holder.entries("content").into_iter();
    let content = content.map(|(name, media)| {
        let encoding = media.entries("encoding").into_iter();
        let encoding = encoding.map(|(name, node)| Encoding {
            name: name.to_owned(),
            media_type: node.text("contentType").map(str::to_owned),
            style: node.text("style").map(str::to_owned),
            explode: node.value.get("explode").and_then(Value::as_bool),
        });
        MediaType {
            name: name.to_owned(),
            schema: media.schema("schema"),
            item_schema: media.schema("itemSchema"),
            examples: examples(&media),
            encoding: encoding.collect(),
            prefix_encoding: media
                .items("prefixEncoding")
                .iter()
                .map(|node| node.text("contentType").map(str::to_owned))
                .collect(),
            item_encoding: media
                .child("itemEncoding")
                .and_then(|node| node.text("contentType").map(str::to_owned)),
        }
    });
    content.collect()
}

fn examples(holder: &Node<'_>) -> Vec<Example> {
    let single = holder.value.get("example").map(|value| Example {
        name: None,
        at: format!("{}/example", holder.at),
        value: ExampleValue::Data(value.clone()),
    });
    let named = holder.entries("examples").into_iter();
    let named = named.filter_map(|(name, node)| {
        let data = ["dataValue", "value"].into_iter();
        let data = data.filter_map(|field| {
            let value = ExampleValue::Data(node.value.get(field)?.clone());
            Some((field, value))
        });
        let text = node.text("serializedValue");
        let text = text.map(|text| ("serializedValue", ExampleValue::Text(text.to_owned())));
        let (field, value) = text.into_iter().chain(data).next()?;
        Some(Example {
            name: Some(name.to_owned()),
            at: format!("{}/{field}", node.at),
            value,
        })
    });
    single.into_iter().chain(named).collect()
}

fn first_example(holder: &Node<'_>) -> Option<Value> {
    let mut examples = examples(holder).into_iter();
    examples.find_map(|example| match example.value {
        ExampleValue::Data(value) => Some(value),
        ExampleValue::Text(_) => None,
    })
}

/// The paths of the servers: of the first of these objects that has servers.
fn bases(holders: &[&Node<'_>]) -> Vec<String> {
    let mut holders = holders.iter().map(|holder| holder.items("servers"));
    let servers = holders.find(|servers| !servers.is_empty());
    let servers = servers.unwrap_or_default();
    let paths = servers.iter().filter_map(|server| {
        let mut url = server.text("url")?.to_owned();
        for (name, variable) in server.entries("variables") {
            let default = variable.text("default").unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), default);
        }
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|start| rest.get(start..)),
            None => Some(url.as_str()),
        };
        let path = path.unwrap_or_default().split(['?', '#']).next();
        let path = path.unwrap_or_default().trim_end_matches('/');
        path.starts_with('/').then(|| path.to_owned())
    });
    paths.collect()
}
