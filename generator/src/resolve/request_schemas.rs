//! The schemas of requests, for servers that validate them.
//!
//! They are those of the document, after it has been lowered to OpenAPI 3.0, and not those of the Rust types: a schema
//! with `allOf` keeps its parts. Components become constants that refer to each other, so the work is proportional to the
//! length of the document.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::mem;

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, Discriminator, ObjectType, Operation as Source,
    Parameter as SourceParameter, ParameterSchemaOrContent, ReferenceOr, Schema as SourceSchema,
    SchemaKind, StringType, Type,
};
use serde_json::Value;

use super::context::Resolver;
use super::group::PendingGroup;
use super::json_pointer::{JsonPointer, component_name};
use super::names::{self, NameScope};
use super::parameter::{location_and_style, wire_name};
use super::path_operation::PathOperation;
use super::request_annotations::ComponentAnnotations;
use super::request_keywords::{
    boolean_keywords, bounds_of_any, counts, enumeration, integer_keywords, number_keywords,
    text_format, values_of_any,
};
use super::schema_view::{SchemaNode, SchemaView, default_target};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{
    NULL_ONLY, OPEN_PREFIX_ITEMS, OTHER_ITEMS, PREFIX_ITEMS, UNEVALUATED, mapping_names,
};
use crate::ecma_pattern::{Engine, translated};
use crate::model::{
    Api, CountKeyword, Group, JsonType, Keyword, Operation, Parameter, ParameterLocation,
    RequestSchema, RequestSchemas, Schema,
};

impl<'a> Resolver<'a> {
    /// The schemas of the requests to all operations, and the components that they refer to.
    pub(super) fn request_schemas(&self, groups: &[PendingGroup<'a>]) -> RequestSchemas {
        let mut operations = HashMap::new();
        for group in groups.iter().map(PendingGroup::group) {
            // The variants of an operation follow it.
            for variants in group.operations.chunk_by(|_, next| next.is_variant) {
                let preferred = variants.first();
                operations.extend(preferred.map(|it| (it.pointer.as_str(), (group, variants))));
            }
        }
        let mut schemas = SchemaBuilder::new(self);
        let mut requests = BTreeMap::new();
        for found in self.operations() {
            let pointer = found.pointer();
            let Some((group, variants)) = operations.get(pointer.as_str()) else {
                continue;
            };
            schemas.at = pointer;
            for operation in *variants {
                let request = schemas.request(&found, group, operation);
                requests.insert(operation.pointer.clone(), request);
            }
        }
        RequestSchemas {
            components: schemas.components(),
            operations: requests,
            unchecked_patterns: schemas.unchecked,
        }
    }
}

/// Converts schemas, and collects the components that they refer to.
struct SchemaBuilder<'r, 'a> {
    resolver: &'r Resolver<'a>,
    /// The constants of components, by their keys.
    constants: HashMap<&'a str, String>,
    /// The schemas of shared parameters and bodies.
    shared: HashMap<Shared<'a>, Schema>,
    /// The schemas of constants.
    components: BTreeMap<String, Schema>,
    names: NameScope,
    /// The constants whose schemas are not converted yet.
    pending: Vec<(String, &'a str, SchemaNode<'a>)>,
    /// The pointer of the operation or component whose schemas are converted.
    at: JsonPointer,
    /// The patterns that have no translation.
    unchecked: BTreeSet<(String, String)>,
    annotations: ComponentAnnotations<'a>,
}

/// A schema that several operations use.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Shared<'a> {
    /// That of a component among the parameters, by its key.
    Parameter(&'a str),
    /// That of a parameter of a path, by the path, and the location and the name of the parameter.
    OfPath(&'a str, ParameterLocation, &'a str),
    /// That of a component among the request bodies, by its key and the media type.
    Body(&'a str, &'a str),
}

impl<'r, 'a> SchemaBuilder<'r, 'a> {
    fn new(resolver: &'r Resolver<'a>) -> Self {
        let mut names = NameScope::default();
        // The constants of the runtime.
        for name in ["ANY", "BOOLEAN", "INTEGER", "NUMBER", "STRING"] {
            names.reserve(name);
        }
        Self {
            resolver,
            constants: HashMap::new(),
            shared: HashMap::new(),
            components: BTreeMap::new(),
            names,
            pending: Vec::new(),
            at: JsonPointer::new(&[]),
            unchecked: BTreeSet::new(),
            annotations: ComponentAnnotations::new(resolver),
        }
    }

