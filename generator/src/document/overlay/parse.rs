//! Parses an overlay and validates it against the standard and the additional rules of this module.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::action::{ActionEffect, OverlayAction, WITHOUT_EFFECT};
use super::fields::{OverlayObject, overlay_field};
use super::json_path::{PathError, parse_path};
use super::query::TargetQuery;
use super::scope::OverlayScope;
use super::version::OverlayVersion;
use crate::diagnostic::{Diagnostic, Diagnostics, SourcePosition};
use crate::document::describe::describe;
use crate::document::limits::{MAX_OVERLAY_ACTIONS, TOO_LARGE};
use crate::document::overlay_edits::OverlaySpellings;
use crate::document::pointer::{JsonPointer, scalars};
use crate::document::source_text::SourceText;

const MALFORMED: &str = "overlay-malformed";

/// The code of the finding about the version of an overlay.
const VERSION: &str = "unsupported-version";

/// The maximum length of a line in which the position of an error in a `JSONPath` is searched.
const MAX_LINE_BYTES: usize = 10_000;

/// The content of an overlay.
#[derive(Debug, Clone)]
pub(super) struct ParsedOverlay {
    pub(super) version: OverlayVersion,
    pub(super) scope: OverlayScope,
    pub(super) actions: Vec<OverlayAction>,
    /// The texts of the numbers and booleans in updates.
    pub(super) spellings: OverlaySpellings,
}

/// Parses an overlay. Returns `None`, with an error among the findings, if the value is not an object. If there are
/// other errors, the result is incomplete.
pub(super) fn parse(
    overlay: &Value,
    source: &SourceText,
    folder: Option<&Path>,
    findings: &mut Diagnostics,
) -> Option<ParsedOverlay> {
    let mut parser = OverlayParser {
        version: OverlayVersion::V1_1,
        source,
        lines: source.text().lines().collect(),
        folder,
        findings,
    };
    parser.overlay(overlay)
}

struct OverlayParser<'a> {
    version: OverlayVersion,
    source: &'a SourceText,
    lines: Vec<&'a str>,
    folder: Option<&'a Path>,
    findings: &'a mut Diagnostics,
}

type JsonObject = Map<String, Value>;

/// The positions of the `JSONPath`s of an action.
#[derive(Clone, Copy)]
struct ActionPositions {
    target: Option<SourcePosition>,
    copy: Option<SourcePosition>,
}

