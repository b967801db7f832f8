//! Parses an overlay and validates it against the standard and the additional rules of this module.

use std::path::Path;

use serde_json::{Map, Value};
use serde_json_path::{JsonPath, ParseError};

use super::action::{ActionEffect, OverlayAction};
use super::query::TargetQuery;
use super::scan::depth;
use super::scope::OverlayScope;
use crate::diagnostic::{Diagnostic, Diagnostics, SourcePosition};
use crate::document::describe::describe;
use crate::document::limits::{MAX_OVERLAY_ACTIONS, MAX_TARGET_BYTES, MAX_TARGET_DEPTH, TOO_LARGE};
use crate::document::pointer::JsonPointer;
use crate::document::source_text::SourceText;

const MALFORMED: &str = "overlay-malformed";

/// The maximum length of a line in which the position of an error in a target is searched.
const MAX_LINE_BYTES: usize = 10_000;

/// Returns the scope and the actions of an overlay, or `None`, with an error among the findings, if it is not valid.
pub(super) fn parse(
    overlay: &Value,
    source: &SourceText,
    folder: Option<&Path>,
    findings: &mut Diagnostics,
) -> Option<(OverlayScope, Vec<OverlayAction>)> {
    let mut parser = OverlayParser {
        source,
        lines: source.text().lines().collect(),
        folder,
        findings,
    };
    parser.overlay(overlay)
}

struct OverlayParser<'a> {
    source: &'a SourceText,
    lines: Vec<&'a str>,
    folder: Option<&'a Path>,
    findings: &'a mut Diagnostics,
}

type JsonObject = Map<String, Value>;

