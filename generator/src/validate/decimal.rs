//! Exact arithmetic with the numbers of JSON, which 64-bit floats would round: `9007199254740993` and multiples of `0.01`.

use std::cmp::Ordering;

use serde_json::Number;

/// A decimal number: `digits` × 10^`exponent`, with as few digits as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    is_negative: bool,
    digits: u64,
    exponent: i32,
}

impl Decimal {
    /// Returns a number as it is written; a float has the shortest digits that result in it.
    pub(super) fn new(number: &Number) -> Option<Self> {
        let (is_negative, mut digits, mut exponent) = if let Some(digits) = number.as_u64() {
            (false, digits, 0)
        } else if let Some(integer) = number.as_i64() {
            (integer < 0, integer.unsigned_abs(), 0)
        } else {
            let text = format!("{:e}", number.as_f64()?);
            let (mantissa, exponent) = text.split_once('e')?;
            let is_negative = mantissa.starts_with('-');
            let mantissa = mantissa.trim_start_matches('-');
            let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            let exponent: i32 = exponent.parse().ok()?;
            let places = i32::try_from(fraction.len()).ok()?;
            let digits = format!("{whole}{fraction}").parse().ok()?;
            (is_negative, digits, exponent - places)
        };
        if digits == 0 {
            (exponent, digits) = (0, 0);
        }
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Some(Self {
            is_negative: is_negative && digits != 0,
            digits,
            exponent,
        })
    }

    /// Returns whether the number is a multiple of `step`. Every number is a multiple of a step that is not positive,
    /// which the standard does not allow.
    pub(super) fn is_multiple_of(self, step: Self) -> bool {
        if self.digits == 0 || step.digits == 0 || step.is_negative {
            return true;
        }
        let [digits, step_digits] = [self.digits, step.digits].map(u128::from);
        let shift = self.exponent.abs_diff(step.exponent);
        if self.exponent >= step.exponent {
            return (digits * power_of_ten(shift, step_digits)).is_multiple_of(step_digits);
        }
        let step_digits = 10_u128
            .checked_pow(shift)
            .and_then(|power| power.checked_mul(step_digits));
        step_digits.is_some_and(|step_digits| digits.is_multiple_of(step_digits))
    }

    fn compare_absolute(self, other: Self) -> Ordering {
        let length = |it: Self| i64::from(it.exponent) + i64::from(it.digits.ilog10());
        match (self.digits, other.digits) {
            (0, _) | (_, 0) => return self.digits.cmp(&other.digits),
            _ => {}
        }
        // Numbers of the same length have exponents that differ by less than 20.
        length(self).cmp(&length(other)).then_with(|| {
            let least = self.exponent.min(other.exponent);
            let [one, other] = [self, other].map(|it| {
                u128::from(it.digits) * 10_u128.saturating_pow(it.exponent.abs_diff(least))
            });
            one.cmp(&other)
        })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, false) => self.compare_absolute(*other),
            (true, true) => other.compare_absolute(*self),
            (is_negative, _) if is_negative => Ordering::Less,
            _ => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Returns 10^`exponent` modulo a number of 64 bits.
fn power_of_ten(mut exponent: u32, modulus: u128) -> u128 {
    let (mut power, mut square) = (1 % modulus, 10 % modulus);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * square % modulus;
        }
        square = square * square % modulus;
        exponent /= 2;
    }
    power
}

#[cfg(test)]
mod tests {
    use serde_json::Number;

    use super::Decimal;

    fn decimal(text: &str) -> Decimal {
        let number: Number = serde_json::from_str(text).unwrap();
        Decimal::new(&number).unwrap()
    }

    #[test]
    fn compares_numbers_exactly() {
        let ascending = [
            "-1e300",
            "-18446744073709551616",
            "-9223372036854775808",
            "-1.5",
            "-1",
            "-1e-300",
            "0",
            "1e-300",
            "0.07",
            "1",
            "1.5",
            "10",
            "9007199254740992",
            "9007199254740993",
            "18446744073709551614",
            "18446744073709551615",
            "18446744073709551616",
            "1e300",
        ];
        for (index, one) in ascending.iter().enumerate() {
            for (other_index, other) in ascending.iter().enumerate() {
                let order = decimal(one).cmp(&decimal(other));
                assert_eq!(order, index.cmp(&other_index), "{one} {other}");
            }
        }
        for (one, other) in [
            ("-0.0", "0"),
            ("1e2", "100"),
            ("1.0", "1"),
            ("1.50", "15e-1"),
        ] {
            assert_eq!(decimal(one), decimal(other));
        }
    }

    #[test]
    fn divides_numbers_exactly() {
        for (number, step) in [
            ("19.99", "0.01"),
            ("1e308", "0.01"),
            ("12345678900", "10"),
            ("0", "7"),
            ("-0.3", "0.1"),
            ("6e22", "3"),
            ("18446744073709551615", "5"),
            ("7", "0"),
        ] {
            assert!(
                decimal(number).is_multiple_of(decimal(step)),
                "{number} {step}"
            );
        }
        for (number, step) in [
            ("12345678901", "10"),
            ("1e-9", "1e-8"),
            ("1.015", "0.01"),
            ("1e308", "0.123456789"),
            ("1", "1e308"),
            ("18446744073709551614", "5"),
        ] {
            assert!(
                !decimal(number).is_multiple_of(decimal(step)),
                "{number} {step}"
            );
        }
    }
}
