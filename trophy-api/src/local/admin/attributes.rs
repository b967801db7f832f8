//! Custom attributes of users and of events.

use super::{
    Item, Outcome, check_count, check_key, created, delete, each, get, get_mut, id_or_new, page,
};
use crate::admin::AttributesApi;
use crate::admin::attributes::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use crate::admin::models::{
    AdminAttribute, AdminAttributeType, CreateAttributeRequestItem, CreateAttributesResponse,
    DeleteAttributesResponse, ListAttributesResponse, UpdateAttributesResponse,
};
use crate::local::state::Local;
use crate::local::world::World;
use crate::{CallOptions, Response, Result, Uuid};

super::resource!(AdminAttribute, "attribute");

impl World {
    pub(in crate::local) fn create_attribute(
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

impl AttributesApi for Local {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListAttributesResponse>> {
        self.answer(request.tenant_id, |world| {
            page(&world.attributes, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateAttributesResponse>> {
        check_count(&request.body)?;
        self.within(request.tenant_id, |world| {
            let outcome = each(
                request.body,
                |_| Item::Index,
                |item| world.create_attribute(None, item),
            );
            Ok(created(outcome, |created, issues| {
                CreateAttributesResponse { created, issues }
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdateAttributesResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |world| {
            let Outcome {
                done: updated,
                issues,
            } = each(
                request.body,
                |item| Item::Id(item.id.to_string()),
                |item| {
                    let attribute = get_mut(&mut world.attributes, item.id)?;
                    if let Some(name) = item.name {
                        attribute.name = name;
                    }
                    Ok(attribute.clone())
                },
            );
            Ok(UpdateAttributesResponse { updated, issues })
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteAttributesResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |world| {
            let Outcome {
                done: deleted,
                issues,
            } = delete(&mut world.attributes, request.ids);
            Ok(DeleteAttributesResponse { deleted, issues })
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminAttribute>> {
        self.answer(request.tenant_id, |world| {
            get(&world.attributes, request.id)
        })
    }
}
