//! The retry policy: when a request is retried, and how long to wait before a retry.

use std::time::Duration;

use http::StatusCode;

use crate::client::random;

/// The retry policy of a client or a call: the number of retries and the pauses before them.
///
/// A request is retried after:
///
/// - a connection that could not be opened. The server has not seen the request, so this applies to every request. It does not
///   apply if another attempt would fail in the same way: the server does not speak TLS, or its certificate is not trusted.
/// - a connection that broke before the whole response arrived, an attempt that
///   [timed out](crate::CallOptions::attempt_timeout), and the statuses 408, 429 and 5xx except 501. The server may
///   have processed the request, so this applies only to idempotent methods (GET, HEAD, PUT, DELETE, OPTIONS, TRACE,
///   QUERY) and to requests with an idempotency key. A request with another method, such as POST or COPY, is sent once
///   without a key.
///
/// The pause before retry *n* is random, between zero and `first · 2ⁿ⁻¹`, but not longer than the longest pause.
///
/// If the response contains a waiting time, the pause is that time plus a random part of the first pause, so that
/// clients which were rejected at the same time do not retry at the same time. The waiting time is read from:
///
/// - `Retry-After` (seconds or an HTTP date),
/// - `X-RateLimit-Reset`, with the status 429 and without `Retry-After`. A number of at least 1,000,000,000 is a Unix
///   time in seconds, a smaller one is the number of seconds to wait.
///
/// Dates are compared with the header `Date` of the same response, so the local clock may be wrong.
///
/// If a pause would not end within the total time of the policy, or within the
/// [timeout of the call](crate::CallOptions::timeout), the call fails at once with the last error.
///
/// ```
/// use std::time::Duration;
/// use apicrate_runtime::{CallOptions, RetryPolicy};
///
/// let patient = RetryPolicy::new().retries(5).total_time(Duration::from_secs(300));
/// let options = CallOptions::new().retry(patient);
/// let once = CallOptions::new().retry(RetryPolicy::none());
/// # drop((options, once));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    retries: u32,
    total_time: Duration,
    first_pause: Duration,
    longest_pause: Duration,
}

impl RetryPolicy {
    /// The default policy: two retries within 60 seconds. The first pause is at most 500 milliseconds, later pauses
    /// double, up to 8 seconds.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            retries: 2,
            total_time: Duration::from_secs(60),
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(8),
        }
    }

    /// A policy without retries: every request is sent once.
    #[must_use]
    pub const fn none() -> Self {
        Self::new().retries(0)
    }

    /// Sets the largest number of retries, in addition to the first attempt.
    #[must_use]
    pub const fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the total time: the time since the start of the call after which no new attempt begins. A running attempt is
    /// not aborted; the [timeout](crate::ClientBuilder::timeout) limits it.
    #[must_use]
    pub const fn total_time(mut self, total_time: Duration) -> Self {
        self.total_time = total_time;
        self
    }

    /// Sets the longest duration of the first pause, and of every pause.
    #[must_use]
    pub const fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    pub(crate) fn allows(&self, retry: u32) -> bool {
        retry <= self.retries
    }

    pub(crate) fn window(&self) -> Duration {
        self.total_time
    }

    /// The pause before a retry. The first retry has the number 1. `requested` is the waiting time in the response.
    pub(crate) fn pause(&self, retry: u32, requested: Option<Duration>) -> Duration {
        match requested {
            Some(requested) => requested.saturating_add(random::up_to(self.first_pause)),
            None => random::up_to(self.longest(retry)),
        }
    }

    fn longest(&self, retry: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(retry.saturating_sub(1));
        let longest = self.first_pause.saturating_mul(doubled);
        longest.min(self.longest_pause)
    }
}

/// The same as [`new`](Self::new).
impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns whether an error with this status may be temporary. A server that does not support the request (501) does not
/// support it a moment later either.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let policy = RetryPolicy::new();
        let longest = [1, 2, 3, 4, 5, 6, 400].map(|retry| policy.longest(retry).as_millis());
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
    }

    #[test]
    fn pauses_are_distributed_over_the_whole_range() {
        let policy = RetryPolicy::new();
        let pauses: Vec<_> = (0..1000).map(|_| policy.pause(2, None)).collect();
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(1)));
        for (from, to) in [(0, 100), (450, 550), (900, 1000)] {
            let within = Duration::from_millis(from)..Duration::from_millis(to);
            assert!(pauses.iter().any(|pause| within.contains(pause)), "{from}");
        }
    }

    #[test]
    fn pauses_are_at_least_the_requested_time() {
        let policy = RetryPolicy::new();
        let requested = Duration::from_secs(30);
        let pause = policy.pause(1, Some(requested));
        assert!(pause >= requested && pause <= requested + Duration::from_millis(500));
        assert_eq!(policy.pause(1, Some(Duration::MAX)), Duration::MAX);
    }
}
