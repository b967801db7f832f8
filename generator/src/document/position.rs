//! Where in a text the values of a document stand, found only when there is something to report.
//!
//! The wanted pointers form a tree. One walk over the parser's events visits the parts of the
//! document that lie on that tree and steps over all others. Every JSON text is a YAML text for
//! this purpose, so both notations take the same way.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, Span};

use super::pointer::segments;
use crate::diagnostic::Position;

/// The wanted pointers and what the text says about them.
#[derive(Debug)]
pub(super) struct Places(Vec<Place>);

/// One step of a wanted pointer. The steps lie in one list and name each other by index.
#[derive(Debug, Default)]
struct Place {
    children: HashMap<String, usize>,
    first: Option<Position>,
    last: Option<Position>,
    spelling: Option<String>,
}

impl Places {
    fn new<'p>(pointers: impl Iterator<Item = &'p str>) -> Self {
        let mut places = Self(vec![Place::default()]);
        for pointer in pointers {
            segments(pointer).fold(0, |parent, segment| places.step(parent, segment));
        }
        places
    }

    /// The child of a place, made if it is new.
    fn step(&mut self, parent: usize, segment: Cow<'_, str>) -> usize {
        let next = self.0.len();
        let Some(place) = self.0.get_mut(parent) else {
            return parent;
        };
        if let Some(child) = place.children.get(segment.as_ref()) {
            return *child;
        }
        place.children.insert(segment.into_owned(), next);
        self.0.push(Place::default());
        next
    }

    fn child(&self, parent: usize, segment: &str) -> Option<usize> {
        self.0.get(parent)?.children.get(segment).copied()
    }

    fn mark(&mut self, place: usize, position: Position) {
        if let Some(place) = self.0.get_mut(place) {
            place.first.get_or_insert(position);
            place.last = Some(position);
        }
    }

    fn is_marked(&self, place: usize) -> bool {
        self.0.get(place).is_some_and(|place| place.first.is_some())
    }

    fn spell(&mut self, place: usize, text: &str) {
        if let Some(place) = self.0.get_mut(place) {
            place.spelling.get_or_insert_with(|| text.to_owned());
        }
    }

    /// Where the pointer's value stands, or the closest value around it that the text has.
    pub(super) fn nearest(&self, pointer: &str) -> Option<Position> {
        let mut place = self.0.first()?;
        let mut nearest = place.first;
        for segment in segments(pointer) {
            let Some(child) = place
                .children
                .get(segment.as_ref())
                .and_then(|child| self.0.get(*child))
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
    pub(super) fn last(&self, pointer: &str) -> Option<Position> {
        self.exact(pointer)?.last
    }

    /// How a scalar is spelt.
    pub(super) fn spelling(&self, pointer: &str) -> Option<&str> {
        self.exact(pointer)?.spelling.as_deref()
    }

    fn exact(&self, pointer: &str) -> Option<&Place> {
        let index =
            segments(pointer).try_fold(0, |parent, segment| self.child(parent, &segment))?;
        self.0.get(index)
    }
}

/// Looks the pointers up in a text. What lies behind an error of syntax stays unfound.
pub(super) fn positions<'p>(text: &str, pointers: impl Iterator<Item = &'p str>) -> Places {
    let text = mask_surrogates(text);
    let mut walk = Walk::new(&text, Places::new(pointers));
    walk.document();
    walk.places
}

/// Where the second document of a stream begins.
pub(super) fn second_document(text: &str) -> Option<Position> {
    events(text)
        .filter(|(event, _)| matches!(event, Event::DocumentStart(_)))
        .nth(1)
        .map(|(_, span)| position(span.start))
}

fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Span)> {
    let mut parser = Parser::new_from_str(text);
    std::iter::from_fn(move || parser.next_event()?.ok())
}

fn position(marker: Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

/// JSON writes characters beyond the basic plane as two escapes, neither of which YAML accepts.
/// Other characters of the same width do as well where only places matter.
fn mask_surrogates(text: &str) -> Cow<'_, str> {
    const ESCAPES: [&str; 2] = ["\\ud", "\\uD"];
    if !ESCAPES.iter().any(|escape| text.contains(escape)) {
        return Cow::Borrowed(text);
    }
    let mut masked = text.to_owned();
    for escape in ESCAPES {
        masked = masked.replace(escape, "\\u0");
    }
    Cow::Owned(masked)
}

