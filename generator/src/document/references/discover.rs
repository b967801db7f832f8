//! Finds all references that can be reached from the root of a document, in all of its files, and their targets.
//!
//! The grammar of OpenAPI determines the kind of each object below the root. A value elsewhere, such as one in an
//! extension or in another file, gets its kind from the first reference to it. It is then normalized in place, and the
//! references in it are followed in the same way, until there are no new ones.

use std::collections::{HashMap, HashSet};
use std::mem;

use serde_json::{Map, Value};

use super::check::{Subject, Suggestions, check};
use super::collect::{all_references, references_within};
use super::identifiers::Identifiers;
use super::include::{Include, find_includes, replace};
use super::reference::{Reference, ReferenceField, ResolvedReference, Target};
use super::swagger_state::SwaggerState;
use super::target::{first_reference_on_way, percent_decode};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::extension::EXTERNAL_FILES;
use crate::document::grammar::{
    Expected, FieldShape, Grammar, ObjectKind, expected_below, reference,
};
use crate::document::limits::{MAX_REFERENCE_STEPS, ReferenceBudget, too_deep};
use crate::document::load::LoadRequest;
use crate::document::normalize::{normalize, restore_spellings};
use crate::document::origins::ancestors;
use crate::document::pointer::{JsonPointer, below, escape};
use crate::document::sources::Sources;
use crate::document::swagger::{SharedParts, field, references_to_shared_parts};
use crate::document::version::OpenApiVersion;

/// The references of a document. The text of each is now `#` and the pointer of its target.
#[derive(Debug)]
pub(in crate::document) struct DiscoveredReferences {
    /// The expected kind and the target of each reference. The first list contains those below the root, and each other
    /// list those in the values to which the list before it refers.
    pub(super) rounds: Vec<Vec<(ObjectKind, String)>>,
    /// The values that are not below the root, with their kinds.
    pub(in crate::document) regions: Vec<(String, ObjectKind)>,
    /// Some references have no target and were replaced by `null`.
    pub(super) has_removed: bool,
    /// The document or one of its files was converted from Swagger 2.0.
    pub(super) has_swagger: bool,
}

/// Normalizes a document, finds the target of each reference, and reports references without a target.
pub(in crate::document) fn discover(
    document: &mut Value,
    version: OpenApiVersion,
    sources: &mut Sources,
    budget: &mut ReferenceBudget,
    findings: &mut Diagnostics,
) -> DiscoveredReferences {
    let mut identifiers = Identifiers::default();
    identifiers.add_file(document, "", sources.files.key(""));
    let is_swagger = version == OpenApiVersion::V2_0;
    let swagger = is_swagger.then(|| SwaggerState::new(document, version));
    let mut discoverer = Discoverer {
        document,
        version,
        sources,
        budget,
        findings,
        identifiers,
        swagger,
        regions: HashMap::new(),
        order: Vec::new(),
        aliases: HashMap::new(),
        copies: HashMap::new(),
        cache: HashMap::new(),
        visited: HashSet::new(),
        suggestions: Suggestions::new(),
        stringified: Vec::new(),
    };
    discoverer.run()
}

struct Discoverer<'a> {
    document: &'a mut Value,
    version: OpenApiVersion,
    sources: &'a mut Sources,
    budget: &'a mut ReferenceBudget,
    findings: &'a mut Diagnostics,
    identifiers: Identifiers,
    /// The conversion of the document or its files, if one of them is written in Swagger 2.0.
    swagger: Option<SwaggerState>,
    /// The values whose kinds are known, by pointer: the root, and targets outside of its grammar.
    regions: HashMap<String, ObjectKind>,
    /// The keys of `regions` in the order in which they were found.
    order: Vec<String>,
    /// The new pointers of values that were moved, by the old ones.
    aliases: HashMap<String, String>,
    /// The copies of targets that are data or have two kinds.
    copies: HashMap<(ObjectKind, String), String>,
    /// The targets of references, by the resource that contains the reference and its text.
    cache: HashMap<(String, String), Target>,
    /// The pointers of the references that were found.
    visited: HashSet<String>,
    suggestions: Suggestions,
    /// The pointers of the numbers and booleans that became strings.
    stringified: Vec<String>,
}

