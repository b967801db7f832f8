//! Settings for [`Trophy`]: what Trophy itself asks for, put where its API wants it.

use std::fmt;
use std::time::Duration;

use trophy_runtime::{Client, ClientBuilder};

use crate::{Application, Result, Transport, Trophy};

/// The header that carries the API key.
const API_KEY: &str = "X-API-KEY";

/// The header parameter that names the tenant.
const TENANT_ID: &str = "Tenant-ID";

/// What this crate calls itself to the server.
const USER_AGENT: &str = concat!("trophy-api-rust/", env!("CARGO_PKG_VERSION"));

/// Settings for [`Trophy`]. A setting that cannot be used is reported by [`build`](Self::build).
pub struct TrophyBuilder {
    client: ClientBuilder,
}

impl Default for TrophyBuilder {
    fn default() -> Self {
        Self {
            client: Client::builder().user_agent(USER_AGENT),
        }
    }
}

impl TrophyBuilder {
    /// The API key. It is sent with every request and never shown by `Debug`.
    #[must_use]
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.client = self.client.sensitive_header(API_KEY, api_key.into());
        self
    }

    /// The tenant that all calls are for, unless a call names another. Organisations without tenants leave it out.
    #[must_use]
    pub fn tenant(mut self, tenant: impl AsRef<str>) -> Self {
        self.client = self.client.default_parameter(TENANT_ID, tenant);
        self
    }

    /// Sends every request there, in place of Trophy's own servers. Includes the version: `http://127.0.0.1:4000/v1`.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.client = self.client.base_url(url);
        self
    }

    /// The time that a call may take until its whole response is there, unless the call says otherwise.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.timeout(timeout);
        self
    }

    /// Sends requests this way, in place of reqwest.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.client = self.client.transport(transport);
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    ///
    /// When a setting cannot be sent as it is, or no transport can be set up.
    pub fn build(self) -> Result<Trophy> {
        let client = self.client.build()?;
        Ok(Trophy::from_application(Application::new(client)))
    }
}

impl fmt::Debug for TrophyBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrophyBuilder")
            .field("client", &self.client)
            .finish()
    }
}
