//! `cargo xtask ci`: everything that has to pass before a change lands, in the order in which it fails
//! soonest. The same on a desk and on a server.

use std::error::Error;
use std::process::{Command, ExitCode};

/// One command, and what it is told through the environment.
struct Step {
    cargo: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const STEPS: &[Step] = &[
    Step {
        cargo: &["fmt", "--all", "--check"],
        environment: &[],
    },
    Step {
        cargo: &["xtask", "generate", "--check"],
        environment: &[],
    },
    Step {
        cargo: &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "--deny",
            "warnings",
        ],
        environment: &[],
    },
    // A snapshot that differs is a failure here, never something to be accepted later.
    Step {
        cargo: &["test", "--workspace", "--all-features"],
        environment: &[("INSTA_UPDATE", "no")],
    },
    Step {
        cargo: &["doc", "--workspace", "--no-deps", "--all-features"],
        environment: &[("RUSTDOCFLAGS", "--deny warnings")],
    },
];

pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    for step in STEPS {
        let shown = format!("cargo {}", step.cargo.join(" "));
        println!("\n$ {shown}");
        let mut cargo = Command::new(env!("CARGO"));
        let status = cargo
            .args(step.cargo)
            .envs(step.environment.iter().copied())
            .current_dir(crate::workspace_root())
            .status()?;
        if !status.success() {
            eprintln!("\n`{shown}` failed");
            return Ok(ExitCode::FAILURE);
        }
    }
    println!("\nall passed");
    Ok(ExitCode::SUCCESS)
}
