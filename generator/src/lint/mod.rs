//! What is wrong in a document, or lost on the way to Rust, without keeping it from becoming code: examples
//! that break their own schemas, constructs that are not translated, names that collide, and what
//! nothing uses. A document that is linted need not be sound; what makes it unsound is found, too.

mod check;
mod cursor;
mod effective;
mod example;
mod nullable;
mod overlay;
mod pattern;
mod relax;
mod report;
mod required;
mod untranslated;
mod unused;
mod wording;

use serde_json::Value;

use self::check::{Breach, Fault, breaches};
use self::example::{Example, Place, examples};
use self::relax::{Judge, relaxations};
pub use self::report::Report;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::{
    Document, JsonPointer, ObjectKind, OpenApiVersion, Overlay, RawDocument, walk,
};
use crate::resolve::resolve;

/// Looks for everything that the author of a document would want to know about it. `examples` says how bad
/// it is if an example breaks its schema: whoever owns the document can mend either of them.
#[must_use]
pub fn lint(written: &RawDocument, examples: Severity) -> Report {
    let mut findings = Diagnostics::new();
    let mut report = Report::default();
    if let Ok(version) = OpenApiVersion::from_document(written.value()) {
        let broken = broken_examples(written, version);
        report.payloads = broken
            .iter()
            .filter(|(example, _)| example.place.is_payload())
            .count();
        report.broken_payloads = broken
            .iter()
            .filter(|(example, breaches)| example.place.is_payload() && !breaches.is_empty())
            .count();
        report.actions = actions_for(written, version, &broken, Some(file_name(written.name())));
        findings.extend(example_findings(written, &broken, examples));
        untranslated::check(written.value(), &mut findings);
        pattern::check(written.value(), &mut findings);
        required::check(written.value(), &mut findings);
        unused::check(written.value(), &mut findings);
    }
    let mut findings = written.locate(findings);
    findings.extend(findings_of_the_trip(written));
    report.findings = sorted(findings);
    report
}

/// Changes the schemas of a document as far as its payloads call for it, in memory.
///
/// # Errors
///
/// A change that cannot be made, which would be a fault of this crate.
pub fn relax(written: RawDocument) -> Result<RawDocument, Diagnostics> {
    let Ok(version) = OpenApiVersion::from_document(written.value()) else {
        return Ok(written);
    };
    let broken = broken_examples(&written, version);
    let actions = actions_for(&written, version, &broken, None);
    match overlay::document(&actions) {
        Some(text) => written.with_overlays(&[Overlay::parse("relaxations", text)?]),
        None => Ok(written),
    }
}

/// The relaxations that the payloads of some documents call for, as an OpenAPI Overlay 1.0 in YAML; `None`
/// if there is nothing to relax.
pub fn overlay<'r>(reports: impl IntoIterator<Item = &'r Report>) -> Option<String> {
    overlay::document(reports.into_iter().flat_map(|report| &report.actions))
}

/// Looks at each object of a document that is of a kind, and where it stands.
fn visit(document: &Value, mut look: impl FnMut(ObjectKind, &JsonPointer<'_>, &Value)) {
    // What walks may change what it comes to, so it is given a copy.
    walk(
        &mut document.clone(),
        ObjectKind::Document,
        &JsonPointer::ROOT,
        &mut |kind, at, object| look(kind, at, object),
    );
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// All examples with what is wrong with them.
fn broken_examples(
    written: &RawDocument,
    version: OpenApiVersion,
) -> Vec<(Example<'_>, Vec<Breach>)> {
    let document = written.value();
    let examples = examples(document).into_iter();
    examples
        .map(|example| {
            let (schema, travel) = (&example.schema, example.place.travel());
            let mut breaches = breaches(document, version, schema, example.value, travel);
            breaches.retain(|breach| !is_spelling(&example, breach));
            (example, breaches)
        })
        .collect()
}

/// JSON pointers to the examples that break their schemas.
pub(crate) fn broken_examples_of(written: &RawDocument) -> Vec<String> {
    let Ok(version) = OpenApiVersion::from_document(written.value()) else {
        return Vec::new();
    };
    let broken = broken_examples(written, version).into_iter();
    let broken = broken.filter(|(_, breaches)| !breaches.is_empty());
    broken.map(|(example, _)| example.pointer).collect()
}

/// Whether a parameter's example is the text that is sent for a value of another type: `1,2,3`.
fn is_spelling(example: &Example<'_>, breach: &Breach) -> bool {
    matches!(example.place, Place::Parameter(_) | Place::Header(_))
        && example.value.is_string()
        && matches!(breach.fault, Fault::Type { .. })
}

fn actions_for(
    written: &RawDocument,
    version: OpenApiVersion,
    broken: &[(Example<'_>, Vec<Breach>)],
    name: Option<&str>,
) -> Vec<String> {
    let document = written.value();
    let relaxations = relaxations(broken, &Judge::new(document, broken));
    let actions = relaxations
        .iter()
        .flat_map(|relaxation| overlay::actions(relaxation, document, version, name));
    actions.collect()
}

fn example_findings(
    written: &RawDocument,
    broken: &[(Example<'_>, Vec<Breach>)],
    severity: Severity,
) -> Vec<Diagnostic> {
    let judge = Judge::new(written.value(), broken);
    let all = broken
        .iter()
        .flat_map(|(example, breaches)| breaches.iter().map(move |breach| (example, breach)));
    let all: Vec<_> = all.collect();
    let rules = all
        .iter()
        .map(|(_, breach)| Diagnostic::warning("rule", breach.rule.as_str(), ""));
    let rules = written.locate(rules.collect());
    all.iter()
        .zip(&rules)
        .map(|((example, breach), rule)| {
            let verdict = judge.verdict(example, breach);
            wording::finding(example, breach, &verdict, severity, &place(rule))
        })
        .collect()
}

/// Where a located finding stands, as an addition to a sentence.
fn place(finding: &Diagnostic) -> String {
    match finding.position {
        Some(position) => format!(" ({}:{}:{})", finding.file, position.line, position.column),
        None => String::new(),
    }
}

/// What reading the document and turning it into Rust terms has to say.
fn findings_of_the_trip(written: &RawDocument) -> Diagnostics {
    let document = match Document::from_raw(written.clone()) {
        Ok(document) => document,
        Err(errors) => return errors,
    };
    let found = match resolve(&document) {
        Ok((_, warnings)) => warnings,
        Err(errors) => errors,
    };
    let mut findings = document.warnings;
    findings.extend(found);
    findings
}

/// By place in the source; of the same place, errors first.
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
