//! The address of an API: `host`, `basePath` and `schemes`.

use serde_json::{Value, json};

use super::media_types::texts;

/// The scheme of a host without `schemes`.
const DEFAULT_SCHEME: &str = "https";

/// The order in which schemes are preferred. Requests cannot be sent to those that are not listed.
const PREFERRED: [&str; 2] = ["https", "http"];

/// The address of the API, without its scheme.
#[derive(Debug, Default)]
pub(super) struct Address {
    pub(super) host: Option<String>,
    base_path: Option<String>,
    pub(super) schemes: Vec<String>,
}

impl Address {
    pub(super) fn new(document: &Value) -> Self {
        let text = |name: &str| {
            let text = document.get(name).and_then(Value::as_str)?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let schemes = document.get("schemes").map(texts);
        let (host, schemes) = match text("host") {
            Some(host) => match host.split_once("://") {
                // A URL instead of a host.
                Some((scheme, rest)) => {
                    let host = rest.trim_end_matches('/').to_owned();
                    (
                        Some(host),
                        schemes.or_else(|| Some(vec![scheme.to_owned()])),
                    )
                }
                None => (Some(host), schemes),
            },
            None => (None, schemes),
        };
        Self {
            host,
            base_path: text("basePath"),
            schemes: schemes.unwrap_or_default(),
        }
    }

    /// The servers of operations with these schemes. Without a host, their URLs are relative.
    pub(super) fn servers(&self, schemes: &[String]) -> Option<Value> {
        let path = self.base_path.as_deref().unwrap_or_default();
        let path = match path.trim_end_matches('/') {
            "" => String::new(),
            path => format!("/{}", path.trim_start_matches('/')),
        };
        let Some(host) = &self.host else {
            return (!path.is_empty()).then(|| json!([{ "url": path }]));
        };
        let mut schemes: Vec<String> = schemes.iter().map(|it| it.to_lowercase()).collect();
        if schemes.is_empty() {
            schemes.push(DEFAULT_SCHEME.to_owned());
        }
        let rank = |scheme: &String| PREFERRED.iter().position(|it| it == scheme).unwrap_or(2);
        schemes.sort_by_key(rank);
        schemes.dedup();
        let servers = schemes.iter();
        let servers = servers.map(|scheme| json!({ "url": format!("{scheme}://{host}{path}") }));
        Some(Value::Array(servers.collect()))
    }
}
