//! `apicrate mock`: serves a document, with examples and valid values as answers. Prints each exchange, and reads the document
//! again when one of its files changes.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, SystemTime};

use anstyle::{AnsiColor, Style};
use apicrate::counted::counted;
use apicrate_mock::{Exchange, Mock, MockOptions, MockServer};
use clap::{Args, ValueEnum};
use serde_json::json;
use tokio::runtime::Builder;

use crate::config::ConfigArguments;
use crate::console::{Console, ConsoleArguments, Format, data};
use crate::document::DocumentArguments;
use crate::input::{ConfiguredDocument, Input, overlay_findings};
use crate::progress::Progress;
use crate::remote::is_url;
use crate::selection::SelectionArguments;

/// The time between two looks at the files.
const INTERVAL: Duration = Duration::from_millis(500);

/// Text at the end of `apicrate mock --help`.
const HELP: &str = "\
The header `Prefer` of a request chooses the answer: `Prefer: code=404`, `Prefer: example=NAME`, or `Prefer: dynamic=true`
for other values each time. Any credentials are accepted. Ctrl-C stops the server.";

/// The options of `apicrate mock`.
#[derive(Clone, Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Arguments {
    /// The document: a file, a URL, or `-` for standard input. Default: the document of the configuration file.
    #[arg(value_name = "DOCUMENT")]
    document: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    /// The port to listen on. 0 is any free port, which is printed.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// The IP address to listen on, or `localhost`. Other machines can reach the server at `0.0.0.0`.
    #[arg(long, default_value = "127.0.0.1", value_parser = host, value_name = "ADDRESS")]
    host: IpAddr,
    /// Do not check requests: answer a request with faults like one without.
    #[arg(long)]
    no_validation: bool,
    /// The start of the random values for `Prefer: dynamic=true`.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    seed: u64,
    /// Do not read the document again when a file changes.
    #[arg(long)]
    no_watch: bool,
    /// The format of the exchanges.
    #[arg(long, value_enum, default_value_t)]
    format: ExchangeFormat,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    reading: DocumentArguments,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ExchangeFormat {
    /// A line for each exchange, and below it the faults of the request.
    #[default]
    Text,
    /// An object with the URL of the server, then one for each exchange, each on its own line.
    Json,
}

impl From<ExchangeFormat> for Format {
    fn from(format: ExchangeFormat) -> Self {
        match format {
            ExchangeFormat::Text => Self::Text,
            ExchangeFormat::Json => Self::Json,
        }
    }
}

fn host(text: &str) -> Result<IpAddr, String> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let address = text.trim_matches(['[', ']']).parse();
    address.map_err(|_| "expected an IP address or `localhost`".to_owned())
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    let text = console.console(Format::Text);
    let format = Format::from(arguments.format);
    let console = console.console(format);
    let reading = &arguments.reading;
    let mut document = match &arguments.document {
        Some(location) => reading.document(reading.input.input(location)?)?,
        None => reading.configured(arguments.config.read_one()?)?,
    };
    arguments.selection.configure(&mut document.config);
    let progress = Progress::start(document.input.shown(), console);
    let options = MockOptions::new()
        .validate(!arguments.no_validation)
        .seed(arguments.seed);
    // The files are looked at before they are read, so that no change is missed.
    let mut files = Files::default();
    files.look(named_files(&document));
    let access = reading.remote.reading_access(&document.config);
    let raw = document.read(&access)?;
    let overlays = overlay_findings(&raw);
    let mock = Mock::from_raw(raw, options)?;
    reading.remote.save(&access, console)?;
    drop(progress);
    text.findings(&overlays)?;
    mock.observe(move |exchange| print(exchange, console));
    let address = SocketAddr::new(arguments.host, arguments.port);
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let server = MockServer::bind(mock.clone(), address).await;
        let server = server.map_err(|error| {
            format!("cannot listen on {address}: {error}; choose another port with `--port`")
        })?;
        let url = server.url();
        if format == Format::Json && !console.is_quiet() {
            data(&format!("{}\n", json!({ "url": url })))?;
        }
        let count = counted(mock.operations().len(), "operation");
        console.line(format_args!("{}: {count} on {url}", document.input.shown()))?;
        note_examples(&mock, console)?;
        if !arguments.no_watch {
            let reading = reading.clone();
            thread::spawn(move || watch(&reading, &document, &mock, files, console));
        }
        tokio::signal::ctrl_c().await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The files of a document that arguments and the configuration name.
