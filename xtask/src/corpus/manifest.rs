//! The manifests of the generated crates and of their workspace.

use crate::corpus::program::PROGRAM;

/// The manifest of the workspace with these packages, and their programs. Commands work on the packages only, unless they
/// name another one.
pub(super) fn workspace_manifest(packages: &[&str], programs: &[&str]) -> String {
    let list = |paths: Vec<String>| {
        let lines = paths.iter().map(|path| format!("    \"crates/{path}\",\n"));
        lines.collect::<String>()
    };
    let packages = list(packages.iter().map(|it| (*it).to_owned()).collect());
    let programs = list(
        programs
            .iter()
            .map(|it| format!("{it}/{PROGRAM}"))
            .collect(),
    );
    format!(
        r#"[workspace]
resolver = "3"
members = [
{packages}{programs}]
default-members = [
{packages}]

[profile.dev]
debug = false
"#
    )
}

/// The end of the manifest of each crate: lints that many crates turn on.
pub(super) const LINTS: &str = r#"
[lints.rust]
missing_debug_implementations = "warn"
missing_docs = "warn"
unreachable_pub = "warn"
unsafe_code = "warn"
"#;
