//! The way of one request to the server and back: attempts, and the pauses between them, until there
//! is an answer to be had or no sense in another attempt.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response as HttpResponse};

use super::address::Addressed;
use super::http_client::Inner;
use crate::client::call_options::CallOptions;
use crate::client::limits::Budget;
use crate::client::origin::{Origin, Target};
use crate::client::timeout::within;
use crate::client::trace::CallSpan;
use crate::client::transport::TransportError;
use crate::client::transport::{BodyLimit, DynTransport};
use crate::client::{retry_after, retry_policy};
use crate::error::{Error, ErrorKind, Result};
use crate::wire::stream::Remainder;

/// What one attempt ended in.
pub(crate) type Outcome = Result<HttpResponse<Bytes>, TransportError>;

/// A call on its way.
pub(super) struct Exchange {
    transport: Arc<dyn DynTransport>,
    #[cfg(feature = "rate-limit")]
    rate_limiter: Option<crate::client::rate_limit::RateLimiter>,
    request: Request<Bytes>,
    is_idempotent: bool,
    streams: bool,
    budget: Budget,
    origin: Origin,
}

impl Inner {
    /// Makes a request ready to be sent. Where it `streams`, the body of a success is not read.
    // Before there is a future: that would have room for all that this is made of.
    pub(super) fn exchange(
        &self,
        target: &Target,
        request: Result<Request<Bytes>>,
        options: &CallOptions,
        streams: bool,
    ) -> Result<Exchange> {
        let Some(transport) = &self.transport else {
            return Err(Error::unimplemented(target.clone()));
        };
        let Addressed {
            request,
            is_idempotent,
        } = self.address(target, request, options)?;
        Ok(Exchange {
            transport: Arc::clone(transport),
            #[cfg(feature = "rate-limit")]
            rate_limiter: self.rate_limiter.clone(),
            is_idempotent,
            streams,
            budget: options.limits().budget(&self.limits),
            origin: Origin {
                target: target.clone(),
                attempts: 0,
                secrets: self.secrets.and_of(request.headers()),
            },
            request,
        })
    }
}

impl Exchange {
    /// Gets the answer, whatever its status.
    pub(super) async fn run(&mut self, span: &CallSpan) -> Result<HttpResponse<Bytes>> {
        span.addressed(self.request.uri());
        self.budget.begin();
        loop {
            self.wait_for_turn().await?;
            let Some(time) = self.budget.attempt_time() else {
                return Err(self.out_of_time());
            };
            let outcome = self.attempt(time.left).await;
            self.origin.attempts += 1;
            let pause = self.pause_after(&outcome);
            span.attempt(self.origin.attempts, &outcome, pause);
            match pause {
                Some(pause) => self.transport.sleep_boxed(pause).await,
                None => return self.conclude(outcome, time.setting),
            }
        }
    }

    /// Waits until the rate limit of the client lets a request through.
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
    #[allow(clippy::unused_async, reason = "it waits with the feature")]
    async fn wait_for_turn(&self) -> Result<()> {
        Ok(())
    }

    async fn attempt(&self, time: Option<Duration>) -> Outcome {
        let response = if self.streams {
            // On its own, since the futures of all other calls would have room for it as well.
            Box::pin(self.open(time)).await?
        } else {
            self.transport.send_boxed(self.request(), time).await?
        };
        // A transport need not look at the limit, which is then kept here.
        BodyLimit(self.budget.body).check(response.body().len() as u64)?;
        Ok(response)
    }

    /// The request, for one attempt.
    fn request(&self) -> Request<Bytes> {
        let mut request = self.request.clone();
        let limit = BodyLimit(self.budget.body);
        request.extensions_mut().insert(limit);
        request
    }

    /// Leaves the body of a success to a stream. What a refusal says is read like any other.
    async fn open(&self, time: Option<Duration>) -> Outcome {
        let begin = Instant::now();
        let opened = self.transport.open_boxed(self.request(), time).await?;
        let (parts, pieces) = opened.into_parts();
        let mut response = HttpResponse::from_parts(parts, Bytes::new());
        if response.status().is_success() {
            let remainder = Remainder::new(pieces, self.budget.body, self.budget.pause());
            response.extensions_mut().insert(remainder);
            return Ok(response);
        }
        let left = time.map(|time| time.saturating_sub(begin.elapsed()));
        let body = within(left, pieces.collect(BodyLimit(self.budget.body))).await;
        let late = || TransportError::timeout("the body of the response did not arrive");
        *response.body_mut() = body.ok_or_else(late)??;
        Ok(response)
    }

    /// How long to wait before the request is sent again; `None` when it is not.
    fn pause_after(&self, outcome: &Outcome) -> Option<Duration> {
        let asked = match outcome {
            Ok(response) if self.is_idempotent && retry_policy::is_transient(response.status()) => {
                retry_after::wait_asked_for(response.status(), response.headers())
            }
            Err(error) if error.is_connect() => None,
            Err(error) if self.is_idempotent && may_pass(error) => None,
            _ => return None,
        };
        // The first retry comes after the first attempt, so they share a number.
        let retry = self.origin.attempts;
        let policy = &self.budget.retry;
        if !policy.allows(retry) {
            return None;
        }
        let pause = policy.pause(retry, asked);
        self.budget.has_time_to_retry_after(pause).then_some(pause)
    }

    fn conclude(&self, outcome: Outcome, limit: Duration) -> Result<HttpResponse<Bytes>> {
        match outcome {
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
        Error::timed_out(self.budget.whole()).with_origin(&self.origin)
    }
}

/// Whether another attempt may end better than one that ended in this.
fn may_pass(error: &TransportError) -> bool {
    matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout)
}
