//! Sample exchanges: for each operation, HTTP requests and responses as the document describes them.
//!
//! Nothing here uses generated code, so an exchange that passes through a generated server and a generated client
//! unchanged shows that both of them follow the document:
//!
//! ```text
//! Exchange::request  ──▶ generated server: decodes ──▶ generated client: encodes ──▶ the same request
//! Exchange::response ──▶ generated client: decodes ──▶ generated server: encodes ──▶ the same response
//! ```

mod form;
mod multipart;
mod parameters;
mod percent;
mod stream;

use apicrate::model::{Api, BodyFormat, Content, Operation, Output, OutputVariant};
use serde::Serialize;
use serde_json::Value;

use self::parameters::Parameters;
use crate::examples::{Example, PayloadLocation};
use crate::sample::{self, Fill};

/// A request of an operation and a response to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// The operation's ID and the name of the exchange, for example `users_get/minimal`.
    pub name: String,
    /// The request.
    pub request: Request,
    /// The response.
    pub response: Response,
}

/// An HTTP request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The relative server URL of the document, which the client sends before the target. May be empty.
    pub server: String,
    /// The path and the query.
    pub target: String,
    /// The headers that the document describes, including `content-type`.
    pub headers: Vec<(String, String)>,
    /// The body. A message without a body has an empty one.
    pub body: String,
}

/// An HTTP response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// The header `Location`.
    pub location: Option<String>,
    /// The body. A message without a body has an empty one.
    pub body: String,
}

/// Returns the sample exchanges of all operations that are not [`skipped`]: one with all optional parts,
/// one without optional parts, one with `null` for all nullable parts, and one for each documented success.
#[must_use]
pub fn exchanges(api: &Api) -> Vec<Exchange> {
    operations(api)
        .filter(|operation| reason_to_skip(api, operation).is_none())
        .flat_map(|operation| of_operation(api, operation))
        .collect()
}

/// Returns the operations without exchanges, each with the reason.
#[must_use]
pub fn skipped(api: &Api) -> Vec<(String, &'static str)> {
    let skipped = operations(api).filter_map(|operation| {
        let reason = reason_to_skip(api, operation)?;
        Some((id(operation), reason))
    });
    skipped.collect()
}

/// Returns the exchange that contains a documented payload. The rest of the exchange is sample data.
///
/// `None` for webhooks, for responses that are not a success, for streams and multipart bodies, and for operations without
/// exchanges.
#[must_use]
pub fn with_example(api: &Api, example: &Example) -> Option<Exchange> {
    let (PayloadLocation::RequestBody { operation: id }
    | PayloadLocation::Response { operation: id, .. }) = &example.location
    else {
        return None;
    };
    let mut operations = operations(api).filter(|it| reason_to_skip(api, it).is_none());
    let operation = operations.find(|operation| operation.id == *id)?;
    let (_, mut request) = requests(api, operation).into_iter().next()?;
    let (_, mut response) = responses(api, operation).into_iter().next()?;
    if let PayloadLocation::Response { status, .. } = &example.location {
        if !status.starts_with('2') {
            return None;
        }
        response.status = status.parse().unwrap_or(response.status);
        let documented = operation.responses.iter().find(|it| it.status == *status)?;
        let content = documented.content.as_ref()?;
        response.fill(content, text(content, &example.value)?);
    } else {
        let content = &operation.body.as_ref()?.content;
        request.fill(content, text(content, &example.value)?);
    }
    Some(Exchange {
        name: example.location.to_string(),
        request,
        response,
    })
}

fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.groups.iter().flat_map(|group| &group.operations)
}

/// The reason why an operation has no exchanges.
fn reason_to_skip(api: &Api, operation: &Operation) -> Option<&'static str> {
    let is_utf_8 = |content: &Content| {
        let media_type = content.media_type.to_ascii_lowercase();
        !media_type.contains("charset") || media_type.contains("utf-8")
    };
    let responses = operation.responses.iter();
    let bodies = operation.body.iter().map(|body| &body.content);
    let mut contents = responses
        .filter_map(|response| response.content.as_ref())
        .chain(bodies);
    if operation.not_served.is_some() {
        Some("a server cannot decode its requests")
    } else if !contents.all(is_utf_8) {
        Some("a text is not in UTF-8")
    } else if requests(api, operation).is_empty() {
        Some("the style of a required parameter cannot express its type")
    } else {
        None
    }
}

/// The ID of an operation. The media type distinguishes variants.
fn id(operation: &Operation) -> String {
    match &operation.body {
        Some(body) if operation.is_variant => {
            format!("{} as {}", operation.id, body.content.media_type)
        }
        _ => operation.id.clone(),
    }
}

