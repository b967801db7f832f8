//! The parameters of an operation, including those of its path.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;
use openapiv3::{
    Content, Parameter as SourceParameter, ParameterData, ParameterSchemaOrContent, PathStyle,
    QueryStyle, ReferenceOr,
};
use serde_json::Value;

use super::annotations::{documented_examples, non_blank, text_size, value_size};
use super::context::Resolver;
use super::json_pointer::{JsonPointer, component_name};
use super::names::{self, NameScope};
use super::path_operation::PathOperation;
use super::path_template::placeholders;
use super::schema_path::{PARAMETERS, SchemaPath};
use super::schema_view::{Primitive, SchemaNode};
use crate::document::{ALLOW_RESERVED, COOKIE_STYLE, QUERY_STRING};
use crate::media_type::{is_json, is_urlencoded};
use crate::model::{
    Bounds, MEDIA_TYPE_HEADER, Operation, Parameter, ParameterLocation, ParameterPresence,
    ParameterStyle, PropertyEncoding, Type,
};

impl<'a> Resolver<'a> {
    /// The parameters of an operation: path parameters in the order of the path, then the others in the order of
    /// declaration.
    pub(super) fn parameters(
        &mut self,
        operation: &PathOperation<'a>,
        schema_path: &SchemaPath,
    ) -> Vec<Parameter> {
        let PathOperation {
            path, item, source, ..
        } = operation;
        let own = source
            .parameters
            .iter()
            .enumerate()
            .map(|(index, parameter)| {
                (
                    parameter,
                    schema_path.pointer.child("parameters").item(index),
                )
            });
        let at_path = operation.item_pointer().child("parameters");
        let shared = item
            .parameters
            .iter()
            .enumerate()
            .map(|(index, parameter)| (parameter, at_path.item(index)));
        let own = own.map(|it| (it, DeclaredAt::Operation));
        let declared: Vec<_> = own.chain(shared.map(|it| (it, DeclaredAt::Path))).collect();
        let mut scope = NameScope::with_capacity(declared.len() + 1);
        if source.request_body.is_some() {
            scope.take("body".to_owned());
        }
        let body = source.request_body.as_ref();
        if body.is_some_and(|body| self.may_choose_media_type(body, schema_path)) {
            scope.take(MEDIA_TYPE_PARAMETER.to_owned());
        }
        let mut parameters: Vec<Parameter> = Vec::with_capacity(declared.len());
        let mut pointers = Vec::with_capacity(declared.len());
        let mut known = HashMap::with_capacity(declared.len());
        for ((parameter, pointer), level) in declared {
            if let Some((parameter, pointer)) =
                self.parameter(parameter, &pointer, level, schema_path, &mut known)
            {
                parameters.push(parameter);
                pointers.push(pointer);
            }
        }
        self.match_path(path, &mut parameters, &mut pointers, schema_path);
        self.remove_conflicts(source, &mut parameters, &mut pointers);
        self.check_query_string(source, &parameters, &schema_path.pointer);
        let wires = parameters.iter().map(|parameter| parameter.wire.as_str());
        let names = names::take_all(wires, names::value_name, |_, name| {
            scope.take_family(name, names::with_setters)
        });
        for ((parameter, pointer), (name, renamed)) in
            parameters.iter_mut().zip(pointers).zip(names)
        {
            if renamed {
                let wire = &parameter.wire;
                let message =
                    format!("the name of the parameter `{wire}` is taken in Rust; using `{name}`");
                self.warn("name-collision", &pointer, message);
            }
            parameter.name = name;
        }
        let mut order = HashMap::new();
        for (index, name) in placeholders(path).enumerate() {
            order.entry(name).or_insert(index);
        }
        parameters.sort_by_key(|parameter| {
            match parameter.location {
                ParameterLocation::Path => order.get(parameter.wire.as_str()).copied(),
                _ => None,
            }
            .unwrap_or(usize::MAX)
        });
        parameters
    }

