//! `apicrate generate`: written and unchanged files, `--check`, and that generated crates compile.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::json;
use tempfile::TempDir;

use super::support::{
    self, PETS, apicrate, assert_checked, assert_documented, root, text, upstream,
};

/// Runs `generate`.
fn generate(spec: &Path, out: &Path, more: &[&str]) -> Output {
    let (spec, out) = (spec.display().to_string(), out.display().to_string());
    let mut arguments = vec!["generate", &spec, "--out", &out];
    arguments.extend(more);
    apicrate(&arguments)
}

/// A folder with a document, the path of the document, and the folder for its crate.
fn folder_with(document: &str) -> (TempDir, PathBuf, PathBuf) {
    let (folder, spec) = support::folder_with(document);
    let out = folder.path().join("out");
    (folder, spec, out)
}

/// The files that `--check` lists, without their folder.
fn stale(output: &Output, out: &Path) -> Vec<String> {
    let prefix = out.join("src").display().to_string();
    let lines = text(&output.stdout);
    let named = lines.lines().filter_map(|line| line.split_once(&prefix));
    named
        .map(|(what, path)| format!("{what}{}", path.trim_start_matches('/')))
        .collect()
}

#[test]
fn unchanged_files_are_not_written() {
    let (_folder, spec, out) = folder_with(PETS);
    let first = generate(&spec, &out, &[]);
    let summary = "1 document, 1 operation, 2 models: 10 of 10 files written\n";
    assert_eq!(text(&first.stdout), summary);

    let model = out.join("src/models/owner.rs");
    let before = fs::metadata(&model).and_then(|file| file.modified());
    let second = generate(&spec, &out, &[]);
    assert!(text(&second.stdout).ends_with(": 0 of 7 files written\n"));
    let after = fs::metadata(&model).and_then(|file| file.modified());
    assert_eq!(before.expect("a time"), after.expect("a time"));
}

#[test]
fn obsolete_files_are_removed_and_hand_written_files_stay() {
    let (_folder, spec, out) = folder_with(PETS);
    generate(&spec, &out, &[]);
    let own = out.join("src/models/notes.rs");
    fs::write(&own, "// mine\n").expect("written");
    let renamed = PETS
        .replace("    Owner:", "    Keeper:")
        .replace("schemas/Owner", "schemas/Keeper");
    fs::write(&spec, renamed).expect("written");

    let check = generate(&spec, &out, &["--check"]);
    assert_eq!(check.status.code(), Some(1));
    let expected = [
        "missing: models/keeper.rs",
        "changed: models/mod.rs",
        "obsolete: models/owner.rs",
        "changed: models/pet.rs",
    ];
    assert_eq!(stale(&check, &out), expected);
    assert!(text(&check.stdout).contains("run `apicrate generate"));
    assert!(
        out.join("src/models/owner.rs").exists(),
        "--check writes nothing"
    );

    generate(&spec, &out, &[]);
    assert!(!out.join("src/models/owner.rs").exists());
    assert!(out.join("src/models/keeper.rs").exists());
    assert!(own.exists());
}

#[test]
fn existing_manifests_and_readmes_are_kept() {
    for (file, readme) in [("Cargo.toml", false), ("README.md", true)] {
        let (_folder, spec, out) = folder_with(PETS);
        fs::create_dir_all(&out).expect("a folder");
        fs::write(out.join(file), "# mine\n").expect("written");
        generate(&spec, &out, &[]);
        let kept = fs::read_to_string(out.join(file)).expect("a file");
        assert_eq!(kept, "# mine\n");
        // With a manifest, the crate is not new.
        assert_eq!(out.join("README.md").exists(), readme);
    }
}

/// A document with everything that the manifest and the README of a new crate contain.
fn described() -> String {
    PETS.replace(
        "title: Pets,",
        "title: Pets, description: \"# Pets\\n\\nAll *\\\"pets\\\"* of the shop. More.\", license: { name: Apache 2.0 }, contact: { url: 'https://github.com/a/pets' },",
    )
    .replace(
        "paths:",
        "externalDocs: { url: 'https://a.example/docs' }
security: [{ Shop Key: [] }, { Login: [] }]
paths:",
    ) + "  securitySchemes:
    Shop Key: { type: apiKey, in: header, name: X-Shop }
    Login: { type: http, scheme: basic }
"
}

