//! Schemathesis: generates valid and invalid requests from the API's documents and validates the responses.

use std::path::Path;
use std::process::Command;

use super::{Test, python, run, start};

/// The version is fixed, since other versions generate other requests.
const VERSION: &str = "4.32.5";

/// All phases except random requests, which are slow. `docs/maintaining.md` has the command for all phases.
const PHASES: &str = "examples,coverage,stateful";

#[tokio::test(flavor = "multi_thread")]
async fn application_api_responses_match_the_document() -> Test {
    let server = start().await?;
    validate("application.yaml", &server.url()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn admin_api_responses_match_the_document() -> Test {
    let server = start().await?;
    validate("admin.yaml", &server.admin_url()).await
}

async fn validate(document: &str, url: &str) -> Test {
    let Some(programs) = python::environment("schemathesis", VERSION) else {
        return Ok(());
    };
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut schemathesis = Command::new(programs.join("schemathesis"));
    schemathesis
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .arg("--config-file")
        .arg(package.join("tests/clients/schemathesis.toml"))
        .arg("run")
        .arg(package.join("../../spec").join(document))
        .args(["--url", url, "--phases", PHASES])
        .args(["--max-examples", "10", "--seed", "1", "--no-color"]);

    let output = run(schemathesis).await?;

    let report = String::from_utf8_lossy(&output.stdout);
    println!("{report}");
    assert!(output.status.success(), "{report}");
    Ok(())
}
