//! `cargo xtask examples`: decodes documented payloads with generated types, writes them back and compares.
//!
//! The types of one set of documents are compiled into a program, which decodes and writes the examples of the same or
//! of other documents. With the types of the current document and the examples of a newer one, this shows whether an
//! upgrade of the API breaks clients that have not been upgraded.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use apicrate::document::RemoteAccess;
use apicrate::model::{Api, Type};
use apicrate::project::{DocumentConfig, Output};
use apicrate::{Diagnostics, Document, Options, RawDocument, render, resolve};
use apicrate_cli::console::{Console, ConsoleArguments, Format, exit_code};
use apicrate_cli::remote::{RemoteArguments, save};
use apicrate_testkit::examples::{self, Example, PayloadLocation, examples, losses, type_for};
use apicrate_testkit::probe;
use clap::Args;
use serde::Deserialize;
use serde_json::Value;

use crate::workspace;

/// The options of `cargo xtask examples`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// A document whose types are compiled. Can be repeated. Default: the documents in `spec/`.
    #[arg(long, value_name = "FILE|URL")]
    types: Vec<PathBuf>,
    /// A document whose examples are decoded. Can be repeated. Default: the documents in `spec/`.
    #[arg(long, value_name = "FILE|URL")]
    payloads: Vec<PathBuf>,
    /// An overlay for the documents whose types are compiled. Can be repeated.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// Also read files below this folder if a document refers to them. Can be repeated.
    #[arg(long = "allow-dir", value_name = "DIR")]
    allowed: Vec<PathBuf>,
    #[command(flatten)]
    remote: RemoteArguments,
    /// Relax each schema as far as the examples of its own document require.
    #[arg(long)]
    relax: bool,
}

impl Arguments {
    /// Returns whether schemas are relaxed, for which the examples are checked.
    pub(crate) const fn relaxes(&self) -> bool {
        self.relax
    }
}

/// The types of one document.
struct DocumentTypes {
    api: Api,
    types: BTreeMap<PayloadLocation, Type>,
}

/// The result for one example.
enum RoundTrip {
    /// The example was decoded and written back without a loss.
    Lossless,
    /// The example was decoded, but parts of it were lost.
    Lossy(Vec<String>),
    /// The example was not decoded.
    Failed(String),
    /// The types do not cover the example, because its operation is new, for example.
    NoType,
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    let console = console.console(Format::Text);
    let types = read_types(arguments, console)?;
    let program = compile(&types)?;
    let mut is_lossless = true;
    for (config, access) in or_own(arguments, &arguments.payloads)? {
        let document = config.configure(open(&config, &access)?, &[])?;
        let (api, _) = resolve(&Document::from_raw(document)?)?;
        save(&access, |line| console.note(line))?;
        let payloads = examples(&api);
        let round_trips = round_trips(&types, &program, &payloads)?;
        println!("{}", config.path.display());
        is_lossless &= print(&payloads, &round_trips);
    }
    Ok(exit_code(is_lossless))
}

/// The configurations of the given documents; without any, of those of this workspace.
fn or_own(
    arguments: &Arguments,
    given: &[PathBuf],
) -> Result<Vec<(DocumentConfig, RemoteAccess)>, Box<dyn Error>> {
    let mut documents: Vec<DocumentConfig> = given.iter().map(DocumentConfig::new).collect();
    let mut access = None;
    if given.is_empty() {
        let mut config = workspace::config(workspace::root())?;
        access = Some(workspace::remote(&arguments.remote, &mut config));
        documents = config.documents;
    }
    let documents = documents.into_iter().map(|mut document| {
        document.allow_dir.extend_from_slice(&arguments.allowed);
        let access = access.clone().unwrap_or_else(|| {
            arguments.remote.configure(&mut document);
            arguments.remote.reading_access(&document)
        });
        (document, access)
    });
    Ok(documents.collect())
}

/// Opens a document.
fn open(document: &DocumentConfig, access: &RemoteAccess) -> Result<RawDocument, Diagnostics> {
    RawDocument::open(&document.path, document.remote(access)?.as_ref())
}

/// Reads the types of the documents, corrected by their overlays.
fn read_types(
    arguments: &Arguments,
    console: Console,
) -> Result<Vec<DocumentTypes>, Box<dyn Error>> {
    let mut all = Vec::new();
    for (mut config, access) in or_own(arguments, &arguments.types)? {
        config.overlay.extend_from_slice(&arguments.overlays);
        config.relax_from_examples |= arguments.relax;
        let document = config.configure(open(&config, &access)?, &config.overlays()?)?;
        console.findings(document.warnings())?;
        let (api, _) = resolve(&Document::from_raw(document)?)?;
        save(&access, |line| console.note(line))?;
        let types = examples::types(&api);
        all.push(DocumentTypes { api, types });
    }
    Ok(all)
}