    fn request(
        &mut self,
        found: &PathOperation<'a>,
        group: &Group,
        operation: &Operation,
    ) -> RequestSchema {
        let words = format!("{} {}", group.stem, operation.stem);
        let (name, _) = self.names.take(names::constant_name(&words));
        let sources = self.parameters(found);
        let parameters = operation.parameters.iter().map(|parameter| {
            let Some((source, shared)) = sources.get(&key(parameter)) else {
                return Schema::Keywords(vec![Keyword::Type(JsonType::String)]);
            };
            let schema = match &source.parameter_data_ref().format {
                ParameterSchemaOrContent::Schema(schema) => Some(schema),
                ParameterSchemaOrContent::Content(content) => {
                    let media_type = content.values().next();
                    media_type.and_then(|it| it.schema.as_ref())
                }
            };
            let Some(schema) = schema else {
                return Schema::ANY;
            };
            self.shared(*shared, schema.into())
        });
        RequestSchema {
            name,
            parameters: parameters.collect(),
            body: self.body(found.source, operation),
        }
    }

    /// The parameters by location and name. Those of the operation precede those of the path.
    fn parameters(
        &self,
        found: &PathOperation<'a>,
    ) -> HashMap<(ParameterLocation, String), (&'a SourceParameter, Option<Shared<'a>>)> {
        let mut parameters = HashMap::new();
        let own = found.source.parameters.iter().map(|it| (it, false));
        let of_path = found.item.parameters.iter().map(|it| (it, true));
        for (parameter, is_of_path) in own.chain(of_path) {
            let parameter = match parameter {
                ReferenceOr::Item(parameter) => Some((parameter, None)),
                ReferenceOr::Reference { reference } => {
                    let key = component_name(reference, "parameters");
                    let components = self.resolver.components;
                    key.zip(components).and_then(|(key, components)| {
                        let found = components.parameters.get_key_value(key.as_ref());
                        let (key, parameter) = found?;
                        Some((parameter.as_item()?, Some(key.as_str())))
                    })
                }
            };
            if let Some((parameter, key)) = parameter {
                let (location, _) = location_and_style(parameter);
                let name = &parameter.parameter_data_ref().name;
                let of_path = || Shared::OfPath(found.path, location, name);
                let shared = key.map(Shared::Parameter);
                let shared = shared.or_else(|| is_of_path.then(of_path));
                let wire = wire_name(name, location).into_owned();
                parameters
                    .entry((location, wire))
                    .or_insert((parameter, shared));
            }
        }
        parameters
    }

    fn body(&mut self, source: &'a Source, operation: &Operation) -> Option<Schema> {
        let body = operation.body.as_ref()?;
        let (declared, component) = match source.request_body.as_ref()? {
            ReferenceOr::Item(body) => (body, None),
            ReferenceOr::Reference { reference } => {
                let key = component_name(reference, "requestBodies")?;
                let bodies = &self.resolver.components?.request_bodies;
                let (key, body) = bodies.get_key_value(key.as_ref())?;
                (body.as_item()?, Some(key.as_str()))
            }
        };
        let content = declared.content.get_key_value(&body.content.media_type);
        let (media_type, content) = content?;
        let schema = content.schema.as_ref()?;
        let component = component.map(|key| Shared::Body(key, media_type));
        Some(self.shared(component, schema.into()))
    }

    /// The constants of all components that were referred to.
    fn components(&mut self) -> BTreeMap<String, Schema> {
        while let Some((name, key, node)) = self.pending.pop() {
            self.at = JsonPointer::of_component(key);
            let schema = match self.schema(node) {
                alias @ Schema::Component(_) => Schema::Keywords(vec![Keyword::AllOf(vec![alias])]),
                schema => schema,
            };
            self.components.insert(name, schema);
        }
        mem::take(&mut self.components)
    }

    /// The schema of a parameter or body. If several operations share it, it has a constant of its own unless it is small,
    /// so that it is not repeated in each operation.
    fn shared(&mut self, shared: Option<Shared<'a>>, node: SchemaNode<'a>) -> Schema {
        let (Some(shared), SchemaNode::Schema(_)) = (shared, node) else {
            return self.schema(node);
        };
        if let Some(known) = self.shared.get(&shared) {
            return known.clone();
        }
        let mut schema = self.schema(node);
        if !is_small(&schema) {
            let (Shared::Parameter(name) | Shared::OfPath(.., name) | Shared::Body(name, _)) =
                shared;
            let (constant, _) = self.names.take(names::constant_name(name));
            self.components.insert(constant.clone(), schema);
            schema = Schema::Component(constant);
        }
        self.shared.insert(shared, schema.clone());
        schema
    }

