//! Checks strings, numbers and the bounds of counts.

use serde_json::Number;

use super::decimal::Decimal;
use super::format::fits;
use super::{Check, JsonPointer, Site, Subject, ViolationKind};
use crate::counted::counted;

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
            "character",
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
        let Some(found) = Decimal::new(number) else {
            return;
        };
        for (keyword, is_broken, relation) in BOUNDS {
            if let Some(number) = bound(site, keyword)
                && Decimal::new(number).is_some_and(|bound| is_broken(found, bound))
            {
                let kind = ViolationKind::Bound(format!("is {relation} {number}"));
                self.violation(subject, kind, &site.at.name(keyword));
            }
        }
    }

    /// Checks a minimum and a maximum count. The last argument is the name of the counted things.
    pub(super) fn count(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        count: usize,
        [least, most]: [&str; 2],
        noun: &str,
    ) {
        let bound = |keyword| count_bound(site, keyword);
        let found = u64::try_from(count).unwrap_or(u64::MAX);
        let broken = match (bound(least), bound(most)) {
            (Some(bound), _) if found < bound => Some((least, "fewer", bound)),
            (_, Some(bound)) if found > bound => Some((most, "more", bound)),
            _ => None,
        };
        if let Some((keyword, relation, bound)) = broken {
            let found = counted(count, noun);
            let kind = ViolationKind::Bound(format!("has {found}, {relation} than {bound}"));
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
type Bound = (&'static str, fn(Decimal, Decimal) -> bool, &'static str);

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
        |number, bound| !number.is_multiple_of(bound),
        "not a multiple of",
    ),
];

/// Returns the effective bound of a keyword. In OpenAPI 3.0, the exclusive keywords are flags of the inclusive ones.
fn bound<'s>(site: Site<'s>, keyword: &str) -> Option<&'s Number> {
    let value = |keyword: &str| site.keywords.get(keyword)?.as_number();
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
