//! Checks strings, numbers and the bounds of counts.

use serde_json::{Number, Value};

use super::format::fits;
use super::{Check, JsonPointer, Site, Subject, ViolationKind};

impl Check<'_> {
    pub(super) fn string(&mut self, subject: Subject<'_>, site: Site<'_>, text: &str) {
        if let Some(format) = site.text("format").filter(|format| !fits(text, format)) {
            self.violation(
                subject,
                ViolationKind::Format(format.to_owned()),
                &site.at.name("format"),
            );
        }
        if let Some(pattern) = site.text("pattern") {
            let at = site.at.name("pattern");
            if self.matches(pattern, text, &at) == Some(false) {
                self.violation(subject, ViolationKind::Pattern, &at);
            }
        }
        self.count(
            subject,
            site,
            text.chars().count(),
            ["minLength", "maxLength"],
            ["character", "characters"],
        );
    }

    /// Returns whether a pattern matches a text; `None` if this is unknown.
    pub(super) fn matches(
        &mut self,
        pattern: &str,
        text: &str,
        at: &JsonPointer<'_>,
    ) -> Option<bool> {
        self.spend(self.patterns.cost(pattern));
        if self.left == 0 {
            return None;
        }
        self.patterns.matches(pattern, text, at)
    }

    pub(super) fn number(&mut self, subject: Subject<'_>, site: Site<'_>, number: &Number) {
        let Some(number) = number.as_f64() else {
            return;
        };
        for (keyword, is_broken, relation) in BOUNDS {
            if let Some(bound) = bound(site, keyword).filter(|bound| is_broken(number, *bound)) {
                let kind = ViolationKind::Bound(format!("is {relation} {bound}"));
                self.violation(subject, kind, &site.at.name(keyword));
            }
        }
    }

    /// Checks a minimum and a maximum count. The last argument is the singular and plural of the counted things.
    pub(super) fn count(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        count: usize,
        [least, most]: [&str; 2],
        [thing, things]: [&str; 2],
    ) {
        let bound = |keyword| count_bound(site, keyword);
        let found = u64::try_from(count).unwrap_or(u64::MAX);
        let broken = match (bound(least), bound(most)) {
            (Some(bound), _) if found < bound => Some((least, "fewer", bound)),
            (_, Some(bound)) if found > bound => Some((most, "more", bound)),
            _ => None,
        };
        if let Some((keyword, relation, bound)) = broken {
            let things = if count == 1 { thing } else { things };
            let kind =
                ViolationKind::Bound(format!("has {count} {things}, {relation} than {bound}"));
            self.violation(subject, kind, &site.at.name(keyword));
        }
    }
}

/// Returns the bound of a count, which can be written as `2.0`.
pub(super) fn count_bound(site: Site<'_>, keyword: &str) -> Option<u64> {
    let value = site.keywords.get(keyword)?;
    value.as_u64().or_else(|| {
        let float = value.as_f64().filter(|float| float.fract() == 0.0)?;
        format!("{float:.0}").parse().ok()
    })
}

/// A keyword that bounds numbers, the condition that violates it, and the words for the violation.
type Bound = (&'static str, fn(f64, f64) -> bool, &'static str);

const BOUNDS: [Bound; 5] = [
    ("minimum", |number, bound| number < bound, "less than"),
    ("maximum", |number, bound| number > bound, "more than"),
    (
        "exclusiveMinimum",
        |number, bound| number <= bound,
        "not more than",
    ),
    (
        "exclusiveMaximum",
        |number, bound| number >= bound,
        "not less than",
    ),
    (
        "multipleOf",
        |number, bound| !is_multiple(number, bound),
        "not a multiple of",
    ),
];

/// Returns the effective bound of a keyword. In OpenAPI 3.0, the exclusive keywords are flags of the inclusive ones.
fn bound(site: Site<'_>, keyword: &str) -> Option<f64> {
    let value = |keyword: &str| site.keywords.get(keyword).and_then(Value::as_f64);
    let flagged = match keyword {
        "exclusiveMinimum" => "minimum",
        "exclusiveMaximum" => "maximum",
        _ => return value(keyword),
    };
    if site.is_set(keyword) {
        value(flagged)
    } else {
        value(keyword)
    }
}

/// Returns whether a number is a multiple of `step`, with a tolerance because decimal fractions are inexact in binary.
fn is_multiple(number: f64, step: f64) -> bool {
    let quotient = number / step;
    if !quotient.is_finite() {
        return step <= 0.0 || number % step == 0.0;
    }
    step <= 0.0 || (quotient - quotient.round()).abs() < 1e-9 * quotient.abs().max(1.0)
}