    fn parameter(
        &mut self,
        parameter: &'a ReferenceOr<SourceParameter>,
        declaration: &JsonPointer,
        level: DeclaredAt,
        operation: &SchemaPath,
        known: &mut HashMap<(Cow<'a, str>, ParameterLocation), DeclaredAt>,
    ) -> Option<(Parameter, JsonPointer)> {
        let (source, pointer, owner) = self.declared(parameter, declaration, operation)?;
        let data = source.parameter_data_ref();
        let (location, style) = location_and_style(source);
        if let Some(first) = known.insert((wire_name(&data.name, location), location), level) {
            // A parameter of the operation overrides the one of the path.
            if first == level {
                let message = format!(
                    "the parameter `{}` is declared twice; the first declaration is used",
                    data.name
                );
                self.warn("duplicate-parameter", declaration, message);
            }
            return None;
        }
        if !self.may_have(data, location, &pointer) {
            return None;
        }
        self.published.add_parameter(&pointer, &data.name);
        let schema_path = SchemaPath {
            pointer: pointer.child("schema"),
            type_name: names::composed(&owner, &names::type_name_part(&data.name)),
            property: data.name.clone(),
            owner: PARAMETERS.to_owned(),
        };
        let (mut ty, is_flag) = if location == ParameterLocation::QueryString {
            (Type::String, false)
        } else {
            self.parameter_type(&data.format, &schema_path)
        };
        let mut encodings = Vec::new();
        let style = match &data.format {
            ParameterSchemaOrContent::Content(content)
                if location == ParameterLocation::QueryString =>
            {
                let (style, content) = self.query_string(content, &schema_path);
                (ty, encodings) = content;
                style
            }
            ParameterSchemaOrContent::Content(content) if is_json_content(content) => {
                ParameterStyle::Json
            }
            _ => style,
        };
        self.check_shape(&ty, &data.name, location, style, &pointer);
        let style = self.style_of(&ty, style);
        let presence = if data.required || location == ParameterLocation::Path {
            ParameterPresence::Required
        } else if is_flag && location == ParameterLocation::Query {
            ParameterPresence::Flag
        } else {
            ParameterPresence::Optional
        };
        let parameter = Parameter {
            wire: data.name.clone(),
            // Set when all parameters are known.
            name: String::new(),
            docs: non_blank(data.description.as_ref()),
            deprecated: data.deprecated.unwrap_or_default(),
            location,
            style,
            allow_reserved: data.extensions.contains_key(ALLOW_RESERVED),
            encodings,
            ty,
            presence,
            default: self.parameter_default(&data.format),
            bounds: self.parameter_bounds(&data.format),
            pointer: pointer.clone().into(),
            example: documented_examples(data.example.as_ref(), &data.examples)
                .first()
                .map(|example| Value::clone(example)),
        };
        Some((parameter, pointer))
    }

    /// The parameter, its pointer, and the start of the names of its types: that of the operation, unless other operations
    /// may refer to the parameter as well.
    fn declared(
        &self,
        parameter: &'a ReferenceOr<SourceParameter>,
        declaration: &JsonPointer,
        operation: &SchemaPath,
    ) -> Option<(&'a SourceParameter, JsonPointer, String)> {
        match parameter {
            ReferenceOr::Item(parameter) => {
                Some((parameter, declaration.clone(), operation.type_name.clone()))
            }
            ReferenceOr::Reference { reference } => {
                let key = component_name(reference, "parameters")?;
                let parameter = self.components?.parameters.get(key.as_ref())?.as_item()?;
                let pointer = JsonPointer::new(&["components", "parameters", &key]);
                Some((parameter, pointer, String::new()))
            }
        }
    }

    /// Returns whether a parameter can be sent and its text is within the limits. If not, it is reported.
    fn may_have(
        &mut self,
        data: &'a ParameterData,
        location: ParameterLocation,
        pointer: &JsonPointer,
    ) -> bool {
        let examples = documented_examples(data.example.as_ref(), &data.examples);
        let text = pointer.as_str().len()
            + text_size(data.description.as_ref())
            + examples.first().map_or(0, |example| value_size(example))
            + self.text_of_schema(&data.format);
        self.may_name(&data.name, pointer)
            && self.may_send(&data.name, location, pointer)
            && self.may_add_text(text, pointer)
    }

    /// The type of a parameter, and true if its only value is the string `true`.
    fn parameter_type(
        &mut self,
        format: &'a ParameterSchemaOrContent,
        schema_path: &SchemaPath,
    ) -> (Type, bool) {
        let schema = match format {
            ParameterSchemaOrContent::Schema(schema) => schema,
            ParameterSchemaOrContent::Content(content) => {
                return (self.content_parameter_type(content, schema_path), false);
            }
        };
        let node = SchemaNode::from(schema);
        let is_flag = self.target(node).is_some_and(|view| {
            view.primitive == Some(Primitive::String) && view.strings == ["true"]
        });
        if is_flag {
            (Type::Bool, true)
        } else {
            (self.type_of(node, schema_path), false)
        }
    }

    /// The style, the type and the encodings of the whole query string.
    fn query_string(
        &mut self,
        content: &'a Content,
        schema_path: &SchemaPath,
    ) -> (ParameterStyle, (Type, Vec<PropertyEncoding>)) {
        let Some((media_type, described)) = content.first() else {
            return (ParameterStyle::Standard, (Type::String, Vec::new()));
        };
        let pointer = schema_path.pointer.parent().entry("content", media_type);
        let path = SchemaPath {
            pointer: pointer.child("schema"),
            ..schema_path.clone()
        };
        if is_json(media_type) {
            let ty = self.content_parameter_type(content, schema_path);
            return (ParameterStyle::Json, (ty, Vec::new()));
        }
        let schema = described.schema.as_ref();
        if is_urlencoded(media_type) {
            let ty = schema.and_then(|it| self.form_type(media_type, it, &path));
            let ty = ty.unwrap_or_else(|| {
                let message = format!(
                    "the schema of this `{media_type}` query string is not supported; treated as a map of any values"
                );
                self.warn("untranslated-keyword", &pointer, message);
                Type::Map(Box::new(Type::Value))
            });
            let encodings = self.encodings(media_type, described, &path);
            return (ParameterStyle::Form, (ty, encodings));
        }
        let is_text = schema.is_none_or(|it| {
            let view = self.target(it.into());
            view.is_some_and(|view| view.primitive == Some(Primitive::String))
        });
        if !is_text {
            let message = format!(
                "the schema of this `{media_type}` query string is not supported; treated as text"
            );
            self.warn("untranslated-keyword", &pointer, message);
        }
        (ParameterStyle::Standard, (Type::String, Vec::new()))
    }

    /// The type of a parameter with a media type: the type of the JSON value, or else a string.
    fn content_parameter_type(&mut self, content: &'a Content, schema_path: &SchemaPath) -> Type {
        let Some((media_type, described)) = content.first() else {
            return Type::String;
        };
        let pointer = schema_path.pointer.parent().entry("content", media_type);
        match &described.schema {
            Some(schema) if is_json(media_type) => {
                let pointer = pointer.child("schema");
                let schema_path = SchemaPath {
                    pointer,
                    ..schema_path.clone()
                };
                self.type_of(schema.into(), &schema_path)
            }
            None if is_json(media_type) => Type::Value,
            _ => {
                let message =
                    format!("a parameter of `{media_type}` is not supported; treated as a string");
                self.warn("untranslated-keyword", &pointer, message);
                Type::String
            }
        }
    }

    /// The number of bytes of the default value and of the bounds of a parameter.
    fn text_of_schema(&self, format: &'a ParameterSchemaOrContent) -> usize {
        let ParameterSchemaOrContent::Schema(schema) = format else {
            return 0;
        };
        let node = schema.into();
        let view = self.target(node);
        let default = view.and_then(|view| view.data.default.as_ref());
        default.map_or(0, value_size) + self.size_of_bounds(node)
    }

    fn parameter_default(&self, format: &'a ParameterSchemaOrContent) -> Option<String> {
        match format {
            ParameterSchemaOrContent::Schema(schema) => self
                .target(schema.into())?
                .data
                .default
                .as_ref()
                .map(ToString::to_string),
            ParameterSchemaOrContent::Content(_) => None,
        }
    }

    fn parameter_bounds(&self, format: &'a ParameterSchemaOrContent) -> Bounds {
        match format {
            ParameterSchemaOrContent::Schema(schema) => self.bounds(schema.into()),
            ParameterSchemaOrContent::Content(_) => Bounds::new(),
        }
    }

    /// Removes path parameters that do not occur in the path, and adds those that are not declared. Servers match
    /// operations by path, so the path decides.
    fn match_path(
        &mut self,
        path: &str,
        parameters: &mut Vec<Parameter>,
        pointers: &mut Vec<JsonPointer>,
        schema_path: &SchemaPath,
    ) {
        let mut undeclared: IndexSet<&str> = placeholders(path).collect();
        let placeholders = undeclared.clone();
        let is_used = |parameter: &Parameter| {
            parameter.location != ParameterLocation::Path
                || placeholders.contains(parameter.wire.as_str())
        };
        for (parameter, pointer) in parameters.iter().zip(&*pointers) {
            if !is_used(parameter) {
                let wire = &parameter.wire;
                let message = format!("the path has no `{{{wire}}}`; the parameter is ignored");
                self.warn("unused-path-parameter", pointer, message);
            }
        }
        let mut keep = parameters
            .iter()
            .map(is_used)
            .collect::<Vec<_>>()
            .into_iter();
        pointers.retain(|_| keep.next().unwrap_or(true));
        parameters.retain(is_used);
        let in_path = parameters
            .iter()
            .filter(|it| it.location == ParameterLocation::Path);
        let declared: HashSet<&str> = in_path.map(|it| it.wire.as_str()).collect();
        undeclared.retain(|name| !declared.contains(name));
        for name in undeclared {
            let message = format!("path parameter `{name}` is not declared; treated as a string");
            self.warn("undeclared-path-parameter", &schema_path.pointer, message);
            parameters.push(undeclared_parameter(name, schema_path));
            pointers.push(schema_path.pointer.clone());
        }
    }
}

/// The name of the parameter for the media type of a body.
const MEDIA_TYPE_PARAMETER: &str = "content_type";

/// Adds the parameter for the media type of a body that the caller chooses. Removes it for other bodies.
pub(super) fn set_media_type_parameter(operation: &mut Operation) {
    operation.parameters.retain(|it| !it.is_media_type());
    let Some(body) = &operation.body else { return };
    if !body.content.has_chosen_media_type() {
        return;
    }
    operation.parameters.push(Parameter {
        wire: MEDIA_TYPE_HEADER.to_owned(),
        name: MEDIA_TYPE_PARAMETER.to_owned(),
        docs: Some(format!(
            "The media type of the body, in the range `{}`.",
            body.content.media_type
        )),
        deprecated: false,
        location: ParameterLocation::Header,
        style: ParameterStyle::Standard,
        allow_reserved: false,
        encodings: Vec::new(),
        ty: Type::String,
        presence: if body.required {
            ParameterPresence::Required
        } else {
            ParameterPresence::Optional
        },
        default: None,
        bounds: Bounds::new(),
        pointer: operation.pointer.clone(),
        example: None,
    });
}

/// The parameter for a `{name}` of the path that is not declared.
fn undeclared_parameter(name: &str, schema_path: &SchemaPath) -> Parameter {
    Parameter {
        wire: name.to_owned(),
        name: String::new(),
        docs: None,
        deprecated: false,
        location: ParameterLocation::Path,
        style: ParameterStyle::Standard,
        allow_reserved: false,
        encodings: Vec::new(),
        ty: Type::String,
        presence: ParameterPresence::Required,
        default: None,
        bounds: Bounds::new(),
        pointer: schema_path.pointer.clone().into(),
        example: None,
    }
}

/// The object that declares a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DeclaredAt {
    Operation,
    Path,
}

