//! `cargo xtask generate`: from the documents in `spec/`, corrected by the overlay beside them, to the code in
//! `trophy-api/`, or from any document to a crate of its own. `--check` goes the same way and stops before it
//! writes. Where nothing has changed since the last run, neither is done.

mod own_crate;
mod summary;
mod workspace;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use apicrate::{Diagnostics, parallel};
use clap::Args;

pub(crate) use self::own_crate::manifest_dependency;
pub(crate) use self::summary::Summary;
use self::summary::plural;
pub(crate) use self::workspace::{GENERATED, workspace};
use crate::findings::Format;
use crate::sources::{OVERLAY, SOURCES, read_all};
use crate::stamp::Inputs;
use crate::tree::Tree;
use crate::workspace_root;

/// What `cargo xtask generate` is told.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Write nothing; exit with 1 and name what differs.
    #[arg(long)]
    check: bool,
    /// A document to turn into a crate of its own, in place of those of this workspace.
    #[arg(long, value_name = "FILE", requires = "out")]
    spec: Option<PathBuf>,
    /// The folder of that crate.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// The name of that crate. By default the document's title.
    #[arg(long, requires = "spec")]
    name: Option<String>,
    /// An OpenAPI Overlay that corrects that document. Any number of them, applied in this order.
    #[arg(long = "overlay", value_name = "FILE", requires = "spec")]
    overlays: Vec<PathBuf>,
    /// Believe the document's examples where its schemas contradict them: what a documented payload
    /// leaves out may be missing, and what is `null` in one may be `null`.
    #[arg(long, requires = "spec")]
    relax_from_examples: bool,
    /// How the findings are written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let mut inputs = None;
    if arguments.spec.is_none() {
        std::env::set_current_dir(workspace_root())?;
        let documents = SOURCES.iter().map(|source| source.document);
        inputs = Inputs::of(documents.chain([OVERLAY]));
    }
    let format = arguments.format;
    if let Some(summary) = inputs
        .as_ref()
        .and_then(|it| it.are_unchanged(&workspace::OUTPUTS))
    {
        format.print(&summary.findings);
        return Ok(finish(&summary, 0, arguments));
    }
    let mut summary = Summary::default();
    let trees = match trees(arguments, &mut summary) {
        Ok(trees) => trees,
        Err(error) => {
            format.print(&*error.downcast::<Diagnostics>()?);
            return Ok(ExitCode::FAILURE);
        }
    };
    format.print(&summary.findings);
    let differences = parallel::map(&trees, Tree::differences).into_iter();
    let differences: Vec<BTreeMap<_, _>> = differences.collect::<Result<_, _>>()?;
    let count: usize = differences.iter().map(BTreeMap::len).sum();
    if arguments.check {
        for (path, difference) in differences.iter().flatten() {
            format.say(format_args!("{difference}: {}", path.display()));
        }
    } else {
        let pairs: Vec<_> = trees.iter().zip(&differences).collect();
        let written = parallel::map(&pairs, |(tree, differences)| tree.write(differences));
        written.into_iter().collect::<Result<(), _>>()?;
    }
    // Findings are told by each run, so one that has any is not to be left out.
    let in_order = summary.findings.is_empty() && (count == 0 || !arguments.check);
    if let Some(inputs) = inputs.filter(|_| in_order) {
        inputs.note(&trees, &summary);
    }
    Ok(finish(&summary, count, arguments))
}

/// What is to be written, or what is wrong with any of the documents.
fn trees(arguments: &Arguments, summary: &mut Summary) -> Result<Vec<Tree>, Box<dyn Error>> {
    if let (Some(spec), Some(out)) = (&arguments.spec, &arguments.out) {
        return Ok(vec![own_crate::tree(spec, out, arguments, summary)?]);
    }
    Ok(workspace(&read_all()?, summary)?.0)
}

/// The last line, of `--check` with the command that mends what was found.
fn finish(summary: &Summary, stale: usize, arguments: &Arguments) -> ExitCode {
    let files = plural(summary.files, "file");
    if !arguments.check {
        let line = format_args!("{summary}: {stale} of {files} written");
        arguments.format.say(line);
        return ExitCode::SUCCESS;
    }
    if stale == 0 {
        let line = format_args!("{summary}: {files} up to date");
        arguments.format.say(line);
        return ExitCode::SUCCESS;
    }
    let mut command = "cargo xtask generate".to_owned();
    let overlays = arguments.overlays.iter().map(|path| ("--overlay", path));
    let options = [("--spec", &arguments.spec), ("--out", &arguments.out)];
    let options = options
        .into_iter()
        .filter_map(|(option, path)| Some((option, path.as_ref()?)));
    for (option, path) in options.chain(overlays) {
        command = format!("{command} {option} {}", path.display());
    }
    if let Some(name) = &arguments.name {
        command = format!("{command} --name {name}");
    }
    if arguments.relax_from_examples {
        command.push_str(" --relax-from-examples");
    }
    let line = format_args!("{summary}: {stale} of {files} out of date; run `{command}`");
    arguments.format.say(line);
    ExitCode::FAILURE
}
