//! The client conformance suite, installed from npm in the versions of `xtask/conformance/suite/`.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::paths::{sources, target};

type Fault = Box<dyn Error>;

/// The files of the suite in this repository.
const FILES: [&str; 4] = ["package.json", "package-lock.json", "emit.mjs", "serve.mjs"];

/// The installed suite.
#[derive(Debug)]
pub(super) struct Suite {
    pub(super) folder: PathBuf,
}

impl Suite {
    /// Installs the suite unless it is installed. The error is the reason why that is impossible on this machine.
    pub(super) fn install() -> Result<Self, Fault> {
        let suite = Self {
            folder: target().join("suite"),
        };
        fs::create_dir_all(&suite.folder)?;
        for file in FILES {
            fs::copy(sources().join("suite").join(file), suite.folder.join(file))?;
        }
        let installed = suite.folder.join("node_modules/installed.json");
        let lock = suite.lock()?;
        if fs::read_to_string(&installed).is_ok_and(|text| text == lock) {
            return Ok(suite);
        }
        eprintln!("installing the suite from npm");
        let output = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"])
            .current_dir(&suite.folder)
            .stdin(Stdio::null())
            .output();
        let output = output.map_err(|error| format!("npm cannot be started: {error}"))?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            let first = errors.lines().find(|line| !line.trim().is_empty());
            return Err(format!("npm ci: {}", first.unwrap_or("failed")).into());
        }
        fs::write(installed, lock)?;
        Ok(suite)
    }

    /// The versions of all packages.
    pub(super) fn lock(&self) -> Result<String, Fault> {
        Ok(fs::read_to_string(self.folder.join("package-lock.json"))?)
    }

    /// The specifications of the suite.
    pub(super) fn specifications(&self) -> PathBuf {
        self.folder.join("node_modules/@typespec/http-specs/specs")
    }

    /// A call of the installed Node.js with a script of the suite.
    pub(super) fn node(&self, script: &str) -> Command {
        let mut node = Command::new(self.folder.join("node_modules/node/bin/node"));
        node.arg(script)
            .current_dir(&self.folder)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        node
    }
}

/// A server that runs until its standard input is closed.
#[derive(Debug)]
pub(super) struct Server {
    process: Child,
    stdin: Option<ChildStdin>,
    /// The base URL.
    pub(super) url: String,
}

impl Server {
    /// Starts a server. `url` finds the base URL in a line of its output. Both outputs are written to files next to `log`.
    pub(super) fn start(
        command: &mut Command,
        log: &Path,
        url: fn(&str) -> Option<String>,
    ) -> Result<Self, Fault> {
        let errors = fs::File::create(log.with_extension("errors.txt"))?;
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()?;
        let output = process.stdout.take().ok_or("the server has no output")?;
        let mut output = BufReader::new(output);
        let mut text = String::new();
        let url = loop {
            let start = text.len();
            if output.read_line(&mut text)? == 0 {
                return Err(format!("the server has ended: {text}").into());
            }
            if let Some(url) = text.get(start..).and_then(url) {
                break url;
            }
        };
        let mut log = fs::File::create(log)?;
        // Otherwise the server would stop when the pipe is full.
        std::thread::spawn(move || std::io::copy(&mut output, &mut log));
        Ok(Self {
            stdin: process.stdin.take(),
            process,
            url,
        })
    }

    /// Stops the server, and waits until it has ended.
    pub(super) fn stop(mut self) -> Result<(), Fault> {
        drop(self.stdin.take());
        self.process.wait()?;
        Ok(())
    }
}
