//! The implementation without the feature `tracing`: it records nothing.

use std::time::Duration;

use http::Uri;

use crate::client::origin::CallTarget;
use crate::client::transport::error::AttemptResult;
use crate::error::Error;

#[derive(Debug)]
pub(crate) struct CallSpan;

#[allow(
    clippy::unused_self,
    reason = "has the same signatures as with the feature"
)]
impl CallSpan {
    pub(crate) fn new(_target: &CallTarget) -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(&self, call: F) -> F {
        call
    }

    pub(crate) fn addressed(&self, _url: &Uri) {}

    pub(crate) fn attempt(&self, _number: u32, _result: &AttemptResult, _pause: Option<Duration>) {}

    pub(crate) fn reconnect(&self, _lost: Option<&Error>, _pause: Duration) {}

    pub(crate) fn end(&self, _error: Option<&Error>) {}
}
