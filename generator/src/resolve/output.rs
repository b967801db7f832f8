//! The output of an operation: the types of its successful responses.

use super::names::NameScope;
use crate::model::{
    BodyFormat, Content, Operation, Output, OutputVariant, Response, VariantStatus, is_redirect,
};

/// The documented statuses that are successes.
#[derive(Clone, Copy)]
pub(super) enum SuccessStatuses {
    /// 2xx.
    Documented,
    /// Redirects: no status is 2xx.
    Redirects,
    /// `default`: no status is 2xx or a redirect.
    Default,
}

impl SuccessStatuses {
    pub(super) fn from_statuses<'s>(mut statuses: impl Iterator<Item = &'s str> + Clone) -> Self {
        if statuses.clone().any(|status| status.starts_with('2')) {
            Self::Documented
        } else if statuses.any(is_redirect_status) {
            Self::Redirects
        } else {
            Self::Default
        }
    }

    pub(super) fn includes(self, status: &str) -> bool {
        match self {
            Self::Documented => status.starts_with('2'),
            Self::Redirects => is_redirect_status(status),
            Self::Default => status == "default",
        }
    }
}

impl SuccessStatuses {
    /// Returns whether a call fails with a response of this status.
    pub(super) fn is_error(self, status: &str) -> bool {
        !status.starts_with(['1', '2']) && !self.includes(status)
    }
}

fn is_redirect_status(status: &str) -> bool {
    status == "3XX" || status.parse().is_ok_and(is_redirect)
}

/// The output of an operation with these responses.
pub(super) fn output(responses: &[Response], stem: &str) -> Output {
    let statuses =
        SuccessStatuses::from_statuses(responses.iter().map(|response| response.status.as_str()));
    if let SuccessStatuses::Redirects = statuses {
        return Output::Location;
    }
    let mut successes: Vec<&Response> = responses
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
    if successes.iter().all(is_like_first) && !have_alternatives {
        return first.content.clone().map_or(Output::Empty, Output::One);
    }
    // A range applies to the statuses that are not documented on their own.
    successes.sort_by_key(|response| response.status.parse::<u16>().is_err());
    let mut scope = NameScope::default();
    let is_only_success = successes.len() == 1;
    let variants = successes
        .into_iter()
        .flat_map(|response| variants(response, is_only_success, &mut scope));
    Output::Many {
        name: Operation::output_name_of(stem),
        variants: variants.collect(),
    }
}

/// The variants of one status: one per body format.
fn variants(
    response: &Response,
    is_only_success: bool,
    scope: &mut NameScope,
) -> Vec<OutputVariant> {
    let status = response
        .status
        .parse()
        .map_or(VariantStatus::Other, VariantStatus::Exact);
    let mut variant = |name: String, content| OutputVariant {
        name: scope.take(name).0,
        status,
        content,
        docs: response.docs.clone(),
    };
    let name = match status {
        VariantStatus::Exact(_) => status_name(&response.status),
        VariantStatus::Other => "OtherSuccess".to_owned(),
    };
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
pub(super) fn format_name(format: BodyFormat) -> &'static str {
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
