//! `cargo xtask update`: a new version of a document is taken over as a whole: its facts, the code, the crate's
//! version, the changelog and the lock, or nothing of it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use apicrate::diagnostic::Severity;
use apicrate::lint::lint;
use apicrate::{Api, Diagnostics, Overlay, RawDocument};
use apicrate_runtime::transport::{ReqwestTransport, Transport};
use apicrate_runtime::{Blocking, Bytes, http};
use apicrate_testkit::merge_upstream::{MergedDocument, merge_upstream};
use clap::{Args, ValueEnum};

use crate::diff::Comparison;
use crate::findings::Format;
use crate::generate::{Summary, workspace};
use crate::journal::{self, Sound, Texts};
use crate::lock::{Lock, sha256};
use crate::release::{self, CARGO_LOCK, CHANGELOG, MANIFEST};
use crate::sources::{OVERLAY, SOURCES, Source, read_all};
use crate::spec::{self, Text, Version, api, closest};
use crate::tree::Tree;
use crate::{report, workspace_root};

/// What the help adds to the options.
const HELP: &str = "\
The facts of the new document are taken over, its words are not: what is described in `spec/` stays
described as it is, and what is new is listed at the end, for somebody to describe. Nothing is written
if the document or the overlay does not fit, and whatever goes wrong while it is written is undone.";

/// What accepts the change of the outline.
const ACCEPT: &str = "INSTA_UPDATE=always cargo test -p apicrate --test outline";

/// What `cargo xtask update` is told.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The new document: a file, or an address that begins with `http://` or `https://`.
    #[arg(value_name = "FILE|URL")]
    from: String,
    /// Which document it is a version of. By default the one whose operations it has most of.
    #[arg(long, value_enum)]
    document: Option<Known>,
    /// Say what would be done, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Known {
    Application,
    Admin,
}

/// What an update comes down to.
struct Plan {
    comparison: Comparison,
    merged: MergedDocument,
    /// The crate's version before and after.
    versions: (String, String),
    texts: Texts,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let theirs = read(&arguments.from)?;
    std::env::set_current_dir(workspace_root())?;
    let documents = read_all()?;
    let source = source(arguments.document, &theirs, &documents)?;
    let lock = Lock::read(Path::new(""));
    let hash = sha256(&theirs.text);
    if lock.upstream(source.document) == Some(&hash) {
        println!("{} was taken over already, to the letter", theirs.name);
        return Ok(ExitCode::SUCCESS);
    }
    let plan = plan(source, &theirs, documents, hash)?;
    print!("{}", report::text(std::slice::from_ref(&plan.comparison)));
    println!();
    print_words(source, &plan.merged);
    let (before, after) = &plan.versions;
    println!("trophy-api {before} → {after}, {} files", plan.texts.len());
    for path in plan.texts.keys() {
        println!("  {}", path.display());
    }
    if arguments.dry_run {
        println!("\nnothing is written, as this is a dry run");
        return Ok(ExitCode::SUCCESS);
    }
    journal::write(Path::new(""), &plan.texts, &mut Sound)?;
    review()?;
    Ok(ExitCode::SUCCESS)
}

/// Everything that an update writes.
fn plan(
    source: &'static Source,
    theirs: &Text,
    mut documents: Vec<Text>,
    hash: String,
) -> Result<Plan, Box<dyn Error>> {
    check(theirs)?;
    let overlays = Overlay::read_all(&[OVERLAY])?;
    let mut names = SOURCES.iter().map(|it| it.document);
    let index = names.position(|it| it == source.document);
    let ours = index
        .and_then(|index| documents.get_mut(index))
        .ok_or("there is no such document")?;
    let parse = |text: &Text| RawDocument::parse(source.document, text.text.as_str());
    let merged = merge_upstream(
        &parse(ours)?,
        &RawDocument::parse(theirs.name.as_str(), theirs.text.as_str())?,
        &overlays,
    )
    .map_err(|errors| {
        format!("{errors}\n\n{OVERLAY} does not fit the new document; mend it and try again")
    })?;
    let old = (ours.clone(), before(ours, &overlays)?);
    ours.text.clone_from(&merged.text);
    let new = (ours.clone(), api(ours, &overlays)?);
    let comparison = Comparison::of(Some(source), (&old.0, &old.1), (&new.0, &new.1));

    let mut summary = Summary::default();
    let (mut trees, mut lock) = workspace(&documents, &mut summary)?;
    Format::Text.print(&summary.findings);
    lock.set_upstream(source.document, hash);
    trees.push(Tree::of_file(source.document, merged.text.clone()));
    trees.push(lock.tree()?);
    let mut texts = Texts::new();
    for tree in &trees {
        texts.extend(tree.changes()?);
    }
    let versions = release(&comparison, &mut texts)?;
    Ok(Plan {
        comparison,
        merged,
        versions,
        texts,
    })
}

