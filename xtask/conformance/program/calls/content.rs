//! Parts of `payload`, `response` and `type/model`: media types, headers and errors.

use apicrate_runtime::{Bytes, CallOptions, Error, Patch, Response};
use documents::payload_content_negotiation::content_negotiation::DifferentBodyGetAvatarAsPngBodyGetAvatarAsJsonResponse as Avatar;
use documents::response_status_code_range::status_code_range::{
    ErrorResponseStatusCode404Error as NotFoundError,
    ErrorResponseStatusCodeInRangeError as InRangeError,
};
use documents::type_model_visibility::models::{ReadOnlyModel, VisibilityModel};
use documents::{
    payload_content_negotiation, payload_head, payload_media_type, response_status_code_range,
    type_model_visibility,
};

use super::{Fault, Suite};

pub(super) async fn run(suite: &mut Suite<'_>) -> Result<(), Fault> {
    let client = suite.client()?;
    let results = &mut suite.results;
    {
        use payload_content_negotiation::Api;
        let api = Api::new(&client);
        let api = api.content_negotiation();
        let accept = |media_type| CallOptions::new().header("accept", media_type);
        for (media_type, start) in [
            ("image/png", &b"\x89PNG"[..]),
            ("image/jpeg", b"\xff\xd8\xff"),
        ] {
            let call = api.same_body_get_avatar_as_png_same_body_get_avatar_as_jpeg();
            let call = call.options(accept(media_type));
            let is_image = |it: &Bytes| it.starts_with(start);
            results
                .accepts("Payload_ContentNegotiation_SameBody", call, is_image)
                .await;
        }
        let call = || api.different_body_get_avatar_as_png_different_body_get_avatar_as_json();
        let png = call().options(accept("image/png"));
        let is_png = |it: &Avatar| matches!(it, Avatar::Bytes(it) if it.starts_with(b"\x89PNG"));
        results
            .accepts("Payload_ContentNegotiation_DifferentBody", png, is_png)
            .await;
        let json = call().options(accept("application/json"));
        let is_json =
            |it: &Avatar| matches!(it, Avatar::Json(it) if it.content.starts_with("iVBOR"));
        results
            .accepts("Payload_ContentNegotiation_DifferentBody", json, is_json)
            .await;
    }
    {
        let api = payload_head::Api::new(&client);
        let call = api.head().content_type_header_in_response().send();
        let has_headers = |response: &Response<()>| {
            let header = |name| response.headers().get(name).and_then(|it| it.to_str().ok());
            header("content-type") == Some("text/plain; charset=utf-8")
                && header("x-ms-meta") == Some("hello")
        };
        results
            .accepts(
                "Payload_Head_contentTypeHeaderInResponse",
                call,
                has_headers,
            )
            .await;
    }
    {
        let api = payload_media_type::Api::new(&client);
        let api = api.string_body();
        results
            .returns(
                "Payload_MediaType_StringBody_sendAsText",
                api.send_as_text("{cat}"),
                (),
            )
            .await;
        results
            .returns(
                "Payload_MediaType_StringBody_getAsText",
                api.get_as_text(),
                "{cat}",
            )
            .await;
        results
            .returns(
                "Payload_MediaType_StringBody_sendAsJson",
                api.send_as_json("foo"),
                (),
            )
            .await;
        results
            .returns(
                "Payload_MediaType_StringBody_getAsJson",
                api.get_as_json(),
                "foo",
            )
            .await;
    }
    {
        let api = response_status_code_range::Api::new(&client);
        let api = api.status_code_range();
        let call = api.error_response_status_code_in_range();
        let is_documented = |error: &Error| matches!(error.decode(), Ok(InRangeError::Status4XX(_, it)) if it.code == "request-header-too-large");
        let name = "Response_StatusCodeRange_errorResponseStatusCodeInRange";
        results.fails(name, call, is_documented).await;
        let call = api.error_response_status_code404();
        let is_documented = |error: &Error| matches!(error.decode(), Ok(NotFoundError::NotFound(it)) if it.resource_id == "resource1");
        let name = "Response_StatusCodeRange_errorResponseStatusCode404";
        results.fails(name, call, is_documented).await;
    }
    {
        let api = type_model_visibility::Api::new(&client);
        let api = api.visibility();
        let empty = VisibilityModel::new;
        let is_read = |it: &VisibilityModel| it.read_prop.as_deref() == Some("abc");
        let call = api.get_model(123, empty());
        results
            .accepts("Type_Model_Visibility_getModel", call, is_read)
            .await;
        let call = api.head_model(123, empty());
        results
            .returns("Type_Model_Visibility_headModel", call, ())
            .await;
        let is_expected = |it: &ReadOnlyModel| matches!(&it.optional_nullable_int_list, Patch::Value(it) if it[..] == [1, 2, 3]);
        let call = api.put_read_only_model(ReadOnlyModel::new());
        results
            .accepts("Type_Model_Visibility_putReadOnlyModel", call, is_expected)
            .await;
    }
    Ok(())
}
