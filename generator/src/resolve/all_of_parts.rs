//! The merged content of an `allOf`, before it becomes a type.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::json_pointer::JsonPointer;
use super::mapping::LocatedDiscriminator;
use super::schema_path::SchemaPath;
use super::schema_view::{Primitive, SchemaNode, SchemaView};

/// A schema and its path.
#[derive(Clone, Debug)]
pub(super) struct LocatedSchema<'a> {
    pub(super) node: SchemaNode<'a>,
    pub(super) path: SchemaPath,
}

/// The `oneOf` or `anyOf` of a member.
#[derive(Clone, Debug)]
pub(super) struct SchemaChoice<'a> {
    /// The schema of the member. It is a reference if the referenced component contains only the choice.
    pub(super) node: SchemaNode<'a>,
    pub(super) path: SchemaPath,
    pub(super) keyword: &'static str,
    pub(super) members: &'a [ReferenceOr<Schema>],
    pub(super) discriminator: Option<LocatedDiscriminator<'a>>,
}

/// The merged content of the members of an `allOf`.
#[derive(Clone, Debug, Default)]
pub(super) struct AllOfParts<'a> {
    /// All declarations of each property.
    pub(super) properties: IndexMap<&'a str, Vec<LocatedSchema<'a>>>,
    pub(super) required: IndexSet<&'a str>,
    pub(super) additional: Option<LocatedSchema<'a>>,
    /// Components that are direct members.
    pub(super) bases: IndexSet<&'a str>,
    /// Members that are not objects.
    pub(super) others: Vec<LocatedSchema<'a>>,
    /// Members with alternatives.
    pub(super) choices: Vec<SchemaChoice<'a>>,
    /// Choices of which one alternative is already part of this content.
    pub(super) resolved_choices: Vec<JsonPointer>,
    /// The number of combinations of alternatives of all choices so far.
    pub(super) combination_count: usize,
    /// All components that were collected.
    pub(super) collected: HashSet<&'a str>,
    /// True if any member is an object.
    pub(super) any_object: bool,
    /// True if any member declares `type: object`. The keywords of objects allow values of all other types.
    pub(super) declares_object: bool,
}

impl<'a> AllOfParts<'a> {
    pub(super) fn add_choice(&mut self, view: &SchemaView<'a>, path: &SchemaPath) {
        if let Some((keyword, members)) = view.alternatives() {
            self.choices.push(SchemaChoice {
                node: SchemaNode::Schema(view.schema),
                path: path.clone(),
                keyword,
                members,
                discriminator: LocatedDiscriminator::of(view, path),
            });
        }
    }

    /// True if there are only choices.
    pub(super) fn is_only_choices(&self) -> bool {
        self.properties.is_empty()
            && self.required.is_empty()
            && self.additional.is_none()
            && self.others.is_empty()
    }

    /// True if any member is not an object.
    pub(super) fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// Adds the properties of a schema, without those of its `allOf`.
    pub(super) fn add_own(&mut self, view: &SchemaView<'a>, path: &SchemaPath) {
        self.any_object |= view.is_object();
        self.declares_object |= view.primitive == Some(Primitive::Object);
        for (name, node) in view.properties() {
            let declaration = LocatedSchema {
                node,
                path: path.to_property(name),
            };
            self.properties.entry(name).or_default().push(declaration);
        }
        if let Some(AdditionalProperties::Schema(schema)) = view.additional {
            let path = path.to_keyword("additionalProperties", "Value");
            self.additional = Some(LocatedSchema {
                node: schema.as_ref().into(),
                path,
            });
        }
        self.require(view);
    }

    pub(super) fn require(&mut self, view: &SchemaView<'a>) {
        self.required
            .extend(view.required.iter().map(String::as_str));
    }
}
