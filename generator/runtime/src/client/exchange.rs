//! The way of one request to the server and back: attempts, and the pauses between them, until there
//! is an answer to be had or no sense in another attempt.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response as HttpResponse};

use super::Inner;
use super::address::Addressed;
use crate::limits::Budget;
use crate::origin::{Origin, Target};
use crate::redact::Secrets;
use crate::stream::Remainder;
use crate::trace::CallSpan;
use crate::transport::{BodyLimit, DynTransport};
use crate::within::within;
use crate::{CallOptions, Error, ErrorKind, Result, TransportError, retry};

/// What one attempt ended in.
pub(crate) type Outcome = Result<HttpResponse<Bytes>, TransportError>;

/// A call under way.
struct Exchange<'a> {
    transport: &'a dyn DynTransport,
    #[cfg(feature = "rate-limit")]
    rate_limiter: Option<&'a crate::RateLimiter>,
    origin: Origin,
    budget: Budget,
    is_idempotent: bool,
    streams: bool,
}

impl Inner {
    /// Gets the answer to a request, whatever its status. Where it `streams`, the body of a success is
    /// not read.
    pub(super) async fn exchange(
        &self,
        span: &CallSpan,
        target: Target,
        request: Result<Request<Bytes>>,
        options: &CallOptions,
        streams: bool,
    ) -> Result<HttpResponse<Bytes>> {
        let Some(transport) = &self.transport else {
            return Err(Error::unimplemented(target));
        };
        let budget = options.limits().begin(&self.limits);
        let Addressed {
            mut request,
            is_idempotent,
        } = self.address(&target, request, options)?;
        span.addressed(request.uri());
        request.extensions_mut().insert(BodyLimit(budget.body));
        let exchange = Exchange {
            transport: &**transport,
            #[cfg(feature = "rate-limit")]
            rate_limiter: self.rate_limiter.as_ref(),
            origin: Origin {
                target,
                attempts: 0,
                secrets: Secrets::of(request.headers().values().chain(self.credentials.values())),
            },
            budget,
            is_idempotent,
            streams,
        };
        exchange.run(span, &request).await
    }
}

impl Exchange<'_> {
    async fn run(
        mut self,
        span: &CallSpan,
        request: &Request<Bytes>,
    ) -> Result<HttpResponse<Bytes>> {
        loop {
            self.wait_for_turn().await?;
            let Some(time) = self.budget.attempt_time() else {
                return Err(self.out_of_time());
            };
            let outcome = self.attempt(request, time.left).await;
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
        let Some(limiter) = self.rate_limiter else {
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

    async fn attempt(&self, request: &Request<Bytes>, time: Option<Duration>) -> Outcome {
        let response = if self.streams {
            self.open(request, time).await?
        } else {
            self.transport.send_boxed(request.clone(), time).await?
        };
        // A transport need not look at the limit, which is then kept here.
        BodyLimit(self.budget.body).check(response.body().len() as u64)?;
        Ok(response)
    }

    /// Leaves the body of a success to a stream. What a refusal says is read like any other.
    async fn open(&self, request: &Request<Bytes>, time: Option<Duration>) -> Outcome {
        let begin = Instant::now();
        let opened = self.transport.open_boxed(request.clone(), time).await?;
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
            Ok(response) if self.is_idempotent && retry::is_transient(response.status()) => {
                retry::wait_asked_for(response.status(), response.headers())
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

    fn conclude(self, outcome: Outcome, limit: Duration) -> Result<HttpResponse<Bytes>> {
        match outcome {
            Ok(mut response) => {
                response.extensions_mut().insert(self.origin);
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
