//! Sample exchanges: for each operation, HTTP requests and responses as the document describes them.
//!
//! Nothing here uses generated code, so an exchange that passes through a generated server and a generated client
//! unchanged shows that both of them follow the document:
//!
//! ```text
//! Exchange::request  ──▶ generated server: decodes ──▶ generated client: encodes ──▶ the same request
//! Exchange::response ──▶ generated client: decodes ──▶ generated server: encodes ──▶ the same response
//! ```

mod body;
mod parameters;

use apicrate::model::{
    Api, BodyFormat, Content, FormStyle, Operation, Output, OutputVariant, Parameter,
    ParameterLocation, ParameterStyle, PropertyEncoding,
};
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

/// Returns the sample exchanges of all operations that a generated server supports: one with all optional parts,
/// one without optional parts, one with `null` for all nullable parts, and one for each documented success.
///
/// An operation is omitted if a required parameter has a type that its style cannot express.
#[must_use]
pub fn exchanges(api: &Api) -> Vec<Exchange> {
    operations(api)
        .flat_map(|operation| of_operation(api, operation))
        .collect()
}

/// Returns the exchange that contains a documented payload. The rest of the exchange is sample data.
///
/// `None` for webhooks, for responses that are not a success, and for operations that a generated server does not
/// support.
#[must_use]
pub fn with_example(api: &Api, example: &Example) -> Option<Exchange> {
    let (PayloadLocation::RequestBody { operation: id }
    | PayloadLocation::Response { operation: id, .. }) = &example.location
    else {
        return None;
    };
    let operation = operations(api).find(|operation| operation.id == *id)?;
    let (_, mut request) = requests(api, operation).into_iter().next()?;
    let (_, mut response) = responses(api, operation).into_iter().next()?;
    match &example.location {
        PayloadLocation::Response { status, .. } => {
            if !status.starts_with('2') {
                return None;
            }
            response.status = status.parse().unwrap_or(response.status);
            let documented = operation.responses.iter().find(|it| it.status == *status)?;
            response.fill(documented.content.as_ref()?, &example.value);
        }
        _ => request.fill(&operation.body.as_ref()?.content, &example.value),
    }
    Some(Exchange {
        name: example.location.to_string(),
        request,
        response,
    })
}

/// The operations that a generated server supports.
fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    let groups = api.groups.iter();
    groups
        .flat_map(|group| &group.operations)
        .filter(|operation| is_served(operation))
}

/// Returns whether a generated server decodes every part of the operation's requests and encodes its responses, and a
/// sample can contain them.
fn is_served(operation: &Operation) -> bool {
    let is_decoded = |parameter: &Parameter| {
        let is_repeated = parameter.location == ParameterLocation::Query
            && parameter.style == ParameterStyle::Standard;
        parameter.location != ParameterLocation::QueryString
            && (!parameter.allow_reserved || is_repeated)
            && matches!(
                parameter.style,
                ParameterStyle::Standard
                    | ParameterStyle::Delimited(_)
                    | ParameterStyle::DeepObject
            )
    };
    let is_exploded = |encoding: &PropertyEncoding| encoding.style == Some(FormStyle::Exploded);
    // The samples are in UTF-8.
    let is_utf_8 = |content: &Content| {
        let media_type = content.media_type.to_ascii_lowercase();
        !media_type.contains("charset") || media_type.contains("utf-8")
    };
    let responses = operation.responses.iter();
    let mut contents = responses.filter_map(|response| response.content.as_ref());
    !operation.is_variant
        && operation.output.stream().is_none()
        && contents.all(is_utf_8)
        && operation.parameters.iter().all(is_decoded)
        && operation
            .body
            .as_ref()
            .is_none_or(|body| match body.content.format() {
                _ if !is_utf_8(&body.content) => false,
                BodyFormat::Form => !body.content.encodings.iter().any(is_exploded),
                BodyFormat::Multipart | BodyFormat::Events | BodyFormat::Lines => false,
                BodyFormat::Json | BodyFormat::Text | BodyFormat::Bytes => true,
            })
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
                name: format!("{}/{name}", operation.id),
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
        .is_some_and(|body| body.content.format() == BodyFormat::Form);
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
            let value = sample::value(api, &body.content.ty, "body", fill);
            request.fill(&body.content, &value);
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
            response.fill(content, &sample::value(api, &content.ty, "output", fill));
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

impl Request {
    /// Replaces the body.
    fn fill(&mut self, content: &Content, value: &Value) {
        let name = "content-type";
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), media_type(content)));
        self.body = body::text(content, value);
    }
}

impl Response {
    /// Replaces the body.
    fn fill(&mut self, content: &Content, value: &Value) {
        self.content_type = Some(media_type(content));
        self.body = body::text(content, value);
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
        media_type => media_type.replace('*', "sample"),
    }
}
