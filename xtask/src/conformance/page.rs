//! The page `docs/conformance.md`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::data_suites::DataSuite;
use super::exceptions::{EXCEPTIONS, Scope};
use super::verdict::{Results, Verdict};
use crate::results_page::with_section;

/// The numbers of a row.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    scenarios: usize,
    called: usize,
    passed: usize,
    failed: usize,
    not_expressible: usize,
}

impl Counts {
    fn new(results: &Results<'_>) -> Self {
        let count = |is_counted: fn(&Verdict) -> bool| {
            let verdicts = results.verdicts.iter();
            verdicts.filter(|(_, verdict)| is_counted(verdict)).count()
        };
        Self {
            scenarios: results.verdicts.len(),
            called: results.called,
            passed: count(|it| matches!(it, Verdict::Passed)),
            failed: count(|it| matches!(it, Verdict::Failed(..))),
            not_expressible: count(|it| matches!(it, Verdict::NotExpressible(_))),
        }
    }

    fn add(&mut self, other: Self) {
        self.scenarios += other.scenarios;
        self.called += other.called;
        self.passed += other.passed;
        self.failed += other.failed;
        self.not_expressible += other.not_expressible;
    }

    fn cells(self) -> String {
        let Self {
            scenarios,
            called,
            passed,
            failed,
            not_expressible,
        } = self;
        format!("{scenarios} | {called} | {passed} | {failed} | {not_expressible}")
    }
}

