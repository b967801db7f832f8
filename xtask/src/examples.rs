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

use clap::Args;
use serde::Deserialize;
use serde_json::Value;
use trophy_generator::examples::{Example, Place, examples, losses, type_for, types};
use trophy_generator::model::{Api, Type};
use trophy_generator::render::probe;
use trophy_generator::{Document, Options, render, resolve};

use crate::generate::{manifest_dependency, own_documents};
use crate::workspace_root;

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
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let types = documents(&arguments.types);
    let types = types
        .iter()
        .map(|path| read_types(path))
        .collect::<Result<Vec<_>, _>>()?;
    let program = compile(&types)?;
    let mut all_well = true;
    for path in documents(&arguments.payloads) {
        let payloads = examples(&read_api(&path)?);
        let outcomes = outcomes(&types, &program, &payloads)?;
        println!("{}", path.display());
        all_well &= print(&payloads, &outcomes);
    }
    Ok(if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn documents(given: &[PathBuf]) -> Vec<PathBuf> {
    if given.is_empty() {
        own_documents()
    } else {
        given.to_vec()
    }
}

fn read_api(path: &Path) -> Result<Api, Box<dyn Error>> {
    let document = Document::read(path)?;
    Ok(resolve(&document)?.0)
}

fn read_types(path: &Path) -> Result<Types, Box<dyn Error>> {
    let api = read_api(path)?;
    let places = types(&api);
    Ok(Types { api, places })
}

/// Compiles the types into a program that puts payloads through them.
fn compile(types: &[Types]) -> Result<PathBuf, Box<dyn Error>> {
    let folder = workspace_root().join("target").join("examples");
    let source = folder.join("src");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    let options = Options::default();
    for (index, types) in types.iter().enumerate() {
        // Models alone: nobody calls anything here, and they compile in half the time.
        let models = Api {
            services: Vec::new(),
            webhooks: Vec::new(),
            ..types.api.clone()
        };
        for (path, text) in render(&models, &options)? {
            let path = source.join(format!("api{index}")).join(path);
            fs::create_dir_all(path.parent().unwrap_or(&source))?;
            fs::write(path, text)?;
        }
    }
    let places: Vec<_> = types.iter().map(|types| types.places.clone()).collect();
    fs::create_dir_all(&source)?;
    fs::write(source.join("main.rs"), probe(&places, &options)?)?;
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
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
serde_path_to_error = "0.1"
trophy-runtime = {{ {}, default-features = false }}

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
            outcomes.push(Outcome::Failed("no type for this place".to_owned()));
            continue;
        };
        let answer = answers
            .next()
            .ok_or("the program answered less than it was asked")?;
        outcomes.push(match answer.error {
            Some(error) => Outcome::Failed(error),
            None => {
                let losses = losses(
                    &types.api,
                    ty,
                    &payload.value,
                    &answer.value,
                    payload.place.strictness(),
                );
                if losses.is_empty() {
                    Outcome::Lossless
                } else {
                    Outcome::Lossy(losses)
                }
            }
        });
    }
    Ok(outcomes)
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
    println!(
        "  {:<16}{:>8}{:>9}{:>10}",
        "", "payloads", "decoded", "lossless"
    );
    let kinds: [(&str, fn(&Place) -> bool); 3] = [
        ("request bodies", |place| {
            matches!(place, Place::RequestBody { .. })
        }),
        ("responses", |place| matches!(place, Place::Response { .. })),
        ("webhooks", |place| matches!(place, Place::Webhook { .. })),
    ];
    for (name, is_kind) in kinds {
        let of_kind = || {
            payloads
                .iter()
                .zip(outcomes)
                .filter(|(payload, _)| is_kind(&payload.place))
        };
        let decoded = of_kind()
            .filter(|(_, outcome)| !matches!(outcome, Outcome::Failed(_)))
            .count();
        let lossless = of_kind()
            .filter(|(_, outcome)| matches!(outcome, Outcome::Lossless))
            .count();
        println!(
            "  {name:<16}{:>8}{decoded:>9}{lossless:>10}",
            of_kind().count()
        );
    }
    for (payload, outcome) in payloads.iter().zip(outcomes) {
        match outcome {
            Outcome::Lossless => {}
            Outcome::Lossy(losses) => losses
                .iter()
                .for_each(|loss| println!("  lost: {}: {loss}", payload.place)),
            Outcome::Failed(error) => println!("  failed: {}: {error}", payload.place),
        }
    }
    outcomes
        .iter()
        .all(|outcome| matches!(outcome, Outcome::Lossless))
}
