//! Operations: their names, arguments, results and wire format.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::access::{security, template};
use super::arguments::ComparedArgument;
use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::input::{ParameterPair, parameter_pairs};
use super::pairs::{GroupedOperation, grouped_operations};
use super::structure::{field_key, new_names};
use crate::model::{Argument, ArgumentSource, Operation, Signature, plain};

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let pairs = std::mem::take(&mut self.pairs.operations);
        for (old, new) in &pairs {
            self.operation_pair(*old, *new);
        }
        let pointers = pairs
            .iter()
            .map(|((_, old), (_, new))| (&old.pointer, &new.pointer));
        let (before, after): (HashSet<&String>, HashSet<&String>) = pointers.unzip();
        let gone = grouped_operations(self.old).filter(|(_, it)| !before.contains(&it.pointer));
        for (group, operation) in gone {
            let Operation { method, path, .. } = operation;
            let note = format!("was removed: the document has no `{method} {path}`");
            self.removed(&name((group, operation)), &operation.pointer, note);
        }
        let fresh = grouped_operations(self.new).filter(|(_, it)| !after.contains(&it.pointer));
        for (group, operation) in fresh {
            let note = format!("was added: `{} {}`", operation.method, operation.path);
            self.added(&name((group, operation)), &operation.pointer, note);
        }
        self.pairs.operations = pairs;
    }

    fn operation_pair(&mut self, old: GroupedOperation<'_>, new: GroupedOperation<'_>) {
        let path = ChangePath::new(name(old), name(new), &new.1.pointer);
        let stays = self.pairs.modules.get(old.0.module.as_str()) == Some(&new.0.module.as_str());
        if old.1.name != new.1.name || !stays {
            if stays && new.1.has_name(&old.1.name, &old.1.stem) {
                self.renamed_with_alias(&path);
            } else {
                self.renamed(&path);
            }
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
                    self.removed(&gone, &old.pointer, "was removed: stop using it");
                }
                (None, Some(new)) => {
                    let fresh = request.new_member(&new.name);
                    let ty = new.rust_type();
                    self.added(&fresh, &new.pointer, format!("was added: `{ty}`"));
                }
                (None, None) => {}
            }
        }
        self.body(&request, old, new);
        self.call(&path, &request, &pairs, (old, new));
        self.output(&path, &request, old, new);
        self.error(&path, &request, old, new);
        self.pagination(&path, old.pagination.as_ref(), new.pagination.as_ref());
        self.method_aliases(&path, old, new);
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(
            &path,
            &(&old.summary, &old.docs, described(old)),
            &(&new.summary, &new.docs, described(new)),
        );
        self.wire_fact(&path, "the method", &old.method, &new.method);
        self.wire_fact(&path, "the path", &old.path, &new.path);
        self.wire_fact(&path, "the server", &old.server, &new.server);
        self.wire_fact(
            &path,
            "the list of own servers",
            &own_servers(old),
            &own_servers(new),
        );
        self.wire_fact(
            &path,
            "the security requirement",
            &security(old),
            &security(new),
        );
        self.wire_fact(&path, "the operation id", &old.id, &new.id);
        self.responses(&path, old, new);
    }

    /// Compares the arguments of the handle's method, and if they are equal, those of the request's constructor.
    fn call(
        &mut self,
        path: &ChangePath,
        request: &ChangePath,
        pairs: &[ParameterPair<'_, '_>],
        (old, new): (&Operation, &Operation),
    ) {
        let (before, after) = (self.old.signature(old), self.new.signature(new));
        let have_bodies = old.body.is_some() && new.body.is_some();
        if have_bodies && self.spread(path, &before, &after) {
            return;
        }
        let arguments = self.call_arguments(pairs, &before, &after);
        if self.named_arguments(path, &arguments, (&before, &after)) {
            return;
        }
        let handle = ChangePath::new(parent(&path.before), parent(&path.after), &path.pointer);
        let function = last(&path.after).to_owned();
        let [old, new] = &arguments.method;
        if self.compare_arguments(&handle, &function, old, new) {
            if last(&path.before) != function {
                // The change has the new name only.
                if let Some(change) = self.changes.api.last_mut() {
                    change.before = Some(path.before.clone());
                }
            }
            return;
        }
        let [old, new] = &arguments.request;
        self.compare_arguments(request, "new", old, new);
    }

    /// Reports that only one of the methods takes the properties of the body one by one. Returns whether this is so.
    fn spread(&mut self, path: &ChangePath, old: &Signature<'_>, new: &Signature<'_>) -> bool {
        let note = match (old.spread.is_some(), new.spread.is_some()) {
            (false, true) => "now takes the properties of the body (before: the whole body)",
            (true, false) => {
                "now takes the whole body (before: its properties): construct the body"
            }
            _ => return false,
        };
        self.changed(Bump::Major, ChangeKind::Arguments, path, note);
        true
    }

    /// The arguments of both versions, with the keys that identify them.
    fn call_arguments(
        &self,
        pairs: &[ParameterPair<'_, '_>],
        old: &Signature<'_>,
        new: &Signature<'_>,
    ) -> CallArguments {
        let fields = old.spread.map_or_else(Vec::new, |(_, fields)| {
            let fields_now = new.spread.map_or(fields, |(_, fields)| fields);
            self.field_pairs(fields, fields_now)
        });
        let fields = new_names(&fields);
        let both = pairs.iter().filter_map(|(old, new)| old.zip(*new));
        let parameter_names: HashMap<_, _> = both
            .map(|(old, new)| ((&old.wire, old.location), &new.name))
            .collect();
        let key = |argument: &Argument<'_>| match argument.source {
            ArgumentSource::Parameter(parameter) => {
                let name = parameter_names.get(&(&parameter.wire, parameter.location));
                name.map(|name| (*name).clone())
            }
            ArgumentSource::Body(_) => Some(argument.name.to_owned()),
            ArgumentSource::Field(_) => field_key(&fields, argument),
        };
        let compared = |old: &[Argument<'_>], new: &[Argument<'_>]| {
            [self.old_arguments(old, key), self.new_arguments(new)]
        };
        CallArguments {
            method: compared(&old.method, &new.method),
            named: compared(&old.named, &new.named),
            request: compared(&old.request, &new.request),
        }
    }

    /// Reports other named arguments. Returns whether they differ.
    fn named_arguments(
        &mut self,
        path: &ChangePath,
        arguments: &CallArguments,
        (old, new): (&Signature<'_>, &Signature<'_>),
    ) -> bool {
        let keys = arguments.named.each_ref().map(|arguments| {
            let keys = arguments.iter().map(|argument| argument.key.as_str());
            keys.collect::<BTreeSet<_>>()
        });
        let [before, after] = keys;
        if before == after {
            return false;
        }
        let spelled = |arguments: &[Argument<'_>]| match arguments {
            [] => "no named arguments".to_owned(),
            arguments => {
                let names: Vec<&str> = arguments.iter().map(|it| it.name).collect();
                format!("the named arguments {}", names.join(", "))
            }
        };
        let note = format!(
            "now has {} (before: {}): adapt the arguments",
            spelled(&new.named),
            spelled(&old.named)
        );
        self.changed(Bump::Major, ChangeKind::Arguments, path, note);
        true
    }
}

