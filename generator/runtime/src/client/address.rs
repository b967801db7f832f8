//! What a request does not say by itself: where it goes, the headers of the call and of the client,
//! and the key by which its attempts are one.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderName, HeaderValue, Request};

use super::http_client::Inner;
use crate::client::base_url::BaseUrl;
use crate::client::call_options::CallOptions;
use crate::client::origin::Target;
use crate::client::random;
use crate::error::{Error, Result};
use crate::wire::headers::add_missing;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A request that is ready to be sent.
pub(super) struct Addressed {
    pub(super) request: Request<Bytes>,
    /// Whether a server that gets it twice acts on it once.
    pub(super) is_idempotent: bool,
}

impl Inner {
    pub(super) fn address(
        &self,
        target: &Target,
        request: Result<Request<Bytes>>,
        options: &CallOptions,
    ) -> Result<Addressed> {
        request
            .and_then(|request| self.complete(target, request, options))
            .map_err(|error| error.with_target(target.clone()))
    }

    fn complete(
        &self,
        target: &Target,
        request: Request<Bytes>,
        options: &CallOptions,
    ) -> Result<Addressed> {
        let (mut parts, body) = request.into_parts();
        if parts.uri.authority().is_some() {
            // The host of another server must not get the secrets of this one.
            return Err(Error::invalid_request(
                "the URI of the request names a host, which is the client's to choose",
            ));
        }
        let uri = self.server(target)?.join(parts.uri)?;
        let headers = &mut parts.headers;
        let of_call = options.headers()?;
        // Of the notations that an answer may have, the caller may want another one.
        if let Some(wanted) = of_call.get(ACCEPT) {
            headers.insert(ACCEPT, wanted.clone());
        }
        add_missing(headers, of_call);
        // Before the headers of the client: a key that is the same for all calls is none.
        if target.declares_header(IDEMPOTENCY_KEY.as_str())
            && !headers.contains_key(IDEMPOTENCY_KEY)
        {
            headers.insert(IDEMPOTENCY_KEY, new_key()?);
        }
        let is_idempotent = parts.method.is_idempotent() || has_key(headers);
        let defaults = self.default_parameters.iter();
        add_missing(
            headers,
            defaults.filter(|(name, _)| target.declares_header(name.as_str())),
        );
        add_missing(headers, &self.headers);
        let credentials = self.credentials.asked_for(target.security(), headers);
        credentials.add_to_headers(headers)?;
        parts.uri = credentials.add_to_query(uri)?;
        Ok(Addressed {
            request: Request::from_parts(parts, body),
            is_idempotent,
        })
    }

    fn server(&self, target: &Target) -> Result<Cow<'_, BaseUrl>> {
        match (&self.base_url, target.info()) {
            (Some(base_url), _) => Ok(Cow::Borrowed(base_url)),
            (None, Some(info)) if info.server.contains("://") => {
                BaseUrl::parse(info.server).map(Cow::Owned)
            }
            (None, Some(_)) => Err(Error::invalid_request(
                "the document names no absolute server URL: set `base_url` on the client",
            )),
            (None, None) => Err(Error::invalid_request(
                "the request belongs to no operation: set `base_url` on the client",
            )),
        }
    }
}

fn has_key(headers: &HeaderMap) -> bool {
    let key = headers.get(IDEMPOTENCY_KEY);
    key.is_some_and(|key| !key.is_empty())
}

fn new_key() -> Result<HeaderValue> {
    HeaderValue::try_from(random::uuid()?.to_string())
        .map_err(|error| Error::invalid_request(format!("no idempotency key can be made: {error}")))
}