/// The name of a parameter, in lower case if letter case does not matter at its location.
pub(super) fn wire_name(name: &str, location: ParameterLocation) -> Cow<'_, str> {
    if location == ParameterLocation::Header && name.bytes().any(|it| it.is_ascii_uppercase()) {
        name.to_ascii_lowercase().into()
    } else {
        name.into()
    }
}

fn is_json_content(content: &Content) -> bool {
    let first = content.first();
    first.is_some_and(|(media_type, _)| is_json(media_type))
}

pub(super) fn location_and_style(
    parameter: &SourceParameter,
) -> (ParameterLocation, ParameterStyle) {
    let explode = parameter.parameter_data_ref().explode;
    match parameter {
        SourceParameter::Path { style, .. } => {
            let explode = explode.unwrap_or_default();
            let style = match style {
                PathStyle::Label => ParameterStyle::Label { explode },
                PathStyle::Matrix => ParameterStyle::Matrix { explode },
                PathStyle::Simple if explode => ParameterStyle::Exploded,
                PathStyle::Simple => ParameterStyle::Standard,
            };
            (ParameterLocation::Path, style)
        }
        SourceParameter::Header { .. } if explode == Some(true) => {
            (ParameterLocation::Header, ParameterStyle::Exploded)
        }
        SourceParameter::Header { .. } => (ParameterLocation::Header, ParameterStyle::Standard),
        SourceParameter::Cookie { .. } => {
            let extensions = &parameter.parameter_data_ref().extensions;
            let style = if extensions.contains_key(COOKIE_STYLE) {
                let explode = explode.unwrap_or(true);
                ParameterStyle::Cookie { explode }
            } else {
                ParameterStyle::Standard
            };
            (ParameterLocation::Cookie, style)
        }
        SourceParameter::Query { parameter_data, .. }
            if parameter_data.extensions.contains_key(QUERY_STRING) =>
        {
            (ParameterLocation::QueryString, ParameterStyle::Standard)
        }
        SourceParameter::Query { style, .. } => {
            let style = match style {
                QueryStyle::Form if explode == Some(false) => ParameterStyle::Delimited(","),
                QueryStyle::SpaceDelimited if explode != Some(true) => {
                    ParameterStyle::Delimited(" ")
                }
                QueryStyle::PipeDelimited if explode != Some(true) => {
                    ParameterStyle::Delimited("|")
                }
                QueryStyle::DeepObject => ParameterStyle::DeepObject,
                // If exploded, these three styles are the same: the name is repeated.
                QueryStyle::Form | QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited => {
                    ParameterStyle::Standard
                }
            };
            (ParameterLocation::Query, style)
        }
    }
}
