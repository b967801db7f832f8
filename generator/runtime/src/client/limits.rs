//! What bounds a call: how long it and each of its attempts may take, how large its response may
//! be, and how often it is tried. A call's own settings come before those of its client.

use std::time::{Duration, Instant};

use crate::client::retry_policy::RetryPolicy;

/// How long a call may take when nothing is said.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How large a response's body may be when nothing is said, in bytes: far beyond any JSON that is
/// meant to be read at once, and little enough for a machine to hold.
const BODY_LIMIT: u64 = 64 * 1024 * 1024;

/// The settings of a client or of a call; what is not set is left to the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) body_limit: Option<u64>,
    pub(crate) retry: Option<RetryPolicy>,
}

impl Limits {
    /// What holds for a call.
    pub(crate) fn budget(&self, client: &Self) -> Budget {
        let retry = self.retry.as_ref().or(client.retry.as_ref());
        Budget {
            begin: Instant::now(),
            whole: self.timeout.or(client.timeout).unwrap_or(TIMEOUT),
            attempt: self.attempt_timeout.or(client.attempt_timeout),
            body: self.body_limit.or(client.body_limit).unwrap_or(BODY_LIMIT),
            retry: retry.cloned().unwrap_or_default(),
        }
    }
}

/// What one call may use up.
#[derive(Debug)]
pub(crate) struct Budget {
    begin: Instant,
    whole: Duration,
    attempt: Option<Duration>,
    /// The size of a response's body, in bytes.
    pub(crate) body: u64,
    pub(crate) retry: RetryPolicy,
}

/// The time that an attempt has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AttemptTime {
    /// From now on; `None` is no limit.
    pub(crate) left: Option<Duration>,
    /// The setting that it comes from, to be named when it runs out.
    pub(crate) setting: Duration,
}

impl Budget {
    /// Has all of the time from now on.
    pub(crate) fn begin(&mut self) {
        self.begin = Instant::now();
    }

    /// The time for an attempt that begins now; `None` when there is none left.
    pub(crate) fn attempt_time(&self) -> Option<AttemptTime> {
        let left = self.left();
        if left.is_zero() {
            return None;
        }
        Some(match self.attempt {
            Some(attempt) if attempt < left => AttemptTime {
                left: Some(attempt),
                setting: attempt,
            },
            _ => AttemptTime {
                left: (self.whole != Duration::MAX).then_some(left),
                setting: self.whole,
            },
        })
    }

    /// The longest pause that a stream may make.
    pub(crate) fn pause(&self) -> Option<Duration> {
        self.attempt
    }

    /// The setting that ends the call.
    pub(crate) fn whole(&self) -> Duration {
        self.whole
    }

    /// Whether a wait that begins now ends within the call.
    pub(crate) fn has_time_for(&self, wait: Duration) -> bool {
        wait < self.left()
    }

    /// Whether a pause that begins now ends while there may still be another attempt.
    pub(crate) fn has_time_to_retry_after(&self, pause: Duration) -> bool {
        let window = self.retry.window().saturating_sub(self.begin.elapsed());
        pause < window && self.has_time_for(pause)
    }

    fn left(&self) -> Duration {
        self.whole.saturating_sub(self.begin.elapsed())
    }
}
