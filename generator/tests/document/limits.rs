//! Documents that exceed a limit, and documents that are just below it.

use std::fmt::Write as _;

use apicrate::diagnostic::{Diagnostic, Diagnostics};
use apicrate::document::Document;
use serde_json::{Value, json};

use crate::{Outcome, all_findings, findings, findings_of, read};

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n";

/// Returns the first line of all findings about a document, and the position below it.
fn first(text: &str) -> String {
    let findings = findings(text);
    findings.lines().take(2).collect::<Vec<_>>().join("\n")
}

fn parse(document: &Value) -> Result<Document, Diagnostics> {
    Document::parse("api.json", document.to_string())
}

fn with_schemas(schemas: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1.0.0" },
        "components": { "schemas": schemas },
    })
}

#[test]
fn many_open_brackets_are_rejected_before_parsing() {
    let expected =
        "error[too-deep]: values are nested more than 64 levels deep\n  --> pets.yaml:3:";
    // The YAML parser would need minutes for each of these texts.
    for open in ["[", "{a: ", "[a: ", "{\"a\":", "!t [", "[? "] {
        let text = format!("{HEAD}x-a: {}", open.repeat(100_000));
        assert!(first(&text).starts_with(expected), "{}", first(&text));
    }
    // Closing brackets in quotes and comments do not close anything.
    for open in ["[\"]\", ", "[ # ]\n  ", "[']', "] {
        let text = format!("{HEAD}x-a: {}", open.repeat(100_000));
        assert!(first(&text).starts_with("error[too-deep]"), "{open}");
    }
    let json = format!("{{\"openapi\": \"3.1.0\", \"x-a\": {}", "[".repeat(300_000));
    assert!(first(&json).starts_with("error[too-deep]"));
}

#[test]
fn many_brackets_that_are_not_nested_are_accepted() -> Outcome {
    let text = format!("{HEAD}x-a: [{}]\n", "[a, {b: '[['}], ".repeat(20_000));
    assert!(Document::parse("pets.yaml", text)?.warnings.is_empty());
    Ok(())
}

#[test]
fn values_may_be_nested_64_levels() {
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        [
            findings(&format!("{HEAD}x-a: {open}{close}\n")),
            findings(&format!(
                "{{\"openapi\": \"3.1.0\", \"x-a\": {open}{close}}}"
            )),
        ]
    };
    for accepted in nested(63) {
        assert!(!accepted.contains("too-deep"), "{accepted}");
    }
    for rejected in nested(64) {
        assert!(rejected.contains("error[too-deep]"), "{rejected}");
    }
}

#[test]
fn tag_directives_are_limited() {
    let text = |count: usize| {
        let directives = (0..count).fold(String::new(), |mut text, index| {
            _ = writeln!(text, "%TAG !a{index}! tag:a{index},");
            text
        });
        first(&format!("{directives}---\n{HEAD}"))
    };
    assert_eq!(text(64), "no findings");
    assert_eq!(
        text(65),
        "error[too-large]: the text has more than 64 `%TAG` directives\n  --> pets.yaml:65:1"
    );
}

#[test]
fn aliases_are_limited_relative_to_the_text() {
    // Each alias adds an object, a name and a number: three times 8 bytes, and one byte for the name. A text may grow to
    // 16 times its length and 256 KiB.
    let text = |aliases: usize| {
        let list = "*a, ".repeat(100);
        let lists = "*b, ".repeat(aliases / 100);
        format!("{HEAD}x-a: &a {{a: 1}}\nx-b: &b [{list}]\nx-c: [{lists}]\n")
    };
    assert_eq!(findings(&text(10_000)), "no findings");
    assert!(
        first(&text(20_000)).starts_with(
            "error[too-large]: YAML aliases expand the document beyond the size limit\n  --> pets.yaml:"
        ),
        "{}",
        first(&text(20_000))
    );
    let words = format!(
        "{HEAD}x-a: &a {}\nx-b: [{}]\n",
        "a".repeat(3000),
        "*a, ".repeat(3000)
    );
    assert!(first(&words).starts_with("error[too-large]"));
    let keys = format!(
        "{HEAD}x-a: &a {}\nx-b: [{}]\n",
        "a".repeat(1000),
        "{ *a : 1 }, ".repeat(3000)
    );
    assert!(first(&keys).starts_with("error[too-large]"));
    let merged = (1..40).fold(format!("{HEAD}x-0: &a0 {{ a: 1 }}\n"), |mut text, level| {
        let below = level - 1;
        _ = writeln!(
            text,
            "x-{level}: &a{level} {{ <<: [*a{below}, *a{below}] }}"
        );
        text
    });
    assert!(first(&merged).starts_with("error[too-large]"));
}

