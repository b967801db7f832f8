//! Operations: grouped and named, with what they send and what they answer.
//!
//! An operation's group is its first tag, and its name is its `operationId` without the tag. Documents made
//! for SDKs say both outright, in `x-fern-sdk-group-name` and `x-fern-sdk-method-name`, and are taken at
//! their word.

use openapiv3::{
    MediaType, Operation as Source, PathItem, ReferenceOr, RequestBody, Response as SourceResponse,
    StatusCode,
};

use serde_json::Value;

use super::names::{self, Scope};
use super::pointer::{Pointer, component_name};
use super::view::{Node, View};
use super::{Place, Resolver, prose, shown};
use crate::model::{
    Body, Content, Operation, Outcome, Output, Response, Service, Type, TypeDef, TypeKind,
};

/// The group of operations that have no tag.
const UNTAGGED: &str = "operations";

/// Modules beside those of the services.
const MODULES_IN_USE: &[&str] = &["models", "trophy_runtime", "webhooks"];

const GROUP_NAME: &str = "x-fern-sdk-group-name";
const METHOD_NAME: &str = "x-fern-sdk-method-name";

/// A service under construction.
struct Group<'a> {
    words: Vec<&'a str>,
    service: Service,
    methods: Scope,
    stems: Scope,
}

impl<'a> Resolver<'a> {
    /// All operations, by tag.
    pub(super) fn services(&mut self) -> Vec<Service> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut modules = Scope::default();
        for &module in MODULES_IN_USE {
            modules.take(module.to_owned());
        }
        let mut handles = Scope::default();
        let common = self.common_word();
        for (path, item, method, source) in self.operations() {
            let words = group_words(source);
            let index = groups
                .iter()
                .position(|group| group.words == words)
                .unwrap_or_else(|| {
                    groups.push(self.group(words, common, &mut modules, &mut handles));
                    groups.len() - 1
                });
            let Some(group) = groups.get_mut(index) else {
                continue;
            };
            let operation = self.operation(path, item, method, source, group);
            group.service.operations.push(operation);
        }
        let mut services: Vec<Service> = groups.into_iter().map(|group| group.service).collect();
        services.sort_by(|one, other| one.module.cmp(&other.module));
        services
    }

    /// Every operation with where it stands.
    fn operations(
        &self,
    ) -> impl Iterator<Item = (&'a str, &'a PathItem, &'a str, &'a Source)> + use<'a> {
        let paths = self.document.openapi.paths.paths.iter();
        let items = paths.filter_map(|(path, item)| Some((path.as_str(), item.as_item()?)));
        items.flat_map(|(path, item)| {
            item.iter()
                .map(move |(method, source)| (path, item, method, source))
        })
    }

    /// The first word of all group names, if there is one: it names the API and not a part of it.
    fn common_word(&self) -> Option<&'a str> {
        let mut groups = self
            .operations()
            .map(|(_, _, _, source)| group_words(source));
        let first = *groups.next()?.first()?;
        groups
            .all(|words| words.len() > 1 && words.first() == Some(&first))
            .then_some(first)
    }

    fn group(
        &self,
        words: Vec<&'a str>,
        common: Option<&str>,
        modules: &mut Scope,
        handles: &mut Scope,
    ) -> Group<'a> {
        let own = if words.len() > 1 && words.first().copied() == common {
            words.get(1..)
        } else {
            None
        };
        let own = own.unwrap_or(&words);
        let joined = own.join(" ");
        let (module, _) = modules.take(names::module_name(&joined));
        let (name, _) = handles.take(names::service_name(&joined));
        let tag = self
            .document
            .openapi
            .tags
            .iter()
            .find(|tag| own == [tag.name.as_str()]);
        let service = Service {
            name,
            module,
            path: own.iter().map(|word| names::method_name(word)).collect(),
            docs: tag.and_then(|tag| prose(tag.description.as_ref())),
            operations: Vec::new(),
        };
        Group {
            words,
            service,
            methods: Scope::default(),
            stems: Scope::default(),
        }
    }

    fn operation(
        &mut self,
        path: &str,
        item: &'a PathItem,
        method: &str,
        source: &'a Source,
        group: &mut Group<'a>,
    ) -> Operation {
        let pointer = Pointer::to(&["paths", path, method]);
        let id = source
            .operation_id
            .clone()
            .unwrap_or_else(|| format!("{method} {path}"));
        let wanted = match source.extensions.get(METHOD_NAME).and_then(Value::as_str) {
            Some(name) => names::method_name(name),
            None => method_name(&id, group.words.first().copied().unwrap_or_default()),
        };
        let (name, renamed) = group.methods.take(wanted.clone());
        if renamed {
            self.warn(
                "name-collision",
                &pointer,
                format!("another operation is `{wanted}` in Rust; this one is `{name}`"),
            );
        }
        let (stem, _) = group
            .stems
            .take(names::type_name_part(name.trim_start_matches("r#")));
        // What has no name of its own is named by the whole id: models of all services stand side by side.
        let place = Place {
            pointer: pointer.clone(),
            name: names::type_name_part(&id),
        };
        let parameters = self.parameters(path, item, source, &place);
        let body = source
            .request_body
            .as_ref()
            .and_then(|body| self.body(body, &place));
        let responses = self.responses(source, &place);
        let output = output(&responses, &stem);
        Operation {
            pagination: self.pagination(&parameters, &output),
            output,
            id,
            name,
            stem,
            method: method.to_uppercase(),
            path: path.to_owned(),
            server: self.server(item, source),
            summary: prose(source.summary.as_ref()),
            docs: prose(source.description.as_ref()),
            deprecated: source.deprecated,
            pointer: pointer.into(),
            parameters,
            body,
            responses,
        }
    }

    /// The server that the document names first, nearest to the operation.
    fn server(&self, item: &PathItem, source: &Source) -> String {
        let servers = [
            &source.servers,
            &item.servers,
            &self.document.openapi.servers,
        ];
        servers
            .into_iter()
            .find_map(|servers| servers.first())
            .map(server_url)
            .unwrap_or_default()
    }

    fn body(&mut self, body: &'a ReferenceOr<RequestBody>, place: &Place) -> Option<Body> {
        let (body, pointer) = match body {
            ReferenceOr::Item(body) => (body, place.pointer.child("requestBody")),
            ReferenceOr::Reference { reference } => {
                let key = component_name(reference, "requestBodies")?;
                let body = self
                    .components?
                    .request_bodies
                    .get(key.as_ref())?
                    .as_item()?;
                (body, Pointer::to(&["components", "requestBodies", &key]))
            }
        };
        let (media_type, content) = preferred(&body.content)?;
        let place = Place {
            pointer: pointer.child("content").child(media_type).child("schema"),
            name: format!("{}Body", place.name),
        };
        let spreads = is_json(media_type) && body.required;
        let resolved = self.content(media_type, content, &place);
        let spread = spreads && self.may_spread(content, &resolved.ty);
        Some(Body {
            docs: prose(body.description.as_ref()),
            content: resolved,
            required: body.required,
            spread,
        })
    }

    /// Whether a body is an inline object whose properties can stand as a method's arguments.
    fn may_spread(&self, content: &'a MediaType, ty: &Type) -> bool {
        let inline = matches!(content.schema, Some(ReferenceOr::Item(ref schema)) if View::of(schema).lone_part().is_none());
        let Type::Named(name) = ty else { return false };
        let definition = self.types.get(name);
        inline
            && matches!(definition, Some(TypeDef { kind: TypeKind::Struct(body), .. }) if body.additional.is_none())
    }

    /// A body in one of its media types.
    pub(super) fn content(
        &mut self,
        media_type: &str,
        content: &'a MediaType,
        place: &Place,
    ) -> Content {
        let ty = self.content_type(media_type, content, place);
        let examples = shown(content.example.as_ref(), &content.examples);
        Content {
            media_type: media_type.to_owned(),
            ty,
            examples,
        }
    }

    fn content_type(&mut self, media_type: &str, content: &'a MediaType, place: &Place) -> Type {
        match &content.schema {
            Some(schema) if is_json(media_type) => {
                let node = Node::from(schema);
                let ty = self.type_of(node, place);
                if self.is_nullable(node) && ty != Type::Value {
                    Type::Nullable(Box::new(ty))
                } else {
                    ty
                }
            }
            None if is_json(media_type) => Type::Value,
            Some(_) if is_form(media_type) => {
                self.warn(
                    "untranslated-keyword",
                    &place.pointer,
                    format!("a body of `{media_type}` is taken as bytes; its schema is left out"),
                );
                Type::Bytes
            }
            _ if media_type.starts_with("text/") => Type::String,
            _ => Type::Bytes,
        }
    }

    fn responses(&mut self, source: &'a Source, place: &Place) -> Vec<Response> {
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
        let several = documented
            .iter()
            .filter(|(status, _)| status.starts_with('2'))
            .count()
            > 1;
        documented
            .into_iter()
            .filter_map(|(status, response)| self.response(status, response, place, several))
            .collect()
    }

    fn response(
        &mut self,
        status: String,
        response: &'a ReferenceOr<SourceResponse>,
        place: &Place,
        several: bool,
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
            let plain = status.starts_with('2') && !several;
            let name = if plain {
                format!("{}Response", place.name)
            } else {
                format!("{}{}Response", place.name, status_name(&status))
            };
            let place = Place {
                pointer: pointer.child("content").child(media_type).child("schema"),
                name,
            };
            self.content(media_type, content, &place)
        });
        Some(Response {
            status,
            docs: prose(Some(&response.description)),
            content,
        })
    }
}

