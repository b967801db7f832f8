//! Tenants are kept apart.

use trophy_api::admin::models::{CreateTenantRequestItem, UpdateTenantRequestItem};
use trophy_api::models::UpsertedUser;

use super::{METRIC, Test, start};

#[tokio::test]
async fn what_one_tenant_does_no_other_sees() -> Test {
    let (server, trophy) = start().await?;
    let [oslo, rome] =
        ["oslo", "rome"].map(|tenant| server.client_builder().tenant(tenant).build());
    let (oslo, rome) = (oslo?, rome?);
    let event = |of: &trophy_api::Trophy| {
        let event = of.metrics().event(METRIC, UpsertedUser::new("noor"), 4.0);
        event.idempotency_key("key-1")
    };

    assert_eq!(event(&oslo).await?.idempotent_replayed, Some(false));
    assert_eq!(event(&rome).await?.idempotent_replayed, Some(false));
    oslo.metrics()
        .event(METRIC, UpsertedUser::new("noor"), 1.0)
        .await?;

    let total = async |of: &trophy_api::Trophy| of.users().single_metric("noor", METRIC).await;
    assert_eq!(total(&oslo).await?.current, 5.0);
    assert_eq!(total(&rome).await?.current, 4.0);
    assert!(trophy.users().get("noor").await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_tenants_world_takes_its_new_name_and_goes_with_it() -> Test {
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
    let of = |tenant| server.client_builder().tenant(tenant).build();
    of("oslo")?
        .users()
        .create(UpsertedUser::new("noor"))
        .await?;

    tenants
        .update([UpdateTenantRequestItem::new(id).customer_id("bergen")])
        .await?;
    assert!(of("oslo")?.users().get("noor").await.is_err());
    assert_eq!(of("bergen")?.users().get("noor").await?.id, "noor");

    tenants.delete([id]).await?;
    assert!(of("bergen")?.users().get("noor").await.is_err());
    assert!(tenants.list().await?.is_empty());
    Ok(())
}
