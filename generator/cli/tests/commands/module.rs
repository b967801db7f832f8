//! A module of an existing crate, and the layouts of modules and crates.

use std::collections::BTreeSet;
use std::process::Output;

use apicrate::project::files;

use super::support::{Folder, PETS, assert_checked, command, root, text};

const MANIFEST: &str = "[package]\nname = \"shop\"\nedition = \"2024\"\n";

/// A program that has the module `pets`.
const PROGRAM: &str = "pub mod pets;

fn main() {
    let client = apicrate_runtime::Client::unimplemented();
    _ = pets::Api::new(&client).pets().get(\"1\").send();
    _ = pets::models::Pet::new(\"Bello\");
}
";

/// A crate with the document.
fn shop() -> Folder {
    let folder = Folder::new();
    folder.put("pets.yaml", PETS);
    folder.put("Cargo.toml", MANIFEST);
    folder.put("src/main.rs", "fn main() {}\n");
    folder
}

/// Runs `generate` or another command on the document.
fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = command();
    let (name, more) = arguments.split_first().expect("a command");
    command.args([name, "pets.yaml"]).args(more);
    command
        .current_dir(folder.path(""))
        .output()
        .expect("it runs")
}

/// Runs `generate`, and returns the notes.
fn notes(folder: &Folder, arguments: &[&str]) -> String {
    let output = run(folder, &[&["generate"], arguments].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stderr)
}

/// The files in the folder `src`.
fn sources(folder: &Folder) -> BTreeSet<String> {
    let src = folder.path("src");
    let found = files::list(&src).expect("a folder").into_iter();
    let paths = found.filter_map(|path| Some(path.strip_prefix(&src).ok()?.display().to_string()));
    paths.collect()
}

#[test]
fn modules_compile_with_what_their_runs_list() {
    let folder = shop();
    let version = env!("CARGO_PKG_VERSION");
    let needed = format!(
        "note: the module src/pets needs in its crate:
  src/main.rs: pub mod pets;
  Cargo.toml [dependencies]: apicrate-runtime = {{ version = \"{version}\" }}
"
    );
    let module = ["--module", "src/pets"];
    assert_eq!(notes(&folder, &module), needed);
    assert_eq!(folder.read("Cargo.toml"), MANIFEST);
    assert_eq!(folder.read("src/main.rs"), "fn main() {}\n");
    assert!(folder.path("src/pets/models/pet.rs").exists());

    // A runtime that is not published. Its path is relative to the manifest.
    folder.put("runtime/Cargo.toml", "");
    let options = [&module[..], &["--runtime-path", "runtime"]].concat();
    let path = format!("version = \"{version}\", path = \"runtime\"");
    let with_path = needed.replace(&format!("version = \"{version}\""), &path);
    assert_eq!(notes(&folder, &options), with_path);

    let runtime = root().join("generator/runtime").display().to_string();
    let with_runtime = |more: &str| {
        format!("{MANIFEST}[dependencies]\napicrate-runtime = {{ path = '{runtime}'{more} }}\n")
    };
    folder.put("src/main.rs", PROGRAM);
    folder.put("Cargo.toml", with_runtime(""));
    for layout in ["files", "file"] {
        let options = [&module[..], &["--layout", layout]].concat();
        assert_eq!(notes(&folder, &options), "");
        let check = run(&folder, &[&["check"], &options[..]].concat());
        assert!(check.status.success(), "{}", text(&check.stdout));
        assert_checked(&folder.path(""), &[]);
    }

    // Features that are missing.
    let always = [&module[..], &["--server", "always"]].concat();
    let gated = ["--server", "feature:server", "--client", "feature:client"];
    let gated = [&module[..], &gated].concat();
    for (more, options, expected) in [
        (
            ", features = ['url']",
            &always,
            &[&*format!(
                "[dependencies]: apicrate-runtime = {{ version = \"{version}\", features = [\"server\", \"url\"] }}"
            )][..],
        ),
        (", features = ['server']", &always, &[]),
        (
            " }\n[features]\ndefault = ['apicrate-runtime/server'] #",
            &always,
            &[],
        ),
        (
            " }\n[features]\nclient = [] #",
            &gated,
            &["[features]: server = [\"apicrate-runtime/server\"]"],
        ),
        (
            "",
            &gated,
            &[
                "[features]: client = []",
                "[features]: server = [\"apicrate-runtime/server\"]",
            ],
        ),
    ] {
        folder.put("Cargo.toml", with_runtime(more));
        let notes = notes(&folder, options);
        let lines: Vec<&str> = notes.lines().skip(1).collect();
        let expected: Vec<String> = expected
            .iter()
            .map(|it| format!("  Cargo.toml {it}"))
            .collect();
        assert_eq!(lines, expected, "{more}");
    }
    // A workspace has the dependency.
    let folder = shop();
    folder.put("a/src/lib.rs", "pub mod pets; // the API\n");
    folder.put("Cargo.toml", "[workspace]\nmembers = ['a']\n[workspace.dependencies]\napicrate-runtime = { version = '1', features = ['server'] }\n");
    folder.put(
        "a/Cargo.toml",
        format!("{MANIFEST}[dependencies]\napicrate-runtime.workspace = true\n"),
    );
    assert_eq!(
        notes(&folder, &["--module", "a/src/pets", "--server", "always"]),
        ""
    );
}

#[test]
fn layouts_replace_each_other() {
    for (place, root, folder_of_files, file) in [
        (["--module", "src/pets"], "", "pets/", "pets.rs"),
        (["--out", "."], "lib.rs", "", "lib.rs"),
    ] {
        let folder = shop();
        let own: BTreeSet<String> = ["main.rs", "notes.rs"].map(str::to_owned).into();
        folder.put("src/notes.rs", "// mine\n");
        notes(&folder, &place);
        let files = sources(&folder);
        assert!(
            files.contains(&format!("{folder_of_files}models/pet.rs")),
            "{files:?}"
        );

        let one = [&place[..], &["--layout", "file"]].concat();
        let check = run(&folder, &[&["check"], &one[..]].concat());
        assert_eq!(check.status.code(), Some(1));
        let printed = text(&check.stdout);
        let obsolete = format!("obsolete: src/{folder_of_files}models/pet.rs\n");
        let obsolete = obsolete.replace("src/", if root.is_empty() { "src/" } else { "./src/" });
        assert!(printed.contains(&obsolete), "{printed}");
        let command = format!(
            "run `apicrate generate pets.yaml {} {} --layout file`",
            place[0], place[1]
        );
        assert!(printed.contains(&command), "{printed}");
        assert_eq!(sources(&folder), files, "`check` changes nothing");

        notes(&folder, &one);
        let expected: BTreeSet<String> = own.iter().cloned().chain([file.to_owned()]).collect();
        assert_eq!(sources(&folder), expected);
        let models = format!("src/{folder_of_files}models");
        assert!(!folder.path(&models).exists(), "{models} is empty");
        let source = folder.read(&format!("src/{file}"));
        assert!(source.contains("\n    mod pet {\n"), "{source}");

        // A folder with a file of the user stays.
        folder.put("src/pets/notes.rs", "// mine\n");
        notes(&folder, &place);
        let notes_of_user = "pets/notes.rs".to_owned();
        let expected: BTreeSet<String> = files.iter().cloned().chain([notes_of_user]).collect();
        assert_eq!(sources(&folder), expected);
        notes(&folder, &one);
        assert!(folder.path("src/pets/notes.rs").exists());
        assert!(!folder.path("src/pets/mod.rs").exists());
    }
}

#[test]
fn files_of_the_user_are_not_replaced_by_a_module() {
    let folder = shop();
    folder.put("src/pets.rs", "// mine\n");
    let one = ["generate", "--module", "src/pets", "--layout", "file"];
    let output = run(&folder, &one);
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("src/pets.rs: was not generated by apicrate"),
        "{stderr}"
    );
    // The other layout does not remove it either.
    notes(&folder, &["--module", "src/pets"]);
    assert_eq!(folder.read("src/pets.rs"), "// mine\n");

    for (arguments, message) in [
        (
            &["--module", "src/pets.rs"][..],
            "expected a folder without `.rs`; `--layout file` writes one file",
        ),
        (
            &["--module", "src/my-pets"],
            "expected a folder with the name of a module, such as `src/pets`",
        ),
        (
            &["--module", "src/pets", "--out", "pets"],
            "cannot be used with",
        ),
        (
            &["--module", "src/pets", "--name", "pets"],
            "cannot be used with",
        ),
        (&[], "--out"),
    ] {
        let output = run(&folder, &[&["generate"], arguments].concat());
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {stderr}");
        assert!(stderr.contains(message), "{arguments:?} {stderr}");
    }
}

#[cfg(unix)]
#[test]
fn links_in_the_place_of_the_other_layout_stay() {
    use std::os::unix::fs::symlink;

    let folder = shop();
    notes(&folder, &["--module", "other/pets"]);
    symlink("../other/pets", folder.path("src/pets")).expect("a link");
    notes(&folder, &["--module", "src/pets", "--layout", "file"]);
    assert!(folder.path("other/pets/models/pet.rs").exists());
}
