//! Tenants: the records of them. What belongs to one is in its [`World`](crate::local::world::World).

use super::{
    Item, Outcome, check_count, check_length, created, delete, each, get, get_mut, id_or_new, page,
};
use crate::admin::TenantsApi;
use crate::admin::models::{
    AdminTenant, AdminTenantStatus, CreateTenantRequestItem, CreateTenantsResponse,
    DeleteTenantsResponse, ListTenantsResponse, UpdateTenantRequestItem, UpdateTenantsResponse,
};
use crate::admin::tenants::{CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest};
use crate::local::state::{Local, State};
use crate::{CallOptions, Response, Result, Timestamp};

super::resource!(AdminTenant, "tenant");

/// Adds a tenant to others.
pub(in crate::local) fn create(
    tenants: &mut Vec<AdminTenant>,
    item: CreateTenantRequestItem,
) -> Result<AdminTenant, String> {
    check_customer(tenants, &item.customer_id)?;
    check_length("name", &item.name)?;
    let now = Timestamp::now();
    let tenant = AdminTenant::new(
        id_or_new(None)?,
        item.customer_id,
        item.name,
        AdminTenantStatus::Active,
        now,
        now,
    );
    tenants.push(tenant.clone());
    Ok(tenant)
}

fn check_customer(tenants: &[AdminTenant], customer_id: &str) -> Result<(), String> {
    check_length("customerId", customer_id)?;
    if tenants.iter().any(|it| it.customer_id == customer_id) {
        return Err(format!("`customerId`: `{customer_id}` is taken"));
    }
    Ok(())
}

impl State {
    fn change_tenant(&mut self, item: UpdateTenantRequestItem) -> Result<AdminTenant, String> {
        let before = get_mut(&mut self.tenants, item.id)?.clone();
        if item.customer_id.is_none() && item.name.is_none() {
            return Err("`customerId` or `name` has to be given".to_owned());
        }
        let mut tenant = before.clone();
        if let Some(name) = item.name {
            check_length("name", &name)?;
            tenant.name = name;
        }
        if let Some(customer_id) = item.customer_id
            && customer_id != before.customer_id
        {
            check_customer(&self.tenants, &customer_id)?;
            self.rename(&before.customer_id, &customer_id);
            tenant.customer_id = customer_id;
        }
        tenant.updated = Timestamp::now();
        *get_mut(&mut self.tenants, tenant.id)? = tenant.clone();
        Ok(tenant)
    }
}

impl TenantsApi for Local {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListTenantsResponse>> {
        let tenants = page(&self.state().tenants, request.limit, request.skip);
        tenants.map(Response::new)
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateTenantsResponse>> {
        check_count(&request.body)?;
        let tenants = &mut self.state().tenants;
        let outcome = each(request.body, |_| Item::Index, |item| create(tenants, item));
        Ok(created(outcome, |created, issues| CreateTenantsResponse {
            created,
            issues,
        }))
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdateTenantsResponse>> {
        check_count(&request.body)?;
        let mut state = self.state();
        let Outcome {
            done: updated,
            issues,
        } = each(
            request.body,
            |item| Item::Id(item.id.to_string()),
            |item| state.change_tenant(item),
        );
        Ok(Response::new(UpdateTenantsResponse { updated, issues }))
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteTenantsResponse>> {
        check_count(&request.ids)?;
        let mut state = self.state();
        let before = state.tenants.clone();
        let Outcome {
            done: deleted,
            issues,
        } = delete(&mut state.tenants, request.ids);
        for gone in &deleted {
            if let Some(tenant) = before.iter().find(|tenant| tenant.id == gone.id) {
                state.forget(&tenant.customer_id);
            }
        }
        Ok(Response::new(DeleteTenantsResponse { deleted, issues }))
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminTenant>> {
        get(&self.state().tenants, request.id).map(Response::new)
    }
}
