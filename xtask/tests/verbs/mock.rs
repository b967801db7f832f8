//! `cargo xtask mock`: the local server runs in the process of the command.

/// A signal to the command stops the server, because both are one process.
#[cfg(unix)]
#[test]
fn server_replaces_the_command() -> Result<(), Box<dyn std::error::Error>> {
    use std::fs;
    use std::io::{BufRead, BufReader};
    use std::os::unix::fs::PermissionsExt;
    use std::process::Stdio;

    use super::support::command;

    // In place of `cargo run`, which replaces itself by the server in the same way. It ends with its input.
    let folder = tempfile::tempdir()?;
    let cargo = folder.path().join("cargo");
    fs::write(&cargo, "#!/bin/sh\necho $$ \"$@\"\nread -r line\n")?;
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755))?;
    let mut mock = command()
        .args(["mock", "--port", "0"])
        .env("CARGO", &cargo)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut printed = String::new();
    if let Some(output) = mock.stdout.take() {
        BufReader::new(output).read_line(&mut printed)?;
    }
    mock.kill()?;
    mock.wait()?;
    let (process, arguments) = printed.split_once(' ').ok_or("nothing was printed")?;
    assert_eq!(process, mock.id().to_string());
    assert!(
        arguments.ends_with("--package trophy-local -- --port 0\n"),
        "{arguments}"
    );
    Ok(())
}