#[test]
fn new_crates_describe_the_api_and_call_it() {
    let (folder, spec, out) = folder_with(&described());
    assert!(generate(&spec, &out, &[]).status.success());
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
    let expected = r#"[package]
name = "pets"
version = "0.1.0"
edition = "2024"
rust-version = "1.88"
description = 'All "pets" of the shop.'
license = "Apache-2.0"
repository = "https://github.com/a/pets"
homepage = "https://a.example/docs"

[package.metadata.docs.rs]
all-features = true

[features]
"#;
    assert!(manifest.starts_with(expected), "{manifest}");
    let version = env!("CARGO_PKG_VERSION");
    let end = format!(
        "\n[dependencies]\napicrate-runtime = {{ version = \"{version}\", default-features = false }}\n
[dev-dependencies]
tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}

[[example]]
name = \"first_call\"
required-features = [\"http-transport\"]
"
    );
    assert!(manifest.ends_with(&end), "{manifest}");
    let readme = fs::read_to_string(out.join("README.md")).expect("a text");
    let expected = r#"
use pets::apicrate_runtime::Client;
use pets::Api;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .base_url("https://api.example.com")
        .api_key_in_header("X-Shop", std::env::var("PETS_SHOP_KEY")?)
        .build()?;
    let api = Api::new(&client);
    let pet = api.pets().get("text").await?;
    println!("{pet:#?}");
    Ok(())
}
"#;
    assert!(readme.contains(expected), "{readme}");
    let root = fs::read_to_string(out.join("src/lib.rs")).expect("a file");
    assert!(root.contains("\npub use apicrate_runtime;\n"), "{root}");
    let example = fs::read_to_string(out.join("examples/first_call.rs")).expect("a file");
    for expected in [
        "//! Calls `GET /pets/{id}`: `cargo run --example first_call`.\n",
        ".base_url(variable(\"PETS_BASE_URL\")?)",
        ".api_key_in_header(\"X-Shop\", variable(\"PETS_SHOP_KEY\")?)",
        "println!(\"GET /pets/{{id}}\");",
        "format!(\"set the environment variable {name}\")",
    ] {
        assert!(example.contains(expected), "{expected}\n{example}");
    }
    let paths = folder.path().display().to_string();
    assert!(!(manifest + &readme + &root).contains(&paths));
}

#[test]
fn the_path_of_the_runtime_is_relative_to_the_crate() {
    let (folder, _, _) = folder_with(PETS);
    let runtime = folder.path().join("clone/runtime");
    fs::create_dir_all(&runtime).expect("a folder");
    let absolute = runtime.display().to_string();
    let run = |out: &str, path: &str| {
        let mut command = support::command();
        command.args([
            "generate",
            "pets.yaml",
            "--out",
            out,
            "--runtime-path",
            path,
        ]);
        command
            .current_dir(folder.path())
            .output()
            .expect("it runs")
    };
    let missing = run("a", "clone/runtime");
    assert_eq!(missing.status.code(), Some(1));
    let message = "error: runtime-path clone/runtime: the folder does not contain a `Cargo.toml`";
    assert!(text(&missing.stderr).starts_with(message), "{missing:?}");
    fs::write(runtime.join("Cargo.toml"), "[package]\n").expect("written");
    for (out, path, expected) in [
        ("a", "clone/runtime", "../clone/runtime"),
        ("b/c", "./clone/../clone/runtime", "../../clone/runtime"),
        ("clone/d", "clone/runtime", "../runtime"),
        ("e", &absolute, &absolute),
    ] {
        let output = run(out, path);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let manifest = folder.path().join(out).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).expect("a manifest");
        let expected = format!("path = \"{expected}\", ");
        assert!(manifest.contains(&expected), "{expected} {manifest}");
    }
}

#[test]
fn workspaces_that_do_not_list_a_new_crate_are_named() {
    for (manifest, is_named) in [
        ("[workspace]\nmembers = ['app']\n", true),
        ("[workspace]\nmembers = ['*']\n", false),
        ("[package]\nname = 'app'\n", false),
    ] {
        let (folder, spec, out) = folder_with(PETS);
        let path = folder.path().join("Cargo.toml");
        fs::write(&path, manifest).expect("written");
        let note = "Cargo.toml is a workspace; add \"out\" to its `members` or `exclude`";
        let first = text(&generate(&spec, &out, &[]).stderr);
        assert_eq!(first.contains(note), is_named, "{manifest}: {first}");
        // From now on, the manifest belongs to the user.
        let second = text(&generate(&spec, &out, &[]).stderr);
        assert_eq!(second, "", "{manifest}");
        let generated = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
        assert!(!generated.contains("[workspace]"), "{generated}");
    }
}

