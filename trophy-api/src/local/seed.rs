//! What a local Trophy begins with: the bodies of the Admin API's create requests, users, and achievements, which
//! no API creates.

use std::fmt;

use serde::Deserialize;

use super::achievement;
use super::admin::{id_or_new, message, tenants};
use super::world::World;
use crate::Uuid;
use crate::admin::models::{
    AdminTenant, CreateAttributeRequestItem, CreateLeaderboardRequestItem, CreateMetricRequestItem,
    CreatePointsSystemRequestItem, CreateTenantRequestItem,
};
use crate::models::{
    AchievementResponse, AchievementResponseTrigger, PointsTriggerUserAttributesItem, UpdatedUser,
    UpsertedUser,
};

/// What a local Trophy begins with.
///
/// As a file it is a JSON object with the lists below, each of which may be left out. Attributes, metrics, points
/// systems, leaderboards and tenants are written as in the Admin API's requests, and users as in the Application
/// API's. Any of them but users and tenants can have an `id` in addition, a UUID, so that others can refer to it.
///
/// ```
/// use trophy_api::local::Seed;
///
/// let seed = Seed::from_json(r#"{
///     "attributes": [{"name": "Cohort", "key": "cohort", "type": "user"}],
///     "metrics": [
///         {"id": "3f0c7a52-94b1-4d6e-8c2f-51a7e0b9d384", "name": "Lessons", "key": "lessons"}
///     ],
///     "achievements": [
///         {"name": "Grand tour", "key": "grand-tour"},
///         {"name": "Ten lessons", "metric": "lessons", "value": 10}
///     ],
///     "pointsSystems": [{"name": "Gems", "key": "gems"}],
///     "leaderboards": [{
///         "name": "League", "key": "league", "rankBy": "metric", "status": "active",
///         "metricId": "3f0c7a52-94b1-4d6e-8c2f-51a7e0b9d384"
///     }],
///     "users": [{"id": "user-18", "name": "Noor", "attributes": {"cohort": "spring"}}],
///     "tenants": [{"customerId": "school-oslo", "name": "School of Oslo"}]
/// }"#)?;
/// # Ok::<(), trophy_api::local::SeedError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Seed {
    attributes: Vec<Named<CreateAttributeRequestItem>>,
    metrics: Vec<Named<CreateMetricRequestItem>>,
    achievements: Vec<Achievement>,
    points_systems: Vec<Named<CreatePointsSystemRequestItem>>,
    leaderboards: Vec<Named<CreateLeaderboardRequestItem>>,
    users: Vec<UpsertedUser>,
    tenants: Vec<CreateTenantRequestItem>,
}

/// Something that can be given an ID.
#[derive(Clone, Debug, Deserialize)]
struct Named<T> {
    id: Option<Uuid>,
    #[serde(flatten)]
    item: T,
}

impl<T> Named<T> {
    fn new(item: T) -> Self {
        Self { id: None, item }
    }
}

/// An achievement of a [`Seed`]. With a `key` it is completed by a call, with a `metric` and a `value` by that
/// metric, with `achievementIds` by those achievements. With a `streakLength` it is never completed, as the local
/// Trophy keeps no streaks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Achievement {
    id: Option<Uuid>,
    name: String,
    description: Option<String>,
    badge_url: Option<String>,
    key: Option<String>,
    metric: Option<String>,
    value: Option<f64>,
    streak_length: Option<i64>,
    #[serde(rename = "achievementIds")]
    depends_on: Vec<String>,
    user_attributes: Vec<PointsTriggerUserAttributesItem>,
    event_attributes: Vec<PointsTriggerUserAttributesItem>,
}

impl Achievement {
    /// One that is completed by a call with this key.
    pub fn api(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            key: Some(key.into()),
            ..Self::default()
        }
    }

    /// One that is completed when the metric with this key reaches this value.
    pub fn metric(name: impl Into<String>, metric: impl Into<String>, value: f64) -> Self {
        Self {
            name: name.into(),
            metric: Some(metric.into()),
            value: Some(value),
            ..Self::default()
        }
    }

    /// One that is completed when all of these are, given by their IDs.
    pub fn all_of(name: impl Into<String>, achievements: impl IntoIterator<Item = Uuid>) -> Self {
        let ids = achievements.into_iter().map(|id| id.to_string());
        Self {
            name: name.into(),
            depends_on: ids.collect(),
            ..Self::default()
        }
    }

    /// Sets its ID.
    #[must_use]
    pub fn id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// Only for users whose attribute has this value. Any number of them.
    #[must_use]
    pub fn user_attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let condition = PointsTriggerUserAttributesItem::new(key, value);
        self.user_attributes.push(condition);
        self
    }

    /// Counts only events whose attribute has this value. Any number of them.
    #[must_use]
    pub fn event_attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let condition = PointsTriggerUserAttributesItem::new(key, value);
        self.event_attributes.push(condition);
        self
    }
}

/// Why a seed cannot be used.
#[derive(Debug)]
pub struct SeedError(String);

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the seed cannot be used: {}", self.0)
    }
}

impl std::error::Error for SeedError {}

