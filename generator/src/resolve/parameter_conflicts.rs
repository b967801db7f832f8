//! Parameters that are not sent: their header has another source, or its name is not valid.

use openapiv3::Operation as Source;

use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::parameter::wire_name;
use crate::media_type::is_token;
use crate::model::{Parameter, ParameterLocation, ParameterStyle};

/// Header parameters that OpenAPI ignores, and the objects that describe these headers instead.
const IGNORED_HEADERS: [(&str, &str); 3] = [
    ("accept", "the media types of the responses"),
    ("content-type", "the media type of the request body"),
    ("authorization", "a security scheme"),
];

impl Resolver<'_> {
    /// Returns whether a parameter of this name can be sent. Otherwise, this is reported.
    pub(super) fn may_send(
        &mut self,
        name: &str,
        location: ParameterLocation,
        pointer: &JsonPointer,
    ) -> bool {
        if location != ParameterLocation::Header {
            return true;
        }
        let mut ignored = IGNORED_HEADERS.iter();
        if let Some((_, source)) = ignored.find(|(ignored, _)| name.eq_ignore_ascii_case(ignored)) {
            let message = format!(
                "a header parameter `{name}` is ignored; OpenAPI takes the header from {source}"
            );
            self.warn("ignored-parameter", pointer, message);
            return false;
        }
        if !is_token(name) {
            let message = format!("`{name}` is not a valid header name");
            self.error("invalid-header-name", &pointer.child("name"), message);
            return false;
        }
        true
    }

    /// Reports other parameters and API keys in the query next to a parameter that is the whole query string.
    pub(super) fn check_query_string(
        &mut self,
        source: &Source,
        parameters: &[Parameter],
        operation: &JsonPointer,
    ) {
        let is_whole = |it: &&Parameter| it.location == ParameterLocation::QueryString;
        let Some(whole) = parameters.iter().find(is_whole) else {
            return;
        };
        for other in parameters {
            let is_in_query = matches!(
                other.location,
                ParameterLocation::Query | ParameterLocation::QueryString
            );
            if is_in_query && !std::ptr::eq(other, whole) {
                let message = format!(
                    "the parameter `{}` is in the query, but the parameter `{}` is the whole query string",
                    other.wire, whole.wire
                );
                self.error("conflicting-query-string", operation, message);
            }
        }
        if whole.style != ParameterStyle::Form {
            self.warn_about_keys_in_query(source, &whole.wire, operation);
        }
    }

    /// Reports the API keys that the client appends to a query string that is not a form.
    fn warn_about_keys_in_query(
        &mut self,
        source: &Source,
        parameter: &str,
        operation: &JsonPointer,
    ) {
        let keys = self.api_keys(source);
        let keys = keys.schemes.iter();
        let keys = keys.filter(|((_, location), _)| *location == ParameterLocation::Query);
        let mut keys: Vec<_> = keys.map(|((name, _), scheme)| (scheme, name)).collect();
        keys.sort_unstable();
        for (scheme, name) in keys {
            let message = format!(
                "the client appends the API key of the security scheme `{scheme}` as `&{name}=…` to the query string, \
                 which is the text of the parameter `{parameter}`"
            );
            self.warn("conflicting-query-string", operation, message);
        }
    }

    /// Removes parameters that the client sends from another source: an API key that the operation requires, or the
    /// header `Cookie` of an operation with cookies.
    pub(super) fn remove_conflicts(
        &mut self,
        source: &Source,
        parameters: &mut Vec<Parameter>,
        pointers: &mut Vec<JsonPointer>,
    ) {
        let keys = self.api_keys(source);
        let has_cookies = keys.has_cookie
            || parameters
                .iter()
                .any(|it| it.location == ParameterLocation::Cookie);
        let conflicts = parameters.iter().map(|parameter| {
            let Parameter { wire, location, .. } = parameter;
            let name = wire_name(wire, *location).into_owned();
            if let Some(scheme) = keys.schemes.get(&(name, *location)) {
                return Some(format!(
                    "the API key of the security scheme `{scheme}` has the name and location of the parameter `{wire}`; \
                     the client sends the key, and the parameter is ignored"
                ));
            }
            let is_cookies = *location == ParameterLocation::Header
                && wire.eq_ignore_ascii_case("Cookie")
                && has_cookies;
            is_cookies.then(|| {
                format!(
                    "the header `{wire}` consists of the operation's cookies; the header parameter is ignored"
                )
            })
        });
        let conflicts: Vec<Option<String>> = conflicts.collect();
        let mut is_sent = conflicts.iter().map(Option::is_none);
        parameters.retain(|_| is_sent.next().unwrap_or(true));
        let mut kept = Vec::with_capacity(parameters.len());
        for (pointer, conflict) in pointers.drain(..).zip(conflicts) {
            match conflict {
                Some(message) => self.warn("ignored-parameter", &pointer, message),
                None => kept.push(pointer),
            }
        }
        *pointers = kept;
    }
}
