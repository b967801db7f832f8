//! Finds the secrets in values: by the name of a property, and by its schema.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use apicrate::redact::is_secret_property;
use apicrate::validate::ApiDescription;
use serde_json::Value;

use crate::node::Node;
use crate::security::REDACTED;
use crate::shape::Shape;

/// Hides secrets in values of a document.
pub(crate) struct SecretValues<'d> {
    description: &'d ApiDescription,
    shapes: HashMap<String, Rc<Shape>>,
    /// The names of the properties with secrets in a schema.
    names: HashMap<String, Rc<BTreeSet<String>>>,
}

impl<'d> SecretValues<'d> {
    pub(crate) fn new(description: &'d ApiDescription) -> Self {
        Self {
            description,
            shapes: HashMap::new(),
            names: HashMap::new(),
        }
    }

    /// Replaces the secrets in a value, and returns whether there are any: values whose schema has the format `password` or is
    /// `writeOnly`, and texts with the name of a secret. `name` is the name of the value itself.
    pub(crate) fn hide(
        &mut self,
        schema: Option<&str>,
        name: Option<&str>,
        value: &mut Value,
    ) -> bool {
        let shape = schema.map(|schema| self.shape(schema));
        let is_named = value.is_string() && name.is_some_and(is_secret_property);
        let is_secret = is_named || shape.as_ref().is_some_and(|shape| shape.is_secret);
        if is_secret && !value.is_null() {
            *value = REDACTED.into();
            return true;
        }
        let mut is_hidden = false;
        match value {
            Value::Object(entries) => {
                for (name, value) in entries {
                    let schema = shape.as_ref().and_then(|shape| shape.property(name));
                    is_hidden |= self.hide(schema, Some(name), value);
                }
            }
            Value::Array(items) => {
                let schema = shape.as_ref().and_then(|shape| shape.items.as_deref());
                for item in items {
                    is_hidden |= self.hide(schema, name, item);
                }
            }
            _ => {}
        }
        is_hidden
    }

    /// Returns true if a text contains the name of a secret.
    pub(crate) fn are_mentioned(&mut self, schema: Option<&str>, text: &str) -> bool {
        let names = schema.map(|schema| self.names(schema));
        let is_name = |word: &str| names.as_ref().is_some_and(|names| names.contains(word));
        let mut words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
        words.any(|word| is_secret_property(word) || is_name(word))
    }

    /// The names of the properties with secrets, also inside of other properties.
    fn names(&mut self, schema: &str) -> Rc<BTreeSet<String>> {
        if let Some(known) = self.names.get(schema) {
            return Rc::clone(known);
        }
        let mut names = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![schema.to_owned()];
        while let Some(schema) = pending.pop() {
            // A recursive schema has longer and longer pointers, but not its components.
            let node = Node::at(self.description.value(), &schema);
            let schema = node.map_or(schema, |node| node.at);
            if !seen.insert(schema.clone()) {
                continue;
            }
            let shape = self.shape(&schema);
            pending.extend(shape.items.clone());
            for (name, property) in &shape.properties {
                if self.shape(property).is_secret {
                    names.insert(name.clone());
                }
                pending.push(property.clone());
            }
        }
        let names = Rc::new(names);
        self.names.insert(schema.to_owned(), Rc::clone(&names));
        names
    }

    fn shape(&mut self, schema: &str) -> Rc<Shape> {
        if let Some(known) = self.shapes.get(schema) {
            return Rc::clone(known);
        }
        let shape = Rc::new(Shape::new(self.description, schema));
        self.shapes.insert(schema.to_owned(), Rc::clone(&shape));
        shape
    }
}