/// The text of the page. Without data suites, their section is that of the known page, as are the sections of other
/// commands.
pub(super) fn page(all: &[Results<'_>], data_suites: &[DataSuite], known: &str) -> String {
    let start = known.find("\n## ").unwrap_or(known.len());
    let sections = known.get(start..).unwrap_or_default();
    let page = format!("{START}{sections}");
    let page = with_section(&page, CLIENTS_AND_SERVERS, &clients_and_servers(all));
    if data_suites.is_empty() {
        return page;
    }
    let text = format!("{DATA_SUITES}\n{}", data_suites_table(data_suites));
    with_section(&page, DATA_SUITES, &text)
}

/// The text before the first section.
const START: &str = "\
<!-- Written by `cargo xtask conformance` and `cargo xtask corpus`. -->
# Conformance

`cargo xtask conformance` runs test suites of other projects, and `cargo xtask corpus` generates crates from the documents of other
vendors. Both write this page.
";

/// The heading of the section about the suite of `TypeSpec`.
const CLIENTS_AND_SERVERS: &str = "## Clients and servers: the suite of TypeSpec";

/// The section about the suite of `TypeSpec`.
fn clients_and_servers(all: &[Results<'_>]) -> String {
    let mut rows = String::new();
    let mut total = Counts::default();
    for results in all {
        let counts = Counts::new(results);
        total.add(counts);
        let name = &results.specification.name;
        _ = writeln!(rows, "| `{name}` | {} |", counts.cells());
    }
    let failed = reasons(all, |verdict| match verdict {
        Verdict::Failed(_, reason) => Some(reason.unwrap_or("not known yet")),
        _ => None,
    });
    let not_expressible = reasons(all, |verdict| match verdict {
        Verdict::NotExpressible(reason) => Some(reason),
        _ => None,
    });
    let mut gateway = String::new();
    for exception in EXCEPTIONS.iter().filter(|it| it.scope == Scope::Gateway) {
        _ = writeln!(
            gateway,
            "| `{}` | {} |",
            exception.scenarios, exception.reason
        );
    }
    let total = total.cells();
    format!(
        "{CLIENTS_AND_SERVERS}

[TypeSpec](https://typespec.io) has a suite for generators of clients,
[`@typespec/http-specs`](https://github.com/microsoft/typespec/tree/main/packages/http-specs): specifications with scenarios, a server that checks
the requests of a client, and a client that checks the responses of a server. The specifications are emitted as OpenAPI 3.1 and
3.2, and a crate is generated from each document. A scenario is tried in two ways:

- **Gateway**, all scenarios: the client of the suite sends its request to a generated server, which calls the generated client of the
  same document, which calls the server of the suite. The suite checks the request that arrives, and the response on its way
  back.
- **Call**, some scenarios: a hand-written call with the generated client, of which the suite checks the request, and the call
  checks the value. They are in `xtask/conformance/program/calls/`.

A scenario passes if each way passes, with both versions of OpenAPI. It is not expressible if the document does not contain what the
scenario is about. Bodies in XML are bytes for the generator, so their scenarios show only that bytes arrive.

| specification | scenarios | called | passed | failed | not expressible |
| --- | --- | --- | --- | --- | --- |
{rows}| **all** | {total} |

### Failed

{failed}
### Not expressible

{not_expressible}
### Only called

These scenarios pass as calls. A gateway cannot pass them on.

| scenarios | reason |
| --- | --- |
{gateway}"
    )
}

/// The heading of the section about data suites.
const DATA_SUITES: &str = "## Schemas, overlays and parameters: suites that are data";

/// The beginning of the section after the heading.
const DATA_SUITES_HEADER: &str = "
The tests of the libraries read these suites. Other cases differ for a reason, or do not apply.

| suite | compared with | passed | other | reason |
| --- | --- | --- | --- | --- |
";

/// The table of the suites that are data: a row for each suite, and one for each reason.
fn data_suites_table(suites: &[DataSuite]) -> String {
    let mut text = String::from(DATA_SUITES_HEADER);
    for DataSuite {
        suite,
        passed,
        other,
    } in suites
    {
        let subject = SUBJECTS.iter().find(|(start, _)| suite.starts_with(start));
        let subject = subject.map_or("", |(_, subject)| subject);
        let count: usize = other.values().sum();
        _ = writeln!(text, "| {suite} | {subject} | {passed} | {count} | |");
        for (reason, count) in other {
            _ = writeln!(text, "| | | | {count} | {reason} |");
        }
    }
    text
}

/// The beginnings of the names of suites, and the parts of this project that are compared with them.
const SUBJECTS: [(&str, &str); 4] = [
    (
        "JSON Schema",
        "the check of examples by `apicrate lint`, dialect 2020-12",
    ),
    ("JSONPath", "the targets of overlays (RFC 9535)"),
    ("Overlay", "reading and applying overlays"),
    ("URI Template", "the styles of parameters (RFC 6570)"),
];

/// A table of reasons with their scenarios.
fn reasons<'a>(all: &[Results<'a>], reason: impl Fn(&Verdict) -> Option<&'static str>) -> String {
    let mut by_reason: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    for (name, verdict) in all.iter().flat_map(|results| &results.verdicts) {
        if let Some(reason) = reason(verdict) {
            by_reason.entry(reason).or_default().push(name);
        }
    }
    if by_reason.is_empty() {
        return "None.\n".to_owned();
    }
    let mut text = "| reason | scenarios |\n| --- | --- |\n".to_owned();
    for (reason, names) in by_reason {
        _ = writeln!(text, "| {reason} | `{}` |", names.join("`, `"));
    }
    text
}

/// The scenarios that have failed without a known reason, one in a line, with the errors.
pub(super) fn failures(all: &[Results<'_>]) -> String {
    let mut text = String::new();
    for (name, verdict) in all.iter().flat_map(|results| &results.verdicts) {
        if let Verdict::Failed(errors, None) = verdict {
            _ = writeln!(text, "failed: {name}\n  {}", errors.join("\n  "));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{DataSuite, page};

    #[test]
    fn sections_without_results_stay_as_they_are() {
        let known = "# Old\n\n## Schemas, overlays and parameters: suites that are data\n\nold\n\n## Other\n\n| a | b |\n";
        let text = page(&[], &[], known);
        assert!(
            text.contains("\n\n## Clients and servers: the suite of TypeSpec\n"),
            "{text}"
        );
        assert!(
            text.contains("\n\n## Schemas, overlays and parameters: suites that are data\n\nold\n"),
            "{text}"
        );
        assert!(text.contains("\n\n## Other\n\n| a | b |\n"), "{text}");
        assert!(!text.contains("# Old"), "{text}");

        let suite = DataSuite {
            suite: "JSONPath".to_owned(),
            passed: 3,
            other: BTreeMap::new(),
        };
        let text = page(&[], &[suite], &text);
        assert!(!text.contains("\nold\n"), "{text}");
        assert!(text.contains("\n\n## Other\n\n| a | b |\n"), "{text}");
        assert_eq!(page(&[], &[], &text), text);
    }
}
