//! The judgement of the suite: its server checks the requests of the generated clients, and its client checks the responses
//! of the generated servers.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::documents::VERSIONS;
use super::paths::target;
use super::suite::{Server, Suite};

type Fault = Box<dyn Error>;

/// The errors of the scenarios that were tried in one way. A scenario without errors has passed.
pub(super) type Errors = BTreeMap<String, Vec<String>>;

/// All ways in which scenarios are tried.
#[derive(Debug)]
pub(super) struct Judgement {
    /// The hand-written calls.
    pub(super) calls: Errors,
    /// The gateway for each version of OpenAPI.
    pub(super) gateways: Vec<(&'static str, Errors)>,
}

/// Tries all scenarios.
pub(super) fn judge(suite: &Suite, program: &Path) -> Result<Judgement, Fault> {
    let calls = calls(suite, program)?;
    let mut gateways = Vec::new();
    for (_, version) in VERSIONS {
        gateways.push((version, gateway(suite, program, version)?));
    }
    Ok(Judgement { calls, gateways })
}

/// A line in the output of the program.
#[derive(Deserialize)]
struct Call {
    scenario: String,
    error: Option<String>,
}

/// Runs the hand-written calls.
fn calls(suite: &Suite, program: &Path) -> Result<Errors, Fault> {
    eprintln!("calling scenarios");
    let server = serve(suite, "calls")?;
    let output = Command::new(program)
        .args(["calls", &server.url])
        .output()?;
    let coverage = coverage(server, "calls")?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let mut errors = Errors::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let call: Call = serde_json::from_str(line)?;
        errors.entry(call.scenario).or_default().extend(call.error);
    }
    for (scenario, errors) in &mut errors {
        add_verdict(errors, coverage.get(scenario));
    }
    Ok(errors)
}

/// Sends the requests of all scenarios through the gateway.
fn gateway(suite: &Suite, program: &Path, version: &str) -> Result<Errors, Fault> {
    eprintln!("sending scenarios through servers and clients of OpenAPI {version}");
    let name = format!("gateway-{version}");
    let server = serve(suite, &name)?;
    let gateway = Server::start(
        Command::new(program).args(["gateway", &server.url, version]),
        &target().join(format!("{name}.log.txt")),
        |line| Some(line.trim().to_owned()),
    )?;
    let output = suite
        .node("node_modules/@typespec/spector/cmd/cli.mjs")
        .arg("knock")
        .arg(suite.specifications())
        .args(["--baseUrl", &gateway.url])
        .output()?;
    gateway.stop()?;
    let coverage = coverage(server, &name)?;
    let text = String::from_utf8(output.stdout)?;
    fs::write(target().join(format!("{name}.knock.txt")), &text)?;
    let mut errors = knocked(&text);
    if errors.is_empty() {
        return Err(format!("the client of the suite has not called anything: {text}").into());
    }
    for (scenario, errors) in &mut errors {
        add_verdict(errors, coverage.get(scenario));
    }
    Ok(errors)
}

/// Adds the verdict of the server of the suite, if it is not that the scenario has passed.
fn add_verdict(errors: &mut Vec<String>, verdict: Option<&String>) {
    match verdict.map(String::as_str) {
        Some("pass") => {}
        Some("not-implemented") => {
            errors.push("the server has received no such request".to_owned());
        }
        Some(_) => errors.push("the server has rejected the request".to_owned()),
        None => errors.push("the suite has no such scenario".to_owned()),
    }
}

/// Starts the server of the suite.
fn serve(suite: &Suite, name: &str) -> Result<Server, Fault> {
    let mut command = suite.node("serve.mjs");
    command
        .arg(suite.specifications())
        .args(["--port", "0", "--coverageFile"])
        .arg(target().join(format!("{name}.coverage.json")));
    let log = target().join(format!("{name}.server.txt"));
    Server::start(&mut command, &log, |line| {
        let (_, port) = line.split_once("Started server on 127.0.0.1:")?;
        // The suite refers to itself with this name.
        Some(format!("http://localhost:{}", port.trim()))
    })
}

/// A part of the coverage file.
#[derive(Deserialize)]
struct Coverage {
    results: BTreeMap<String, String>,
}

/// Stops the server of the suite. Returns its verdict about each scenario.
fn coverage(server: Server, name: &str) -> Result<BTreeMap<String, String>, Fault> {
    server.stop()?;
    let text = fs::read_to_string(target().join(format!("{name}.coverage.json")))?;
    let parts: Vec<Coverage> = serde_json::from_str(&text)?;
    Ok(parts.into_iter().flat_map(|part| part.results).collect())
}

/// Reads the report of the client of the suite. A scenario with several requests has several lines.
fn knocked(report: &str) -> Errors {
    let mut errors = Errors::new();
    let mut failed: Option<(&str, String)> = None;
    for line in report.lines() {
        if let Some(scenario) = line.strip_prefix("✘ Scenario: ") {
            add(&mut errors, failed.replace((scenario, String::new())));
        } else if let Some(scenario) = line.strip_prefix("✓ Scenario: ") {
            add(&mut errors, failed.take());
            errors.entry(scenario.to_owned()).or_default();
        } else if let Some((_, text)) = &mut failed {
            text.push_str(line.trim());
            text.push(' ');
        }
    }
    add(&mut errors, failed);
    errors
}

fn add(errors: &mut Errors, failed: Option<(&str, String)>) {
    if let Some((scenario, error)) = failed {
        let errors = errors.entry(scenario.to_owned()).or_default();
        errors.push(error.trim_end().to_owned());
    }
}