    fn schema(&mut self, node: SchemaNode<'a>) -> Schema {
        match node {
            SchemaNode::Schema(schema) => Schema::Keywords(self.keywords(schema)),
            SchemaNode::Reference(reference) => match self.resolver.component(reference) {
                Some((key, node)) => Schema::Component(self.constant(key, node)),
                None => Schema::ANY,
            },
        }
    }

    fn constant(&mut self, key: &'a str, node: SchemaNode<'a>) -> String {
        if let Some(name) = self.constants.get(key) {
            return name.clone();
        }
        let (name, _) = self.names.take(names::constant_name(key));
        self.constants.insert(key, name.clone());
        self.pending.push((name.clone(), key, node));
        name
    }

    fn schemas(&mut self, nodes: &'a [ReferenceOr<SourceSchema>]) -> Vec<Schema> {
        nodes.iter().map(|node| self.schema(node.into())).collect()
    }

    fn keywords(&mut self, schema: &'a SourceSchema) -> Vec<Keyword> {
        let data = &schema.schema_data;
        let annotations = self.annotations.of_schema(schema, self.resolver);
        let mut keywords = Vec::new();
        keywords.extend(annotations.is_read_only.then_some(Keyword::ReadOnly));
        keywords.extend(annotations.is_secret.then_some(Keyword::Secret));
        if data.extensions.contains_key(NULL_ONLY) {
            keywords.push(Keyword::Type(JsonType::Null));
            return keywords;
        }
        keywords.extend(data.nullable.then_some(Keyword::Nullable));
        match &schema.schema_kind {
            SchemaKind::Type(ty) => self.type_keywords(schema, ty, &mut keywords),
            SchemaKind::OneOf { one_of } => keywords.push(Keyword::OneOf(self.schemas(one_of))),
            SchemaKind::AllOf { all_of } => keywords.push(Keyword::AllOf(self.schemas(all_of))),
            SchemaKind::AnyOf { any_of } => keywords.push(Keyword::AnyOf(self.schemas(any_of))),
            SchemaKind::Not { not } => self.not(schema, Some(not), &mut keywords),
            SchemaKind::Any(any) => self.any_keywords(schema, any, &mut keywords),
        }
        if let Some(discriminator) = &data.discriminator {
            let discriminator = self.discriminator(discriminator, &SchemaView::new(schema));
            keywords.extend(discriminator);
        }
        keywords
    }

    fn type_keywords(
        &mut self,
        schema: &'a SourceSchema,
        ty: &'a Type,
        keywords: &mut Vec<Keyword>,
    ) {
        match ty {
            Type::String(string) => self.string_keywords(schema, string, keywords),
            Type::Number(number) => number_keywords(number, keywords),
            Type::Integer(integer) => integer_keywords(integer, keywords),
            Type::Boolean(boolean) => boolean_keywords(boolean, keywords),
            Type::Array(array) => self.array_keywords(schema, array, keywords),
            Type::Object(object) => self.object_keywords(schema, object, keywords),
        }
    }

    fn string_keywords(
        &mut self,
        schema: &'a SourceSchema,
        string: &'a StringType,
        keywords: &mut Vec<Keyword>,
    ) {
        keywords.push(Keyword::Type(JsonType::String));
        let format = SchemaView::new(schema).format;
        if format == Some("binary") {
            // A file. Its length is not a number of characters.
            return;
        }
        let values = string.enumeration.iter().flatten().cloned();
        enumeration(values.map(Value::String), keywords);
        text_format(format, keywords);
        counts(
            [
                (CountKeyword::MinLength, string.min_length),
                (CountKeyword::MaxLength, string.max_length),
            ],
            keywords,
        );
        let pattern = string.pattern.as_deref();
        keywords.extend(pattern.map(|pattern| self.pattern(pattern)));
    }

