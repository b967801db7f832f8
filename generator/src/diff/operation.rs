//! Operations: their names, what they are given, and what they give.

use std::collections::BTreeSet;

use super::arguments::Argument;
use super::pairs::{Place, pair};
use super::reach::asked_for;
use super::spelling::{Speller, accepts, spelled_parameter};
use super::structure::retyped;
use super::{Comparison, Kind, Path, Weight, plain};
use crate::model::{
    Body, Content, FormStyle, Location, Notation, Operation, Outcome, Output, Pagination,
    Parameter, ParameterPresence, PropertyEncoding, Response,
};

/// A parameter before and after.
type ParameterPair<'o, 'n> = (Option<&'o Parameter>, Option<&'n Parameter>);

impl Comparison<'_> {
    pub(super) fn operations(&mut self) {
        let pairs = std::mem::take(&mut self.pairs.operations);
        for (old, new) in &pairs {
            self.operation_pair(*old, *new);
        }
        let addresses = |places: Vec<Place<'_>>| -> BTreeSet<String> {
            places
                .iter()
                .map(|(_, operation)| operation.pointer.clone())
                .collect()
        };
        let before = addresses(pairs.iter().map(|(old, _)| *old).collect());
        let after = addresses(pairs.iter().map(|(_, new)| *new).collect());
        let (old, new) = (self.old, self.new);
        for service in &old.services {
            for operation in service
                .operations
                .iter()
                .filter(|it| !before.contains(&it.pointer))
            {
                let todo = format!(
                    "is gone: `{} {}` is no operation any more",
                    operation.method, operation.path
                );
                self.removed(&name((service, operation)), &operation.pointer, todo);
            }
        }
        for service in &new.services {
            for operation in service
                .operations
                .iter()
                .filter(|it| !after.contains(&it.pointer))
            {
                let todo = format!("may be called: `{} {}`", operation.method, operation.path);
                self.added(&name((service, operation)), &operation.pointer, todo);
            }
        }
        self.pairs.operations = pairs;
    }

    fn operation_pair(&mut self, old: Place<'_>, new: Place<'_>) {
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
                    let gone = format!("{}::{}", request.before, plain(&old.name));
                    self.removed(&gone, &old.pointer, "is gone: do without it");
                }
                (None, Some(new)) => {
                    let fresh = format!("{}::{}", request.after, plain(&new.name));
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

    fn parameters(&mut self, request: &Path, old: &Parameter, new: &Parameter) {
        let path = request.join(&old.name, &new.name, &new.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        let (before, after) = (self.old_speller(), self.new_speller());
        let set = |parameter: &Parameter| parameter.presence != ParameterPresence::Required;
        if self.differ(|it| it.parameter(old), |it| it.parameter(new)) {
            let spelled = |it: &Parameter| spelled_parameter(&it.ty.to_string(), it.presence);
            let todo = retyped(&spelled(old), &spelled(new));
            self.changed(Weight::Major, Kind::Retyped, &path, todo);
        } else if before.ty(&old.ty) == after.ty(&new.ty) && set(old) && set(new) {
            let (before, after) = (before.argument(&old.ty), after.argument(&new.ty));
            if !accepts(&after, &before) {
                let todo = format!("takes `{after}`, took `{before}`");
                self.changed(Weight::Major, Kind::Arguments, &path, todo);
            }
        }
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(
            &path,
            &(&old.docs, &old.example),
            &(&new.docs, &new.example),
        );
        self.wire_fact(&path, "the name", &old.wire, &new.wire);
        let place = |it: &Parameter| format!("{:?} parameter", it.location).to_lowercase();
        self.wire_fact(&path, "it", &place(old), &place(new));
        let style = |it: &Parameter| format!("{:?}", it.style);
        self.wire_fact(&path, "the style", &style(old), &style(new));
        self.default_and_bounds(
            &path,
            (&old.default, &old.bounds),
            (&new.default, &new.bounds),
        );
    }

    fn body(&mut self, request: &Path, old: &Operation, new: &Operation) {
        let path = request.join("body", "body", &format!("{}/requestBody", new.pointer));
        let spelled = |body: &Body, ty: String| {
            if body.required {
                ty
            } else {
                format!("Option<{ty}>")
            }
        };
        match (&old.body, &new.body) {
            (Some(old), Some(new)) => {
                if self.differ(
                    |it| spelled(old, it.ty(&old.content.ty)),
                    |it| spelled(new, it.ty(&new.content.ty)),
                ) {
                    let shown = |body: &Body| spelled(body, body.content.ty.to_string());
                    let todo = retyped(&shown(old), &shown(new));
                    self.changed(Weight::Major, Kind::Retyped, &path, todo);
                }
                self.content(&path, &old.content, &new.content);
                self.docs(&path, &old.docs, &new.docs);
            }
            (Some(_), None) => self.removed(&path.before, &old.pointer, "is gone: send nothing"),
            (None, Some(body)) => {
                let ty = spelled(body, body.content.ty.to_string());
                self.added(&path.after, &path.pointer, format!("may be used: `{ty}`"));
            }
            (None, None) => {}
        }
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
            let todo = if spread_after.is_some() {
                "takes the body's properties one by one"
            } else {
                "takes the body as a whole: make one of its properties"
            };
            self.changed(Weight::Major, Kind::Arguments, path, todo);
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

    fn output(&mut self, path: &Path, request: &Path, old: &Operation, new: &Operation) {
        match (&old.output, &new.output) {
            (
                Output::Many {
                    name: before,
                    outcomes: old,
                },
                Output::Many {
                    name: after,
                    outcomes: new,
                },
            ) => {
                let path = Path::new(
                    format!("{}::{before}", parent(&request.before)),
                    format!("{}::{after}", parent(&request.after)),
                    &path.pointer,
                );
                self.outcomes(&path, old, new);
            }
            (before, after) => {
                if self.differ(
                    |it| given(before, |ty| it.ty(ty)),
                    |it| given(after, |ty| it.ty(ty)),
                ) {
                    let todo = format!(
                        "gives `{}`, gave `{}`: follow the type",
                        given(after, ToString::to_string),
                        given(before, ToString::to_string)
                    );
                    self.changed(Weight::Major, Kind::Retyped, path, todo);
                }
                if let (Output::One(old), Output::One(new)) = (before, after) {
                    self.content(path, old, new);
                }
            }
        }
    }

    fn outcomes(&mut self, path: &Path, old: &[Outcome], new: &[Outcome]) {
        let pairs = pair(
            old,
            new,
            &[
                &|old: &Outcome, new: &Outcome| (old.status, &old.name) == (new.status, &new.name),
                &|old, new| old.status == new.status,
            ],
        );
        let spelled = |speller: Speller<'_>, outcome: &Outcome| {
            let content = outcome.content.as_ref();
            content.map_or_else(String::new, |content| speller.ty(&content.ty))
        };
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let path = path.join(&old.name, &new.name, &path.pointer);
                    if old.name != new.name {
                        self.renamed(&path);
                    }
                    if self.differ(|it| spelled(it, old), |it| spelled(it, new)) {
                        let holds = |outcome: &Outcome| {
                            let content = outcome.content.as_ref();
                            content
                                .map_or_else(|| "nothing".to_owned(), |it| format!("`{}`", it.ty))
                        };
                        let todo =
                            format!("holds {}, held {}: follow the type", holds(new), holds(old));
                        self.changed(Weight::Major, Kind::Retyped, &path, todo);
                    }
                    self.docs(&path, &old.docs, &new.docs);
                }
                (Some(old), None) => {
                    let gone = format!("{}::{}", path.before, old.name);
                    self.removed(
                        &gone,
                        &path.pointer,
                        "is gone: this status is not answered any more",
                    );
                }
                (None, Some(new)) => {
                    let fresh = format!("{}::{}", path.after, new.name);
                    self.added(
                        &fresh,
                        &path.pointer,
                        format!("may arrive: status {}", new.status),
                    );
                }
                (None, None) => {}
            }
        }
    }

    /// What of a body does not show in its type.
    fn content(&mut self, path: &Path, old: &Content, new: &Content) {
        self.wire_fact(path, "the media type", &old.media_type, &new.media_type);
        self.encodings(path, &old.encodings, &new.encodings);
        self.docs(path, &old.examples, &new.examples);
    }

    /// How the properties of a form or of a body of several parts are written.
    fn encodings(&mut self, path: &Path, old: &[PropertyEncoding], new: &[PropertyEncoding]) {
        let names: BTreeSet<&str> = old
            .iter()
            .chain(new)
            .map(|it| it.property.as_str())
            .collect();
        for name in names {
            let of = |encodings: &[PropertyEncoding]| {
                let found = encodings.iter().find(|it| it.property == name);
                found.map_or_else(|| "the usual one".to_owned(), encoding_in_words)
            };
            self.wire_fact(
                path,
                &format!("the encoding of `{name}`"),
                &of(old),
                &of(new),
            );
        }
    }

    fn pagination(&mut self, path: &Path, old: Option<&Pagination>, new: Option<&Pagination>) {
        match (old, new) {
            (Some(old), Some(new)) => {
                self.wire_fact(path, "the size of a page", &old.size, &new.size);
            }
            (Some(_), None) => {
                let todo = "has no `pages` and `items` any more: ask for each page";
                self.changed(Weight::Major, Kind::Removed, path, todo);
            }
            (None, Some(_)) => {
                let todo = "has `pages` and `items`, which fetch page by page";
                self.changed(Weight::Minor, Kind::Added, path, todo);
            }
            (None, None) => {}
        }
    }

    fn responses(&mut self, path: &Path, old: &[Response], new: &[Response]) {
        let pairs = pair(
            old,
            new,
            &[&|old: &Response, new: &Response| old.status == new.status],
        );
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let ty = |content: Option<&Content>, spell: &dyn Fn(&Content) -> String| {
                        content.map_or_else(|| "nothing".to_owned(), spell)
                    };
                    let before = ty(old.content.as_ref(), &|it| self.old_speller().ty(&it.ty));
                    let after = ty(new.content.as_ref(), &|it| self.new_speller().ty(&it.ty));
                    if !old.status.starts_with('2') {
                        let name = format!("the body with status {}", new.status);
                        self.wire_fact(path, &name, &before, &after);
                    }
                    let examples = |response: &Response| {
                        response
                            .content
                            .as_ref()
                            .map(|content| content.examples.clone())
                    };
                    self.docs(
                        path,
                        &(&old.docs, examples(old)),
                        &(&new.docs, examples(new)),
                    );
                }
                (Some(old), None) => self.wire(
                    path,
                    format!("status {} is not documented any more", old.status),
                ),
                (None, Some(new)) => {
                    self.wire(path, format!("status {} is documented", new.status));
                }
                (None, None) => {}
            }
        }
    }
}

