//! Operations: which are the same, what they are called, and what calling them takes.

use std::collections::BTreeSet;

use super::access::asked_for;
use super::arguments::Argument;
use super::input::{ParameterPair, parameter_pairs};
use super::pairs::GroupedOperation;
use super::spelling::{Speller, spelled_parameter};
use super::{Bump, ChangeKind, Comparison, Path, plain};
use crate::model::{Operation, Parameter, ParameterPresence};

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let pairs = std::mem::take(&mut self.pairs.operations);
        for (old, new) in &pairs {
            self.operation_pair(*old, *new);
        }
        let addresses = |places: Vec<GroupedOperation<'_>>| -> BTreeSet<String> {
            places
                .iter()
                .map(|(_, operation)| operation.pointer.clone())
                .collect()
        };
        let before = addresses(pairs.iter().map(|(old, _)| *old).collect());
        let after = addresses(pairs.iter().map(|(_, new)| *new).collect());
        let (old, new) = (self.old, self.new);
        for service in &old.groups {
            for operation in service
                .operations
                .iter()
                .filter(|it| !before.contains(&it.pointer))
            {
                let note = format!(
                    "is gone: `{} {}` is no operation any more",
                    operation.method, operation.path
                );
                self.removed(&name((service, operation)), &operation.pointer, note);
            }
        }
        for service in &new.groups {
            for operation in service
                .operations
                .iter()
                .filter(|it| !after.contains(&it.pointer))
            {
                let note = format!("may be called: `{} {}`", operation.method, operation.path);
                self.added(&name((service, operation)), &operation.pointer, note);
            }
        }
        self.pairs.operations = pairs;
    }

    fn operation_pair(&mut self, old: GroupedOperation<'_>, new: GroupedOperation<'_>) {
        let path = Path::new(name(old), name(new), &new.1.pointer);
        let stays = self.pairs.modules.get(old.0.module.as_str()) == Some(&new.0.module.as_str());
        if old.1.name != new.1.name || !stays {
            self.renamed(&path);
        } else if old.1.stem != new.1.stem {
            self.renamed(&request_path(old, new));
        }
        let request = request_path(old, new);
        let (old, new) = (old.1, new.1);
        let pairs = parameter_pairs(old, new);
        for pair in &pairs {
            match *pair {
                (Some(old), Some(new)) => self.parameters(&request, old, new),
                (Some(old), None) => {
                    let gone = request.old_member(&old.name);
                    self.removed(&gone, &old.pointer, "is gone: do without it");
                }
                (None, Some(new)) => {
                    let fresh = request.new_member(&new.name);
                    let ty = spelled_parameter(&new.ty.to_string(), new.presence);
                    self.added(&fresh, &new.pointer, format!("may be used: `{ty}`"));
                }
                (None, None) => {}
            }
        }
        self.body(&request, old, new);
        self.call(&path, &request, &pairs, (old, new));
        self.output(&path, &request, old, new);
        self.pagination(&path, old.pagination.as_ref(), new.pagination.as_ref());
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(
            &path,
            &(&old.summary, &old.docs),
            &(&new.summary, &new.docs),
        );
        self.wire_fact(&path, "the method", &old.method, &new.method);
        self.wire_fact(&path, "the path", &old.path, &new.path);
        self.wire_fact(&path, "the server", &old.server, &new.server);
        self.wire_fact(
            &path,
            "what has to be shown",
            &asked_for(old),
            &asked_for(new),
        );
        self.wire_fact(&path, "the name in errors and traces", &old.id, &new.id);
        self.responses(&path, &old.responses, &new.responses);
    }

    /// The method of the handle and the constructor of the request, which ask for the same in two forms.
    fn call(
        &mut self,
        path: &Path,
        request: &Path,
        pairs: &[ParameterPair<'_, '_>],
        (old, new): (&Operation, &Operation),
    ) {
        let (spread_before, spread_after) = (self.old.spread_body(old), self.new.spread_body(new));
        if old.body.is_some()
            && new.body.is_some()
            && spread_before.is_some() != spread_after.is_some()
        {
            let note = if spread_after.is_some() {
                "takes the body's properties one by one"
            } else {
                "takes the body as a whole: make one of its properties"
            };
            self.changed(Bump::Major, ChangeKind::Arguments, path, note);
            return;
        }
        let before = old_arguments(pairs, old, self.old_speller());
        let after = new_arguments(new, self.new_speller());
        let (mut in_method, mut now_in_method) = (Vec::new(), Vec::new());
        if let Some((_, fields)) = spread_before {
            let fields_now = spread_after.map_or(fields, |(_, fields)| fields);
            let pairs = self.field_pairs(fields, fields_now);
            in_method = self.old_arguments(&pairs, fields);
        }
        if let Some((_, fields)) = spread_after {
            now_in_method = self.new_arguments(fields);
        }
        let method =
            |arguments: Vec<&Argument>, spread: bool, fields: Vec<Argument>| -> Vec<Argument> {
                let own = arguments
                    .into_iter()
                    .filter(|it| !(spread && it.key == "body"))
                    .cloned();
                own.chain(fields).collect()
            };
        let method_before = method(before.iter().collect(), spread_before.is_some(), in_method);
        let method_after = method(
            after.iter().collect(),
            spread_after.is_some(),
            now_in_method,
        );
        let handle = Path::new(parent(&path.before), parent(&path.after), &path.pointer);
        let renamed = last(&path.before) != last(&path.after);
        let function = last(&path.after).to_owned();
        let reported = self.compare_arguments(&handle, &function, &method_before, &method_after);
        if reported && renamed {
            // The path before is that of the old name.
            if let Some(change) = self.changes.api.last_mut() {
                change.before = Some(path.before.clone());
            }
        }
        if !reported {
            self.compare_arguments(request, "new", &before, &after);
        }
    }
}

