//! Code of this workspace that no longer compiles with the new API, such as the local Trophy server.

use std::io;

use crate::workspace;

/// The maximum number of errors that are printed.
const MAX_ERRORS: usize = 20;

/// Compiles the workspace, and lists the errors of the compiler.
pub(super) fn print_broken_code() -> io::Result<()> {
    println!("\n$ cargo check --workspace --all-targets");
    let output = workspace::cargo()
        .args(["check", "--workspace", "--all-targets", "--keep-going"])
        .args(["--quiet", "--message-format", "short"])
        .output()?;
    if output.status.success() {
        println!("all code compiles");
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    // The compiler also prints warnings, and repeats an error for each target of a package.
    let is_error = |line: &&str| line.starts_with("error") || line.contains(": error");
    let mut errors = Vec::new();
    for line in printed.lines().filter(is_error) {
        if !errors.contains(&line) {
            errors.push(line);
        }
    }
    println!("code that uses the API no longer compiles; adapt it:");
    for line in errors.iter().take(MAX_ERRORS) {
        println!("  {line}");
    }
    if errors.len() > MAX_ERRORS {
        println!("  … {} more", errors.len() - MAX_ERRORS);
    }
    Ok(())
}
