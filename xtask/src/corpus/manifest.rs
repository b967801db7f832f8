//! The manifests of the workspace and of the generated crates.

use crate::workspace;

/// The manifest of the workspace with these packages.
pub(super) fn workspace_manifest(packages: &[&str]) -> String {
    let members = packages
        .iter()
        .map(|package| format!("    \"crates/{package}\",\n"));
    let members: String = members.collect();
    let runtime = workspace::own_runtime();
    format!(
        r#"[workspace]
resolver = "3"
members = [
{members}]

[workspace.dependencies]
apicrate-runtime = {{ {runtime}, default-features = false, features = ["server"] }}

[workspace.lints.rust]
missing_debug_implementations = "warn"
missing_docs = "warn"
unreachable_pub = "warn"
unsafe_code = "warn"
"#
    )
}

/// The manifest of one crate.
pub(super) fn manifest(package: &str) -> String {
    format!(
        r#"[package]
name = "{package}"
version = "0.1.0"
edition = "2024"

[dependencies]
apicrate-runtime.workspace = true

[lints]
workspace = true
"#
    )
}
