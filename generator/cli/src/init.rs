//! `apicrate init`: writes a configuration file for a document, with a comment for each choice that the document offers.

mod choice;
mod choices;
mod facts;
mod tables;
mod toml_string;

use std::env::current_dir;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::counted::counted;
use apicrate::document::RemoteAccess;
use apicrate::project::{CONFIG, Config, CrateConfig, CrateName, shown};
use clap::Args;

use self::choices::configuration;
use self::facts::Facts;
use crate::console::{ConsoleArguments, Format};
use crate::document::DocumentArguments;
use crate::module::module_folder;
use crate::progress::Progress;
use crate::quoted::quoted;
use crate::remote::save;
use crate::usage::UsageError;

/// Text at the end of `apicrate init --help`.
const HELP: &str = "\
`apicrate generate` then writes the crate or module. An existing file is never changed. A document with a URL stays
where it is: its content is locked in `remote.lock` and stored beside it, so that later runs need no network.";

/// The options of `apicrate init`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Arguments {
    /// The document: a file or a URL.
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// The folder of the crate. Default: the current folder, or a new one with the name of the crate if the current folder
    /// has a crate or a `src`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the crate. Default: the title of the document.
    #[arg(long)]
    name: Option<CrateName>,
    /// Configure a module of an existing crate instead of a crate: the folder of the module, such as `src/pets`.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "name"], value_parser = module_folder)]
    module: Option<PathBuf>,
    /// The folder of `apicrate-runtime`, on which the crate depends. Default: the published version. The configuration of a
    /// module does not contain it; `generate` has the same option.
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<PathBuf>,
    #[command(flatten)]
    reading: DocumentArguments,
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    let console = console.console(Format::Text);
    let reading = &arguments.reading;
    if arguments.document == Path::new("-") {
        let message = "`init` needs a file or a URL, because later runs read the document again";
        return Err(UsageError(message.to_owned()).into());
    }
    refuse_existing()?;
    let mut document = reading.document(reading.input.input(&arguments.document)?)?;
    let lock = document.config.remote_lock.clone();
    let lock = lock.unwrap_or_else(|| "remote.lock".into());
    document.config.remote_lock = Some(lock.clone());
    document.config.tolerant = false;
    let access: RemoteAccess = reading.remote.access(lock);
    let progress = Progress::start(document.input.shown(), console);
    let facts = Facts::read(document.read(&access)?)?;
    drop(progress);
    let name = arguments.name.clone();
    let name = name.unwrap_or_else(|| CrateName::from_title(&facts.api.title));
    document.config.output = match arguments.out.as_ref().or(arguments.module.as_ref()) {
        Some(folder) => folder.clone(),
        None => free_folder(name.as_str()),
    };
    document.config.tolerant = reading.is_tolerant();
    if let Ok(below) = document.config.path.strip_prefix(current_dir()?) {
        document.config.path = below.to_owned();
    }
    if arguments.module.is_none() {
        document.config.package = Some(package(name, arguments.runtime_path.as_deref()));
    }
    let text = configuration(&document.config, &facts)?;
    write(&text)?;
    save(&access, |line| console.line(line))?;
    console.line(format_args!(
        "{CONFIG}: written for {} with {} and {}",
        shown(&arguments.document),
        counted(facts.api.operation_count(), "operation"),
        counted(facts.api.types.len(), "model"),
    ))?;
    if facts.errors > 0 && !document.config.tolerant {
        let command = quoted(Path::new(&arguments.document));
        console.line(format_args!(
            "the document has {}, which `apicrate lint {command}` shows: correct it, or set `tolerant = true` in {CONFIG}",
            counted(facts.errors, "error")
        ))?;
    }
    let (written, option) = match (&arguments.module, &arguments.runtime_path) {
        (None, _) => ("crate", String::new()),
        (Some(_), None) => ("module", String::new()),
        // It lists what the crate around the module needs.
        (Some(_), Some(path)) => ("module", format!(" --runtime-path {}", quoted(path))),
    };
    console.line(format_args!(
        "run `apicrate generate{option}` to write the {written}"
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// The configuration of a crate.
fn package(name: CrateName, runtime: Option<&Path>) -> CrateConfig {
    let mut package = CrateConfig::default();
    package.name = Some(name);
    package.runtime_path = runtime.map(Path::to_owned);
    package
}

/// Fails if the current folder has a configuration already.
fn refuse_existing() -> Result<(), Box<dyn Error>> {
    let path = Path::new(CONFIG);
    let exists = |path: &Path| format!("{}: exists already; it was not changed", path.display());
    if fs::symlink_metadata(path).is_ok() {
        return Err(exists(path).into());
    }
    // One in a manifest would be a second configuration in this folder.
    match Config::find(Path::new(""))? {
        Some(found) if found.parent() == Some(Path::new("")) => {
            let message = format!(
                "{}: has a configuration already; it was not changed",
                found.display()
            );
            Err(message.into())
        }
        _ => Ok(()),
    }
}

/// The current folder or else the first folder with this name in which a crate can be written.
fn free_folder(name: &str) -> PathBuf {
    let is_free = |folder: &PathBuf| {
        let is_folder = folder.is_dir() || fs::symlink_metadata(folder).is_err();
        let parts = ["Cargo.toml", "src"];
        is_folder && parts.iter().all(|it| !folder.join(it).exists())
    };
    let names = (2..100).map(|number| format!("{name}-{number}"));
    let names = [".".to_owned(), name.to_owned(), format!("{name}-api")]
        .into_iter()
        .chain(names);
    let mut folders = names.map(PathBuf::from);
    folders.find(is_free).unwrap_or_else(|| name.into())
}

/// Writes the file, unless it exists.
fn write(text: &str) -> Result<(), String> {
    let written = File::create_new(CONFIG).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error: io::Error| format!("{CONFIG}: {error}"))
}
