//! Creates a [`Trophy`] client and its settings.

use std::fmt;
use std::time::Duration;

use apicrate_runtime::transport::Middleware;
use apicrate_runtime::{
    Body, Bytes, Client, ClientBuilder, Error, Result, RetryPolicy, Secret, Transport,
    TransportError, http,
};
#[cfg(feature = "rate-limit")]
use apicrate_runtime::{RateLimit, RateLimiter};

#[cfg(feature = "admin")]
use crate::generated::admin::Admin;
#[cfg(feature = "application")]
use crate::generated::application::{
    AchievementsApi, AchievementsClient, Application, LeaderboardsApi, LeaderboardsClient,
    MetricsApi, MetricsClient, PointsApi, PointsClient, StreaksApi, StreaksClient, UsersApi,
    UsersClient,
};
use crate::trophy::Trophy;

/// The base URL of the Application API.
const BASE_URL: &str = "https://api.trophy.so/v1";

/// The base URL of the Admin API.
const ADMIN_BASE_URL: &str = "https://admin.trophy.so/v1";

/// The header that carries the API key.
const API_KEY: &str = "X-API-KEY";

/// The header parameter that names the tenant.
const TENANT_ID: &str = "Tenant-ID";

/// The value of the header `User-Agent`.
const USER_AGENT: &str = concat!("trophy-api-rust/", env!("CARGO_PKG_VERSION"));

/// Settings for [`Trophy`]. Invalid settings are reported by [`build`](Self::build).
pub struct TrophyBuilder {
    client: ClientBuilder,
    base_url: Option<String>,
    admin_base_url: Option<String>,
    admin_api_key: Option<Secret>,
    has_transport: bool,
    /// `false` if a key is set, or if it can be added elsewhere: by a transport, a layer or another server.
    needs_api_key: bool,
    doubles: Option<Doubles>,
}

/// The implementations that replace the HTTP client.
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
            needs_api_key: true,
            doubles: None,
        }
    }
}

impl Trophy {
    /// A client of Trophy's production servers.
    ///
    /// # Errors
    ///
    /// Fails if the key is empty or not a valid header value, or no transport can be set up.
    pub fn new(api_key: impl Into<Secret>) -> Result<Self> {
        Self::builder().api_key(api_key).build()
    }

    /// Starts with the default settings, for a client with other keys, a tenant, other servers or another transport.
    pub fn builder() -> TrophyBuilder {
        TrophyBuilder::default()
    }
}

impl TrophyBuilder {
    /// Sets the API key. It is sent with every request, and `Debug` does not show it.
    #[must_use]
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.needs_api_key = false;
        self.client = self.client.api_key_in_header(API_KEY, api_key.into());
        self
    }

    /// Sets a different API key for the Admin API.
    #[must_use]
    pub fn admin_api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.needs_api_key = false;
        self.admin_api_key = Some(api_key.into());
        self
    }

    /// Sets the tenant of all calls that do not set their own. It is sent with all operations that have the parameter
    /// `Tenant-ID`. Organizations without tenants do not set it; an empty tenant is an error.
    #[must_use]
    pub fn tenant(mut self, tenant: impl AsRef<str>) -> Self {
        self.client = self.client.default_parameter(TENANT_ID, tenant);
        self
    }

    /// Sets the base URL of the Application API. The default is `https://api.trophy.so/v1`.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.needs_api_key = false;
        self.base_url = Some(url.into());
        self
    }

    /// Sets the base URL of the Admin API. The default is `https://admin.trophy.so/v1`.
    #[must_use]
    pub fn admin_base_url(mut self, url: impl Into<String>) -> Self {
        self.needs_api_key = false;
        self.admin_base_url = Some(url.into());
        self
    }

    /// Limits the time of a call, including retries, until its whole response is received. A call can set its own
    /// limit. The default is one minute. `Duration::MAX` means no limit, and zero is an error.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.timeout(timeout);
        self
    }

    /// Limits the time of one attempt of a call. The default is the remaining time of the call.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.attempt_timeout(timeout);
        self
    }

    /// Limits the time to establish a connection. The default is 10 seconds.
    #[cfg(any(feature = "http-transport", feature = "aws-lc", feature = "native-tls"))]
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.connect_timeout(timeout);
        self
    }

    /// Sets how often and for how long a failed call is retried. The default is twice, within one minute.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.client = self.client.retry(policy);
        self
    }

    /// Limits the size of a response, in bytes. The default is 64 MiB.
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.client = self.client.body_limit(bytes);
        self
    }

    /// Limits the number of requests per second to what Trophy accepts: 5 for `metrics.event`, 5 for
    /// `achievements.complete`, 5 for the Admin API, and 50 for all other operations. Requires the feature `rate-limit`.
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

    /// Limits the number of requests per second. Requires the feature `rate-limit`.
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn rate_limiter(mut self, limiter: RateLimiter) -> Self {
        self.client = self.client.rate_limit(limiter);
        self
    }

    /// Replaces the default transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.client = self.client.transport(transport);
        self.has_transport = true;
        self.needs_api_key = false;
        self
    }

    /// Adds middleware around the transport. Each attempt of a call passes through it. The layer that is added last
    /// receives a request first.
    #[must_use]
    pub fn layer(mut self, middleware: impl Middleware + 'static) -> Self {
        self.needs_api_key = false;
        self.client = self.client.layer(middleware);
        self
    }

    /// Replaces the Admin API with these groups, for tests.
    ///
    /// Once any group has been replaced, the client sends nothing over HTTP: all other groups return a "not
    /// implemented" error.
    #[cfg(feature = "admin")]
    #[must_use]
    pub fn admin(mut self, admin: Admin) -> Self {
        self.doubles.get_or_insert_default().admin = admin;
        self
    }

    /// Creates the client.
    ///
    /// # Errors
    ///
    /// Fails if a setting is invalid, no transport can be set up, or the client has no API key. A client with test doubles,
    /// another server, or an own transport or layer does not need a key.
    pub fn build(self) -> Result<Trophy> {
        if self.needs_api_key && self.doubles.is_none() {
            return Err(Error::invalid_request(
                "the client has no API key; set it with `api_key`",
            ));
        }
        let mut client = self.client;
        if self.doubles.is_some() && !self.has_transport {
            client = client.transport(Offline);
        }
        let client = client.build()?;
        let base_url = self.base_url.unwrap_or_else(|| BASE_URL.to_owned());
        let admin_base_url = self
            .admin_base_url
            .unwrap_or_else(|| ADMIN_BASE_URL.to_owned());
        let application = with_address(&client, base_url, None)?;
        let admin = with_address(&client, admin_base_url, self.admin_api_key)?;
        let groups = self.doubles.unwrap_or_else(|| Doubles {
            #[cfg(feature = "application")]
            application: Application::new(&application),
            #[cfg(feature = "admin")]
            admin: Admin::new(&admin),
        });
        Ok(Trophy {
            #[cfg(feature = "application")]
            application: groups.application,
            #[cfg(feature = "admin")]
            admin: groups.admin,
            application_client: application,
            admin_client: admin,
        })
    }
}

