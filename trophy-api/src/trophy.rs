//! The way in: one value from which every operation of Trophy can be reached.

use crate::builder::TrophyBuilder;
use crate::{Client, Result, Secret};

#[cfg(feature = "admin")]
use crate::admin::Admin;
#[cfg(feature = "application")]
use crate::{Achievements, Application, Leaderboards, Metrics, Points, Streaks, Users};

/// Trophy's API. Cheap to clone; clones share their connections.
///
/// ```
/// # #[cfg(all(feature = "application", feature = "admin"))]
/// # async fn run() -> trophy_api::Result<()> {
/// let trophy = trophy_api::Trophy::new("your-api-key")?;
/// let streak = trophy.users().streak("user-18").history_periods(14).await?;
/// println!("{} periods in a row", streak.length);
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
    /// Trophy's own servers, with an API key.
    ///
    /// # Errors
    ///
    /// When the key cannot be sent as a header, or no transport can be set up.
    pub fn new(api_key: impl Into<Secret>) -> Result<Self> {
        Self::builder().api_key(api_key).build()
    }

    /// Settings one by one: the keys, the tenant, other servers, another transport.
    pub fn builder() -> TrophyBuilder {
        TrophyBuilder::default()
    }

    /// What calls of the Application API go through: for a request that is not sent, and for paths
    /// that this crate does not know yet, with the same key, retries and errors.
    ///
    /// ```
    /// # async fn run(trophy: trophy_api::Trophy) -> Result<(), Box<dyn std::error::Error>> {
    /// use trophy_api::{Bytes, CallOptions, Response, Value, http};
    ///
    /// let request = http::Request::get("/seasons?limit=5").body(Bytes::new())?;
    /// let answer = trophy.application_client().execute(request, &CallOptions::new()).await?;
    /// let seasons: Response<Value> = Response::json(answer)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn application_client(&self) -> &Client {
        &self.application_client
    }

    /// The same for the Admin API.
    pub fn admin_client(&self) -> &Client {
        &self.admin_client
    }

    /// The Admin API: what Trophy works with, such as metrics, points systems and tenants.
    #[cfg(feature = "admin")]
    pub fn admin(&self) -> &Admin {
        &self.admin
    }

    /// The same with another implementation of the Admin API.
    #[cfg(feature = "admin")]
    pub fn with_admin(mut self, admin: Admin) -> Self {
        self.admin = admin;
        self
    }
}

#[cfg(feature = "application")]
impl Trophy {
    /// All groups of the Application API.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// The same with another implementation of the Application API, which need not use HTTP.
    pub fn with_application(mut self, application: Application) -> Self {
        self.application = application;
        self
    }

    /// Achievements: list them, complete them.
    pub fn achievements(&self) -> &Achievements {
        self.application.achievements()
    }

    /// Leaderboards and their rankings.
    pub fn leaderboards(&self) -> &Leaderboards {
        self.application.leaderboards()
    }

    /// Metrics: send the events that everything else follows from.
    pub fn metrics(&self) -> &Metrics {
        self.application.metrics()
    }

    /// Points systems, their levels and boosts.
    pub fn points(&self) -> &Points {
        self.application.points()
    }

    /// Streaks of many users at once.
    pub fn streaks(&self) -> &Streaks {
        self.application.streaks()
    }

    /// Users and all that belongs to one of them.
    pub fn users(&self) -> &Users {
        self.application.users()
    }
}