impl OverlayParser<'_> {
    fn overlay(&mut self, value: &Value) -> Option<ParsedOverlay> {
        let root = &JsonPointer::ROOT;
        let overlay = self.object(value, "an overlay", root)?;
        self.version(overlay.get("overlay"));
        self.fields(OverlayObject::Overlay, overlay, root);
        self.info(overlay.get("info"));
        let scope = self.scope(overlay, "extends", root);
        let actions = self.actions(overlay.get("actions"), &scope);
        let spellings = self.spellings(&actions);
        Some(ParsedOverlay {
            version: self.version,
            scope,
            actions,
            spellings,
        })
    }

    fn version(&mut self, version: Option<&Value>) {
        let Some(version) = version else {
            let message = "required field `overlay` is missing";
            let finding = Diagnostic::error(MALFORMED, "", message)
                .with_help("add the version at the start of the overlay: `overlay: 1.1.0`");
            return self.findings.push(finding);
        };
        let finding = match version.as_str().and_then(OverlayVersion::parse) {
            Some(OverlayVersion::Later) => {
                self.version = OverlayVersion::Later;
                let message = format!(
                    "{} is a later version than Overlay 1.1; read as Overlay 1.1",
                    describe(version)
                );
                Diagnostic::warning(VERSION, "/overlay", message)
            }
            Some(version) => {
                self.version = version;
                return;
            }
            None => {
                let message = format!("unsupported version: {}", describe(version));
                Diagnostic::error(VERSION, "/overlay", message).with_help(
                    "the supported versions are Overlay 1.0 and 1.1: `overlay: 1.0.0` or `overlay: 1.1.0`",
                )
            }
        };
        self.findings.push(finding);
    }

    fn info(&mut self, info: Option<&Value>) {
        let Some(info) = info else {
            return self.malformed("", "required field `info` is missing");
        };
        let at = &JsonPointer::ROOT.name("info");
        let Some(info) = self.object(info, "the overlay's title and version", at) else {
            return;
        };
        self.fields(OverlayObject::Info, info, at);
        for name in ["title", "version"] {
            self.required_text(info, name, at);
        }
        self.text(info, "description", at);
    }

    fn actions(&mut self, actions: Option<&Value>, overlay: &OverlayScope) -> Vec<OverlayAction> {
        let at = &JsonPointer::ROOT.name("actions");
        let Some(actions) = actions else {
            self.malformed("", "required field `actions` is missing");
            return Vec::new();
        };
        let Some(actions) = actions.as_array().filter(|actions| !actions.is_empty()) else {
            let found = match actions {
                Value::Array(_) => "an empty list".to_owned(),
                other => describe(other),
            };
            self.malformed(at, format!("expected a list of actions, found {found}"));
            return Vec::new();
        };
        if actions.len() > MAX_OVERLAY_ACTIONS {
            let message = format!("the overlay has more than {MAX_OVERLAY_ACTIONS} actions");
            let finding = Diagnostic::error(TOO_LARGE, at, message)
                .with_help("split it into several overlays");
            self.findings.push(finding);
            return Vec::new();
        }
        self.repeated(actions, at);
        let paths: Vec<String> = (0..actions.len())
            .flat_map(|index| ["target", "copy"].map(|name| at.item(index).name(name).to_string()))
            .collect();
        let positions = self.source.positions(paths.iter().map(String::as_str));
        let mut parsed = Vec::with_capacity(actions.len());
        for (index, (action, positions)) in actions.iter().zip(positions.chunks(2)).enumerate() {
            let positions = ActionPositions {
                target: positions.first().copied().flatten(),
                copy: positions.last().copied().flatten(),
            };
            parsed.extend(self.action(action, index, overlay, positions, &at.item(index)));
        }
        parsed
    }

    fn spellings(&self, actions: &[OverlayAction]) -> OverlaySpellings {
        let at = &JsonPointer::ROOT.name("actions");
        let updates = actions.iter().filter_map(|action| match &action.effect {
            Some(ActionEffect::Update(update)) => Some((action.index, update)),
            _ => None,
        });
        let pointers = updates.flat_map(|(index, update)| {
            let at = &at.item(index);
            scalars(update, &at.name("update"), |value| {
                value.is_number() || value.is_boolean()
            })
        });
        let pointers: Vec<String> = pointers.collect();
        let spellings = self.source.spellings(&pointers).into_iter();
        let spellings = spellings.map(|(at, text)| (at.to_owned(), text));
        OverlaySpellings::new(spellings.collect())
    }

    /// Reports actions that are equal to an earlier one.
    fn repeated(&mut self, actions: &[Value], at: &JsonPointer<'_>) {
        let mut first = HashMap::new();
        for (index, action) in actions.iter().enumerate() {
            if let Some(earlier) = first.insert(action, index) {
                let message = format!("the action is equal to `#{}`", at.item(earlier));
                self.malformed(&at.item(index), message);
            }
        }
    }

    fn action(
        &mut self,
        action: &Value,
        index: usize,
        overlay: &OverlayScope,
        positions: ActionPositions,
        at: &JsonPointer<'_>,
    ) -> Option<OverlayAction> {
        let action = self.object(action, "an action", at)?;
        self.fields(OverlayObject::Action, action, at);
        let reason = self.text(action, "description", at);
        let has_reason = reason.is_some_and(|reason| !reason.trim().is_empty());
        let scope = self.scope(action, "x-document", at);
        if matches!(
            (overlay, &scope),
            (OverlayScope::Named { .. }, OverlayScope::Named { .. })
        ) {
            let message = "`x-document` is not allowed in an overlay with `extends`";
            self.malformed(&at.name("x-document"), message);
        }
        let target = self.required_text(action, "target", at);
        let position = positions.target;
        let query = target.and_then(|target| self.path(target, position, &at.name("target")));
        let effect = self.effect(action, positions.copy, at);
        Some(OverlayAction {
            index,
            scope,
            has_reason,
            target: target?.to_owned(),
            query: query?,
            effect,
            location: self.location(position),
        })
    }

    /// Returns the change that an action makes, or `None` without one.
    fn effect(
        &mut self,
        action: &JsonObject,
        position: Option<SourcePosition>,
        at: &JsonPointer<'_>,
    ) -> Option<ActionEffect> {
        let remove = match action.get("remove") {
            Some(Value::Bool(remove)) => *remove,
            Some(other) => {
                self.mistyped(&at.name("remove"), "`true` or `false`", other);
                return None;
            }
            None => false,
        };
        let source = self.text(action, "copy", at);
        let copy = source.and_then(|source| {
            let query = self.path(source, position, &at.name("copy"))?;
            let source = source.to_owned();
            Some(ActionEffect::Copy { source, query })
        });
        let update = action.get("update");
        if remove {
            for name in ["update", "copy"] {
                if action.contains_key(name) {
                    let message =
                        format!("`{name}` has no effect in an action with `remove: true`");
                    let finding = Diagnostic::warning(WITHOUT_EFFECT, &at.name(name), message)
                        .with_help("remove one of the fields, or split the action in two");
                    self.findings.push(finding);
                }
            }
            return Some(ActionEffect::Remove);
        }
        match (update, source) {
            (Some(_), Some(_)) => {
                self.malformed(at, "the action has both `update` and `copy`");
                None
            }
            (Some(update), None) => Some(ActionEffect::Update(update.clone())),
            (None, Some(_)) => copy,
            (None, None) => {
                if !action.contains_key("copy") {
                    let message = match self.version {
                        OverlayVersion::V1_0 => {
                            "the action has neither `update` nor `remove: true`"
                        }
                        OverlayVersion::V1_1 | OverlayVersion::Later => {
                            "the action has neither `update`, `copy` nor `remove: true`"
                        }
                    };
                    let finding = Diagnostic::warning(WITHOUT_EFFECT, at, message)
                        .with_help("add the change, or remove the action");
                    self.findings.push(finding);
                }
                None
            }
        }
    }

    fn scope(&mut self, object: &JsonObject, name: &str, at: &JsonPointer<'_>) -> OverlayScope {
        match object.get(name) {
            Some(Value::String(reference)) => OverlayScope::named(reference, self.folder),
            Some(other) => {
                self.mistyped(&at.name(name), "the name of a document", other);
                OverlayScope::Every
            }
            None => OverlayScope::Every,
        }
    }

    fn path(
        &mut self,
        path: &str,
        position: Option<SourcePosition>,
        at: &JsonPointer<'_>,
    ) -> Option<TargetQuery> {
        match parse_path(path) {
            Ok(parsed) => {
                if let Some(corrected) = parsed.corrected {
                    let message =
                        format!("`{path}` is not a valid JSONPath; read as `{corrected}`");
                    let finding = Diagnostic::warning("overlay-invalid-target", at, message)
                        .with_help("write names with `-` in brackets");
                    self.findings.push(finding);
                }
                Some(parsed.query)
            }
            Err(PathError::Limit(message)) => {
                self.malformed(at, message);
                None
            }
            Err(PathError::Invalid {
                reason,
                offset,
                help,
            }) => {
                let message = format!("`{path}` is not a valid JSONPath{reason}");
                let finding = Diagnostic::error("overlay-invalid-target", at, message);
                let mut finding = finding.with_help(help);
                finding.position = position.map(|position| self.within(path, offset, position));
                self.findings.push(finding);
                None
            }
        }
    }

    /// Returns the position of the byte at `offset` in a text, if the text is on the line of its key or on the next line,
    /// has no escapes and the line is not very long; otherwise the position of the key.
    fn within(&self, text: &str, offset: usize, key: SourcePosition) -> SourcePosition {
        let line_of_text = text.trim_end_matches('\n');
        if line_of_text.is_empty() {
            return key;
        }
        let find = |line: usize| {
            let text = self.lines.get(line.checked_sub(1)?)?;
            if text.len() > MAX_LINE_BYTES {
                return None;
            }
            let start = text.rfind(line_of_text)?;
            let before = text.get(..start + offset.min(line_of_text.len()))?;
            let column = before.chars().count() + 1;
            Some(SourcePosition { line, column })
        };
        find(key.line).or_else(|| find(key.line + 1)).unwrap_or(key)
    }

    fn location(&self, position: Option<SourcePosition>) -> String {
        let name = self.source.name();
        position.map_or_else(
            || name.to_owned(),
            |position| format!("{name}:{}", position.line),
        )
    }

    fn object<'v>(
        &mut self,
        value: &'v Value,
        expected: &str,
        at: &JsonPointer<'_>,
    ) -> Option<&'v JsonObject> {
        if !value.is_object() {
            self.mistyped(at, expected, value);
        }
        value.as_object()
    }

    /// Reports fields that the version of the overlay does not define.
    fn fields(&mut self, object: OverlayObject, entries: &JsonObject, at: &JsonPointer<'_>) {
        for name in entries.keys().filter(|name| !name.starts_with("x-")) {
            let at = at.name(name);
            let Some(since) = overlay_field(object, name) else {
                self.malformed(&at, format!("unknown field `{name}`"));
                continue;
            };
            if since <= self.version {
                continue;
            }
            let message = format!(
                "`{name}` is a field of Overlay {since}, but the overlay has an earlier version"
            );
            let finding = match object {
                // Without the field, the action would do something else.
                OverlayObject::Action => Diagnostic::error(MALFORMED, &at, message),
                OverlayObject::Overlay | OverlayObject::Info => {
                    Diagnostic::warning(MALFORMED, &at, message + "; accepted")
                }
            };
            let help = format!("declare the version: `overlay: {since}.0`");
            self.findings.push(finding.with_help(help));
        }
    }

    /// Returns an optional text.
    fn text<'v>(
        &mut self,
        object: &'v JsonObject,
        name: &str,
        at: &JsonPointer<'_>,
    ) -> Option<&'v str> {
        match object.get(name)? {
            Value::String(text) => Some(text),
            other => {
                self.mistyped(&at.name(name), "a string", other);
                None
            }
        }
    }

    fn required_text<'v>(
        &mut self,
        object: &'v JsonObject,
        name: &str,
        at: &JsonPointer<'_>,
    ) -> Option<&'v str> {
        if !object.contains_key(name) {
            self.malformed(at, format!("required field `{name}` is missing"));
        }
        self.text(object, name, at)
    }

    fn mistyped(&mut self, at: &JsonPointer<'_>, expected: &str, found: &Value) {
        self.malformed(
            at,
            format!("expected {expected}, found {}", describe(found)),
        );
    }

    fn malformed(&mut self, at: impl Into<String>, message: impl Into<String>) {
        self.findings
            .push(Diagnostic::error(MALFORMED, at, message));
    }
}
