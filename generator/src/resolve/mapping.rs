//! The values of a discriminator for each alternative of a union: the keys of `mapping`, or else the name of the component.

use std::collections::{HashMap, HashSet};

use openapiv3::Discriminator;

use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::limits::MAX_REFERENCES;
use super::order::canonical;
use super::schema_path::SchemaPath;
use super::schema_view::{SchemaNode, SchemaView, default_target};
use crate::document::mapping_names;

/// The maximum number of schemas to visit in a search for the components inside of an alternative, or above one.
const MAX_SCHEMAS: usize = 256;

/// A discriminator and its pointer.
#[derive(Clone, Debug)]
pub(super) struct LocatedDiscriminator<'a> {
    pub(super) discriminator: &'a Discriminator,
    pub(super) pointer: JsonPointer,
}

impl<'a> LocatedDiscriminator<'a> {
    /// The discriminator of a schema.
    pub(super) fn of(view: &SchemaView<'a>, path: &SchemaPath) -> Option<Self> {
        let discriminator = view.data.discriminator.as_ref()?;
        let pointer = path.pointer.child("discriminator");
        Some(Self {
            discriminator,
            pointer,
        })
    }

    /// The target of `defaultMapping`.
    pub(super) fn default_target(&self) -> Option<&'a str> {
        default_target(self.discriminator)
    }
}

/// The tags of the alternatives of a union.
#[derive(Debug, Default)]
pub(super) struct AlternativeTags {
    /// The values of the discriminator for each alternative.
    pub(super) tags: Vec<Vec<String>>,
    /// The index of the alternative for other values.
    pub(super) default: Option<usize>,
}

impl<'a> Resolver<'a> {
    /// The values of the discriminator for each alternative. Reports the entries of `mapping`, and a `defaultMapping`,
    /// that match none of them.
    pub(super) fn tags_of_alternatives(
        &mut self,
        located: &LocatedDiscriminator<'a>,
        alternatives: &[SchemaNode<'a>],
    ) -> AlternativeTags {
        let LocatedDiscriminator {
            discriminator,
            pointer,
        } = located;
        let mut tags = vec![Vec::new(); alternatives.len()];
        let direct = self.components_of(alternatives);
        let mut inner = None;
        let mut index_of = |it: &Self, target: &str| {
            let key = it.mapped_component(target)?;
            direct.get(key).copied().or_else(|| {
                let inner = inner.get_or_insert_with(|| it.components_inside(alternatives));
                let above = || it.bases(key).into_iter().find_map(|it| direct.get(it));
                inner.get(key).or_else(above).copied()
            })
        };
        for (value, target) in canonical(&discriminator.mapping) {
            let index = index_of(self, target);
            match index.and_then(|index| tags.get_mut(index)) {
                Some(tags) => tags.push(value.to_owned()),
                None => self.report_unmatched(pointer, value, target),
            }
        }
        let target = located.default_target();
        let default = target.and_then(|target| index_of(self, target));
        if let (Some(target), None) = (target, default) {
            self.report_unmatched_default(pointer, target);
        }
        for (tags, node) in tags.iter_mut().zip(alternatives) {
            if let (true, SchemaNode::Reference(reference)) = (tags.is_empty(), node) {
                tags.extend(self.component(reference).map(|(key, _)| key.to_owned()));
            }
        }
        AlternativeTags { tags, default }
    }

    pub(super) fn report_unmatched_default(&mut self, pointer: &JsonPointer, target: &str) {
        self.warn(
            "unmatched-mapping",
            &pointer.child("defaultMapping"),
            format!("`defaultMapping` names `{target}`, which is not an alternative of this schema; ignored"),
        );
    }

    pub(super) fn report_unmatched(&mut self, pointer: &JsonPointer, value: &str, target: &str) {
        self.warn(
            "unmatched-mapping",
            &pointer.entry("mapping", value),
            format!("`mapping` maps `{value}` to `{target}`, which is not an alternative of this schema; ignored"),
        );
    }

    /// The component that a value of `mapping` names.
    pub(super) fn mapped_component(&self, target: &str) -> Option<&'a str> {
        let schemas = self.schemas()?;
        let mut names = mapping_names(target);
        names.find_map(|name| {
            schemas
                .get_key_value(name.as_ref())
                .map(|(key, _)| key.as_str())
        })
    }

    /// The index of each alternative by its component, and by the components that this one is another name for.
    fn components_of(&self, alternatives: &[SchemaNode<'a>]) -> HashMap<&'a str, usize> {
        let mut indices = HashMap::with_capacity(alternatives.len());
        for (index, node) in alternatives.iter().enumerate() {
            if let SchemaNode::Reference(reference) = node
                && let Some((key, _)) = self.component(reference)
            {
                indices.insert(key, index);
            }
        }
        for (index, node) in alternatives.iter().enumerate() {
            let mut node = *node;
            for _ in 0..MAX_REFERENCES {
                let SchemaNode::Reference(reference) = node else {
                    break;
                };
                let Some((key, target)) = self.component(reference) else {
                    break;
                };
                indices.entry(key).or_insert(index);
                node = target;
            }
        }
        indices
    }

    /// The index of each alternative by the components that are alternatives of the alternative itself.
    fn components_inside(&self, alternatives: &[SchemaNode<'a>]) -> HashMap<&'a str, usize> {
        let mut indices = HashMap::new();
        for (index, node) in alternatives.iter().enumerate() {
            let mut open = vec![*node];
            for _ in 0..MAX_SCHEMAS {
                let Some(node) = open.pop() else { break };
                let Some(schema) = self.target_schema(node) else {
                    continue;
                };
                let members = SchemaView::new(schema).alternatives();
                for member in members.into_iter().flat_map(|(_, members)| members) {
                    let node = SchemaNode::from(member);
                    open.push(node);
                    if let SchemaNode::Reference(reference) = node
                        && let Some((key, _)) = self.component(reference)
                    {
                        indices.entry(key).or_insert(index);
                    }
                }
            }
        }
        indices
    }

    /// The components that a component extends through `allOf`, at any depth. The nearest is the first.
    pub(super) fn bases(&self, key: &'a str) -> Vec<&'a str> {
        let mut bases = Vec::new();
        let mut seen = HashSet::from([key]);
        let schema = self.schemas().and_then(|schemas| schemas.get(key));
        let mut open: Vec<SchemaNode<'a>> = schema.into_iter().map(SchemaNode::from).collect();
        let mut next = 0;
        while let Some(node) = open.get(next).copied()
            && next < MAX_SCHEMAS
        {
            next += 1;
            match node {
                SchemaNode::Reference(reference) => {
                    if let Some((key, target)) = self.component(reference)
                        && seen.insert(key)
                    {
                        bases.push(key);
                        open.push(target);
                    }
                }
                SchemaNode::Schema(schema) => {
                    let parts = SchemaView::new(schema).all_of;
                    open.extend(parts.iter().take(MAX_SCHEMAS).map(SchemaNode::from));
                }
            }
        }
        bases
    }
}
