//! The parameters and the request body of an operation.

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::pairs::pair;
use super::structure::retyped;
use crate::model::{
    Body, Operation, Parameter, ParameterLocation, ParameterPresence, ParameterStyle, RustType,
};

/// A parameter before and after.
pub(super) type ParameterPair<'o, 'n> = (Option<&'o Parameter>, Option<&'n Parameter>);

impl Comparison<'_> {
    pub(super) fn parameters(&mut self, request: &ChangePath, old: &Parameter, new: &Parameter) {
        let path = request.join(&old.name, &new.name, &new.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        let is_set = |parameter: &Parameter| parameter.presence != ParameterPresence::Required;
        if self.differ(&old.rust_type(), &new.rust_type()) {
            let note = retyped(&old.rust_type(), &new.rust_type());
            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
        } else if is_set(old) && is_set(new) {
            let before = (
                &RustType::Plain(old.ty.clone()),
                &self.old.argument(&old.ty),
            );
            let after = (
                &RustType::Plain(new.ty.clone()),
                &self.new.argument(&new.ty),
            );
            self.setter_argument(&path, before, after);
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
        let (before, after) = (describe_style(old.style), describe_style(new.style));
        self.wire_fact(&path, "the style", &before, &after);
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
                self.added(&path.after, &path.pointer, format!("is new: `{ty}`"));
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
    let in_path = |operation: &Operation, parameter: &Parameter| {
        let marker = format!("{{{}}}", parameter.wire);
        let before = operation.path.split(&marker).next();
        before
            .filter(|_| parameter.location == ParameterLocation::Path)
            .map(|before| before.matches('{').count())
    };
    pair(
        &old.parameters,
        &new.parameters,
        &[
            &|old, new| old.wire == new.wire && old.location == new.location,
            &|old, new| old.wire == new.wire,
            &|old, new| old.name == new.name,
            &|one, other| in_path(old, one).is_some() && in_path(old, one) == in_path(new, other),
        ],
    )
}

fn describe_style(style: ParameterStyle) -> String {
    let exploded = |name: &str, explode: bool| {
        let suffix = if explode { ", exploded" } else { "" };
        format!("{name}{suffix}")
    };
    match style {
        ParameterStyle::Standard => "default".to_owned(),
        ParameterStyle::Delimited(delimiter) => format!("separated by {delimiter:?}"),
        ParameterStyle::DeepObject => "deepObject".to_owned(),
        ParameterStyle::Reserved => "allowReserved".to_owned(),
        ParameterStyle::Exploded => "exploded".to_owned(),
        ParameterStyle::Label { explode } => exploded("label", explode),
        ParameterStyle::Matrix { explode } => exploded("matrix", explode),
        ParameterStyle::Json => "JSON".to_owned(),
    }
}
