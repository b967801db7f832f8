//! `cargo xtask examples`: do documented payloads decode? The types of some documents are compiled, and
//! every example of others is put through the type that its place demands and back. With the types of
//! today and the document of tomorrow it says whether an upgrade of the API breaks those who have not
//! upgraded.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use apicrate::examples::{self, Example, Place, examples, losses, type_for};
use apicrate::lint::relax;
use apicrate::model::{Api, Type};
use apicrate::render::probe;
use apicrate::{Document, Options, Overlay, RawDocument, render, resolve};
use clap::Args;
use serde::Deserialize;
use serde_json::Value;

use crate::generate::manifest_dependency;
use crate::sources::{self, OVERLAY};
use crate::tree::Tree;
use crate::{exit_code, workspace_root};

/// What `cargo xtask examples` is told.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// A document whose types are compiled; may be given more than once. By default those in `spec/`.
    #[arg(long, value_name = "DOC")]
    types: Vec<PathBuf>,
    /// A document whose examples are decoded; may be given more than once. By default those in
    /// `spec/`.
    #[arg(long, value_name = "DOC")]
    payloads: Vec<PathBuf>,
    /// An overlay for the documents whose types are compiled; may be given more than once.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// Relax the types as far as the examples of their own documents call for it.
    #[arg(long)]
    relax: bool,
}

/// The types of one document.
struct Types {
    api: Api,
    places: BTreeMap<Place, Type>,
}

/// What became of one example.
enum Outcome {
    /// It came back whole.
    Lossless,
    /// It decoded, but something of it was lost.
    Lossy(Vec<String>),
    /// It did not decode.
    Failed(String),
    /// The types know no such place, as when the operation is new.
    NoType,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let types = read_types(arguments)?;
    let program = compile(&types)?;
    let mut all_well = true;
    for path in or_own(&arguments.payloads) {
        let (api, _) = resolve(&Document::read(&path)?)?;
        let payloads = examples(&api);
        let outcomes = outcomes(&types, &program, &payloads)?;
        println!("{}", path.display());
        all_well &= print(&payloads, &outcomes);
    }
    Ok(exit_code(all_well))
}

fn or_own(given: &[PathBuf]) -> Vec<PathBuf> {
    if given.is_empty() {
        sources::paths()
    } else {
        given.to_vec()
    }
}

/// The types that users get: of documents as they are corrected.
fn read_types(arguments: &Arguments) -> Result<Vec<Types>, Box<dyn Error>> {
    let mut overlays = Vec::new();
    if arguments.types.is_empty() {
        overlays.extend(Overlay::read_all(&[workspace_root().join(OVERLAY)])?);
    }
    overlays.extend(Overlay::read_all(&arguments.overlays)?);
    let mut types = Vec::new();
    for path in or_own(&arguments.types) {
        let mut written = RawDocument::read(&path)?.with_overlays(&overlays)?;
        if arguments.relax {
            written = relax(written)?;
        }
        let (api, _) = resolve(&Document::from_raw(written)?)?;
        let places = examples::types(&api);
        types.push(Types { api, places });
    }
    Ok(types)
}

/// Compiles the types into a program that puts payloads through them.
fn compile(types: &[Types]) -> Result<PathBuf, Box<dyn Error>> {
    let folder = workspace_root().join("target").join("examples");
    let options = Options::default();
    let mut files = BTreeMap::new();
    for (index, types) in types.iter().enumerate() {
        // Models alone: nobody calls anything here, and they compile in half the time.
        let models = Api {
            groups: Vec::new(),
            webhooks: Vec::new(),
            ..types.api.clone()
        };
        let module = render(&models, &options)?.into_iter();
        files.extend(module.map(|(path, text)| (format!("api{index}/{path}"), text)));
    }
    let places: Vec<_> = types.iter().map(|types| types.places.clone()).collect();
    files.insert("main.rs".to_owned(), probe(&places, &options)?);
    // What has not changed is not written, so that it is not compiled again.
    let source = Tree::new(folder.join("src"), files);
    source.write(&source.differences()?)?;
    fs::write(folder.join("Cargo.toml"), manifest())?;
    // The versions that this workspace is built with: nothing has to be looked up or fetched.
    fs::copy(
        workspace_root().join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )?;
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .status()?;
    if !status.success() {
        return Err(format!("the types do not compile; they are in {}", folder.display()).into());
    }
    Ok(folder.join("target/debug/through"))
}

