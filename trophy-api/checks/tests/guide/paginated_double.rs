//! A test double of a list in pages.

use trophy_api::admin::attributes::ListRequest;
use trophy_api::admin::models::{AdminAttribute, AdminAttributeType, ListAttributesResponse};
use trophy_api::admin::{Admin, AttributesApi, AttributesClient};
use trophy_api::{CallOptions, Response, Result, Trophy, Uuid};

/// Five attributes.
struct Attributes;

impl AttributesApi for Attributes {
    async fn list(
        &self,
        request: ListRequest,
        _: CallOptions,
    ) -> Result<Response<ListAttributesResponse>> {
        let start = request.skip.unwrap_or(0);
        let end = (start + request.limit.unwrap_or(10)).min(5);
        let attribute = |number: i64| {
            let key = format!("cohort-{number}");
            AdminAttribute::new(Uuid::nil(), "Cohort", key, AdminAttributeType::User)
        };
        Ok(Response::new((start..end).map(attribute).collect()))
    }
}

#[tokio::test]
async fn all_pages_are_read() -> Result<()> {
    let attributes = AttributesClient::new(Attributes);
    let admin = Admin::default().with_attributes(attributes);
    let trophy = Trophy::builder().admin(admin).build()?;

    let all = trophy
        .admin()
        .attributes()
        .list()
        .limit(2)
        .items()
        .collect()
        .await?;

    assert_eq!(all.len(), 5);
    assert_eq!(all[4].key, "cohort-4");
    Ok(())
}