/// Refuses a document that is wrong in itself.
fn check(theirs: &Text) -> Result<(), Box<dyn Error>> {
    let written = RawDocument::parse(theirs.name.as_str(), theirs.text.as_str())?;
    let report = lint(&written, Severity::Warning);
    if report.findings.has_errors() {
        let mut errors = Diagnostics::new();
        let findings = report.findings.into_iter();
        errors.extend(findings.filter(|finding| finding.severity == Severity::Error));
        return Err(errors.into());
    }
    Ok(())
}

/// The API that is generated now. If the overlay fits the new document already, it is that of the last commit.
fn before(ours: &Text, overlays: &[Overlay]) -> Result<Api, Box<dyn Error>> {
    api(ours, overlays).or_else(|error| match Version::of_revision("HEAD") {
        Ok(Version::Spec { overlays, .. }) => api(ours, &overlays),
        _ => Err(error),
    })
}

/// Adds the crate's next version and its line in the changelog, if the crate changes. The version before and
/// after.
fn release(comparison: &Comparison, texts: &mut Texts) -> Result<(String, String), Box<dyn Error>> {
    let manifest = spec::read(Path::new(MANIFEST))?.text;
    let before = release::version(&manifest)?;
    let Some(weight) = comparison.changes.bump() else {
        return Ok((before.clone(), before));
    };
    let after = release::next(&before, weight)?;
    let lock = spec::read(Path::new(CARGO_LOCK))?.text;
    let changelog = spec::read(Path::new(CHANGELOG))?.text;
    let mut put = |path: &str, text: String| texts.insert(PathBuf::from(path), Some(text));
    put(MANIFEST, release::with_version(&manifest, &before, &after)?);
    put(CARGO_LOCK, release::locked(&lock, &before, &after)?);
    put(
        CHANGELOG,
        release::with_entry(&changelog, &release::entry(comparison, &after)),
    );
    Ok((before, after))
}

/// The document that the new one is a version of.
fn source(
    known: Option<Known>,
    theirs: &Text,
    documents: &[Text],
) -> Result<&'static Source, Box<dyn Error>> {
    let name = known.map(|known| match known {
        Known::Application => "application",
        Known::Admin => "admin",
    });
    if let Some(name) = name {
        let named = SOURCES.iter().find(|source| source.name == name);
        return named.ok_or_else(|| format!("there is no document `{name}`").into());
    }
    let (source, _) = closest(documents, theirs)?.ok_or_else(|| {
        format!(
            "{}: no document here has an operation of this one; say which with `--document`",
            theirs.name
        )
    })?;
    Ok(source)
}

fn read(from: &str) -> Result<Text, Box<dyn Error>> {
    if from.starts_with("http://") || from.starts_with("https://") {
        fetch(from)
    } else {
        spec::read(Path::new(from))
    }
}

fn fetch(url: &str) -> Result<Text, Box<dyn Error>> {
    let request = http::Request::get(url).body(Bytes::new())?;
    let timeout = Some(Duration::from_secs(60));
    let transport = ReqwestTransport::new()?;
    // The client of the runtime reads JSON of operations; this is neither, and asked for once.
    let answer = async { Ok(transport.send(request, timeout).await) }.wait()?;
    let response = answer.map_err(|error| format!("{url}: {error}"))?;
    if !response.status().is_success() {
        let location = response
            .headers()
            .get(http::header::LOCATION)
            .and_then(|it| it.to_str().ok());
        let hint = location.map_or_else(String::new, |location| format!("; it is at {location}"));
        return Err(format!("{url}: answered with {}{hint}", response.status()).into());
    }
    let text = String::from_utf8(response.into_body().to_vec())
        .map_err(|_| format!("{url}: the answer is not UTF-8"))?;
    Ok(Text {
        name: url.to_owned(),
        text,
    })
}

/// What somebody has to put into words.
fn print_words(source: &Source, merged: &MergedDocument) {
    let lists = [
        (&merged.undocumented, "is new and has no description yet"),
        (
            &merged.stale,
            "is described as before, and its facts are others: read it again",
        ),
        (
            &merged.removed,
            "is an example that no longer fits, and was left out",
        ),
    ];
    for (pointers, what) in lists {
        for pointer in pointers {
            println!("words: {}#{pointer} {what}", source.document);
        }
    }
    if lists.iter().any(|(pointers, _)| !pointers.is_empty()) {
        println!();
    }
}

/// Runs the snapshot tests, and says what comes next.
fn review() -> Result<(), Box<dyn Error>> {
    println!("\n$ cargo test -p apicrate --test outline");
    let output = Command::new(env!("CARGO"))
        .args([
            "test",
            "--quiet",
            "--package",
            "apicrate",
            "--test",
            "outline",
        ])
        .env("INSTA_UPDATE", "no")
        .output()?;
    if output.status.success() {
        println!("the outline of the API is as it was");
    } else {
        println!("the outline of the API has changed; this accepts it:\n  {ACCEPT}");
    }
    println!("review, in this order:");
    println!("  {CHANGELOG}");
    println!("  git diff generator/tests/snapshots");
    println!("  git diff spec");
    println!("then `cargo xtask ci`");
    Ok(())
}
