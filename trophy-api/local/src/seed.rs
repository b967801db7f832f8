//! The initial data of a local server: the items of the Admin API's create requests, users, achievements in a shorter
//! form, and environments, which neither API can create.

use std::fmt;

use serde::Deserialize;
use trophy_api::Uuid;
use trophy_api::admin::models::{
    AdminAttributeType, AdminEnvironment, AdminPointsLevelBadge as Badge, AdminTenant,
    CreateAchievementRequestItem, CreateAchievementRequestItemStatus,
    CreateAchievementRequestItemTrigger, CreateAttributeRequestItem, CreateLeaderboardRequestItem,
    CreateMetricRequestItem, CreatePointsSystemRequestItem, CreateTenantRequestItem,
};
use trophy_api::models::{UpdatedUser, UpsertedUser};

use crate::admin::items::issue_message;
use crate::admin::tenants;
use crate::data::conditions::{Condition, KeyCondition};
use crate::data::tenant::TenantData;

/// The initial data of a local server.
///
/// In a file it is a JSON object with the lists below. All lists are optional. Attributes, metrics, points systems,
/// leaderboards and tenants have the properties of the Admin API's create requests, environments those of its responses,
/// and users those of the Application API's create request. All items except users, tenants and environments can also
/// have an `id`, a UUID, to which other items can refer. Without `environments`, there is one with the key
/// `production`.
///
/// ```
/// use trophy_local::Seed;
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
///     "tenants": [{"customerId": "school-oslo", "name": "School of Oslo"}],
///     "environments": [{"name": "Staging", "key": "staging", "priority": 2}]
/// }"#)?;
/// # Ok::<(), trophy_local::SeedError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Seed {
    attributes: Vec<WithId<CreateAttributeRequestItem>>,
    metrics: Vec<WithId<CreateMetricRequestItem>>,
    achievements: Vec<Achievement>,
    points_systems: Vec<WithId<CreatePointsSystemRequestItem>>,
    leaderboards: Vec<WithId<CreateLeaderboardRequestItem>>,
    users: Vec<UpsertedUser>,
    tenants: Vec<CreateTenantRequestItem>,
    environments: Vec<AdminEnvironment>,
}

/// An item with an optional ID.
#[derive(Clone, Debug, Deserialize)]
struct WithId<T> {
    id: Option<Uuid>,
    #[serde(flatten)]
    item: T,
}

impl<T> WithId<T> {
    fn new(item: T) -> Self {
        Self { id: None, item }
    }
}

/// An achievement of a [`Seed`].
///
/// One of these properties decides what completes it:
///
/// - `key`: a call with this key.
/// - `metric` and `value`: a metric that reaches this value.
/// - `achievementIds`: the completion of all these achievements.
/// - `anniversaryYears`: this many years after the `signUpDate` of the user.
/// - `streakLength`: the achievement is never completed, because the local server has no streaks.
///
/// The achievement is active. The conditions `userAttributes` and `eventAttributes` have the `key` and the `value` of
/// attributes.
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
    anniversary_years: Option<i64>,
    #[serde(rename = "achievementIds")]
    depends_on: Vec<Uuid>,
    user_attributes: Vec<KeyCondition>,
    event_attributes: Vec<KeyCondition>,
}

impl Achievement {
    /// An achievement that is completed by a call with this key.
    pub fn api(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            key: Some(key.into()),
            ..Self::default()
        }
    }

    /// An achievement that is completed when a metric, given by its key, reaches a value.
    pub fn metric(name: impl Into<String>, metric: impl Into<String>, value: f64) -> Self {
        Self {
            name: name.into(),
            metric: Some(metric.into()),
            value: Some(value),
            ..Self::default()
        }
    }

    /// An achievement that is completed this many years after the user signed up.
    pub fn anniversary(name: impl Into<String>, years: i64) -> Self {
        Self {
            name: name.into(),
            anniversary_years: Some(years),
            ..Self::default()
        }
    }

    /// An achievement that is completed when all these achievements, given by their IDs, are completed.
    pub fn all_of(name: impl Into<String>, achievements: impl IntoIterator<Item = Uuid>) -> Self {
        Self {
            name: name.into(),
            depends_on: achievements.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Sets the ID of the achievement.
    #[must_use]
    pub fn id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// Adds a condition: only users whose attribute has this value can complete it.
    #[must_use]
    pub fn user_attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let condition = KeyCondition::new(key, value);
        self.user_attributes.push(condition);
        self
    }

    /// Adds a condition: only events whose attribute has this value are counted.
    #[must_use]
    pub fn event_attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let condition = KeyCondition::new(key, value);
        self.event_attributes.push(condition);
        self
    }
}

/// The error of an invalid [`Seed`].
#[derive(Debug)]
pub struct SeedError(String);

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid seed: {}", self.0)
    }
}

impl std::error::Error for SeedError {}

impl Seed {
    /// A seed without data.
    pub fn new() -> Self {
        Self::default()
    }

    /// Parses a seed.
    ///
    /// # Errors
    ///
    /// Fails if the text is not the JSON of a seed. The error contains the position.
    pub fn from_json(text: &str) -> Result<Self, SeedError> {
        serde_json::from_str(text).map_err(|error| SeedError(error.to_string()))
    }

    /// Adds a custom attribute for users or events.
    #[must_use]
    pub fn attribute(mut self, attribute: CreateAttributeRequestItem) -> Self {
        self.attributes.push(WithId::new(attribute));
        self
    }

