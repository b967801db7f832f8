//! Independent work on all cores: converting parts of a document, and writing files.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

/// The number of cores. Asking for it reads several files on Linux.
static CORES: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

/// Returns the results of `work` for all items, in the order of the items.
#[must_use]
pub(crate) fn map<I, U>(items: I, work: impl Fn(I::Item) -> U + Sync) -> Vec<U>
where
    I: IntoIterator<Item: Send, IntoIter: ExactSizeIterator + Send>,
    U: Send,
{
    let items = items.into_iter();
    let count = items.len();
    let workers = count.min(*CORES);
    if workers < 2 {
        return items.map(work).collect();
    }
    let items = Mutex::new(items.enumerate());
    // Each worker takes one item at a time, so that a large item does not delay the items after it.
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worker = || {
        let mut done = Vec::new();
        while let Some((index, item)) = next() {
            done.push((index, work(item)));
        }
        done
    };
    let mut done: Vec<(usize, U)> = thread::scope(|scope| {
        // This thread is one of the workers.
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Runs two functions at the same time, the first one on another thread.
pub(crate) fn join<T: Send, U>(
    other: impl FnOnce() -> T + Send,
    here: impl FnOnce() -> U,
) -> (T, U) {
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let here = here();
        let other = other.join().unwrap_or_else(|panic| resume_unwind(panic));
        (other, here)
    })
}
