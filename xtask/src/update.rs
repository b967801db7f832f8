//! `cargo xtask update`: merges new upstream versions of documents and updates the code, the version of the crate,
//! the changelog and the lock. All files are written, or none.

mod check;
mod release;
mod source;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::Diagnostics;
use apicrate::counted::counted;
use apicrate::diff::Bump;
use apicrate::project::{Config, Lock, sha256};
use apicrate_cli::console::{Console, ConsoleArguments, Format};
use apicrate_cli::diff::comparison::{Comparison, ResolvedDocument};
use apicrate_cli::diff::report;
use apicrate_cli::remote::{RemoteArguments, save};
use apicrate_cli::summary::Summary;
use apicrate_testkit::merge_upstream::{MergedDocument, ReplacedValue, merge_upstream};
use clap::Args;
use serde_json::Value;

use self::release::{CARGO_LOCK, CHANGELOG, MANIFEST, WORKSPACE_MANIFEST};
use self::source::NewDocument;
use crate::generate::workspace_code;
use crate::journal::{self, RealDisk, Texts};
use crate::spec::{self, SourceFile, Version, api};
use crate::workspace;

/// Text at the end of the output of `--help`.
const HELP: &str = "\
The structure of the new documents is merged, their descriptions are not: existing descriptions in `spec/`
stay, and the positions of new items without a description are listed. Examples in `spec/` stay, too; those that
are not valid any more are corrected, and each correction is listed. Several documents become one release. If a document or the overlay
does not fit, nothing is written. If writing fails, all changes are undone.";

/// The command that accepts a changed outline.
const ACCEPT: &str = "INSTA_UPDATE=always cargo test -p apicrate --test outline";

/// The options of `cargo xtask update`.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The new documents: files, or URLs that begin with `http://` or `https://`. Each updates the document that has most
    /// operations in common with it.
    #[arg(value_name = "FILE|URL", required_unless_present = "drop_aliases")]
    from: Vec<String>,
    /// The document to update, if there is one new document: `admin` or `application`.
    #[arg(long, value_name = "NAME")]
    document: Option<String>,
    /// Also merge a document whose version is lower than that of the document in `spec/`.
    #[arg(long)]
    allow_older: bool,
    #[command(flatten)]
    old_names: OldNameArguments,
    /// Also read files below this folder if a new document refers to them. Can be repeated. Default: only files below the
    /// folder of the document.
    #[arg(long = "allow-dir", value_name = "DIR")]
    allowed: Vec<PathBuf>,
    #[command(flatten)]
    remote: RemoteArguments,
    /// List the changes and write nothing.
    #[arg(long)]
    dry_run: bool,
}

/// The options for the names of renamed types and methods.
#[derive(Debug, Args)]
struct OldNameArguments {
    /// Keep the old names of renamed types and methods as deprecated aliases, which the names lock lists. Renaming is then
    /// not a major change.
    #[arg(long)]
    keep_old_names: bool,
    /// Remove all deprecated aliases from the names lock, which is a major change. Needs no new document.
    #[arg(long, conflicts_with = "keep_old_names")]
    drop_aliases: bool,
}

