//! The clock and the timers of the client. They need no specific executor.
//!
//! Only this module reads the clock and starts timers, because a browser has other ones: `std` panics there, and it has no
//! thread for timers. Clippy rejects such calls in other modules (`clippy.toml`).
#![allow(clippy::disallowed_methods, reason = "the module that has them")]

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_timer::Delay;
use jiff::Timestamp;

#[cfg(not(all(feature = "wasm_js", target_arch = "wasm32", target_os = "unknown")))]
use std::time::Instant as PlatformInstant;
#[cfg(all(feature = "wasm_js", target_arch = "wasm32", target_os = "unknown"))]
use web_time::Instant as PlatformInstant;

/// A point in time of a clock that is never set back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Instant(PlatformInstant);

impl Instant {
    pub(crate) fn now() -> Self {
        Self(PlatformInstant::now())
    }

    /// The time since this point.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// The time until this point; zero if it has passed.
    pub(crate) fn time_left(self) -> Duration {
        self.0.saturating_duration_since(PlatformInstant::now())
    }

    /// The point after a duration; `None` if it is too far in the future.
    pub(crate) fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add(duration).map(Self)
    }
}

/// The current date and time.
pub(crate) fn utc_now() -> Timestamp {
    Timestamp::now()
}

/// A timer.
pub(crate) struct Timer(Delay);

impl Timer {
    pub(crate) fn new(duration: Duration) -> Self {
        Self(Delay::new(duration))
    }

    /// Starts a timer. Returns `None` if its end is too far in the future.
    pub(crate) fn limited(duration: Duration) -> Option<Self> {
        let end = Instant::now().checked_add(duration);
        end.map(|_| Self::new(duration))
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(context)
    }
}

/// Waits for a future, but no longer than `limit`. Returns `None` if the time ran out first.
pub(crate) async fn timeout<F: Future>(limit: Option<Duration>, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut timer = limit.and_then(Timer::limited);
    poll_fn(
        |context| match (future.as_mut().poll(context), &mut timer) {
            (Poll::Ready(output), _) => Poll::Ready(Some(output)),
            (Poll::Pending, Some(timer)) => Pin::new(timer).poll(context).map(|()| None),
            (Poll::Pending, None) => Poll::Pending,
        },
    )
    .await
}
