//! Trophy's official Python SDK.

use std::path::Path;
use std::process::Command;

use super::{Test, python, run, start};

#[tokio::test(flavor = "multi_thread")]
async fn official_python_sdk_works_with_the_server() -> Test {
    check("1.27.0", 85).await
}

/// Clients that are older than the server's documents still decode its responses.
#[tokio::test(flavor = "multi_thread")]
async fn older_official_python_sdk_works_with_the_server() -> Test {
    check("1.21.1", 74).await
}

/// Runs both scripts with a version of the SDK, which is also a version of the API's documents, and has this number of
/// operations.
async fn check(version: &str, operations: usize) -> Test {
    let calls = include_str!("sdk.txt");
    let all = format!("{operations} operations\n");
    for (script, expected) in [("sdk.py", calls), ("sdk_operations.py", &all)] {
        let Some(programs) = python::environment("trophy", version) else {
            return Ok(());
        };
        let server = start().await?;
        let mut python = Command::new(programs.join("python3"));
        python
            .arg(
                Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("tests/clients")
                    .join(script),
            )
            .args([server.url(), server.admin_url()]);

        let output = run(python).await?;

        let lines = String::from_utf8(output.stdout)?;
        println!("{lines}");
        assert!(
            output.status.success(),
            "{script}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(lines, expected, "{script}");
    }
    Ok(())
}
