//! Checks strings and numbers.

use serde_json::{Number, Value};

use super::check::Check;
use super::decimal::Decimal;
use super::format::{described, fits};
use super::pattern;
use super::pointer::Pointer;
use super::violation::{counted, excerpt};
use crate::server::schema::Keyword;

impl Check {
    pub(super) fn string(
        &mut self,
        value: &Value,
        text: &str,
        keyword: &Keyword,
        at: &Pointer<'_>,
    ) {
        match keyword {
            Keyword::Format(format) if !fits(text, *format) => {
                self.violate(value, at, "format", described(*format));
            }
            Keyword::MinLength(least) => {
                let length = text.chars().count();
                self.at_least(at, "minLength", length, *least, CHARACTERS);
            }
            // A text has at most as many characters as bytes.
            Keyword::MaxLength(most) if count(text.len()) > *most => {
                let length = text.chars().count();
                self.at_most(at, "maxLength", length, *most, CHARACTERS);
            }
            Keyword::Pattern(pattern) => self.pattern(value, text, pattern, pattern, at),
            Keyword::TranslatedPattern(pattern, translated) => {
                self.pattern(value, text, pattern, translated, at);
            }
            _ => {}
        }
    }

    fn pattern(
        &mut self,
        value: &Value,
        text: &str,
        pattern: &'static str,
        translated: &'static str,
        at: &Pointer<'_>,
    ) {
        if pattern::matches(translated, text) == Some(false) {
            let expected = format!("a text that matches `{}`", excerpt(pattern));
            self.violate(value, at, "pattern", expected);
        }
    }

    pub(super) fn number(
        &mut self,
        value: &Value,
        number: &Number,
        keyword: &Keyword,
        at: &Pointer<'_>,
    ) {
        let (name, relation, bound, is_broken) = match keyword {
            Keyword::Minimum(bound) => ("minimum", "at least", bound, BELOW),
            Keyword::Maximum(bound) => ("maximum", "at most", bound, ABOVE),
            Keyword::ExclusiveMinimum(bound) => ("exclusiveMinimum", "more than", bound, NOT_ABOVE),
            Keyword::ExclusiveMaximum(bound) => ("exclusiveMaximum", "less than", bound, NOT_BELOW),
            Keyword::MultipleOf(step) => ("multipleOf", "a multiple of", step, NOT_MULTIPLE),
            _ => return,
        };
        let found = Decimal::parse(&number.to_string());
        if let (Some(found), Some(decimal)) = (found, Decimal::parse(bound))
            && is_broken(found, decimal)
        {
            self.violate(value, at, name, format_args!("{relation} {bound}"));
        }
    }

    /// Checks a minimum count.
    pub(super) fn at_least(
        &mut self,
        at: &Pointer<'_>,
        keyword: &'static str,
        found: usize,
        least: u64,
        things: [&str; 2],
    ) {
        if count(found) < least {
            self.miscounted(at, keyword, found, "at least", least, things);
        }
    }

    /// Checks a maximum count.
    pub(super) fn at_most(
        &mut self,
        at: &Pointer<'_>,
        keyword: &'static str,
        found: usize,
        most: u64,
        things: [&str; 2],
    ) {
        if count(found) > most {
            self.miscounted(at, keyword, found, "at most", most, things);
        }
    }

    fn miscounted(
        &mut self,
        at: &Pointer<'_>,
        keyword: &'static str,
        found: usize,
        relation: &str,
        bound: u64,
        [one, many]: [&str; 2],
    ) {
        let expected = format!("{relation} {}", counted(bound, one, many));
        let found = (!self.is_secret).then(|| counted(found, one, many));
        self.push(at, keyword, expected, found);
    }
}

const CHARACTERS: [&str; 2] = ["character", "characters"];

/// Returns whether a number violates a bound.
type IsBroken = fn(Decimal, Decimal) -> bool;

const BELOW: IsBroken = |number, bound| number < bound;
const ABOVE: IsBroken = |number, bound| number > bound;
const NOT_ABOVE: IsBroken = |number, bound| number <= bound;
const NOT_BELOW: IsBroken = |number, bound| number >= bound;
const NOT_MULTIPLE: IsBroken = |number, step| !number.is_multiple_of(step);

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
