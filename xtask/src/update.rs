//! `cargo xtask update`: merges a new upstream version of a document and updates the code, the version of the crate,
//! the changelog and the lock. All files are written, or none.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use apicrate::diagnostic::Severity;
use apicrate::lint::lint;
use apicrate::project::{Config, DocumentConfig, Lock, sha256, shown};
use apicrate::{Diagnostics, RawDocument};
use apicrate_cli::console::Console;
use apicrate_cli::diff::comparison::{Comparison, ResolvedDocument};
use apicrate_cli::diff::report;
use apicrate_cli::remote::{RemoteArguments, save};
use apicrate_cli::summary::Summary;
use apicrate_runtime::transport::{HttpTransport, Transport};
use apicrate_runtime::{Blocking, Body, http};
use apicrate_testkit::merge_upstream::{MergedDocument, merge_upstream};
use clap::Args;

use crate::generate::workspace_code;
use crate::journal::{self, RealDisk, Texts};
use crate::release::{self, CARGO_LOCK, CHANGELOG, MANIFEST, WORKSPACE_MANIFEST};
use crate::spec::{self, SourceFile, Version, api, closest};
use crate::workspace;

/// Text at the end of the output of `--help`.
const HELP: &str = "\
The structure of the new document is merged, its descriptions are not: existing descriptions in `spec/`
stay, and the positions of new items without a description are listed. If the document or the overlay does
not fit, nothing is written. If writing fails, all changes are undone.";

/// The command that accepts a changed outline.
const ACCEPT: &str = "INSTA_UPDATE=always cargo test -p apicrate --test outline";

/// The options of `cargo xtask update`.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The new document: a file, or a URL that begins with `http://` or `https://`.
    #[arg(value_name = "FILE|URL")]
    from: String,
    /// The document to update: `admin` or `application`. Default: the one that has most operations in common with the
    /// new document.
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
    /// Also read files below this folder if the new document refers to them. Can be repeated. Default: only files below the
    /// folder of the document.
    #[arg(long = "allow-dir", value_name = "DIR")]
    allowed: Vec<PathBuf>,
    #[command(flatten)]
    remote: RemoteArguments,
    /// List the changes and write nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Everything that an update changes.
struct Plan {
    comparison: Comparison,
    merged: MergedDocument,
    /// The version of the crate before and after.
    versions: (semver::Version, semver::Version),
    texts: Texts,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let mut theirs = read(&arguments.from)?;
    for folder in &arguments.allowed {
        let folder = std::path::absolute(folder)?;
        theirs.config.allow_dir.push(folder);
    }
    std::env::set_current_dir(workspace::root())?;
    let mut config = workspace::config(Path::new(""))?;
    let access = workspace::remote(&arguments.remote, &mut config);
    // A downloaded document is merged, and not locked.
    if theirs.path.is_some() {
        theirs.config.allow_host.clone_from(&config.allow_host);
        arguments.remote.configure(&mut theirs.config);
        theirs.remote = theirs.config.remote(&access)?;
    }
    let documents = spec::read_all(&config, &access)?;
    let index = index(arguments.document.as_deref(), &theirs, &config, &documents)?;
    let source = config.documents.get(index).ok_or("no such document")?;
    let theirs = theirs.tolerate(source.tolerant);
    let lock = config.lock.as_deref().map(Lock::read).unwrap_or_default();
    let hash = sha256(&theirs.text);
    if lock.upstream(&source.source()) == Some(&hash) {
        println!("{}: already merged; no byte has changed", theirs.name);
        return Ok(ExitCode::SUCCESS);
    }
    let plan = plan(&config, source, &theirs, documents, hash)?;
    print!("{}", report::text(std::slice::from_ref(&plan.comparison)));
    println!();
    print_descriptions(source, &plan.merged);
    let (before, after) = &plan.versions;
    println!("trophy-api {before} → {after}, {} files", plan.texts.len());
    for path in plan.texts.keys() {
        println!("  {}", path.display());
    }
    if arguments.dry_run {
        println!("\ndry run: nothing was written");
        return Ok(ExitCode::SUCCESS);
    }
    journal::write(Path::new(""), &plan.texts, &mut RealDisk)?;
    save(&access, |line| Console::default().line(line))?;
    print_next_steps()?;
    Ok(ExitCode::SUCCESS)
}

