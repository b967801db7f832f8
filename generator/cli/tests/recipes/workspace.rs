//! The workspace of all recipes, outside of that of this repository.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::page::Page;
use crate::recipe::{Place, Recipe};
use crate::scratch::{in_manifest, put, put_lock, target};

/// The packages of this repository that the guides name by version, and their folders.
const PACKAGES: [(&str, &str); 4] = [
    ("apicrate-runtime", "generator/runtime"),
    ("apicrate-mock", "generator/mock"),
    ("trophy-api", "trophy-api"),
    ("trophy-local", "trophy-api/local"),
];

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("guides")
}

pub(crate) struct Workspace {
    pub(crate) members: Vec<Member>,
}

/// A crate of a recipe.
pub(crate) struct Member {
    /// The name of the package.
    pub(crate) package: String,
    /// The page, and the line of its manifest.
    pub(crate) manifest: (String, usize),
}

impl Workspace {
    /// Writes a crate for each recipe of the pages.
    pub(crate) fn write(pages: &[Page]) -> Result<Self, String> {
        let mut members = Vec::new();
        let (mut folders, mut excluded) = (String::new(), String::new());
        for page in pages {
            let place = Place::new(page);
            let name = place.name();
            // Several pages have a crate with the name `plants`, which two members cannot have.
            writeln!(excluded, "    \"{name}/plants\",").expect("a string can be written to");
            for (index, recipe) in Recipe::all(page)?.iter().enumerate() {
                let package = recipe.write(&place, index);
                writeln!(folders, "    \"{name}/{package}\",").expect("a string can be written to");
                members.push(Member {
                    package,
                    manifest: (page.path.clone(), recipe.line),
                });
            }
        }
        let mut manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{folders}]\nexclude = [\n{excluded}]\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n\n[patch.crates-io]\n"
        );
        for (name, folder) in PACKAGES {
            let path = in_manifest(folder);
            writeln!(manifest, "{name} = {{ path = \"{path}\" }}")
                .expect("a string can be written to");
        }
        put(&root().join("Cargo.toml"), &manifest);
        put_lock(&root());
        Ok(Self { members })
    }

    /// Checks the packages that `arguments` select. Returns the errors, with the lines of the pages.
    pub(crate) fn check(&self, arguments: &[&str]) -> Result<(), String> {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--tests", "--keep-going", "--offline"])
            .args(["--quiet", "--message-format", "short", "--target-dir"])
            .arg(target())
            .args(arguments)
            .current_dir(root())
            // Other flags than those of the other scratch crates would compile the dependencies again.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .expect("cargo can be started");
        if output.status.success() {
            return Ok(());
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        Err(errors
            .lines()
            .map(|line| self.in_page(line) + "\n")
            .collect())
    }

    /// A line of the compiler's messages, with the line of the page instead of that of the crate.
    fn in_page(&self, line: &str) -> String {
        let member = self.members.iter().find(|it| line.contains(&it.package));
        match (member, line.split_once("/line_")) {
            (Some(member), Some((_, after))) => {
                let (_, place) = after.split_once(".rs").unwrap_or_default();
                format!("{}{place}", member.manifest.0)
            }
            _ => line.to_owned(),
        }
    }
}
