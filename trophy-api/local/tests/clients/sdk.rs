//! Trophy's official Python SDK.

use std::path::Path;
use std::process::Command;

use super::{Test, python, run, start};

/// The version of the Python SDK, which is also the version of the API's document.
const VERSION: &str = "1.21.1";

#[tokio::test(flavor = "multi_thread")]
async fn official_python_sdk_works_with_the_server() -> Test {
    let Some(programs) = python::environment("trophy", VERSION) else {
        return Ok(());
    };
    let server = start().await?;
    let mut script = Command::new(programs.join("python3"));
    script
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/sdk.py"))
        .args([server.url(), server.admin_url()]);

    let output = run(script).await?;

    let lines = String::from_utf8(output.stdout)?;
    println!("{lines}");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(lines, include_str!("sdk.txt"));
    Ok(())
}
