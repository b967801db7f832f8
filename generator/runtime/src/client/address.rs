//! Completes a request: sets its full URL, the headers of the call and of the client, the credentials and the
//! idempotency key.

use std::borrow::Cow;
use std::fmt::Display;

use http::header::{ACCEPT, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Request};

use super::base_url::BaseUrl;
use super::call_options::CallOptions;
use super::document_server::{CallServer, is_absolute};
use super::origin::CallTarget;
use super::provided::ProvidedCredentials;
use super::random;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::wire::body::Body;
use crate::wire::headers::add_missing;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A URL that the server has returned, in the extensions of a request. It replaces the URL of the request.
#[derive(Clone)]
pub(super) struct ReceivedUrl(pub(super) String);

/// Marks a request, in its extensions, that can be sent twice although its method is not idempotent.
#[cfg(feature = "oauth2")]
#[derive(Clone)]
pub(super) struct Repeatable;

/// A request that is ready to be sent.
pub(super) struct Addressed {
    pub(super) request: Request<Body>,
    /// `true` if a server that receives the request twice processes it once.
    pub(super) is_idempotent: bool,
    /// The credentials that each attempt adds.
    pub(super) provided: Option<Box<ProvidedCredentials>>,
}

impl Settings {
    pub(super) fn address(
        &self,
        target: &CallTarget,
        request: Result<Request<Body>>,
        options: &CallOptions,
    ) -> Result<Addressed> {
        request
            .and_then(|request| self.complete(target, request, options))
            .map_err(|error| {
                let headers = options.headers().into_iter();
                let secrets = self
                    .secrets
                    .with_request(headers.flat_map(HeaderMap::values));
                error.with_target(target.redacted(&secrets.redactor()))
            })
    }

    fn complete(
        &self,
        target: &CallTarget,
        request: Request<Body>,
        options: &CallOptions,
    ) -> Result<Addressed> {
        let (mut parts, body) = request.into_parts();
        if parts.uri.authority().is_some() {
            // Another host must not receive the secrets of the client.
            return Err(Error::invalid_request(
                "the URI of the request contains a host, but the client sets the host",
            ));
        }
        let server = self.server_url(target)?;
        let uri = match parts.extensions.remove() {
            Some(ReceivedUrl(url)) => server.resolve(&url, parts.uri)?,
            None => server.join(parts.uri)?,
        };
        let headers = &mut parts.headers;
        let call_headers = options.headers()?;
        // `Accept` of the call wins over the one of the operation, to request another media type.
        if let Some(accept) = call_headers.get(ACCEPT) {
            headers.insert(ACCEPT, accept.clone());
        }
        add_missing(headers, call_headers);
        // Set before the headers of the client, because a key of the client would be the same for all calls.
        if target.declares_header(IDEMPOTENCY_KEY.as_str())
            && !headers.contains_key(IDEMPOTENCY_KEY)
        {
            headers.insert(IDEMPOTENCY_KEY, new_key()?);
        }
        let key = headers.get(IDEMPOTENCY_KEY);
        if key.is_some_and(|key| key.as_bytes().trim_ascii().is_empty()) {
            return Err(Error::invalid_request("the idempotency key is empty"));
        }
        let is_idempotent = parts.method.is_idempotent() || key.is_some();
        #[cfg(feature = "oauth2")]
        let is_idempotent = is_idempotent || parts.extensions.get::<Repeatable>().is_some();
        let defaults = self.default_parameters.iter();
        add_missing(
            headers,
            defaults.filter(|(name, _)| target.declares_header(name.as_str())),
        );
        add_missing(headers, &self.headers);
        let credentials = self.credentials.required_by(target.security(), headers);
        let provided = ProvidedCredentials::new(credentials.provided(headers));
        credentials.add_to_headers(headers)?;
        check_framing(headers, body.length())?;
        parts.uri = credentials.add_to_query(uri)?;
        Ok(Addressed {
            request: Request::from_parts(parts, body),
            is_idempotent,
            provided,
        })
    }

    /// The base URL of a call. The base URL of the client overrides all servers that have a host.
    fn server_url(&self, target: &CallTarget) -> Result<Cow<'_, BaseUrl>> {
        let info = target.info();
        let server = match (&self.server, info) {
            (Some(chosen), info) => chosen.of_call(info, self.base_url.is_some())?,
            (None, info) => CallServer::Text(info.map_or("", |info| info.server).into()),
        };
        match (&self.base_url, server) {
            (Some(base_url), CallServer::Text(path)) if is_relative(&path) => {
                base_url.with_path(&path).map(Cow::Owned)
            }
            (Some(base_url), _) => Ok(Cow::Borrowed(base_url)),
            (None, CallServer::Url(url)) => Ok(Cow::Borrowed(url)),
            (None, CallServer::Text(url)) if is_absolute(&url) => {
                BaseUrl::parse(&url).map(Cow::Owned)
            }
            (None, _) if info.is_some() => Err(Error::invalid_request(
                "the document declares no absolute server URL: set `base_url` on the client",
            )),
            (None, _) => Err(Error::invalid_request(
                "the request belongs to no operation: set `base_url` on the client",
            )),
        }
    }
}

/// Returns whether a server URL is a path below the base URL of the client.
fn is_relative(server: &str) -> bool {
    !server.is_empty() && !is_absolute(server)
}

/// Rejects headers that describe another body than the one that is sent. A server would read the rest of the body as
/// another request, or the next request as a part of the body.
fn check_framing(headers: &HeaderMap, length: Option<u64>) -> Result<()> {
    let length = length.map(|length| length.to_string());
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    let is_length = match (lengths.next(), lengths.next()) {
        (None, _) => true,
        (Some(value), None) => length.is_some_and(|length| *value == length),
        (Some(_), Some(_)) => false,
    };
    let wrong = match is_length {
        false => CONTENT_LENGTH,
        true if headers.contains_key(TRANSFER_ENCODING) => TRANSFER_ENCODING,
        true => return Ok(()),
    };
    Err(Error::invalid_request(format!(
        "the header `{wrong}` does not describe the body; the transport sets it"
    )))
}

fn new_key() -> Result<HeaderValue> {
    let failed = |error: &dyn Display| {
        Error::invalid_request(format!("cannot generate an idempotency key: {error}"))
    };
    let key = random::uuid().map_err(|error| failed(&error))?;
    HeaderValue::try_from(key.to_string()).map_err(|error| failed(&error))
}
