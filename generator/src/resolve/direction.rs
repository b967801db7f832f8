//! The direction of each schema: in requests, in responses, or in both. The direction decides how strict a type is.
//! Types in requests distinguish absent from `null`. Types that are only in responses are lenient.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{
    Components, Content, Operation, Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr,
    RequestBody, Response,
};

use super::inheritance::Hierarchies;
use super::json_pointer::{JsonPointer, component_name};
use super::schema_view::{SchemaNode, SchemaView};
use crate::document::{Document, unescape};

/// The direction of a schema: in requests, in responses, or in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Direction {
    pub(super) in_request: bool,
    pub(super) in_response: bool,
}

/// Only in requests.
pub(super) const REQUEST: Direction = Direction {
    in_request: true,
    in_response: false,
};
/// Only in responses.
pub(super) const RESPONSE: Direction = Direction {
    in_request: false,
    in_response: true,
};
const BOTH: Direction = Direction {
    in_request: true,
    in_response: true,
};

impl Direction {
    fn is_unknown(self) -> bool {
        !self.in_request && !self.in_response
    }

    /// True if both directions include requests, or both include responses.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.in_request && other.in_request || self.in_response && other.in_response
    }

    /// Adds another direction. Returns true if this one changed.
    fn add(&mut self, other: Self) -> bool {
        let before = *self;
        self.in_request |= other.in_request;
        self.in_response |= other.in_response;
        *self != before
    }
}

/// The directions of all components. The direction of an inline schema follows from its pointer.
#[derive(Debug, Default)]
pub(super) struct Directions {
    /// The direction of the component itself.
    own: HashMap<String, Direction>,
    /// The direction of the inline schemas in a component. It includes the directions of all schemas that extend the
    /// component.
    inside: HashMap<String, Direction>,
}

impl Directions {
    pub(super) fn new(document: &Document, hierarchies: &Hierarchies<'_>) -> Self {
        let mut walk = DirectionWalk {
            document,
            components: document.openapi.components.as_ref(),
            hierarchies,
            uses: HashMap::new(),
            seen: HashSet::new(),
            directions: Self::default(),
        };
        for item in document
            .openapi
            .paths
            .paths
            .values()
            .filter_map(ReferenceOr::as_item)
        {
            walk.path_item(item, REQUEST, RESPONSE);
        }
        for item in document.webhooks.values().filter_map(ReferenceOr::as_item) {
            walk.path_item(item, RESPONSE, REQUEST);
        }
        walk.set_unused_directions();
        walk.directions
    }

    /// The direction of the schema at `pointer`.
    pub(super) fn at(&self, pointer: &JsonPointer) -> Direction {
        let mut segments = pointer.as_str().split('/').skip(1);
        match (segments.next(), segments.next(), segments.next()) {
            (Some("components"), Some("schemas"), Some(key)) => {
                let key = unescape(key);
                // A member of `allOf` is the component itself. Everything else is inside of it.
                let itself =
                    segments.all(|segment| segment == "allOf" || segment.parse::<usize>().is_ok());
                let map = if itself { &self.own } else { &self.inside };
                map.get(key.as_ref()).copied().unwrap_or(BOTH)
            }
            (Some("components"), Some("responses" | "headers"), _) => RESPONSE,
            (Some("components"), ..) => REQUEST,
            (Some("webhooks"), _, method) => match in_operation(method, &mut segments) {
                Some("responses") => REQUEST,
                _ => RESPONSE,
            },
            (_, _, method) => match in_operation(method, &mut segments) {
                Some("callbacks") => match in_operation(segments.nth(2), &mut segments) {
                    Some("responses") => REQUEST,
                    _ => RESPONSE,
                },
                Some("responses") => RESPONSE,
                _ => REQUEST,
            },
        }
    }
}

/// The field of an operation in which a schema is: the segment after the method.
fn in_operation<'p>(
    method: Option<&str>,
    segments: &mut impl Iterator<Item = &'p str>,
) -> Option<&'p str> {
    if method == Some("additionalOperations") {
        segments.next();
    }
    segments.next()
}

/// The components that a schema refers to.
#[derive(Clone, Debug, Default)]
struct ComponentUses {
    /// Components that are the type of a property, an item or an alternative.
    types: Vec<String>,
    /// Components that are members of an `allOf`.
    bases: Vec<String>,
}

struct DirectionWalk<'a> {
    document: &'a Document,
    components: Option<&'a Components>,
    hierarchies: &'a Hierarchies<'a>,
    uses: HashMap<String, ComponentUses>,
    /// The references to components that are marked, except schemas. A reference is followed once per direction.
    seen: HashSet<(&'a str, Direction)>,
    directions: Directions,
}

impl<'a> DirectionWalk<'a> {
    fn path_item(&mut self, item: &'a PathItem, out: Direction, back: Direction) {
        for parameter in &item.parameters {
            self.parameter(parameter, out);
        }
        for (_, operation) in self.document.operations(item) {
            self.operation(operation, out, back);
        }
    }

    fn operation(&mut self, operation: &'a Operation, out: Direction, back: Direction) {
        for parameter in &operation.parameters {
            self.parameter(parameter, out);
        }
        if let Some(body) = operation
            .request_body
            .as_ref()
            .and_then(|body| self.request_body(body, out))
        {
            self.content(&body.content, out);
        }
        let responses = &operation.responses;
        for response in responses.responses.values().chain(&responses.default) {
            if let Some(response) = self.response(response, back) {
                self.content(&response.content, back);
            }
        }
        for item in operation.callbacks.values().flat_map(IndexMap::values) {
            self.path_item(item, back, out);
        }
    }

