//! Tenants and their data.

use trophy_api::admin::models::{CreateTenantRequestItem, UpdateTenantRequestItem};
use trophy_api::models::UpsertedUser;

use super::{METRIC, Test, start};

#[tokio::test]
async fn tenants_do_not_share_data() -> Test {
    let (server, trophy) = start().await?;
    let [oslo, rome] =
        ["oslo", "rome"].map(|tenant| server.client_builder().tenant(tenant).build());
    let (oslo, rome) = (oslo?, rome?);
    let event = |client: &trophy_api::Trophy| {
        let event = client
            .metrics()
            .event(METRIC, UpsertedUser::new("noor"), 4.0);
        event.idempotency_key("key-1")
    };

    assert_eq!(event(&oslo).await?.idempotent_replayed, Some(false));
    assert_eq!(event(&rome).await?.idempotent_replayed, Some(false));
    oslo.metrics()
        .event(METRIC, UpsertedUser::new("noor"), 1.0)
        .await?;

    let total =
        async |client: &trophy_api::Trophy| client.users().single_metric("noor", METRIC).await;
    assert_eq!(total(&oslo).await?.current, 5.0);
    assert_eq!(total(&rome).await?.current, 4.0);
    assert!(trophy.users().get("noor").await.is_err());
    Ok(())
}

#[tokio::test]
async fn tenant_data_follows_the_customer_id_and_is_deleted_with_the_tenant() -> Test {
    let (server, trophy) = start().await?;
    let tenants = trophy.admin().tenants();
    let created = tenants
        .create([
            CreateTenantRequestItem::new("oslo", "Oslo"),
            CreateTenantRequestItem::new("oslo", "Oslo again"),
        ])
        .await?;
    assert_eq!(created.issues.len(), 1);
    let id = created.created[0].id;
    let client_of = |tenant| server.client_builder().tenant(tenant).build();
    client_of("oslo")?
        .users()
        .create(UpsertedUser::new("noor"))
        .await?;

    tenants
        .update([UpdateTenantRequestItem::new(id).customer_id("bergen")])
        .await?;
    assert!(client_of("oslo")?.users().get("noor").await.is_err());
    assert_eq!(client_of("bergen")?.users().get("noor").await?.id, "noor");

    tenants.delete([id]).await?;
    assert!(client_of("bergen")?.users().get("noor").await.is_err());
    assert!(tenants.list().await?.is_empty());
    Ok(())
}
