//! `streaming`: server-sent events and JSON lines.

use apicrate_runtime::stream::{Events, Lines};
use apicrate_runtime::{CallOptions, ReconnectPolicy, Result};
use documents::streaming_jsonl;
use documents::streaming_sse_openapi_3_2::models::{
    DataWithEnvelopeEvent, DataWithoutEnvelopeEvent, NamedReceiveEvent, NamedResponseCreated,
    NamedResponseDelta, ProtocolProtocolInfo, RetrieveFinalResult, RetrievePartialResult,
    RetrieveRetrievalRequest, RetrieveStreamEvent, UnnamedInfo,
};
use documents::streaming_sse_openapi_3_2::{Api, protocol::ReconnectCall};
use serde_json::json;

use super::{Fault, Suite};

/// The data of all events.
async fn all<T>(call: impl IntoFuture<Output = Result<Events<T>>>) -> Result<Vec<T>> {
    let mut events = call.await?;
    let mut all = Vec::new();
    while let Some(event) = events.try_next().await? {
        all.push(event.data);
    }
    Ok(all)
}

/// All lines.
async fn all_lines<T>(call: impl IntoFuture<Output = Result<Lines<T>>>) -> Result<Vec<T>> {
    let mut lines = call.await?;
    let mut all = Vec::new();
    while let Some(line) = lines.try_next().await? {
        all.push(line);
    }
    Ok(all)
}

/// The data of the first two events of a stream that is continued after its end.
async fn resumed(call: ReconnectCall) -> Result<Vec<ProtocolProtocolInfo>> {
    let options = CallOptions::new().reconnect(ReconnectPolicy::always());
    let mut events = call.options(options).await?;
    let mut all = Vec::new();
    while all.len() < 2
        && let Some(event) = events.try_next().await?
    {
        all.push(event.data);
    }
    Ok(all)
}

pub(super) async fn run(suite: &mut Suite<'_>) -> Result<(), Fault> {
    let client = suite.client()?;
    let results = &mut suite.results;
    let api = Api::new(&client);

    let lines = streaming_jsonl::Api::new(&client);
    let received = all_lines(lines.basic().receive());
    let expected = ["one", "two", "three"].map(|text| json!({ "desc": text }));
    results
        .returns(
            "Streaming_Jsonl_Basic_receive",
            received,
            Vec::from(expected),
        )
        .await;

    let expected: Vec<_> = ["one", "two", "three"].map(UnnamedInfo::new).into();
    results
        .returns(
            "Streaming_Sse_Unnamed_receive",
            all(api.unnamed().receive()),
            expected,
        )
        .await;
    let expected = vec![
        NamedReceiveEvent::ResponseCreated(NamedResponseCreated::new("resp_1")),
        NamedReceiveEvent::ResponseDelta(NamedResponseDelta::new("Hello")),
        NamedReceiveEvent::ResponseDelta(NamedResponseDelta::new(" world")),
    ];
    results
        .returns(
            "Streaming_Sse_Named_receive",
            all(api.named().receive()),
            expected,
        )
        .await;
    let call = api
        .retrieve()
        .stream(RetrieveRetrievalRequest::new("what is typespec?"));
    let expected = vec![
        RetrieveStreamEvent::PartialResult(RetrievePartialResult::new("partial one")),
        RetrieveStreamEvent::PartialResult(RetrievePartialResult::new("partial two")),
        RetrieveStreamEvent::FinalResult(
            RetrieveFinalResult::new().references(vec!["doc1".to_owned(), "doc2".to_owned()]),
        ),
    ];
    results
        .returns("Streaming_Sse_Retrieve_stream", all(call), expected)
        .await;

    let api = api.protocol();
    let call = all(api.data_with_envelope());
    let expected = vec![DataWithEnvelopeEvent::WithEnvelope("hello".to_owned())];
    results
        .returns("Streaming_Sse_Protocol_Data_withEnvelope", call, expected)
        .await;
    results
        .accepts("Streaming_Sse_Protocol_Data_withoutEnvelope", all(api.data_without_envelope()), |all| {
            matches!(&all[..], [DataWithoutEnvelopeEvent::WithoutEnvelope(it)] if it.contents == "world")
        })
        .await;
    let hello = || vec![ProtocolProtocolInfo::new("hello")];
    results
        .returns("Streaming_Sse_Protocol_id", all(api.id()), hello())
        .await;
    results
        .returns(
            "Streaming_Sse_Protocol_invalidId",
            all(api.invalid_id()),
            hello(),
        )
        .await;
    results
        .returns("Streaming_Sse_Protocol_retry", all(api.retry()), hello())
        .await;
    results
        .returns(
            "Streaming_Sse_Protocol_invalidRetry",
            all(api.invalid_retry()),
            hello(),
        )
        .await;
    let expected: Vec<_> = ["hello", "world"].map(ProtocolProtocolInfo::new).into();
    results
        .returns(
            "Streaming_Sse_Protocol_reconnect",
            resumed(api.reconnect()),
            expected,
        )
        .await;
    Ok(())
}
