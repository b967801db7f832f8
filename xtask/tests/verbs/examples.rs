//! `cargo xtask examples`: this workspace's documents, a payload that cannot be decoded, and Trophy's newest documents.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::support::{command, text, upstream};

/// Serializes the tests, because all runs build in the same folder.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

fn examples(arguments: &[(&str, &Path)]) -> Output {
    let mut xtask = command();
    xtask.arg("examples");
    for (option, path) in arguments {
        xtask.arg(option).arg(path);
    }
    xtask.output().expect("xtask runs")
}

fn stdout(output: &Output) -> String {
    text(&output.stdout)
}

/// The numbers of a line of the table.
fn row(table: &str, document: usize, kind: &str) -> Vec<usize> {
    let lines = table
        .lines()
        .filter(|line| line.trim_start().starts_with(kind));
    let numbers = lines.skip(document).take(1).flat_map(str::split_whitespace);
    numbers.filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn documented_payloads_round_trip() {
    let _alone = alone();
    let output = examples(&[]);
    assert!(output.status.success(), "{}", stdout(&output));
}

#[test]
fn decoding_errors_have_a_json_path() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("a folder");
    let types = folder.path().join("types.yaml");
    let payloads = folder.path().join("payloads.yaml");
    let document = "
openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      operationId: pets_list
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema:
                type: array
                items:
                  type: object
                  required: [name]
                  properties: { name: { type: string }, age: { type: integer } }
              example: [{ name: Rex, age: 4 }]
";
    fs::write(&types, document).expect("written");
    fs::write(&payloads, document.replace("age: 4", "age: four")).expect("written");
    let arguments = |payloads| [("--types", types.as_path()), ("--payloads", payloads)];

    let same = examples(&arguments(types.as_path()));
    assert!(same.status.success(), "{}", stdout(&same));
    assert_eq!(row(&stdout(&same), 0, "responses"), [1, 1, 1, 0]);

    let other = examples(&arguments(payloads.as_path()));
    assert_eq!(other.status.code(), Some(1));
    let table = stdout(&other);
    assert_eq!(row(&table, 0, "responses"), [1, 0, 0, 0]);
    assert!(
        table.contains("failed: response pets_list 200: at `[0].age`: invalid type"),
        "{table}"
    );
}

#[test]
fn payloads_of_trophys_newest_documents_round_trip() {
    let _alone = alone();
    let Some(upstream) = upstream() else {
        return;
    };
    let application = upstream.join("application/18-2026-08-21-1.21.1-845f1a4.json");
    let admin = upstream.join("admin/20-2026-08-21-1.21.1-845f1a4.json");
    let output = examples(&[("--payloads", &application), ("--payloads", &admin)]);
    let table = stdout(&output);
    assert!(output.status.success(), "{table}");
    // The Application API: 39 received payloads and 8 sent ones.
    assert_eq!(row(&table, 0, "responses"), [25, 25, 25, 0]);
    assert_eq!(row(&table, 0, "webhooks"), [14, 14, 14, 0]);
    assert_eq!(row(&table, 0, "request bodies"), [8, 8, 8, 0]);
    // The Admin API: 72 received payloads and 19 sent ones.
    assert_eq!(row(&table, 1, "responses"), [72, 72, 72, 0]);
    assert_eq!(row(&table, 1, "request bodies"), [19, 19, 19, 0]);
}

/// A server that sends these texts, each for one request. Returns its origin and the requests.
fn serve(texts: Vec<String>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let requests = thread::spawn(move || {
        let requests = texts.into_iter().map(|body| {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
            let first = lines.next().expect("a request").expect("text");
            lines.find(|line| line.as_ref().is_ok_and(String::is_empty));
            let length = body.len();
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length:";
            write!(stream, "{head} {length}\r\n\r\n{body}").expect("an answer");
            first
        });
        requests.collect()
    });
    (origin, requests)
}

#[test]
fn examples_of_remote_documents_are_decoded() {
    let _alone = alone();
    let document = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths: { /pet: { get: { responses: { '200': { description: The pet., content: { application/json: { schema: { $ref: pet.yaml } } } } } } } }
";
    let pet = "type: object\nproperties: { name: { type: string } }\n";
    // The types and the payloads are read one after the other.
    let texts = [document, pet, document, pet].map(str::to_owned);
    let (origin, requests) = serve(texts.into());
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("{origin}/pets.yaml");
    let mut xtask = command();
    xtask.args(["examples", "--types", &url, "--payloads", &url]);
    xtask.current_dir(folder.path());
    xtask.env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"));
    let output = xtask.output().expect("xtask runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let requests = requests.join().expect("no panic");
    assert_eq!(requests.len(), 4);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
