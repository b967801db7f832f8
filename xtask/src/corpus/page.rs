//! The section about documents of other vendors in `docs/conformance.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use apicrate::counted::counted;

use crate::corpus::report::{Agreement, Row, State};
use crate::corpus::vendors::{VENDORS, Vendor};

/// The heading of the section.
pub(super) const HEADING: &str = "## Documents of other vendors";

/// The beginning of the table about server and client.
const AGREEMENT: &str = "\
| document | version | operations | agree | differ | not compared | reason |
| --- | --- | --- | --- | --- | --- | --- |
";

/// The beginning of the table about the compiler.
const COMPILATION: &str = "\
| document | version | generated | rejected | compiled | warnings | reason |
| --- | --- | --- | --- | --- | --- | --- |
";

/// The text of the section. A table contains the rows of these vendors, and those of the known section for the others.
pub(super) fn text(vendors: &[(&Vendor, Vec<&Row>)], known: &str) -> String {
    let agreement = table(AGREEMENT, vendors, known, agreement_lines);
    let compilation = table(COMPILATION, vendors, known, compilation_lines);
    format!(
        "{HEADING}

`cargo xtask corpus DIR --check --agree --page` generates a crate from each document below the folder `DIR`, and writes this section.
`xtask/src/corpus/vendors.rs` lists the documents. They are not part of this repository.

Server and client agree on an operation if all requests and responses that are made from the document
[pass through both unchanged](maintaining.md#testing-server-and-client-of-other-documents).

{agreement}
Each crate is compiled with its default features, with the feature `server`, and with its documentation. The warnings are those of
all three. A document with errors is rejected with the position of each error.

{compilation}"
    )
}

/// The vendors of which all documents are in these rows. `documents` are the names of all documents.
pub(super) fn complete<'a>(
    rows: &'a [Row],
    documents: &[String],
) -> Vec<(&'static Vendor, Vec<&'a Row>)> {
    let ran: BTreeSet<&str> = rows.iter().map(|row| row.document.as_str()).collect();
    let vendors = VENDORS.iter().filter_map(|vendor| {
        let mut own = documents.iter().filter(|it| vendor.has(it));
        let is_complete = own.all(|it| ran.contains(it.as_str()));
        let rows: Vec<&Row> = rows
            .iter()
            .filter(|row| vendor.has(&row.document))
            .collect();
        (is_complete && !rows.is_empty()).then_some((vendor, rows))
    });
    vendors.collect()
}

/// A table, with the rows of the vendors that have results, and the known rows of the others.
fn table(
    header: &str,
    vendors: &[(&Vendor, Vec<&Row>)],
    known: &str,
    lines: fn(&Vendor, &[&Row]) -> Option<String>,
) -> String {
    let known = known_rows(header, known);
    let rows = VENDORS.iter().filter_map(|vendor| {
        let own = vendors.iter().find(|(it, _)| it.path == vendor.path);
        let new = own.and_then(|(_, rows)| lines(vendor, rows));
        new.or_else(|| known.get(&link(vendor)).cloned())
    });
    format!("{header}{}", rows.collect::<String>())
}

/// The lines of each vendor in a table, by the first cell. A line without one is about the vendor above.
fn known_rows(header: &str, page: &str) -> BTreeMap<String, String> {
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    let mut current = String::new();
    let lines = page.split_once(header).map_or("", |(_, rest)| rest).lines();
    for line in lines.take_while(|line| line.starts_with('|')) {
        let first = line.trim_start_matches('|').split('|').next();
        let first = first.unwrap_or_default().trim();
        if !first.is_empty() {
            first.clone_into(&mut current);
        }
        let row = rows.entry(current.clone()).or_default();
        row.extend([line, "\n"]);
    }
    rows
}

/// The rows about server and client. `None` if they were not compared.
fn agreement_lines(vendor: &Vendor, rows: &[&Row]) -> Option<String> {
    let mut served = rows.iter().filter(|row| row.is_served());
    if served.any(|row| row.agreement.is_none()) {
        return None;
    }
    let agreements = rows
        .iter()
        .filter_map(|row| Some((*row, row.agreement.as_ref()?)));
    let agreements: Vec<(&Row, &Agreement)> = agreements.collect();
    let sum = |count: fn(&Agreement) -> usize| -> usize {
        agreements.iter().map(|(_, it)| count(it)).sum()
    };
    let (agreed, failed) = (sum(|it| it.agreed), sum(|it| it.failed.len()));
    let not_checked = sum(|it| it.not_checked.len());
    let mut text = String::new();
    _ = writeln!(
        text,
        "| {} | {} | {} | {agreed} | {failed} | {not_checked} | |",
        link(vendor),
        version(vendor, rows),
        agreed + failed + not_checked,
    );
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, agreement) in &agreements {
        for difference in &agreement.failed {
            let problem = reason(vendor, row, &difference.exchange, &difference.problem);
            _ = writeln!(text, "| | | | | 1 | | {problem} |");
        }
        for skipped in &agreement.not_checked {
            *reasons.entry(&skipped.reason).or_default() += 1;
        }
    }
    for (reason, count) in reasons {
        _ = writeln!(text, "| | | | | | {count} | {} |", cell(reason));
    }
    Some(text)
}

