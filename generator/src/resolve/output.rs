//! The output of an operation: the types of its successful responses.

use super::names::NameScope;
use crate::model::{BodyFormat, Content, Output, OutputVariant, Response};

/// The documented statuses that are successes.
#[derive(Clone, Copy)]
pub(super) struct SuccessStatuses {
    /// True if no status is 2xx, so that `default` is a success.
    by_default: bool,
    /// True if each success has an exact status, such as `200`.
    pub(super) all_exact: bool,
}

impl SuccessStatuses {
    pub(super) fn from_statuses<'s>(statuses: impl Iterator<Item = &'s str>) -> Self {
        let mut own = statuses.filter(|status| status.starts_with('2')).peekable();
        let by_default = own.peek().is_none();
        Self {
            by_default,
            all_exact: !by_default && own.all(|status| status.parse::<u16>().is_ok()),
        }
    }

    pub(super) fn includes(self, status: &str) -> bool {
        status.starts_with('2') || self.by_default && status == "default"
    }
}

/// The output of an operation with these responses.
pub(super) fn output(responses: &[Response], stem: &str) -> Output {
    let statuses =
        SuccessStatuses::from_statuses(responses.iter().map(|response| response.status.as_str()));
    let successes: Vec<&Response> = responses
        .iter()
        .filter(|response| statuses.includes(&response.status))
        .collect();
    let Some(first) = successes.first() else {
        return Output::Empty;
    };
    let is_like_first = |other: &&Response| match (&other.content, &first.content) {
        (Some(content), Some(first)) => content.is_like(first),
        (content, first) => content.is_none() && first.is_none(),
    };
    let have_alternatives = successes.iter().any(|response| !response.others.is_empty());
    if !statuses.all_exact || (successes.iter().all(is_like_first) && !have_alternatives) {
        let mut contents = successes.iter();
        return match contents.find_map(|response| response.content.clone()) {
            Some(content) => Output::One(content),
            None => Output::Empty,
        };
    }
    let mut scope = NameScope::default();
    let is_only_success = successes.len() == 1;
    let variants = successes
        .into_iter()
        .flat_map(|response| variants(response, is_only_success, &mut scope));
    Output::Many {
        name: format!("{stem}Response"),
        variants: variants.collect(),
    }
}

/// The variants of one status: one per body format.
fn variants(
    response: &Response,
    is_only_success: bool,
    scope: &mut NameScope,
) -> Vec<OutputVariant> {
    let Ok(status) = response.status.parse() else {
        return Vec::new();
    };
    let mut variant = |name: String, content| OutputVariant {
        name: scope.take(name).0,
        status,
        content,
        docs: response.docs.clone(),
    };
    let name = status_name(&response.status);
    if response.others.is_empty() {
        return vec![variant(name, response.content.clone())];
    }
    let mut contents: Vec<&Content> = response.content.iter().chain(&response.others).collect();
    contents.sort_by_key(|content| content.format());
    let of_status = if is_only_success { "" } else { name.as_str() };
    let variants = contents.into_iter().map(|content| {
        let format = format_name(content.format());
        variant(format!("{of_status}{format}"), Some(content.clone()))
    });
    variants.collect()
}

/// The name of a format of bodies that are not streamed.
fn format_name(format: BodyFormat) -> &'static str {
    match format {
        BodyFormat::Json => "Json",
        BodyFormat::Text => "Text",
        _ => "Bytes",
    }
}

/// The reason phrase of a status, as a type name.
pub(super) fn status_name(status: &str) -> String {
    match status {
        "200" => "Ok",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "NonAuthoritative",
        "204" => "NoContent",
        "205" => "ResetContent",
        "206" => "PartialContent",
        "207" => "MultiStatus",
        "400" => "BadRequest",
        "401" => "Unauthorized",
        "403" => "Forbidden",
        "404" => "NotFound",
        "409" => "Conflict",
        "410" => "Gone",
        "412" => "PreconditionFailed",
        "422" => "UnprocessableContent",
        "429" => "TooManyRequests",
        "500" => "InternalServerError",
        "502" => "BadGateway",
        "503" => "ServiceUnavailable",
        "default" => "Default",
        _ => return format!("Status{}", status.to_ascii_uppercase()),
    }
    .to_owned()
}
