//! Measuring one crate: time and memory of `cargo check` and `cargo build --release`.

use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use clap::ValueEnum;

use super::usage::{self, Usage};
use crate::workspace;

/// The target folder, below the workspace. It contains the generated crates, too.
pub(super) const TARGET: &str = "target/bench-compile";

/// A way to compile the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Way {
    /// `cargo check` of the crate and all its dependencies.
    Cold,
    /// `cargo check`.
    Check,
    /// `cargo build --release`.
    Release,
    /// `cargo check` with incremental compilation, after a change of one model.
    Incremental,
}

impl Way {
    /// All ways but [`Way::Cold`], which takes much longer than the others.
    pub(super) const DEFAULT: [Self; 3] = [Self::Check, Self::Release, Self::Incremental];

    /// The name in JSON.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Check => "check",
            Self::Release => "release",
            Self::Incremental => "incremental",
        }
    }

    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Cold => "cargo check, dependencies included",
            Self::Check => "cargo check, dependencies built",
            Self::Release => "cargo build --release, dependencies built",
            Self::Incremental => "cargo check, incremental, one model changed",
        }
    }

    const fn command(self) -> &'static [&'static str] {
        match self {
            Self::Cold => &["check", "--timings"],
            Self::Check | Self::Incremental => &["check"],
            Self::Release => &["build", "--release"],
        }
    }
}

/// The measured crate.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) package: String,
    /// The folder with the manifest of the workspace.
    pub(super) workspace: PathBuf,
    /// Touching this file compiles the whole crate again.
    pub(super) root: PathBuf,
    /// The file that changes in the incremental measurement; `None` if the crate has no models.
    pub(super) model: Option<PathBuf>,
    /// The target folder.
    pub(super) target: PathBuf,
}

/// The result of one way: the medians, and the largest memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    pub(super) time: Duration,
    /// The needs of `rustc`, where they can be measured.
    pub(super) rustc: Option<Usage>,
}

impl Figure {
    /// The processor time of `rustc`, or the time if it is unknown.
    pub(super) fn work(&self) -> Duration {
        self.rustc.map_or(self.time, |usage| usage.processor)
    }

    /// In bytes.
    pub(super) fn memory(&self) -> Option<u64> {
        self.rustc.map(|usage| usage.memory)
    }
}

impl Subject {
    /// Measures one way. `None` if the crate has no model to change.
    pub(super) fn measure(&self, way: Way, runs: u32) -> Result<Option<Figure>, Box<dyn Error>> {
        match way {
            Way::Cold => {
                let target = self.target.join("cold");
                if target.exists() {
                    fs::remove_dir_all(&target)?;
                }
                self.cargo(way, &target).map(Some)
            }
            Way::Check | Way::Release => {
                let root = Original::read(&self.root)?;
                let build = || self.cargo(way, &self.target);
                median(runs, build, |_| root.touch()).map(Some)
            }
            Way::Incremental => {
                let Some(model) = &self.model else {
                    return Ok(None);
                };
                let model = Original::read(model)?;
                let build = || self.cargo(way, &self.target.join("incremental"));
                median(runs, build, |run| model.change(run)).map(Some)
            }
        }
    }

    /// Measures one `cargo` command.
    fn cargo(&self, way: Way, target: &Path) -> Result<Figure, Box<dyn Error>> {
        let incremental = if way == Way::Incremental { "1" } else { "0" };
        let start = Instant::now();
        let mut cargo = workspace::cargo()
            .args(way.command())
            .args(["--quiet", "--package", &self.package, "--target-dir"])
            .arg(target)
            .current_dir(&self.workspace)
            .env("CARGO_INCREMENTAL", incremental)
            .stdout(Stdio::null())
            .spawn()?;
        let rustc = usage::wait(&mut cargo)?;
        let status = cargo.wait()?;
        let time = start.elapsed();
        if status.success() {
            Ok(Figure { time, rustc })
        } else {
            Err(format!("`cargo {}` failed", way.command().join(" ")).into())
        }
    }
}

/// The median time of several builds, each after a change. A first build, which compiles the dependencies, is not
/// counted.
fn median(
    runs: u32,
    build: impl Fn() -> Result<Figure, Box<dyn Error>>,
    change: impl Fn(u32) -> io::Result<()>,
) -> Result<Figure, Box<dyn Error>> {
    build()?;
    let mut figures = Vec::new();
    for run in 0..runs {
        change(run)?;
        figures.push(build()?);
    }
    let middle = |mut times: Vec<Duration>| {
        times.sort();
        times.get(times.len() / 2).copied()
    };
    let processor = figures.iter().filter_map(|it| Some(it.rustc?.processor));
    let memory = figures.iter().filter_map(Figure::memory).max();
    Ok(Figure {
        time: middle(figures.iter().map(|it| it.time).collect()).ok_or("no runs")?,
        rustc: middle(processor.collect())
            .zip(memory)
            .map(|(processor, memory)| Usage { processor, memory }),
    })
}

/// A file whose text and time are restored on drop.
struct Original {
    path: PathBuf,
    text: String,
    modified: SystemTime,
}

impl Original {
    fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self {
            text,
            modified: fs::metadata(path)?.modified()?,
            path: path.into(),
        })
    }

    /// Sets the modification time, so that cargo compiles the file again.
    fn touch(&self) -> io::Result<()> {
        let file = File::options().write(true).open(&self.path)?;
        file.set_modified(SystemTime::now())
    }

    /// Inserts lines at the top, which moves all spans as a new line of documentation would.
    fn change(&self, run: u32) -> io::Result<()> {
        let lines = "//\n".repeat(1 + run as usize);
        fs::write(&self.path, lines + &self.text)
    }
}

impl Drop for Original {
    fn drop(&mut self) {
        let restored = fs::write(&self.path, &self.text).and_then(|()| {
            let file = File::options().write(true).open(&self.path)?;
            file.set_modified(self.modified)
        });
        if let Err(error) = restored {
            eprintln!("{}: not restored: {error}", self.path.display());
        }
    }
}