impl Discoverer<'_> {
    fn run(&mut self) -> DiscoveredReferences {
        self.regions.insert(String::new(), ObjectKind::Document);
        self.expand(String::new(), FieldShape::One(ObjectKind::Document), true);
        self.convert("", ObjectKind::Document);
        self.normalize("", ObjectKind::Document);
        let mut references = all_references(self.document);
        let mut resolved = Vec::new();
        let mut visited = 0;
        let mut round = 0;
        while !references.is_empty() {
            for reference in mem::take(&mut references) {
                if self.visited.insert(reference.pointer()) {
                    resolved.push(ResolvedReference {
                        target: self.target(&reference),
                        reference,
                        round,
                    });
                }
            }
            let end = self.order.len();
            for index in mem::replace(&mut visited, end)..end {
                references.extend(self.visit(index));
            }
            round += 1;
        }
        restore_spellings(self.document, self.sources, &self.stringified);
        self.finish(resolved, round)
    }

    /// Normalizes a new region and returns the references in it.
    fn visit(&mut self, index: usize) -> Vec<Reference> {
        let Some(pointer) = self.order.get(index).cloned() else {
            return Vec::new();
        };
        let Some(kind) = self.regions.get(&pointer).copied() else {
            return Vec::new();
        };
        self.expand(pointer.clone(), FieldShape::One(kind), false);
        self.convert(&pointer, kind);
        self.normalize(&pointer, kind);
        let at = JsonPointer::Start(&pointer);
        match self.document.pointer_mut(&pointer) {
            Some(value) => references_within(value, kind, &at),
            None => Vec::new(),
        }
    }

    /// Returns true if a region is written in Swagger 2.0 and not converted yet.
    fn is_pending(&self, region: &str) -> bool {
        let swagger = self.swagger.as_ref();
        swagger.is_some_and(|swagger| swagger.is_pending(region))
    }

    /// Returns true if a value is written in Swagger 2.0. Other files have the version of the main document, unless they
    /// declare another one.
    fn is_swagger(&self, pointer: &str) -> bool {
        let file = self.sources.file(pointer);
        let root = self.document.pointer(&file);
        match root.filter(|_| !file.is_empty()) {
            Some(root) if root.get("openapi").is_some() => false,
            Some(root) if root.get("swagger").is_some() => true,
            _ => self.version == OpenApiVersion::V2_0,
        }
    }

    /// Converts a region of Swagger 2.0.
    fn convert(&mut self, pointer: &str, kind: ObjectKind) {
        let is_pending = self.is_pending(pointer);
        let parts = if is_pending {
            self.shared_parts(pointer, kind)
        } else {
            SharedParts::new()
        };
        let Some(swagger) = &mut self.swagger else {
            return;
        };
        swagger.mark(pointer);
        if let Some(value) = self.document.pointer_mut(pointer).filter(|_| is_pending) {
            let file = self.sources.file(pointer);
            let origins = &mut self.sources.origins;
            *value = swagger.convert(
                value.take(),
                (kind, &file),
                pointer,
                &parts,
                origins,
                self.findings,
            );
            // The targets of references can have other pointers now.
            self.cache.clear();
        }
    }

    /// Returns the parameters and responses to which references in a region point.
    fn shared_parts(&mut self, pointer: &str, kind: ObjectKind) -> SharedParts {
        let mut parts = SharedParts::new();
        let Some(value) = self.document.pointer(pointer) else {
            return parts;
        };
        for (at, text) in references_to_shared_parts(value, kind, pointer) {
            let Target::Found(target) = self.end_of_chain(&text, &at) else {
                continue;
            };
            let original = self.sources.origins.origin(&target);
            let is_later = !self.is_swagger(&target);
            let (Some(value), Some(swagger)) = (self.document.pointer(&target), &mut self.swagger)
            else {
                continue;
            };
            match swagger.shared_part(value, original, is_later, &at) {
                Ok(part) => parts.extend(part.map(|part| (at, part))),
                Err(errors) => {
                    self.findings.extend(errors);
                    break;
                }
            }
        }
        parts
    }

    fn normalize(&mut self, pointer: &str, kind: ObjectKind) {
        if let Some(value) = self.document.pointer_mut(pointer) {
            let at = JsonPointer::Start(pointer);
            let stringified = normalize(self.version, value, kind, &at, self.findings);
            self.stringified.extend(stringified);
        }
    }

    /// Returns the target of a reference as a value of the required kind.
    fn target(&mut self, reference: &Reference) -> Target {
        let target = match &reference.field {
            ReferenceField::Mapping(_) | ReferenceField::DefaultMapping => self.mapped(reference),
            _ => self.resolve(&reference.text, &reference.at),
        };
        let Target::Found(pointer) = target else {
            return target;
        };
        Target::Found(self.typed(reference.kind, pointer))
    }

    /// Returns the target of a mapping, which is the name of a schema or a reference to it.
    fn mapped(&mut self, reference: &Reference) -> Target {
        let text = &reference.text;
        if !text.contains(['/', '#']) {
            let file = self.sources.file(&reference.at);
            for name in [text.as_str(), &percent_decode(text)] {
                for file in [file.as_str(), ""] {
                    let pointer = format!("{file}/components/schemas/{}", escape(name));
                    if let Some(pointer) = self.follow(&pointer) {
                        return Target::Found(pointer);
                    }
                }
            }
        }
        self.resolve(text, &reference.at)
    }

    /// Returns the pointer of a target as a value of this kind. A value without a kind becomes a region. Data, and a
    /// value that has another kind already, are copied.
    fn typed(&mut self, kind: ObjectKind, pointer: String) -> String {
        match self.expected(&pointer) {
            Expected::Unspecified => self.add_region(pointer, kind),
            Expected::Object(found) if found != kind && self.regions.contains_key(&pointer) => {
                self.copy(kind, pointer)
            }
            Expected::Data => self.copy(kind, pointer),
            _ => pointer,
        }
    }

    fn add_region(&mut self, pointer: String, kind: ObjectKind) -> String {
        // The text of a file is not an object; the check of references reports it.
        if self.sources.files.is_text(&pointer) {
            return pointer;
        }
        if self.swagger.is_some()
            && !self.is_swagger(&pointer)
            && let Some(swagger) = &mut self.swagger
        {
            swagger.mark(&pointer);
        }
        self.order.push(pointer.clone());
        self.regions.insert(pointer.clone(), kind);
        pointer
    }

    /// Prepares the conversion of a file in Swagger 2.0 to which a document of a later version refers.
    fn add_swagger_file(&mut self, root: &str) {
        let value = self.document.pointer(root);
        let Some(value) = value.filter(|it| it.get("swagger").is_some()) else {
            return;
        };
        if self.version == OpenApiVersion::V2_0 || !self.is_swagger(root) {
            return;
        }
        let (document, version) = (&*self.document, self.version);
        let swagger = self.swagger.get_or_insert_with(|| {
            let mut state = SwaggerState::new(document, version);
            self.regions.keys().for_each(|region| state.mark(region));
            state
        });
        swagger.add_file(root, value);
    }

    /// Copies a value that has a kind into a region of its own.
    fn copy(&mut self, kind: ObjectKind, pointer: String) -> String {
        let key = (kind, pointer);
        if let Some(copy) = self.copies.get(&key) {
            return copy.clone();
        }
        let (kind, pointer) = key;
        let Some(value) = self.document.pointer(&pointer) else {
            return pointer;
        };
        if let Err(errors) = self.budget.copy(value, &pointer) {
            self.findings.extend(errors);
            return pointer;
        }
        let value = value.clone();
        // No file has this name, because it is not a valid path.
        let name = format!("\0{}", self.copies.len());
        let copy = format!("/{EXTERNAL_FILES}/{name}");
        if let Value::Object(document) = &mut *self.document {
            let copies = document
                .entry(EXTERNAL_FILES)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(copies) = copies {
                copies.insert(name, value);
            }
        }
        self.sources.origins.add(copy.clone(), pointer.clone());
        self.copies.insert((kind, pointer), copy.clone());
        self.add_region(copy, kind)
    }

    /// Returns the value that is defined at a pointer by the grammar or by earlier references.
    fn expected(&self, pointer: &str) -> Expected {
        let swagger = self.swagger.as_ref();
        expected_in(&self.regions, pointer, |region| {
            swagger.map_or(ObjectKind::field as Grammar, |it| it.grammar(region))
        })
    }

    /// Finds the target of a reference in the object at `at`.
    fn resolve(&mut self, text: &str, at: &str) -> Target {
        let origin = self.sources.origins.origin(at);
        let file = self.sources.files.prefix(&origin).to_owned();
        let resource = self.identifiers.resource(&origin, &file).to_owned();
        let key = (resource, text.to_owned());
        if let Some(target) = self.cache.get(&key) {
            return target.clone();
        }
        let target = match self.direct(text, at, &file, &key.0) {
            Target::Found(pointer) => match self.follow(&pointer) {
                Some(found) => Target::Found(found),
                None => Target::Missing(self.moved(&pointer)),
            },
            target => target,
        };
        self.cache.insert(key, target.clone());
        target
    }

    /// Returns the pointer to which a reference points, without following other references on the way to it.
    fn direct(&mut self, text: &str, at: &str, file: &str, resource: &str) -> Target {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let fragment = percent_decode(fragment).into_owned();
        if path.is_empty() {
            // Documents ignore `$id` in references such as `#/components/schemas/Pet`.
            let root = [resource, file]
                .into_iter()
                .find(|root| self.contains(root, &fragment));
            return self.in_resource(root.unwrap_or(file), &fragment);
        }
        if let Some(found) = self.identifiers.find(resource, path) {
            let found = found.to_owned();
            return self.in_resource(&found, &fragment);
        }
        let request = LoadRequest {
            file,
            base: self.identifiers.base(resource),
            at: &format!("{at}/$ref"),
        };
        match self
            .sources
            .files
            .load(self.document, path, request, self.findings)
        {
            Ok((root, is_new)) => {
                if is_new && let Some(value) = self.document.pointer(&root) {
                    let key = self.sources.files.key(&root);
                    self.identifiers.add_file(value, &root, key);
                    self.add_swagger_file(&root);
                }
                self.in_resource(&root, &fragment)
            }
            Err(error) => Target::Unloaded(error),
        }
    }

    /// Returns true if a resource contains at least the first name of a fragment.
    fn contains(&self, resource: &str, fragment: &str) -> bool {
        let Some(names) = fragment.strip_prefix('/') else {
            return fragment.is_empty() || self.identifiers.anchor(resource, fragment).is_some();
        };
        let first = names.split('/').next().unwrap_or_default();
        let moved = self.moved(resource);
        self.document.pointer(&format!("{moved}/{first}")).is_some()
    }

    fn in_resource(&self, resource: &str, fragment: &str) -> Target {
        if fragment.is_empty() || fragment.starts_with('/') {
            return Target::Found(format!("{resource}{fragment}"));
        }
        match self.identifiers.anchor(resource, fragment) {
            Some(pointer) => Target::Found(pointer.to_owned()),
            None => Target::Missing(format!("{resource}#{fragment}")),
        }
    }

    /// Returns the present pointer of a value that may have been moved.
    fn moved(&self, pointer: &str) -> String {
        let mut pointer = pointer.to_owned();
        for _ in 0..MAX_REFERENCE_STEPS {
            if self.aliases.is_empty() {
                break;
            }
            let next = ancestors(&pointer).find_map(|(ancestor, rest)| {
                let moved = self.aliases.get(ancestor)?;
                Some(format!("{moved}{rest}"))
            });
            match next {
                Some(next) => pointer = next,
                None => break,
            }
        }
        let converted = self.swagger.as_ref().and_then(|it| it.alias(&pointer));
        converted.unwrap_or(pointer)
    }

    /// Returns the pointer of the value to which a pointer resolves. References on the way are followed. The standard
    /// does not define this, but no other interpretation is possible.
    fn follow(&mut self, pointer: &str) -> Option<String> {
        let mut pointer = self.moved(pointer);
        for _ in 0..=MAX_REFERENCE_STEPS {
            if self.document.pointer(&pointer).is_some() {
                return Some(pointer);
            }
            let (at, text, rest) = first_reference_on_way(self.document, &pointer)?;
            let (at, text, rest) = (at.to_owned(), text.to_owned(), rest.to_owned());
            let origin = self.sources.origins.origin(&at);
            let file = self.sources.files.prefix(&origin).to_owned();
            let resource = self.identifiers.resource(&origin, &file).to_owned();
            match self.direct(&text, &at, &file, &resource) {
                Target::Found(target) => pointer = self.moved(&format!("{target}{rest}")),
                _ => return None,
            }
        }
        None
    }

    /// Returns the end of a chain of references that begins in the object at `at`.
    fn end_of_chain(&mut self, text: &str, at: &str) -> Target {
        let mut target = self.resolve(text, at);
        for _ in 0..MAX_REFERENCE_STEPS {
            let Target::Found(pointer) = &target else {
                break;
            };
            match self.document.pointer(pointer).and_then(reference) {
                Some(text) if pointer != at => {
                    let (text, pointer) = (text.to_owned(), pointer.clone());
                    target = self.resolve(&text, &pointer);
                }
                _ => break,
            }
        }
        target
    }

    /// Replaces the references in a value that the standard does not allow by their targets. A target that has no kind
    /// yet is moved if `may_move` is true, so that other references to it have the same target.
    fn expand(&mut self, at: String, shape: FieldShape, may_move: bool) {
        let is_pending = self.is_pending(&at);
        let grammar: Grammar = if is_pending { field } else { ObjectKind::field };
        let mut pending = vec![(at, shape)];
        while let Some((at, shape)) = pending.pop() {
            let mut found = Vec::new();
            if let Some(value) = self.document.pointer(&at) {
                find_includes(value, shape, grammar, &JsonPointer::Start(&at), &mut found);
            }
            // A target may be part of a value that another include replaces, so the order must not depend on the document.
            found.sort_by(|one, other| one.at.cmp(&other.at));
            for include in found {
                if self.include(&include, may_move, is_pending) {
                    pending.push((include.at, include.shape));
                } else if let Some(value) = self.document.pointer_mut(&include.at) {
                    *value = include.placeholder();
                }
            }
        }
    }

    /// Replaces one reference by its target. Returns false if the target is missing, which is reported. `is_pending` is
    /// true if the value will be converted from Swagger 2.0.
    fn include(&mut self, include: &Include, may_move: bool, is_pending: bool) -> bool {
        let Include { at, text, .. } = include;
        let subject = Subject {
            at,
            pointer: format!("{at}/$ref"),
            text,
            kind: include.kind(),
        };
        let target = self.end_of_chain(text, at);
        let Target::Found(target) = target else {
            let finding = subject.missing(
                self.document,
                self.sources,
                self.budget,
                &target,
                &mut self.suggestions,
            );
            self.findings.extend(finding);
            return false;
        };
        if self.is_inside(at, &target) {
            self.findings.push(subject.infinite());
            return false;
        }
        let Some(value) = self.document.pointer(&target) else {
            return false;
        };
        let is_text = self.sources.files.is_text(&target);
        let is_expected = match (self.expected(&target), include.shape) {
            (Expected::Object(found), FieldShape::One(kind)) => found == kind,
            _ => true,
        };
        let is_misused = is_text && include.shape != FieldShape::Text;
        if !is_expected || is_misused || !include.accepts(value) {
            self.findings.push(subject.unexpected(include.title()));
            return false;
        }
        if let Some(finding) = too_deep(value, &JsonPointer::Start(at)) {
            self.findings.push(finding);
            return false;
        }
        let moves =
            may_move && !value.is_string() && self.expected(&target) == Expected::Unspecified;
        let value = if moves {
            self.aliases.insert(target.clone(), at.clone());
            self.document.pointer_mut(&target).map(Value::take)
        } else if let Err(errors) = self.budget.copy(value, &format!("{at}/$ref")) {
            self.findings.extend(errors);
            None
        } else {
            Some(value.clone())
        };
        let Some(value) = value else {
            return false;
        };
        replace(self.document, at, value);
        if is_pending {
            self.sources.origins.add_included(at.clone(), &target);
        } else {
            self.sources.origins.add(at.clone(), target);
        }
        true
    }

    /// Returns true if a pointer is inside a value, or inside a copy of it.
    fn is_inside(&self, at: &str, target: &str) -> bool {
        if below(at, target).is_some() {
            return true;
        }
        let source = self.sources.origins.origin(target);
        let mut at = at.to_owned();
        for _ in 0..MAX_REFERENCE_STEPS {
            let Some(next) = self.sources.origins.step(&at) else {
                break;
            };
            at = next;
            if below(&at, target).is_some() || below(&at, &source).is_some() {
                return true;
            }
        }
        false
    }

    /// Writes the target into each reference, and removes the references without a target, which are reported.
    fn finish(
        &mut self,
        mut resolved: Vec<ResolvedReference>,
        rounds: usize,
    ) -> DiscoveredReferences {
        self.follow_conversions(&mut resolved);
        for ResolvedReference {
            reference, target, ..
        } in &resolved
        {
            if let Target::Found(pointer) = target {
                self.write(reference, pointer);
            }
        }
        let (failed, found) = check(
            self.document,
            self.sources,
            self.budget,
            &resolved,
            |pointer| expected_in(&self.regions, pointer, |_| ObjectKind::field),
        );
        self.findings.extend(found);
        let failed = with_dependent(failed, &resolved);
        for index in &failed {
            if let Some(failed) = resolved.get(*index) {
                remove(self.document, &failed.reference);
            }
        }
        let mut found = DiscoveredReferences {
            rounds: vec![Vec::new(); rounds],
            regions: Vec::new(),
            has_removed: !failed.is_empty(),
            has_swagger: self.swagger.is_some(),
        };
        for (index, resolved) in resolved.into_iter().enumerate() {
            let Target::Found(pointer) = resolved.target else {
                continue;
            };
            if let Some(round) = found.rounds.get_mut(resolved.round)
                && !failed.contains(&index)
            {
                round.push((resolved.reference.kind, pointer));
            }
        }
        for pointer in mem::take(&mut self.order) {
            if let Some(kind) = self.regions.get(&pointer) {
                found.regions.push((pointer, *kind));
            }
        }
        found
    }

    /// Corrects the targets that were moved by the conversion of a value around them after they were found.
    fn follow_conversions(&self, resolved: &mut [ResolvedReference]) {
        if self.swagger.is_none() {
            return;
        }
        for ResolvedReference { target, .. } in resolved {
            if let Target::Found(pointer) = target
                && self.document.pointer(pointer).is_none()
            {
                *pointer = self.moved(pointer);
            }
        }
    }

    /// Writes the pointer of its target into a reference.
    fn write(&mut self, reference: &Reference, target: &str) {
        let is_schema = self.expected(target) == Expected::Object(ObjectKind::Schema);
        let Some(Value::Object(object)) = self.document.pointer_mut(&reference.at) else {
            return;
        };
        let text = Value::String(format!("#{}", target.replace('%', "%25")));
        match &reference.field {
            ReferenceField::Reference => _ = object.insert("$ref".to_owned(), text),
            ReferenceField::DynamicReference => {
                object.shift_remove("$dynamicRef");
                let anchor = reference.text.rsplit('#').next().unwrap_or_default();
                if self.identifiers.is_ambiguous(anchor) {
                    let message = "`$dynamicRef` to an anchor that several schemas declare is not supported; treated \
                                   as any value";
                    let at = reference.pointer();
                    self.findings
                        .push(Diagnostic::warning("untranslated-keyword", at, message));
                } else {
                    object.insert("$ref".to_owned(), text);
                }
            }
            ReferenceField::Mapping(name) => {
                let mapping = object.get_mut("mapping").and_then(Value::as_object_mut);
                if let (Some(mapping), true) = (mapping, is_schema) {
                    mapping.insert(name.clone(), text);
                }
            }
            ReferenceField::DefaultMapping if is_schema => {
                object.insert("defaultMapping".to_owned(), text);
            }
            ReferenceField::DefaultMapping => {}
        }
    }
}

