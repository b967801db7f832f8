//! The environments of an organization, which are those of the seed.

use trophy_api::admin::EnvironmentsApi;
use trophy_api::admin::environments::ListRequest;
use trophy_api::admin::models::ListEnvironmentsResponse;
use trophy_api::{CallOptions, Response, Result};

use crate::state::InMemory;

impl EnvironmentsApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListEnvironmentsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            Ok(tenant.organization.environments.clone())
        })
    }
}
