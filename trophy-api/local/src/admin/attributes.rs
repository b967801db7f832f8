//! Custom attributes of users and of events.

use trophy_api::admin::AttributesApi;
use trophy_api::admin::attributes::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::admin::models::{
    AdminAttribute, AdminAttributeType, CreateAttributeRequestItem, CreateAttributesResponse,
    DeleteAttributesResponse, ListAttributesResponse, UpdateAttributesResponse,
};
use trophy_api::{CallOptions, Response, Result, Uuid};

use super::checks::check_key;
use super::items::{
    ItemName, ItemResults, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each, resource,
};
use crate::data::tenant::TenantData;
use crate::state::InMemory;

resource!(AdminAttribute, "attribute");

impl TenantData {
    pub(crate) fn create_attribute(
        &mut self,
        id: Option<Uuid>,
        item: CreateAttributeRequestItem,
    ) -> Result<AdminAttribute, String> {
        let r#type = AdminAttributeType::from(item.r#type.as_str());
        let alike = self.attributes.iter().filter(|it| it.r#type == r#type);
        check_key(&item.key, alike.map(|attribute| &attribute.key))?;
        let attribute = AdminAttribute::new(id_or_new(id)?, item.name, item.key, r#type);
        self.attributes.push(attribute.clone());
        Ok(attribute)
    }
}

impl AttributesApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListAttributesResponse>> {
        self.answer(request.tenant_id, |tenant| {
            page(&tenant.attributes, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateAttributesResponse>> {
        check_count(&request.body)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let results = process_each(
                request.body,
                |_| ItemName::Index,
                |item| tenant.create_attribute(None, item),
            );
            Ok(created(results, |created, issues| {
                CreateAttributesResponse::new()
                    .created(created)
                    .issues(issues)
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdateAttributesResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: updated,
                issues,
            } = process_each(
                request.body,
                |item| ItemName::Id(item.id.to_string()),
                |item| {
                    let attribute = get_mut(&mut tenant.attributes, item.id)?;
                    if let Some(name) = item.name {
                        attribute.name = name;
                    }
                    Ok(attribute.clone())
                },
            );
            Ok(UpdateAttributesResponse::new()
                .updated(updated)
                .issues(issues))
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteAttributesResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut tenant.attributes, request.ids);
            Ok(DeleteAttributesResponse::new()
                .deleted(deleted)
                .issues(issues))
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminAttribute>> {
        self.answer(request.tenant_id, |tenant| {
            get(&tenant.attributes, request.id)
        })
    }
}
