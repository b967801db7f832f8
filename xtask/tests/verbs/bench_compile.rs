use crate::support::xtask;

/// The standard error of a call with wrong arguments.
fn refused(arguments: &[&str]) -> String {
    let output = xtask(&[&["bench-compile"], arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn growth_takes_no_document() {
    let stderr = refused(&["api.yaml", "--growth", "docs"]);
    assert!(stderr.contains("cannot be used with"), "{stderr}");
}

#[test]
fn sizes_are_numbers_of_models_for_growth() {
    let stderr = refused(&["--sizes", "300"]);
    assert!(stderr.contains("--growth"), "{stderr}");
    let stderr = refused(&["--growth", "docs", "--sizes", "300,0"]);
    assert!(stderr.contains("at least one model"), "{stderr}");
}