fn named_files(document: &ConfiguredDocument) -> Vec<PathBuf> {
    let main = match &document.input {
        Input::Location(path) if !is_url(path) => Some(path.clone()),
        _ => None,
    };
    let overlays = document.config.overlay.iter().cloned();
    main.into_iter().chain(overlays).collect()
}

/// Notes how many examples are not used.
fn note_examples(mock: &Mock, console: Console) -> std::io::Result<()> {
    let invalid = mock.invalid_examples();
    if invalid.is_empty() {
        return Ok(());
    }
    let count = counted(invalid.len(), "example");
    let verb = if invalid.len() == 1 {
        "violates"
    } else {
        "violate"
    };
    console.note(format_args!(
        "warning: {count} of responses {verb} the schema and cannot be an answer; `apicrate lint` explains each"
    ))
}

/// Prints an exchange. A reader that has gone is not an error.
fn print(exchange: &Exchange, console: Console) {
    if console.is_quiet() {
        return;
    }
    _ = match console.format() {
        Format::Json => data(&format!("{}\n", json!(exchange))),
        Format::Text => console.text(&text(exchange)),
    };
}

/// The line of an exchange, with a color for its status, and a line for each fault.
fn text(exchange: &Exchange) -> String {
    let style: Style = match exchange.status {
        ..400 => AnsiColor::Green.on_default(),
        400..500 => AnsiColor::Yellow.on_default(),
        _ => AnsiColor::Red.on_default(),
    };
    let line = exchange.to_string();
    let status = format!("→ {}", exchange.status);
    let mut text = match line.rsplit_once(&status) {
        Some((start, end)) => format!("{start}{style}{status}{style:#}{end}\n"),
        None => format!("{line}\n"),
    };
    for fault in &exchange.faults {
        _ = writeln!(text, "  {}", without_controls(&fault.to_string()));
    }
    for note in &exchange.notes {
        _ = writeln!(text, "  {}", without_controls(note));
    }
    text
}

fn without_controls(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

/// The files of a document, with the last change of each.
#[derive(Debug, Default)]
struct Files(BTreeMap<PathBuf, Option<(SystemTime, u64)>>);

impl Files {
    /// Looks at these files. Returns true if one of those that are known has changed.
    fn look(&mut self, paths: Vec<PathBuf>) -> bool {
        let mut is_changed = false;
        let mut found = BTreeMap::new();
        for path in paths {
            let metadata = fs::metadata(&path).ok();
            let state = metadata.and_then(|it| Some((it.modified().ok()?, it.len())));
            is_changed |= self.0.get(&path).is_some_and(|known| *known != state);
            found.insert(path, state);
        }
        self.0 = found;
        is_changed
    }
}

/// Reads the document again whenever one of its files changes. With errors, the previous document is still served.
fn watch(
    reading: &DocumentArguments,
    document: &ConfiguredDocument,
    mock: &Mock,
    mut files: Files,
    console: Console,
) {
    loop {
        let mut paths = named_files(document);
        paths.extend(mock.other_files());
        if !files.look(paths) {
            thread::sleep(INTERVAL);
            continue;
        }
        let access = reading.remote.reading_access(&document.config);
        let replaced = document.read(&access).and_then(|it| mock.replace(it));
        // Output that cannot be written does not stop the server.
        _ = match replaced {
            Ok(()) => {
                let count = counted(mock.operations().len(), "operation");
                let changed = console.note(format_args!(
                    "{} has changed: {count}",
                    document.input.shown()
                ));
                changed.and_then(|()| note_examples(mock, console))
            }
            Err(errors) => {
                _ = console.for_findings().findings(&errors);
                console.note("note: the previous version is still served")
            }
        };
    }
}