/// `Users::get`.
fn name((service, operation): GroupedOperation<'_>) -> String {
    format!("{}::{}", service.name, plain(&operation.name))
}

/// What a path leads through.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(parent, _)| parent)
}

fn last(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, last)| last)
}

/// `users::GetRequest`.
fn request_path(old: GroupedOperation<'_>, new: GroupedOperation<'_>) -> Path {
    let spelled = |(service, operation): GroupedOperation<'_>| {
        format!("{}::{}Request", service.module, operation.stem)
    };
    Path::new(spelled(old), spelled(new), &new.1.pointer)
}

/// What the request's constructor asks for, known by what it is called in the new version.
fn old_arguments(
    pairs: &[ParameterPair<'_, '_>],
    old: &Operation,
    speller: Speller<'_>,
) -> Vec<Argument> {
    let key = |parameter: &Parameter| {
        let pair = pairs
            .iter()
            .find(|(old, _)| old.is_some_and(|old| std::ptr::eq(old, parameter)));
        let now = pair.and_then(|(_, new)| *new);
        now.map_or_else(|| format!("-{}", parameter.name), |now| now.name.clone())
    };
    arguments(old, speller, key)
}

fn new_arguments(new: &Operation, speller: Speller<'_>) -> Vec<Argument> {
    arguments(new, speller, |parameter| parameter.name.clone())
}

fn arguments(
    operation: &Operation,
    speller: Speller<'_>,
    key: impl Fn(&Parameter) -> String,
) -> Vec<Argument> {
    let required = operation
        .parameters
        .iter()
        .filter(|it| it.presence == ParameterPresence::Required);
    let parameters = required.map(|parameter| Argument {
        key: key(parameter),
        name: parameter.name.clone(),
        ty: speller.parameter(parameter),
        taken: speller.argument(&parameter.ty),
    });
    let body = operation
        .body
        .iter()
        .filter(|body| body.required)
        .map(|body| Argument {
            key: "body".to_owned(),
            name: "body".to_owned(),
            ty: speller.ty(&body.content.ty),
            taken: speller.argument(&body.content.ty),
        });
    parameters.chain(body).collect()
}
