//! The example of a build script: the next build contains each edit of the document, and Cargo reports errors and
//! warnings in the document.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

#[path = "support/scratch.rs"]
mod scratch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::Duration;

use scratch::{in_manifest, put, put_lock, target};

#[test]
fn edits_of_the_document_trigger_a_build() {
    let example = Example::copy();
    let output = example.run();
    assert!(output.status.success(), "{}", stderr(&output));

    example.edit(
        "plants.yaml",
        "height:",
        "age: { type: integer }\n        height:",
    );
    example.edit("src/main.rs", ".height(21.5)", ".height(21.5).age(300)");
    let output = example.run();
    assert!(output.status.success(), "{}", stderr(&output));
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains("age: Some("), "{printed}");

    // A file that the document references triggers a build, too.
    fs::write(
        example.folder.join("shared.yaml"),
        "Age: { type: integer }\n",
    )
    .expect("the file can be written");
    example.edit(
        "plants.yaml",
        "age: { type: integer }",
        "age: { $ref: 'shared.yaml#/Age' }",
    );
    let output = example.run();
    assert!(output.status.success(), "{}", stderr(&output));
    example.edit("shared.yaml", "integer", "string");
    // The program does not compile any more, which shows that the build script ran again.
    let output = example.run();
    assert!(
        stderr(&output).contains("Plant::age"),
        "{}",
        stderr(&output)
    );

    example.edit("plants.yaml", "$ref: 'shared.yaml#/Age'", "type: intger");
    example.edit("src/main.rs", ".age(300)", "");
    let output = example.run();
    assert!(output.status.success(), "{}", stderr(&output));
    let warning = "build-script@0.1.0: plants.yaml:23:16: unknown type `intger`; treated as any value [unknown-type]";
    assert!(
        stderr(&output).contains(&format!("warning: {warning}")),
        "{}",
        stderr(&output)
    );

    example.edit("plants.yaml", "schemas/Plant'", "schemas/Palnt'");
    let output = example.run();
    assert!(!output.status.success());
    let error = "build-script@0.1.0: plants.yaml:14:52: the reference target `#/components/schemas/Palnt` does not exist [dangling-reference]";
    assert!(
        stderr(&output).contains(&format!("error: {error}")),
        "{}",
        stderr(&output)
    );
}

/// A copy of the example, outside of the workspace.
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
        // Cargo compares modification times, which some file systems store in seconds.
        sleep(Duration::from_millis(1100));
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).expect("the copy can be read");
        assert!(text.contains(from), "{file} does not contain {from}");
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

fn stderr(output: &Output) -> String {
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
