//! Finds places in a YAML text, by the events of a parser.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, Span, StrInput};

use super::tree::PositionTree;
use crate::diagnostic::SourcePosition;

/// Looks places up.
pub(super) fn find(text: &str, places: PositionTree) -> PositionTree {
    let text = mask_surrogates(text);
    let mut walk = YamlScanner {
        events: YamlEvents::new(&text),
        places,
    };
    walk.document();
    walk.places
}

/// Where the second document of a stream begins.
pub(in crate::document) fn second_document(text: &str) -> Option<SourcePosition> {
    let mut events = YamlEvents::new(text);
    let mut starts = (0..).map_while(|at| {
        let (event, span) = events.get(at)?;
        Some(matches!(event, Event::DocumentStart(_)).then(|| position(span.start)))
    });
    starts.by_ref().flatten().nth(1)
}

fn position(marker: Marker) -> SourcePosition {
    SourcePosition {
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

/// The events of a text, as far as they have been asked for: what an alias repeats is asked for again.
struct YamlEvents<'t> {
    parser: Parser<'t, StrInput<'t>>,
    read: Vec<(Event<'t>, Span)>,
    /// The indices at which anchors stand.
    anchors: HashMap<usize, usize>,
    ended: bool,
}

impl<'t> YamlEvents<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            parser: Parser::new_from_str(text),
            read: Vec::new(),
            anchors: HashMap::new(),
            ended: false,
        }
    }

    /// An event; `None` behind the last one, or behind an error of syntax.
    fn get(&mut self, at: usize) -> Option<&(Event<'t>, Span)> {
        while self.read.len() <= at && !self.ended {
            match self.parser.next_event() {
                Some(Ok((event, span))) => {
                    if let Some(anchor) = anchor(&event) {
                        self.anchors.insert(anchor, self.read.len());
                    }
                    self.read.push((event, span));
                }
                _ => self.ended = true,
            }
        }
        self.read.get(at)
    }

    /// Where the node begins that an alias repeats.
    fn anchored(&self, id: usize) -> Option<usize> {
        self.anchors.get(&id).copied()
    }

    /// Where the node after the one at `at` begins.
    fn skip(&mut self, mut at: usize) -> usize {
        let mut depth = 0usize;
        while let Some((event, _)) = self.get(at) {
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

struct YamlScanner<'t> {
    events: YamlEvents<'t>,
    places: PositionTree,
}

impl YamlScanner<'_> {
    fn document(&mut self) {
        let mut at = 0;
        while let Some((event, _)) = self.events.get(at) {
            at += 1;
            if matches!(event, Event::DocumentStart(_)) {
                break;
            }
        }
        if let Some((_, span)) = self.events.get(at) {
            self.places.mark(0, position(span.start));
            self.node(at, 0);
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
                let id = *id;
                if let Some(target) = self.events.anchored(id) {
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
        while !self.places.is_complete()
            && let Some((event, span)) = self.events.get(at)
        {
            if matches!(event, Event::SequenceEnd) {
                return at + 1;
            }
            let position = position(span.start);
            at = match self.places.child(place, &index.to_string()) {
                Some(child) => {
                    self.places.mark(child, position);
                    self.node(at, child)
                }
                None => self.events.skip(at),
            };
            index += 1;
        }
        at
    }

    fn mapping(&mut self, mut at: usize, place: usize) -> usize {
        let mut merges = Vec::new();
        while !self.places.is_complete()
            && let Some((event, span)) = self.events.get(at)
        {
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
            let value = self.events.skip(at);
            at = match child {
                Some(child) => {
                    self.places.mark(child, position);
                    self.node(value, child)
                }
                None => self.events.skip(value),
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
                let id = *id;
                // Only mappings that stand before this one: a mapping cannot be merged into itself.
                if let Some(target) = self.events.anchored(id).filter(|target| *target < at) {
                    self.merge(target, place);
                }
            }
            Some((Event::SequenceStart(..), _)) => {
                let mut item = at + 1;
                while !matches!(self.events.get(item), None | Some((Event::SequenceEnd, _))) {
                    self.merge(item, place);
                    item = self.events.skip(item);
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
            let value = self.events.skip(at);
            at = match child.filter(|child| !self.places.is_marked(*child)) {
                Some(child) => {
                    self.places.mark(child, position);
                    self.node(value, child)
                }
                None => self.events.skip(value),
            };
        }
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
