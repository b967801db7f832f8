//! Numbers: the smallest allowed one or 1, and the next ones if they must differ.

use apicrate::validate::Direction;

use crate::{assert_values, described, valid};

#[test]
fn numbers_are_within_their_bounds() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ type: integer }", "1"),
            ("{ type: number }", "1"),
            ("{ type: integer, minimum: 5, exclusiveMaximum: 7 }", "5"),
            ("{ type: integer, exclusiveMinimum: 5 }", "6"),
            ("{ type: integer, exclusiveMaximum: 1 }", "0"),
            ("{ type: integer, maximum: -3 }", "-3"),
            ("{ type: integer, maximum: 20 }", "1"),
            ("{ type: integer, minimum: 2.5 }", "3"),
            ("{ type: number, minimum: 0.5 }", "1"),
            ("{ type: number, minimum: 2 }", "2"),
            ("{ type: number, minimum: -1.5 }", "-1"),
            ("{ type: number, minimum: -1.5, maximum: -1.25 }", "-1.5"),
            (
                "{ type: number, exclusiveMinimum: 0, exclusiveMaximum: 0.1 }",
                "0.001",
            ),
            (
                "{ type: number, exclusiveMinimum: 2, exclusiveMaximum: 3 }",
                "2.01",
            ),
            (
                "{ type: number, exclusiveMinimum: 2, exclusiveMaximum: 2.5 }",
                "2.001",
            ),
            (
                "{ allOf: [{ type: integer, minimum: 3, maximum: 9 }, { minimum: 4, maximum: 4 }] }",
                "4",
            ),
        ],
    );
}

#[test]
fn numbers_are_multiples() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ type: integer, multipleOf: 7, minimum: 8 }", "14"),
            (
                "{ type: integer, multipleOf: 5, minimum: 7, maximum: 10 }",
                "10",
            ),
            ("{ type: integer, multipleOf: 2, maximum: -3 }", "-4"),
            ("{ type: integer, multipleOf: 1.5, minimum: 1 }", "3"),
            ("{ type: number, multipleOf: 1.5, minimum: 2 }", "3"),
            ("{ type: number, multipleOf: 2, minimum: 1.5 }", "2"),
            ("{ type: number, multipleOf: 0.25, minimum: 0.3 }", "1"),
            (
                "{ type: number, multipleOf: 0.25, minimum: 0.3, maximum: 0.9 }",
                "0.5",
            ),
            ("{ type: number, multipleOf: 0.07, minimum: 0.1 }", "0.14"),
            ("{ type: number, multipleOf: 0.3, maximum: -0.5 }", "-0.6"),
            ("{ type: number, multipleOf: 0.4, maximum: -1.1 }", "-1.2"),
            (
                "{ allOf: [{ type: integer, multipleOf: 4 }, { multipleOf: 6 }] }",
                "12",
            ),
        ],
    );
}

#[test]
fn large_numbers_are_exact() {
    assert_values(
        "3.1.0",
        "",
        &[
            (
                "{ type: integer, minimum: 9007199254740993 }",
                "9007199254740993",
            ),
            (
                "{ type: integer, maximum: -9007199254740993 }",
                "-9007199254740993",
            ),
            (
                "{ type: integer, minimum: 18446744073709551615 }",
                "18446744073709551615",
            ),
            ("{ type: number, minimum: 1.0e20 }", "1e+20"),
            ("{ type: number, minimum: 1.0e300 }", "1e+300"),
            ("{ type: number, maximum: -1.0e300 }", "-1e+300"),
        ],
    );
}

#[test]
fn bounds_can_be_exclusive_by_a_flag() {
    assert_values(
        "3.0.3",
        "",
        &[
            ("{ type: integer, minimum: 5, exclusiveMinimum: true }", "6"),
            (
                "{ type: integer, minimum: 5, exclusiveMinimum: false }",
                "5",
            ),
            (
                "{ type: integer, maximum: 0, exclusiveMaximum: true }",
                "-1",
            ),
        ],
    );
}

#[test]
fn numbers_that_must_differ_go_up_and_then_down() {
    let list = |number: &str| {
        format!("{{ type: array, uniqueItems: true, minItems: 4, items: {number} }}")
    };
    for (number, expected) in [
        ("{ type: integer }", "[1,2,3,4]"),
        ("{ type: integer, minimum: 5, maximum: 8 }", "[5,6,7,8]"),
        ("{ type: integer, maximum: 1 }", "[1,0,-1,-2]"),
        (
            "{ type: integer, maximum: 3, multipleOf: 2 }",
            "[2,0,-2,-4]",
        ),
        ("{ type: number, minimum: 0.5 }", "[1,2,3,4]"),
        (
            "{ type: number, minimum: 0.1, multipleOf: 0.07 }",
            "[0.14,0.21,0.28,0.35]",
        ),
    ] {
        assert_values("3.1.0", "", &[(&list(number), expected)]);
    }
}

/// The formats for sizes have a largest number, which random numbers from the minimum would exceed.
#[test]
fn formats_limit_numbers() {
    for (format, least, most) in [
        ("int8", 100, i128::from(i8::MAX)),
        ("int16", 32_700, i128::from(i16::MAX)),
        ("int32", 2_147_483_600, i128::from(i32::MAX)),
        ("uint8", 200, i128::from(u8::MAX)),
        ("uint16", 65_500, i128::from(u16::MAX)),
        ("uint32", 4_294_967_200, i128::from(u32::MAX)),
        ("uint64", 18_446_744_073_709_551_600, i128::from(u64::MAX)),
    ] {
        let schema = format!("{{ type: integer, format: {format}, minimum: {least} }}");
        let description = described("3.1.0", &schema, "");
        for seed in 0..8 {
            let value = valid(&description, Direction::Sent, Some(seed));
            let number: i128 = value.to_string().parse().unwrap_or_default();
            assert!((least..=most).contains(&number), "{format}: {value}");
        }
    }
    // A bound of the schema replaces that of the format.
    let beyond = "{ type: integer, format: int8, minimum: 200, maximum: 300 }";
    assert_values("3.1.0", "", &[(beyond, "200")]);
}
