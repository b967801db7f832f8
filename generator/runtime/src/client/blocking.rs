//! Calls from code that is not async: one trait that every call has, and one runtime of Tokio behind
//! it, which the first call starts and all others share.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::{Error, Result};

/// Makes a call and waits for its end, without an async runtime.
///
/// Whatever could be awaited for a [`Result`] has it: calls as they are, and what `.send()` gives.
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
/// Requests, retries and errors are those of the async call. The waiting thread polls it; the
/// connections are served by one thread in the background, which all calls of the process share and
/// which starts with the first.
///
/// # Errors
///
/// Those of the call, and [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when it is made on a
/// thread that belongs to a runtime of Tokio: there, waiting would keep other tasks from running, or
/// never end. Nothing has been sent then. This includes `spawn_blocking`, where
/// `Handle::current().block_on(…)` makes the same call.
pub trait Blocking {
    /// What the call gives when it succeeds.
    type Value;

    /// Makes the call, and returns when it has ended.
    ///
    /// # Errors
    ///
    /// As the trait says.
    fn wait(self) -> Result<Self::Value>;
}

impl<T, C: IntoFuture<Output = Result<T>>> Blocking for C {
    type Value = T;

    fn wait(self) -> Result<T> {
        // Besides a runtime, what is in the way may be the end of the thread.
        if !Handle::try_current().is_err_and(|error| error.is_missing_context()) {
            return Err(Error::invalid_request(
                "a blocking call was made on a thread of an async runtime: `.await` it there",
            ));
        }
        runtime()?.block_on(self.into_future())
    }
}

/// The runtime of all calls of the process. Two calls that begin at once may both make one, of which
/// one stays.
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
        .map_err(|error| Error::invalid_request(format!("no runtime can be started: {error}")))?;
    Ok(RUNTIME.get_or_init(|| runtime))
}
