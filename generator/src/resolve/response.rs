//! Responses: every documented answer, and what success looks like among them.

use openapiv3::{
    Header as SourceHeader, Operation as Source, ReferenceOr, Response as SourceResponse,
    StatusCode,
};

use super::content::preferred;
use super::names::Scope;
use super::pointer::{Pointer, component_name};
use super::{Place, Resolver, prose};
use crate::media_type::is_stream;
use crate::model::{Content, Header, Outcome, Output, Response};

impl<'a> Resolver<'a> {
    pub(super) fn responses(&mut self, source: &'a Source, place: &Place) -> Vec<Response> {
        let coded = source
            .responses
            .responses
            .iter()
            .map(|(status, response)| (status_text(status), response));
        let default = source
            .responses
            .default
            .iter()
            .map(|response| ("default".to_owned(), response));
        let documented: Vec<_> = coded.chain(default).collect();
        let statuses: Vec<&str> = documented.iter().map(|(it, _)| it.as_str()).collect();
        let only = only_success(&statuses).map(str::to_owned);
        documented
            .into_iter()
            .filter_map(|(status, response)| {
                let alone = only.as_deref() == Some(&status);
                self.response(status, response, place, alone)
            })
            .collect()
    }

    fn response(
        &mut self,
        status: String,
        response: &'a ReferenceOr<SourceResponse>,
        place: &Place,
        alone: bool,
    ) -> Option<Response> {
        let (response, pointer) = match response {
            ReferenceOr::Item(response) => {
                (response, place.pointer.child("responses").child(&status))
            }
            ReferenceOr::Reference { reference } => {
                let key = component_name(reference, "responses")?;
                let response = self.components?.responses.get(key.as_ref())?.as_item()?;
                (response, Pointer::to(&["components", "responses", &key]))
            }
        };
        let content = preferred(&response.content).map(|(media_type, content)| {
            let plain = status.starts_with('2') && alone;
            let name = if plain {
                format!("{}Response", place.name)
            } else {
                format!("{}{}Response", place.name, status_name(&status))
            };
            let pointer = pointer.child("content").child(media_type).child("schema");
            let place = Place::new(pointer, name);
            if alone && is_stream(media_type) {
                self.stream(media_type, content, &place)
            } else {
                self.content(media_type, content, &place)
            }
        });
        let headers = response.headers.iter();
        let headers = headers.map(|(name, header)| self.header(name, header));
        Some(Response {
            status,
            docs: prose(Some(&response.description)),
            content,
            headers: headers.collect(),
        })
    }

    fn header(&self, name: &str, header: &ReferenceOr<SourceHeader>) -> Header {
        let header = match header {
            ReferenceOr::Item(header) => Some(header),
            ReferenceOr::Reference { reference } => component_name(reference, "headers")
                .and_then(|key| self.components?.headers.get(key.as_ref())?.as_item()),
        };
        Header {
            name: name.to_owned(),
            docs: header.and_then(|header| prose(header.description.as_ref())),
        }
    }
}

fn status_text(status: &StatusCode) -> String {
    match status {
        StatusCode::Code(code) => code.to_string(),
        StatusCode::Range(range) => format!("{range}XX"),
    }
}

/// The one status that is a success, if there are not several: `default` where there is no other.
fn only_success<'s>(statuses: &[&'s str]) -> Option<&'s str> {
    let mut statuses = statuses.iter().copied();
    let mut successes = statuses.clone().filter(|status| status.starts_with('2'));
    match (successes.next(), successes.next()) {
        (Some(only), None) => Some(only),
        (None, _) => statuses.find(|status| *status == "default"),
        _ => None,
    }
}

/// What success looks like, from all documented answers.
pub(super) fn output(responses: &[Response], stem: &str) -> Output {
    let mut successes: Vec<&Response> = responses
        .iter()
        .filter(|response| response.status.starts_with('2'))
        .collect();
    if successes.is_empty() {
        successes.extend(
            responses
                .iter()
                .find(|response| response.status == "default"),
        );
    }
    let mut contents = successes.iter().map(|response| &response.content);
    let Some(first) = contents.next() else {
        return Output::Empty;
    };
    let exact = successes
        .iter()
        .all(|response| response.status.parse::<u16>().is_ok());
    let is_like_first = |content: &Option<Content>| match (content, first) {
        (Some(content), Some(first)) => content.is_like(first),
        (content, first) => content.is_none() && first.is_none(),
    };
    if contents.all(is_like_first) || !exact {
        return match successes
            .iter()
            .find_map(|response| response.content.clone())
        {
            Some(content) => Output::One(content),
            None => Output::Empty,
        };
    }
    let mut scope = Scope::default();
    let outcomes = successes.into_iter().filter_map(|response| {
        let status = response.status.parse().ok()?;
        let (name, _) = scope.take(status_name(&response.status));
        Some(Outcome {
            name,
            status,
            content: response.content.clone(),
            docs: response.docs.clone(),
        })
    });
    Output::Many {
        name: format!("{stem}Response"),
        outcomes: outcomes.collect(),
    }
}

/// A status by its reason phrase.
fn status_name(status: &str) -> String {
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