#[test]
fn pointers_are_limited() -> Outcome {
    let schemas =
        |length: usize| with_schemas(&json!({ "a".repeat(length): { "type": "string" } }));
    // The pointer is `/components/schemas/…/type`.
    parse(&schemas(4096 - 25))?;
    let rejected = all_findings(parse(&schemas(4096 - 24)));
    assert!(
        rejected.starts_with(
            "error[too-large]: the names on the path to this value have more than 4096 bytes\n  --> api.json:1:"
        ),
        "{rejected}"
    );
    Ok(())
}

#[test]
fn long_names_are_shortened_in_messages() {
    let document = with_schemas(&json!({ "A": { "type": "a".repeat(1_000_000) } }));
    let findings = all_findings(parse(&document));
    assert!(
        findings.starts_with("warning[unknown-type]: unknown type `aaaa"),
        "{findings}"
    );
    assert!(
        findings.contains("a`; treated as any value\n"),
        "{findings}"
    );
    assert!(findings.len() < 2000, "{}", findings.len());
}

#[test]
fn findings_are_limited_for_each_severity() {
    let findings = |count: usize| {
        let keywords = (0..count).map(|index| (format!("k{index}"), json!(1)));
        let schemas = json!({ "A": keywords.collect::<Value>(), "B": 3 });
        all_findings(parse(&with_schemas(&schemas)))
    };
    let accepted = findings(10_000);
    assert!(accepted.ends_with("\n1 error, 10000 warnings"));
    assert!(!accepted.contains("too-many-findings"));
    let limited = findings(100_000);
    assert!(limited.ends_with("\n1 error, 10001 warnings"));
    assert!(limited.contains(
        "warning[too-many-findings]: there are more than 10000 warnings; the others are not reported"
    ));
    let repeated = format!("{HEAD}x-a: {{ {} }}\n", "a: 1, ".repeat(30_000));
    assert!(crate::findings(&repeated).ends_with("\n10001 errors"));
}

#[test]
fn chains_of_references_are_followed_once() -> Outcome {
    let count = 20_000;
    let next = |index: usize| json!({ "$ref": format!("#/components/schemas/S{index}") });
    let chain = |last: Value| {
        let names = (0..count).map(|index| (format!("S{index}"), next(index + 1)));
        let all = names.chain([(format!("S{count}"), last)]);
        with_schemas(&all.collect::<Value>())
    };
    parse(&chain(json!({ "type": "string" })))?;
    let cycle = all_findings(parse(&chain(next(0))));
    assert!(
        cycle.starts_with("error[reference-cycle]: reference cycle: `#/components/schemas/S0` → ")
    );
    assert!(cycle.ends_with("\n1 error") && cycle.len() < 3000);
    let tail = all_findings(parse(&chain(next(count - 1))));
    assert!(tail.starts_with("error[reference-cycle]"), "{tail}");
    assert!(tail.ends_with("\n1 error"), "{tail}");
    Ok(())
}

#[test]
fn each_cycle_is_reported_once() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = json!({
        "Tail": reference("A"), "A": reference("B"), "B": reference("A"), "Other": reference("B"),
        "Own": reference("Own"),
    });
    let findings = all_findings(parse(&with_schemas(&schemas)));
    let messages = findings.lines().filter(|line| line.starts_with("error"));
    assert_eq!(
        messages.collect::<Vec<_>>(),
        [
            "error[reference-cycle]: reference cycle: `#/components/schemas/A` → `#/components/schemas/B` → \
             `#/components/schemas/A`",
            "error[reference-cycle]: reference cycle: `#/components/schemas/Own` → `#/components/schemas/Own`",
        ]
    );
}