/// `Users::get`.
fn name((service, operation): Place<'_>) -> String {
    format!("{}::{}", service.name, plain(&operation.name))
}

fn parent(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(parent, _)| parent)
}

fn last(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, last)| last)
}

fn given(output: &Output, spell: impl Fn(&crate::model::Type) -> String) -> String {
    match output {
        Output::Empty => "()".to_owned(),
        Output::One(content) => match content.notation() {
            Notation::Events => format!("stream::Events<{}>", spell(&content.ty)),
            Notation::Lines => format!("stream::Lines<{}>", spell(&content.ty)),
            _ => spell(&content.ty),
        },
        Output::Many { name, .. } => format!("one {name} of several"),
    }
}

/// `users::GetRequest`.
fn request_path(old: Place<'_>, new: Place<'_>) -> Path {
    let spelled =
        |(service, operation): Place<'_>| format!("{}::{}Request", service.module, operation.stem);
    Path::new(spelled(old), spelled(new), &new.1.pointer)
}

/// Which parameters are the same: by wire name and place, by wire name alone, by Rust name, by place in the path.
fn parameter_pairs<'o, 'n>(old: &'o Operation, new: &'n Operation) -> Vec<ParameterPair<'o, 'n>> {
    let in_path = |operation: &Operation, parameter: &Parameter| {
        let marker = format!("{{{}}}", parameter.wire);
        let before = operation.path.split(&marker).next();
        before
            .filter(|_| parameter.location == Location::Path)
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

fn encoding_in_words(encoding: &PropertyEncoding) -> String {
    let style = encoding.style.map(|style| match style {
        FormStyle::Deep => "deepObject".to_owned(),
        FormStyle::Delimited(sign) => format!("parted by {sign:?}"),
        FormStyle::Exploded => "property by property".to_owned(),
        FormStyle::Reserved => "with reserved characters".to_owned(),
    });
    let headers = encoding.headers.iter();
    let headers = headers.map(|(name, value)| format!("with {name}: {value}"));
    let words: Vec<String> = style
        .into_iter()
        .chain(encoding.content_type.clone())
        .chain(headers)
        .collect();
    words.join(", ")
}
