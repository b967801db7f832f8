//! Application API keys. They are handed out and taken back; the local Trophy does not ask for them.

use super::{Item, Outcome, check_count, check_length, created, each, id_or_new};
use crate::admin::ApplicationApiKeysApi;
use crate::admin::application_api_keys::{CreateRequest, DeleteRequest};
use crate::admin::models::{
    CreateApplicationKeyRequestItem, CreateApplicationKeysResponse, CreatedApplicationKey,
    DeleteApplicationKeysResponse, DeletedResource,
};
use crate::local::state::{Local, State};
use crate::{CallOptions, Response, Result};

impl State {
    fn create_key(
        &mut self,
        item: CreateApplicationKeyRequestItem,
    ) -> Result<CreatedApplicationKey, String> {
        check_length("userId", &item.user_id)?;
        if !self.knows(&item.user_id) {
            return Err("no user has this ID".to_owned());
        }
        let id = id_or_new(None)?;
        let prefix = id_or_new(None)?.simple().to_string().split_off(24);
        let secret = id_or_new(None)?.simple();
        self.application_keys.push(id);
        let key = format!("{prefix}.{secret}");
        Ok(CreatedApplicationKey::new(id, item.user_id, key, prefix))
    }
}

impl ApplicationApiKeysApi for Local {
    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateApplicationKeysResponse>> {
        check_count(&request.body)?;
        let mut state = self.state();
        let outcome = each(request.body, |_| Item::Index, |item| state.create_key(item));
        Ok(created(outcome, |created, issues| {
            CreateApplicationKeysResponse { created, issues }
        }))
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteApplicationKeysResponse>> {
        if !request.ids.is_empty() {
            check_count(&request.ids)?;
        }
        let keys = &mut self.state().application_keys;
        let Outcome {
            done: deleted,
            issues,
        } = each(
            request.ids,
            |id| Item::Id(id.to_string()),
            |id| {
                let place = keys.iter().position(|key| *key == id);
                keys.swap_remove(place.ok_or("there is no application key with this ID")?);
                Ok(DeletedResource::new(id))
            },
        );
        Ok(Response::new(DeleteApplicationKeysResponse {
            deleted,
            issues,
        }))
    }
}