    fn array_keywords(
        &mut self,
        schema: &'a SourceSchema,
        array: &'a ArrayType,
        keywords: &mut Vec<Keyword>,
    ) {
        keywords.push(Keyword::Type(JsonType::Array));
        self.items(schema, array.items.as_ref().map(SchemaNode::from), keywords);
        counts(
            [
                (CountKeyword::MinItems, array.min_items),
                (CountKeyword::MaxItems, array.max_items),
            ],
            keywords,
        );
        keywords.extend(array.unique_items.then_some(Keyword::UniqueItems));
    }

    fn object_keywords(
        &mut self,
        schema: &'a SourceSchema,
        object: &'a ObjectType,
        keywords: &mut Vec<Keyword>,
    ) {
        keywords.push(Keyword::Type(JsonType::Object));
        self.properties(&SchemaView::new(schema), keywords);
        counts(
            [
                (CountKeyword::MinProperties, object.min_properties),
                (CountKeyword::MaxProperties, object.max_properties),
            ],
            keywords,
        );
    }

    fn any_keywords(
        &mut self,
        schema: &'a SourceSchema,
        any: &'a AnySchema,
        keywords: &mut Vec<Keyword>,
    ) {
        values_of_any(any, keywords);
        let pattern = any.pattern.as_deref();
        keywords.extend(pattern.map(|pattern| self.pattern(pattern)));
        bounds_of_any(any, keywords);
        self.items(schema, any.items.as_ref().map(SchemaNode::from), keywords);
        keywords.extend((any.unique_items == Some(true)).then_some(Keyword::UniqueItems));
        self.properties(&SchemaView::new(schema), keywords);
        if !any.all_of.is_empty() {
            keywords.push(Keyword::AllOf(self.schemas(&any.all_of)));
        }
        if !any.any_of.is_empty() {
            keywords.push(Keyword::AnyOf(self.schemas(&any.any_of)));
        }
        if !any.one_of.is_empty() {
            keywords.push(Keyword::OneOf(self.schemas(&any.one_of)));
        }
        self.not(schema, any.not.as_deref(), keywords);
    }

    /// The keyword `not`, unless it is the place of `contentSchema`.
    fn not(
        &mut self,
        schema: &'a SourceSchema,
        not: Option<&'a ReferenceOr<SourceSchema>>,
        keywords: &mut Vec<Keyword>,
    ) {
        if let Some(not) = not
            && !SchemaView::new(schema).has_content_schema()
        {
            let not = self.schema(not.into());
            keywords.push(Keyword::Not(Box::new(not)));
        }
    }

    fn properties(&mut self, view: &SchemaView<'a>, keywords: &mut Vec<Keyword>) {
        if !view.required.is_empty() {
            let mut known = HashSet::new();
            let required = view.required.iter().filter(|name| known.insert(*name));
            keywords.push(Keyword::Required(required.cloned().collect()));
        }
        let properties = view.properties();
        let properties: Vec<(String, Schema)> = properties
            .map(|(name, node)| (name.to_owned(), self.schema(node)))
            .collect();
        if !properties.is_empty() {
            keywords.push(Keyword::Properties(properties));
        }
        let is_unevaluated = view.data.extensions.contains_key(UNEVALUATED);
        keywords.extend(match view.additional {
            None => None,
            Some(AdditionalProperties::Any(false)) if is_unevaluated => {
                Some(Keyword::NoUnevaluatedProperties)
            }
            Some(AdditionalProperties::Any(false)) => Some(Keyword::NoOtherProperties),
            // The schema of the other properties is that of all, which the parts do not contain.
            Some(AdditionalProperties::Schema(_)) if is_unevaluated => None,
            Some(AdditionalProperties::Any(true)) => {
                Some(Keyword::AdditionalProperties(Box::new(Schema::ANY)))
            }
            Some(AdditionalProperties::Schema(schema)) => {
                let schema = self.schema(schema.as_ref().into());
                Some(Keyword::AdditionalProperties(Box::new(schema)))
            }
        });
    }

