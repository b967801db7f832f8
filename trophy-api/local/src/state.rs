//! The state of the local server, which implements the operation traits of both APIs.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use trophy_api::admin::models::AdminTenant;
use trophy_api::{Response, Result, Uuid};

use crate::data::tenant::TenantData;
use crate::outbox::Outbox;
use crate::refusal::unprocessable;

/// The number of tenants whose data the server keeps.
pub const MAX_TENANTS: usize = 1_000;

/// The in-memory implementation of both APIs.
#[derive(Debug)]
pub(crate) struct InMemory {
    state: Mutex<State>,
    outbox: Outbox,
}

#[derive(Debug)]
pub(crate) struct State {
    /// The initial data of every tenant.
    seed: TenantData,
    /// The data of each tenant, by `Tenant-ID`. The key is `None` for requests without that header.
    data: BTreeMap<Option<String>, TenantData>,
    pub(crate) tenants: Vec<AdminTenant>,
    /// The IDs of application keys.
    pub(crate) application_keys: Vec<Uuid>,
}

impl InMemory {
    pub(crate) fn new(seed: TenantData, tenants: Vec<AdminTenant>, outbox: Outbox) -> Self {
        let state = State {
            data: BTreeMap::from([(None, seed.clone())]),
            seed,
            tenants,
            application_keys: Vec::new(),
        };
        Self {
            state: Mutex::new(state),
            outbox,
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A development server continues with the current state after a handler has panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on a tenant's data and queues the webhooks that it causes.
    pub(crate) fn with_tenant<T>(
        &self,
        tenant: Option<String>,
        work: impl FnOnce(&mut TenantData) -> Result<T>,
    ) -> Result<T> {
        let mut state = self.state();
        state.with_tenant(tenant, |tenant| {
            let result = work(tenant);
            // Queued while the state is locked, so that webhooks are sent in the order of their events.
            for event in tenant.events.drain(..) {
                self.outbox.send(&event);
            }
            result
        })
    }

    /// Like [`with_tenant`](Self::with_tenant); the result becomes a response with the documented status.
    pub(crate) fn answer<T>(
        &self,
        tenant: Option<String>,
        work: impl FnOnce(&mut TenantData) -> Result<T>,
    ) -> Result<Response<T>> {
        self.with_tenant(tenant, work).map(Response::new)
    }

    pub(crate) fn outbox(&self) -> &Outbox {
        &self.outbox
    }
}

impl State {
    /// Runs `work` on a tenant's data. The data of a new tenant is kept only if `work` changes it.
    fn with_tenant<T>(
        &mut self,
        tenant: Option<String>,
        work: impl FnOnce(&mut TenantData) -> Result<T>,
    ) -> Result<T> {
        if let Some(data) = self.data.get_mut(&tenant) {
            return work(data);
        }
        let is_full = self.data.len() > MAX_TENANTS;
        let mut data = self.seed.clone();
        let result = work(&mut data);
        if data == self.seed {
            return result;
        }
        if is_full {
            return Err(unprocessable(format!(
                "the local server keeps the data of at most {MAX_TENANTS} tenants"
            )));
        }
        self.data.insert(tenant, data);
        result
    }

    /// Removes a tenant's data.
    pub(crate) fn remove(&mut self, tenant: &str) {
        self.data.remove(&Some(tenant.to_owned()));
    }

    /// Moves a tenant's data to a new `Tenant-ID`.
    pub(crate) fn rename(&mut self, tenant: &str, new: &str) {
        if let Some(data) = self.data.remove(&Some(tenant.to_owned())) {
            self.data.insert(Some(new.to_owned()), data);
        }
    }

    /// Returns whether any tenant has this user.
    pub(crate) fn has_user(&self, user: &str) -> bool {
        self.data
            .values()
            .any(|tenant| tenant.accounts.contains_key(user))
    }
}
