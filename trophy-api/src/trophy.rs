//! The way in: one value from which every operation of Trophy can be reached.

use crate::builder::TrophyBuilder;
use crate::{Achievements, Application, Leaderboards, Metrics, Points, Result, Streaks, Users};

/// Trophy's API. Cheap to clone; clones share their connections.
///
/// ```
/// # async fn run() -> trophy_api::Result<()> {
/// let trophy = trophy_api::Trophy::new("your-api-key")?;
/// let streak = trophy.users().streak("user-18").history_periods(14).await?;
/// println!("{} periods in a row", streak.length);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Trophy {
    application: Application,
}

impl Trophy {
    /// Trophy's own servers, with the API key of an application.
    ///
    /// # Errors
    ///
    /// When the key cannot be sent as a header, or no transport can be set up.
    pub fn new(api_key: impl Into<String>) -> Result<Self> {
        Self::builder().api_key(api_key).build()
    }

    /// Settings one by one: the key, the tenant, another server, another transport.
    pub fn builder() -> TrophyBuilder {
        TrophyBuilder::default()
    }

    /// Trophy as `application` answers for it, which need not be over HTTP.
    pub fn from_application(application: Application) -> Self {
        Self { application }
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
