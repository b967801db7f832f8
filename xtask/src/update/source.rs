//! The new documents: reading them, finding the documents of this workspace that they update, and checking that they
//! belong there.

use std::cmp::Ordering;
use std::error::Error;
use std::path::{Path, PathBuf};

use apicrate::counted::counted;
use apicrate::diagnostic::Severity;
use apicrate::lint::lint;
use apicrate::project::{Config, DocumentConfig};
use apicrate::{Diagnostics, RawDocument};
use apicrate_cli::remote::RemoteArguments;

use crate::spec::{self, SourceFile, api};

/// A new document, and the configuration of the document that it updates.
pub(super) struct NewDocument {
    /// The index of the document that it updates.
    pub(super) index: usize,
    pub(super) source: DocumentConfig,
    pub(super) theirs: SourceFile,
    /// The document has no operation in common with the one that it updates, or fewer than with another one.
    misplaced: Option<String>,
}

/// Reads a file or a URL. A URL is not locked.
pub(super) fn read(
    from: &str,
    folders: &[PathBuf],
    remote: &RemoteArguments,
) -> Result<SourceFile, Box<dyn Error>> {
    let path = Path::new(from);
    let mut config = DocumentConfig::new(path);
    for folder in folders {
        config.allow_dir.push(std::path::absolute(folder)?);
    }
    remote.configure(&mut config);
    let access = remote.reading_access(&config);
    let file = if RawDocument::is_url(from) {
        let raw = RawDocument::open(path, config.remote(&access)?.as_ref())?;
        SourceFile {
            name: from.to_owned(),
            text: raw.text().to_owned(),
            ..SourceFile::default()
        }
    } else {
        // The current folder changes later.
        config.path = std::path::absolute(path)?;
        SourceFile {
            path: Some(config.path.clone()),
            ..spec::read(path)?
        }
    };
    Ok(SourceFile {
        remote: config.remote(&access)?,
        config,
        ..file
    })
}

impl NewDocument {
    /// Finds the document to update: the one with this name, or else the one that has most operations in common with the
    /// new document.
    pub(super) fn new(
        theirs: SourceFile,
        name: Option<&str>,
        config: &Config,
        documents: &[SourceFile],
    ) -> Result<Self, Box<dyn Error>> {
        let shared = spec::shared_operations(documents, &theirs)?;
        let most = shared.iter().max().copied().unwrap_or_default();
        let closest = shared.iter().position(|it| *it == most && most > 0);
        let index = match name {
            Some(name) => {
                let mut names = config.documents.iter().map(DocumentConfig::name);
                let index = names.position(|it| it == name);
                index.ok_or_else(|| format!("`{name}` is not a document of this workspace"))?
            }
            None => closest.ok_or_else(|| {
                format!(
                    "{}: has no operation in common with a document of `spec/`; name the document with `--document`",
                    theirs.name
                )
            })?,
        };
        let source = config.documents.get(index).ok_or("no such document")?;
        let own = shared.get(index).copied().unwrap_or_default();
        let other = closest.and_then(|closest| config.documents.get(closest));
        let misplaced = other.filter(|_| own < most).map(|other| {
            format!(
                "{}: has {} in common with {}, and {most} with {}",
                theirs.name,
                counted(own, "operation"),
                source.path.display(),
                other.path.display()
            )
        });
        Ok(Self {
            index,
            source: source.clone(),
            theirs: theirs.tolerate(source.tolerant),
            misplaced,
        })
    }

    /// Fails if the document has errors, is a version of another document, is older than ours, or refers to files that are
    /// not in this workspace.
    pub(super) fn check(
        &self,
        documents: &[SourceFile],
        allow_older: bool,
    ) -> Result<(), Box<dyn Error>> {
        if let Some(misplaced) = &self.misplaced {
            return Err(misplaced.clone().into());
        }
        let report = lint(&self.theirs.document()?, Severity::Warning);
        if report.findings.has_errors() {
            let mut errors = Diagnostics::new();
            let findings = report.findings.into_iter();
            errors.extend(findings.filter(|finding| finding.severity == Severity::Error));
            return Err(errors.into());
        }
        if !allow_older {
            self.check_version(documents)?;
        }
        self.check_other_files()
    }

