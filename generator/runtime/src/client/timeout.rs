//! Timeouts and timers that work on every executor.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_timer::Delay;

/// Waits for a future, but no longer than `limit`. Returns `None` if the time ran out first.
pub(crate) async fn timeout<F: Future>(limit: Option<Duration>, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut timer = limit.and_then(delay);
    poll_fn(
        |context| match (future.as_mut().poll(context), &mut timer) {
            (Poll::Ready(output), _) => Poll::Ready(Some(output)),
            (Poll::Pending, Some(timer)) => Pin::new(timer).poll(context).map(|()| None),
            (Poll::Pending, None) => Poll::Pending,
        },
    )
    .await
}

/// Starts a timer. Returns `None` if its end is too far in the future for an [`Instant`].
pub(crate) fn delay(time: Duration) -> Option<Delay> {
    let end = Instant::now().checked_add(time);
    end.map(|_| Delay::new(time))
}
