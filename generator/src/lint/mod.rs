//! Checks a document for problems that do not prevent code generation: examples that violate their schemas,
//! constructs that are not translated to Rust, names that collide, and unused components.
//!
//! The linter also accepts documents that cannot be generated, and reports the errors that prevent it.

mod cursor;
mod effective;
mod example;
mod fault;
mod format;
mod nullable;
mod overlay;
mod pattern;
mod relax;
mod report;
mod required;
mod serialized;
mod untranslated;
mod unused;
mod wording;

use std::collections::{BTreeSet, HashMap};

use self::example::{Example, ExampleForm, ExampleLocation, examples};
pub use self::fault::ExampleFault;
use self::relax::{Judge, Relaxation, relaxations};
pub use self::report::Report;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::{Document, LinkedDocument, OpenApiVersion, Overlay, RawDocument};
use crate::resolve::{PaginationNote, resolve_unlocated};
use crate::validate::{Checker, Direction, Violation, ViolationKind};

/// Checks a document and returns all findings.
///
/// `examples` is the severity of an example that violates its schema: an error for the owner of the document, who can
/// correct either of them; usually a warning for everybody else.
#[must_use]
pub fn lint(raw: &RawDocument, examples: Severity) -> Report {
    let mut findings = Diagnostics::new();
    let mut report = Report::default();
    if let Ok(version) = OpenApiVersion::from_document(raw.value()) {
        let document = LinkedDocument::new(raw, version);
        let checked = checked_examples(&document, version, &mut findings);
        report.payloads = checked
            .iter()
            .filter(|(example, _)| example.location.is_payload())
            .count();
        report.broken_payloads = checked
            .iter()
            .filter(|(example, violations)| example.location.is_payload() && !violations.is_empty())
            .count();
        let name = file_name(document.name());
        report.actions = actions_for(&document, version, &checked, Some(name));
        findings.extend(example_findings(&document, &checked, examples));
        untranslated::check(&document, &mut findings);
        format::check(&document, raw.type_options(), &mut findings);
        pattern::check(&document, &mut findings);
        required::check(&document, &mut findings);
        serialized::check(&document, &mut findings);
        unused::check(&document, &mut findings);
        findings = document.locate(findings);
    }
    findings.extend(pipeline_findings(raw, &mut report.pages));
    findings.remove_duplicates();
    report.findings = sorted(findings);
    report
}

/// Returns whether patterns are checked, which needs the feature `patterns`. Without it, each pattern is valid, and each text
/// matches it.
#[must_use]
pub const fn checks_patterns() -> bool {
    cfg!(feature = "patterns")
}

/// Relaxes the schemas of a document, in memory, so that its own example payloads can be decoded.
///
/// # Errors
///
/// Fails if a relaxation cannot be applied. This is a bug in this crate.
pub fn relax(raw: RawDocument) -> Result<RawDocument, Diagnostics> {
    let Ok(version) = OpenApiVersion::from_document(raw.value()) else {
        return Ok(raw);
    };
    let document = LinkedDocument::without_files(&raw, version);
    let checked = checked_examples(&document, version, &mut Diagnostics::new());
    let actions = actions_for(&document, version, &checked, None);
    match overlay::document(&actions) {
        Some(text) => raw.with_overlays(&[Overlay::parse("relaxations", text)?]),
        None => Ok(raw),
    }
}

/// Returns the relaxations that the example payloads of the documents need, as an OpenAPI Overlay 1.1 in YAML;
/// `None` if no schema needs a relaxation.
pub fn overlay<'r>(reports: impl IntoIterator<Item = &'r Report>) -> Option<String> {
    overlay::document(reports.into_iter().flat_map(|report| &report.actions))
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Returns all examples with the violations of each. Reports examples that are too expensive to check.
fn checked_examples<'d>(
    document: &'d LinkedDocument<'_>,
    version: OpenApiVersion,
    findings: &mut Diagnostics,
) -> Vec<(Example<'d>, Vec<Violation>)> {
    let mut checker = Checker::new(document.value(), &document.anchors, version);
    let mut results = Vec::new();
    for example in examples(document) {
        let (schema, direction) = (&example.schema, example.location.direction());
        let found = checker.violations(schema, &example.value, direction);
        let mut violations = found.unwrap_or_else(|| {
            let message = format!("{example} is not checked, because that takes too many steps");
            let at = example.pointer.as_str();
            findings.push(Diagnostic::warning("unchecked-example", at, message));
            Vec::new()
        });
        violations.retain(|violation| !is_serialized(&example, violation));
        results.push((example, violations));
    }
    findings.extend(checker.patterns.findings());
    results
}

/// An example that violates its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidExample {
    /// JSON pointer to the value in the document.
    pub pointer: String,
    /// The direction of the value.
    pub direction: Direction,
    /// The faults of the value, in order.
    pub faults: Vec<ExampleFault>,
}