impl Seed {
    /// With nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a seed.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, or not a seed; the error says where.
    pub fn from_json(text: &str) -> Result<Self, SeedError> {
        serde_json::from_str(text).map_err(|error| SeedError(error.to_string()))
    }

    /// Adds a custom attribute of users or events.
    #[must_use]
    pub fn attribute(mut self, attribute: CreateAttributeRequestItem) -> Self {
        self.attributes.push(Named::new(attribute));
        self
    }

    /// Adds a metric.
    #[must_use]
    pub fn metric(mut self, metric: CreateMetricRequestItem) -> Self {
        self.metrics.push(Named::new(metric));
        self
    }

    /// Adds an achievement.
    #[must_use]
    pub fn achievement(mut self, achievement: Achievement) -> Self {
        self.achievements.push(achievement);
        self
    }

    /// Adds a points system.
    #[must_use]
    pub fn points_system(mut self, system: CreatePointsSystemRequestItem) -> Self {
        self.points_systems.push(Named::new(system));
        self
    }

    /// Adds a leaderboard.
    #[must_use]
    pub fn leaderboard(mut self, leaderboard: CreateLeaderboardRequestItem) -> Self {
        self.leaderboards.push(Named::new(leaderboard));
        self
    }

    /// Adds a user.
    #[must_use]
    pub fn user(mut self, user: UpsertedUser) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a tenant.
    #[must_use]
    pub fn tenant(mut self, tenant: CreateTenantRequestItem) -> Self {
        self.tenants.push(tenant);
        self
    }

    /// Makes what is described, in the order in which one thing refers to another.
    pub(super) fn grow(self) -> Result<(World, Vec<AdminTenant>), SeedError> {
        let mut world = World::default();
        all("attributes", self.attributes, |it| {
            world.create_attribute(it.id, it.item).map(drop)
        })?;
        all("metrics", self.metrics, |it| {
            world.create_metric(it.id, it.item).map(drop)
        })?;
        all("achievements", self.achievements, |it| {
            world.create_achievement(it)
        })?;
        all("pointsSystems", self.points_systems, |it| {
            world.create_system(it.id, it.item).map(drop)
        })?;
        all("leaderboards", self.leaderboards, |it| {
            world.create_leaderboard(it.id, it.item).map(drop)
        })?;
        all("users", self.users, |user| {
            let id = user.id.clone();
            let made = world.upsert(&id, UpdatedUser::from(user)).map(drop);
            made.map_err(|error| message(&error))
        })?;
        let mut records = Vec::new();
        all("tenants", self.tenants, |it| {
            tenants::create(&mut records, it).map(drop)
        })?;
        Ok((world, records))
    }
}

fn all<T>(
    list: &str,
    items: Vec<T>,
    mut make: impl FnMut(T) -> Result<(), String>,
) -> Result<(), SeedError> {
    for (index, item) in items.into_iter().enumerate() {
        make(item).map_err(|problem| SeedError(format!("{list}[{index}]: {problem}")))?;
    }
    Ok(())
}

impl World {
    fn create_achievement(&mut self, it: Achievement) -> Result<(), String> {
        let id = id_or_new(it.id)?;
        let trigger = trigger(&it)?;
        let mut definition = AchievementResponse::new(id.to_string(), it.name, trigger);
        if let Some(key) = &it.metric {
            let metric = self
                .metric(key)
                .ok_or_else(|| format!("`metric`: no metric has the key `{key}`"))?;
            definition.metric_id = Some(metric.id.to_string());
            definition.metric_name = Some(metric.name.clone());
        }
        let mut taken = self.achievements.iter().map(|it| &it.definition);
        if taken.any(|other| other.id == definition.id || it.key.is_some() && other.key == it.key) {
            return Err("another achievement has the same ID or key".to_owned());
        }
        definition.description = it.description;
        definition.badge_url = it.badge_url;
        definition.key = it.key;
        definition.metric_value = it.value;
        definition.streak_length = it.streak_length;
        definition.achievement_ids = it.depends_on;
        definition.user_attributes = it.user_attributes;
        definition.event_attributes = it.event_attributes;
        self.achievements.push(achievement::Achievement {
            definition,
            completions: 0,
        });
        Ok(())
    }
}

/// What completes an achievement: the one thing that it says of it.
fn trigger(it: &Achievement) -> Result<AchievementResponseTrigger, String> {
    let said = [
        (it.key.is_some(), AchievementResponseTrigger::Api),
        (it.metric.is_some(), AchievementResponseTrigger::Metric),
        (
            it.streak_length.is_some(),
            AchievementResponseTrigger::Streak,
        ),
        (
            !it.depends_on.is_empty(),
            AchievementResponseTrigger::Achievement,
        ),
    ];
    let mut said = said.into_iter().filter(|(is_said, _)| *is_said);
    match (said.next(), said.next()) {
        (Some((_, trigger)), None) if it.metric.is_some() == it.value.is_some() => Ok(trigger),
        _ => Err(
            "it needs one of `key`, `metric` with `value`, `streakLength` and `achievementIds`"
                .to_owned(),
        ),
    }
}
