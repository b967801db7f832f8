//! The wanted pointers as a tree, with the positions that were found for them.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::diagnostic::SourcePosition;
use crate::document::pointer::segments;

/// A tree of the segments of the wanted pointers, with their positions.
#[derive(Debug)]
pub(in crate::document) struct PositionTree {
    nodes: Vec<PositionNode>,
    /// The number of nodes that are not found yet.
    missing: usize,
    occurrences: Occurrences,
}

/// The occurrences of a duplicate key whose positions are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Occurrences {
    /// The first one, which is the one that is used.
    First,
    /// The first one and the last one.
    FirstAndLast,
}

/// One segment of a wanted pointer. The children are indices into the list of nodes.
#[derive(Debug, Default)]
struct PositionNode {
    children: HashMap<String, usize>,
    first: Option<SourcePosition>,
    last: Option<SourcePosition>,
    spelling: Option<String>,
}

impl PositionTree {
    pub(super) fn new<'p>(
        pointers: impl Iterator<Item = &'p str>,
        occurrences: Occurrences,
    ) -> Self {
        let mut tree = Self {
            nodes: vec![PositionNode::default()],
            missing: 1,
            occurrences,
        };
        for pointer in pointers {
            segments(pointer).fold(0, |parent, segment| tree.child_or_insert(parent, segment));
        }
        tree
    }

    /// Returns true if all wanted values are found.
    pub(super) fn is_complete(&self) -> bool {
        self.missing == 0 && self.occurrences == Occurrences::First
    }

    /// Returns the child of a node; inserts it if it is new.
    fn child_or_insert(&mut self, parent: usize, segment: Cow<'_, str>) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(parent) else {
            return parent;
        };
        if let Some(child) = node.children.get(segment.as_ref()) {
            return *child;
        }
        node.children.insert(segment.into_owned(), next);
        self.nodes.push(PositionNode::default());
        self.missing += 1;
        next
    }

    pub(super) fn child(&self, parent: usize, segment: &str) -> Option<usize> {
        self.nodes.get(parent)?.children.get(segment).copied()
    }

    pub(super) fn is_leaf(&self, node: usize) -> bool {
        self.nodes
            .get(node)
            .is_none_or(|node| node.children.is_empty())
    }

    pub(super) fn mark(&mut self, node: usize, position: SourcePosition) {
        if let Some(node) = self.nodes.get_mut(node) {
            self.missing -= usize::from(node.first.is_none());
            node.first.get_or_insert(position);
            node.last = Some(position);
        }
    }

    pub(super) fn is_marked(&self, node: usize) -> bool {
        self.nodes
            .get(node)
            .is_some_and(|node| node.first.is_some())
    }

    pub(super) fn spell(&mut self, node: usize, text: &str) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.spelling.get_or_insert_with(|| text.to_owned());
        }
    }

    /// Returns the position of a pointer, or of its closest ancestor that the text contains.
    pub(in crate::document) fn nearest(&self, pointer: &str) -> Option<SourcePosition> {
        let mut node = self.nodes.first()?;
        let mut nearest = node.first;
        for segment in segments(pointer) {
            let Some(child) = node
                .children
                .get(segment.as_ref())
                .and_then(|child| self.nodes.get(*child))
            else {
                break;
            };
            let Some(position) = child.first else { break };
            nearest = Some(position);
            node = child;
        }
        nearest
    }

    /// Returns the position of the last occurrence of a key.
    pub(in crate::document) fn last(&self, pointer: &str) -> Option<SourcePosition> {
        self.exact(pointer)?.last
    }

    /// Returns the text of a scalar.
    pub(in crate::document) fn spelling(&self, pointer: &str) -> Option<&str> {
        self.exact(pointer)?.spelling.as_deref()
    }

    fn exact(&self, pointer: &str) -> Option<&PositionNode> {
        let index =
            segments(pointer).try_fold(0, |parent, segment| self.child(parent, &segment))?;
        self.nodes.get(index)
    }
}
