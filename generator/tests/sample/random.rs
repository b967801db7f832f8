//! Random values, which are the same for the same seed.

use apicrate::validate::Direction;

use crate::{described, valid};

/// The first outputs of `SplitMix64` for this seed are published: 6457827717110365317, 3203168211198807973,
/// 9817491932198370423, 4593380528125082431 and 16408922859458223821. Integers without bounds are 1 and the last three digits.
#[test]
fn a_seed_has_the_numbers_of_splitmix64() {
    let names = ["a", "b", "c", "d", "e"].map(|name| format!("{name}: {{ type: integer }}"));
    let schema = format!(
        "{{ type: object, required: [a, b, c, d, e], properties: {{ {} }} }}",
        names.join(", ")
    );
    let description = described("3.1.0", &schema, "");
    let value = valid(&description, Direction::Received, Some(1_234_567));
    assert_eq!(
        value.to_string(),
        r#"{"a":318,"b":974,"c":424,"d":432,"e":822}"#
    );
}

#[test]
fn random_values_are_not_the_examples() {
    let description = described("3.1.0", "{ type: integer, examples: [77] }", "");
    assert_eq!(valid(&description, Direction::Received, None), 77);
    for seed in 0..4 {
        assert_ne!(valid(&description, Direction::Received, Some(seed)), 77);
    }
}

#[test]
fn random_values_have_all_alternatives() {
    for schema in [
        "{ enum: [1, 2, 3] }",
        "{ oneOf: [{ const: 1 }, { const: 2 }, { const: 3 }] }",
        "{ type: integer, minimum: 1, maximum: 3 }",
    ] {
        let description = described("3.1.0", schema, "");
        let values = (0..40).map(|seed| {
            let value = valid(&description, Direction::Received, Some(seed));
            value.as_u64().unwrap_or_default()
        });
        let mut values: Vec<u64> = values.collect();
        values.sort_unstable();
        values.dedup();
        assert_eq!(values, [1, 2, 3], "{schema}");
    }
}