/// The arguments of an operation in the old and the new version.
struct CallArguments {
    /// Those of the handle's method.
    method: [Vec<ComparedArgument>; 2],
    /// The fields of its last argument.
    named: [Vec<ComparedArgument>; 2],
    /// Those of the request's constructor.
    request: [Vec<ComparedArgument>; 2],
}

/// The servers of an operation, if the chosen server decides which of them is used, or their variables.
fn own_servers(operation: &Operation) -> String {
    let servers: Vec<String> = operation.servers.iter().map(template).collect();
    if servers.is_empty() {
        "none".to_owned()
    } else {
        servers.join(", ")
    }
}

/// The callbacks of an operation, as its documentation describes them.
fn described(operation: &Operation) -> Vec<(&String, &Option<String>)> {
    let callbacks = operation.callbacks.iter();
    callbacks.map(|it| (&it.wire, &it.docs)).collect()
}

/// `UsersClient::get`.
fn name((group, operation): GroupedOperation<'_>) -> String {
    format!("{}::{}", group.handle_name(), plain(&operation.name))
}

/// The path without its last segment.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(parent, _)| parent)
}

fn last(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, last)| last)
}

/// `users::GetRequest`.
pub(super) fn request_path(old: GroupedOperation<'_>, new: GroupedOperation<'_>) -> ChangePath {
    let spelled = |(group, operation): GroupedOperation<'_>| {
        format!("{}::{}", group.module, operation.request_name())
    };
    ChangePath::new(spelled(old), spelled(new), &new.1.pointer)
}
