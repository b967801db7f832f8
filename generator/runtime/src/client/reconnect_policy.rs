//! The reconnection policy: when an event stream is opened again, and how long to wait before.

use std::time::Duration;

use crate::client::random;

/// The longest `retry` of a server that is obeyed.
const LONGEST_RETRY: Duration = Duration::from_secs(24 * 60 * 60);

/// The reconnection policy of a client or a call: when a stream of [events](crate::stream::Events) is opened again
/// after an interruption.
///
/// To reconnect, the client sends the request again, with the header `Last-Event-ID` if the server sent an ID. The
/// request has the same headers, credentials, timeouts and [retries](crate::RetryPolicy) as before. Only a request that
/// may be retried is sent again: one with an idempotent method, or with an
/// [idempotency key](crate::CallOptions::idempotency_key).
///
/// | | [`new`](Self::new), the default | [`always`](Self::always) | [`none`](Self::none) |
/// | --- | --- | --- | --- |
/// | the connection was lost, and the server sent an ID | reconnects | reconnects | error |
/// | the connection was lost, and the server sent no ID | error | reconnects | error |
/// | the response ended regularly | end | reconnects | end |
///
/// A stream without data for as long as the [attempt timeout](crate::CallOptions::attempt_timeout) counts as a lost
/// connection. The data `[DONE]` of an API that sends JSON, and the status 204 ("No Content"), end every stream.
///
/// A reconnection fails if no response arrives, or a response with the status 408, 429 or 5xx except 501. If several fail
/// in a row, without an event between them, the stream ends with the error of the last one. Any other status than 2xx, and
/// a response that is not an event stream, end it at once. So does an ID that contains a control character, because it
/// cannot be sent.
///
/// The pause before reconnection *n* since the last event is random, between zero and `first · 2ⁿ⁻¹`, but not longer
/// than the longest pause. If the server sent the field `retry`, that time is the shortest and the first pause. If a
/// response contains `Retry-After`, the pause is not shorter than that time.
///
/// No event that has arrived completely is requested again, provided that the server sends an ID with each event.
/// Without IDs, the events that the server sends during the pause are lost, or the stream starts again.
///
/// ```
/// use apicrate_runtime::{CallOptions, ReconnectPolicy};
///
/// let endless = CallOptions::new().reconnect(ReconnectPolicy::always());
/// let once = CallOptions::new().reconnect(ReconnectPolicy::none());
/// # drop((endless, once));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconnectPolicy {
    failures: u32,
    first_pause: Duration,
    longest_pause: Duration,
    without_id: bool,
    after_end: bool,
}

impl ReconnectPolicy {
    /// The default policy: reconnects after a lost connection if the server has sent an ID, with five attempts in a row.
    /// The first pause is at most 3 seconds, later pauses double, up to 30 seconds.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            failures: 5,
            first_pause: Duration::from_secs(3),
            longest_pause: Duration::from_secs(30),
            without_id: false,
            after_end: false,
        }
    }

    /// A policy that reconnects as a browser does: after each interruption, also without an ID and after a regular end of
    /// the response.
    #[must_use]
    pub const fn always() -> Self {
        let mut policy = Self::new();
        policy.without_id = true;
        policy.after_end = true;
        policy
    }

    /// A policy that never reconnects.
    #[must_use]
    pub const fn none() -> Self {
        Self::new().failures(0)
    }

    /// Sets the number of reconnections in a row that may fail. Each event begins a new row. With 0, a lost connection is an
    /// error.
    #[must_use]
    pub const fn failures(mut self, failures: u32) -> Self {
        self.failures = failures;
        self
    }

    /// Sets the longest duration of the first pause, and of every pause.
    #[must_use]
    pub const fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// Returns whether the client may ever reconnect.
    pub(crate) fn is_used(&self) -> bool {
        self.failures > 0 || self.after_end
    }

    /// Returns whether another reconnection is allowed after this many failures in a row.
    pub(crate) fn allows_after(&self, failures: u32) -> bool {
        failures < self.failures
    }

    /// Returns whether the client reconnects if the server sent no ID.
    pub(crate) fn allows_without_id(&self) -> bool {
        self.without_id
    }

    /// Returns whether the client reconnects after a regular end of the response.
    pub(crate) fn allows_after_end(&self) -> bool {
        self.after_end
    }

    /// The pause before a reconnection. The first reconnection after an event has the number 1. `retry` is the time that
    /// the server sent.
    pub(crate) fn pause(&self, number: u32, retry: Option<Duration>) -> Duration {
        let shortest = retry.unwrap_or_default().min(LONGEST_RETRY);
        if number == 1 && retry.is_some() {
            return shortest;
        }
        // The server may ask for no pause at all. After a reconnection without an event, there is one nevertheless.
        let first = self.first_pause.max(shortest);
        let doubled = 2_u32.saturating_pow(number.saturating_sub(1));
        let longest = first.saturating_mul(doubled).min(self.longest_pause);
        shortest + random::up_to(longest.saturating_sub(shortest))
    }
}

/// The same as [`new`](Self::new).
impl Default for ReconnectPolicy {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn pauses_without_retry_are_random() {
        let policy = ReconnectPolicy::new().pauses(SECOND, 5 * SECOND);
        for (number, longest) in [
            (1, SECOND),
            (2, 2 * SECOND),
            (3, 4 * SECOND),
            (40, 5 * SECOND),
        ] {
            let pauses: Vec<_> = (0..500).map(|_| policy.pause(number, None)).collect();
            assert!(pauses.iter().all(|pause| *pause <= longest), "{number}");
            assert!(pauses.iter().any(|pause| *pause < longest / 10), "{number}");
            assert!(
                pauses.iter().any(|pause| *pause > longest / 10 * 9),
                "{number}"
            );
        }
    }

    #[test]
    fn retry_is_the_first_and_the_shortest_pause() {
        let policy = ReconnectPolicy::new().pauses(SECOND, 5 * SECOND);
        assert_eq!(policy.pause(1, Some(2 * SECOND)), 2 * SECOND);
        assert_eq!(policy.pause(1, Some(Duration::ZERO)), Duration::ZERO);
        let pauses: Vec<_> = (0..500)
            .map(|_| policy.pause(2, Some(Duration::ZERO)))
            .collect();
        assert!(pauses.iter().any(|pause| *pause > SECOND), "{pauses:?}");
        let second = policy.pause(2, Some(2 * SECOND));
        assert!(second >= 2 * SECOND && second <= 4 * SECOND, "{second:?}");
        assert_eq!(policy.pause(9, Some(60 * SECOND)), 60 * SECOND);
        assert_eq!(policy.pause(9, Some(Duration::MAX)), LONGEST_RETRY);
    }
}
