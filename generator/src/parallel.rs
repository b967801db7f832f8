//! Work on all cores, for pieces that have nothing to do with each other: documents, and files.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What becomes of each item, in the order of the items.
#[must_use]
pub(crate) fn map<I, U>(items: I, work: impl Fn(I::Item) -> U + Sync) -> Vec<U>
where
    I: IntoIterator<Item: Send, IntoIter: ExactSizeIterator + Send>,
    U: Send,
{
    let items = items.into_iter();
    let count = items.len();
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let workers = workers.min(count);
    if workers < 2 {
        return items.map(work).collect();
    }
    let items = Mutex::new(items.enumerate());
    // Each takes the next item that nobody has, so that a large one holds nobody up.
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worker = || {
        let mut done = Vec::new();
        while let Some((index, item)) = next() {
            done.push((index, work(item)));
        }
        done
    };
    let mut done: Vec<(usize, U)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

/// What becomes of two pieces of work, the first on a thread of its own.
pub(crate) fn join<T: Send, U>(
    aside: impl FnOnce() -> T + Send,
    here: impl FnOnce() -> U,
) -> (T, U) {
    thread::scope(|scope| {
        let aside = scope.spawn(aside);
        let here = here();
        let aside = aside.join().unwrap_or_else(|panic| resume_unwind(panic));
        (aside, here)
    })
}
