//! The responses of an operation: their bodies and headers.

use openapiv3::{
    Header as SourceHeader, MediaType, Operation as Source, ReferenceOr,
    Response as SourceResponse, StatusCode,
};

use super::annotations::{non_blank, text_size};
use super::context::Resolver;
use super::json_pointer::{JsonPointer, component_name};
use super::limits::HEADER;
use super::media_kind::preferred_media_type;
use super::names;
use super::output::{SuccessStatuses, status_name};
use super::schema_path::SchemaPath;
use crate::media_type::is_stream;
use crate::model::{Content, Response, ResponseHeader};

/// A response of the document and its pointer.
struct DocumentedResponse<'a> {
    status: String,
    source: &'a SourceResponse,
    pointer: JsonPointer,
}

impl<'a> Resolver<'a> {
    pub(super) fn responses(
        &mut self,
        source: &'a Source,
        method: &str,
        path: &SchemaPath,
    ) -> Vec<Response> {
        let documented = self.documented_responses(source, path);
        let statuses =
            SuccessStatuses::from_statuses(documented.iter().map(|it| it.status.as_str()));
        let successes = documented.iter().filter(|it| statuses.includes(&it.status));
        let successes: Vec<&SourceResponse> = successes.map(|it| it.source).collect();
        let streams = is_single_stream(&successes);
        let mut stream = None;
        let mut responses = Vec::with_capacity(documented.len());
        for it in &documented {
            let name = if successes.len() == 1 && it.status.starts_with('2') {
                "Response".to_owned()
            } else {
                format!("{}Response", status_name(&it.status))
            };
            let name = names::composed(&path.type_name, &name);
            let path = SchemaPath::new(it.pointer.child("content"), name);
            let headers = it.source.headers.iter();
            let headers: Vec<_> = headers
                .map(|(name, header)| self.header(name, header))
                .collect();
            let of_headers = headers.iter().map(size_of_header);
            let text = it.source.description.len() + of_headers.sum::<usize>();
            if !self.may_add_text(text, &path.pointer) {
                break;
            }
            let mut contents = if !self.may_have_body(method, it) {
                Vec::new()
            } else if !statuses.includes(&it.status) {
                self.error_contents(it.source, &path)
            } else if streams {
                stream = stream.or_else(|| self.single_stream(it.source, &path));
                stream.iter().cloned().collect()
            } else {
                self.contents(it.source, &path)
            };
            let mut contents = contents.drain(..);
            responses.push(Response {
                status: it.status.clone(),
                is_error: statuses.is_error(&it.status),
                docs: non_blank(Some(&it.source.description)),
                content: contents.next(),
                others: contents.collect(),
                headers,
            });
        }
        responses
    }

    fn documented_responses(
        &self,
        source: &'a Source,
        path: &SchemaPath,
    ) -> Vec<DocumentedResponse<'a>> {
        let responses = &source.responses;
        let coded = responses.responses.iter();
        let mut coded: Vec<_> = coded
            .map(|(status, response)| (status_text(status), response))
            .collect();
        coded.sort_by(|(one, _), (other, _)| one.cmp(other));
        let default = responses.default.iter();
        let default = default.map(|response| ("default".to_owned(), response));
        let documented = coded
            .into_iter()
            .chain(default)
            .filter_map(|(status, response)| {
                let (source, pointer) = match response {
                    ReferenceOr::Item(response) => {
                        (response, path.pointer.entry("responses", &status))
                    }
                    ReferenceOr::Reference { reference } => {
                        let key = component_name(reference, "responses")?;
                        let response = self.components?.responses.get(key.as_ref())?.as_item()?;
                        (
                            response,
                            JsonPointer::new(&["components", "responses", &key]),
                        )
                    }
                };
                Some(DocumentedResponse {
                    status,
                    source,
                    pointer,
                })
            });
        documented.collect()
    }

    /// Returns whether HTTP allows a body in a response. Reports a body that it does not allow.
    fn may_have_body(&mut self, method: &str, response: &DocumentedResponse<'a>) -> bool {
        let subject = match response.status.as_str() {
            _ if method == "HEAD" => "a response to HEAD",
            "204" => "a response with status 204",
            "205" => "a response with status 205",
            "304" => "a response with status 304",
            _ => return true,
        };
        if !response.source.content.is_empty() {
            let message = format!("{subject} has no body; its content is ignored");
            self.warn(
                "impossible-body",
                &response.pointer.child("content"),
                message,
            );
        }
        false
    }

    /// The bodies of a successful response, one per format.
    fn contents(&mut self, source: &'a SourceResponse, path: &SchemaPath) -> Vec<Content> {
        let mut contents: Vec<Content> = Vec::new();
        for (media_type, content) in
            self.distinct_media_types(&source.content, &path.pointer, false)
        {
            let content = self.content(media_type, content, &schema_path(path, media_type));
            let mut known = contents.iter().map(Content::format);
            if !known.any(|format| format == content.format()) {
                contents.push(content);
            }
        }
        contents
    }

    fn single_stream(&mut self, source: &'a SourceResponse, path: &SchemaPath) -> Option<Content> {
        let media_types = self.distinct_media_types(&source.content, &path.pointer, false);
        let (media_type, content) = *media_types.first()?;
        Some(self.stream(media_type, content, &schema_path(path, media_type)))
    }

    fn header(&self, name: &str, header: &ReferenceOr<SourceHeader>) -> ResponseHeader {
        let header = match header {
            ReferenceOr::Item(header) => Some(header),
            ReferenceOr::Reference { reference } => component_name(reference, "headers")
                .and_then(|key| self.components?.headers.get(key.as_ref())?.as_item()),
        };
        ResponseHeader {
            name: name.to_owned(),
            docs: header.and_then(|header| non_blank(header.description.as_ref())),
        }
    }
}

pub(super) fn schema_path(path: &SchemaPath, media_type: &str) -> SchemaPath {
    let pointer = path.pointer.child(media_type).child("schema");
    SchemaPath::new(pointer, path.type_name.clone())
}

/// True if all successes are the same stream.
fn is_single_stream(successes: &[&SourceResponse]) -> bool {
    let mut contents = successes
        .iter()
        .map(|source| preferred_media_type(&source.content));
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

/// The number of bytes for which a header counts.
fn size_of_header(header: &ResponseHeader) -> usize {
    header.name.len() + text_size(header.docs.as_ref()) + HEADER
}
