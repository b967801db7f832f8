//! Application API keys. They are created and deleted; the local server does not check them.

use trophy_api::admin::ApplicationApiKeysApi;
use trophy_api::admin::application_api_keys::{CreateRequest, DeleteRequest};
use trophy_api::admin::models::{
    CreateApplicationKeyRequestItem, CreateApplicationKeysResponse, CreatedApplicationKey,
    DeleteApplicationKeysResponse, DeletedResource,
};
use trophy_api::{CallOptions, Response, Result};

use super::checks::check_length;
use super::items::{ItemName, ItemResults, check_count, created, id_or_new, process_each};
use crate::state::{InMemory, State};

impl State {
    fn create_key(
        &mut self,
        item: CreateApplicationKeyRequestItem,
    ) -> Result<CreatedApplicationKey, String> {
        check_length("userId", &item.user_id)?;
        if !self.has_user(&item.user_id) {
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

impl ApplicationApiKeysApi for InMemory {
    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateApplicationKeysResponse>> {
        check_count(&request.body)?;
        let mut state = self.state();
        let results = process_each(
            request.body,
            |_| ItemName::Index,
            |item| state.create_key(item),
        );
        Ok(created(results, |created, issues| {
            CreateApplicationKeysResponse::new()
                .created(created)
                .issues(issues)
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
        let ItemResults {
            succeeded: deleted,
            issues,
        } = process_each(
            request.ids,
            |id| ItemName::Id(id.to_string()),
            |id| {
                let index = keys.iter().position(|key| *key == id);
                keys.swap_remove(index.ok_or("no application key has this ID")?);
                Ok(DeletedResource::new(id))
            },
        );
        Ok(Response::new(
            DeleteApplicationKeysResponse::new()
                .deleted(deleted)
                .issues(issues),
        ))
    }
}