/// Everything that an update changes.
struct Plan {
    comparisons: Vec<Comparison>,
    /// The merged documents, with the paths of their files.
    merged: Vec<(PathBuf, MergedDocument)>,
    /// The version of the crate before and after.
    versions: (semver::Version, semver::Version),
    texts: Texts,
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    let console = console.console(Format::Text);
    if arguments.document.is_some() && arguments.from.len() > 1 {
        return Err("`--document` is for one new document".into());
    }
    let mut theirs = Vec::new();
    for from in &arguments.from {
        theirs.push(source::read(from, &arguments.allowed, &arguments.remote)?);
    }
    std::env::set_current_dir(workspace::root())?;
    let mut config = workspace::config(Path::new(""))?;
    let access = workspace::remote(&arguments.remote, &mut config);
    let documents = spec::read_all(&config, &access)?;
    let mut new = Vec::new();
    for theirs in theirs {
        let name = arguments.document.as_deref();
        new.push(NewDocument::new(theirs, name, &config, &documents)?);
    }
    source::check_once(&new)?;
    let lock = config.lock.as_deref().map(Lock::read).unwrap_or_default();
    let is_merged = |it: &NewDocument| {
        let hash = sha256(&it.theirs.text);
        lock.upstream(&it.source.source()) == Some(&hash)
    };
    for known in new.iter().filter(|it| is_merged(it)) {
        println!("{}: already merged; no byte has changed", known.theirs.name);
    }
    new.retain(|it| !is_merged(it));
    if new.is_empty() && !arguments.old_names.drop_aliases {
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.old_names.keep_old_names
        && let Some(without) = new.iter().find(|it| it.source.names_lock.is_none())
    {
        return Err(format!(
            "{}: `--keep-old-names` needs a names lock; set `names-lock` in `apicrate.toml`",
            without.source.path.display()
        )
        .into());
    }
    for it in &new {
        it.check(&documents, arguments.allow_older)?;
    }
    let plan = plan(&config, &new, documents, &arguments.old_names, console)?;
    print!("{}", report::text(&plan.comparisons));
    println!();
    for (path, merged) in &plan.merged {
        print_words(path, merged);
    }
    let (before, after) = &plan.versions;
    let files = counted(plan.texts.len(), "file");
    println!("trophy-api {before} → {after}, {files}");
    for path in plan.texts.keys() {
        println!("  {}", path.display());
    }
    if arguments.dry_run {
        println!("\ndry run: nothing was written");
        return Ok(ExitCode::SUCCESS);
    }
    journal::write(Path::new(""), &plan.texts, &mut RealDisk)?;
    save(&access, |line| console.line(line))?;
    if plan.comparisons.iter().any(|it| !it.changes.api.is_empty()) {
        check::print_broken_code()?;
    }
    print_next_steps()?;
    Ok(ExitCode::SUCCESS)
}

/// Computes all changes without writing them.
fn plan(
    config: &Config,
    new: &[NewDocument],
    mut documents: Vec<SourceFile>,
    old_names: &OldNameArguments,
    console: Console,
) -> Result<Plan, Box<dyn Error>> {
    let mut comparisons = Vec::new();
    let mut merged = Vec::new();
    for NewDocument {
        index,
        source,
        theirs,
        ..
    } in new
    {
        let ours = documents.get_mut(*index).ok_or("no such document")?;
        let result = merge_upstream(&ours.document()?, &theirs.document()?, &ours.overlays);
        let result = result.map_err(|errors| {
            let overlays = source.overlay.iter().map(|path| path.display().to_string());
            let overlays = overlays.collect::<Vec<_>>().join(", ");
            format!(
                "{errors}\n\n{overlays} does not fit the new document; correct it and try again"
            )
        })?;
        let old = current_api(config, ours)?;
        ours.text.clone_from(&result.text);
        if old_names.drop_aliases {
            ours.drop_aliases()?;
        }
        let mut now = api(ours)?;
        if old_names.keep_old_names {
            now = now.keep_old_names(&old)?;
            ours.names = Some(now.names.clone());
        }
        let comparison = Comparison::new(old, now);
        comparisons.push(comparison.of_module(source.module.as_deref()));
        merged.push((source.path.clone(), result));
    }
    if old_names.drop_aliases {
        let others = documents.iter_mut().enumerate();
        for (_, ours) in others.filter(|(index, _)| new.iter().all(|it| it.index != *index)) {
            let old = api(ours)?;
            if ours.drop_aliases()? {
                let comparison = Comparison::new(old, api(ours)?);
                comparisons.push(comparison.of_module(ours.config.module.as_deref()));
            }
        }
    }

    let mut summary = Summary::default();
    let (mut output, mut lock) = workspace_code(config, &documents, &mut summary)?;
    console.findings(&summary.findings)?;
    for NewDocument { source, theirs, .. } in new {
        lock.set_upstream(&source.source(), sha256(&theirs.text));
    }
    for (path, merged) in &merged {
        output.add_file(path, merged.text.clone());
    }
    if let Some(path) = &config.lock {
        output.add_file(path, lock.to_json()?);
    }
    let mut texts = output.changes()?;
    let versions = release(&comparisons, &mut texts)?;
    Ok(Plan {
        comparisons,
        merged,
        versions,
        texts,
    })
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
    comparisons: &[Comparison],
    texts: &mut Texts,
) -> Result<(semver::Version, semver::Version), Box<dyn Error>> {
    let manifest = spec::read(Path::new(MANIFEST))?.text;
    let before = release::version(&manifest)?;
    let Some(bump) = bump_of_code(comparisons) else {
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
        release::add_entry(&changelog, &release::entry(comparisons, &after)),
    );
    Ok((before, after))
}

/// The largest bump that the changes of the code require.
fn bump_of_code(comparisons: &[Comparison]) -> Option<Bump> {
    let bumps = comparisons.iter().map(|it| it.changes.bump());
    bumps.max().flatten()
}

/// Lists the descriptions and examples that somebody has to write or to check.
fn print_words(path: &Path, merged: &MergedDocument) {
    let lists = [
        (
            "description",
            &merged.undocumented,
            "is new and has no description yet",
        ),
        (
            "description",
            &merged.stale,
            "has changed; check that its description is still correct",
        ),
        (
            "example",
            &merged.completed,
            "is required now; a value was made from its schema: check it",
        ),
        (
            "example",
            &merged.dropped,
            "is not allowed any more and was removed: check the example",
        ),
        (
            "example",
            &merged.removed,
            "no longer fits its schema; the example was removed",
        ),
    ];
    for (kind, pointers, what) in lists {
        for pointer in pointers {
            println!("{kind}: {}#{pointer} {what}", path.display());
        }
    }
    for ReplacedValue {
        pointer,
        before,
        after,
    } in &merged.replaced
    {
        println!(
            "example: {}#{pointer} is now {}, because {} is not valid any more: check it",
            path.display(),
            shown(after),
            shown(before)
        );
    }
    if !merged.replaced.is_empty() || lists.iter().any(|(_, pointers, _)| !pointers.is_empty()) {
        println!();
    }
}

/// A value of an example, if it is short.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) => "another object".to_owned(),
        Value::Array(_) => "another list".to_owned(),
        scalar => format!("`{scalar}`"),
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
