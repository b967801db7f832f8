//! `cargo xtask bench-compile`: measures the compile time of generated code, and the memory of the compiler. It builds in
//! its own target folder and restores the files that it changes.

mod growth;
mod kinds;
mod lines;
mod measure;
mod plot;
mod report;
mod scratch;
mod usage;

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use apicrate::RawDocument;
use apicrate::render::Gate;
use clap::{Args, ValueEnum};

use self::lines::lines;
use self::measure::{Subject, TARGET, Way};
use self::report::{Measured, Report};
use self::scratch::ScratchCrate;
use crate::workspace;

/// The numbers of models of the documents that show the growth.
const SIZES: [usize; 4] = [300, 1000, 3000, 10_000];

/// The options of `cargo xtask bench-compile`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Measure a crate that is generated from this document, without server. Without a document, measure `trophy-api`.
    document: Option<PathBuf>,
    /// The number of measurements of each figure; the median is reported.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Measure only this figure. Can be repeated.
    #[arg(long, value_enum, value_name = "FIGURE")]
    only: Vec<Way>,
    /// Also measure one `cargo check` of the crate and all its dependencies. Cargo's timing report stays in the target
    /// folder.
    #[arg(long)]
    cold: bool,
    /// Also measure `cargo check` of 1,000 items of each kind: structs, enums, unions, handle methods, requests, routes.
    #[arg(long)]
    kinds: bool,
    /// Measure made documents of 300 to 10,000 models instead, and draw time and memory per 1,000 models in this folder.
    #[arg(
        long,
        value_name = "FOLDER",
        conflicts_with_all = ["document", "only", "cold", "kinds"]
    )]
    growth: Option<PathBuf>,
    /// The numbers of models of the made documents.
    #[arg(
        long,
        value_name = "N,…",
        value_delimiter = ',',
        requires = "growth",
        default_values_t = SIZES,
        value_parser = parse_size
    )]
    sizes: Vec<usize>,
    /// The format of the figures.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn parse_size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("a document has at least one model".to_owned()),
        size => size.map_err(|error: std::num::ParseIntError| error.to_string()),
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Tables.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    if let Some(folder) = &arguments.growth {
        let growth = growth::growth(&arguments.sizes, arguments.runs)?;
        match arguments.format {
            Format::Text => report::print_growth(&growth),
            Format::Json => println!("{:#}", report::growth_json(&growth)),
        }
        growth::draw(&growth, folder)?;
        return Ok(ExitCode::SUCCESS);
    }
    let report = match &arguments.document {
        Some(document) => of_document(document, arguments)?,
        None => of_workspace(arguments)?,
    };
    match arguments.format {
        Format::Text => report.print(),
        Format::Json => println!("{:#}", report.json()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Measures `trophy-api`.
fn of_workspace(arguments: &Arguments) -> Result<Report, Box<dyn Error>> {
    let root = workspace::root();
    let subject = Subject {
        package: "trophy-api".to_owned(),
        workspace: root.to_owned(),
        root: root.join("trophy-api/src/lib.rs"),
        model: Some(root.join("trophy-api/src/generated/application/models/user.rs")),
        target: root.join(TARGET),
    };
    let folders = workspace::config(root)?.documents.into_iter();
    Ok(Report {
        title: "trophy-api, default features".to_owned(),
        runs: arguments.runs,
        figures: figures(&subject, arguments)?,
        crates: crates(&subject)?,
        lines: lines(folders.map(|document| document.output))?,
        items: None,
        costs: costs(arguments)?,
    })
}

/// Measures the crate of a document.
fn of_document(document: &Path, arguments: &Arguments) -> Result<Report, Box<dyn Error>> {
    let raw = RawDocument::read(document)?;
    let stem = document.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("document-{stem}");
    let ScratchCrate { subject, items } = ScratchCrate::generate(&name, raw, Gate::Never)?;
    Ok(Report {
        title: format!("{}, without server", document.display()),
        runs: arguments.runs,
        figures: figures(&subject, arguments)?,
        crates: crates(&subject)?,
        lines: lines(subject.root.parent().into_iter())?,
        items: Some(items),
        costs: costs(arguments)?,
    })
}

fn costs(arguments: &Arguments) -> Result<Vec<kinds::Cost>, Box<dyn Error>> {
    if arguments.kinds {
        kinds::costs(arguments.runs)
    } else {
        Ok(Vec::new())
    }
}

fn figures(subject: &Subject, arguments: &Arguments) -> Result<Vec<Measured>, Box<dyn Error>> {
    let ways = if arguments.only.is_empty() {
        &Way::DEFAULT
    } else {
        arguments.only.as_slice()
    };
    let cold = arguments.cold.then_some(Way::Cold).into_iter();
    let mut figures = Vec::new();
    for way in cold.chain(ways.iter().copied()) {
        if let Some(figure) = subject.measure(way, arguments.runs)? {
            figures.push(Measured { way, figure });
        }
    }
    Ok(figures)
}

/// The number of crates with the default features, including the crate itself.
fn crates(subject: &Subject) -> Result<usize, Box<dyn Error>> {
    let output = workspace::cargo()
        .args(["tree", "--package", &subject.package, "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(&subject.workspace)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("`cargo tree` failed".into());
    }
    let listed = String::from_utf8(output.stdout)?;
    let crates = listed.lines().map(|line| line.trim_end_matches(" (*)"));
    Ok(crates.collect::<BTreeSet<_>>().len())
}