    /// Fails if the version is lower than that of our document.
    fn check_version(&self, documents: &[SourceFile]) -> Result<(), Box<dyn Error>> {
        let Self { source, theirs, .. } = self;
        let ours = documents.get(self.index);
        let version = |file: &SourceFile| {
            let document = file.document().ok()?;
            let version = document.value().get("info")?.get("version")?;
            Some(version.as_str()?.to_owned())
        };
        let (Some(ours), Some(theirs_version)) = (ours.and_then(version), version(theirs)) else {
            return Ok(());
        };
        if compare_versions(&theirs_version, &ours) == Some(Ordering::Less) {
            return Err(format!(
                "{}: its version {theirs_version} is lower than {ours}, the version of {}; to merge it anyway, add \
                 `--allow-older`",
                theirs.name,
                source.path.display()
            )
            .into());
        }
        Ok(())
    }

    /// Fails if the document refers to files that are not in this workspace yet. Only one file is merged.
    fn check_other_files(&self) -> Result<(), Box<dyn Error>> {
        let Self { source, theirs, .. } = self;
        let folder = source.path.parent().unwrap_or(Path::new(""));
        let files = api(theirs)?.other_files;
        let differs = |(path, content): &(&PathBuf, &Vec<u8>)| {
            std::fs::read(folder.join(path)).ok().as_ref() != Some(*content)
        };
        let differing = files.iter().filter(differs).map(|(path, _)| path);
        let differing: Vec<String> = differing.map(|path| path.display().to_string()).collect();
        if differing.is_empty() {
            return Ok(());
        }
        Err(format!(
            "{}: refers to other files, which are not merged: {}\nthey are missing in `{}` or differ there; copy them \
             first, or bundle the document into one file",
            theirs.name,
            differing.join(", "),
            folder.display()
        )
        .into())
    }
}

/// Fails if two new documents update the same document.
pub(super) fn check_once(new: &[NewDocument]) -> Result<(), String> {
    for (index, later) in new.iter().enumerate() {
        let mut earlier = new.iter().take(index);
        if let Some(earlier) = earlier.find(|it| it.index == later.index) {
            return Err(format!(
                "{} and {} are both versions of {}",
                earlier.theirs.name,
                later.theirs.name,
                later.source.path.display()
            ));
        }
    }
    Ok(())
}

/// Compares two versions of an API by their numbers: `1.9` is lower than `1.21.1`. Returns `None` if one of them does not
/// begin with a number.
fn compare_versions(one: &str, other: &str) -> Option<Ordering> {
    let numbers = |version: &str| -> Option<Vec<u64>> {
        let parts = version.trim_start_matches('v').split(['.', '-', '+']);
        // A suffix such as `-beta.2` is not compared.
        let mut numbers: Vec<u64> = parts.map_while(|it| it.parse().ok()).collect();
        let is_version = !numbers.is_empty();
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        is_version.then_some(numbers)
    };
    Some(numbers(one)?.cmp(&numbers(other)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let cases = [
            ("1.9.0", "1.21.1", Some(Ordering::Less)),
            ("v2", "1.21.1", Some(Ordering::Greater)),
            ("1.21.1-beta", "1.21.1", Some(Ordering::Equal)),
            ("2026-01-02", "2025-12-31", Some(Ordering::Greater)),
            ("2026-01-31", "2026-02-01", Some(Ordering::Less)),
            ("1.21", "1.21.0", Some(Ordering::Equal)),
            ("next", "1.0", None),
        ];
        for (one, other, expected) in cases {
            assert_eq!(compare_versions(one, other), expected, "{one} {other}");
        }
    }
}
