//! Settings for [`Trophy`]: what Trophy itself asks for, put where its APIs want it.

use std::fmt;
use std::time::Duration;

use apicrate_runtime::{Client, ClientBuilder};

#[cfg(feature = "admin")]
use crate::admin::Admin;
#[cfg(feature = "application")]
use crate::{
    Achievements, AchievementsApi, Application, Leaderboards, LeaderboardsApi, Metrics, MetricsApi,
    Points, PointsApi, Streaks, StreaksApi, Users, UsersApi,
};
use crate::{Bytes, Result, RetryPolicy, Secret, Transport, TransportError, Trophy, http};
#[cfg(feature = "rate-limit")]
use crate::{RateLimit, RateLimiter};

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
    has_transport: bool,
    doubles: Option<Doubles>,
}

/// What answers in place of Trophy.
#[derive(Clone, Debug, Default)]
struct Doubles {
    #[cfg(feature = "application")]
    application: Application,
    #[cfg(feature = "admin")]
    admin: Admin,
}

impl Default for TrophyBuilder {
    fn default() -> Self {
        Self {
            client: Client::builder().user_agent(USER_AGENT),
            base_url: None,
            admin_base_url: None,
            admin_api_key: None,
            has_transport: false,
            doubles: None,
        }
    }
}

impl TrophyBuilder {
    /// The API key. It is sent with every request and never shown by `Debug`.
    #[must_use]
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.client = self.client.api_key_in_header(API_KEY, api_key.into());
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
        self.has_transport = true;
        self
    }

    /// Has the whole Admin API answered by these groups, in place of Trophy: for tests.
    ///
    /// From the first group that is given here on, nothing goes over HTTP: every group that is not
    /// given answers "not implemented".
    #[cfg(feature = "admin")]
    #[must_use]
    pub fn admin(mut self, admin: Admin) -> Self {
        self.doubles.get_or_insert_default().admin = admin;
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    ///
    /// When a setting cannot be sent as it is, or no transport can be set up.
    pub fn build(self) -> Result<Trophy> {
        let mut client = self.client;
        if self.doubles.is_some() && !self.has_transport {
            client = client.transport(Offline);
        }
        let client = client.build()?;
        let base_url = self.base_url.unwrap_or_else(|| BASE_URL.to_owned());
        let admin_base_url = self
            .admin_base_url
            .unwrap_or_else(|| ADMIN_BASE_URL.to_owned());
        let application = derived(&client, base_url, None)?;
        let admin = derived(&client, admin_base_url, self.admin_api_key)?;
        let answering = self.doubles.unwrap_or_else(|| Doubles {
            #[cfg(feature = "application")]
            application: Application::new(&application),
            #[cfg(feature = "admin")]
            admin: Admin::new(&admin),
        });
        Ok(Trophy {
            #[cfg(feature = "application")]
            application: answering.application,
            #[cfg(feature = "admin")]
            admin: answering.admin,
            application_client: application,
            admin_client: admin,
        })
    }
}

/// Groups that are answered by implementations of the caller's, which need no network: for tests.
///
/// From the first group that is given here on, nothing goes over HTTP: every group that is not given
/// answers "not implemented". For a client that asks Trophy for the rest,
/// [`Trophy::with_application`] replaces groups one by one.
///
/// ```
/// use trophy_api::users::GetRequest;
/// use trophy_api::{CallOptions, Response, Result, Timestamp, Trophy, UsersApi, models};
///
/// struct OneUser;
///
/// impl UsersApi for OneUser {
///     async fn get(&self, request: GetRequest, _: CallOptions) -> Result<Response<models::User>> {
///         let now = Timestamp::now();
///         Ok(models::User::new(request.id, now, now).into())
///     }
/// }
///
/// # async fn run() -> Result<()> {
/// let trophy = Trophy::builder().users(OneUser).build()?;
/// assert_eq!(trophy.users().get("user-18").await?.id, "user-18");
/// # Ok(())
/// # }
/// ```
#[cfg(feature = "application")]
impl TrophyBuilder {
    /// Has achievements answered by this.
    #[must_use]
    pub fn achievements(self, achievements: impl AchievementsApi + 'static) -> Self {
        self.double(|application| application.with_achievements(Achievements::new(achievements)))
    }

    /// Has leaderboards answered by this.
    #[must_use]
    pub fn leaderboards(self, leaderboards: impl LeaderboardsApi + 'static) -> Self {
        self.double(|application| application.with_leaderboards(Leaderboards::new(leaderboards)))
    }

    /// Has metrics and their events answered by this.
    #[must_use]
    pub fn metrics(self, metrics: impl MetricsApi + 'static) -> Self {
        self.double(|application| application.with_metrics(Metrics::new(metrics)))
    }

    /// Has points systems answered by this.
    #[must_use]
    pub fn points(self, points: impl PointsApi + 'static) -> Self {
        self.double(|application| application.with_points(Points::new(points)))
    }

    /// Has the streaks of many users answered by this.
    #[must_use]
    pub fn streaks(self, streaks: impl StreaksApi + 'static) -> Self {
        self.double(|application| application.with_streaks(Streaks::new(streaks)))
    }

    /// Has users and all that belongs to one of them answered by this.
    #[must_use]
    pub fn users(self, users: impl UsersApi + 'static) -> Self {
        self.double(|application| application.with_users(Users::new(users)))
    }

    fn double(mut self, replace: impl FnOnce(Application) -> Application) -> Self {
        let doubles = self.doubles.get_or_insert_default();
        doubles.application = replace(std::mem::take(&mut doubles.application));
        self
    }
}

/// Where groups are answered in memory, there is nobody to send anything to.
struct Offline;

impl Transport for Offline {
    async fn send(
        &self,
        _request: http::Request<Bytes>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        Err(TransportError::unusable(
            "groups are answered in memory, so nothing is sent",
        ))
    }
}

/// The client of one of the two APIs: the common one but for its address and key.
fn derived(client: &Client, base_url: String, api_key: Option<Secret>) -> Result<Client> {
    let mut builder = client.to_builder().base_url(base_url);
    if let Some(api_key) = api_key {
        builder = builder.api_key_in_header(API_KEY, api_key);
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
