//! The paths below `/__mock`: the page, and the operations and the last exchanges as JSON.

use apicrate_runtime::http::header::HOST;
use apicrate_runtime::http::request::Parts;
use apicrate_runtime::http::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::api::Api;
use crate::catalog::Catalog;
use crate::exchange::Exchange;
use crate::form::OperationForm;
use crate::operation::Operation;
use crate::page::page;
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
        "" | "/" => return Some(page()),
        "/operations" => json!(Catalog::new(api)),
        "/exchanges" => {
            let exchanges = exchanges();
            let last = exchanges.last().map_or(0, |it| it.number);
            // A number that is too large is from before a restart.
            let after = after(parts).filter(|after| *after <= last).unwrap_or(0);
            let exchanges = exchanges.iter().filter(|it| it.number > after);
            exchanges.map(|it| json!(**it)).collect()
        }
        _ => {
            let Some(operation) = named(api, path) else {
                let body = json!({ "title": "Not Found", "status": 404 });
                return Some(json_reply(StatusCode::NOT_FOUND, &body));
            };
            json!(OperationForm::new(api, operation))
        }
    };
    Some(json_reply(StatusCode::OK, &body))
}

/// The operation in a path below `/operations/`.
fn named<'a>(api: &'a Api, path: &str) -> Option<&'a Operation> {
    let name = percent_decode_str(path.strip_prefix("/operations/")?);
    let name = name.decode_utf8().ok()?;
    api.selected().find(|it| it.name == name)
}

/// The number in the query `after=7`.
fn after(parts: &Parts) -> Option<u64> {
    let mut pairs = parts.uri.query()?.split('&');
    pairs.find_map(|pair| pair.strip_prefix("after=")?.parse().ok())
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
