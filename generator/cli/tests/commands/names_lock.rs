//! The names lock: `generate` writes it, `check` compares it, and later versions of a document keep its names.

use std::fs;

use super::support::{Folder, command, text};

const CONFIG: &str =
    "names-lock = 'names.lock'\n[[documents]]\npath = 'boats.yaml'\noutput = 'src/boats'\n";

/// Boats with parts: an inline type at one place.
const OLD: &str = "
openapi: 3.1.0
info: { title: Boats, version: 1.0.0 }
paths:
  /boats:
    get:
      operationId: boats_list
      tags: [Boats]
      responses:
        '200':
          description: The boats.
          content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Boat' } } } }
components:
  schemas:
    Boat:
      type: object
      properties:
        parts: { type: array, items: { type: object, required: [maker], properties: { maker: { type: string } } } }
        state: { type: string, enum: [afloat, ashore] }
";

/// Rafts are new, have the same parts, and precede boats in the canonical order.
fn new() -> String {
    let raft = "    Oar:
      type: object
      properties:
        parts: { type: array, items: { type: object, required: [maker], properties: { maker: { type: string } } } }
    BoatPartsItem: { type: object, properties: { length: { type: number } } }
";
    let path = "paths:
  /oars:
    get:
      operationId: oars_list
      tags: [Boats]
      responses:
        '200':
          description: The oars.
          content: { application/json: { schema: { $ref: '#/components/schemas/Oar' } } }
";
    let document = OLD.replace("  schemas:\n", &format!("  schemas:\n{raft}"));
    document.replace("paths:\n", path)
}

fn run(folder: &Folder, arguments: &[&str]) -> (bool, String) {
    let mut command = command();
    command.args(arguments).current_dir(folder.path(""));
    let output = command.output().expect("apicrate runs");
    let printed = text(&output.stdout) + &text(&output.stderr);
    (output.status.success(), printed)
}

#[test]
fn an_addition_renames_nothing_and_the_lock_is_checked() {
    let folder = Folder::new();
    folder.put("apicrate.toml", CONFIG);
    folder.put("boats.yaml", OLD);
    let (is_current, printed) = run(&folder, &["check"]);
    assert!(!is_current && printed.contains("names.lock"), "{printed}");
    assert!(run(&folder, &["generate"]).0);
    assert!(run(&folder, &["check"]).0);
    let first = folder.read("names.lock");
    let line = "\"/components/schemas/Boat/properties/parts/items\" = \"BoatPartsItem\"\n";
    assert!(first.contains(line), "{first}");
    assert!(first.contains("BoatState.afloat = \"Afloat\"\n"), "{first}");
    assert!(first.contains("\"GET /boats\" = \"list\"\n"), "{first}");

    folder.put("boats.yaml", new());
    let (is_current, printed) = run(&folder, &["check"]);
    assert!(
        !is_current && printed.contains("changed: names.lock\n"),
        "{printed}"
    );
    let (_, printed) = run(&folder, &["generate"]);
    assert!(!printed.contains("outdated-name"), "{printed}");
    assert!(run(&folder, &["check"]).0);
    let second = folder.read("names.lock");
    for line in first.lines() {
        assert!(second.lines().any(|it| it == line), "{line}\n{second}");
    }
    assert!(
        second.contains("\"/components/schemas/BoatPartsItem\" = \"BoatPartsItem2\"\n"),
        "{second}"
    );
    assert!(
        second.contains("\"/components/schemas/Oar/properties/parts/items\" = \"BoatPartsItem\"\n"),
        "{second}"
    );

    folder.put("boats.yaml", OLD);
    let (_, printed) = run(&folder, &["generate"]);
    assert!(printed.contains("warning[outdated-name]"), "{printed}");
    assert!(printed.contains("--> names.lock:"), "{printed}");
    assert_eq!(folder.read("names.lock"), first);
    let (_, printed) = run(&folder, &["generate"]);
    assert!(!printed.contains("outdated-name"), "{printed}");
}

