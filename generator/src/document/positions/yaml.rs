//! Finds positions in a YAML text with the events of `saphyr-parser`.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, Span, StrInput};

use super::tree::PositionTree;
use crate::diagnostic::SourcePosition;

/// Finds the positions up to the first syntax error.
pub(super) fn find(text: &str, tree: PositionTree) -> PositionTree {
    let text = mask_surrogates(text);
    let mut scanner = YamlScanner {
        events: YamlEvents::new(&text),
        tree,
    };
    scanner.document();
    scanner.tree
}

/// The reason why a text was not scanned to its end.
#[derive(Debug)]
pub(in crate::document) enum ScanError {
    /// The collection at this position is nested too deep.
    TooDeep(SourcePosition),
    /// A syntax error.
    Syntax(String, SourcePosition),
}

/// Checks that no collection is inside of more than `levels - 1` others. The scan ends at the first one, so its time
/// is proportional to the length of the text.
pub(in crate::document) fn check_depth(text: &str, levels: usize) -> Result<(), ScanError> {
    let text = mask_surrogates(text);
    let mut parser = Parser::new_from_str(&text);
    let mut depth = 0usize;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let at = position(*error.marker());
            // The parser looks ahead, and has a limit of its own.
            if error.info().contains("recursion limit") {
                ScanError::TooDeep(at)
            } else {
                ScanError::Syntax(error.info().to_owned(), at)
            }
        })?;
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > levels {
            return Err(ScanError::TooDeep(position(span.start)));
        }
    }
    Ok(())
}

/// Returns the position of the second document of a stream.
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

/// Replaces escaped surrogates, which JSON allows and YAML does not, by other escapes of the same length. The
/// positions stay the same.
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

/// The events of a text, parsed on demand and kept, because an alias repeats earlier events.
struct YamlEvents<'t> {
    parser: Parser<'t, StrInput<'t>>,
    read: Vec<(Event<'t>, Span)>,
    /// The event indices of anchors.
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

    /// Returns an event, or `None` after the last one or after a syntax error.
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

    /// Returns the index of the first event of the node to which an alias refers.
    fn anchored(&self, id: usize) -> Option<usize> {
        self.anchors.get(&id).copied()
    }

    /// Returns the index of the first event after the node at `at`.
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
    tree: PositionTree,
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
            self.tree.mark(0, position(span.start));
            self.node(at, 0);
        }
    }

    /// Visits the wanted node at `at` and returns the index of the first event after it.
    fn node(&mut self, at: usize, node: usize) -> usize {
        match self.events.get(at) {
            Some((Event::Scalar(text, ..), _)) => {
                self.tree.spell(node, text);
                at + 1
            }
            Some((Event::Alias(id), _)) => {
                // An alias can refer to a node that contains it. The recursion ends, because each level is one
                // segment deeper in the wanted pointers.
                let id = *id;
                if let Some(target) = self.events.anchored(id) {
                    self.node(target, node);
                }
                at + 1
            }
            Some((Event::SequenceStart(..), _)) => self.sequence(at + 1, node),
            Some((Event::MappingStart(..), _)) => self.mapping(at + 1, node),
            _ => at + 1,
        }
    }

    fn sequence(&mut self, mut at: usize, node: usize) -> usize {
        let mut index = 0usize;
        while !self.tree.is_complete()
            && let Some((event, span)) = self.events.get(at)
        {
            if matches!(event, Event::SequenceEnd) {
                return at + 1;
            }
            let position = position(span.start);
            at = match self.tree.child(node, &index.to_string()) {
                Some(child) => {
                    self.tree.mark(child, position);
                    self.node(at, child)
                }
                None => self.events.skip(at),
            };
            index += 1;
        }
        at
    }

    fn mapping(&mut self, mut at: usize, node: usize) -> usize {
        let mut merges = Vec::new();
        while !self.tree.is_complete()
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
                Event::Scalar(key, ..) => self.tree.child(node, key),
                _ => None,
            };
            let position = position(span.start);
            let value = self.events.skip(at);
            at = match child {
                Some(child) => {
                    self.tree.mark(child, position);
                    self.node(value, child)
                }
                None => self.events.skip(value),
            };
        }
        for merge in merges {
            self.merge(merge, node);
        }
        at
    }

    /// Finds values in a merged mapping that the outer mapping does not have itself.
    fn merge(&mut self, at: usize, node: usize) {
        match self.events.get(at) {
            Some((Event::Alias(id), _)) => {
                let id = *id;
                // Only earlier mappings, because a mapping cannot be merged into itself.
                if let Some(target) = self.events.anchored(id).filter(|target| *target < at) {
                    self.merge(target, node);
                }
            }
            Some((Event::SequenceStart(..), _)) => {
                let mut item = at + 1;
                while !matches!(self.events.get(item), None | Some((Event::SequenceEnd, _))) {
                    self.merge(item, node);
                    item = self.events.skip(item);
                }
            }
            Some((Event::MappingStart(..), _)) => self.merge_mapping(at + 1, node),
            _ => {}
        }
    }

    fn merge_mapping(&mut self, mut at: usize, node: usize) {
        while let Some((event, span)) = self.events.get(at) {
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let child = match event {
                Event::Scalar(key, ..) => self.tree.child(node, key),
                _ => None,
            };
            let position = position(span.start);
            let value = self.events.skip(at);
            at = match child.filter(|child| !self.tree.is_marked(*child)) {
                Some(child) => {
                    self.tree.mark(child, position);
                    self.node(value, child)
                }
                None => self.events.skip(value),
            };
        }
    }
}

/// Returns the anchor of a node. The parser uses 0 for "no anchor".
fn anchor(event: &Event<'_>) -> Option<usize> {
    match event {
        Event::Scalar(_, _, anchor, _)
        | Event::SequenceStart(anchor, _)
        | Event::MappingStart(anchor, _) => (*anchor != 0).then_some(*anchor),
        _ => None,
    }
}