/// The exchanges of one operation. Requests and responses are paired; the shorter of the two lists is repeated.
fn of_operation(api: &Api, operation: &Operation) -> Vec<Exchange> {
    let (requests, responses) = (requests(api, operation), responses(api, operation));
    let count = requests.len().max(responses.len());
    let pairs = requests.iter().cycle().zip(responses.iter().cycle());
    let mut exchanges: Vec<Exchange> = Vec::new();
    for (index, ((sent, request), (answered, response))) in pairs.take(count).enumerate() {
        let name = if index < requests.len() {
            sent
        } else {
            answered
        };
        let is_new = !exchanges
            .iter()
            .any(|known| known.request == *request && known.response == *response);
        if is_new {
            exchanges.push(Exchange {
                name: format!("{}/{name}", id(operation)),
                request: request.clone(),
                response: response.clone(),
            });
        }
    }
    exchanges
}

/// The sample requests of an operation by name, the most complete first.
fn requests(api: &Api, operation: &Operation) -> Vec<(String, Request)> {
    let is_form = operation
        .body
        .as_ref()
        .is_some_and(|body| has_no_null(body.content.format()));
    // A form has no notation for `null`.
    let fills = Fill::ALL
        .into_iter()
        .filter(|fill| *fill != Fill::Null || !is_form);
    let requests = fills.filter_map(|fill| {
        let parameters = Parameters::new(api, operation, fill)?;
        let mut request = Request {
            method: operation.method.clone(),
            server: if operation.server.contains("://") {
                String::new()
            } else {
                operation.server.clone()
            },
            target: parameters.target(),
            headers: parameters.headers(),
            body: String::new(),
        };
        if let Some(body) = &operation.body
            && (body.required || fill != Fill::Minimal)
        {
            request.fill(&body.content, sample_text(api, &body.content, "body", fill));
        }
        Some((fill.name().to_owned(), request))
    });
    requests.collect()
}

/// The sample responses of an operation by name.
fn responses(api: &Api, operation: &Operation) -> Vec<(String, Response)> {
    let status = operation.success_status();
    let response = |status: u16, content: Option<&Content>, fill: Fill| {
        let mut response = Response {
            status,
            content_type: None,
            location: None,
            body: String::new(),
        };
        if let Some(content) = content {
            response.fill(content, sample_text(api, content, "output", fill));
        }
        response
    };
    match &operation.output {
        Output::Empty => vec![(status.to_string(), response(status, None, Fill::Full))],
        Output::Location => {
            let mut response = response(status, None, Fill::Full);
            response.location = Some("/sample?a=b".to_owned());
            vec![(status.to_string(), response)]
        }
        Output::One(content) if content.stream.is_some() => {
            vec![(
                "stream".to_owned(),
                response(status, Some(content), Fill::Full),
            )]
        }
        Output::One(content) => Fill::ALL
            .into_iter()
            .map(|fill| {
                (
                    fill.name().to_owned(),
                    response(status, Some(content), fill),
                )
            })
            .collect(),
        Output::Many { variants, .. } => {
            let sample = |variant: &OutputVariant| {
                let content = variant.content.as_ref();
                let media_type = content.map_or("", |content| &content.media_type);
                let name = format!("{} {media_type}", variant.status).trim().to_owned();
                let status = variant.status.code(variants);
                (name, response(status, content, Fill::Full))
            };
            variants.iter().map(sample).collect()
        }
    }
}

fn has_no_null(format: BodyFormat) -> bool {
    matches!(format, BodyFormat::Form | BodyFormat::Multipart)
}

/// Encodes a sample value in the format of the content.
fn sample_text(api: &Api, content: &Content, name: &str, fill: Fill) -> String {
    match content.format() {
        BodyFormat::Multipart => multipart::text(api, content, fill),
        BodyFormat::Events | BodyFormat::Lines => stream::text(api, content),
        _ => {
            let value = sample::value(api, &content.ty, name, fill);
            text(content, &value).unwrap_or_default()
        }
    }
}

/// Encodes a value in the format of the content; `None` for streams and multipart bodies.
fn text(content: &Content, value: &Value) -> Option<String> {
    Some(match (content.format(), value) {
        (BodyFormat::Multipart | BodyFormat::Events | BodyFormat::Lines, _) => return None,
        (BodyFormat::Text | BodyFormat::Bytes, Value::String(text)) => text.clone(),
        (BodyFormat::Form, value) => form::text(&content.encodings, value),
        _ => value.to_string(),
    })
}

impl Request {
    /// Replaces the body.
    fn fill(&mut self, content: &Content, body: String) {
        let name = "content-type";
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), media_type(content)));
        self.body = body;
    }
}

impl Response {
    /// Replaces the body.
    fn fill(&mut self, content: &Content, body: String) {
        self.content_type = Some(media_type(content));
        self.body = body;
    }
}

/// The media type of a body: one in the range, if the document has a range of media types.
fn media_type(content: &Content) -> String {
    match content.media_type.as_str() {
        range
            if content.format() == BodyFormat::Json
                && ["*/*", "application/*"].contains(&range) =>
        {
            "application/json".to_owned()
        }
        media_type if content.format() == BodyFormat::Multipart => {
            let subtype = if content.parts.is_empty() {
                "form-data"
            } else {
                "mixed"
            };
            let media_type = media_type.replace('*', subtype);
            format!("{media_type}; boundary={}", multipart::BOUNDARY)
        }
        media_type => media_type.replace('*', "sample"),
    }
}