    /// The items of an array. Lowering replaces `prefixItems` by alternatives of `items`, and keeps their indexes.
    fn items(
        &mut self,
        schema: &'a SourceSchema,
        items: Option<SchemaNode<'a>>,
        keywords: &mut Vec<Keyword>,
    ) {
        let extensions = &schema.schema_data.extensions;
        let is_tuple = extensions.contains_key(PREFIX_ITEMS);
        let prefix = extensions
            .get(PREFIX_ITEMS)
            .or_else(|| extensions.get(OPEN_PREFIX_ITEMS));
        let Some(prefix) = prefix.and_then(Value::as_array) else {
            if let Some(items) = items {
                let items = self.schema(items);
                keywords.push(Keyword::Items(Box::new(items)));
            }
            return;
        };
        let alternatives = items.map_or_else(Vec::new, |items| alternatives(items));
        let alternative = |index: &Value| {
            let index = usize::try_from(index.as_u64()?).ok()?;
            alternatives.get(index).copied()
        };
        let prefix: Vec<Schema> = prefix
            .iter()
            .map(|index| alternative(index).map_or(Schema::ANY, |node| self.schema(node)))
            .collect();
        keywords.push(Keyword::PrefixItems(prefix));
        match extensions.get(OTHER_ITEMS) {
            Some(Value::Bool(false)) => keywords.push(Keyword::NoOtherItems),
            _ if is_tuple => keywords.push(Keyword::NoOtherItems),
            Some(index) => {
                if let Some(node) = alternative(index) {
                    let others = self.schema(node);
                    keywords.push(Keyword::Items(Box::new(others)));
                }
            }
            None => {}
        }
    }

    fn pattern(&mut self, pattern: &str) -> Keyword {
        let translated = translated(pattern, Engine::Linear);
        if translated.is_none() {
            let at = self.at.as_str().to_owned();
            self.unchecked.insert((at, pattern.to_owned()));
        }
        Keyword::Pattern {
            pattern: pattern.to_owned(),
            translated,
        }
    }

    fn discriminator(
        &self,
        discriminator: &'a Discriminator,
        view: &SchemaView<'a>,
    ) -> Option<Keyword> {
        let (_, alternatives) = view.alternatives()?;
        let keys = alternatives.iter().map(|node| match node {
            ReferenceOr::Reference { reference } => {
                self.resolver.component(reference).map(|(key, _)| key)
            }
            ReferenceOr::Item(_) => None,
        });
        let keys: Vec<Option<&str>> = keys.collect();
        let index_of = |mapped: &str| {
            let mut names = mapping_names(mapped);
            names.find_map(|name| keys.iter().position(|key| *key == Some(&*name)))
        };
        let mapping = &discriminator.mapping;
        let mapped = mapping.iter();
        let mapped = mapped.filter_map(|(tag, mapped)| Some((tag.clone(), index_of(mapped)?)));
        let named = keys.iter().enumerate();
        let named = named.filter_map(|(index, key)| Some(((*key)?.to_owned(), index)));
        let named = named.filter(|(key, _)| !mapping.contains_key(key));
        Some(Keyword::Discriminator {
            property: discriminator.property_name.clone(),
            tags: mapped.chain(named).collect(),
            default: default_target(discriminator).and_then(index_of),
        })
    }
}

/// Reports the patterns that generated servers do not check.
pub(crate) fn unvalidated_patterns(api: &Api) -> Diagnostics {
    let patterns = api.request_schemas.unchecked_patterns.iter();
    let findings = patterns.map(|(pointer, pattern)| {
        let pattern: String = pattern.chars().take(80).collect();
        let message = format!(
            "servers do not compare requests with the pattern `{pattern}`: it is too long, or a search needs backtracking"
        );
        Diagnostic::warning("unvalidated-pattern", pointer.as_str(), message)
            .with_help("remove look-around and back-references, or check the value in the implementation")
    });
    findings.collect()
}

/// Returns whether a schema is not longer than a reference to its constant, or not much.
fn is_small(schema: &Schema) -> bool {
    let is_small = |keyword: &Keyword| {
        matches!(
            keyword,
            Keyword::Nullable
                | Keyword::Type(_)
                | Keyword::Format(_)
                | Keyword::Count(..)
                | Keyword::Number(..)
        )
    };
    match schema {
        Schema::Component(_) => true,
        Schema::Keywords(keywords) => keywords.iter().all(is_small),
    }
}

/// The location and the name of a parameter.
fn key(parameter: &Parameter) -> (ParameterLocation, String) {
    let name = wire_name(&parameter.wire, parameter.location);
    (parameter.location, name.into_owned())
}

/// The alternatives of the items of a lowered tuple. A single one has no `anyOf` around it.
fn alternatives(items: SchemaNode<'_>) -> Vec<SchemaNode<'_>> {
    if let SchemaNode::Schema(schema) = items
        && let SchemaKind::AnyOf { any_of } = &schema.schema_kind
    {
        return any_of.iter().map(SchemaNode::from).collect();
    }
    vec![items]
}