#[test]
fn old_names_are_aliases_until_they_no_longer_fit() {
    let folder = Folder::new();
    folder.put("apicrate.toml", CONFIG);
    folder.put("boats.yaml", OLD);
    assert!(run(&folder, &["generate"]).0);
    folder.put("old.yaml", OLD);
    let ships = OLD
        .replace("schemas/Boat'", "schemas/Ship'")
        .replace("    Boat:", "    Ship:");
    folder.put("boats.yaml", &ships);

    let diff = ["diff", "old.yaml", "--deny", "major"];
    let help = "note: `--keep-old-names`";
    let (is_minor, printed) = run(&folder, &diff);
    assert!(!is_minor && printed.contains(help), "{printed}");
    let (is_minor, printed) = run(&folder, &[&diff[..], &["--keep-old-names"]].concat());
    let note = "was renamed: use `models::Ship`; the old name is deprecated";
    assert!(is_minor && printed.contains(note), "{printed}");
    assert!(!printed.contains(help), "{printed}");

    let (is_success, printed) = run(&folder, &["generate", "--keep-old-names", "old.yaml"]);
    assert!(is_success, "{printed}");
    let alias = "[documents.\"boats.yaml\".aliases]\nBoat = \"Ship\"\n";
    assert!(folder.read("names.lock").contains(alias));
    let models = "src/boats/models/mod.rs";
    assert!(folder.read(models).contains("pub type Boat = Ship;"));
    assert!(run(&folder, &["check"]).0);

    // The name belongs to another type again.
    let both = ships.replace("    Ship:", "    Boat: { type: object }\n    Ship:");
    folder.put("boats.yaml", &both);
    let (is_success, printed) = run(&folder, &["generate"]);
    assert!(is_success, "{printed}");
    let finding = "warning[outdated-name]: the alias `Boat` no longer fits";
    assert!(printed.contains(finding), "{printed}");
    assert!(printed.contains("--> names.lock:"), "{printed}");
    assert!(!folder.read("names.lock").contains("aliases"));
    assert!(!folder.read(models).contains("pub type Boat"));
}

#[test]
fn old_names_need_a_names_lock() {
    let folder = Folder::new();
    folder.put("boats.yaml", OLD);
    let arguments = [
        "generate",
        "boats.yaml",
        "--out",
        "boats",
        "--keep-old-names",
        "boats.yaml",
    ];
    let (is_success, printed) = run(&folder, &arguments);
    assert!(
        !is_success && printed.contains("needs a names lock"),
        "{printed}"
    );
}

#[test]
fn a_broken_lock_is_an_error_with_a_position() {
    let folder = Folder::new();
    folder.put("apicrate.toml", CONFIG);
    folder.put("boats.yaml", OLD);
    for (lock, expected) in [
        (
            "version = 1\n[documents.'boats.yaml'.types]\n'/x' = 'a b'\n",
            "names.lock:3:8",
        ),
        ("version = 99\n", "names.lock:1:11"),
        ("<<<<<<< HEAD\n", "names.lock:1:9"),
    ] {
        folder.put("names.lock", lock);
        let (is_success, printed) = run(&folder, &["generate"]);
        assert!(!is_success && printed.contains(expected), "{printed}");
        assert_eq!(folder.read("names.lock"), lock);
    }
}

#[test]
fn a_name_that_is_changed_in_the_lock_is_kept() {
    let folder = Folder::new();
    folder.put("apicrate.toml", CONFIG);
    folder.put("boats.yaml", OLD);
    assert!(run(&folder, &["generate"]).0);
    let lock = folder.read("names.lock").replace("BoatPartsItem", "Part");
    folder.put("names.lock", &lock);
    assert!(run(&folder, &["generate"]).0);
    assert!(run(&folder, &["check"]).0);
    let line = "\"/components/schemas/Boat/properties/parts/items\" = \"Part\"\n";
    assert!(folder.read("names.lock").contains(line));
    let code = fs::read_to_string(folder.path("src/boats/models/boat.rs")).expect("a model");
    assert!(code.contains("pub parts: Vec<Part>"), "{code}");
}

#[test]
fn diff_keeps_names_on_request() {
    let folder = Folder::new();
    folder.put("old.yaml", OLD);
    folder.put("new.yaml", new());
    let versions = ["diff", "old.yaml", "new.yaml"];
    let (_, printed) = run(&folder, &versions);
    assert!(printed.contains("A major change"), "{printed}");
    let (_, printed) = run(
        &folder,
        &[&versions[..], &["--names-lock", "names.lock"]].concat(),
    );
    assert!(printed.contains("A minor change"), "{printed}");
}

#[test]
fn a_variant_name_that_is_changed_in_the_lock_is_a_choice() {
    let folder = Folder::new();
    folder.put("apicrate.toml", CONFIG);
    folder.put("boats.yaml", OLD);
    assert!(run(&folder, &["generate"]).0);
    let lock = folder.read("names.lock");
    folder.put("names.lock", lock.replace("\"Afloat\"", "\"Floating\""));
    let (_, printed) = run(&folder, &["generate"]);
    assert!(!printed.contains("name-collision"), "{printed}");
    assert!(
        folder
            .read("names.lock")
            .contains("BoatState.afloat = \"Floating\"\n")
    );

    // The name that follows from the document belongs to another value.
    let taken = OLD.replace("afloat", "afloat, Afloat");
    folder.put("boats.yaml", taken);
    folder.put("names.lock", lock);
    for _ in 0..2 {
        let (_, printed) = run(&folder, &["generate"]);
        let warning = "the name of the value `Afloat` is taken in Rust; using";
        assert!(printed.contains(warning), "{printed}");
    }
}
