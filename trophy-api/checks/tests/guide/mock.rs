//! A mock server without a port.

use std::error::Error;

use apicrate_mock::Mock;
use trophy_api::Trophy;

#[tokio::test]
async fn requests_match_the_document() -> Result<(), Box<dyn Error>> {
    let mock = Mock::read("../../spec/application.yaml")?;
    let trophy = Trophy::builder()
        .api_key("any")
        .transport(mock.clone())
        .build()?;

    let streak = trophy.users().streak("noor").await?;

    // The example in the document.
    assert_eq!(streak.length, 12);
    assert!(mock.exchanges()[0].faults.is_empty());
    Ok(())
}
