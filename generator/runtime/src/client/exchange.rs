//! The exchange of a call with the server: attempts, and the pauses between them, until a response arrives or
//! another attempt is not allowed.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response as HttpResponse, StatusCode};

use super::address::Addressed;
use super::call_options::CallOptions;
use super::clock::{Instant, timeout};
use super::limits::Budget;
use super::origin::{CallTarget, Host, ResponseOrigin};
use super::provided::ProvidedCredentials;
use super::provider::CredentialsError;
#[cfg(feature = "rate-limit")]
use super::rate_limit::RateLimiter;
use super::reconnect_policy::ReconnectPolicy;
use super::redaction::Secrets;
use super::settings::Settings;
use super::trace::CallSpan;
use super::transport::dyn_transport::DynTransport;
use super::transport::error::{AttemptResult, Reason};
use super::transport::{BodyLimit, TransportError};
use super::{retry_after, retry_policy};
use crate::error::{Error, Result};
use crate::error_kind::ErrorKind;
use crate::wire::body::Body;
use crate::wire::multipart::PartSecrets;
use crate::wire::stream::body::UnreadBody;

/// The way in which the body of a successful response is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As a whole.
    Whole,
    /// While it arrives, one item after the other.
    Items,
    /// While it arrives, in chunks.
    Chunks,
}

/// The state of a call.
pub(super) struct Exchange {
    transport: Arc<dyn DynTransport>,
    #[cfg(feature = "rate-limit")]
    rate_limiter: Option<RateLimiter>,
    request: Request<Body>,
    is_idempotent: bool,
    reading: Reading,
    budget: Budget,
    origin: ResponseOrigin,
    /// `None` if no credential comes from a provider.
    provided: Option<Box<ProvidedCredentials>>,
}

impl Settings {
    /// The secrets of the client and of a request: of its headers, and of the headers of its parts.
    fn secrets_of(&self, request: &Request<Body>) -> Secrets {
        let parts = request.extensions().get::<PartSecrets>().into_iter();
        let values = request.headers().values();
        self.secrets
            .with_request(values.chain(parts.flat_map(|PartSecrets(values)| values)))
    }

    /// Prepares a call.
    // Not part of the future, because the future would keep space for all arguments.
    pub(super) fn exchange(
        &self,
        target: &CallTarget,
        request: Result<Request<Body>>,
        options: &CallOptions,
        reading: Reading,
    ) -> Result<Exchange> {
        let Some(transport) = &self.transport else {
            return Err(Error::unimplemented(target.clone()));
        };
        let Addressed {
            request,
            is_idempotent,
            provided,
        } = self.address(target, request, options)?;
        Ok(Exchange {
            transport: Arc::clone(transport),
            #[cfg(feature = "rate-limit")]
            rate_limiter: self.rate_limiter.clone(),
            is_idempotent,
            reading,
            budget: options.limits().budget(&self.limits),
            origin: ResponseOrigin {
                target: target.clone(),
                host: Host::from_uri(request.uri()),
                attempts: 0,
                secrets: self.secrets_of(&request),
            },
            request,
            provided,
        })
    }
}

impl Exchange {
    /// Sends the request until a response arrives, regardless of its status.
    pub(super) async fn run(&mut self, span: &CallSpan) -> Result<HttpResponse<Bytes>> {
        span.addressed(self.request.uri());
        self.budget.begin();
        if let Some(provided) = &mut self.provided {
            provided.begin();
        }
        loop {
            self.wait_for_turn().await?;
            if self.provided.is_some() {
                // Boxed, so that the futures of all other calls need no space for it.
                Box::pin(self.fetch_credentials()).await?;
            }
            let Some(time) = self.budget.attempt_time() else {
                return Err(self.out_of_time());
            };
            let result = self.attempt(time.left).await;
            let number = self.origin.attempts + 1;
            // Nothing was sent if the transport cannot send the request.
            if !result.as_ref().is_err_and(TransportError::is_unsent) {
                self.origin.attempts = number;
            }
            let pause = self.pause_after(&result);
            span.attempt(number, &result, pause);
            match pause {
                Some(pause) => self.transport.sleep_boxed(pause).await,
                None if self.is_unauthorized(&result)
                    && Box::pin(self.renew_credentials()).await? => {}
                None => return self.conclude(result, time.setting),
            }
        }
    }

    /// Asks the providers for the credentials of the next attempt.
    async fn fetch_credentials(&mut self) -> Result<()> {
        let time = self.budget.call_time();
        let Some(provided) = &mut self.provided else {
            return Ok(());
        };
        match timeout(time, provided.fetch()).await {
            Some(Ok(())) => {
                self.origin.secrets.add(provided.values());
                let added = provided.add_to(&self.request);
                added.map_err(|error| error.with_origin(&self.origin))
            }
            Some(Err(error)) => Err(self.without_credentials(error)),
            None => Err(self.out_of_time()),
        }
    }

    /// Returns whether the server rejected credentials of a provider.
    fn is_unauthorized(&self, result: &AttemptResult) -> bool {
        let status = result.as_ref().ok().map(HttpResponse::status);
        self.provided.is_some() && status == Some(StatusCode::UNAUTHORIZED)
    }

    /// Reports to the providers that their credentials were rejected. Returns whether the request can be sent again with
    /// other credentials.
    async fn renew_credentials(&mut self) -> Result<bool> {
        let time = self.budget.call_time();
        let Some(provided) = &mut self.provided else {
            return Ok(false);
        };
        match timeout(time, provided.renew()).await {
            Some(Ok(is_renewed)) => {
                self.origin.secrets.add(provided.values());
                Ok(is_renewed && self.request.body().is_repeatable())
            }
            Some(Err(error)) => Err(self.without_credentials(error)),
            None => Err(self.out_of_time()),
        }
    }

