//! The limits of a call: timeouts, the largest response body, retries and reconnections. The options of a call override the
//! settings of the client.

use std::time::Duration;

use crate::client::clock::Instant;
use crate::client::reconnect_policy::ReconnectPolicy;
use crate::client::retry_policy::RetryPolicy;
use crate::error::{Error, Result};

/// The default timeout of a call.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The default limit of a response body, in bytes: larger than any usual JSON body, and small enough for memory.
const BODY_LIMIT: u64 = 64 * 1024 * 1024;

/// The limits that a client or a call sets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) body_limit: Option<u64>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) reconnect: Option<ReconnectPolicy>,
}

impl Limits {
    /// Rejects timeouts of a client with which every call would fail. Those of a call may be zero: it has no time left.
    pub(crate) fn check(&self) -> Result<()> {
        let timeouts = [
            ("timeout", self.timeout),
            ("attempt_timeout", self.attempt_timeout),
        ];
        match timeouts
            .iter()
            .find(|(_, timeout)| *timeout == Some(Duration::ZERO))
        {
            Some((name, _)) => Err(Error::invalid_request(format!(
                "`{name}` is zero, so that every call would fail; `Duration::MAX` means no limit"
            ))),
            None => Ok(()),
        }
    }

    /// Returns the limits in effect for a call. If the call does not set a limit, the limit of the client applies, or
    /// else the default.
    pub(crate) fn budget(&self, client: &Self) -> Budget {
        let retry = self.retry.as_ref().or(client.retry.as_ref());
        let reconnect = self.reconnect.as_ref().or(client.reconnect.as_ref());
        Budget {
            begin: Instant::now(),
            total: self.timeout.or(client.timeout).unwrap_or(TIMEOUT),
            attempt: self.attempt_timeout.or(client.attempt_timeout),
            body: self.body_limit.or(client.body_limit).unwrap_or(BODY_LIMIT),
            download: self.body_limit.unwrap_or(u64::MAX),
            retry: retry.cloned().unwrap_or_default(),
            reconnect: reconnect.cloned().unwrap_or_default(),
        }
    }
}

/// The remaining time and the other limits of one call.
#[derive(Debug)]
pub(crate) struct Budget {
    begin: Instant,
    total: Duration,
    attempt: Option<Duration>,
    /// The largest size of a response body, in bytes.
    pub(crate) body: u64,
    /// The largest size of a response body that is read in chunks, in bytes.
    pub(crate) download: u64,
    pub(crate) retry: RetryPolicy,
    pub(crate) reconnect: ReconnectPolicy,
}

/// The timeout of one attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AttemptTimeout {
    /// The time from now on; `None` means no limit.
    pub(crate) left: Option<Duration>,
    /// The configured timeout that is in effect, for the error message.
    pub(crate) setting: Duration,
}

impl Budget {
    /// Restarts the time of the call.
    pub(crate) fn begin(&mut self) {
        self.begin = Instant::now();
    }

    /// The timeout of an attempt that begins now; `None` if no time is left.
    pub(crate) fn attempt_time(&self) -> Option<AttemptTimeout> {
        let left = self.left();
        if left.is_zero() {
            return None;
        }
        Some(match self.attempt {
            Some(attempt) if attempt < left => AttemptTimeout {
                left: Some(attempt),
                setting: attempt,
            },
            _ => AttemptTimeout {
                left: (self.total != Duration::MAX).then_some(left),
                setting: self.total,
            },
        })
    }

    /// The rest of the time of the call; `None` means no limit.
    pub(crate) fn call_time(&self) -> Option<Duration> {
        (self.total != Duration::MAX).then(|| self.left())
    }

    /// The longest time without new data of a stream.
    pub(crate) fn idle(&self) -> Option<Duration> {
        self.attempt
    }

    /// The timeout of the whole call.
    pub(crate) fn total(&self) -> Duration {
        self.total
    }

    /// Returns whether a wait that begins now would end before the timeout of the call.
    pub(crate) fn has_time_for(&self, wait: Duration) -> bool {
        wait < self.left()
    }

    /// Returns whether another attempt is allowed after a pause that begins now.
    pub(crate) fn has_time_to_retry_after(&self, pause: Duration) -> bool {
        let window = self.retry.window().saturating_sub(self.begin.elapsed());
        pause < window && self.has_time_for(pause)
    }

    fn left(&self) -> Duration {
        self.total.saturating_sub(self.begin.elapsed())
    }
}