/// The words that name an operation's group.
fn group_words(source: &Source) -> Vec<&str> {
    let stated = source.extensions.get(GROUP_NAME).map(|name| match name {
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    });
    let stated: Vec<&str> = stated.unwrap_or_default();
    if stated.is_empty() {
        vec![source.tags.first().map_or(UNTAGGED, String::as_str)]
    } else {
        stated
    }
}

/// `users_achievements` of the tag `Users` is `achievements`.
fn method_name(id: &str, tag: &str) -> String {
    let name = names::method_name(id);
    let prefix = format!("{}_", names::value_name(tag).trim_start_matches("r#"));
    match name.strip_prefix(&prefix) {
        Some(rest) if !rest.is_empty() => names::method_name(rest),
        _ => name,
    }
}

/// A server's address with its variables at their defaults.
fn server_url(server: &openapiv3::Server) -> String {
    let mut url = server.url.trim_end_matches('/').to_owned();
    for (name, variable) in server.variables.iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), &variable.default);
    }
    url
}

/// JSON where it is offered, and else the first media type.
pub(super) fn preferred(content: &openapiv3::Content) -> Option<(&str, &MediaType)> {
    let json = content.iter().find(|(media_type, _)| is_json(media_type));
    json.or_else(|| content.first())
        .map(|(media_type, content)| (media_type.as_str(), content))
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json"
        || essence.ends_with("+json")
        || essence == "*/*"
        || essence == "text/json"
}

/// Media types whose schema says more than that there are bytes.
fn is_form(media_type: &str) -> bool {
    media_type.starts_with("multipart/")
        || media_type.starts_with("application/x-www-form-urlencoded")
}

fn status_text(status: &StatusCode) -> String {
    match status {
        StatusCode::Code(code) => code.to_string(),
        StatusCode::Range(range) => format!("{range}XX"),
    }
}

/// What success looks like, from all documented answers.
fn output(responses: &[Response], stem: &str) -> Output {
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