fn manifest() -> String {
    format!(
        r#"[package]
name = "through"
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
        manifest_dependency()
    )
}

/// What the program says to one payload.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    value: Value,
    error: Option<String>,
}

/// Puts each payload through its type and compares.
fn outcomes(
    types: &[Types],
    program: &Path,
    payloads: &[Example],
) -> Result<Vec<Outcome>, Box<dyn Error>> {
    let found: Vec<Option<(&Types, &Type, String)>> = payloads
        .iter()
        .map(|payload| find(types, &payload.place))
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
    let mut outcomes = Vec::with_capacity(payloads.len());
    for (payload, found) in payloads.iter().zip(&found) {
        let Some((types, ty, _)) = found else {
            outcomes.push(Outcome::NoType);
            continue;
        };
        let answer = answers
            .next()
            .ok_or("the program answered less than it was asked")?;
        outcomes.push(outcome(&types.api, ty, payload, answer));
    }
    Ok(outcomes)
}

fn outcome(api: &Api, ty: &Type, payload: &Example, answer: Answer) -> Outcome {
    if let Some(error) = answer.error {
        return Outcome::Failed(error);
    }
    let strictness = payload.place.strictness();
    let losses = losses(api, ty, &payload.value, &answer.value, strictness);
    if losses.is_empty() {
        Outcome::Lossless
    } else {
        Outcome::Lossy(losses)
    }
}

/// The type for a place, and the place under which the program knows it.
fn find<'t>(types: &'t [Types], place: &Place) -> Option<(&'t Types, &'t Type, String)> {
    types.iter().find_map(|types| {
        let (known, ty) = type_for(place, &types.places)?;
        Some((types, ty, known.to_string()))
    })
}

fn ask(program: &Path, input: String) -> Result<Vec<Answer>, Box<dyn Error>> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("the program takes no input")?;
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    writer
        .join()
        .map_err(|_| "writing to the program failed")??;
    let lines = std::str::from_utf8(&output.stdout)?.lines();
    Ok(lines.map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Prints the table of one document and what went wrong. Whether all is well.
fn print(payloads: &[Example], outcomes: &[Outcome]) -> bool {
    println!("{:<18}payloads  decoded  lossless  no type", "");
    for kind in Place::KINDS {
        let of_kind = |wanted: fn(&Outcome) -> bool| {
            let both = payloads.iter().zip(outcomes);
            both.filter(|(payload, outcome)| payload.place.kind() == kind && wanted(outcome))
                .count()
        };
        let all = of_kind(|_| true);
        let decoded = of_kind(|it| matches!(it, Outcome::Lossless | Outcome::Lossy(_)));
        let lossless = of_kind(|it| matches!(it, Outcome::Lossless));
        let no_type = of_kind(|it| matches!(it, Outcome::NoType));
        println!("  {kind:<16}{all:>8}{decoded:>9}{lossless:>10}{no_type:>9}");
    }
    for (Example { place, .. }, outcome) in payloads.iter().zip(outcomes) {
        match outcome {
            Outcome::Lossless | Outcome::NoType => {}
            Outcome::Lossy(losses) => {
                for loss in losses {
                    println!("  lost: {place}: {loss}");
                }
            }
            Outcome::Failed(error) => println!("  failed: {place}: {error}"),
        }
    }
    let is_well = |outcome: &Outcome| matches!(outcome, Outcome::Lossless | Outcome::NoType);
    outcomes.iter().all(is_well)
}
