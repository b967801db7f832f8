//! Strings: lengths, formats and patterns.

use crate::{assert_values, invalid};

#[test]
fn texts_have_the_required_length() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ type: string }", "\"string\""),
            ("{ type: string, maxLength: 2 }", "\"st\""),
            ("{ type: string, maxLength: 0 }", "\"\""),
            ("{ type: string, minLength: 6, maxLength: 6 }", "\"string\""),
            ("{ type: string, minLength: 9 }", "\"stringabc\""),
            (
                "{ type: string, minLength: 34 }",
                "\"stringabcdefghijklmnopqrstuvwxyzab\"",
            ),
            (
                "{ allOf: [{ type: string, minLength: 8 }, { minLength: 7, maxLength: 8 }] }",
                "\"stringab\"",
            ),
        ],
    );
}

#[test]
fn texts_that_must_differ_have_numbers() {
    let list =
        |text: &str| format!("{{ type: array, uniqueItems: true, minItems: 3, items: {text} }}");
    for (text, expected) in [
        ("{ type: string }", r#"["string","string1","string2"]"#),
        ("{ type: string, maxLength: 1 }", r#"["s","1","2"]"#),
        (
            "{ type: string, maxLength: 4 }",
            r#"["stri","ing1","ing2"]"#,
        ),
        (
            "{ type: string, minLength: 8 }",
            r#"["stringab","string1a","string2a"]"#,
        ),
        // The second text is the example of the first.
        (
            "{ type: string, default: string1 }",
            r#"["string1","string2","string3"]"#,
        ),
        (
            "{ type: string, pattern: '^(x|yz|w)$' }",
            r#"["x","yz","w"]"#,
        ),
    ] {
        assert_values("3.1.0", "", &[(&list(text), expected)]);
    }
}

/// The first text of each format, and the third if they must differ.
#[test]
fn each_format_has_its_texts() {
    for (format, first, third) in [
        ("date", "2026-01-01", "2026-01-03"),
        ("date-time", "2026-01-01T09:00:00Z", "2026-01-03T09:02:00Z"),
        ("time", "09:00:00Z", "09:02:00Z"),
        ("duration", "P1D", "P3D"),
        (
            "uuid",
            "3f2b8c1e-5d47-4a69-9e0b-0000007c1d2e",
            "3f2b8c1e-5d47-4a69-9e0b-0000007c1d30",
        ),
        ("email", "user@example.com", "user2@example.com"),
        ("idn-email", "user@example.com", "user2@example.com"),
        ("hostname", "host.example.com", "host2.example.com"),
        ("ipv4", "192.0.2.1", "192.0.2.3"),
        ("ipv6", "2001:db8::1", "2001:db8::3"),
        ("uri", "https://example.com/", "https://example.com/2"),
        ("url", "https://example.com/", "https://example.com/2"),
        ("iri", "https://example.com/", "https://example.com/2"),
        ("uri-reference", "/items/1", "/items/3"),
        ("uri-template", "/items/{id}", "/items2/{id}"),
        ("json-pointer", "/items/0", "/items/2"),
        ("relative-json-pointer", "0/items", "2/items"),
        ("regex", "^a$", "^a2$"),
        ("byte", "dGV4dA==", "dGV4dDI="),
        ("decimal", "1.5", "3.5"),
        ("int64", "1", "3"),
        ("uint64", "1", "3"),
        ("password", "string", "string2"),
    ] {
        let one = format!("{{ type: string, format: {format} }}");
        assert_values("3.1.0", "", &[(&one, &format!("\"{first}\""))]);
        let three = format!(
            "{{ type: array, uniqueItems: true, prefixItems: [{{}}, {{}}, {{ type: string, format: {format} }}], items: false, minItems: 3 }}"
        );
        let expected = format!("[{{}},\"string1\",\"{third}\"]");
        assert_values(
            "3.1.0",
            "",
            &[(
                &three.replace("[{}, {}, ", "[{}, { type: string }, "),
                &expected,
            )],
        );
    }
}

#[test]
fn a_format_and_the_length_are_satisfied_together() {
    assert_values(
        "3.1.0",
        "",
        &[
            (
                "{ type: string, format: email, minLength: 20 }",
                "\"userxxxx@example.com\"",
            ),
            (
                "{ type: string, format: uri, minLength: 24 }",
                "\"https://example.com/xxxx\"",
            ),
        ],
    );
}

#[test]
fn texts_match_their_patterns() {
    assert_values(
        "3.1.0",
        "",
        &[
            ("{ type: string, pattern: '^[a-z]{3}$' }", "\"abc\""),
            (
                "{ type: string, pattern: '^[A-Z]{3}-\\d{2,4}$' }",
                "\"ABC-45\"",
            ),
            ("{ type: string, pattern: '^[^a-z]$' }", "\"A\""),
            ("{ type: string, pattern: '^[_0-9]$' }", "\"0\""),
            ("{ type: string, pattern: '^[_.]$' }", "\".\""),
            ("{ type: string, pattern: '^[é-ü]$' }", "\"é\""),
            ("{ type: string, pattern: '^(?:x|yz)$' }", "\"x\""),
            (
                "{ type: string, pattern: '^[a-z]+$', minLength: 20, maxLength: 30 }",
                "\"abcdefghijklmnopqrstu\"",
            ),
            (
                "{ type: string, pattern: '^\\w+@\\w+\\.(com|org)$', format: email }",
                "\"user@example.com\"",
            ),
            // Patterns with look-around have no texts of their own.
            (
                "{ type: string, pattern: '^(?=.*[A-Z])(?=.*\\d).{8,}$' }",
                "\"Aa1!aaaa\"",
            ),
            ("{ type: string, pattern: '^(?=.*-)[a-z-]{3}$' }", "\"a-b\""),
            (
                "{ allOf: [{ type: string, pattern: '^[a-c]{2}$' }, { pattern: 'b$' }] }",
                "\"ab\"",
            ),
        ],
    );
}

#[test]
fn texts_for_patterns_have_a_limited_length() {
    let longest = "a".repeat(4096);
    let schema = "{ type: string, pattern: '^a{4096}$' }";
    assert_values("3.1.0", "", &[(schema, &format!("\"{longest}\""))]);
    assert_eq!(
        invalid("{ type: string, pattern: '^a{4097}$' }", ""),
        "string"
    );
}
