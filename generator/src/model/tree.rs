//! The groups of an API as a tree: the accessors that lead from the root to each handle.

use std::collections::HashMap;

use super::api::Api;
use super::names::{handle_name_of, plain};
use super::operation::Group;

/// An accessor on the way to groups: a group itself, other groups below it, or both.
#[derive(Clone, Debug, Default)]
pub struct GroupNode<'a> {
    /// The name of the accessor, for example `points`. Empty for the root.
    pub word: &'a str,
    /// The first part of the name of the type that the accessor returns: `Points` for `PointsClient`. Empty for the root.
    pub stem: &'a str,
    /// The group with this path, if there is one.
    pub group: Option<&'a Group>,
    /// The accessors of the type.
    pub children: Vec<GroupNode<'a>>,
    /// The index of each child by its word.
    indices: HashMap<&'a str, usize>,
}

impl<'a> GroupNode<'a> {
    /// The root of the tree of an API's groups.
    #[must_use]
    pub fn root(api: &'a Api) -> Self {
        let mut root = Self::default();
        for group in &api.groups {
            root.insert(group, &group.path, &group.ancestors);
        }
        root
    }

    fn insert(&mut self, group: &'a Group, path: &'a [String], ancestors: &'a [String]) {
        let Some((word, rest)) = path.split_first() else {
            self.group = Some(group);
            return;
        };
        let (stem, below) = match ancestors.split_first() {
            Some((stem, below)) => (stem, below),
            None => (&group.stem, ancestors),
        };
        let index = *self.indices.entry(word).or_insert_with(|| {
            self.children.push(GroupNode {
                word,
                stem,
                ..GroupNode::default()
            });
            self.children.len() - 1
        });
        if let Some(child) = self.children.get_mut(index) {
            child.insert(group, rest, below);
        }
    }

    /// Returns whether it is the root, whose type is always compiled.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.word.is_empty()
    }

    /// The node of a group.
    #[must_use]
    pub fn find(&self, group: &Group) -> Option<&GroupNode<'a>> {
        let mut node = self;
        for word in &group.path {
            let index = *node.indices.get(word.as_str())?;
            node = node.children.get(index)?;
        }
        Some(node)
    }

    /// The type that the accessor returns, for example `PointsClient`.
    #[must_use]
    pub fn handle_name(&self) -> String {
        handle_name_of(self.stem)
    }

    /// The name of the field that contains it. The field `api` contains the implementation of a handle.
    #[must_use]
    pub fn field_name(&self) -> &'a str {
        match self.word {
            "api" => "api_",
            word => word,
        }
    }

    /// The name of the method that replaces a child, for example `with_points`. It gets underscores as long as
    /// another child has that name.
    #[must_use]
    pub fn replace_name(&self, child: &GroupNode<'_>) -> String {
        let mut name = format!("with_{}", plain(child.word).trim_matches('_'));
        while self.indices.contains_key(name.as_str()) {
            name.push('_');
        }
        name
    }
}
