//! A user, and what the user did.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::achievement::Completion;
use super::state::unprocessable;
use super::world::World;
use crate::admin::models::AdminAttributeType;
use crate::models::{NotificationPreferences, UpdatedUser, User, UserPreferencesResponse};
use crate::{Patch, Result, Timestamp, Uuid};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Account {
    pub(super) user: User,
    /// By the metric's ID.
    pub(super) totals: BTreeMap<Uuid, f64>,
    /// What counts towards achievements that do not count every event, by the achievement's ID.
    pub(super) counted: BTreeMap<String, f64>,
    /// By the achievement's ID.
    pub(super) completions: BTreeMap<String, Completion>,
    pub(super) preferences: UserPreferencesResponse,
}

impl Account {
    fn new(user: User) -> Self {
        Self {
            user,
            totals: BTreeMap::new(),
            counted: BTreeMap::new(),
            completions: BTreeMap::new(),
            preferences: UserPreferencesResponse::new(NotificationPreferences::default()),
        }
    }

    pub(super) fn total(&self, metric: Uuid) -> f64 {
        self.totals.get(&metric).copied().unwrap_or_default()
    }
}

impl World {
    /// Creates a user or changes the fields that are given. Nothing happens to one that cannot be as asked.
    pub(super) fn upsert(&mut self, id: &str, fields: UpdatedUser) -> Result<&mut Account> {
        let attributes = fields.attributes.iter().flat_map(BTreeMap::keys);
        self.check_attributes(attributes, &AdminAttributeType::User)?;
        let now = Timestamp::now();
        match self.accounts.entry(id.to_owned()) {
            Entry::Occupied(known) => {
                let account = known.into_mut();
                let user = changed(account.user.clone(), fields)?;
                if user != account.user {
                    account.user = User {
                        updated: now,
                        ..user
                    };
                }
                Ok(account)
            }
            Entry::Vacant(place) => {
                let user = User::new(id, now, now)
                    .subscribe_to_emails(true)
                    .control(false);
                Ok(place.insert(Account::new(changed(user, fields)?)))
            }
        }
    }
}

fn changed(mut user: User, fields: UpdatedUser) -> Result<User> {
    set(&mut user.email, fields.email);
    set(&mut user.name, fields.name);
    patch(&mut user.tz, fields.tz);
    match fields.device_tokens {
        Patch::Absent => {}
        tokens => user.device_tokens = tokens.into_option().unwrap_or_default(),
    }
    user.attributes
        .extend(fields.attributes.into_iter().flatten());
    set(&mut user.subscribe_to_emails, fields.subscribe_to_emails);
    if user.subscribe_to_emails == Some(false) {
        user.email = None;
    } else if fields.subscribe_to_emails == Some(true) && user.email.is_none() {
        return Err(unprocessable(
            "`email`: a user with `subscribeToEmails` set to `true` needs one",
        ));
    }
    Ok(user)
}

/// Absent leaves what there is.
pub(super) fn set<T>(field: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *field = value;
    }
}

/// Absent leaves what there is, `null` clears it.
pub(super) fn patch<T>(field: &mut Option<T>, value: Patch<T>) {
    if !value.is_absent() {
        *field = value.into_option();
    }
}