/// Replaces groups with your own implementations, for tests without a network.
///
/// Once any group has been replaced, the client sends nothing over HTTP: all other groups return a "not implemented"
/// error. [`Trophy::with_application`] replaces single groups of a client whose other groups use HTTP.
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
///         Ok(models::User::new(request.id, now.clone(), now).into())
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
    /// Replaces all groups of the Application API. A handle can share its double with the test:
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use trophy_api::{Application, MetricsApi, MetricsClient, Result, Trophy};
    ///
    /// fn with_double(double: &Arc<impl MetricsApi + 'static>) -> Result<Trophy> {
    ///     let metrics = MetricsClient::from(Arc::clone(double));
    ///     Trophy::builder().application(Application::default().with_metrics(metrics)).build()
    /// }
    /// ```
    #[must_use]
    pub fn application(self, application: Application) -> Self {
        self.double(|_| application)
    }

    /// Replaces the group `achievements`.
    #[must_use]
    pub fn achievements(self, achievements: impl AchievementsApi + 'static) -> Self {
        self.double(|application| {
            application.with_achievements(AchievementsClient::new(achievements))
        })
    }

    /// Replaces the group `leaderboards`.
    #[must_use]
    pub fn leaderboards(self, leaderboards: impl LeaderboardsApi + 'static) -> Self {
        self.double(|application| {
            application.with_leaderboards(LeaderboardsClient::new(leaderboards))
        })
    }

    /// Replaces the group `metrics`.
    #[must_use]
    pub fn metrics(self, metrics: impl MetricsApi + 'static) -> Self {
        self.double(|application| application.with_metrics(MetricsClient::new(metrics)))
    }

    /// Replaces the group `points`.
    #[must_use]
    pub fn points(self, points: impl PointsApi + 'static) -> Self {
        self.double(|application| application.with_points(PointsClient::new(points)))
    }

    /// Replaces the group `streaks`.
    #[must_use]
    pub fn streaks(self, streaks: impl StreaksApi + 'static) -> Self {
        self.double(|application| application.with_streaks(StreaksClient::new(streaks)))
    }

    /// Replaces the group `users`.
    #[must_use]
    pub fn users(self, users: impl UsersApi + 'static) -> Self {
        self.double(|application| application.with_users(UsersClient::new(users)))
    }

    fn double(mut self, replace: impl FnOnce(Application) -> Application) -> Self {
        let doubles = self.doubles.get_or_insert_default();
        doubles.application = replace(std::mem::take(&mut doubles.application));
        self
    }
}

/// The transport of a client whose groups are replaced. It sends nothing.
struct Offline;

impl Transport for Offline {
    async fn send(
        &self,
        _request: http::Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        Err(TransportError::unusable(
            "this client has test doubles, so it sends nothing over HTTP",
        ))
    }
}

/// Returns a copy of the client with another base URL and API key.
fn with_address(client: &Client, base_url: String, api_key: Option<Secret>) -> Result<Client> {
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
