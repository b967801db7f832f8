//! `cargo xtask corpus`: every document of a folder is generated; a rejected document does not affect the others.

use std::fs;
use std::path::Path;

use super::support::command;

const GOOD: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: pets_list
      responses: { '204': { description: None. } }
";

#[test]
fn table_and_report_contain_every_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let (documents, report) = (
        folder.path().join("documents"),
        folder.path().join("report.json"),
    );
    fs::create_dir_all(documents.join("nested")).expect("written");
    fs::write(documents.join("good.yaml"), GOOD).expect("written");
    let bad = GOOD.replace(
        "{ description: None. }",
        "{ $ref: '#/components/responses/None' }",
    );
    fs::write(documents.join("nested/bad.yaml"), bad).expect("written");
    let output = command()
        .arg("corpus")
        .arg(&documents)
        .arg("--report")
        .arg(&report)
        .output()
        .expect("xtask runs");
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{table}");
    assert!(
        table.contains("2 documents: 1 accepted, 1 rejected, 0 panicked, 0 crashed"),
        "{table}"
    );

    let report = fs::read_to_string(report).expect("a report");
    let rows: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(rows[0]["document"], "good.yaml");
    assert_eq!(
        (&rows[0]["state"], &rows[0]["operations"]),
        (&"accepted".into(), &1.into())
    );
    assert_eq!(rows[1]["state"], "rejected");
    assert_eq!(rows[1]["errors"][0]["code"], "dangling-reference");
    assert_eq!(rows[1]["errors"][0]["line"], 8);
}

#[test]
fn allowed_folders_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (documents, shared) = (folder.path().join("api"), folder.path().join("shared"));
    for folder in [&documents, &shared] {
        fs::create_dir_all(folder).expect("written");
    }
    let document = GOOD.replace("{ description: None. }", "{ $ref: ../shared/none.yaml }");
    fs::write(documents.join("pets.yaml"), document).expect("written");
    fs::write(shared.join("none.yaml"), "description: None.\n").expect("written");
    for (is_allowed, expected) in [(false, "0 accepted, 1 rejected"), (true, "1 accepted")] {
        let mut command = command();
        command.arg("corpus").arg(&documents);
        if is_allowed {
            command.arg("--allow-dir").arg(&shared);
        }
        let output = command.output().expect("xtask runs");
        let table = String::from_utf8_lossy(&output.stdout);
        assert!(table.contains(expected), "{table}");
    }
}

#[test]
#[ignore = "takes a minute: `cargo xtask ci --nightly corpus`"]
fn crates_are_compiled_and_server_and_client_are_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("pets.yaml"), SERVED).expect("written");
    let report = folder.path().join("report.json");
    let output = command()
        .arg("corpus")
        .arg(folder.path())
        .args(["--check", "--agree", "--report"])
        .arg(&report)
        // That of the workspace, in which most of the dependencies are compiled already.
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."),
        )
        .output()
        .expect("xtask runs");
    let table = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{table}\n{errors}");
    assert!(
        table.contains("1 compiled, with 0 warnings\n3 operations: server and client agree on 2, disagree on 0, and were not compared on 1"),
        "{table}"
    );
    let report = fs::read_to_string(report).expect("a report");
    let rows: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let agreement = &rows[0]["agreement"];
    assert_eq!(agreement["not_checked"][0]["operation"], "pets_find");
    // Three values of the pet, one error without a body, and two values of each of the other errors. One of `plants_list`.
    assert_eq!(agreement["exchanges"], 9, "{agreement}");
}

/// An operation with each kind of parameter, a union and errors, one with a stream, and one that a server cannot decode.
const SERVED: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}:
    put:
      operationId: pets_put
      tags: [Pets]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
        - { name: X-Trace, in: header, schema: { type: integer } }
        - { name: session, in: cookie, schema: { type: string } }
      requestBody:
        content:
          application/json: { schema: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] } }
      responses:
        '200': { description: The pet., content: { application/json: { schema: { $ref: '#/components/schemas/Cat' } } } }
        '404': { description: No pet. }
        4XX: { description: An error., content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
        default: { description: An error., content: { text/plain: { schema: { type: string } } } }
  /pets:
    get:
      operationId: pets_find
      tags: [Pets]
      parameters:
        - { name: labels, in: query, schema: { type: object, additionalProperties: { type: string } } }
        - { name: notes, in: query, schema: { type: object, additionalProperties: { type: string } } }
      responses:
        '204': { description: None. }
  /plants:
    get:
      operationId: plants_list
      tags: [Plants]
      responses:
        '204': { description: None. }
components:
  schemas:
    Cat: { type: object, required: [lives], properties: { lives: { type: integer }, name: { type: [string, 'null'] } } }
    Dog: { type: object, required: [bark], properties: { bark: { type: string } } }
    Problem: { type: object, required: [message], properties: { message: { type: string } } }
";
