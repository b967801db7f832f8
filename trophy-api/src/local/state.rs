//! Everything that the local Trophy knows, behind one lock: a world for each tenant, and what belongs to none.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::webhooks::Outbox;
use super::world::World;
use crate::admin::models::AdminTenant;
use crate::http::StatusCode;
use crate::{Error, Response, Result, Uuid};

/// How many tenants can have a world of their own.
pub const WORLDS: usize = 1_000;

/// What implements the traits of both APIs.
#[derive(Debug)]
pub(super) struct Local {
    state: Mutex<State>,
    outbox: Outbox,
}

#[derive(Debug)]
pub(super) struct State {
    /// What every world begins as.
    seed: World,
    worlds: BTreeMap<Option<String>, World>,
    pub(super) tenants: Vec<AdminTenant>,
    /// The IDs of application keys.
    pub(super) application_keys: Vec<Uuid>,
}

impl Local {
    pub(super) fn new(seed: World, tenants: Vec<AdminTenant>, outbox: Outbox) -> Self {
        let state = State {
            worlds: BTreeMap::from([(None, seed.clone())]),
            seed,
            tenants,
            application_keys: Vec::new(),
        };
        Self {
            state: Mutex::new(state),
            outbox,
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked with the lock is gone; a server for development goes on with what there is.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something in the world of a tenant, and sends the webhooks that come of it.
    pub(super) fn within<T>(
        &self,
        tenant: Option<String>,
        work: impl FnOnce(&mut World) -> Result<T>,
    ) -> Result<T> {
        let mut state = self.state();
        state.with_world(tenant, |world| {
            let outcome = work(world);
            // Under the lock, so that they go out in the order in which things happened.
            for event in world.events.drain(..) {
                self.outbox.send(&event);
            }
            outcome
        })
    }

    /// The same, for what is answered with the documented status.
    pub(super) fn answer<T>(
        &self,
        tenant: Option<String>,
        work: impl FnOnce(&mut World) -> Result<T>,
    ) -> Result<Response<T>> {
        self.within(tenant, work).map(Response::new)
    }

    pub(super) fn outbox(&self) -> &Outbox {
        &self.outbox
    }
}

impl State {
    /// A tenant's world, which is kept once it is no longer as it began: reading makes none.
    fn with_world<T>(
        &mut self,
        tenant: Option<String>,
        work: impl FnOnce(&mut World) -> Result<T>,
    ) -> Result<T> {
        if let Some(world) = self.worlds.get_mut(&tenant) {
            return work(world);
        }
        let is_full = self.worlds.len() > WORLDS;
        let mut world = self.seed.clone();
        let outcome = work(&mut world);
        if world == self.seed {
            return outcome;
        }
        if is_full {
            return Err(unprocessable(format!(
                "the local Trophy has no room for more than {WORLDS} tenants"
            )));
        }
        self.worlds.insert(tenant, world);
        outcome
    }

    /// Forgets what belongs to a tenant.
    pub(super) fn forget(&mut self, tenant: &str) {
        self.worlds.remove(&Some(tenant.to_owned()));
    }

    /// Gives a tenant's world another name.
    pub(super) fn rename(&mut self, tenant: &str, new: &str) {
        if let Some(world) = self.worlds.remove(&Some(tenant.to_owned())) {
            self.worlds.insert(Some(new.to_owned()), world);
        }
    }

    /// Whether there is such a user in any world.
    pub(super) fn knows(&self, user: &str) -> bool {
        self.worlds
            .values()
            .any(|world| world.accounts.contains_key(user))
    }
}

/// The refusal of a request that can be read but not carried out.
pub(super) fn unprocessable(message: impl Into<String>) -> Error {
    Error::refusal(StatusCode::UNPROCESSABLE_ENTITY, message)
}

/// The refusal of a request for something that is not there.
pub(super) fn not_found(message: impl Into<String>) -> Error {
    Error::refusal(StatusCode::NOT_FOUND, message)
}

/// Refuses a number outside of what the document allows.
pub(super) fn in_range(
    name: &str,
    value: Option<i64>,
    range: std::ops::RangeInclusive<i64>,
) -> Result<()> {
    match value {
        Some(value) if !range.contains(&value) => {
            let (least, most) = range.into_inner();
            Err(unprocessable(if most == i64::MAX {
                format!("query parameter `{name}`: {value} is less than {least}")
            } else {
                format!("query parameter `{name}`: {value} is not from {least} to {most}")
            }))
        }
        _ => Ok(()),
    }
}
