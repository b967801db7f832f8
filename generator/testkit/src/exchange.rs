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

use apicrate::model::{Api, BodyFormat, Content, ErrorStatus, Operation, Output, OutputVariant};
use serde::Serialize;
use serde_json::Value;

use self::parameters::Parameters;
use crate::examples::{Example, PayloadLocation};
use crate::sample::{self, Fill};

/// A request of an operation and a response to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// The operation's ID. The media type distinguishes the variants of an operation.
    pub operation: String,
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
    /// True if the call fails with this response.
    pub is_error: bool,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// The header `Location`.
    pub location: Option<String>,
    /// The body. A message without a body has an empty one.
    pub body: String,
}

/// Returns the sample exchanges of all operations that are not [`skipped`]: one with all optional parts,
/// one without optional parts, one with `null` for all nullable parts, and one for each documented success and error.
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
        operation: self::id(operation),
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
pub(crate) fn id(operation: &Operation) -> String {
    match &operation.body {
        Some(body) if operation.is_variant => {
            format!("{} as {}", operation.id, body.content.media_type)
        }
        _ => operation.id.clone(),
    }
}

/// The exchanges of one operation. Requests and responses are paired; the shorter of the two lists is repeated.
fn of_operation(api: &Api, operation: &Operation) -> Vec<Exchange> {
    let requests = requests(api, operation);
    let mut responses = responses(api, operation);
    responses.extend(errors(api, operation));
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
                operation: id(operation),
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
    let request = |fill: Fill| {
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
        Some(request)
    };
    // A form has no notation for `null`.
    let fills = Fill::ALL
        .into_iter()
        .filter(|fill| *fill != Fill::Null || !is_form);
    let mut requests: Vec<(String, Request)> = fills
        .filter_map(|fill| Some((fill.to_string(), request(fill)?)))
        .collect();
    add_members(&mut requests, request);
    requests
}

/// Adds the values with other members of unions, until the first value is repeated.
fn add_members<T: PartialEq>(values: &mut Vec<(String, T)>, value: impl Fn(Fill) -> Option<T>) {
    for fill in Fill::members() {
        let Some(value) = value(fill) else { return };
        if values.first().is_some_and(|(_, first)| *first == value) {
            return;
        }
        values.push((fill.to_string(), value));
    }
}

/// The sample responses of a successful call by name.
fn responses(api: &Api, operation: &Operation) -> Vec<(String, Response)> {
    let status = operation.success_status();
    let response = |status: u16, content: Option<&Content>, fill: Fill| {
        let mut response = Response::new(status);
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
        Output::One(content) => {
            let response = |fill| response(status, Some(content), fill);
            let named = |fill: Fill| (fill.to_string(), response(fill));
            let mut responses: Vec<_> = Fill::ALL.into_iter().map(named).collect();
            add_members(&mut responses, |fill| Some(response(fill)));
            responses
        }
        Output::Many { variants, .. } => {
            let samples = |variant: &OutputVariant| {
                let content = variant.content.as_ref();
                let media_type = content.map_or("", |content| &content.media_type);
                let name = format!("{} {media_type}", variant.status).trim().to_owned();
                let status = variant.status.code(variants);
                let mut responses = vec![(name, response(status, content, Fill::Full))];
                add_members(&mut responses, |fill| Some(response(status, content, fill)));
                responses
            };
            variants.iter().flat_map(samples).collect()
        }
    }
}

/// The sample responses of a failed call by name: two for each documented status and media type.
fn errors(api: &Api, operation: &Operation) -> Vec<(String, Response)> {
    let documented = operation.responses.iter().filter(|it| it.is_error);
    let statuses: Vec<ErrorStatus> = documented
        .clone()
        .filter_map(|response| ErrorStatus::from_documented(&response.status))
        .collect();
    let mut errors = Vec::new();
    for response in documented {
        let Some(code) = ErrorStatus::from_documented(&response.status)
            .and_then(|status| error_code(status, &statuses))
        else {
            continue;
        };
        let contents = response.content.iter().chain(&response.others);
        let contents: Vec<&Content> = contents.filter(|_| code != 304).collect();
        if contents.is_empty() {
            errors.push((response.status.clone(), Response::error(code)));
        }
        for content in contents {
            let error = |fill| {
                let mut error = Response::error(code);
                error.fill(content, sample_text(api, content, "error", fill));
                error
            };
            let named = |fill: Fill| (fill.to_string(), error(fill));
            let mut values = [Fill::Full, Fill::Minimal].map(named).to_vec();
            add_members(&mut values, |fill| Some(error(fill)));
            let (status, media_type) = (&response.status, &content.media_type);
            let values = values.into_iter();
            errors.extend(
                values.map(|(name, error)| (format!("{status} {media_type} {name}"), error)),
            );
        }
    }
    errors
}

/// A code of a status that no other of the documented `statuses` has. `None` if it is not an error.
fn error_code(status: ErrorStatus, statuses: &[ErrorStatus]) -> Option<u16> {
    let is_exact = |code: u16| statuses.contains(&ErrorStatus::Exact(code));
    let mut codes = match status {
        ErrorStatus::Exact(code) => code..code + 1,
        ErrorStatus::Range(digit) => digit * 100..digit * 100 + 100,
        ErrorStatus::Default => 400..600,
    };
    codes.find(|code| {
        *code >= 300
            && match status {
                ErrorStatus::Exact(_) => true,
                ErrorStatus::Range(_) => !is_exact(*code),
                ErrorStatus::Default => {
                    !is_exact(*code) && !statuses.contains(&ErrorStatus::Range(code / 100))
                }
            }
    })
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
    /// A response without a body.
    const fn new(status: u16) -> Self {
        Self {
            status,
            is_error: false,
            content_type: None,
            location: None,
            body: String::new(),
        }
    }

    /// An error without a body.
    const fn error(status: u16) -> Self {
        let mut error = Self::new(status);
        error.is_error = true;
        error
    }

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