/// Returns the value that is defined at a pointer by the grammar of the innermost region that defines it.
fn expected_in(
    regions: &HashMap<String, ObjectKind>,
    pointer: &str,
    grammar: impl Fn(&str) -> Grammar,
) -> Expected {
    for (ancestor, rest) in ancestors(pointer) {
        if let Some(kind) = regions.get(ancestor) {
            let expected = expected_below(*kind, rest, grammar(ancestor));
            if expected != Expected::Unspecified {
                return expected;
            }
        }
    }
    Expected::Unspecified
}

/// Adds the references whose target is a reference that is removed.
fn with_dependent(failed: Vec<usize>, references: &[ResolvedReference]) -> HashSet<usize> {
    let mut all: HashSet<usize> = failed.iter().copied().collect();
    if failed.is_empty() {
        return all;
    }
    let mut dependent: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, resolved) in references.iter().enumerate() {
        if let Target::Found(target) = &resolved.target {
            dependent.entry(target).or_default().push(index);
        }
    }
    let mut pending = failed;
    while let Some(failed) = pending.pop().and_then(|index| references.get(index)) {
        if leaves_object(failed.reference.kind) {
            continue;
        }
        for index in dependent
            .remove(failed.reference.at.as_str())
            .unwrap_or_default()
        {
            if all.insert(index) {
                pending.push(index);
            }
        }
    }
    all
}

/// Returns true if an object of this kind is valid without its reference.
const fn leaves_object(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Schema | ObjectKind::PathItem)
}

/// Removes a reference. An object that is not valid without it becomes `null`, which is removed later, because the
/// pointers of other values must not change yet.
fn remove(document: &mut Value, reference: &Reference) {
    let Some(value) = document.pointer_mut(&reference.at) else {
        return;
    };
    match value {
        Value::Object(object) if leaves_object(reference.kind) => {
            object.shift_remove("$ref");
            object.shift_remove("$dynamicRef");
        }
        value => *value = Value::Null,
    }
}
