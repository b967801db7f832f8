//! Security schemes.

use serde_json::{Map, Value, json};

use super::converter::{Converter, MovedPointer, text};
use crate::document::grammar::ObjectKind;

/// The flows of OAuth 2, with their names in OpenAPI 3 and the URLs that each has.
const FLOWS: [(&str, &str, &[&str]); 4] = [
    ("implicit", "implicit", &["authorizationUrl"]),
    ("password", "password", &["tokenUrl"]),
    ("application", "clientCredentials", &["tokenUrl"]),
    (
        "accessCode",
        "authorizationCode",
        &["authorizationUrl", "tokenUrl"],
    ),
];

impl Converter<'_> {
    pub(super) fn security_scheme(
        &mut self,
        mut object: Map<String, Value>,
        at: &MovedPointer,
    ) -> Map<String, Value> {
        let kind = text(&object, "type").unwrap_or_default();
        // A scheme of OpenAPI 3.
        if matches!(kind.as_str(), "http" | "openIdConnect" | "mutualTLS")
            || object.contains_key("flows")
        {
            let message = format!(
                "a security scheme of type `{kind}` is not defined in Swagger 2.0; used as in OpenAPI 3"
            );
            self.warn("unknown-field", &at.entry("type").converted, message);
            return object;
        }
        object.retain(|name, _| self.is_field(ObjectKind::SecurityScheme, name, at));
        if kind.eq_ignore_ascii_case("basic") {
            object.insert("type".to_owned(), json!("http"));
            object.insert("scheme".to_owned(), json!("basic"));
        } else if kind.eq_ignore_ascii_case("oauth2") {
            self.flow(&mut object, at);
        } else if object.contains_key("type") && !kind.eq_ignore_ascii_case("apiKey") {
            let found = object.shift_remove("type").unwrap_or_default();
            let expected = "`basic`, `apiKey` or `oauth2`";
            self.malformed(&at.entry("type").converted, expected, &found);
            object.insert("type".to_owned(), json!("apiKey"));
            // The error is the only one about this scheme.
            object.entry("name").or_insert_with(|| json!(""));
            object.entry("in").or_insert_with(|| json!("header"));
        }
        object
    }

    fn flow(&mut self, object: &mut Map<String, Value>, at: &MovedPointer) {
        let flow = object.shift_remove("flow");
        let name = flow.as_ref().and_then(Value::as_str);
        let found = FLOWS
            .iter()
            .find(|(flow, ..)| name.is_some_and(|name| name.eq_ignore_ascii_case(flow)));
        match (&flow, found) {
            (None, _) => {
                let message = "required field `flow` is missing in a Security Scheme Object";
                self.error("malformed", &at.converted, message);
            }
            (Some(flow), None) => {
                let expected = "`implicit`, `password`, `application` or `accessCode`";
                self.malformed(&at.entry("flow").converted, expected, flow);
            }
            _ => {}
        }
        let mut values = Map::new();
        for name in ["authorizationUrl", "tokenUrl", "scopes"] {
            let Some(value) = object.shift_remove(name) else {
                continue;
            };
            let is_used = found.is_none_or(|(_, _, urls)| name == "scopes" || urls.contains(&name));
            if is_used {
                values.insert(name.to_owned(), value);
            } else {
                let message = format!("`{name}` has no meaning for this `flow`; ignored");
                self.warn("unknown-field", &at.entry(name).converted, message);
            }
        }
        let scopes = values.entry("scopes").or_insert_with(|| json!({}));
        if let Value::Object(scopes) = scopes {
            // Extensions among the scopes are not scopes.
            scopes.retain(|name, _| !name.starts_with("x-"));
        }
        if found.is_none() {
            // The error is the only finding about this flow.
            values
                .entry("authorizationUrl")
                .or_insert_with(|| json!(""));
        }
        let name = found.map_or("implicit", |(_, name, _)| name);
        self.derived(
            at.original.as_str(),
            format!("{}/flows/{name}", at.converted),
        );
        object.insert("flows".to_owned(), json!({ name: values }));
    }
}
