//! Tells nobody.

use std::time::Duration;

use http::Uri;

use crate::client::exchange::Outcome;
use crate::client::origin::Target;
use crate::error::Error;

#[derive(Debug)]
pub(crate) struct CallSpan;

#[allow(
    clippy::unused_self,
    reason = "the signatures are those with the feature"
)]
impl CallSpan {
    pub(crate) fn new(_target: &Target) -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(&self, call: F) -> F {
        call
    }

    pub(crate) fn addressed(&self, _url: &Uri) {}

    pub(crate) fn attempt(&self, _number: u32, _outcome: &Outcome, _pause: Option<Duration>) {}

    pub(crate) fn end(&self, _error: Option<&Error>) {}
}
