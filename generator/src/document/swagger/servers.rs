//! `host`, `basePath` and `schemes`, which become servers.

use serde_json::{Map, Value};

use super::converter::{Converter, MovedPointer};
use super::media_types::texts;

impl Converter<'_> {
    /// The servers of the document.
    pub(super) fn document_servers(&mut self, document: &Map<String, Value>) -> Option<Value> {
        for name in ["host", "basePath"] {
            match document.get(name) {
                None | Some(Value::Null | Value::String(_)) => {}
                Some(value) => self.malformed(&format!("/{name}"), "a string", value),
            }
        }
        if let Some(schemes) = document.get("schemes") {
            self.check_texts(schemes, "/schemes");
        }
        let host = document.get("host").and_then(Value::as_str);
        if host.is_some_and(|host| host.contains("://")) {
            let message = "expected a host without a scheme; treated as a URL";
            self.warn("mistyped-value", "/host", message);
        }
        let address = &self.defaults.address;
        let origin = if address.host.is_some() {
            "/host"
        } else {
            "/basePath"
        };
        let servers = address.servers(&address.schemes)?;
        self.derived(origin, "/servers/0/url");
        self.derived(origin, "/servers");
        Some(servers)
    }

    /// The servers of an operation with its own schemes.
    pub(super) fn operation_servers(
        &mut self,
        schemes: &Value,
        at: &MovedPointer,
    ) -> Option<Value> {
        self.check_texts(schemes, &at.entry("schemes").converted);
        let schemes = texts(schemes);
        let address = &self.defaults.address;
        if address.host.is_none() || schemes.is_empty() || schemes == address.schemes {
            return None;
        }
        let servers = address.servers(&schemes)?;
        self.derived(at.entry("schemes").original, at.entry("servers").converted);
        Some(servers)
    }
}
