//! `cargo xtask bench-compile`: measures the compile time of the generated code. It builds in its own target folder and
//! restores the files that it changes.

mod lines;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant, SystemTime};

use clap::{Args, ValueEnum};
use serde_json::json;

use self::lines::{Lines, lines};
use crate::workspace;

/// The measured crate.
const PACKAGE: &str = "trophy-api";

/// Touching this file compiles the whole crate again.
const ROOT: &str = "trophy-api/src/lib.rs";

/// The file that changes in the incremental measurement.
const MODEL: &str = "trophy-api/src/generated/application/models/user.rs";

/// The target folder, below the workspace.
const TARGET: &str = "target/bench-compile";

/// The options of `cargo xtask bench-compile`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The number of measurements of each figure; the median is reported.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Also measure one `cargo check` of the crate and all its dependencies. Cargo's timing report stays in the target
    /// folder.
    #[arg(long)]
    cold: bool,
    /// The format of the figures.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Tables.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

/// The time of one way to compile the crate.
#[derive(Debug)]
struct Figure {
    name: &'static str,
    what: &'static str,
    time: Duration,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    std::env::set_current_dir(workspace::root())?;
    let figures = figures(arguments)?;
    let crates = crates()?;
    let folders = workspace::config(Path::new(""))?.documents.into_iter();
    let lines = lines(folders.map(|document| document.output))?;
    match arguments.format {
        Format::Text => print(&figures, crates, &lines, arguments.runs),
        Format::Json => {
            let seconds = figures.iter().map(|it| (it.name, it.time.as_secs_f64()));
            let lines = lines.iter().map(|(kind, it)| {
                let counts = json!({ "code": it.code, "docs": it.docs, "blank": it.blank });
                (*kind, counts)
            });
            let figures = json!({
                "runs": arguments.runs,
                "seconds": seconds.collect::<BTreeMap<_, _>>(),
                "crates": crates,
                "lines": lines.collect::<BTreeMap<_, _>>(),
            });
            println!("{figures:#}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn figures(arguments: &Arguments) -> Result<Vec<Figure>, Box<dyn Error>> {
    let mut figures = Vec::new();
    if arguments.cold {
        let target = Path::new(TARGET).join("cold");
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        figures.push(Figure {
            name: "cold",
            what: "cargo check, dependencies included",
            time: cargo(&["check", "--timings"], &target, Incremental::No)?,
        });
    }
    let check: &[&str] = &["check"];
    let ways = [
        ("check", "cargo check, dependencies built", check),
        (
            "release",
            "cargo build --release, dependencies built",
            &["build", "--release"],
        ),
    ];
    for (name, what, command) in ways {
        let root = Original::read(ROOT)?;
        let build = || cargo(command, Path::new(TARGET), Incremental::No);
        let time = median(arguments.runs, build, |_| root.touch())?;
        figures.push(Figure { name, what, time });
    }
    let model = Original::read(MODEL)?;
    let target = Path::new(TARGET).join("incremental");
    let build = || cargo(check, &target, Incremental::Yes);
    figures.push(Figure {
        name: "incremental",
        what: "cargo check, incremental, one model changed",
        time: median(arguments.runs, build, |run| model.change(run))?,
    });
    Ok(figures)
}

/// Incremental compilation on or off.
#[derive(Clone, Copy)]
enum Incremental {
    Yes,
    No,
}

/// Measures one `cargo` command.
fn cargo(
    command: &[&str],
    target: &Path,
    incremental: Incremental,
) -> Result<Duration, Box<dyn Error>> {
    let incremental = match incremental {
        Incremental::Yes => "1",
        Incremental::No => "0",
    };
    let start = Instant::now();
    let status = workspace::cargo()
        .args(command)
        .args(["--quiet", "--package", PACKAGE, "--target-dir"])
        .arg(target)
        .env("CARGO_INCREMENTAL", incremental)
        .stdout(Stdio::null())
        .status()?;
    let time = start.elapsed();
    if status.success() {
        Ok(time)
    } else {
        Err(format!("`cargo {}` failed", command.join(" ")).into())
    }
}

/// The median time of several builds, each after a change. A first build, which compiles the dependencies, is not
/// counted.
fn median(
    runs: u32,
    build: impl Fn() -> Result<Duration, Box<dyn Error>>,
    change: impl Fn(u32) -> io::Result<()>,
) -> Result<Duration, Box<dyn Error>> {
    build()?;
    let mut times = Vec::new();
    for run in 0..runs {
        change(run)?;
        times.push(build()?);
    }
    times.sort();
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}

/// A file whose text and time are restored on drop.
struct Original {
    path: PathBuf,
    text: String,
    modified: SystemTime,
}

impl Original {
    fn read(path: &str) -> Result<Self, Box<dyn Error>> {
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
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

/// The number of crates with the default features, including the crate itself.
fn crates() -> Result<usize, Box<dyn Error>> {
    let output = workspace::cargo()
        .args(["tree", "--package", PACKAGE, "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p}"])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("`cargo tree` failed".into());
    }
    let listed = String::from_utf8(output.stdout)?;
    let crates = listed.lines().map(|line| line.trim_end_matches(" (*)"));
    Ok(crates.collect::<BTreeSet<_>>().len())
}

fn print(figures: &[Figure], crates: usize, lines: &BTreeMap<&str, Lines>, runs: u32) {
    println!("{PACKAGE}, default features, median of {runs}:\n");
    for Figure { what, time, .. } in figures {
        println!("{what:<45}{:>8.2} s", time.as_secs_f64());
    }
    println!("{:<45}{crates:>8}", "crates in `cargo tree -e normal`");
    println!(
        "\n{:<18}{:>9}{:>9}{:>9}",
        "generated lines", "code", "docs", "blank"
    );
    let all = Lines::sum(lines.values());
    for (kind, it) in lines.iter().chain([(&"all", &all)]) {
        println!("{kind:<18}{:>9}{:>9}{:>9}", it.code, it.docs, it.blank);
    }
}
