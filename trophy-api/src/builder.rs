//! Settings for [`Trophy`]: what Trophy itself asks for, put where its APIs want it.

use std::fmt;
use std::time::Duration;

use trophy_runtime::{Client, ClientBuilder};

#[cfg(feature = "application")]
use crate::Application;
#[cfg(feature = "admin")]
use crate::admin::Admin;
#[cfg(feature = "rate-limit")]
use crate::{RateLimit, RateLimiter};
use crate::{Result, RetryPolicy, Secret, Transport, Trophy};

/// Where the Application API is.
const BASE_URL: &str = "https://api.trophy.so/v1";

/// Where the Admin API is.
const ADMIN_BASE_URL: &str = "https://admin.trophy.so/v1";

/// The header that carries the API key.
const API_KEY: &str = "X-API-KEY";

/// The header parameter that names the tenant.
const TENANT_ID: &str = "Tenant-ID";

/// What this crate calls itself to the server.
const USER_AGENT: &str = concat!("trophy-api-rust/", env!("CARGO_PKG_VERSION"));

/// Settings for [`Trophy`]. A setting that cannot be used is reported by [`build`](Self::build).
pub struct TrophyBuilder {
    client: ClientBuilder,
    base_url: Option<String>,
    admin_base_url: Option<String>,
    admin_api_key: Option<Secret>,
}

impl Default for TrophyBuilder {
    fn default() -> Self {
        Self {
            client: Client::builder().user_agent(USER_AGENT),
            base_url: None,
            admin_base_url: None,
            admin_api_key: None,
        }
    }
}

impl TrophyBuilder {
    /// The API key. It is sent with every request and never shown by `Debug`.
    #[must_use]
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.client = self.client.sensitive_header(API_KEY, api_key.into());
        self
    }

    /// Another key for the Admin API.
    #[must_use]
    pub fn admin_api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.admin_api_key = Some(api_key.into());
        self
    }

    /// The tenant that all calls are for, unless a call names another. It is sent with the
    /// operations that have the parameter `Tenant-ID`; organisations without tenants leave it out.
    #[must_use]
    pub fn tenant(mut self, tenant: impl AsRef<str>) -> Self {
        self.client = self.client.default_parameter(TENANT_ID, tenant);
        self
    }

    /// Where calls of the Application API go, in place of `https://api.trophy.so/v1`.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Where calls of the Admin API go, in place of `https://admin.trophy.so/v1`.
    #[must_use]
    pub fn admin_base_url(mut self, url: impl Into<String>) -> Self {
        self.admin_base_url = Some(url.into());
        self
    }

    /// The time that a call may take until its whole response is there, unless the call says
    /// otherwise. A minute by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.timeout(timeout);
        self
    }

    /// The time that one attempt of a call may take.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.attempt_timeout(timeout);
        self
    }

    /// The time that making a connection may take.
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.connect_timeout(timeout);
        self
    }

    /// How often, and for how long, a call that failed is tried again. Twice and for a minute by
    /// default.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.client = self.client.retry(policy);
        self
    }

    /// The largest response that is read, in bytes. 64 MiB by default.
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.client = self.client.body_limit(bytes);
        self
    }

    /// Sends no more requests in a second than Trophy takes: 5 for `metrics.event`,
    /// `achievements.complete` and the Admin API each, and 50 for everything else.
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn rate_limit(self) -> Self {
        let slow = || RateLimit::per_second(5);
        self.rate_limiter(
            RateLimiter::new()
                .operations(["metrics_event"], slow())
                .operations(["achievements_complete"], slow())
                .matching(|operation| operation.id.starts_with("admin_"), slow())
                .rest(RateLimit::per_second(50)),
        )
    }

    /// Sends requests no faster than this.
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn rate_limiter(mut self, limiter: RateLimiter) -> Self {
        self.client = self.client.rate_limit(limiter);
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
        let base_url = self.base_url.unwrap_or_else(|| BASE_URL.to_owned());
        let admin_base_url = self
            .admin_base_url
            .unwrap_or_else(|| ADMIN_BASE_URL.to_owned());
        let application = derived(&client, base_url, None)?;
        let admin = derived(&client, admin_base_url, self.admin_api_key)?;
        Ok(Trophy {
            #[cfg(feature = "application")]
            application: Application::new(&application),
            #[cfg(feature = "admin")]
            admin: Admin::new(&admin),
            application_client: application,
            admin_client: admin,
        })
    }
}

/// The client of one of the two APIs: the common one but for its address and key.
fn derived(client: &Client, base_url: String, api_key: Option<Secret>) -> Result<Client> {
    let mut builder = client.to_builder().base_url(base_url);
    if let Some(api_key) = api_key {
        builder = builder.sensitive_header(API_KEY, api_key);
    }
    builder.build()
}

impl fmt::Debug for TrophyBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrophyBuilder")
            .field("client", &self.client)
            .field("base_url", &self.base_url)
            .field("admin_base_url", &self.admin_base_url)
            .finish_non_exhaustive()
    }
}
