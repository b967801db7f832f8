//! Prism serves a document, and a client calls it. Prism is installed from npm in the target folder, in a fixed version. If
//! Node.js or the registry is not available, the tests print a message and pass.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader, Write, stderr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

use apicrate::sample::valid_value;
use apicrate::validate::{ApiDescription, Direction};
use apicrate_agreement::{Exchange, Forward, Server};
use apicrate_runtime::{Client, RetryPolicy};
use libtest_mimic::Failed;

use crate::spec;

const PACKAGE: &str = "@stoplight/prism-cli";
const VERSION: &str = "5.16.0";

/// Runs Prism until standard input ends, so that it never outlives the test.
const PROGRAM: &str = "process.argv.splice(1, 0, 'prism');
process.stdin.on('end', () => process.exit()).resume();
require('@stoplight/prism-cli/dist/index.js');";

/// The header of both APIs for the key.
const API_KEY: &str = "X-API-KEY";

/// The answers that Prism gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Answers {
    /// The examples of the document.
    Examples,
    /// Random values that are valid for the schemas.
    Random,
}

impl Answers {
    pub(crate) const ALL: [Self; 2] = [Self::Examples, Self::Random];
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Examples => "examples",
            Self::Random => "random",
        })
    }
}

/// A running Prism and its base URL.
struct Prism {
    process: Child,
    url: String,
}

type Servers = HashMap<(String, Answers), Prism>;

static SERVERS: LazyLock<Mutex<Servers>> = LazyLock::new(Mutex::default);

/// The descriptions of the documents, by name.
static DESCRIPTIONS: LazyLock<Mutex<HashMap<String, ApiDescription>>> =
    LazyLock::new(Mutex::default);

/// The folder with Prism. `None` if it cannot be installed.
static INSTALLED: LazyLock<Option<PathBuf>> = LazyLock::new(|| match install() {
    Ok(folder) => Some(folder),
    Err(reason) => {
        // The test harness captures `eprintln!`.
        let _ = writeln!(
            stderr(),
            "SKIPPED: Prism {VERSION} cannot be installed: {reason}"
        );
        None
    }
});

/// Fails unless Prism accepts the request of an exchange, with a valid body, and the client decodes its answer.
pub(crate) fn assert_accepted(
    document: &str,
    exchange: &Exchange,
    answers: Answers,
    forward: Forward,
) -> Result<(), Failed> {
    let Some(folder) = &*INSTALLED else {
        return Ok(());
    };
    let client = Client::builder()
        .base_url(url(folder, document, answers)?)
        .api_key_in_header(API_KEY, "key")
        .retry(RetryPolicy::none())
        .build()?;
    let mut exchange = exchange.clone();
    if let Some(body) = valid_body(document, &exchange)? {
        exchange.request.body = body;
    }
    let response = Server::start(&client, forward)?.send(&exchange.request)?;
    if response.status().is_success() {
        return Ok(());
    }
    let body = String::from_utf8_lossy(response.body());
    Err(format!("{} {body}", response.status()).into())
}

/// A request body that is valid for the schema of the operation. The bodies of exchanges are not within its bounds.
fn valid_body(document: &str, exchange: &Exchange) -> Result<Option<String>, Failed> {
    if exchange.request.body.is_empty() {
        return Ok(None);
    }
    let mut descriptions = DESCRIPTIONS.lock().unwrap_or_else(PoisonError::into_inner);
    let description = match descriptions.entry(document.to_owned()) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => new.insert(ApiDescription::from_raw(spec::document(document))?),
    };
    let (id, _) = exchange.name.rsplit_once('/').unwrap_or_default();
    let schema = description.operations().into_iter().find_map(|it| {
        let operation = description.value().pointer(&it.pointer)?;
        let is_named = operation.get("operationId")?.as_str()? == id;
        is_named.then(|| {
            format!(
                "{}/requestBody/content/application~1json/schema",
                it.pointer
            )
        })
    });
    let schema = schema.ok_or("no such operation")?;
    let body = valid_value(description, &schema, Direction::Sent);
    Ok(Some(body.ok_or("no valid body")?.to_string()))
}

/// Stops all servers.
pub(crate) fn stop() {
    let mut servers = SERVERS.lock().unwrap_or_else(PoisonError::into_inner);
    for (_, mut prism) in servers.drain() {
        _ = prism.process.kill();
        _ = prism.process.wait();
    }
}

/// The base URL of the server of a document, which starts on first use.
fn url(folder: &Path, document: &str, answers: Answers) -> Result<String, Failed> {
    let mut servers = SERVERS.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (document.to_owned(), answers);
    if let Some(prism) = servers.get(&key) {
        return Ok(prism.url.clone());
    }
    let prism = start(folder, document, answers)?;
    let url = prism.url.clone();
    servers.insert(key, prism);
    Ok(url)
}

fn start(folder: &Path, document: &str, answers: Answers) -> Result<Prism, Failed> {
    let file = folder.join(format!("{document}-{answers}.json"));
    fs::write(&file, spec::document(document).value().to_string())?;
    let mut command = Command::new("node");
    command
        .args(["--eval", PROGRAM, "--", "mock"])
        .args(["--port", "0", "--errors", "--multiprocess=false"])
        .args((answers == Answers::Random).then_some("--dynamic"))
        .arg(file)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut process = command.spawn()?;
    let output = process.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let url = lines.find_map(|line| {
        let (_, url) = line.split_once("listening on ")?;
        Some(url.trim().to_owned())
    });
    let url = url.ok_or("Prism does not start")?;
    // Prism would wait if nobody read its output.
    thread::spawn(move || lines.for_each(drop));
    Ok(Prism { process, url })
}

/// Installs Prism on first use, and returns its folder.
fn install() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("prism-{VERSION}"));
    let complete = folder.join("complete");
    if complete.exists() {
        return Ok(folder);
    }
    let message = |error: std::io::Error| error.to_string();
    fs::create_dir_all(&folder).map_err(message)?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["install", "--no-fund", "--no-audit", "--fetch-retries", "1"])
        .arg("--prefix")
        .arg(&folder)
        .arg(format!("{PACKAGE}@{VERSION}"))
        .output()
        .map_err(message)?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    fs::write(complete, "").map_err(message)?;
    Ok(folder)
}
