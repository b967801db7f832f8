//! `cargo xtask update`: merged and kept text, messages, and that all files are written or none.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::support::{text, upstream};
use super::workspace::{KENNELS, OVERLAY, PETS, Workspace, changed};

/// A new upstream version of the document: other descriptions, and one more optional property.
fn next() -> String {
    PETS.replace("version: 1.0.0", "version: 1.1.0")
        .replace("A pet, in our words.", "Their sentence on pets.")
        .replace(
            "        owner:\n",
            "        colour:\n          type: string\n          description: Their sentence on colours.\n        owner:\n",
        )
}

#[test]
fn new_optional_properties_change_few_files() {
    let workspace = Workspace::new();
    let before = workspace.tree();
    workspace.put("next.yaml", &next());
    let output = workspace.xtask(&["update", "next.yaml"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    fs::remove_file(workspace.path().join("next.yaml")).expect("removed");
    let after = workspace.tree();
    let expected = [
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "spec/application.yaml",
        "spec/lock.json",
        "trophy-api/Cargo.toml",
        // Its documentation contains the version.
        "trophy-api/src/generated/application/mod.rs",
        "trophy-api/src/generated/application/models/pet.rs",
    ];
    assert_eq!(changed(&before, &after), expected);
    let printed = text(&output.stdout);
    assert!(printed.contains("trophy-api 0.1.0 → 0.1.1"), "{printed}");
    assert!(
        printed.contains("INSTA_UPDATE=always cargo test -p apicrate"),
        "{printed}"
    );
    let lines = "\n### Compatible changes\n\n- `trophy_api::models::Pet`:\n  - `colour` was added: `Option<String>`.\n";
    let changelog = workspace.read("CHANGELOG.md");
    assert!(changelog.contains(lines), "{changelog}");
    assert!(workspace.xtask(&["generate", "--check"]).status.success());
}

#[test]
fn documents_of_swagger_are_refused() {
    let workspace = Workspace::new();
    let swagger = "swagger: '2.0'\ninfo: { title: Pets, version: 1.1.0 }\npaths: {}\n";
    workspace.put("next.yaml", swagger);
    let before = workspace.tree();
    let output = workspace.xtask(&["update", "next.yaml", "--document", "application"]);
    assert!(!output.status.success());
    let printed = text(&output.stderr);
    let message = "documents of Swagger 2.0 cannot be merged";
    assert!(printed.contains(message), "{printed}");
    assert_eq!(changed(&before, &workspace.tree()), [""; 0]);
}

#[test]
fn descriptions_are_not_merged() {
    let workspace = Workspace::new();
    workspace.put("next.yaml", &next());
    let output = workspace.xtask(&["update", "next.yaml"]);
    let expected = PETS
        .replace("version: 1.0.0", "version: 1.1.0")
        .replace("# Pets, version 1.0.0.", "# Pets, version 1.1.0.")
        .replace(
            "        owner:\n",
            "        colour:\n          type: string\n        owner:\n",
        );
    assert_eq!(workspace.read("spec/application.yaml"), expected);
    let printed = text(&output.stdout);
    let line =
        "description: spec/application.yaml#/components/schemas/Pet/properties/colour is new";
    assert!(printed.contains(line), "{printed}");
}

#[test]
fn descriptions_of_changed_items_are_listed() {
    let workspace = Workspace::new();
    let changed = next().replace(
        "        name:\n          type: string",
        "        name:\n          type: integer",
    );
    workspace.put("next.yaml", &changed);
    let output = workspace.xtask(&["update", "next.yaml"]);
    let printed = text(&output.stdout);
    let line = "#/components/schemas/Pet/properties/name has changed; check that its description is still correct";
    assert!(printed.contains(line), "{printed}");
    assert!(printed.contains("trophy-api 0.1.0 → 0.2.0"), "{printed}");
    let changelog = workspace.read("CHANGELOG.md");
    let lines = "\n### To migrate\n\n- `trophy_api::models::Pet`:\n  - `name` is now `i64` (before: `String`): adapt to the new type.\n";
    assert!(changelog.contains(lines), "{changelog}");
}

/// The example of a pet in our document.
const EXAMPLE: &str = "      example: { name: Rex, owner: { email: rex@example.com } }\n";

fn with_example(document: &str) -> String {
    let end = "    Owner:\n      type: object\n";
    document.replace(end, &format!("{EXAMPLE}{end}"))
}

#[test]
fn examples_get_new_required_properties() {
    let workspace = Workspace::with(&with_example(PETS), KENNELS, OVERLAY);
    let next = next()
        .replace("required: [name]", "required: [name, colour]")
        .replace(
            "{ email: {",
            "{ since: { type: string, format: date }, email: {",
        )
        .replace(
            "      type: object\n      properties: { since",
            "      type: object\n      required: [since]\n      properties: { since",
        );
    workspace.put("next.yaml", &next);
    let output = workspace.xtask(&["update", "next.yaml"]);
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{printed}{}", text(&output.stderr));
    let example = "/components/schemas/Pet/example";
    for property in ["colour", "owner/since"] {
        let line = format!(
            "example: spec/application.yaml#{example}/{property} is required now; a value was made from its schema: check it"
        );
        assert!(printed.contains(&line), "{printed}");
    }
    let merged = workspace.read("spec/application.yaml");
    let document: serde_json::Value = apicrate::RawDocument::parse("", merged.as_str())
        .expect("a document")
        .value()
        .pointer(example)
        .cloned()
        .expect("an example");
    assert_eq!(document["name"], "Rex");
    assert!(document["colour"].is_string(), "{document}");
    assert!(document["owner"]["since"].is_string(), "{document}");
    assert!(workspace.xtask(&["lint"]).status.success());
}

#[test]
fn examples_keep_what_is_valid() {
    let own = with_example(PETS)
        .replace("{ name: Rex, owner", "{ name: Rex, kind: cat, age: 3, owner")
        .replace(
            "        owner:\n",
            "        kind: { type: string, enum: [dog, cat] }\n        age: { type: integer }\n        owner:\n",
        );
    let workspace = Workspace::with(&own, KENNELS, OVERLAY);
    let next = own
        .replace("version: 1.0.0", "version: 1.1.0")
        .replace("enum: [dog, cat]", "enum: [dog, tomcat]")
        .replace(
            "age: { type: integer }",
            "age: { type: integer, minimum: 7 }",
        )
        .replace(
            "maxLength: 80 } }",
            "maxLength: 80 } }\n      additionalProperties: false",
        )
        .replace("{ email: {", "{ mail: {");
    workspace.put("next.yaml", &next);
    let output = workspace.xtask(&["update", "next.yaml"]);
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{printed}{}", text(&output.stderr));
    let lines: Vec<&str> = printed
        .lines()
        .filter(|line| line.starts_with("example: "))
        .collect();
    let example = "example: spec/application.yaml#/components/schemas/Pet/example";
    assert_eq!(
        lines,
        [
            format!(
                "{example}/owner/email is not allowed any more and was removed: check the example"
            ),
            format!(
                "{example}/kind is now `\"tomcat\"`, because `\"cat\"` is not valid any more: check it"
            ),
            format!("{example}/age is now `7`, because `3` is not valid any more: check it"),
        ]
    );
    let merged = workspace.read("spec/application.yaml");
    assert!(merged.contains("name: Rex"), "{merged}");
    assert!(workspace.xtask(&["lint"]).status.success());
}

#[test]
fn examples_without_valid_values_are_removed() {
    let workspace = Workspace::with(&with_example(PETS), KENNELS, OVERLAY);
    let next = next()
        .replace("required: [name]", "required: [name, colour]")
        .replace(
            "name:\n          type: string",
            "name:\n          minimum: 2\n          maximum: 1\n          type: integer",
        );
    workspace.put("next.yaml", &next);
    let printed = text(&workspace.xtask(&["update", "next.yaml"]).stdout);
    let line =
        "example: spec/application.yaml#/components/schemas/Pet/example no longer fits its schema";
    assert!(printed.contains(line), "{printed}");
    assert!(!printed.contains("is required now"), "{printed}");
    assert!(!workspace.read("spec/application.yaml").contains("Rex"));
}

/// A new upstream version of the Admin API: one more operation.
fn next_kennels() -> String {
    let count = "  /kennels:\n    get:";
    KENNELS.replace("version: 1.0.0", "version: 1.1.0").replace(
        count,
        "  /kennels/{id}:\n    delete:\n      operationId: kennels_delete\n      tags: [Kennels]\n      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]\n      responses: { '204': { description: Gone. } }\n  /kennels:\n    get:",
    )
}

#[test]
fn several_documents_are_one_release() {
    let workspace = Workspace::new();
    workspace.put("pets.yaml", &next());
    workspace.put("kennels.yaml", &next_kennels());
    let output = workspace.xtask(&["update", "pets.yaml", "kennels.yaml"]);
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{printed}{}", text(&output.stderr));
    assert!(printed.contains("trophy-api 0.1.0 → 0.1.1"), "{printed}");
    // Upstream has no description of the new operation either.
    let line = "description: spec/admin.yaml#/paths/~1kennels~1{id}/delete is new and has no description yet";
    assert!(printed.contains(line), "{printed}");
    let changelog = workspace.read("CHANGELOG.md");
    let expected = "\
## trophy-api 0.1.1

- `trophy_api`: version 1.1.0 of the API, after 1.0.0.
- `trophy_api::admin`: version 1.1.0 of the API, after 1.0.0.

### Compatible changes

- `trophy_api::models::Pet`:
  - `colour` was added: `Option<String>`.
- `trophy_api::admin::KennelsClient`:
  - `delete` was added: `DELETE /kennels/{id}`.
";
    assert!(changelog.ends_with(expected), "{changelog}");
    assert!(workspace.xtask(&["generate", "--check"]).status.success());
    let again = workspace.xtask(&["update", "pets.yaml", "kennels.yaml"]);
    assert_eq!(text(&again.stdout).matches("already merged").count(), 2);
}

#[test]
fn old_names_are_kept_until_they_are_dropped() {
    let workspace = Workspace::new();
    let renamed = next().replace("schemas/Owner", "schemas/Keeper");
    let renamed = renamed.replace("    Owner:", "    Keeper:");
    workspace.put("next.yaml", &renamed);
    let output = workspace.xtask(&["update", "next.yaml", "--keep-old-names"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(printed.contains("trophy-api 0.1.0 → 0.1.1"), "{printed}");
    let line = "- `trophy_api::models::Owner` was renamed: use `models::Keeper`; the old name is deprecated.\n";
    let changelog = workspace.read("CHANGELOG.md");
    assert!(changelog.contains(line), "{changelog}");
    assert!(!changelog.contains("To migrate"), "{changelog}");
    let alias = "\n[documents.\"spec/application.yaml\".aliases]\nOwner = \"Keeper\"\n";
    assert!(workspace.read("spec/names.lock").contains(alias));
    let models = "trophy-api/src/generated/application/models/mod.rs";
    let item = "pub type Owner = Keeper;";
    assert!(workspace.read(models).contains(item));
    assert!(workspace.xtask(&["generate"]).status.success());
    assert!(workspace.xtask(&["generate", "--check"]).status.success());
    assert!(workspace.read("spec/names.lock").contains(alias));

    let output = workspace.xtask(&["update", "--drop-aliases"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(printed.contains("trophy-api 0.1.1 → 0.2.0"), "{printed}");
    let printed = text(&output.stderr);
    assert!(!printed.contains("alias"), "{printed}");
    assert!(!workspace.read("spec/names.lock").contains("aliases"));
    assert!(!workspace.read(models).contains(item));
    let line = "- `trophy_api::models::Owner` was removed: use `models::Keeper`.\n";
    let changelog = workspace.read("CHANGELOG.md");
    assert!(changelog.contains(line), "{changelog}");
    assert!(workspace.xtask(&["generate", "--check"]).status.success());
}

#[test]
fn documents_in_the_wrong_place_change_nothing() {
    let workspace = Workspace::new();
    let older = PETS.replace("version: 1.0.0", "version: 0.9.0");
    workspace.put("next.yaml", &next());
    workspace.put("older.yaml", &older);
    workspace.put("kennels.yaml", &next_kennels());
    let before = workspace.tree();
    let refused = [
        (
            &["next.yaml", "--document", "admin"][..],
            "next.yaml: has 0 operations in common with spec/admin.yaml, and 1 with spec/application.yaml",
        ),
        (
            &["older.yaml"],
            "older.yaml: its version 0.9.0 is lower than 1.0.0, the version of spec/application.yaml",
        ),
        (
            &["next.yaml", "older.yaml"],
            "next.yaml and older.yaml are both versions of spec/application.yaml",
        ),
        (
            &["next.yaml", "kennels.yaml", "--document", "admin"],
            "`--document` is for one new document",
        ),
    ];
    for (arguments, message) in refused {
        let output = workspace.xtask(&[&["update"], arguments].concat());
        let printed = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{printed}");
        assert!(printed.contains(message), "{printed}");
    }
    assert_eq!(changed(&before, &workspace.tree()), [""; 0]);
    let older = workspace.xtask(&["update", "older.yaml", "--allow-older"]);
    assert!(older.status.success(), "{}", text(&older.stderr));
}

#[test]
fn code_that_no_longer_compiles_is_listed() {
    let workspace = Workspace::new();
    workspace.put(
        "Cargo.toml",
        "[workspace]\nmembers = [\"local\"]\nresolver = \"3\"\n",
    );
    workspace.put(
        "trophy-api/Cargo.toml",
        "[package]\nname = \"trophy-api\"\nversion = \"0.1.0\"\n\n[workspace]\n",
    );
    workspace.put(
        "local/Cargo.toml",
        "[package]\nname = \"local\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    workspace.put("local/src/lib.rs", "use gone::Pet;\n");
    workspace.put("next.yaml", &next());
    let output = workspace.xtask(&["update", "next.yaml"]);
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let line = "code that uses the API no longer compiles; adapt it:\n  local/src/lib.rs:1:5: error[E0432]";
    assert!(printed.contains(line), "{printed}");
}

#[test]
fn failed_downloads_name_the_reason() {
    let workspace = Workspace::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = [0; 1024];
        _ = stream.read(&mut request).expect("a request");
        _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    });
    let plain = workspace.xtask(&["update", &format!("https://{address}/openapi.yaml")]);
    server.join().expect("a request");
    let printed = text(&plain.stderr);
    assert!(printed.contains("TLS: "), "{printed}");
    let closed = workspace.xtask(&["update", &format!("https://{address}/openapi.yaml")]);
    let printed = text(&closed.stderr);
    assert!(printed.contains(&address.to_string()), "{printed}");
    assert!(printed.to_lowercase().contains("refused"), "{printed}");
}

#[test]
fn dry_runs_write_nothing() {
    let workspace = Workspace::new();
    workspace.put("next.yaml", &next());
    let before = workspace.tree();
    let output = workspace.xtask(&["update", "next.yaml", "--dry-run"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("trophy-api 0.1.0 → 0.1.1"));
    assert_eq!(changed(&before, &workspace.tree()), [""; 0]);
}

#[test]
fn unusable_documents_change_nothing() {
    let workspace = Workspace::new();
    workspace.put(
        "faulty.yaml",
        &next().replace("schemas/Owner'", "schemas/Ovner'"),
    );
    workspace.put("other.yaml", &next().replace("/pets/{id}", "/dogs/{id}"));
    let before = workspace.tree();
    let faulty = workspace.xtask(&["update", "faulty.yaml"]);
    assert_eq!(faulty.status.code(), Some(1));
    assert!(
        text(&faulty.stderr).contains("dangling-reference"),
        "{}",
        text(&faulty.stderr)
    );
    let other = workspace.xtask(&["update", "other.yaml"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(
        text(&other.stderr).contains("--document"),
        "{}",
        text(&other.stderr)
    );
    assert_eq!(changed(&before, &workspace.tree()), [""; 0]);
}

#[test]
fn unusable_overlays_change_nothing() {
    let workspace = Workspace::new();
    let overlay = "overlay: 1.0.0\ninfo: { title: One, version: 1.0.0 }\nactions:\n  - description: It may be missing.\n    x-document: application.yaml\n    target: $.components.schemas.Pet.required[?@ == 'name']\n    remove: true\n";
    workspace.put("spec/overlay.yaml", overlay);
    assert!(workspace.xtask(&["generate"]).status.success());
    workspace.put("next.yaml", &next().replace("      required: [name]\n", ""));
    let before = workspace.tree();
    let output = workspace.xtask(&["update", "next.yaml"]);
    let printed = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        printed.contains("spec/overlay.yaml does not fit the new document"),
        "{printed}"
    );
    assert_eq!(changed(&before, &workspace.tree()), [""; 0]);
}

#[test]
fn merged_documents_are_recognized() {
    let workspace = Workspace::new();
    workspace.put("next.yaml", &next());
    workspace.xtask(&["update", "next.yaml"]);
    let before = workspace.tree();
    let again = workspace.xtask(&["update", "next.yaml"]);
    assert!(text(&again.stdout).contains("already merged"));
    assert_eq!(changed(&before, &workspace.tree()), [""; 0]);
    // Another content with the same version.
    workspace.put(
        "next.yaml",
        &next().replace("maxLength: 80", "maxLength: 90"),
    );
    let silent = workspace.xtask(&["update", "next.yaml", "--dry-run"]);
    let printed = text(&silent.stdout);
    assert!(
        printed.contains("note: the content has changed, but the version is still 1.1.0"),
        "{printed}"
    );
}

#[test]
fn documents_are_downloaded_from_urls() {
    let workspace = Workspace::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!(
        "HTTP://{}/openapi.yaml",
        listener.local_addr().expect("an address")
    );
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = [0; 1024];
        let read = stream.read(&mut request).expect("a request");
        let body = next();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .expect("an answer");
        text(request.get(..read).unwrap_or_default())
    });
    let output = workspace.xtask(&["update", &url]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        server
            .join()
            .expect("a request")
            .starts_with("GET /openapi.yaml HTTP/1.1\r\n")
    );
    assert!(workspace.read("spec/application.yaml").contains("colour:"));
}

/// The tests of the journal interrupt each write; this test kills the process.
#[test]
fn killed_updates_are_complete_or_undone() {
    let workspace = Workspace::new();
    let before = workspace.tree();
    let update = || {
        let mut command = workspace.command(&["update", "next.yaml"]);
        command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        command
    };
    workspace.put("next.yaml", &next());
    assert!(update().status().expect("it runs").success());
    let after = workspace.tree();
    let mut outcomes = [0, 0];
    for delay in 0..20 {
        for (path, text) in &before {
            fs::write(workspace.path().join(path), text).expect("written");
        }
        let mut child = update().spawn().expect("it starts");
        // It begins to write when the folder of the journal exists.
        while !workspace.path().join(".xtask").exists() && matches!(child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_micros(20));
        }
        std::thread::sleep(Duration::from_micros(100 * delay));
        child.kill().expect("killed");
        child.wait().expect("gone");
        // The next command undoes an incomplete update.
        workspace.xtask(&["generate", "--check"]);
        let mut found = workspace.tree();
        found.remove(Path::new("next.yaml"));
        let mut after = after.clone();
        after.remove(Path::new("next.yaml"));
        outcomes[usize::from(found == after)] += 1;
        assert!(
            found == before || found == after,
            "after {delay}: {:?}",
            changed(&before, &found)
        );
        assert!(!workspace.path().join(".xtask").exists());
    }
    println!("undone and complete: {outcomes:?}");
}

/// Merging the newest documents into the ones before gives the same code as generating from the newest ones.
#[test]
fn merging_trophys_newest_documents_gives_their_code() {
    let Some(upstream) = upstream() else {
        return;
    };
    let newest = |kind: &str| -> [PathBuf; 2] {
        let entries = fs::read_dir(upstream.join(kind)).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let mut paths: Vec<PathBuf> = paths.collect();
        paths.sort();
        paths.last_chunk().cloned().expect("two documents")
    };
    let (application, admin) = (newest("application"), newest("admin"));
    let read = |path: &PathBuf| fs::read_to_string(path).expect("a document");
    let updated = Workspace::with(&read(&application[0]), &read(&admin[0]), OVERLAY);
    for document in [&application[1], &admin[1]] {
        let output = updated.xtask(&["update", &document.display().to_string()]);
        assert!(
            output.status.success(),
            "{}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
    }
    let generated = Workspace::with(&read(&application[1]), &read(&admin[1]), OVERLAY);
    assert_eq!(changed(&code(&generated), &code(&updated)), [""; 0]);
}

/// Generated code without its documentation, and without the attribute that allows missing documentation.
fn code(workspace: &Workspace) -> BTreeMap<PathBuf, String> {
    let files = workspace
        .tree()
        .into_iter()
        .filter(|(path, _)| path.starts_with("trophy-api/src/generated"));
    let code = files.map(|(path, text)| {
        let lines = text.lines().filter(|line| {
            !line.is_empty()
                && !line.trim_start().starts_with("//")
                && *line != "#![allow(missing_docs)]"
        });
        (path, lines.collect::<Vec<_>>().join("\n"))
    });
    code.collect()
}