/// Returns the examples that violate their schemas.
#[must_use]
pub fn invalid_examples(raw: &RawDocument) -> Vec<InvalidExample> {
    let Ok(version) = OpenApiVersion::from_document(raw.value()) else {
        return Vec::new();
    };
    let document = LinkedDocument::without_files(raw, version);
    let checked = checked_examples(&document, version, &mut Diagnostics::new());
    let invalid = checked
        .iter()
        .filter(|(_, violations)| !violations.is_empty());
    let invalid = invalid.map(|(example, violations)| InvalidExample {
        pointer: document.origin(&example.pointer),
        direction: example.location.direction(),
        faults: violations
            .iter()
            .map(|violation| ExampleFault::new(violation, &document))
            .collect(),
    });
    invalid.collect()
}

/// Returns whether the example of a parameter is its serialized form, such as `1,2,3` for an array.
fn is_serialized(example: &Example<'_>, violation: &Violation) -> bool {
    matches!(
        example.location,
        ExampleLocation::Parameter(_) | ExampleLocation::Header(_)
    ) && example.form == ExampleForm::Value
        && example.value.is_string()
        && matches!(violation.kind, ViolationKind::Type { .. })
}

fn actions_for(
    document: &LinkedDocument<'_>,
    version: OpenApiVersion,
    checked: &[(Example<'_>, Vec<Violation>)],
    name: Option<&str>,
) -> Vec<String> {
    let relaxations = relaxations(checked, &Judge::new(document.value(), checked));
    // An overlay cannot change other files, and its reasons name only values of the main file.
    let is_in_main_file = |relaxation: &&Relaxation| {
        let evidence = relaxation.evidence.iter().map(|it| it.pointer.as_str());
        let mut pointers = evidence.chain([relaxation.change.pointer()]);
        pointers.all(|pointer| document.is_in_main_file(pointer))
    };
    let actions = relaxations
        .iter()
        .filter(is_in_main_file)
        .map(|relaxation| relaxation.at_origins(|pointer| document.origin(pointer)))
        .flat_map(|relaxation| overlay::actions(&relaxation, document.raw(), version, name));
    actions.collect()
}

fn example_findings(
    document: &LinkedDocument<'_>,
    checked: &[(Example<'_>, Vec<Violation>)],
    severity: Severity,
) -> Vec<Diagnostic> {
    let judge = Judge::new(document.value(), checked);
    let all = checked.iter().flat_map(|(example, violations)| {
        violations.iter().map(move |violation| (example, violation))
    });
    let all: Vec<_> = all.collect();
    let rules = located_rules(document, &all);
    let findings = all.iter().map(|(example, violation)| {
        let verdict = judge.verdict(example, violation);
        let rule = rules.get(violation.rule.as_str());
        let pointer = rule.map_or(&violation.rule, |rule| &rule.pointer);
        let position = rule.map(position_suffix).unwrap_or_default();
        wording::finding(example, violation, &verdict, severity, pointer, &position)
    });
    findings.collect()
}

/// Returns the violated keywords, each located in its file, by their pointers in the linked document.
fn located_rules<'v>(
    document: &LinkedDocument<'_>,
    violations: &[(&Example<'_>, &'v Violation)],
) -> HashMap<&'v str, Diagnostic> {
    let rules = violations
        .iter()
        .map(|(_, violation)| violation.rule.as_str());
    let rules: Vec<&str> = rules.collect::<BTreeSet<_>>().into_iter().collect();
    // The message identifies the keyword, because locating changes the pointer.
    let findings = rules
        .iter()
        .enumerate()
        .map(|(index, rule)| Diagnostic::warning("rule", *rule, index.to_string()));
    let located = document.locate(findings.collect()).into_iter();
    let located =
        located.filter_map(|rule| Some((*rules.get(rule.message.parse::<usize>().ok()?)?, rule)));
    located.collect()
}

/// The position of a located finding as a suffix for a sentence: ` (file:line:column)`.
fn position_suffix(finding: &Diagnostic) -> String {
    match finding.position {
        Some(position) => format!(" ({}:{}:{})", finding.file, position.line, position.column),
        None => String::new(),
    }
}

/// The findings of loading and resolving the document. Adds the notes about pages.
fn pipeline_findings(raw: &RawDocument, pages: &mut Vec<PaginationNote>) -> Diagnostics {
    let document = match Document::from_raw(raw.clone()) {
        Ok(document) => document,
        Err(errors) => return errors,
    };
    let found = match resolve_unlocated(&document) {
        Ok(resolved) => {
            *pages = resolved.notes;
            resolved.findings
        }
        Err(errors) => errors,
    };
    document.into_findings(found)
}

/// Sorts findings by position in the source; errors come first at the same position.
fn sorted(findings: Diagnostics) -> Diagnostics {
    let mut findings: Vec<Diagnostic> = findings.into_iter().collect();
    findings.sort_by(|one, other| {
        let key = |finding: &Diagnostic| {
            (
                finding.position,
                finding.severity == Severity::Warning,
                finding.code,
            )
        };
        (&one.file, key(one))
            .cmp(&(&other.file, key(other)))
            .then_with(|| one.message.cmp(&other.message))
    });
    findings.into_iter().collect()
}
