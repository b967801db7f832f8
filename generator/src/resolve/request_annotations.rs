//! The annotations of request schemas: a value has those of the parts of its schema, too.

use std::collections::HashMap;

use openapiv3::Schema;

use super::context::Resolver;
use super::schema_view::{SchemaNode, SchemaView};

/// The annotations of a schema and its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Annotations {
    pub(super) is_read_only: bool,
    pub(super) is_secret: bool,
}

impl Annotations {
    /// Adds the annotations of a part. An alternative can be `readOnly` without the whole schema being so.
    fn add(&mut self, part: Self, is_alternative: bool) {
        self.is_read_only |= part.is_read_only && !is_alternative;
        self.is_secret |= part.is_secret;
    }
}

/// The annotations of all components, with those of their parts, by their keys.
pub(super) struct ComponentAnnotations<'a>(HashMap<&'a str, Annotations>);

/// The own annotations of a schema, and the components that are parts of it: the key of each, and true for an alternative.
#[derive(Default)]
struct AnnotatedParts<'a> {
    own: Annotations,
    components: Vec<(&'a str, bool)>,
}

impl<'a> ComponentAnnotations<'a> {
    /// Passes the annotations of each component on to those that have it as a part. Iterative, since a chain of parts has no
    /// maximum length.
    pub(super) fn new(resolver: &Resolver<'a>) -> Self {
        let mut annotations = HashMap::new();
        let mut users: HashMap<&str, Vec<(&str, bool)>> = HashMap::new();
        let mut pending = Vec::new();
        for (key, node) in resolver.schemas().into_iter().flatten() {
            let mut parts = AnnotatedParts::default();
            parts.add(node.into(), false, resolver);
            for (part, is_alternative) in parts.components {
                users.entry(part).or_default().push((key, is_alternative));
            }
            if parts.own != Annotations::default() {
                annotations.insert(key.as_str(), parts.own);
                pending.push(key.as_str());
            }
        }
        while let Some(key) = pending.pop() {
            let part = annotations.get(key).copied().unwrap_or_default();
            for (user, is_alternative) in users.get(key).into_iter().flatten() {
                let known = annotations.entry(*user).or_default();
                let before = *known;
                known.add(part, *is_alternative);
                if *known != before {
                    pending.push(user);
                }
            }
        }
        Self(annotations)
    }

    /// The annotations of a schema.
    pub(super) fn of_schema(&self, schema: &'a Schema, resolver: &Resolver<'a>) -> Annotations {
        let mut parts = AnnotatedParts::default();
        parts.add(SchemaNode::Schema(schema), false, resolver);
        let mut annotations = parts.own;
        for (key, is_alternative) in parts.components {
            if let Some(part) = self.0.get(key) {
                annotations.add(*part, is_alternative);
            }
        }
        annotations
    }
}

impl<'a> AnnotatedParts<'a> {
    /// Adds a schema and its inline parts. `is_alternative` is true in a `oneOf` or `anyOf`.
    fn add(&mut self, node: SchemaNode<'a>, is_alternative: bool, resolver: &Resolver<'a>) {
        let schema = match node {
            SchemaNode::Reference(reference) => {
                let component = resolver.component(reference);
                let component = component.map(|(key, _)| (key, is_alternative));
                return self.components.extend(component);
            }
            SchemaNode::Schema(schema) => schema,
        };
        let view = SchemaView::new(schema);
        let own = Annotations {
            is_read_only: view.data.read_only,
            is_secret: view.data.write_only || view.format == Some("password"),
        };
        self.own.add(own, is_alternative);
        for part in view.all_of {
            self.add(part.into(), is_alternative, resolver);
        }
        for part in view.one_of.iter().chain(view.any_of) {
            self.add(part.into(), true, resolver);
        }
    }
}
