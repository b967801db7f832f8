//! `cargo xtask examples` as a maintainer runs it: on this workspace's documents, on a payload that does not
//! decode, and on Trophy's own newest documents.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::support::{command, text, upstream};

/// All runs build in the same folder.
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

fn said(output: &Output) -> String {
    text(&output.stdout)
}

/// The numbers of a line of the table.
fn row(said: &str, document: usize, kind: &str) -> Vec<usize> {
    let lines = said
        .lines()
        .filter(|line| line.trim_start().starts_with(kind));
    let numbers = lines.skip(document).take(1).flat_map(str::split_whitespace);
    numbers.filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn the_payloads_in_spec_come_back_whole() {
    let _alone = alone();
    let output = examples(&[]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_payload_that_does_not_decode_says_where() {
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
    assert!(same.status.success(), "{}", said(&same));
    assert_eq!(row(&said(&same), 0, "responses"), [1, 1, 1, 0]);

    let other = examples(&arguments(payloads.as_path()));
    assert_eq!(other.status.code(), Some(1));
    let said = said(&other);
    assert_eq!(row(&said, 0, "responses"), [1, 0, 0, 0]);
    assert!(
        said.contains("failed: response pets_list 200: at `[0].age`: invalid type"),
        "{said}"
    );
}

#[test]
fn every_payload_that_trophy_documents_decodes() {
    let _alone = alone();
    let Some(upstream) = upstream() else {
        return;
    };
    let application = upstream.join("application/18-2026-08-21-1.21.1-845f1a4.json");
    let admin = upstream.join("admin/20-2026-08-21-1.21.1-845f1a4.json");
    let output = examples(&[("--payloads", &application), ("--payloads", &admin)]);
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    // 39 of 39 that arrive, and 8 that are sent.
    assert_eq!(row(&said, 0, "responses"), [25, 25, 25, 0]);
    assert_eq!(row(&said, 0, "webhooks"), [14, 14, 14, 0]);
    assert_eq!(row(&said, 0, "request bodies"), [8, 8, 8, 0]);
    // 72 of 72, and 19.
    assert_eq!(row(&said, 1, "responses"), [72, 72, 72, 0]);
    assert_eq!(row(&said, 1, "request bodies"), [19, 19, 19, 0]);
}
