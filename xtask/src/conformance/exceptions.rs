//! The scenarios that do not pass, with the reasons.

/// The meaning of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// OpenAPI, or the document of the specification, does not express the scenario.
    Document,
    /// The generator does not support the scenario: it fails.
    Generator,
    /// The gateway cannot pass the scenario on. A hand-written call must pass.
    Gateway,
}

/// A reason for scenarios.
#[derive(Debug)]
pub(super) struct Exception {
    /// The name of a scenario. A `*` at the end stands for any text.
    pub(super) scenarios: &'static str,
    pub(super) scope: Scope,
    pub(super) reason: &'static str,
}

impl Exception {
    /// Returns whether the reason applies to a scenario.
    pub(super) fn applies(&self, scenario: &str) -> bool {
        match self.scenarios.strip_suffix('*') {
            Some(start) => scenario.starts_with(start),
            None => scenario == self.scenarios,
        }
    }
}

const fn document(scenarios: &'static str, reason: &'static str) -> Exception {
    Exception {
        scenarios,
        scope: Scope::Document,
        reason,
    }
}

const fn generator(scenarios: &'static str, reason: &'static str) -> Exception {
    Exception {
        scenarios,
        scope: Scope::Generator,
        reason,
    }
}

const fn gateway(scenarios: &'static str, reason: &'static str) -> Exception {
    Exception {
        scenarios,
        scope: Scope::Gateway,
        reason,
    }
}

/// All exceptions. The first one that applies to a scenario counts. One that no scenario needs is an error.
pub(super) const EXCEPTIONS: &[Exception] = &[
    document(
        "Parameters_Path_optional",
        "OpenAPI has no optional parameters in the path",
    ),
    document(
        "Payload_JsonMergePatch_update*",
        "the document does not allow the `null` by which a JSON merge patch removes a property",
    ),
    document(
        "Payload_Pageable_ServerDrivenPagination_AlternateInitialVerb_post",
        "OpenAPI does not express that the next page has another method",
    ),
    document(
        "Routes_PathParameters_PathExpansion_*",
        "OpenAPI has no style for segments of a path, such as `{/param*}`",
    ),
    document(
        "Routes_PathParameters_ReservedExpansion_*",
        "the document lacks `allowReserved`, which OpenAPI has for paths since 3.2",
    ),
    document(
        "Routes_QueryParameters_QueryContinuation_*",
        "the document lacks the operation, because a path in OpenAPI has no query",
    ),
    document(
        "Payload_Pageable_ServerDrivenPagination_nestedLink",
        "the last page of the suite lacks the property `nestedNext`, which the document requires",
    ),
    generator(
        "Payload_Pageable_XmlPagination_listWithNextLink",
        "XML is bytes, so the URL of the next page is not known",
    ),
    gateway(
        "Authentication_*",
        "credentials are settings of a client, and a server does not forward them",
    ),
    gateway("Encode_Datetime_Query_unixTimestampArray", COMMAS),
    gateway("Encode_Duration_Query_int32MillisecondsArray", COMMAS),
    gateway("Encode_Duration_Query_int32SecondsArray", COMMAS),
    gateway(
        "Routes_QueryParameters_QueryExpansion_Standard_record",
        COMMAS,
    ),
    gateway(
        "Payload_ContentNegotiation_*",
        "`Accept` is an option of a call, and a server does not forward it",
    ),
    gateway("Payload_Head_contentTypeHeaderInResponse", HEADERS),
    gateway(
        "Payload_Pageable_XmlPagination_listWithContinuation",
        HEADERS,
    ),
    gateway(
        "Payload_MediaType_StringBody_sendAsText",
        "the client of the suite sends another `Content-Type` than the document has",
    ),
    gateway(
        "Payload_Pageable_ServerDrivenPagination_link*",
        "the response contains the address of the server of the suite",
    ),
    gateway("Streaming_Jsonl_Basic_receive", WHITESPACE),
    gateway("Streaming_Sse_*", WHITESPACE),
    gateway(
        "Type_Model_Visibility_*",
        "the client of the suite does not send a body that the document requires",
    ),
];

const COMMAS: &str =
    "the client of the suite encodes the commas between items, so that a server decodes one item";

const WHITESPACE: &str = "streams are compared byte by byte: JSON has no spaces, and the usual name of an event, `message`, is not sent";

const HEADERS: &str =
    "a server has its own response headers, and does not forward those of a client";
