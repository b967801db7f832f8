//! The parameters and the request body of an operation.

use std::collections::HashMap;

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::pairs::Pairing;
use super::structure::retyped;
use crate::model::{Body, Operation, Parameter, ParameterLocation, ParameterStyle};

/// A parameter before and after.
pub(super) type ParameterPair<'o, 'n> = (Option<&'o Parameter>, Option<&'n Parameter>);

impl Comparison<'_> {
    pub(super) fn parameters(&mut self, request: &ChangePath, old: &Parameter, new: &Parameter) {
        let path = request.join(&old.name, &new.name, &new.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        if self.differ(&old.rust_type(), &new.rust_type()) {
            let note = retyped(&old.rust_type(), &new.rust_type());
            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
        }
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(
            &path,
            &(&old.docs, &old.example),
            &(&new.docs, &new.example),
        );
        self.wire_fact(&path, "the name on the wire", &old.wire, &new.wire);
        let location = |it: &Parameter| format!("{:?}", it.location).to_lowercase();
        self.wire_fact(&path, "the location", &location(old), &location(new));
        let (before, after) = (describe_style(old), describe_style(new));
        self.wire_fact(&path, "the style", &before, &after);
        self.encodings(&path, &old.encodings, &new.encodings);
        self.default_and_bounds(
            &path,
            (&old.default, &old.bounds),
            (&new.default, &new.bounds),
        );
    }

    pub(super) fn body(&mut self, request: &ChangePath, old: &Operation, new: &Operation) {
        let path = request.join("body", "body", &format!("{}/requestBody", new.pointer));
        let declared = |body: &Body| body.rust_type(&body.content.ty);
        match (&old.body, &new.body) {
            (Some(old), Some(new)) => {
                let (before, after) = (declared(old), declared(new));
                if self.differ(&before, &after) {
                    let note = retyped(&before, &after);
                    self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                }
                self.content(&path, &old.content, &new.content);
                self.docs(&path, &old.docs, &new.docs);
            }
            (Some(_), None) => {
                self.removed(&path.before, &old.pointer, "was removed: send no body");
            }
            (None, Some(body)) => {
                let ty = declared(body);
                self.added(&path.after, &path.pointer, format!("was added: `{ty}`"));
            }
            (None, None) => {}
        }
    }
}

/// Pairs of parameters that correspond to each other: by wire name and location, by wire name, by Rust name, or by
/// position in the path.
pub(super) fn parameter_pairs<'o, 'n>(
    old: &'o Operation,
    new: &'n Operation,
) -> Vec<ParameterPair<'o, 'n>> {
    let (old_indices, new_indices) = (path_indices(&old.path), path_indices(&new.path));
    Pairing::new(&old.parameters, &new.parameters)
        .by(
            |old| Some((&old.wire, old.location)),
            |new| Some((&new.wire, new.location)),
        )
        .by(|old| Some(&old.wire), |new| Some(&new.wire))
        .by(|old| Some(&old.name), |new| Some(&new.name))
        .by(
            |old| path_index(&old_indices, old),
            |new| path_index(&new_indices, new),
        )
        .pairs()
}

/// The index of each name in braces in a path template.
fn path_indices(path: &str) -> HashMap<&str, usize> {
    let names = path.split('{').skip(1).enumerate();
    let mut indices = HashMap::new();
    for (index, rest) in names {
        let name = rest.split('}').next().unwrap_or_default();
        indices.entry(name).or_insert(index);
    }
    indices
}

fn path_index(indices: &HashMap<&str, usize>, parameter: &Parameter) -> Option<usize> {
    let index = indices.get(parameter.wire.as_str()).copied();
    index.filter(|_| parameter.location == ParameterLocation::Path)
}

fn describe_style(parameter: &Parameter) -> String {
    let exploded = |name: &str, explode: bool| {
        let suffix = if explode { ", exploded" } else { "" };
        format!("{name}{suffix}")
    };
    let style = match parameter.style {
        ParameterStyle::Standard => "default".to_owned(),
        ParameterStyle::Delimited(delimiter) => format!("separated by {delimiter:?}"),
        ParameterStyle::DeepObject => "deepObject".to_owned(),
        ParameterStyle::Exploded => "exploded".to_owned(),
        ParameterStyle::Label { explode } => exploded("label", explode),
        ParameterStyle::Matrix { explode } => exploded("matrix", explode),
        ParameterStyle::Cookie { explode } => exploded("cookie", explode),
        ParameterStyle::Json => "JSON".to_owned(),
        ParameterStyle::Form => "form".to_owned(),
    };
    let reserved = if parameter.allow_reserved {
        ", allowReserved"
    } else {
        ""
    };
    style + reserved
}
