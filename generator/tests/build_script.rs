//! The example of a build script, as its author works with it: an edit of the document is in the code of the
//! next build, and what is wrong with the document is in what Cargo says.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

#[path = "support/scratch.rs"]
mod scratch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::Duration;

use scratch::{in_manifest, put, put_lock, target};

#[test]
fn the_document_is_a_part_of_the_build() {
    let example = Example::copy();
    let output = example.run();
    assert!(output.status.success(), "{}", said(&output));

    example.edit(
        "plants.yaml",
        "height:",
        "age: { type: integer }\n        height:",
    );
    example.edit("src/main.rs", ".height(21.5)", ".height(21.5).age(300)");
    let output = example.run();
    assert!(output.status.success(), "{}", said(&output));
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains("age: Some("), "{printed}");

    // A file that the document refers to is a part of it.
    fs::write(
        example.folder.join("shared.yaml"),
        "Age: { type: integer }\n",
    )
    .expect("it is written");
    example.edit(
        "plants.yaml",
        "age: { type: integer }",
        "age: { $ref: 'shared.yaml#/Age' }",
    );
    let output = example.run();
    assert!(output.status.success(), "{}", said(&output));
    example.edit("shared.yaml", "integer", "string");
    // The code is not touched, so it compiles if and only if the build script does not run again.
    let output = example.run();
    assert!(said(&output).contains("Plant::age"), "{}", said(&output));

    example.edit("plants.yaml", "$ref: 'shared.yaml#/Age'", "type: intger");
    example.edit("src/main.rs", ".age(300)", "");
    let output = example.run();
    assert!(output.status.success(), "{}", said(&output));
    let warning = "build-script@0.1.0: plants.yaml:23:16: unknown type `intger`; treated as any value [unknown-type]";
    assert!(
        said(&output).contains(&format!("warning: {warning}")),
        "{}",
        said(&output)
    );

    example.edit("plants.yaml", "schemas/Plant'", "schemas/Palnt'");
    let output = example.run();
    assert!(!output.status.success());
    let error = "build-script@0.1.0: plants.yaml:14:52: the reference target `#/components/schemas/Palnt` does not exist [dangling-reference]";
    assert!(
        said(&output).contains(&format!("error: {error}")),
        "{}",
        said(&output)
    );
}

/// A copy of the example outside of the workspace.
struct Example {
    folder: PathBuf,
}

impl Example {
    fn copy() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let from = package.join("examples/build-script");
        let example = Self {
            folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-script"),
        };
        fs::create_dir_all(example.folder.join("src")).expect("the copy can be written");
        for file in ["build.rs", "plants.yaml", "src/main.rs"] {
            fs::copy(from.join(file), example.folder.join(file))
                .expect("the example can be copied");
        }
        put_lock(&example.folder);
        put(&example.folder.join("Cargo.toml"), &manifest());
        example
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        // Cargo compares times, and some file systems keep them by the second.
        sleep(Duration::from_millis(1100));
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).expect("the copy can be read");
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).expect("the copy can be written");
    }

    fn run(&self) -> Output {
        Command::new(env!("CARGO"))
            .args(["run", "--offline", "--target-dir"])
            .arg(target())
            .current_dir(&self.folder)
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .expect("cargo can be started")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn manifest() -> String {
    let (generator, runtime) = (in_manifest("generator"), in_manifest("generator/runtime"));
    format!(
        r#"[package]
name = "build-script"
version = "0.1.0"
edition = "2024"

[dependencies]
apicrate-runtime = {{ path = "{runtime}", default-features = false, features = ["blocking"] }}

[build-dependencies]
apicrate = {{ path = "{generator}" }}

[profile.dev]
debug = false

[workspace]
"#
    )
}
