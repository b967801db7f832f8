//! Client-side rate limits: requests wait until they are allowed, so that the server does not reject them. The caller
//! decides which operations share a limit.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter as Governor};

use crate::error::{Error, Result};
use crate::wire::operation_info::OperationInfo;

/// The number of requests per period. They are spread evenly over the period, unless a burst is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    count: u32,
    period: Duration,
    burst: u32,
}

impl RateLimit {
    /// This many requests per second: with 5, one every 200 ms.
    #[must_use]
    pub const fn per_second(count: u32) -> Self {
        Self::per(Duration::from_secs(1), count)
    }

    /// This many requests per minute.
    #[must_use]
    pub const fn per_minute(count: u32) -> Self {
        Self::per(Duration::from_secs(60), count)
    }

    const fn per(period: Duration, count: u32) -> Self {
        Self {
            count,
            period,
            burst: 1,
        }
    }

    /// Allows this many requests at once after a period without requests. The default is 1. A larger burst can exceed the
    /// limit in a single period, which a strict server rejects.
    #[must_use]
    pub const fn burst(mut self, requests: u32) -> Self {
        self.burst = requests;
        self
    }

    fn quota(self) -> Option<Quota> {
        let burst = NonZeroU32::new(self.burst)?;
        let interval = self.period.checked_div(self.count)?;
        // `governor` counts nanoseconds in a `u64`, so the time of a burst must fit.
        u64::try_from(interval.checked_mul(self.burst)?.as_nanos()).ok()?;
        Some(Quota::with_period(interval)?.allow_burst(burst))
    }
}

/// Delays requests until their limit allows them. Every attempt of a call counts.
///
/// The first rule that matches an operation applies. Clones share their counts. The order of requests that wait at the
/// same time is not defined. If a request would wait longer than the [timeout](crate::ClientBuilder::timeout) of its
/// call, the call fails at once with a timeout.
///
/// ```
/// use apicrate_runtime::{RateLimit, RateLimiter};
///
/// let limiter = RateLimiter::new()
///     .operations(["metrics_event", "achievements_complete"], RateLimit::per_second(5))
///     .matching(|operation| operation.server.contains("admin"), RateLimit::per_second(5))
///     .rest(RateLimit::per_second(50));
/// # drop(limiter);
/// ```
#[derive(Clone, Default)]
pub struct RateLimiter {
    rules: Vec<Rule>,
    rest: Option<Bucket>,
    problem: Option<RateLimit>,
}

#[derive(Clone)]
struct Rule {
    applies: Arc<dyn Fn(&OperationInfo) -> bool + Send + Sync>,
    bucket: Bucket,
}

type Bucket = Arc<Governor<NotKeyed, InMemoryState, MonotonicClock>>;

impl RateLimiter {
    /// Creates a limiter without limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a limit that these operations share, identified by their `operationId`.
    #[must_use]
    pub fn operations(
        self,
        ids: impl IntoIterator<Item = impl Into<String>>,
        limit: RateLimit,
    ) -> Self {
        let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        self.matching(move |info| ids.iter().any(|id| id == info.id), limit)
    }

    /// Adds a limit that all operations share for which `applies` returns `true`.
    #[must_use]
    pub fn matching(
        mut self,
        applies: impl Fn(&OperationInfo) -> bool + Send + Sync + 'static,
        limit: RateLimit,
    ) -> Self {
        if let Some(bucket) = self.bucket(limit) {
            self.rules.push(Rule {
                applies: Arc::new(applies),
                bucket,
            });
        }
        self
    }

    /// Sets the limit that all other operations share, including requests that belong to no operation.
    #[must_use]
    pub fn rest(mut self, limit: RateLimit) -> Self {
        self.rest = self.bucket(limit);
        self
    }

    /// Creates the bucket of a limit. An invalid limit is remembered and reported by [`check`](Self::check).
    fn bucket(&mut self, limit: RateLimit) -> Option<Bucket> {
        let Some(quota) = limit.quota() else {
            self.problem.get_or_insert(limit);
            return None;
        };
        Some(Arc::new(Governor::direct_with_clock(quota, MonotonicClock)))
    }

    /// Returns an error if a limit is invalid.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.problem {
            Some(limit) => Err(Error::invalid_request(format!(
                "invalid rate limit (zero or too large): {limit:?}"
            ))),
            None => Ok(()),
        }
    }

    /// Counts a request and returns `None` if it is allowed. Otherwise returns the time to wait before the next try.
    pub(crate) fn wait(&self, operation: Option<&OperationInfo>) -> Option<Duration> {
        let rule = operation.and_then(|operation| {
            let mut rules = self.rules.iter();
            rules.find(|rule| (rule.applies)(operation))
        });
        let bucket = rule.map(|rule| &rule.bucket).or(self.rest.as_ref())?;
        let not_until = bucket.check().err()?;
        Some(not_until.wait_time_from(MonotonicClock.now()))
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimiter")
            .field("rules", &self.rules.len())
            .field("rest", &self.rest.is_some())
            .finish_non_exhaustive()
    }
}