    fn parameter(&mut self, parameter: &'a ReferenceOr<Parameter>, direction: Direction) {
        let parameter = match parameter {
            ReferenceOr::Item(parameter) => Some(parameter),
            ReferenceOr::Reference { reference } if !self.is_new(reference, direction) => None,
            ReferenceOr::Reference { reference } => component_name(reference, "parameters")
                .and_then(|name| self.components?.parameters.get(name.as_ref())?.as_item()),
        };
        match parameter.map(|parameter| &parameter.parameter_data_ref().format) {
            Some(ParameterSchemaOrContent::Schema(schema)) => self.root(schema.into(), direction),
            Some(ParameterSchemaOrContent::Content(content)) => self.content(content, direction),
            None => {}
        }
    }

    fn request_body(
        &mut self,
        body: &'a ReferenceOr<RequestBody>,
        direction: Direction,
    ) -> Option<&'a RequestBody> {
        match body {
            ReferenceOr::Item(body) => Some(body),
            ReferenceOr::Reference { reference } if !self.is_new(reference, direction) => None,
            ReferenceOr::Reference { reference } => self
                .components?
                .request_bodies
                .get(component_name(reference, "requestBodies")?.as_ref())?
                .as_item(),
        }
    }

    fn response(
        &mut self,
        response: &'a ReferenceOr<Response>,
        direction: Direction,
    ) -> Option<&'a Response> {
        match response {
            ReferenceOr::Item(response) => Some(response),
            ReferenceOr::Reference { reference } if !self.is_new(reference, direction) => None,
            ReferenceOr::Reference { reference } => self
                .components?
                .responses
                .get(component_name(reference, "responses")?.as_ref())?
                .as_item(),
        }
    }

    /// Returns true the first time for a reference and a direction.
    fn is_new(&mut self, reference: &'a str, direction: Direction) -> bool {
        self.seen.insert((reference, direction))
    }

    fn content(&mut self, content: &'a Content, direction: Direction) {
        for schema in content
            .values()
            .filter_map(|media_type| media_type.schema.as_ref())
        {
            self.root(schema.into(), direction);
        }
    }

    /// Marks a schema of an operation, and everything that it refers to.
    fn root(&mut self, node: SchemaNode<'a>, direction: Direction) {
        let mut uses = ComponentUses::default();
        collect_uses(node, &mut uses);
        self.mark(&uses, direction);
    }

    /// Marks components and everything that they refer to. Iterative, since chains of references have no maximum
    /// length.
    fn mark(&mut self, uses: &ComponentUses, direction: Direction) {
        let mut open = vec![uses.clone()];
        while let Some(uses) = open.pop() {
            for key in uses.types {
                let own = self.directions.own.entry(key.clone()).or_default();
                if !own.add(direction) {
                    continue;
                }
                // A value of the type can have the type of any subtype.
                if let Some(hierarchy) = self.hierarchies.get(&key) {
                    let subtypes = hierarchy.subtypes.iter();
                    open.push(ComponentUses {
                        types: subtypes.map(|key| (*key).to_owned()).collect(),
                        bases: Vec::new(),
                    });
                }
                if self.add_inside(&key, direction) {
                    open.push(self.uses_of(&key));
                }
            }
            for key in uses.bases {
                if self.add_inside(&key, direction) {
                    open.push(self.uses_of(&key));
                }
            }
        }
    }

    /// Adds a direction to the inline schemas of `key`. Returns true if that changed it.
    fn add_inside(&mut self, key: &str, direction: Direction) -> bool {
        let inside = self.directions.inside.entry(key.to_owned()).or_default();
        inside.add(direction)
    }

    fn uses_of(&mut self, key: &str) -> ComponentUses {
        if let Some(uses) = self.uses.get(key) {
            return uses.clone();
        }
        let mut uses = ComponentUses::default();
        if let Some(schema) = self
            .components
            .and_then(|components| components.schemas.get(key))
        {
            collect_uses(schema.into(), &mut uses);
        }
        self.uses.insert(key.to_owned(), uses.clone());
        uses
    }

    /// Sets the direction of components that no operation refers to: that of the schemas that extend them, or else
    /// both.
    fn set_unused_directions(&mut self) {
        for key in self
            .components
            .into_iter()
            .flat_map(|components| components.schemas.keys())
        {
            let inside = *self.directions.inside.entry(key.clone()).or_default();
            let own = self.directions.own.entry(key.clone()).or_default();
            if own.is_unknown() {
                own.add(if inside.is_unknown() { BOTH } else { inside });
            }
        }
        for (key, inside) in &mut self.directions.inside {
            inside.add(self.directions.own.get(key).copied().unwrap_or(BOTH));
        }
    }
}

/// Collects the components that a schema refers to. Does not follow the references.
fn collect_uses(node: SchemaNode<'_>, uses: &mut ComponentUses) {
    let schema = match node {
        SchemaNode::Reference(reference) => {
            return uses
                .types
                .extend(component_name(reference, "schemas").map(Into::into));
        }
        SchemaNode::Schema(schema) => schema,
    };
    let view = SchemaView::new(schema);
    if let Some(part) = view.single_member() {
        return collect_uses(part, uses);
    }
    for part in view.all_of {
        match SchemaNode::from(part) {
            SchemaNode::Reference(reference) => uses
                .bases
                .extend(component_name(reference, "schemas").map(Into::into)),
            part @ SchemaNode::Schema(_) => collect_uses(part, uses),
        }
    }
    for nested in view.nested() {
        collect_uses(nested, uses);
    }
}
