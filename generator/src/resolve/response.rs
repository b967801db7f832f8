//! Responses: every documented answer, and what it carries.

use openapiv3::{
    Header as SourceHeader, MediaType, Operation as Source, ReferenceOr,
    Response as SourceResponse, StatusCode,
};

use super::media_kind::preferred;
use super::output::{Successes, status_name};
use super::pointer::{Pointer, component_name};
use super::{Place, Resolver, prose};
use crate::media_type::is_stream;
use crate::model::{Content, Response, ResponseHeader};

/// A response as the document has it, and where it stands.
struct Documented<'a> {
    status: String,
    source: &'a SourceResponse,
    pointer: Pointer,
}

impl<'a> Resolver<'a> {
    pub(super) fn responses(&mut self, source: &'a Source, place: &Place) -> Vec<Response> {
        let documented = self.documented(source, place);
        let which = Successes::among(documented.iter().map(|it| it.status.as_str()));
        let successes = documented.iter().filter(|it| which.include(&it.status));
        let successes: Vec<&SourceResponse> = successes.map(|it| it.source).collect();
        let streams = are_one_stream(&successes);
        let mut stream = None;
        let mut responses = Vec::with_capacity(documented.len());
        for it in &documented {
            let name = if successes.len() == 1 && it.status.starts_with('2') {
                format!("{}Response", place.name)
            } else {
                format!("{}{}Response", place.name, status_name(&it.status))
            };
            let place = Place::new(it.pointer.child("content"), name);
            let mut contents = if !which.include(&it.status) {
                self.usual_content(it.source, &place)
            } else if streams {
                stream = stream.or_else(|| self.one_stream(it.source, &place));
                stream.iter().cloned().collect()
            } else {
                self.contents(it.source, &place, which.are_exact)
            };
            let mut contents = contents.drain(..);
            let headers = it.source.headers.iter();
            responses.push(Response {
                status: it.status.clone(),
                docs: prose(Some(&it.source.description)),
                content: contents.next(),
                others: contents.collect(),
                headers: headers
                    .map(|(name, header)| self.header(name, header))
                    .collect(),
            });
        }
        responses
    }

    fn documented(&self, source: &'a Source, place: &Place) -> Vec<Documented<'a>> {
        let responses = &source.responses;
        let coded = responses.responses.iter();
        let coded = coded.map(|(status, response)| (status_text(status), response));
        let default = responses.default.iter();
        let default = default.map(|response| ("default".to_owned(), response));
        let documented = coded.chain(default).filter_map(|(status, response)| {
            let (source, pointer) = match response {
                ReferenceOr::Item(response) => {
                    (response, place.pointer.entry("responses", &status))
                }
                ReferenceOr::Reference { reference } => {
                    let key = component_name(reference, "responses")?;
                    let response = self.components?.responses.get(key.as_ref())?.as_item()?;
                    (response, Pointer::to(&["components", "responses", &key]))
                }
            };
            Some(Documented {
                status,
                source,
                pointer,
            })
        });
        documented.collect()
    }

    /// What a response carries that only has to be read as far as it goes.
    fn usual_content(&mut self, source: &'a SourceResponse, place: &Place) -> Vec<Content> {
        let usual = preferred(&source.content);
        let usual = usual.map(|(media_type, content)| {
            self.content(media_type, content, &of_schema(place, media_type))
        });
        usual.into_iter().collect()
    }

    /// What a success may carry: one content of each notation, if the exact status tells what else to look at.
    fn contents(
        &mut self,
        source: &'a SourceResponse,
        place: &Place,
        is_exact: bool,
    ) -> Vec<Content> {
        let mut contents: Vec<Content> = Vec::new();
        for (media_type, content) in self.told_apart(&source.content, &place.pointer, false) {
            if !is_exact && !contents.is_empty() {
                self.left_out(media_type, &place.pointer);
                continue;
            }
            let content = self.content(media_type, content, &of_schema(place, media_type));
            let mut known = contents.iter().map(Content::format);
            if !known.any(|notation| notation == content.format()) {
                contents.push(content);
            }
        }
        contents
    }

    fn one_stream(&mut self, source: &'a SourceResponse, place: &Place) -> Option<Content> {
        let taken = self.told_apart(&source.content, &place.pointer, false);
        let (media_type, content) = *taken.first()?;
        Some(self.stream(media_type, content, &of_schema(place, media_type)))
    }

    fn header(&self, name: &str, header: &ReferenceOr<SourceHeader>) -> ResponseHeader {
        let header = match header {
            ReferenceOr::Item(header) => Some(header),
            ReferenceOr::Reference { reference } => component_name(reference, "headers")
                .and_then(|key| self.components?.headers.get(key.as_ref())?.as_item()),
        };
        ResponseHeader {
            name: name.to_owned(),
            docs: header.and_then(|header| prose(header.description.as_ref())),
        }
    }
}

fn of_schema(place: &Place, media_type: &str) -> Place {
    let pointer = place.pointer.child(media_type).child("schema");
    Place::new(pointer, place.name.clone())
}

/// Whether successes are nothing but one stream, whatever their status.
fn are_one_stream(successes: &[&SourceResponse]) -> bool {
    let mut contents = successes.iter().map(|source| preferred(&source.content));
    let Some(Some((media_type, first))) = contents.next() else {
        return false;
    };
    let is_like_first = |(other, content): (&str, &MediaType)| {
        other == media_type
            && content.schema == first.schema
            && content.extensions == first.extensions
    };
    is_stream(media_type) && contents.all(|content| content.is_some_and(is_like_first))
}

fn status_text(status: &StatusCode) -> String {
    match status {
        StatusCode::Code(code) => code.to_string(),
        StatusCode::Range(range) => format!("{range}XX"),
    }
}
