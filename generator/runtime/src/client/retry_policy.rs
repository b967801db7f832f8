//! When a request is sent again, and how long to wait before: what a caller sets, and what follows
//! from it for one answer.

use std::time::Duration;

use http::StatusCode;

use crate::client::random;

/// How often a call sends its request again, and with what pauses.
///
/// A request is sent again after:
///
/// - a connection that could not be made. The server has then seen nothing of the request, so this
///   holds for every request;
/// - a connection that broke before the whole response was there, an attempt that took longer than
///   [it may](crate::CallOptions::attempt_timeout), and the statuses 408, 429 and 5xx. The server
///   may have acted on the request, so this holds only for methods that are idempotent (GET, HEAD,
///   PUT, DELETE, OPTIONS, TRACE) and for requests with an idempotency key. A POST or PATCH without
///   one is sent once.
///
/// The pause before retry *n* is random, between nothing and `first · 2ⁿ⁻¹`, but no longer than the
/// longest one. Where the server says how long to stay away, the pause is that long, and a random
/// part of the first one longer, so that callers who were refused together do not return together.
/// It says so in `Retry-After` (seconds or an HTTP date), or, with status 429 and no `Retry-After`,
/// in `X-RateLimit-Reset`: a number from 1,000,000,000 on is a Unix time in seconds, a smaller one
/// the seconds that are left. Dates are compared with the `Date` of the same response, so the clock
/// of this machine need not be right.
///
/// A pause that would not end within the time of the policy, or within the
/// [time of the call](crate::CallOptions::timeout), is not begun: the call ends at once with the
/// error that it would have waited for to pass.
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
    /// Two retries within a minute, with pauses of up to half a second, doubling, and never longer
    /// than eight seconds.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            retries: 2,
            total_time: Duration::from_secs(60),
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(8),
        }
    }

    /// Every request is sent once.
    #[must_use]
    pub const fn none() -> Self {
        Self::new().retries(0)
    }

    /// How often a request is sent again, at most: one less than the attempts.
    #[must_use]
    pub const fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// The time since the start of the call after which no further attempt begins. One that is under
    /// way goes on: what ends it is the [timeout](crate::ClientBuilder::timeout).
    #[must_use]
    pub const fn total_time(mut self, total_time: Duration) -> Self {
        self.total_time = total_time;
        self
    }

    /// The longest that the first pause can be, and the longest that any can be.
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

    /// The pause before a retry, of which the first is number 1. `asked` is what the server says.
    pub(crate) fn pause(&self, retry: u32, asked: Option<Duration>) -> Duration {
        match asked {
            Some(asked) => asked.saturating_add(random::up_to(self.first_pause)),
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

/// Whether a refusal with this status may pass by itself.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    status.is_server_error()
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
    fn pauses_are_spread_over_the_whole_range() {
        let policy = RetryPolicy::new();
        let pauses: Vec<_> = (0..1000).map(|_| policy.pause(2, None)).collect();
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(1)));
        for (from, to) in [(0, 100), (450, 550), (900, 1000)] {
            let within = Duration::from_millis(from)..Duration::from_millis(to);
            assert!(pauses.iter().any(|pause| within.contains(pause)), "{from}");
        }
    }

    #[test]
    fn the_server_is_left_alone_for_as_long_as_it_asks() {
        let policy = RetryPolicy::new();
        let asked = Duration::from_secs(30);
        let pause = policy.pause(1, Some(asked));
        assert!(pause >= asked && pause <= asked + Duration::from_millis(500));
        assert_eq!(policy.pause(1, Some(Duration::MAX)), Duration::MAX);
    }
}
