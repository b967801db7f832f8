//! Blocking calls: a trait that every call implements. All blocking calls share one Tokio runtime, which the first
//! one starts.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::{Error, Result};

/// Waits for a call without an async runtime.
///
/// Every type that can be awaited for a [`Result`] implements this trait: calls, and the futures of `.send()`. So do the
/// futures of the next page, item or event, which return `None` at the end of the stream.
///
/// ```
/// use apicrate_runtime::{Blocking, Result};
///
/// async fn call() -> Result<u32> {
///     Ok(5)
/// }
///
/// fn main() -> Result<()> {
///     let five = call().wait()?;
///     assert_eq!(five, 5);
///     Ok(())
/// }
/// ```
///
/// Requests, retries and errors are the same as for the async call. The waiting thread polls the call. One background
/// thread serves the connections of all calls of the process. It starts with the first call.
///
/// # Errors
///
/// The errors of the call, and [`InvalidRequest`](crate::ErrorKind::InvalidRequest) on a thread of a Tokio runtime:
/// there, waiting would block other tasks or never end. In this case nothing was sent. The threads of `spawn_blocking`
/// are such threads too; call `Handle::current().block_on(…)` there.
pub trait Blocking {
    /// The result of the call.
    type Output;

    /// Makes the call and waits until it completes.
    ///
    /// # Errors
    ///
    /// See the documentation of the trait.
    fn wait(self) -> Self::Output;
}

impl<C: IntoFuture<Output: Fallible>> Blocking for C {
    type Output = C::Output;

    fn wait(self) -> C::Output {
        // `try_current` can also fail because the thread is shutting down. Blocking is not possible then either.
        if !Handle::try_current().is_err_and(|error| error.is_missing_context()) {
            return Fallible::from_error(Error::invalid_request(
                "blocking call on a thread of an async runtime: use `.await` instead",
            ));
        }
        match runtime() {
            Ok(runtime) => runtime.block_on(self.into_future()),
            Err(error) => Fallible::from_error(error),
        }
    }
}

/// The result of a call, or the next item of a stream.
pub trait Fallible {
    /// The result if the call cannot be made.
    fn from_error(error: Error) -> Self;
}

impl<T> Fallible for Result<T> {
    fn from_error(error: Error) -> Self {
        Err(error)
    }
}

impl<T> Fallible for Option<Result<T>> {
    fn from_error(error: Error) -> Self {
        Some(Err(error))
    }
}

/// The runtime of all blocking calls of the process. If two calls start at the same time, both may create a runtime; one
/// of them is kept.
fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("apicrate-runtime")
        .enable_all()
        .build()
        .map_err(|error| Error::invalid_request(format!("cannot start a runtime: {error}")))?;
    Ok(RUNTIME.get_or_init(|| runtime))
}
