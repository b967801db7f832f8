//! Test suites that are data: the tests that read them print the results.

use std::collections::BTreeMap;
use std::error::Error;

use serde::Deserialize;

use crate::workspace;

/// The tests: the packages with their targets, and the names.
const TESTS: [&[&str]; 2] = [
    &[
        "--package=apicrate",
        "--features=patterns",
        "--lib",
        "--test=lint",
        "--test=overlay",
        "--",
        "--nocapture",
        "agrees_with_the_json_schema_test_suite",
        "overlays_of_the_",
        "paths_are_those_of_rfc_9535",
    ],
    &[
        "--package=apicrate-runtime",
        "--test=uri_templates",
        "--",
        "--nocapture",
    ],
];

/// The result of a suite, as the tests print it.
#[derive(Debug, Deserialize)]
pub(super) struct DataSuite {
    pub(super) suite: String,
    pub(super) passed: usize,
    /// The numbers of the cases whose result differs, or that do not apply, by reason.
    pub(super) other: BTreeMap<String, usize>,
}

/// Runs the tests. A suite that is not available has no result.
pub(super) fn run() -> Result<Vec<DataSuite>, Box<dyn Error>> {
    eprintln!("running the suites that are data");
    let mut suites: Vec<DataSuite> = Vec::new();
    for tests in TESTS {
        let output = workspace::cargo()
            .args(["test", "--quiet"])
            .args(tests)
            .current_dir(workspace::root())
            .output()?;
        let text = String::from_utf8(output.stdout)?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{text}{errors}").into());
        }
        let results = text
            .lines()
            .filter_map(|line| line.split_once("conformance "));
        for (_, result) in results {
            suites.push(serde_json::from_str(result)?);
        }
    }
    suites.sort_by(|one, other| one.suite.cmp(&other.suite));
    Ok(suites)
}