/// Computes all changes without writing them.
fn plan(
    config: &Config,
    source: &DocumentConfig,
    theirs: &SourceFile,
    mut documents: Vec<SourceFile>,
    hash: String,
) -> Result<Plan, Box<dyn Error>> {
    check(theirs)?;
    check_other_files(source, theirs)?;
    let ours = documents
        .iter_mut()
        .find(|it| it.config.path == source.path);
    let ours = ours.ok_or("no such document")?;
    let merged = merge_upstream(&ours.document()?, &theirs.document()?, &ours.overlays);
    let merged = merged.map_err(|errors| {
        let overlays = source.overlay.iter().map(|path| path.display().to_string());
        let overlays = overlays.collect::<Vec<_>>().join(", ");
        format!("{errors}\n\n{overlays} does not fit the new document; correct it and try again")
    })?;
    let old = current_api(config, ours)?;
    ours.text.clone_from(&merged.text);
    let new = api(ours)?;
    let comparison = Comparison::new(&old, &new).of_module(source.module.as_deref());

    let mut summary = Summary::default();
    let (mut output, mut lock) = workspace_code(config, &documents, &mut summary)?;
    Console::default().findings(&summary.findings)?;
    lock.set_upstream(&source.source(), hash);
    output.add_file(&source.path, merged.text.clone());
    if let Some(path) = &config.lock {
        output.add_file(path, lock.to_json()?);
    }
    let mut texts = output.changes()?;
    let versions = release(&comparison, &mut texts)?;
    Ok(Plan {
        comparison,
        merged,
        versions,
        texts,
    })
}

/// Fails if the document itself has errors.
fn check(theirs: &SourceFile) -> Result<(), Box<dyn Error>> {
    let report = lint(&theirs.document()?, Severity::Warning);
    if report.findings.has_errors() {
        let mut errors = Diagnostics::new();
        let findings = report.findings.into_iter();
        errors.extend(findings.filter(|finding| finding.severity == Severity::Error));
        return Err(errors.into());
    }
    Ok(())
}

/// Fails if the new document refers to files that are not in this workspace yet. Only one file is merged.
fn check_other_files(source: &DocumentConfig, theirs: &SourceFile) -> Result<(), Box<dyn Error>> {
    let folder = source.path.parent().unwrap_or(Path::new(""));
    let files = api(theirs)?.other_files;
    let differs = |(path, content): &(&PathBuf, &Vec<u8>)| {
        std::fs::read(folder.join(path)).ok().as_ref() != Some(*content)
    };
    let differing = files.iter().filter(differs).map(|(path, _)| path);
    let differing: Vec<String> = differing.map(|path| path.display().to_string()).collect();
    if differing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}: refers to other files, which are not merged: {}\nthey are missing in `{}` or differ there; copy them \
         first, or bundle the document into one file",
        theirs.name,
        differing.join(", "),
        folder.display()
    )
    .into())
}

/// The API of the current document. If the overlay is already edited for the new document, the overlay of the last
/// commit is used.
fn current_api(config: &Config, ours: &SourceFile) -> Result<ResolvedDocument, Diagnostics> {
    api(ours).or_else(|error| {
        let Ok(Version::Spec { documents, .. }) = Version::from_revision("HEAD", config) else {
            return Err(error);
        };
        let mut documents = documents.into_iter();
        let committed = documents.find(|it| it.config.path == ours.config.path);
        api(&SourceFile {
            overlays: committed.ok_or(error)?.overlays,
            ..ours.clone()
        })
    })
}