    fn without_credentials(&self, error: CredentialsError) -> Error {
        let error = TransportError::credentials(error).redacted(&self.origin.secrets.redactor());
        Error::transport(error).with_origin(&self.origin)
    }

    /// Waits and then [runs](Self::run) again, with the full time of the call.
    pub(super) async fn repeat(
        &mut self,
        pause: Duration,
        span: &CallSpan,
    ) -> Result<HttpResponse<Bytes>> {
        self.transport.sleep_boxed(pause).await;
        self.origin.attempts = 0;
        self.run(span).await
    }

    /// Returns whether the request may be sent again after its response was interrupted.
    pub(super) fn can_reconnect(&self) -> bool {
        self.reading == Reading::Items
            && self.is_idempotent
            && self.request.body().is_repeatable()
            && self.budget.reconnect.is_used()
    }

    pub(super) fn reconnect_policy(&self) -> &ReconnectPolicy {
        &self.budget.reconnect
    }

    pub(super) fn target(&self) -> &CallTarget {
        &self.origin.target
    }

    /// The headers of the request.
    pub(super) fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The headers of the request.
    pub(super) fn headers_mut(&mut self) -> &mut HeaderMap {
        self.request.headers_mut()
    }

    /// Adds the call to an error.
    pub(super) fn error(&self, error: Error) -> Error {
        error.with_origin(&self.origin)
    }

    /// Waits until the rate limit of the client allows a request.
    #[cfg(feature = "rate-limit")]
    async fn wait_for_turn(&self) -> Result<()> {
        let Some(limiter) = &self.rate_limiter else {
            return Ok(());
        };
        while let Some(wait) = limiter.wait(self.origin.target.info()) {
            if !self.budget.has_time_for(wait) {
                return Err(self.out_of_time());
            }
            self.transport.sleep_boxed(wait).await;
        }
        Ok(())
    }

    #[cfg(not(feature = "rate-limit"))]
    #[allow(clippy::unused_async, reason = "it waits if the feature is enabled")]
    async fn wait_for_turn(&self) -> Result<()> {
        Ok(())
    }

    async fn attempt(&self, time: Option<Duration>) -> AttemptResult {
        let response = if self.reading == Reading::Whole {
            self.transport.send_boxed(self.request(), time).await?
        } else {
            // Boxed, so that the futures of all other calls need no space for it.
            Box::pin(self.open(time)).await?
        };
        // A transport may ignore the limit, so it is checked again.
        BodyLimit(self.budget.body).check(response.body().len() as u64)?;
        Ok(response)
    }

    /// A copy of the request, for one attempt.
    fn request(&self) -> Request<Body> {
        let provided = self.provided.as_ref();
        let request = provided.and_then(|provided| provided.request());
        let mut request = request.unwrap_or(&self.request).clone();
        let limit = BodyLimit(self.budget.body);
        request.extensions_mut().insert(limit);
        request
    }

    /// Sends the request and leaves the body of a successful response unread. The body of an error response is
    /// read.
    async fn open(&self, time: Option<Duration>) -> AttemptResult {
        let begin = Instant::now();
        let opened = self.transport.open_boxed(self.request(), time).await?;
        let (parts, body) = opened.into_parts();
        let mut response = HttpResponse::from_parts(parts, Bytes::new());
        if response.status().is_success() {
            let size = match self.reading {
                Reading::Chunks => self.budget.download,
                _ => self.budget.body,
            };
            let unread = UnreadBody::new(body, size, self.budget.idle());
            response.extensions_mut().insert(unread);
            return Ok(response);
        }
        let left = time.map(|time| time.saturating_sub(begin.elapsed()));
        let body = timeout(left, body.collect(BodyLimit(self.budget.body))).await;
        let late = || TransportError::timeout(Reason("the body of the response did not arrive"));
        *response.body_mut() = body.ok_or_else(late)??;
        Ok(response)
    }

    /// The pause before the next attempt; `None` if there is none.
    fn pause_after(&self, result: &AttemptResult) -> Option<Duration> {
        let requested = match result {
            Ok(response) if self.is_idempotent && retry_policy::is_transient(response.status()) => {
                retry_after::requested_pause(response.status(), response.headers())
            }
            Err(error) if error.is_incompatible() => return None,
            Err(error) if error.is_connect() || error.is_unprocessed() => None,
            Err(error) if self.is_idempotent && is_transient(error) => None,
            _ => return None,
        };
        // The first retry follows the first attempt, so the number of attempts is the number of this retry.
        let retry = self.origin.attempts;
        let policy = &self.budget.retry;
        if !policy.allows(retry) || !self.request.body().is_repeatable() {
            return None;
        }
        let pause = policy.pause(retry, requested);
        self.budget.has_time_to_retry_after(pause).then_some(pause)
    }

    fn conclude(&self, result: AttemptResult, limit: Duration) -> Result<HttpResponse<Bytes>> {
        match result {
            Ok(mut response) => {
                response.extensions_mut().insert(self.origin.clone());
                Ok(response)
            }
            Err(error) => Err(Error::transport(error)
                .with_limit(limit)
                .with_origin(&self.origin)),
        }
    }

    fn out_of_time(&self) -> Error {
        Error::timed_out(self.budget.total()).with_origin(&self.origin)
    }
}

/// Returns whether another attempt may succeed.
fn is_transient(error: &TransportError) -> bool {
    matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout)
}
