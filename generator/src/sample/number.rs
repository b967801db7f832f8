//! Makes numbers, with exact decimal arithmetic.

use serde_json::{Map, Number, Value};

use super::Sampler;
use super::merged::Merged;

/// The maximum number of decimal places.
const MAX_PLACES: u32 = 12;

/// A number as an integer and the number of its decimal places.
#[derive(Clone, Copy, Debug)]
struct Scaled {
    digits: i128,
    places: u32,
}

impl Scaled {
    fn new(number: &Number) -> Option<Self> {
        let text = match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) => integer.to_string(),
            (_, Some(integer)) => integer.to_string(),
            _ => number.as_f64()?.to_string(),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let places = u32::try_from(fraction.len()).ok()?;
        let digits = format!("{whole}{fraction}").parse().ok()?;
        (places <= MAX_PLACES).then_some(Self { digits, places })
    }

    /// The digits with this number of decimal places, which is not smaller.
    fn at(self, places: u32) -> Option<i128> {
        let factor = 10_i128.checked_pow(places.checked_sub(self.places)?)?;
        self.digits.checked_mul(factor)
    }
}

/// The bounds of a number, in units of `10^-places`.
#[derive(Debug)]
struct Bounds {
    least: Option<i128>,
    most: Option<i128>,
    step: i128,
    places: u32,
}

impl Sampler<'_> {
    pub(super) fn number(&mut self, merged: &Merged<'_>, is_integer: bool) -> Option<Number> {
        let Some(bounds) = bounds(merged, is_integer) else {
            // The bounds are too large or too exact for decimal arithmetic.
            let mut limits = merged.values("minimum").chain(merged.values("maximum"));
            return limits.find_map(Value::as_number).cloned();
        };
        let digits = self.multiple(&bounds)?;
        number(digits, bounds.places)
    }

    /// A multiple of the step within the bounds: the smallest one above the minimum, or near 1.
    fn multiple(&mut self, bounds: &Bounds) -> Option<i128> {
        let unit = 10_i128.checked_pow(bounds.places)?;
        let start = match (bounds.least, bounds.most) {
            (Some(least), _) => least,
            (None, Some(most)) => most.min(unit),
            (None, None) => unit,
        };
        let up = |number: i128| {
            let rest = number.rem_euclid(bounds.step);
            let up = if rest == 0 { 0 } else { bounds.step - rest };
            number.checked_add(up)
        };
        let is_allowed = |number: &i128| {
            bounds.least.is_none_or(|least| *number >= least)
                && bounds.most.is_none_or(|most| *number <= most)
        };
        // A whole number is easier to read than the smallest fraction.
        let whole = self.random.is_none() && bounds.step < unit && unit % bounds.step == 0;
        let whole = whole.then(|| start.div_euclid(unit) * unit);
        let whole = whole.map(|it| if it < start { it + unit } else { it });
        let down = start.div_euclid(bounds.step) * bounds.step;
        let candidates = [whole, up(start), Some(down)];
        let first = candidates.into_iter().flatten().find(is_allowed)?;
        let step = if Some(first) == whole {
            unit
        } else {
            bounds.step
        };
        let shift = match &mut self.random {
            Some(random) => i128::from(random.number() % 1000),
            None => i128::from(self.variant),
        };
        // The numbers above the first one come before those below it.
        let count = bounds
            .most
            .map_or(i128::MAX, |most| (most - first) / step + 1);
        let at = |index: i128| first.checked_add(index.checked_mul(step)?);
        let shifted = if shift < count {
            at(shift)?
        } else {
            at(count - 1 - shift)?
        };
        if is_allowed(&shifted) {
            Some(shifted)
        } else {
            at(shift % count)
        }
    }
}

/// The limits of all schemas, each with true if the limit itself is not allowed, and their steps.
#[derive(Default)]
struct Limits {
    least: Vec<(Scaled, bool)>,
    most: Vec<(Scaled, bool)>,
    steps: Vec<Scaled>,
}

