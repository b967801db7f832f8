//! The names of an earlier version of the document, which types, variants and methods keep.

use std::collections::{BTreeMap, HashMap};

use super::json_pointer::JsonPointer;
use crate::document::{Names, escape};

/// The names of an earlier version, each found by the place in the document.
#[derive(Debug, Default)]
pub(super) struct PublishedNames<'a> {
    /// `None` if names are neither kept nor listed.
    names: Option<&'a Names>,
    /// The names of the types at alternatives, by their places without indices and by their shapes.
    alternatives: HashMap<(String, &'a str), &'a str>,
    /// The names of parameters by their pointers.
    parameters: HashMap<String, String>,
}

impl<'a> PublishedNames<'a> {
    pub(super) fn new(names: Option<&'a Names>) -> Self {
        let mut alternatives = HashMap::new();
        for (place, name) in names.into_iter().flat_map(|names| &names.types) {
            let shape = names.and_then(|names| names.shapes.get(name));
            if let (Some(shape), Some(place)) = (shape, without_indices(place)) {
                alternatives
                    .entry((place, shape.as_str()))
                    .or_insert(name.as_str());
            }
        }
        Self {
            names,
            alternatives,
            parameters: HashMap::new(),
        }
    }

    /// The names, if they are kept and listed.
    pub(super) fn names(&self) -> Option<&'a Names> {
        self.names
    }

    /// Adds the pointer of a parameter. The place of its schema contains its name instead of its index.
    pub(super) fn add_parameter(&mut self, pointer: &JsonPointer, name: &str) {
        if self.names.is_some() && ends_in_index(pointer.as_str()) {
            let pointer = pointer.as_str().to_owned();
            self.parameters.insert(pointer, escape(name).into());
        }
    }

    /// The place of the value of a pointer.
    pub(super) fn place(&self, pointer: &JsonPointer) -> String {
        let pointer = pointer.as_str();
        let mut place = String::with_capacity(pointer.len());
        let mut end = 0;
        let mut segments = pointer.split('/').skip(1).peekable();
        while let Some(segment) = segments.next() {
            end += 1 + segment.len();
            if segment == "allOf"
                && let Some(index) = segments.next_if(|it| is_index(it))
            {
                end += 1 + index.len();
                continue;
            }
            place.push('/');
            let parameter = is_index(segment)
                .then(|| self.parameters.get(pointer.get(..end)?))
                .flatten();
            place.push_str(parameter.map_or(segment, String::as_str));
        }
        place
    }

    /// The name of the type at a pointer.
    pub(super) fn type_at(&self, pointer: &JsonPointer) -> Option<&'a str> {
        let names = self.names.filter(|names| !names.types.is_empty())?;
        names.types.get(&self.place(pointer)).map(String::as_str)
    }

    /// The name of the inline type at a pointer, if it has this shape. Alternatives have no names, so their shapes
    /// identify them.
    pub(super) fn inline_type_at(&self, pointer: &JsonPointer, shape: &str) -> Option<&'a str> {
        let names = self.names.filter(|names| !names.types.is_empty())?;
        let place = self.place(pointer);
        let name = names.types.get(&place);
        let Some(general) = without_indices(&place) else {
            return name.map(String::as_str);
        };
        match name.filter(|name| names.shapes.get(*name).is_some_and(|it| it == shape)) {
            Some(name) => Some(name),
            None => self.alternatives.get(&(general, shape)).copied(),
        }
    }

    /// The names of the variants of the type at a pointer, by values.
    pub(super) fn variants_at(
        &self,
        pointer: &JsonPointer,
    ) -> Option<&'a BTreeMap<String, String>> {
        let names = self.names?;
        names.variants.get(self.type_at(pointer)?)
    }

    /// The name of a method.
    pub(super) fn method(&self, method: &str, path: &str) -> Option<&'a str> {
        let methods = &self.names?.methods;
        let name = methods.get(&format!("{method} {path}"))?;
        Some(name)
    }
}

fn is_index(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_in_index(pointer: &str) -> bool {
    pointer.rsplit('/').next().is_some_and(is_index)
}

/// The place without the indices of alternatives. `None` if it has none.
fn without_indices(place: &str) -> Option<String> {
    let mut has_indices = false;
    let mut before = "";
    let segments = place.split('/').map(|segment| {
        let is_alternative = is_index(segment) && matches!(before, "oneOf" | "anyOf");
        has_indices |= is_alternative;
        before = segment;
        if is_alternative { "*" } else { segment }
    });
    let segments: Vec<&str> = segments.collect();
    has_indices.then(|| segments.join("/"))
}

/// The part of a place that describes an inline type: its property or parameter with the steps from there, or else its
/// position in the operation or component.
pub(super) fn last_steps(place: &str) -> &str {
    let keyword = ["/properties/", "/parameters/"];
    let start = keyword
        .iter()
        .filter_map(|keyword| place.rfind(keyword))
        .max();
    let start = start.or_else(|| place.match_indices('/').nth(2).map(|(start, _)| start));
    start.and_then(|start| place.get(start..)).unwrap_or(place)
}