/// The rows about the compiler. `None` if the crates were not compiled.
fn compilation_lines(vendor: &Vendor, rows: &[&Row]) -> Option<String> {
    let mut accepted = rows.iter().filter(|row| row.is_accepted());
    if accepted.any(|row| row.compilation.is_none()) {
        return None;
    }
    let compilations = rows.iter().filter_map(|row| row.compilation.as_ref());
    let compilations: Vec<_> = compilations.collect();
    let count = |is: fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
    let compiled = compilations.iter().filter(|it| it.compiled && !it.is_error);
    let warnings: usize = compilations.iter().map(|it| it.warnings).sum();
    let mut text = String::new();
    _ = writeln!(
        text,
        "| {} | {} | {} | {} | {} | {warnings} | |",
        link(vendor),
        version(vendor, rows),
        count(Row::is_accepted),
        count(|row| matches!(row.state, State::Rejected)),
        compiled.count(),
    );
    for row in rows {
        if let Some(failure) = row.failure() {
            let rejected = usize::from(matches!(row.state, State::Rejected));
            let failure = reason(vendor, row, "", &failure);
            _ = writeln!(text, "| | | | {rejected} | | | {failure} |");
        }
    }
    Some(text)
}

/// The first cell of a vendor's row.
fn link(vendor: &Vendor) -> String {
    format!("[{}]({})", vendor.name, vendor.source)
}

/// The version of a document, or the number of documents in a folder.
fn version(vendor: &Vendor, rows: &[&Row]) -> String {
    match rows {
        [row] if !vendor.is_folder() => cell(&row.result.version),
        rows => counted(rows.len(), "document"),
    }
}

/// A reason in a table: the document in the folder of the vendor, a name inside of the document, and the text.
fn reason(vendor: &Vendor, row: &Row, name: &str, text: &str) -> String {
    let document = row.document.strip_prefix(vendor.path).unwrap_or_default();
    let names = [document, name].into_iter().filter(|it| !it.is_empty());
    let names = names.map(|it| format!("`{it}`: "));
    format!("{}{}", names.collect::<String>(), cell(text))
}

/// A text of several lines in a table.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::{AGREEMENT, COMPILATION, complete, text};
    use crate::corpus::document::Document;
    use crate::corpus::report::{Agreement, Compilation, Difference, Row, State};
    use crate::corpus::single::{NotChecked, SingleResult};

    fn row(name: &str, state: State) -> Row {
        let document = Document {
            path: name.into(),
            name: name.to_owned(),
            package: name.to_owned(),
        };
        let result = SingleResult {
            version: "1.0".to_owned(),
            ..SingleResult::default()
        };
        Row::new(&document, state, result, 0.0)
    }

    fn compared(name: &str) -> Row {
        let skipped = |operation: &str| NotChecked {
            operation: operation.to_owned(),
            reason: "a reason".to_owned(),
        };
        Row {
            agreement: Some(Agreement {
                agreed: 5,
                exchanges: 9,
                failed: vec![Difference {
                    exchange: "pets_get/full".to_owned(),
                    problem: "status\n  expected: 1 | 2".to_owned(),
                }],
                not_checked: vec![skipped("pets_find"), skipped("pets_add")],
            }),
            ..row(name, State::Accepted)
        }
    }

    fn names(rows: &[Row]) -> Vec<String> {
        rows.iter().map(|row| row.document.clone()).collect()
    }

    #[test]
    fn rows_of_other_vendors_and_tables_stay_as_they_are() {
        let agreement = format!(
            "{AGREEMENT}\
| [Box](https://github.com/box/box-openapi) | 0.9 | 1 | 0 | 1 | 0 | |
| | | | | 1 | | an old reason of Box |
| [Discord](https://github.com/discord/discord-api-spec) | 0.9 | 1 | 0 | 1 | 0 | |
| | | | | 1 | | an old reason of Discord |
"
        );
        let compilation = format!(
            "{COMPILATION}\
| [Discord](https://github.com/discord/discord-api-spec) | 0.9 | 1 | 0 | 1 | 0 | |
"
        );
        let known = format!("{agreement}\n{compilation}");
        let rows = [compared("discord.json")];
        let text = text(&complete(&rows, &names(&rows)), &known);
        let expected = format!(
            "{AGREEMENT}\
| [Box](https://github.com/box/box-openapi) | 0.9 | 1 | 0 | 1 | 0 | |
| | | | | 1 | | an old reason of Box |
| [Discord](https://github.com/discord/discord-api-spec) | 1.0 | 8 | 5 | 1 | 2 | |
| | | | | 1 | | `pets_get/full`: status expected: 1 \\| 2 |
| | | | | | 2 | a reason |
"
        );
        assert!(text.contains(&expected), "{text}");
        assert!(text.ends_with(&compilation), "{text}");
    }

    #[test]
    fn a_row_of_a_folder_contains_all_its_documents() {
        let compiled = Row {
            compilation: Some(Compilation::new()),
            ..row("edge/oai-examples/one.yaml", State::Accepted)
        };
        let rejected = row("edge/oai-examples/two.yaml", State::Rejected);
        let rows = [compiled, rejected];
        let mut names = names(&rows);
        let expected = "| 2 documents | 1 | 1 | 1 | 0 | |\n";
        let text = text(&complete(&rows, &names), "");
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("Discord"), "{text}");

        names.push("edge/oai-examples/three.yaml".to_owned());
        assert!(complete(&rows, &names).is_empty());
    }
}