impl OverlayParser<'_> {
    fn overlay(&mut self, value: &Value) -> Option<(OverlayScope, Vec<OverlayAction>)> {
        let root = &JsonPointer::ROOT;
        let overlay = self.object(value, "an overlay", root)?;
        self.version(overlay.get("overlay"));
        self.fields(overlay, &["overlay", "info", "extends", "actions"], root);
        self.info(overlay.get("info"));
        let scope = self.scope(overlay, "extends", root);
        let actions = self.actions(overlay.get("actions"), &scope);
        Some((scope, actions))
    }

    fn version(&mut self, version: Option<&Value>) {
        let Some(version) = version else {
            let message = "required field `overlay` is missing";
            let finding = Diagnostic::error(MALFORMED, "", message)
                .with_help("add the version at the start of the overlay: `overlay: 1.0.0`");
            return self.findings.push(finding);
        };
        let supported = version
            .as_str()
            .is_some_and(|version| version.starts_with("1.0."));
        if !supported {
            let message = format!("unsupported version: {}", describe(version));
            let finding = Diagnostic::error("unsupported-version", "/overlay", message)
                .with_help("the supported version is Overlay 1.0: `overlay: 1.0.0`");
            self.findings.push(finding);
        }
    }

    fn info(&mut self, info: Option<&Value>) {
        let Some(info) = info else {
            return self.malformed("", "required field `info` is missing");
        };
        let at = &JsonPointer::ROOT.name("info");
        let Some(info) = self.object(info, "the overlay's title and version", at) else {
            return;
        };
        self.fields(info, &["title", "version"], at);
        for name in ["title", "version"] {
            self.required_text(info, name, at);
        }
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
        let targets: Vec<String> = (0..actions.len())
            .map(|index| at.item(index).name("target").to_string())
            .collect();
        let positions = self.source.positions(targets.iter().map(String::as_str));
        let mut parsed = Vec::with_capacity(actions.len());
        for (index, (action, position)) in actions.iter().zip(positions).enumerate() {
            parsed.extend(self.action(action, overlay, position, &at.item(index)));
        }
        parsed
    }

    fn action(
        &mut self,
        action: &Value,
        overlay: &OverlayScope,
        position: Option<SourcePosition>,
        at: &JsonPointer<'_>,
    ) -> Option<OverlayAction> {
        let action = self.object(action, "an action", at)?;
        self.fields(action, &["target", "description", "update", "remove"], at);
        self.reason(action, at);
        let scope = self.scope(action, "x-document", at);
        if matches!(
            (overlay, &scope),
            (OverlayScope::Named { .. }, OverlayScope::Named { .. })
        ) {
            let message = "`x-document` is not allowed in an overlay with `extends`";
            self.malformed(&at.name("x-document"), message);
        }
        let effect = self.effect(action, at);
        // A block scalar of YAML ends with a line break.
        let target = self.required_text(action, "target", at).map(str::trim);
        let query = target.and_then(|target| self.query(target, position, &at.name("target")));
        Some(OverlayAction {
            scope,
            target: target?.to_owned(),
            query: query?,
            effect: effect?,
            location: self.location(position),
        })
    }

    fn reason(&mut self, action: &JsonObject, at: &JsonPointer<'_>) {
        let reason = match action.get("description") {
            Some(Value::String(text)) => text.trim(),
            Some(other) => return self.mistyped(&at.name("description"), "a string", other),
            None => "",
        };
        if reason.is_empty() {
            let message = "the action has no `description`";
            let finding = Diagnostic::error("overlay-action-without-reason", at, message)
                .with_help("add a `description` of the mistake in the document");
            self.findings.push(finding);
        }
    }

    fn effect(&mut self, action: &JsonObject, at: &JsonPointer<'_>) -> Option<ActionEffect> {
        let remove = match action.get("remove") {
            Some(Value::Bool(remove)) => *remove,
            Some(other) => {
                self.mistyped(&at.name("remove"), "`true` or `false`", other);
                return None;
            }
            None => false,
        };
        match (action.get("update"), remove) {
            (Some(update), false) => Some(ActionEffect::Update(update.clone())),
            (None, true) => Some(ActionEffect::Remove),
            (Some(_), true) => {
                self.malformed(at, "the action has both `update` and `remove: true`");
                None
            }
            (None, false) => {
                self.malformed(at, "the action has neither `update` nor `remove: true`");
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

    fn query(
        &mut self,
        target: &str,
        position: Option<SourcePosition>,
        at: &JsonPointer<'_>,
    ) -> Option<TargetQuery> {
        if target.len() > MAX_TARGET_BYTES {
            let message = format!("the target is longer than {MAX_TARGET_BYTES} bytes");
            self.malformed(at, message);
            return None;
        }
        if depth(target) > MAX_TARGET_DEPTH {
            let message = format!(
                "the brackets of the target are nested more than {MAX_TARGET_DEPTH} levels deep"
            );
            self.malformed(at, message);
            return None;
        }
        JsonPath::parse(target)
            .map(|whole| TargetQuery::new(target, whole))
            .map_err(|error| {
                let message = format!("`{target}` is not a valid JSONPath{}", reason(&error));
                let mut finding = Diagnostic::error("overlay-invalid-target", at, message)
                    .with_help("write names with other characters than letters, digits and `_` in brackets: `$.paths['/pets'].get`");
                finding.position =
                    position.map(|position| self.within(target, error.position(), position));
                self.findings.push(finding);
            })
            .ok()
    }

    /// Returns the position of the byte at `offset` in a target, if the target is on the line of its key, has no escapes
    /// and the line is not very long; otherwise the position of the key.
    fn within(&self, target: &str, offset: usize, key: SourcePosition) -> SourcePosition {
        let line = self.lines.get(key.line.saturating_sub(1));
        let column = line
            .filter(|line| line.len() <= MAX_LINE_BYTES)
            .and_then(|line| Some((line, line.rfind(target)?)))
            .filter(|_| !target.is_empty())
            .and_then(|(line, start)| line.get(..start + offset))
            .map(|before| before.chars().count() + 1);
        SourcePosition {
            column: column.unwrap_or(key.column),
            ..key
        }
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

    /// Reports unknown fields, which are probably misspelt.
    fn fields(&mut self, object: &JsonObject, known: &[&str], at: &JsonPointer<'_>) {
        for name in object.keys() {
            if !known.contains(&name.as_str()) && !name.starts_with("x-") {
                let message = format!("unknown field `{name}`");
                self.malformed(&at.name(name), message);
            }
        }
    }

    fn required_text<'v>(
        &mut self,
        object: &'v JsonObject,
        name: &str,
        at: &JsonPointer<'_>,
    ) -> Option<&'v str> {
        match object.get(name) {
            Some(Value::String(text)) => return Some(text),
            Some(other) => self.mistyped(&at.name(name), "a string", other),
            None => self.malformed(at, format!("required field `{name}` is missing")),
        }
        None
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

/// Returns the parser's message, if it contains information.
fn reason(error: &ParseError) -> String {
    match error.message() {
        "parser error" => String::new(),
        message => format!(": {message}"),
    }
}
