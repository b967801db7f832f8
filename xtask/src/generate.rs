//! `cargo xtask generate`: from the documents in `spec/`, corrected by the overlay beside them, to the code in
//! `trophy-api/`, or from any document to a crate of its own. `--check` goes the same way and stops before it
//! writes. Where nothing has changed since the last run, neither is done.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::mem;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use heck::ToKebabCase;
use serde::{Deserialize, Serialize};
use trophy_generator::lint::relax;
use trophy_generator::parallel;
use trophy_generator::render::{CallSite, Gate, agreement_tests, example_payloads, example_tests};
use trophy_generator::{
    Diagnostics, GenerateError, Generation, Options, Overlay, Written, generate_from,
};

use crate::findings::Format;
use crate::lock::{LOCK, Lock};
use crate::spec::{self, Text};
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

/// A document of this workspace and where its code belongs.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) document: &'static str,
    /// The name of its module, and of the file of its examples' tests.
    pub(crate) name: &'static str,
    root: &'static str,
    /// From a `Trophy` to that type, and the module of its models.
    pub(crate) reached: (&'static str, &'static str),
}

/// Where the code belongs, a folder for each document.
pub(crate) const GENERATED: &str = "trophy-api/src/generated";

/// Where the tests from the documents' examples belong, a file for each document.
const EXAMPLE_TESTS: &str = "trophy-api/tests/examples/generated";

/// Where the tests that client and router agree belong, a file for each document.
const AGREEMENT_TESTS: &str = "trophy-api/tests/agreement/generated";

/// Where the local Trophy has the answers that it does not work out, a file for each document.
const LOCAL_EXAMPLES: &str = "trophy-api/src/local/examples";

/// The one document whose answers it needs.
const LOCAL_EXAMPLES_OF: &str = "application";

/// All of these places, in which nothing else is, and the lock.
const OUTPUTS: [&str; 5] = [
    GENERATED,
    EXAMPLE_TESTS,
    AGREEMENT_TESTS,
    LOCAL_EXAMPLES,
    LOCK,
];

pub(crate) const SOURCES: &[Source] = &[
    Source {
        document: "spec/admin.yaml",
        name: "admin",
        root: "Admin",
        reached: ("trophy.admin()", "trophy_api::admin::models"),
    },
    Source {
        document: "spec/application.yaml",
        name: "application",
        root: "Application",
        reached: ("trophy", "trophy_api::models"),
    },
];

/// What is corrected in those documents.
pub(crate) const OVERLAY: &str = "spec/overlay.yaml";

/// What a run has to tell: findings, and numbers for its last line.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Summary {
    #[serde(skip)]
    pub(crate) findings: Diagnostics,
    documents: usize,
    operations: usize,
    models: usize,
    files: usize,
}

impl Summary {
    /// Counts what has become of a document.
    fn count(&mut self, generation: &Generation) {
        self.findings.extend(generation.warnings.clone());
        self.documents += 1;
        self.operations += generation.api.operation_count();
        self.models += generation.api.types.len();
        self.files += generation.files.len();
    }

