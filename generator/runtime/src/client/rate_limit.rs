//! Keeps a client below the number of requests that a server takes in a second, so that it is not
//! refused in the first place. Which operations share a limit is the caller's to say.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter as Governor};

use crate::error::{Error, Result};
use crate::wire::operation::OperationInfo;

/// How many requests may be sent in a time. They are spread evenly over it, unless a burst is
/// allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    count: u32,
    period: Duration,
    burst: u32,
}

impl RateLimit {
    /// So many requests a second: with 5, one every 200 ms.
    #[must_use]
    pub const fn per_second(count: u32) -> Self {
        Self::per(Duration::from_secs(1), count)
    }

    /// So many requests a minute.
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

    /// Lets so many requests through at once after a time without any. In the busiest second they
    /// come on top of the limit, so a server that counts strictly wants 1, which is what holds when
    /// nothing is said.
    #[must_use]
    pub const fn burst(mut self, requests: u32) -> Self {
        self.burst = requests;
        self
    }

    fn quota(self) -> Option<Quota> {
        let burst = NonZeroU32::new(self.burst)?;
        let apart = self.period.checked_div(self.count)?;
        // Time is counted in nanoseconds, of which a burst must not take more than can be counted.
        u64::try_from(apart.checked_mul(self.burst)?.as_nanos()).ok()?;
        Some(Quota::with_period(apart)?.allow_burst(burst))
    }
}

/// Holds requests back until the limit of their class allows them. Every attempt of a call counts.
///
/// The first rule that an operation falls under is the one that holds. Clones share their counts.
/// Requests that are held back at the same time go in no particular order. One that would be held
/// back beyond the [timeout](crate::ClientBuilder::timeout) of its call ends at once, as a timeout.
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
    /// No limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One limit for these operations together, named by their `operationId`.
    #[must_use]
    pub fn operations(
        self,
        ids: impl IntoIterator<Item = impl Into<String>>,
        limit: RateLimit,
    ) -> Self {
        let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        self.matching(move |info| ids.iter().any(|id| id == info.id), limit)
    }

    /// One limit for all operations together of which `applies` is true.
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

    /// One limit for everything together that falls under no other rule, and for requests that
    /// belong to no operation.
    #[must_use]
    pub fn rest(mut self, limit: RateLimit) -> Self {
        self.rest = self.bucket(limit);
        self
    }

    /// A limit that cannot be kept is remembered as the problem of the limiter.
    fn bucket(&mut self, limit: RateLimit) -> Option<Bucket> {
        let Some(quota) = limit.quota() else {
            self.problem.get_or_insert(limit);
            return None;
        };
        Some(Arc::new(Governor::direct_with_clock(quota, MonotonicClock)))
    }

    /// Reports a limit that cannot be kept.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.problem {
            Some(limit) => Err(Error::invalid_request(format!(
                "a rate limit of zero, or beyond all counting: {limit:?}"
            ))),
            None => Ok(()),
        }
    }

    /// Takes a turn, or says how long to wait before asking for one again.
    pub(crate) fn wait(&self, operation: Option<&OperationInfo>) -> Option<Duration> {
        let rule = operation.and_then(|operation| {
            let mut rules = self.rules.iter();
            rules.find(|rule| (rule.applies)(operation))
        });
        let bucket = rule.map(|rule| &rule.bucket).or(self.rest.as_ref())?;
        let refused = bucket.check().err()?;
        Some(refused.wait_time_from(MonotonicClock.now()))
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
