//! Requests made up from the API's documents, good ones and bad ones: whatever is asked, the answer is as the
//! document says.

use std::path::Path;
use std::process::Command;

use super::{Test, python, run, start};

/// The newest version when this was written. Another one makes up other requests.
const VERSION: &str = "4.32.5";

/// All but those that make requests up at random, which take their time: `docs/maintaining.md` has the command
/// for everything.
const PHASES: &str = "examples,coverage,stateful";

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_the_application_api_is_as_documented() -> Test {
    let server = start().await?;
    hold_against("application.yaml", &server.url()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_the_admin_api_is_as_documented() -> Test {
    let server = start().await?;
    hold_against("admin.yaml", &server.admin_url()).await
}

async fn hold_against(document: &str, url: &str) -> Test {
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
