//! The client of both APIs.

use apicrate_runtime::Client;

#[cfg(feature = "admin")]
use crate::generated::admin::Admin;
#[cfg(feature = "application")]
use crate::generated::application::{
    AchievementsClient, Application, LeaderboardsClient, MetricsClient, PointsClient,
    StreaksClient, UsersClient,
};

/// A client of both APIs. It is cheap to clone; clones share their connections.
///
/// ```
/// # #[cfg(all(feature = "application", feature = "admin"))]
/// # async fn run() -> trophy_api::Result<()> {
/// let trophy = trophy_api::Trophy::new("your-api-key")?;
/// let streak = trophy.users().streak("user-18").history_periods(14).await?;
/// println!("{} consecutive periods", streak.length);
///
/// let systems = trophy.admin().points().systems().list().limit(10).await?;
/// println!("{} points systems", systems.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Trophy {
    #[cfg(feature = "application")]
    pub(crate) application: Application,
    #[cfg(feature = "admin")]
    pub(crate) admin: Admin,
    pub(crate) application_client: Client,
    pub(crate) admin_client: Client,
}

impl Trophy {
    /// The HTTP client of the Application API. Use it to build a request without sending it, and for paths that this
    /// crate does not know yet; such calls have the same API key, retries and errors.
    ///
    /// ```
    /// # async fn run(trophy: trophy_api::Trophy) -> Result<(), Box<dyn std::error::Error>> {
    /// use trophy_api::{Bytes, CallOptions, Response, Value, http};
    ///
    /// let request = http::Request::get("/seasons?limit=5").body(Bytes::new())?;
    /// let response = trophy.application_client().execute(request, &CallOptions::new()).await?;
    /// let seasons: Response<Value> = Response::json(response)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn application_client(&self) -> &Client {
        &self.application_client
    }

    /// The HTTP client of the Admin API; see [`application_client`](Self::application_client).
    pub fn admin_client(&self) -> &Client {
        &self.admin_client
    }

    /// The groups of the Admin API, which configures metrics, points systems, tenants and more.
    #[cfg(feature = "admin")]
    pub fn admin(&self) -> &Admin {
        &self.admin
    }

    /// Replaces the implementation of the Admin API.
    #[cfg(feature = "admin")]
    pub fn with_admin(mut self, admin: Admin) -> Self {
        self.admin = admin;
        self
    }
}

#[cfg(feature = "application")]
impl Trophy {
    /// The groups of the Application API.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// Replaces the implementation of the Application API, for example with a test double.
    pub fn with_application(mut self, application: Application) -> Self {
        self.application = application;
        self
    }

    /// Lists and completes achievements.
    pub fn achievements(&self) -> &AchievementsClient {
        self.application.achievements()
    }

    /// Leaderboards and their rankings.
    pub fn leaderboards(&self) -> &LeaderboardsClient {
        self.application.leaderboards()
    }

    /// Sends metric events, on which achievements, streaks, points and leaderboards depend.
    pub fn metrics(&self) -> &MetricsClient {
        self.application.metrics()
    }

    /// Points systems with their levels and boosts.
    pub fn points(&self) -> &PointsClient {
        self.application.points()
    }

    /// Streaks of several users at once.
    pub fn streaks(&self) -> &StreaksClient {
        self.application.streaks()
    }

    /// Users and everything that belongs to one of them.
    pub fn users(&self) -> &UsersClient {
        self.application.users()
    }
}
