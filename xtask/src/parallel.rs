//! Work on all cores, for pieces that have nothing to do with each other: documents, and files.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// What becomes of each item, in the order of the items.
pub(crate) fn map<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(workers).max(1);
    let worker = |items: &[T]| -> Vec<U> { items.iter().map(&work).collect() };
    let worker = &worker;
    thread::scope(|scope| {
        let shares = items.chunks(share);
        let workers: Vec<_> = shares
            .map(|items| scope.spawn(move || worker(items)))
            .collect();
        let outcomes = workers.into_iter().map(thread::ScopedJoinHandle::join);
        outcomes
            .flat_map(|outcome| outcome.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}
