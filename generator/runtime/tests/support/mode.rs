//! The two ways to make a call: `.await` and `.wait()`. Each test function runs with both.

use std::sync::OnceLock;

use apicrate_runtime::{Error, Result};
use tokio::runtime::Runtime;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Awaited,
    #[cfg(feature = "blocking")]
    Blocking,
}

impl Mode {
    pub(crate) fn run<T>(self, call: impl IntoFuture<Output = Result<T>>) -> Result<T> {
        match self {
            Self::Awaited => runtime()?.block_on(call.into_future()),
            #[cfg(feature = "blocking")]
            Self::Blocking => apicrate_runtime::Blocking::wait(call),
        }
    }
}

/// The async runtime of the tests.
fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let runtime = Runtime::new().map_err(|error| Error::invalid_request(error.to_string()))?;
    Ok(RUNTIME.get_or_init(|| runtime))
}

/// Declares two tests for each function: one with async calls, one with blocking calls.
macro_rules! both {
    ($($name:ident),* $(,)?) => {
        mod awaited {
            $(#[test]
            fn $name() -> $crate::support::Test {
                super::$name($crate::support::mode::Mode::Awaited)
            })*
        }

        #[cfg(feature = "blocking")]
        mod blocking {
            $(#[test]
            fn $name() -> $crate::support::Test {
                super::$name($crate::support::mode::Mode::Blocking)
            })*
        }
    };
}

pub(crate) use both;
