//! `authentication`: API keys, tokens, and their alternatives.

use apicrate_runtime::Error;
use apicrate_runtime::http::StatusCode;
use documents::{
    authentication_api_key, authentication_http_custom, authentication_noauth_union,
    authentication_oauth2, authentication_union,
};

use super::{Fault, Suite};

const KEY: &str = "x-ms-api-key";
const TOKEN: &str = "https://security.microsoft.com/.default";

fn is_forbidden(error: &Error) -> bool {
    error.status() == Some(StatusCode::FORBIDDEN)
}

pub(super) async fn run(suite: &mut Suite<'_>) -> Result<(), Fault> {
    let anonymous = suite.client()?;
    let token = suite.builder().bearer_token(TOKEN).build()?;
    let key = |key| suite.builder().api_key_in_header(KEY, key).build();
    let (valid, invalid) = (key("valid-key")?, key("invalid-key")?);
    let custom = |key: &str| {
        let value = format!("SharedAccessKey {key}");
        suite
            .builder()
            .sensitive_header("authorization", value)
            .build()
    };
    let (valid_custom, invalid_custom) = (custom("valid-key")?, custom("invalid-key")?);
    let results = &mut suite.results;

    {
        use authentication_api_key::Api;
        results
            .returns(
                "Authentication_ApiKey_valid",
                Api::new(&valid).api_key().valid(),
                (),
            )
            .await;
        let call = Api::new(&invalid).api_key().invalid();
        results
            .fails("Authentication_ApiKey_invalid", call, is_forbidden)
            .await;
    }
    {
        use authentication_http_custom::Api;
        let call = Api::new(&valid_custom).custom().valid();
        results
            .returns("Authentication_Http_Custom_valid", call, ())
            .await;
        let call = Api::new(&invalid_custom).custom().invalid();
        results
            .fails("Authentication_Http_Custom_invalid", call, is_forbidden)
            .await;
    }
    {
        use authentication_oauth2::Api;
        results
            .returns(
                "Authentication_OAuth2_valid",
                Api::new(&token).oauth2().valid(),
                (),
            )
            .await;
        let call = Api::new(&anonymous).oauth2().invalid();
        results
            .fails("Authentication_OAuth2_invalid", call, is_forbidden)
            .await;
    }
    {
        use authentication_union::Api;
        let call = Api::new(&valid).union().valid_key();
        results
            .returns("Authentication_Union_validKey", call, ())
            .await;
        let call = Api::new(&token).union().valid_token();
        results
            .returns("Authentication_Union_validToken", call, ())
            .await;
    }
    {
        use authentication_noauth_union::Api;
        let call = Api::new(&anonymous).union().valid_no_auth();
        results
            .returns("Authentication_Noauth_Union_validNoAuth", call, ())
            .await;
        let call = Api::new(&token).union().valid_token();
        results
            .returns("Authentication_Noauth_Union_validToken", call, ())
            .await;
    }
    Ok(())
}
