//! The paths below `/__mock`, for the page: the operations and the last exchanges, as JSON.

use apicrate_runtime::http::header::HOST;
use apicrate_runtime::http::request::Parts;
use apicrate_runtime::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::api::Api;
use crate::exchange::Exchange;
use crate::operation::Operation;
use crate::reply::Reply;

/// The path that no operation can have.
pub(crate) const RESERVED: &str = "/__mock";

/// Answers a request for a reserved path; `None` for other paths. Only this machine may read the exchanges: a page of
/// another host can reach the server under a name of its own.
pub(crate) fn answer<'e>(
    api: &Api,
    parts: &Parts,
    exchanges: impl FnOnce() -> Vec<std::sync::Arc<Exchange>> + 'e,
) -> Option<Reply> {
    let path = parts.uri.path().strip_prefix(RESERVED)?;
    if !path.is_empty() && !path.starts_with('/') {
        return None;
    }
    if !is_local(parts) {
        let body = json!({ "title": "Forbidden", "status": 403, "detail": "the header `Host` must be `localhost` or an IP address" });
        return Some(json_reply(StatusCode::FORBIDDEN, &body));
    }
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return Some(Reply::empty(StatusCode::METHOD_NOT_ALLOWED));
    }
    let body = match path {
        "" | "/" => json!({
            "title": api.description.value().pointer("/info/title"),
            "operations": format!("{RESERVED}/operations"),
            "exchanges": format!("{RESERVED}/exchanges"),
        }),
        "/operations" => api.operations.iter().map(operation).collect(),
        "/exchanges" => {
            let exchanges = exchanges();
            let values = exchanges.iter().map(|it| json!(**it));
            values.collect()
        }
        _ => {
            let body = json!({ "title": "Not Found", "status": 404 });
            return Some(json_reply(StatusCode::NOT_FOUND, &body));
        }
    };
    Some(json_reply(StatusCode::OK, &body))
}

fn json_reply(status: StatusCode, body: &Value) -> Reply {
    Reply {
        media_type: Some("application/json".to_owned()),
        body: body.to_string().into_bytes(),
        ..Reply::empty(status)
    }
}

/// Returns true if the host of a request is `localhost` or an IP address, and not a name that anybody can register.
fn is_local(parts: &Parts) -> bool {
    let Some(host) = parts.headers.get(HOST) else {
        return true;
    };
    let host = String::from_utf8_lossy(host.as_bytes());
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(&*host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok()
}

fn operation(operation: &Operation) -> Value {
    let parameters = operation.parameters.iter().map(|parameter| {
        json!({
            "in": parameter.location.name(),
            "name": parameter.name,
            "required": parameter.is_required,
            "example": parameter.example,
        })
    });
    let content = |content: &[crate::operation::MediaType]| -> Value {
        content
            .iter()
            .map(|it| Value::from(it.name.as_str()))
            .collect()
    };
    let responses = operation.responses.iter().map(|response| {
        json!({ "status": response.status.to_ascii_lowercase(), "content": content(&response.content) })
    });
    json!({
        "name": operation.name,
        "summary": operation.summary,
        "method": operation.method.as_str(),
        "path": operation.path,
        "parameters": parameters.collect::<Value>(),
        "body": operation.body.as_ref().map(|body| {
            json!({ "required": body.is_required, "content": content(&body.content) })
        }),
        "responses": responses.collect::<Value>(),
    })
}
