//! The response to a request without faults: its status, media type, body and headers.

use apicrate::validate::Direction;
use apicrate_runtime::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::accept::negotiate;
use crate::api::Api;
use crate::content::{Format, write};
use crate::headers;
use crate::operation::{Example, ExampleValue, MediaType, Operation, Response};
use crate::prefer::Preferences;
use apicrate::sample::{Sample, sample};

/// The number of values in a stream.
const STREAM: u64 = 3;

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) media_type: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Remarks about the response, for the log.
    pub(crate) notes: Vec<String>,
}

impl Reply {
    /// A response without a body.
    pub(crate) const fn empty(status: StatusCode) -> Self {
        Self {
            status,
            media_type: None,
            body: Vec::new(),
            headers: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// A request that cannot be answered as its client prefers.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) message: String,
}

impl Refusal {
    fn bad(message: String) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message,
        }
    }
}

/// Chooses a response, and makes its body. `seed` is that of random values.
pub(crate) fn reply(
    api: &Api,
    operation: &Operation,
    headers: &HeaderMap,
    preferences: &Preferences,
    seed: Option<u64>,
) -> Result<Reply, Refusal> {
    let (status, response) = match preferences.code {
        Some(code) => (code, Some(with_code(operation, code)?)),
        None => success(operation),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let Some(response) = response else {
        return Ok(Reply::empty(status));
    };
    let mut reply = Reply {
        headers: headers::values(&api.description, &response.headers, seed),
        ..Reply::empty(status)
    };
    let has_body = !matches!(status.as_u16(), 204 | 205 | 304);
    if response.content.is_empty() || !has_body {
        if preferences.example.is_some() {
            return Err(Refusal::bad(format!(
                "the response {status} has no examples"
            )));
        }
        return Ok(reply);
    }
    let offered: Vec<&str> = response.content.iter().map(|it| it.name.as_str()).collect();
    let (index, media_type) = negotiate(headers, &offered).ok_or_else(|| Refusal {
        status: StatusCode::NOT_ACCEPTABLE,
        message: format!(
            "the response {status} has the media types {}",
            listed(&offered)
        ),
    })?;
    let Some(media) = response.content.get(index) else {
        return Ok(reply);
    };
    let example = match &preferences.example {
        Some(name) => Some(named(media, name)?),
        None => media.examples.first().filter(|_| seed.is_none()),
    };
    let (media_type, body) = match example {
        Some(Example {
            value: ExampleValue::Text(text),
            ..
        }) => (media_type, text.clone().into_bytes()),
        Some(Example {
            value: ExampleValue::Data(value),
            ..
        }) => written(api, media, &media_type, value),
        None => {
            let mut made = make(api, media, &media_type, seed);
            if let Some(schema) = &media.schema {
                made.value = with_status(api, schema, made.value, status);
            }
            if !made.is_valid {
                let note =
                    format!("no valid value was found for the schema of the response {status}");
                reply.notes.push(note);
            }
            written(api, media, &media_type, &made.value)
        }
    };
    reply.media_type = Some(media_type);
    reply.body = body;
    Ok(reply)
}

fn written(api: &Api, media: &MediaType, media_type: &str, value: &Value) -> (String, Vec<u8>) {
    let is_text = value.is_string() && Format::new(media_type) != Format::Json;
    if is_text && Format::new(media_type) != Format::Events {
        let text = value.as_str().unwrap_or_default();
        return (media_type.to_owned(), text.as_bytes().to_vec());
    }
    write(&api.description, media.schema.as_deref(), media_type, value)
}

/// The properties of errors that contain the status of the response.
const STATUS: [&str; 3] = ["status", "statusCode", "status_code"];

/// Writes the status of an error into a made value that contains a status, if the value stays valid for its schema.
pub(crate) fn with_status(api: &Api, schema: &str, made: Value, status: StatusCode) -> Value {
    if !(status.is_client_error() || status.is_server_error()) {
        return made;
    }
    let mut changed = made.clone();
    for name in STATUS {
        if let Some(number @ Value::Number(_)) = changed.get_mut(name) {
            *number = status.as_u16().into();
        }
    }
    let description = &api.description;
    let violations = description.violations(schema, &changed, Direction::Received);
    let is_valid = violations.is_some_and(|violations| violations.is_empty());
    if is_valid { changed } else { made }
}

/// Makes the value of a body.
fn make(api: &Api, media: &MediaType, media_type: &str, seed: Option<u64>) -> Sample {
    let make = |schema: &str, seed| sample(&api.description, schema, Direction::Received, seed);
    if Format::new(media_type).is_stream()
        && let Some(schema) = &media.item_schema
    {
        let items = (0..STREAM).map(|index| match (index, seed) {
            (0, None) => make(schema, None),
            (index, seed) => make(schema, Some(seed.unwrap_or_default().wrapping_add(index))),
        });
        let items: Vec<Sample> = items.collect();
        return Sample {
            is_valid: items.iter().all(|item| item.is_valid),
            value: items.into_iter().map(|item| item.value).collect(),
        };
    }
    match &media.schema {
        Some(schema) => make(schema, seed),
        None => Sample {
            value: match Format::new(media_type) {
                Format::Text | Format::Events => Value::from("string"),
                _ => Value::Object(serde_json::Map::new()),
            },
            is_valid: true,
        },
    }
}

/// The response with a status: its own, that of its range, or the default one.
pub(crate) fn documented(operation: &Operation, code: u16) -> Option<&Response> {
    let names = [
        code.to_string(),
        format!("{}XX", code / 100),
        "DEFAULT".to_owned(),
    ];
    let mut names = names.iter();
    names.find_map(|name| operation.responses.iter().find(|it| it.status == *name))
}

fn with_code(operation: &Operation, code: u16) -> Result<&Response, Refusal> {
    documented(operation, code).ok_or_else(|| {
        let statuses = operation.responses.iter().map(|it| it.status.as_str());
        let statuses = listed(&statuses.collect::<Vec<_>>());
        Refusal::bad(format!(
            "the operation has no response with the status {code}; it has {statuses}"
        ))
    })
}

/// The first response that is a success, with its status.
fn success(operation: &Operation) -> (u16, Option<&Response>) {
    let codes = operation.responses.iter().filter_map(|response| {
        let code = response.status.parse().ok()?;
        (200..600).contains(&code).then_some((code, response))
    });
    let mut codes: Vec<(u16, &Response)> = codes.collect();
    codes.sort_by_key(|(code, _)| *code);
    let named = |name: &str| operation.responses.iter().find(|it| it.status == name);
    let of_class = |least: u16, most: u16| {
        let found = codes.iter().find(|(code, _)| (least..most).contains(code));
        found.map(|(code, response)| (*code, *response))
    };
    let found = of_class(200, 300)
        .or_else(|| Some((200, named("2XX")?)))
        .or_else(|| Some((200, named("DEFAULT")?)))
        .or_else(|| of_class(300, 400))
        .or_else(|| of_class(400, 600));
    match found {
        Some((code, response)) => (code, Some(response)),
        None => (200, None),
    }
}

fn named<'m>(media: &'m MediaType, name: &str) -> Result<&'m Example, Refusal> {
    let mut examples = media.examples.iter();
    let found = examples.find(|example| example.name.as_deref() == Some(name));
    found.ok_or_else(|| {
        let names = media.examples.iter().filter_map(|it| it.name.as_deref());
        let names = names.collect::<Vec<_>>();
        let names = match names.as_slice() {
            [] => "it has none".to_owned(),
            names => format!("it has {}", listed(names)),
        };
        Refusal::bad(format!(
            "the response has no example with the name `{name}`; {names}"
        ))
    })
}

/// Names in backticks.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