    /// Keeps what is wrong with a document, of which nothing has become.
    fn keep<T>(&mut self, outcome: Result<T, GenerateError>) -> Result<Option<T>, GenerateError> {
        match outcome {
            Ok(made) => Ok(Some(made)),
            Err(GenerateError::Document(errors)) => {
                self.findings.extend(errors);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = plural(self.documents, "document");
        let operations = plural(self.operations, "operation");
        let models = plural(self.models, "model");
        write!(f, "{documents}, {operations}, {models}")
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let mut inputs = None;
    if arguments.spec.is_none() {
        std::env::set_current_dir(workspace_root())?;
        let documents = SOURCES.iter().map(|source| source.document);
        inputs = Inputs::of(documents.chain([OVERLAY]));
    }
    let format = arguments.format;
    if let Some(summary) = inputs.as_ref().and_then(|it| it.are_unchanged(&OUTPUTS)) {
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
        return Ok(vec![own_crate(spec, out, arguments, summary)?]);
    }
    Ok(workspace(&documents()?, summary)?.0)
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
    if arguments.relax_from_examples {
        command.push_str(" --relax-from-examples");
    }
    let line = format_args!("{summary}: {stale} of {files} out of date; run `{command}`");
    arguments.format.say(line);
    ExitCode::FAILURE
}

fn plural(count: usize, thing: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{s}")
}

/// What stands in `spec/`, in the order of the sources. Paths are those that a maintainer sees.
pub(crate) fn documents() -> Result<Vec<Text>, Box<dyn Error>> {
    let paths = SOURCES.iter().map(|source| Path::new(source.document));
    paths.map(spec::read).collect()
}

/// The code of this workspace's own documents, and the lock of what it is made of; or what is wrong with any of
/// them.
pub(crate) fn workspace(
    documents: &[Text],
    summary: &mut Summary,
) -> Result<(Vec<Tree>, Lock), Box<dyn Error>> {
    let overlays = Overlay::read_all(&[OVERLAY])?;
    let mut trees = Vec::with_capacity(2 * SOURCES.len() + 2);
    let mut example_files = BTreeMap::new();
    let mut agreement_files = BTreeMap::new();
    let mut versions = Vec::with_capacity(SOURCES.len());
    let pairs: Vec<_> = SOURCES.iter().zip(documents).collect();
    let made = parallel::map(&pairs, |(source, document)| {
        made(source, document, &overlays)
    });
    for (source, made) in SOURCES.iter().zip(made) {
        let Some(made) = summary.keep(made)? else {
            continue;
        };
        summary.count(&made.generation);
        let file = format!("{}.rs", source.name);
        example_files.insert(file.clone(), made.example_tests);
        agreement_files.insert(file.clone(), made.agreement_tests);
        if let Some(answers) = made.answers {
            summary.files += 1;
            trees.push(Tree::new(LOCAL_EXAMPLES.into(), [(file, answers)].into()));
        }
        let folder = PathBuf::from(GENERATED).join(source.name);
        trees.push(Tree::new(folder, made.generation.files));
        versions.push(made.generation.api.version);
    }
    if summary.findings.has_errors() {
        return Err(mem::take(&mut summary.findings).into());
    }
    summary.files += example_files.len() + agreement_files.len();
    trees.push(Tree::new(EXAMPLE_TESTS.into(), example_files));
    trees.push(Tree::new(AGREEMENT_TESTS.into(), agreement_files));
    let versioned: Vec<_> = documents
        .iter()
        .zip(versions.iter().map(String::as_str))
        .collect();
    let lock = Lock::of(
        &versioned,
        &spec::read(Path::new(OVERLAY))?,
        &Lock::read(Path::new("")),
    );
    summary.files += 1;
    trees.push(lock.tree()?);
    Ok((trees, lock))
}

/// What becomes of one document of this workspace.
struct Made {
    generation: Generation,
    example_tests: String,
    agreement_tests: String,
    answers: Option<String>,
}

fn made(source: &Source, document: &Text, overlays: &[Overlay]) -> Result<Made, GenerateError> {
    let options = Options {
        source: source.document.to_owned(),
        root: source.root.to_owned(),
        call_site: Some(call_site(source)),
        server: server(),
        ..Options::default()
    };
    let written = Written::parse(source.document, document.text.as_str())?.with(overlays)?;
    let generation = generate_from(written, &options)?;
    let api = &generation.api;
    let (_, models) = source.reached;
    let module = models.trim_end_matches("::models");
    let cases = format!("crate::cases::{}", source.name.to_uppercase());
    let (example_tests, agreement_tests) = parallel::join(
        || example_tests(api, models, &options),
        || agreement_tests(api, module, &cases, &options),
    );
    let has_answers = source.name == LOCAL_EXAMPLES_OF;
    let answers = has_answers.then(|| example_payloads(api, &options));
    Ok(Made {
        example_tests: example_tests?,
        agreement_tests: agreement_tests?,
        answers: answers.transpose()?,
        generation,
    })
}

/// The other end of an API is for those who ask for it: it brings axum.
fn server() -> Gate {
    Gate::Feature("server".to_owned())
}

/// How the examples in the documentation begin a call.
fn call_site(source: &Source) -> CallSite {
    let (root, models) = source.reached;
    CallSite {
        argument: "trophy: trophy_api::Trophy".to_owned(),
        root: root.to_owned(),
        models: models.to_owned(),
    }
}

/// Any document as a crate of its own, or what is wrong with it.
fn own_crate(
    spec: &Path,
    out: &Path,
    arguments: &Arguments,
    summary: &mut Summary,
) -> Result<Tree, Box<dyn Error>> {
    let file_name = spec
        .file_name()
        .unwrap_or(spec.as_os_str())
        .to_string_lossy();
    let options = Options {
        source: file_name.into_owned(),
        root_file: "lib.rs".to_owned(),
        server: server(),
        ..Options::default()
    };
    let written = corrected(spec, arguments).map_err(GenerateError::from);
    let generation = written.and_then(|written| generate_from(written, &options));
    let Some(generation) = summary.keep(generation)? else {
        return Err(mem::take(&mut summary.findings).into());
    };
    summary.count(&generation);
    let name = arguments.name.clone();
    let name = name.unwrap_or_else(|| crate_name(&generation.api.title));
    let files = generation.files.into_iter();
    let mut files: BTreeMap<String, String> = files
        .map(|(path, text)| (format!("src/{path}"), text))
        .collect();
    // A manifest that is there already belongs to its owner.
    if !out.join("Cargo.toml").exists() {
        summary.files += 1;
        files.insert("Cargo.toml".to_owned(), manifest(&name));
    }
    Ok(Tree::new(out.to_owned(), files))
}

/// A document with what the caller wants changed in it.
fn corrected(spec: &Path, arguments: &Arguments) -> Result<Written, Diagnostics> {
    let overlays = Overlay::read_all(&arguments.overlays)?;
    let written = Written::read(spec)?.with(&overlays)?;
    if arguments.relax_from_examples {
        relax(written)
    } else {
        Ok(written)
    }
}

/// A name that Cargo takes.
fn crate_name(title: &str) -> String {
    let name: String = title
        .to_kebab_case()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    match name.trim_matches('-') {
        "" => "api".to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("api-{name}"),
        name => name.to_owned(),
    }
}

/// The documents that this workspace generates from.
pub(crate) fn own_documents() -> Vec<PathBuf> {
    let paths = SOURCES
        .iter()
        .map(|source| workspace_root().join(source.document));
    paths.collect()
}

/// How a generated crate depends on the runtime.
pub(crate) fn manifest_dependency() -> String {
    let runtime = workspace_root().join("generator").join("runtime");
    let runtime = runtime.display().to_string().replace('\\', "/");
    let version = env!("CARGO_PKG_VERSION");
    format!(r#"version = "{version}", path = "{runtime}""#)
}

fn manifest(name: &str) -> String {
    let runtime = manifest_dependency();
    format!(
        r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[features]
# Routes to whatever implements the traits of this API.
server = ["trophy-runtime/server"]

[dependencies]
serde = {{ version = "1", features = ["derive"] }}
trophy-runtime = {{ {runtime} }}

# Stands alone, wherever the folder is.
[workspace]
"#
    )
}
