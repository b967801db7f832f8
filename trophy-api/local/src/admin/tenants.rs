//! The records of tenants. The data of a tenant is a [`TenantData`](crate::data::tenant::TenantData).

use trophy_api::admin::TenantsApi;
use trophy_api::admin::models::{
    AdminTenant, AdminTenantStatus, CreateTenantRequestItem, CreateTenantsResponse,
    DeleteTenantsResponse, ListTenantsResponse, UpdateTenantRequestItem, UpdateTenantsResponse,
};
use trophy_api::admin::tenants::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::{CallOptions, Response, Result};

use super::checks::check_length;
use super::items::{
    ItemName, ItemResults, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each, resource,
};
use crate::clock;
use crate::state::{InMemory, State};

resource!(AdminTenant, "tenant");

/// Creates a tenant.
pub(crate) fn create(
    tenants: &mut Vec<AdminTenant>,
    item: CreateTenantRequestItem,
) -> Result<AdminTenant, String> {
    check_customer(tenants, &item.customer_id)?;
    check_length("name", &item.name)?;
    let now = clock::now();
    let tenant = AdminTenant::new(
        id_or_new(None)?,
        item.customer_id,
        item.name,
        AdminTenantStatus::Active,
        now.clone(),
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
            return Err("`customerId` or `name` is required".to_owned());
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
        tenant.updated = clock::now();
        *get_mut(&mut self.tenants, tenant.id)? = tenant.clone();
        Ok(tenant)
    }
}

impl TenantsApi for InMemory {
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
        let results = process_each(
            request.body,
            |_| ItemName::Index,
            |item| create(tenants, item),
        );
        Ok(created(results, |created, issues| {
            CreateTenantsResponse::new().created(created).issues(issues)
        }))
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdateTenantsResponse>> {
        check_count(&request.body)?;
        let mut state = self.state();
        let ItemResults {
            succeeded: updated,
            issues,
        } = process_each(
            request.body,
            |item| ItemName::Id(item.id.to_string()),
            |item| state.change_tenant(item),
        );
        Ok(Response::new(
            UpdateTenantsResponse::new().updated(updated).issues(issues),
        ))
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteTenantsResponse>> {
        check_count(&request.ids)?;
        let mut state = self.state();
        let before = state.tenants.clone();
        let ItemResults {
            succeeded: deleted,
            issues,
        } = delete(&mut state.tenants, request.ids);
        for deleted in &deleted {
            if let Some(tenant) = before.iter().find(|tenant| tenant.id == deleted.id) {
                state.remove(&tenant.customer_id);
            }
        }
        Ok(Response::new(
            DeleteTenantsResponse::new().deleted(deleted).issues(issues),
        ))
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminTenant>> {
        get(&self.state().tenants, request.id).map(Response::new)
    }
}
