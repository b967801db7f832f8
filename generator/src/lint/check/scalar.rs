//! Strings and numbers, and the bounds that are put on what can be counted.

use serde_json::{Number, Value};

use super::format::fits;
use super::{Check, Fault, Site, Subject};
use crate::lint::pattern;

impl Check<'_> {
    pub(super) fn string(&mut self, subject: Subject<'_>, site: Site<'_>, text: &str) {
        if let Some(format) = site.text("format").filter(|format| !fits(text, format)) {
            self.breach(
                subject,
                Fault::Format(format.to_owned()),
                &site.at.name("format"),
            );
        }
        if site
            .text("pattern")
            .is_some_and(|pattern| !pattern::may_match(pattern, text))
        {
            self.breach(subject, Fault::Pattern, &site.at.name("pattern"));
        }
        self.count(
            subject,
            site,
            text.chars().count(),
            ["minLength", "maxLength"],
            "character",
        );
    }

    pub(super) fn number(&mut self, subject: Subject<'_>, site: Site<'_>, number: &Number) {
        let Some(number) = number.as_f64() else {
            return;
        };
        let bound = |keyword| site.keywords.get(keyword).and_then(Value::as_f64);
        // In OpenAPI 3.0 the exclusive bounds are flags that sharpen the others.
        let faults = [
            (
                "minimum",
                bound("minimum").filter(|least| number < *least),
                "less than",
            ),
            (
                "maximum",
                bound("maximum").filter(|most| number > *most),
                "more than",
            ),
            (
                "exclusiveMinimum",
                bound("exclusiveMinimum").filter(|least| number <= *least),
                "not more than",
            ),
            (
                "exclusiveMaximum",
                bound("exclusiveMaximum").filter(|most| number >= *most),
                "not less than",
            ),
            (
                "exclusiveMinimum",
                flagged(site, "exclusiveMinimum", bound("minimum"), number),
                "not more than",
            ),
            (
                "exclusiveMaximum",
                flagged(site, "exclusiveMaximum", bound("maximum"), number),
                "not less than",
            ),
            (
                "multipleOf",
                bound("multipleOf").filter(|step| !is_multiple(number, *step)),
                "no multiple of",
            ),
        ];
        for (keyword, broken, relation) in faults {
            if let Some(bound) = broken {
                self.breach(
                    subject,
                    Fault::Bound(format!("{relation} {bound}")),
                    &site.at.name(keyword),
                );
            }
        }
    }

    /// The least and the greatest number of what a value has.
    pub(super) fn count(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        count: usize,
        [least, most]: [&str; 2],
        thing: &str,
    ) {
        let bound = |keyword| site.keywords.get(keyword).and_then(Value::as_u64);
        let found = u64::try_from(count).unwrap_or(u64::MAX);
        let broken = match (bound(least), bound(most)) {
            (Some(bound), _) if found < bound => Some((least, "fewer", bound)),
            (_, Some(bound)) if found > bound => Some((most, "more", bound)),
            _ => None,
        };
        if let Some((keyword, relation, bound)) = broken {
            let things = if thing == "property" {
                "properties".to_owned()
            } else {
                format!("{thing}s")
            };
            let fault = Fault::Bound(format!("of {count} {things}, {relation} than {bound}"));
            self.breach(subject, fault, &site.at.name(keyword));
        }
    }
}

/// The bound that a number reaches and may not.
fn flagged(site: Site<'_>, flag: &str, bound: Option<f64>, number: f64) -> Option<f64> {
    bound.filter(|bound| site.is_set(flag) && (number - bound).abs() == 0.0)
}

/// Decimal fractions are not exact in binary, so the quotient need not be, either.
fn is_multiple(number: f64, step: f64) -> bool {
    let quotient = number / step;
    step <= 0.0 || (quotient - quotient.round()).abs() < 1e-9 * quotient.abs().max(1.0)
}