#[test]
fn suggestions_for_many_names_are_limited() {
    let count = 10_000;
    let names = (0..count).map(|index| (format!("Schema{index}"), json!({})));
    let wrong =
        (0..count).map(|index| json!({ "$ref": format!("#/components/schemas/Schemb{index}") }));
    let list = (
        "List".to_owned(),
        json!({ "allOf": wrong.collect::<Value>() }),
    );
    let schemas = names.chain([list]).collect::<Value>();
    let findings = all_findings(parse(&with_schemas(&schemas)));
    assert!(findings.contains("did you mean `#/components/schemas/Schema0`?"));
    let suggestions = findings.matches("did you mean").count();
    assert!((1..1000).contains(&suggestions), "{suggestions}");
}

#[test]
fn copies_of_path_items_are_limited() {
    let document = |paths: usize, text: usize| {
        let path = |index| {
            (
                format!("/p{index}"),
                json!({ "$ref": "#/components/pathItems/A" }),
            )
        };
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Pets", "version": "1.0.0" },
            "paths": (0..paths).map(path).collect::<Value>(),
            "components": { "pathItems": { "A": { "description": "a".repeat(text) } } },
        });
        all_findings(parse(&document))
    };
    assert_eq!(document(100, 1000), "no findings");
    let rejected = document(1000, 10_000);
    assert!(
        rejected.starts_with(
            "error[too-large]: replacing references by copies of their targets makes the document more than 4 times \
             larger\n  --> api.json:1:"
        ),
        "{rejected}"
    );
}

#[test]
fn copies_of_data_are_limited() {
    // Each schema contains the next one, and each has a reference to it.
    let mut nested = json!({ "type": "string", "description": "a".repeat(100_000) });
    for _ in 0..25 {
        nested = json!({ "properties": { "a": nested } });
    }
    let document = |at: &str| {
        let references = (0..25)
            .map(|level| json!({ "$ref": format!("#{at}{}", "/properties/a".repeat(level)) }));
        let schemas = json!({ "A": { "allOf": references.collect::<Value>(), "example": nested } });
        let mut document = with_schemas(&schemas);
        document["x-a"] = nested.clone();
        document
    };
    // A value in an extension is moved.
    assert_eq!(all_findings(parse(&document("/x-a"))), "no findings");
    let findings = all_findings(parse(&document("/components/schemas/A/example")));
    assert!(
        findings.starts_with("error[too-large]: replacing references by copies"),
        "{findings}"
    );
}

#[test]
fn references_through_many_references_are_rejected() {
    let reference = |hops: usize| {
        let target = format!("#/components/schemas/A{}", "/properties/a".repeat(hops));
        findings_of(&format!(
            "components:\n  schemas:\n    A: {{ properties: {{ a: {{ $ref: '#/components/schemas/A' }} }} }}\n    \
             B: {{ items: {{ $ref: '{target}' }} }}\n"
        ))
    };
    assert_eq!(reference(64), "no findings");
    assert!(
        reference(70).starts_with("warning[dangling-reference]"),
        "{}",
        reference(70)
    );
}

#[test]
fn equal_members_of_long_tuples_become_one_alternative() -> Outcome {
    let document = read(
        "paths: {}
components:
  schemas:
    A: { prefixItems: [{ type: string, minLength: 1 }, { minLength: 1, type: string }, { type: integer }] }
",
    )?;
    let items = crate::component(&document, "/schemas/A/items/anyOf")?;
    assert_eq!(items.as_array().map(Vec::len), Some(2));
    Ok(())
}

/// The end states what was done about the problem.
#[test]
fn long_messages_keep_their_start_and_their_end() {
    let message = |count: usize, end: &str| {
        let text = format!("start {}{end}", "é".repeat(count));
        Diagnostic::warning("any-code", "", text).message
    };
    let longest = message(495, "1234");
    assert_eq!(longest.len(), 1000);
    assert!(longest.ends_with("éé1234"), "{longest}");
    let expected = format!("start {} … {} end", "é".repeat(246), "é".repeat(123));
    assert_eq!(message(600, " end"), expected);
    assert!(message(495, "12345").contains('…'));
}