#[test]
fn documents_with_errors_change_nothing() {
    let (_folder, spec, out) = folder_with(PETS);
    generate(&spec, &out, &[]);
    fs::write(&spec, PETS.replace("schemas/Owner'", "schemas/Ovner'")).expect("written");
    let model = fs::read_to_string(out.join("src/models/pet.rs")).expect("a model");

    let output = generate(&spec, &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("error[dangling-reference]"), "{message}");
    assert!(message.contains("pets.yaml:19:"), "{message}");
    let after = fs::read_to_string(out.join("src/models/pet.rs")).expect("a model");
    assert_eq!(model, after);
}

#[test]
fn the_last_line_of_a_failed_run_states_what_could_be_tolerated() {
    let (_folder, spec, out) = folder_with(&PETS.replace("schemas/Owner'", "schemas/Ovner'"));
    let output = generate(&spec, &out, &[]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    let expected = "`--tolerant` would generate all but 1 schema\n";
    assert!(message.ends_with(expected), "{message}");

    fs::write(&spec, "openapi: 3.1.0\npaths: [").expect("written");
    let output = generate(&spec, &out, &[]);
    let message = text(&output.stderr);
    assert!(!message.contains("--tolerant"), "{message}");
}

#[test]
fn tolerated_errors_are_listed_at_the_end() {
    let faulty = PETS
        .replace("schemas/Owner'", "schemas/Ovner'")
        .replace("required: true, schema: { type: string }", "required: 3");
    let (_folder, spec, out) = folder_with(&faulty);
    let output = generate(&spec, &out, &["--tolerant"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = text(&output.stdout);
    let lines: Vec<&str> = lines.lines().collect();
    let place = spec.display();
    let [schema, operation, summary] = lines.as_slice() else {
        panic!("{lines:?}");
    };
    let expected = "a part of schema `Pet` has errors; treated as any value";
    assert_eq!(*schema, format!("degraded: {place}:19:45: {expected}"));
    let expected = "operation `GET /pets/{id}` has errors; left out";
    assert_eq!(*operation, format!("degraded: {place}:6:5: {expected}"));
    assert!(summary.starts_with("1 document, 0 operations, 2 models:"));
    let model = fs::read_to_string(out.join("src/models/pet.rs")).expect("a model");
    assert!(model.contains("pub owner: Option<Value>"), "{model}");
}

#[test]
fn standard_output_contains_only_the_json_findings() {
    let (_folder, spec, out) = folder_with(&PETS.replace("schemas/Owner'", "schemas/Ovner'"));
    let output = generate(&spec, &out, &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let findings: Vec<serde_json::Value> =
        serde_json::from_slice(&output.stdout).expect("a JSON array");
    let codes: Vec<_> = findings.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["dangling-reference"]);
    assert_eq!(findings.first().expect("one")["line"], 19);

    let (_folder, spec, out) = folder_with(PETS);
    let output = generate(&spec, &out, &["--format", "json"]);
    assert_eq!(text(&output.stdout), "[]\n");
}

/// Renaming a property changes the file of its schema and the files of schemas that extend it.
#[test]
fn renaming_a_property_changes_few_files() {
    let original = fs::read_to_string(root().join("spec/application.yaml")).expect("a spec");
    let (_folder, spec, out) = folder_with(&original);
    generate(&spec, &out, &[]);
    fs::write(
        &spec,
        original.replace("subscribeToEmails:", "wantsEmails:"),
    )
    .expect("written");

    let check = generate(&spec, &out, &["--check"]);
    assert_eq!(check.status.code(), Some(1));
    let expected = [
        "changed: models/updated_user.rs",
        "changed: models/upserted_user.rs",
        "changed: models/user.rs",
    ];
    assert_eq!(stale(&check, &out), expected);
}

/// Makes examples of the programs in the README and on the front page, which are the same.
fn add_programs(krate: &Path) {
    let readme = fs::read_to_string(krate.join("README.md")).expect("a README");
    let root = fs::read_to_string(krate.join("src/lib.rs")).expect("the root");
    let docs = root.lines().filter_map(|line| line.strip_prefix("//!"));
    let docs = docs.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n");
    let docs: String = docs.collect();
    let program = |text: &str, start: &str| {
        let (_, rest) = text.split_once(start)?;
        let (program, _) = rest.split_once("```")?;
        Some(program.to_owned())
    };
    let of_readme = program(&readme, "```rust\n");
    assert_eq!(program(&docs, "```no_run\n"), of_readme);
    let has_example = krate.join("examples/first_call.rs").exists();
    assert_eq!(has_example, of_readme.is_some());
    if let Some(program) = of_readme {
        fs::write(krate.join("examples/readme.rs"), program).expect("written");
    }
}

/// Generates a crate and checks that it, its example and its programs compile without warnings.
fn assert_compiles(spec: &Path, name: &str, options: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = root().join("generator/runtime").display().to_string();
    let more = ["--name", name, "--runtime-path", &runtime];
    let output = generate(spec, folder.path(), &[&more, options].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    add_programs(folder.path());
    assert_checked(folder.path(), &["--examples"]);
}

/// The document with groups, and the features of its groups.
fn orchard() -> (String, &'static [&'static str]) {
    let document = root().join("generator/tests/fixtures/group-features.yaml");
    let document = fs::read_to_string(document).expect("a document");
    let features = &[
        "bees",
        "blocking-group",
        "sheds-doors",
        "trees",
        "trees-apples",
        "webhooks",
    ];
    (document, features)
}

#[test]
fn every_group_compiles_without_the_others() {
    let (document, features) = orchard();
    let (_folder, spec, out) = folder_with(&document);
    let runtime = root().join("generator/runtime").display().to_string();
    let output = generate(&spec, &out, &["--runtime-path", &runtime]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for own in ["http-transport", "http-transport,server"] {
        for feature in features.iter().chain(&["", "bees,trees", "all-groups"]) {
            let features = format!("{own},{feature}");
            assert_checked(&out, &["--no-default-features", "--features", &features]);
        }
    }
    assert_checked(&out, &[]);
    assert_documented(&out, &["--no-default-features", "--features", "bees"]);
    assert_documented(&out, &[]);
    let readme = fs::read_to_string(out.join("README.md")).expect("a README");
    let dependency =
        "default-features = false, features = [\"http-transport\", \"sheds-doors\"] }\n";
    assert!(readme.contains(dependency), "{readme}");
}

/// In one file, with schemas of requests and without a client, too.
#[test]
fn every_group_compiles_without_a_client_and_a_server() {
    let (document, _) = orchard();
    let (_folder, spec, out) = folder_with(&document);
    let runtime = root().join("generator/runtime").display().to_string();
    let options = "--layout file --client feature:client --validation --runtime-path";
    let options: Vec<&str> = options.split(' ').chain([&*runtime]).collect();
    let output = generate(&spec, &out, &options);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for own in ["", "client,http-transport", "server"] {
        for feature in ["", "bees", "trees-apples", "webhooks", "all-groups"] {
            let features = format!("{own},{feature}");
            assert_checked(&out, &["--no-default-features", "--features", &features]);
        }
    }
    let readme = fs::read_to_string(out.join("README.md")).expect("a README");
    let dependency = "features = [\"http-transport\", \"client\", \"sheds-doors\"] }\n";
    assert!(readme.contains(dependency), "{readme}");
}

/// Each type is inside of the one before, in an `Option` of a `Box` where the chain is closed.
#[test]
fn a_long_chain_of_types_compiles() {
    let types: Vec<String> = (0..130)
        .map(|number| {
            let next = (number + 1) % 130;
            format!(
                "    T{number}: {{ type: object, properties: {{ next: {{ $ref: '#/components/schemas/T{next}' }} }} }}"
            )
        })
        .collect();
    let types = types.join("\n");
    let document = format!(
        "openapi: 3.1.0
info: {{ title: Chain, version: '1' }}
paths:
  /t:
    get:
      operationId: get
      responses:
        '200':
          description: The first.
          content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/T0' }} }} }}
components:
  schemas:
{types}
"
    );
    let (_folder, spec, out) = folder_with(&document);
    let runtime = root().join("generator/runtime").display().to_string();
    let output = generate(&spec, &out, &["--runtime-path", &runtime]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_checked(&out, &[]);
}

#[test]
fn features_of_new_groups_are_added_to_the_manifest() {
    let (document, features) = orchard();
    let (_folder, spec, out) = folder_with(&document);
    let manifest = out.join("Cargo.toml");
    let read = || fs::read_to_string(&manifest).expect("a manifest");
    assert!(generate(&spec, &out, &[]).status.success());
    let written = read();
    for feature in features {
        assert!(
            written.contains(&format!("    \"{feature}\",\n")),
            "{written}"
        );
        assert!(
            written.contains(&format!("\n{feature} = []\n")),
            "{written}"
        );
    }

    let ponds = "paths:
  /ponds: { get: { operationId: ponds_dig, tags: [ponds], responses: { '204': { description: Dug. } } } }";
    fs::write(&spec, document.replace("paths:", ponds)).expect("written");
    let check = generate(&spec, &out, &["--check"]);
    assert_eq!(check.status.code(), Some(1));
    let changed = format!("changed: {}\n", manifest.display());
    assert!(text(&check.stdout).contains(&changed));
    assert_eq!(read(), written, "--check writes nothing");
    assert!(generate(&spec, &out, &[]).status.success());
    let expected = written
        .replace("    \"webhooks\",\n", "    \"webhooks\",\n    \"ponds\",\n")
        .replace("\nwebhooks = []\n", "\nwebhooks = []\nponds = []\n");
    assert_eq!(read(), expected);
    assert!(generate(&spec, &out, &["--check"]).status.success());

    // The features of a group that is not in the document any more stay. A note lists them, if the run changes something.
    fs::write(&spec, &document).expect("written");
    let output = generate(&spec, &out, &[]);
    assert!(output.status.success());
    assert_eq!(read(), expected);
    let note = "nothing is compiled by the features `ponds` any more";
    assert!(text(&output.stderr).contains(note), "{output:?}");
    assert_eq!(text(&generate(&spec, &out, &[]).stderr), "");

    // Without the list, the groups have no features.
    let root = || fs::read_to_string(out.join("src/lib.rs")).expect("the root");
    assert!(root().contains("#[cfg(feature = \"bees\")]"));
    let own = "[package]\nname = \"orchard\"\n";
    fs::write(&manifest, own).expect("written");
    let output = generate(&spec, &out, &[]);
    assert_eq!((root().contains("bees\")]"), read().as_str()), (false, own));
    let note = "has no features of groups; `--group-features` adds 6, and";
    let stderr = text(&output.stderr);
    assert!(stderr.contains(note), "{stderr}");
    // The note follows changes only.
    assert_eq!(text(&generate(&spec, &out, &[]).stderr), "");
    assert!(
        generate(&spec, &out, &["--group-features"])
            .status
            .success()
    );
    assert!(root().contains("bees\")]") && read().contains("\nbees = []\n"));
    assert!(
        generate(&spec, &out, &["--group-features=false"])
            .status
            .success()
    );
    assert!(!root().contains("bees\")]"));

    fs::write(&manifest, "[features").expect("written");
    let failed = generate(&spec, &out, &[]);
    assert_eq!(failed.status.code(), Some(1));
    let stderr = text(&failed.stderr);
    assert!(
        stderr.contains("Cargo.toml: TOML parse error at line 1"),
        "{stderr}"
    );
}

/// A document in which each name is a tag and a schema.
fn document_with_names(names: &[&str]) -> String {
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    for (index, name) in names.iter().enumerate() {
        let pointer = name
            .replace('~', "~0")
            .replace('/', "~1")
            .replace('%', "%25");
        let schema = json!({ "$ref": format!("#/components/schemas/{pointer}") });
        let content = json!({ "application/json": { "schema": schema } });
        let operation = json!({
            "tags": [name],
            "operationId": format!("operation_{index}"),
            "responses": { "200": { "description": "The value.", "content": content } },
        });
        paths.insert(format!("/{index}"), json!({ "get": operation }));
        let property = json!({ "type": "string", "description": "The value." });
        let schema = json!({ "type": "object", "properties": { *name: property } });
        schemas.insert((*name).to_owned(), schema);
    }
    let info = json!({ "title": "Names", "version": "1" });
    let components = json!({ "schemas": schemas });
    json!({ "openapi": "3.1.0", "info": info, "paths": paths, "components": components })
        .to_string()
}

/// Names that are not valid file names on some system, or have a meaning for Cargo, or differ only for some programs.
const NAMES: &[&str] = &[
    "main",
    "lib",
    "build",
    "mod",
    "bin",
    "con",
    "com1",
    "COM9",
    "lpt1",
    "nul",
    "aux",
    "prn",
    "conin$",
    "Users",
    "users",
    "USERS",
    "dots...",
    "spaces  ",
    "_leading",
    "__",
    "gr\u{f6}\u{df}e",
    "gro\u{308}\u{df}e",
    "\u{ac00}",
    "\u{1100}\u{1161}",
    "..",
    "/",
    "a/b",
    "a\\b",
    "models",
    "server",
];

#[test]
fn generated_file_names_are_valid_on_every_system() {
    let long = ["x".repeat(300), "x".repeat(299) + "y", "y".repeat(1000)];
    let mut names = NAMES.to_vec();
    names.extend(long.iter().map(String::as_str));
    let (folder, spec, out) = folder_with(&document_with_names(&names));
    let output = generate(&spec, &out, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for part in ["src", "src/models", "src/server"] {
        let mut files = BTreeSet::new();
        for entry in fs::read_dir(out.join(part)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let name = name.into_string().expect("UTF-8");
            let (stem, _) = name.split_once('.').unwrap_or((&name, ""));
            assert!(name.is_ascii() && name.len() <= 110, "{name}");
            let devices = ["con", "com1", "com9", "lpt1", "nul", "aux", "prn"];
            assert!(!devices.contains(&stem), "{name}");
            assert!(!stem.contains(['.', ' ', '$']), "{name}");
            // Cargo reads `src/main.rs` as a program.
            assert!(part != "src" || stem != "main", "{name}");
            assert!(files.insert(name.to_lowercase()), "{name}");
        }
        assert!(files.len() > names.len(), "{part}");
    }
    // A name does not depend on the names before it.
    let first = folder.path().join("out/src/models");
    let hashed = |folder: &Path| {
        let names = fs::read_dir(folder).expect("a folder");
        let names = names.map(|entry| entry.expect("an entry").file_name());
        names
            .filter(|name| name.len() > 100)
            .collect::<BTreeSet<_>>()
    };
    names.reverse();
    let (_folder, spec, out) = folder_with(&document_with_names(&names));
    assert!(generate(&spec, &out, &[]).status.success());
    let found = hashed(&out.join("src/models"));
    assert_eq!((found.len(), &found), (3, &hashed(&first)));
}

#[test]
fn generated_crates_compile_without_warnings() {
    let long = ["x".repeat(300), "x".repeat(299) + "y"];
    let mut names = NAMES.to_vec();
    names.extend(long.iter().map(String::as_str));
    let (_folder, spec) = support::folder_with(&document_with_names(&names));
    assert_compiles(&spec, "names", &[]);
    assert_compiles(&root().join("spec/admin.yaml"), "trophy-admin", &[]);
    let Some(upstream) = upstream() else {
        return;
    };
    for (document, name) in [
        ("combined/00-2025-04-18-1.0.4-f93a49b.yaml", "trophy-1-0-4"),
        ("combined/78-2026-04-25-1.6.0-4ec8662.yaml", "trophy-1-6-0"),
        (
            "application/18-2026-08-21-1.21.1-845f1a4.json",
            "trophy-1-21-1",
        ),
    ] {
        assert_compiles(&upstream.join(document), name, &[]);
    }
}

#[test]
fn crates_of_some_parts_compile() {
    for (name, options, expected, absent) in [
        (
            "served",
            &["--client", "never"][..],
            "features = [\"server\"] }",
            "http-transport =",
        ),
        (
            "called",
            &[
                "--server",
                "never",
                "--client",
                "feature:calls",
                "--root",
                "Shop",
            ],
            "default = [\"calls\", \"http-transport\"]",
            "server = [",
        ),
        (
            "models-only",
            &["--include", "model:*"],
            "wasm_js",
            "default =",
        ),
        (
            "one-file",
            &["--layout", "file"],
            "default = [\"http-transport\"]",
            "features = [\"server\"]",
        ),
    ] {
        let (_folder, spec, out) = folder_with(PETS);
        let output = generate(&spec, &out, options);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
        assert!(manifest.contains(expected), "{name}: {manifest}");
        assert!(!manifest.contains(absent), "{name}: {manifest}");
        let readme = fs::read_to_string(out.join("README.md")).expect("a text");
        assert_eq!(
            readme.contains("Client::builder"),
            matches!(name, "called" | "one-file")
        );
        let check = generate(&spec, &out, &[&["--check"], options].concat());
        assert!(check.status.success(), "{}", text(&check.stdout));
        assert_compiles(&spec, name, options);
    }
    let (_folder, spec, out) = folder_with(PETS);
    for (option, value) in [("--client", "sometimes"), ("--server", "feature")] {
        let output = generate(&spec, &out, &[option, value]);
        assert_eq!(output.status.code(), Some(2));
        let message = text(&output.stderr);
        let expected = "expected `always`, `never` or `feature:NAME`";
        assert!(message.contains(expected), "{message}");
    }
    let output = generate(&spec, &out, &["--client", "feature:a b"]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(
        message.contains("\"a b\" is not the name of a feature"),
        "{message}"
    );
}

#[test]
fn options_describe_a_new_crate() {
    let (_folder, spec, out) = folder_with(PETS);
    let options = [
        "--name=pet-shop",
        "--crate-version=1.2.0",
        "--description=The \"shop\".",
        "--license=MIT",
        "--repository=https://a.example/r",
        "--homepage=https://a.example",
    ];
    let output = generate(&spec, &out, &options);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let manifest = fs::read_to_string(out.join("Cargo.toml")).expect("a manifest");
    let expected = "[package]\nname = \"pet-shop\"\nversion = \"1.2.0\"\nedition = \"2024\"\nrust-version = \"1.88\"\ndescription = 'The \"shop\".'\nlicense = \"MIT\"\nrepository = \"https://a.example/r\"\nhomepage = \"https://a.example\"\n";
    assert!(manifest.starts_with(expected), "{manifest}");
    let invalid = generate(&spec, &out, &["--crate-version", "next"]);
    assert_eq!(invalid.status.code(), Some(2));
    let message = text(&invalid.stderr);
    assert!(
        message.contains("`next` is not a version such as `0.1.0`"),
        "{message}"
    );
}

#[test]
fn options_name_the_root_and_add_validation() {
    let id = "required: true, schema: { type: string";
    let (_folder, spec, out) = folder_with(&PETS.replace(id, &format!("{id}, minLength: 2")));
    let options = ["--root", "Shop", "--validation"];
    let output = generate(&spec, &out, &options);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let root = fs::read_to_string(out.join("src/lib.rs")).expect("a root file");
    assert!(root.contains("pub struct Shop {"), "{root}");
    let routes = fs::read_to_string(out.join("src/server/pets.rs")).expect("a server");
    assert!(routes.contains("RequestSchema"), "{routes}");
    let check = generate(&spec, &out, &[&["--check"], &options[..]].concat());
    assert!(check.status.success(), "{}", text(&check.stdout));
    let invalid = generate(&spec, &out, &["--root", "a b"]);
    assert!(text(&invalid.stderr).contains("the name `a b` of the root type is not an identifier"));
}

#[test]
fn options_select_operations_and_the_models_that_they_contain() {
    let shop = PETS.replace(
        "components:",
        "  /toys:
    get:
      operationId: toys_list
      tags: [Toys]
      deprecated: true
      responses:
        '200': { description: Toys, content: { application/json: { schema: { $ref: '#/components/schemas/Toy' } } } }
components:",
    ) + "    Toy: { type: object, properties: { size: { type: integer } } }\n";
    for (options, has_pets, has_toys) in [
        (&[][..], true, true),
        (&["--include", "GET /pets/*"], true, false),
        (&["--include", "tag:Toys"], false, true),
        (&["--exclude", "pets_*"], false, true),
        (&["--without-deprecated"], true, false),
        (&["--include", "model:Toy"], false, true),
    ] {
        let (_folder, spec, out) = folder_with(&shop);
        let output = generate(&spec, &out, options);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(
            out.join("src/models/pet.rs").exists(),
            has_pets,
            "{options:?}"
        );
        assert_eq!(
            out.join("src/models/owner.rs").exists(),
            has_pets,
            "{options:?}"
        );
        assert_eq!(
            out.join("src/models/toy.rs").exists(),
            has_toys,
            "{options:?}"
        );
        let check = generate(&spec, &out, &[&["--check"], options].concat());
        assert!(check.status.success(), "{}", text(&check.stdout));
    }

    let (_folder, spec, out) = folder_with(&shop);
    let check = generate(&spec, &out, &["--check", "--include", "GET /pets/*"]);
    assert!(text(&check.stdout).contains(" --include 'GET /pets/*'`"));
    let unused = generate(&spec, &out, &["--include", "pet_get"]);
    assert_eq!(unused.status.code(), Some(1));
    assert!(text(&unused.stderr).contains("the pattern `pet_get` matches nothing"));
    let invalid = generate(&spec, &out, &["--include", "tag:"]);
    assert_eq!(invalid.status.code(), Some(2));

    // An older version need not contain everything that is selected.
    let old = spec.with_file_name("old.yaml");
    fs::write(&old, PETS).expect("written");
    let (old, new) = (old.display().to_string(), spec.display().to_string());
    for (pattern, change) in [("tag:Toys", "minor"), ("tag:Pets", "patch")] {
        let output = apicrate(&["diff", &old, &new, "--include", pattern]);
        let printed = text(&output.stdout);
        assert!(printed.contains(change), "{printed}");
        let outline = apicrate(&["outline", &new, "--include", pattern]);
        let has_toys = text(&outline.stdout).contains("struct Toy");
        assert_eq!(has_toys, pattern == "tag:Toys");
    }
}

#[test]
fn operations_are_grouped_by_tag_or_path() {
    let shop = PETS.replace("tags: [Pets]", "tags: [Animals]");
    for (options, group) in [
        (&[][..], "animals"),
        (&["--group-by", "tag"], "animals"),
        (&["--group-by", "path"], "pets"),
        (&["--group-by", "none"], "operations"),
    ] {
        let (_folder, spec, out) = folder_with(&shop);
        let output = generate(&spec, &out, options);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(out.join(format!("src/{group}.rs")).exists(), "{options:?}");
        let spec = spec.display().to_string();
        let outline = apicrate(&[&["outline", &spec], options].concat());
        let printed = text(&outline.stdout);
        assert!(
            printed.starts_with(&format!("# group {group}\n")),
            "{printed}"
        );
        // The command to repeat contains the option.
        let other = out.join("other").display().to_string();
        let check = apicrate(&[&["check", &spec, "--out", &other], options].concat());
        let is_default = options.is_empty();
        assert_eq!(text(&check.stdout).contains(" --group-by "), !is_default);
        let diff = apicrate(&[&["diff", &spec, &spec], options].concat());
        assert!(diff.status.success(), "{}", text(&diff.stderr));
    }
}

#[test]
fn options_change_names_and_types() {
    let sized = PETS.replace(
        "properties: { name",
        "properties: { size: { enum: [24h, always] }, name",
    );
    let (_folder, spec, out) = folder_with(&sized);
    let options = [
        "--rename-type=Owner=Keeper",
        "--rename-field=Pet.name=title",
        "--rename-variant=#/components/schemas/Pet/properties/size.24h=Daily",
        "--rename-operation=GET /pets/{id}=find",
        "--rename-group=Pets=animals",
        "--derives=Eq,Hash",
        "--derives=Own*=Ord",
        "--derives=Hash",
        "--derives=Pet=schemars::JsonSchema",
    ];
    let generated = generate(&spec, &out, &options);
    assert!(generated.status.success(), "{}", text(&generated.stderr));
    let file = |path: &str| fs::read_to_string(out.join(path)).expect("a file");
    let pet = file("src/models/pet.rs");
    assert!(
        pet.contains(
            "Eq,\n    Hash,\n    Setters,\n    JsonObject,\n    apicrate_runtime::JsonSchema,"
        ),
        "{pet}"
    );
    assert!(file("Cargo.toml").contains("default-features = false, features = [\"schemars\"] }"));
    assert!(
        pet.contains("#[field(name = \"name\")]\n    pub title: String,"),
        "{pet}"
    );
    assert!(pet.contains("pub owner: Option<Keeper>,"), "{pet}");
    assert!(pet.contains("Daily"), "{pet}");
    let keeper = file("src/models/keeper.rs");
    assert!(
        keeper.contains("Eq,\n    PartialOrd,\n    Ord,\n    Hash,"),
        "{keeper}"
    );
    assert!(file("src/animals.rs").contains("fn find("));

    // The command to repeat has all options.
    fs::remove_file(out.join("src/animals.rs")).expect("removed");
    let check = generate(&spec, &out, &[&["--check"], options.as_slice()].concat());
    let command = text(&check.stdout);
    let repeated = "--derives '*=Eq,Hash' --derives 'Own*=Ord' --derives '*=Hash' --derives 'Pet=schemars::JsonSchema' --rename-type 'Owner=Keeper' --rename-field \
                    'Pet.name=title' --rename-variant '#/components/schemas/Pet/properties/size.24h=Daily' --rename-operation 'GET /pets/{id}=find' --rename-group 'Pets=animals'";
    assert!(command.contains(repeated), "{command}");

    let (_folder, spec, out) = folder_with(PETS);
    for (option, problem) in [
        (
            "--derives=Pet=hash",
            "`hash` cannot be derived: did you mean `Hash`?",
        ),
        ("--derives=Pets=Hash", "did you mean `Pet`?"),
    ] {
        let refused = generate(&spec, &out, &[option]);
        let (output, errors) = (text(&refused.stdout), text(&refused.stderr));
        assert!(
            output.contains(problem) || errors.contains(problem),
            "{output}{errors}"
        );
        assert!(!out.exists());
    }
}

#[test]
fn the_front_page_has_no_double_empty_lines() {
    let credentials = "security: [{ key: [] }, { token: [] }]\ncomponents:\n  securitySchemes:\n    key: { type: apiKey, in: header, name: X-Key }\n    token: { type: http, scheme: bearer }\n";
    let (_folder, spec, out) = folder_with(&PETS.replace("components:\n", credentials));
    let generated = generate(&spec, &out, &[]);
    assert!(generated.status.success(), "{}", text(&generated.stderr));
    let page = fs::read_to_string(out.join("src/lib.rs")).expect("a file");
    assert!(page.contains("//! Requires one of these:\n"), "{page}");
    assert!(!page.contains("//!\n//!\n"), "{page}");
}