    /// Adds a metric.
    #[must_use]
    pub fn metric(mut self, metric: CreateMetricRequestItem) -> Self {
        self.metrics.push(WithId::new(metric));
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
        self.points_systems.push(WithId::new(system));
        self
    }

    /// Adds a leaderboard.
    #[must_use]
    pub fn leaderboard(mut self, leaderboard: CreateLeaderboardRequestItem) -> Self {
        self.leaderboards.push(WithId::new(leaderboard));
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

    /// Adds an environment.
    #[must_use]
    pub fn environment(mut self, environment: AdminEnvironment) -> Self {
        self.environments.push(environment);
        self
    }

    /// Creates the data. Items are created before the items that refer to them.
    pub(crate) fn build(self) -> Result<(TenantData, Vec<AdminTenant>), SeedError> {
        let mut tenant = TenantData::default();
        create_all("attributes", self.attributes, |it| {
            tenant.create_attribute(it.id, it.item).map(drop)
        })?;
        create_all("metrics", self.metrics, |it| {
            tenant.create_metric(it.id, it.item).map(drop)
        })?;
        create_all("achievements", self.achievements, |it| {
            let id = it.id;
            let item = tenant.seeded_achievement(it)?;
            tenant.create_achievement(id, item).map(drop)
        })?;
        create_all("pointsSystems", self.points_systems, |it| {
            tenant.create_system(it.id, it.item).map(drop)
        })?;
        create_all("leaderboards", self.leaderboards, |it| {
            tenant.create_leaderboard(it.id, it.item).map(drop)
        })?;
        create_all("users", self.users, |user| {
            let id = user.id.clone();
            let created = tenant.upsert(&id, UpdatedUser::from(user)).map(drop);
            created.map_err(|error| issue_message(&error))
        })?;
        // Completions by seeded users are part of the initial data.
        tenant.events.clear();
        if !self.environments.is_empty() {
            let mut environments = self.environments;
            environments.sort_by_key(|environment| environment.priority);
            tenant.organization.environments = environments;
        }
        let mut records = Vec::new();
        create_all("tenants", self.tenants, |it| {
            tenants::create(&mut records, it).map(drop)
        })?;
        Ok((tenant, records))
    }
}

fn create_all<T>(
    list: &str,
    items: Vec<T>,
    mut create: impl FnMut(T) -> Result<(), String>,
) -> Result<(), SeedError> {
    for (index, item) in items.into_iter().enumerate() {
        create(item).map_err(|problem| SeedError(format!("{list}[{index}]: {problem}")))?;
    }
    Ok(())
}

impl TenantData {
    /// The achievement as an item of the Admin API's create request.
    fn seeded_achievement(&self, it: Achievement) -> Result<CreateAchievementRequestItem, String> {
        let trigger = trigger(&it)?;
        let metric = it.metric.as_ref().map(|key| {
            let metric = self.metric(key);
            metric.ok_or_else(|| format!("`metric`: no metric has the key `{key}`"))
        });
        let mut item = CreateAchievementRequestItem::new(it.name, trigger);
        item.status = Some(CreateAchievementRequestItemStatus::Active);
        item.description = it.description;
        item.badge = it.badge_url.map(Badge::new);
        item.key = it.key;
        item.metric_id = metric.transpose()?.map(|metric| metric.id);
        item.metric_value = it.value;
        item.streak_length = it.streak_length;
        item.anniversary_years = it.anniversary_years;
        item.achievement_ids = Some(it.depends_on).filter(|ids| !ids.is_empty());
        item.user_attributes = Some(self.by_id(it.user_attributes, &AdminAttributeType::User)?);
        item.event_attributes = Some(self.by_id(it.event_attributes, &AdminAttributeType::Event)?);
        Ok(item)
    }

    /// Converts conditions with the keys of attributes.
    fn by_id(
        &self,
        conditions: Vec<KeyCondition>,
        kind: &AdminAttributeType,
    ) -> Result<Vec<Condition>, String> {
        let convert = |condition: KeyCondition| {
            let mut attributes = self.attributes.iter();
            let attribute = attributes
                .find(|it| it.r#type == *kind && it.key == condition.key)
                .ok_or_else(|| format!("no {kind} attribute has the key `{}`", condition.key))?;
            Ok(Condition::new(attribute.id, condition.value))
        };
        conditions.into_iter().map(convert).collect()
    }
}

/// Returns the trigger of an achievement, of which there must be exactly one.
fn trigger(it: &Achievement) -> Result<CreateAchievementRequestItemTrigger, String> {
    use CreateAchievementRequestItemTrigger as Trigger;

    let candidates = [
        (it.key.is_some(), Trigger::Api),
        (it.metric.is_some(), Trigger::Metric),
        (it.streak_length.is_some(), Trigger::Streak),
        (it.anniversary_years.is_some(), Trigger::Anniversary),
        (!it.depends_on.is_empty(), Trigger::Achievement),
    ];
    let mut triggers = candidates.into_iter().filter(|(is_set, _)| *is_set);
    match (triggers.next(), triggers.next()) {
        (Some((_, trigger)), None) if it.metric.is_some() == it.value.is_some() => Ok(trigger),
        _ => Err(
            "exactly one of `key`, `metric` with `value`, `streakLength`, `anniversaryYears` and `achievementIds` is \
             required"
                .to_owned(),
        ),
    }
}