/// Compiles the types into a program that decodes payloads and writes them back. Returns its path.
fn compile(types: &[DocumentTypes]) -> Result<PathBuf, Box<dyn Error>> {
    let folder = workspace::root().join("target").join("examples");
    let options = Options::default();
    let mut files = BTreeMap::new();
    for (index, types) in types.iter().enumerate() {
        // The program makes no calls; models alone compile in half the time.
        let models = Api {
            groups: Vec::new(),
            webhooks: Vec::new(),
            ..types.api.clone()
        };
        let module = render(&models, &options)?.into_iter();
        files.extend(module.map(|(path, text)| (format!("api{index}/{path}"), text)));
    }
    let locations: Vec<_> = types.iter().map(|it| it.types.clone()).collect();
    files.insert("main.rs".to_owned(), probe(&locations)?);
    // Unchanged files keep their times, so cargo does not compile them again.
    let mut output = Output::new();
    output.add_folder(&folder.join("src"), files);
    output.write(&output.differences()?)?;
    fs::write(folder.join("Cargo.toml"), manifest())?;
    // With the versions of this workspace, the build needs no network.
    fs::copy(
        workspace::root().join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )?;
    let status = workspace::cargo()
        .args(["build", "--quiet", "--offline"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .status()?;
    if !status.success() {
        return Err(format!(
            "the generated types do not compile; see {}",
            folder.display()
        )
        .into());
    }
    Ok(folder.join("target/debug/probe"))
}

fn manifest() -> String {
    format!(
        r#"[package]
name = "probe"
version = "0.0.0"
edition = "2024"

[dependencies]
serde = "1"
serde_json = "1"
apicrate-runtime = {{ {}, default-features = false }}

[profile.dev]
debug = false

[workspace]
"#,
        workspace::own_runtime()
    )
}

/// A line of the program's output: the value that was written back, or the error of the decoder.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    value: Value,
    error: Option<String>,
}

/// Sends the payloads through the program and compares the results.
fn round_trips(
    types: &[DocumentTypes],
    program: &Path,
    payloads: &[Example],
) -> Result<Vec<RoundTrip>, Box<dyn Error>> {
    let found: Vec<Option<(&DocumentTypes, &Type, String)>> = payloads
        .iter()
        .map(|payload| find(types, &payload.location))
        .collect();
    let known = payloads
        .iter()
        .zip(&found)
        .filter_map(|(payload, found)| Some((&found.as_ref()?.2, &payload.value)));
    let input = known
        .map(|line| serde_json::to_string(&line))
        .collect::<Result<Vec<_>, _>>()?
        .join("\n");
    let mut answers = ask(program, input)?.into_iter();
    let mut round_trips = Vec::with_capacity(payloads.len());
    for (payload, found) in payloads.iter().zip(&found) {
        let Some((types, ty, _)) = found else {
            round_trips.push(RoundTrip::NoType);
            continue;
        };
        let answer = answers
            .next()
            .ok_or("the program printed fewer lines than it read")?;
        round_trips.push(round_trip(&types.api, ty, payload, answer));
    }
    Ok(round_trips)
}

fn round_trip(api: &Api, ty: &Type, payload: &Example, answer: Answer) -> RoundTrip {
    if let Some(error) = answer.error {
        return RoundTrip::Failed(error);
    }
    let strictness = payload.location.strictness();
    let losses = losses(api, ty, &payload.value, &answer.value, strictness);
    if losses.is_empty() {
        RoundTrip::Lossless
    } else {
        RoundTrip::Lossy(losses)
    }
}

/// The type for a payload, and the location under which the program has it.
fn find<'t>(
    types: &'t [DocumentTypes],
    location: &PayloadLocation,
) -> Option<(&'t DocumentTypes, &'t Type, String)> {
    types.iter().find_map(|document| {
        let (known, ty) = type_for(location, &document.types)?;
        Some((document, ty, known.to_string()))
    })
}

/// Runs the program with this input and reads its output.
fn ask(program: &Path, input: String) -> Result<Vec<Answer>, Box<dyn Error>> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child
        .stdin
        .take()
        .ok_or("the program has no standard input")?;
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    writer
        .join()
        .map_err(|_| "writing to the program failed")??;
    let lines = std::str::from_utf8(&output.stdout)?.lines();
    Ok(lines.map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Prints the table of one document, then the losses and errors. Returns whether all examples were lossless.
fn print(payloads: &[Example], round_trips: &[RoundTrip]) -> bool {
    println!("{:<18}payloads  decoded  lossless  no type", "");
    for kind in PayloadLocation::KINDS {
        let count = |is_counted: fn(&RoundTrip) -> bool| {
            let both = payloads.iter().zip(round_trips);
            both.filter(|(payload, it)| payload.location.kind() == kind && is_counted(it))
                .count()
        };
        let all = count(|_| true);
        let decoded = count(|it| matches!(it, RoundTrip::Lossless | RoundTrip::Lossy(_)));
        let lossless = count(|it| matches!(it, RoundTrip::Lossless));
        let no_type = count(|it| matches!(it, RoundTrip::NoType));
        println!("  {kind:<16}{all:>8}{decoded:>9}{lossless:>10}{no_type:>9}");
    }
    for (Example { location, .. }, round_trip) in payloads.iter().zip(round_trips) {
        match round_trip {
            RoundTrip::Lossless | RoundTrip::NoType => {}
            RoundTrip::Lossy(losses) => {
                for loss in losses {
                    println!("  lost: {location}: {loss}");
                }
            }
            RoundTrip::Failed(error) => println!("  failed: {location}: {error}"),
        }
    }
    round_trips
        .iter()
        .all(|it| matches!(it, RoundTrip::Lossless | RoundTrip::NoType))
}
