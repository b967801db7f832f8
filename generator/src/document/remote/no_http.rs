//! The replacement of the HTTP client without the feature `remote`: documents come from the lock file only.

use std::time::Duration;

use super::error::RemoteError;
use super::url::RemoteUrl;
use crate::document::limits::RequestLimits;

#[derive(Debug)]
pub(super) struct HttpClient;

impl HttpClient {
    pub(super) const fn new(_limits: RequestLimits) -> Self {
        Self
    }

    #[expect(
        clippy::unused_self,
        reason = "the signature is that of the client with requests"
    )]
    pub(super) fn get(
        &self,
        url: &RemoteUrl,
        _time: Duration,
        _is_allowed: impl Fn(&RemoteUrl) -> bool,
    ) -> Result<(RemoteUrl, Vec<u8>), RemoteError> {
        Err(RemoteError::Failed {
            host: url.host().to_owned(),
            reason: "the feature `remote` of `apicrate` is off, so that there is no HTTP client"
                .to_owned(),
        })
    }
}
