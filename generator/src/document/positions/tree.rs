//! The wanted pointers as a tree, with the positions that were found for them.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::diagnostic::SourcePosition;
use crate::document::pointer::segments;

/// The wanted pointers and what the text says about them.
#[derive(Debug)]
pub(in crate::document) struct PositionTree {
    steps: Vec<PositionNode>,
    /// How many of them have not been found so far.
    missing: usize,
    wanted: Occurrences,
}

/// Which places of a key are looked for that an object has more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Occurrences {
    /// The one that counts.
    First,
    /// That one and the last one.
    All,
}

/// One step of a wanted pointer. The steps lie in one list and name each other by index.
#[derive(Debug, Default)]
struct PositionNode {
    children: HashMap<String, usize>,
    first: Option<SourcePosition>,
    last: Option<SourcePosition>,
    spelling: Option<String>,
}

impl PositionTree {
    pub(super) fn new<'p>(pointers: impl Iterator<Item = &'p str>, wanted: Occurrences) -> Self {
        let mut places = Self {
            steps: vec![PositionNode::default()],
            missing: 1,
            wanted,
        };
        for pointer in pointers {
            segments(pointer).fold(0, |parent, segment| places.step(parent, segment));
        }
        places
    }

    /// Whether nothing is left to look for.
    pub(super) fn is_complete(&self) -> bool {
        self.missing == 0 && self.wanted == Occurrences::First
    }

    /// The child of a place, made if it is new.
    fn step(&mut self, parent: usize, segment: Cow<'_, str>) -> usize {
        let next = self.steps.len();
        let Some(place) = self.steps.get_mut(parent) else {
            return parent;
        };
        if let Some(child) = place.children.get(segment.as_ref()) {
            return *child;
        }
        place.children.insert(segment.into_owned(), next);
        self.steps.push(PositionNode::default());
        self.missing += 1;
        next
    }

    pub(super) fn child(&self, parent: usize, segment: &str) -> Option<usize> {
        self.steps.get(parent)?.children.get(segment).copied()
    }

    pub(super) fn mark(&mut self, place: usize, position: SourcePosition) {
        if let Some(place) = self.steps.get_mut(place) {
            self.missing -= usize::from(place.first.is_none());
            place.first.get_or_insert(position);
            place.last = Some(position);
        }
    }

    pub(super) fn is_marked(&self, place: usize) -> bool {
        self.steps
            .get(place)
            .is_some_and(|place| place.first.is_some())
    }

    pub(super) fn spell(&mut self, place: usize, text: &str) {
        if let Some(place) = self.steps.get_mut(place) {
            place.spelling.get_or_insert_with(|| text.to_owned());
        }
    }

    /// Where the pointer's value stands, or the closest value around it that the text has.
    pub(in crate::document) fn nearest(&self, pointer: &str) -> Option<SourcePosition> {
        let mut place = self.steps.first()?;
        let mut nearest = place.first;
        for segment in segments(pointer) {
            let Some(child) = place
                .children
                .get(segment.as_ref())
                .and_then(|child| self.steps.get(*child))
            else {
                break;
            };
            let Some(position) = child.first else { break };
            nearest = Some(position);
            place = child;
        }
        nearest
    }

    /// Where a key stands for the last time.
    pub(in crate::document) fn last(&self, pointer: &str) -> Option<SourcePosition> {
        self.exact(pointer)?.last
    }

    /// How a scalar is spelt.
    pub(in crate::document) fn spelling(&self, pointer: &str) -> Option<&str> {
        self.exact(pointer)?.spelling.as_deref()
    }

    fn exact(&self, pointer: &str) -> Option<&PositionNode> {
        let index =
            segments(pointer).try_fold(0, |parent, segment| self.child(parent, &segment))?;
        self.steps.get(index)
    }
}
