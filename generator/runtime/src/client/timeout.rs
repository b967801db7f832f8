//! Waits that end, on every executor.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_timer::Delay;

/// What becomes of a future in this time; `None` when nothing did.
pub(crate) async fn within<F: Future>(time: Option<Duration>, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut end = time.and_then(delay);
    poll_fn(|context| match (future.as_mut().poll(context), &mut end) {
        (Poll::Ready(output), _) => Poll::Ready(Some(output)),
        (Poll::Pending, Some(end)) => Pin::new(end).poll(context).map(|()| None),
        (Poll::Pending, None) => Poll::Pending,
    })
    .await
}

/// A timer; `None` when it would not run out while there are clocks.
pub(crate) fn delay(time: Duration) -> Option<Delay> {
    let end = Instant::now().checked_add(time);
    end.map(|_| Delay::new(time))
}
