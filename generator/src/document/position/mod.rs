//! Where in a text the values of a document stand, found only when there is something to report.
//!
//! The wanted pointers form a tree. One walk over the text visits the parts of the document that lie on that
//! tree, steps over all others, and ends with the last place that is wanted.

mod json;
mod yaml;

use std::borrow::Cow;
use std::collections::HashMap;

pub(super) use self::yaml::second_document;
use super::pointer::segments;
use crate::diagnostic::Position;

/// The wanted pointers and what the text says about them.
#[derive(Debug)]
pub(super) struct Places {
    steps: Vec<Place>,
    /// How many of them have not been found so far.
    missing: usize,
    wanted: Wanted,
}

/// Which places of a key are looked for that an object has more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The one that counts.
    First,
    /// That one and the last one.
    All,
}

/// One step of a wanted pointer. The steps lie in one list and name each other by index.
#[derive(Debug, Default)]
struct Place {
    children: HashMap<String, usize>,
    first: Option<Position>,
    last: Option<Position>,
    spelling: Option<String>,
}

/// Looks the pointers up in a text. What lies behind an error of syntax stays unfound.
pub(super) fn positions<'p>(
    text: &str,
    pointers: impl Iterator<Item = &'p str> + Clone,
    wanted: Wanted,
) -> Places {
    json::find(text, Places::new(pointers.clone(), wanted))
        .unwrap_or_else(|| yaml::find(text, Places::new(pointers, wanted)))
}

impl Places {
    fn new<'p>(pointers: impl Iterator<Item = &'p str>, wanted: Wanted) -> Self {
        let mut places = Self {
            steps: vec![Place::default()],
            missing: 1,
            wanted,
        };
        for pointer in pointers {
            segments(pointer).fold(0, |parent, segment| places.step(parent, segment));
        }
        places
    }

    /// Whether nothing is left to look for.
    fn is_complete(&self) -> bool {
        self.missing == 0 && self.wanted == Wanted::First
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
        self.steps.push(Place::default());
        self.missing += 1;
        next
    }

    fn child(&self, parent: usize, segment: &str) -> Option<usize> {
        self.steps.get(parent)?.children.get(segment).copied()
    }

    fn mark(&mut self, place: usize, position: Position) {
        if let Some(place) = self.steps.get_mut(place) {
            self.missing -= usize::from(place.first.is_none());
            place.first.get_or_insert(position);
            place.last = Some(position);
        }
    }

    fn is_marked(&self, place: usize) -> bool {
        self.steps
            .get(place)
            .is_some_and(|place| place.first.is_some())
    }

    fn spell(&mut self, place: usize, text: &str) {
        if let Some(place) = self.steps.get_mut(place) {
            place.spelling.get_or_insert_with(|| text.to_owned());
        }
    }

    /// Where the pointer's value stands, or the closest value around it that the text has.
    pub(super) fn nearest(&self, pointer: &str) -> Option<Position> {
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
        self.steps.get(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked for in each text: what is there, and what is not.
    const POINTERS: [&str; 9] = [
        "", "/a", "/a/0", "/a/1/b", "/a/2", "/a~1b", "/c/d", "/c/d/e", "/z",
    ];

    /// Positions and spellings, by the one way and by the other.
    fn found(text: &str, find: impl Fn(&str, Places) -> Option<Places>) -> Option<String> {
        let places = find(text, Places::new(POINTERS.into_iter(), Wanted::All))?;
        let lines = POINTERS.map(|pointer| {
            let (first, last) = (places.nearest(pointer), places.last(pointer));
            format!(
                "{pointer}: {first:?}, {last:?}, {:?}\n",
                places.spelling(pointer)
            )
        });
        Some(lines.concat())
    }

    #[test]
    fn json_is_searched_as_yaml_would_be() {
        let texts = [
            "{}",
            "  {\"a\" : [ 1.10 , {\"b\":true, \"c\": []}, \"x\\u00e9\"],\n \"c\": {\"d\": null}}",
            "{\"x\": {\"a\": [\"]}\", \"\\\"{\"]},\r\n\t\"a/b\": \"名\", \"z\": -2.5e+3}",
            "{\"名前\": \"é\", \"c\": {\"d\": {\"e\": [[]]}}, \"\\u0061\": [\"\", {\"b\": {}}]}",
            "{\"a\": [0], \"c\": {\"d\": 1, \"d\": 2}, \"a\": [3, {\"b\": 4}]}",
        ];
        for text in texts {
            let expected = found(text, |text, places| Some(yaml::find(text, places)));
            assert_eq!(found(text, json::find), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_json_is_searched_as_yaml() {
        for text in [
            "{a: [1]}",
            "{\"a\": 'it\"s'}",
            "{\"a\": [1], # \"\n \"z\": 1}",
            "{\"a\": &b [1], \"z\": *b}",
            "{\"a\": [1",
            "openapi: 3.1.0",
        ] {
            assert_eq!(found(text, json::find), None, "{text}");
        }
    }

    #[test]
    fn the_search_ends_with_the_last_place_that_is_wanted() {
        for text in ["{\"a\": {\"b\": 1}, @", "a: { b: 1 }\nc: \"\n"] {
            let places = positions(text, ["/a/b"].into_iter(), Wanted::First);
            assert!(places.is_complete(), "{text}");
            assert_eq!(places.spelling("/a/b"), Some("1"));
        }
    }
}