/// The events of a text with the indices at which its anchors stand.
struct Walk<'t> {
    events: Vec<(Event<'t>, Span)>,
    anchors: HashMap<usize, usize>,
    places: Places,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, places: Places) -> Self {
        let events: Vec<_> = events(text).collect();
        let anchors = events
            .iter()
            .enumerate()
            .filter_map(|(index, (event, _))| Some((anchor(event)?, index)))
            .collect();
        Self {
            events,
            anchors,
            places,
        }
    }

    fn document(&mut self) {
        let start = self
            .events
            .iter()
            .position(|(event, _)| matches!(event, Event::DocumentStart(_)));
        let Some(root) = start.map(|start| start + 1) else {
            return;
        };
        if let Some((_, span)) = self.events.get(root) {
            self.places.mark(0, position(span.start));
            self.node(root, 0);
        }
    }

    /// Visits the node at `at`, which is a wanted place, and returns where the next node begins.
    fn node(&mut self, at: usize, place: usize) -> usize {
        match self.events.get(at) {
            Some((Event::Scalar(text, ..), _)) => {
                self.places.spell(place, text);
                at + 1
            }
            Some((Event::Alias(id), _)) => {
                // An alias to a node around it leads back here, but each time further down the
                // wanted pointers, which end.
                if let Some(target) = self.anchors.get(id).copied() {
                    self.node(target, place);
                }
                at + 1
            }
            Some((Event::SequenceStart(..), _)) => self.sequence(at + 1, place),
            Some((Event::MappingStart(..), _)) => self.mapping(at + 1, place),
            _ => at + 1,
        }
    }

    fn sequence(&mut self, mut at: usize, place: usize) -> usize {
        let mut index = 0usize;
        while let Some((event, span)) = self.events.get(at) {
            if matches!(event, Event::SequenceEnd) {
                return at + 1;
            }
            let position = position(span.start);
            at = match self.places.child(place, &index.to_string()) {
                Some(child) => {
                    self.places.mark(child, position);
                    self.node(at, child)
                }
                None => self.skip(at),
            };
            index += 1;
        }
        at
    }

    fn mapping(&mut self, mut at: usize, place: usize) -> usize {
        let mut merges = Vec::new();
        while let Some((event, span)) = self.events.get(at) {
            let child = match event {
                Event::MappingEnd => {
                    at += 1;
                    break;
                }
                Event::Scalar(key, ..) if key == "<<" => {
                    merges.push(at + 1);
                    None
                }
                Event::Scalar(key, ..) => self.places.child(place, key),
                _ => None,
            };
            let position = position(span.start);
            let value = self.skip(at);
            at = match child {
                Some(child) => {
                    self.places.mark(child, position);
                    self.node(value, child)
                }
                None => self.skip(value),
            };
        }
        for merge in merges {
            self.merge(merge, place);
        }
        at
    }

    /// Looks in a mapping that is merged into another for what the other does not have itself.
    fn merge(&mut self, at: usize, place: usize) {
        match self.events.get(at) {
            Some((Event::Alias(id), _)) => {
                // Only mappings that stand before this one: a mapping cannot be merged into itself.
                if let Some(target) = self.anchors.get(id).copied().filter(|target| *target < at) {
                    self.merge(target, place);
                }
            }
            Some((Event::SequenceStart(..), _)) => {
                let mut item = at + 1;
                while !matches!(self.events.get(item), None | Some((Event::SequenceEnd, _))) {
                    self.merge(item, place);
                    item = self.skip(item);
                }
            }
            Some((Event::MappingStart(..), _)) => self.merge_mapping(at + 1, place),
            _ => {}
        }
    }

    fn merge_mapping(&mut self, mut at: usize, place: usize) {
        while let Some((event, span)) = self.events.get(at) {
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let child = match event {
                Event::Scalar(key, ..) => self.places.child(place, key),
                _ => None,
            };
            let position = position(span.start);
            let value = self.skip(at);
            at = match child.filter(|child| !self.places.is_marked(*child)) {
                Some(child) => {
                    self.places.mark(child, position);
                    self.node(value, child)
                }
                None => self.skip(value),
            };
        }
    }

    /// Where the node after the one at `at` begins.
    fn skip(&self, mut at: usize) -> usize {
        let mut depth = 0usize;
        while let Some((event, _)) = self.events.get(at) {
            at += 1;
            match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        at
    }
}

/// The number of the anchor at a node, which the parser gives as 0 where there is none.
fn anchor(event: &Event<'_>) -> Option<usize> {
    match event {
        Event::Scalar(_, _, anchor, _)
        | Event::SequenceStart(anchor, _)
        | Event::MappingStart(anchor, _) => (*anchor != 0).then_some(*anchor),
        _ => None,
    }
}