/// Adds the next version and the changelog entry to the texts, if the API changes. Returns both versions.
fn release(
    comparison: &Comparison,
    texts: &mut Texts,
) -> Result<(semver::Version, semver::Version), Box<dyn Error>> {
    let manifest = spec::read(Path::new(MANIFEST))?.text;
    let before = release::version(&manifest)?;
    let Some(bump) = comparison.changes.bump() else {
        return Ok((before.clone(), before));
    };
    let after = release::next(&before, bump);
    let workspace = spec::read(Path::new(WORKSPACE_MANIFEST))?.text;
    let lock = spec::read(Path::new(CARGO_LOCK))?.text;
    let changelog = spec::read(Path::new(CHANGELOG))?.text;
    let mut put = |path: &str, text: String| texts.insert(PathBuf::from(path), Some(text));
    put(MANIFEST, release::set_version(&manifest, &after)?);
    let required = release::set_required_version(&workspace, &after)?;
    if required != workspace {
        put(WORKSPACE_MANIFEST, required);
    }
    put(CARGO_LOCK, release::set_locked_version(&lock, &after)?);
    put(
        CHANGELOG,
        release::add_entry(&changelog, &release::entry(comparison, &after)),
    );
    Ok((before, after))
}

/// Returns the index of the document to update.
fn index(
    name: Option<&str>,
    theirs: &SourceFile,
    config: &Config,
    documents: &[SourceFile],
) -> Result<usize, Box<dyn Error>> {
    let mut names = config.documents.iter().map(DocumentConfig::name);
    if let Some(name) = name {
        let index = names.position(|it| it == name);
        return index.ok_or_else(|| format!("`{name}` is not a document of this workspace").into());
    }
    closest(documents, theirs)?.ok_or_else(|| {
        format!(
            "{}: has no operation in common with a document of `spec/`; name the document with `--document`",
            theirs.name
        )
        .into()
    })
}

fn read(from: &str) -> Result<SourceFile, Box<dyn Error>> {
    if RawDocument::is_url(from) {
        fetch(from)
    } else {
        // The current folder changes later.
        let path = std::path::absolute(from)?;
        let text = spec::read(Path::new(from))?;
        Ok(SourceFile {
            path: Some(path),
            ..text
        })
    }
}

fn fetch(url: &str) -> Result<SourceFile, Box<dyn Error>> {
    let request = http::Request::get(url).body(Body::default())?;
    let timeout = Some(Duration::from_secs(60));
    let transport = HttpTransport::new()?;
    // Uses the transport directly, because the runtime's client decodes JSON and the document can be YAML.
    let answer = async { Ok(transport.send(request, timeout).await) }.wait()?;
    let url = shown(Path::new(url));
    let response = answer.map_err(|error| format!("{url}: {error}"))?;
    if !response.status().is_success() {
        let location = response
            .headers()
            .get(http::header::LOCATION)
            .and_then(|it| it.to_str().ok());
        let hint = location.map_or_else(String::new, |location| format!("; see {location}"));
        return Err(format!("{url}: HTTP status {}{hint}", response.status()).into());
    }
    let text = String::from_utf8(response.into_body().to_vec())
        .map_err(|_| format!("{url}: the response is not UTF-8"))?;
    Ok(SourceFile {
        name: url,
        text,
        ..SourceFile::default()
    })
}

/// Lists the descriptions and examples that somebody has to write or to check.
fn print_descriptions(source: &DocumentConfig, merged: &MergedDocument) {
    let lists = [
        (&merged.undocumented, "is new and has no description yet"),
        (
            &merged.stale,
            "has changed; check that its description is still correct",
        ),
        (
            &merged.removed,
            "no longer fits its schema; the example was removed",
        ),
    ];
    for (pointers, what) in lists {
        for pointer in pointers {
            println!("description: {}#{pointer} {what}", source.path.display());
        }
    }
    if lists.iter().any(|(pointers, _)| !pointers.is_empty()) {
        println!();
    }
}

/// Runs the snapshot test of the outline and lists the next steps.
fn print_next_steps() -> Result<(), Box<dyn Error>> {
    println!("\n$ cargo test -p apicrate --test outline");
    let output = workspace::cargo()
        .args([
            "test",
            "--locked",
            "--quiet",
            "--package",
            "apicrate",
            "--test",
            "outline",
        ])
        .env("INSTA_UPDATE", "no")
        .output()?;
    if output.status.success() {
        println!("the outline of the API has not changed");
    } else {
        println!("the outline of the API has changed; to accept it:\n  {ACCEPT}");
    }
    println!("review, in this order:");
    println!("  {CHANGELOG}");
    println!("  git diff generator/tests/snapshots");
    println!("  git diff spec");
    println!("then `cargo xtask ci`");
    Ok(())
}
