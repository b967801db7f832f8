//! Compares the generated server and client of a crate: its program sends sample exchanges through both.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::corpus::program::{exchanges_file, package};
use crate::corpus::report::{Agreement, Difference, Row};
use crate::corpus::single::SingleResult;

/// The result of one exchange, as the program prints it.
#[derive(Deserialize)]
struct Line {
    operation: String,
    name: String,
    problem: Option<String>,
}

/// Builds and runs the program of a crate. `cargo` is `cargo run` in the workspace of the crates.
pub(super) fn agree(
    mut cargo: Command,
    row: &Row,
    out: &Path,
) -> Result<Agreement, Box<dyn Error>> {
    let package = package(&row.package);
    let output = cargo
        .args(["--offline", "--quiet", "--package", &package, "--"])
        .arg(exchanges_file(out))
        .output()?;
    let mut reason = "the program has no result for this operation".to_owned();
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        reason = format!("{}\n{errors}", output.status);
    }
    Ok(agreement(
        &row.result,
        &String::from_utf8(output.stdout)?,
        &reason,
    )?)
}

/// The results by operation. An operation without a result has failed for this `reason`.
fn agreement(document: &SingleResult, output: &str, reason: &str) -> serde_json::Result<Agreement> {
    let mut exchanges = 0;
    let mut operations: BTreeMap<String, Option<Difference>> = BTreeMap::new();
    for line in output.lines() {
        let line: Line = serde_json::from_str(line)?;
        exchanges += 1;
        let first = operations.entry(line.operation).or_default();
        if let (Some(problem), None) = (line.problem, &first) {
            *first = Some(Difference {
                exchange: line.name,
                problem,
            });
        }
    }
    let agreed = operations.values().filter(|it| it.is_none()).count();
    let results = operations.len() + document.not_checked.len();
    let mut failed: Vec<Difference> = operations.into_values().flatten().collect();
    for _ in results..document.operations {
        failed.push(Difference {
            exchange: "an operation".to_owned(),
            problem: reason.to_owned(),
        });
    }
    Ok(Agreement {
        agreed,
        exchanges,
        failed,
        not_checked: document.not_checked.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::agreement;
    use crate::corpus::single::{NotChecked, SingleResult};

    #[test]
    fn every_operation_is_counted_once() -> Result<(), serde_json::Error> {
        let document = SingleResult {
            operations: 4,
            not_checked: vec![NotChecked {
                operation: "pets_find".to_owned(),
                reason: "a server cannot decode its requests".to_owned(),
            }],
            ..SingleResult::default()
        };
        let output = r#"{"operation":"pets_get","name":"pets_get/full","problem":null}
{"operation":"pets_add","name":"pets_add/full","problem":null}
{"operation":"pets_add","name":"pets_add/minimal","problem":"request body"}
{"operation":"pets_add","name":"pets_add/null","problem":"request body"}
"#;
        let agreement = agreement(&document, output, "stopped")?;
        assert_eq!((agreement.agreed, agreement.exchanges), (1, 4));
        assert_eq!(agreement.not_checked.len(), 1);
        let failed = agreement.failed.iter().map(|it| it.exchange.as_str());
        // `pets_add`, and one operation without a result.
        assert_eq!(
            failed.collect::<Vec<_>>(),
            ["pets_add/minimal", "an operation"]
        );
        Ok(())
    }
}