impl Limits {
    /// Returns `None` if decimal arithmetic cannot represent one of them.
    fn new(merged: &Merged<'_>) -> Option<Self> {
        let mut limits = Self::default();
        for (_, keywords) in &merged.sites {
            limits.add(keywords)?;
        }
        let format = merged.values("format").next().and_then(Value::as_str);
        // An explicit bound is preferred to that of the format, which only limits what is chosen without one.
        if let Some(digits) = format.and_then(largest).filter(|_| limits.most.is_empty()) {
            limits.most.push((Scaled { digits, places: 0 }, false));
        }
        Some(limits)
    }

    fn add(&mut self, keywords: &Map<String, Value>) -> Option<()> {
        let number = |keyword: &str| keywords.get(keyword).and_then(Value::as_number);
        let is_set = |keyword: &str| keywords.get(keyword) == Some(&Value::Bool(true));
        for (list, keyword, exclusive) in [
            (&mut self.least, "minimum", "exclusiveMinimum"),
            (&mut self.most, "maximum", "exclusiveMaximum"),
        ] {
            if let Some(bound) = number(keyword) {
                list.push((Scaled::new(bound)?, is_set(exclusive)));
            }
            if let Some(bound) = number(exclusive) {
                list.push((Scaled::new(bound)?, true));
            }
        }
        if let Some(step) = number("multipleOf") {
            let step = Scaled::new(step)?;
            self.steps.extend(Some(step).filter(|step| step.digits > 0));
        }
        Some(())
    }

    /// The largest number of decimal places.
    fn places(&self) -> u32 {
        let bounds = self.least.iter().chain(&self.most).map(|(bound, _)| bound);
        let places = bounds.chain(&self.steps).map(|it| it.places);
        places.max().unwrap_or(0)
    }
}

/// The largest number of a format.
fn largest(format: &str) -> Option<i128> {
    Some(match format {
        "int8" => i8::MAX.into(),
        "int16" => i16::MAX.into(),
        "int32" => i32::MAX.into(),
        "uint8" => u8::MAX.into(),
        "uint16" => u16::MAX.into(),
        "uint32" => u32::MAX.into(),
        "uint64" => u64::MAX.into(),
        _ => return None,
    })
}

/// The bounds of all schemas; `None` if decimal arithmetic cannot represent them.
fn bounds(merged: &Merged<'_>, is_integer: bool) -> Option<Bounds> {
    let limits = Limits::new(merged)?;
    // Between exclusive bounds there may be fractions only.
    let places = limits.places() + if is_integer { 0 } else { 2 };
    let unit = 10_i128.checked_pow(places)?;
    let mut step = if is_integer { unit } else { 1 };
    for own in limits.steps {
        step = least_common_multiple(step, own.at(places)?)?;
    }
    let mut bounds = Bounds {
        least: None,
        most: None,
        step,
        places,
    };
    for (bound, is_exclusive) in limits.least {
        let bound = bound.at(places)? + i128::from(is_exclusive);
        bounds.least = Some(bounds.least.map_or(bound, |it| it.max(bound)));
    }
    for (bound, is_exclusive) in limits.most {
        let bound = bound.at(places)? - i128::from(is_exclusive);
        bounds.most = Some(bounds.most.map_or(bound, |it| it.min(bound)));
    }
    Some(bounds)
}

fn least_common_multiple(one: i128, other: i128) -> Option<i128> {
    let (mut a, mut b) = (one, other);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    one.checked_div(a)?.checked_mul(other)
}

/// The JSON number of digits with decimal places.
fn number(digits: i128, places: u32) -> Option<Number> {
    let unit = 10_i128.checked_pow(places)?;
    if digits % unit == 0 {
        let whole = digits / unit;
        if let Ok(whole) = i64::try_from(whole) {
            return Some(whole.into());
        }
        if let Ok(whole) = u64::try_from(whole) {
            return Some(whole.into());
        }
        return whole.to_string().parse().ok().and_then(Number::from_f64);
    }
    let sign = if digits < 0 { "-" } else { "" };
    let (whole, fraction) = (digits.abs() / unit, digits.abs() % unit);
    let width = usize::try_from(places).ok()?;
    let text = format!("{sign}{whole}.{fraction:0width$}");
    text.parse().ok().and_then(Number::from_f64)
}
