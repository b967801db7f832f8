//! Installing the tools that checks need.

use std::process::{Child, Stdio};

use super::step::{Fault, cargo};
use crate::workspace;

/// The packages of the tools. Each one is a subcommand of `cargo`.
const TOOLS: [&str; 2] = ["cargo-deny", "cargo-hack"];

/// A running `cargo install`. Dropping it ends the installation.
pub(super) struct Installation(Child);

impl Installation {
    /// Starts to install the tools that are missing. `None` if no tool is missing.
    ///
    /// The tools are built without optimization, which is faster than the time that it would save.
    pub(super) fn start() -> Result<Option<Self>, Fault> {
        let mut missing = Vec::new();
        for tool in TOOLS {
            let command = tool.trim_start_matches("cargo-");
            if !workspace::has_command(command)? {
                missing.push(tool);
            }
        }
        if missing.is_empty() {
            return Ok(None);
        }
        let install = cargo(&["install", "--quiet", "--locked", "--debug"])
            .args(missing)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .stdin(Stdio::null())
            .spawn()?;
        Ok(Some(Self(install)))
    }

    /// Waits for the end of the installation. If it fails, the checks report that a tool is missing.
    pub(super) fn wait(mut self) -> Result<(), Fault> {
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
