//! Blocking calls: a trait that every call implements. All blocking calls share one Tokio runtime, which the first
//! one starts.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::{Error, Result};

/// Waits for a call without an async runtime.
///
/// Every type that can be awaited for a [`Result`] implements this trait: calls, and the futures of `.send()`.
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
    /// The result of a successful call.
    type Value;

    /// Makes the call and waits until it completes.
    ///
    /// # Errors
    ///
    /// See the documentation of the trait.
    fn wait(self) -> Result<Self::Value>;
}

impl<T, C: IntoFuture<Output = Result<T>>> Blocking for C {
    type Value = T;

    fn wait(self) -> Result<T> {
        // `try_current` can also fail because the thread is shutting down. Blocking is not possible then either.
        if !Handle::try_current().is_err_and(|error| error.is_missing_context()) {
            return Err(Error::invalid_request(
                "blocking call on a thread of an async runtime: use `.await` instead",
            ));
        }
        runtime()?.block_on(self.into_future())
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
