//! The Cargo features of groups in the manifest of a crate.
//!
//! The manifest belongs to the user. A run only adds what a new group of the document needs: its feature, and its name in
//! the list `all-groups`. Without this list, the groups have no features.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, RawString, Table, TableLike, Value};

use crate::one_line::one_line;
use crate::render::{ALL_GROUPS, Library};

/// Returns whether a manifest has the list of groups. A link to a missing manifest does not have it.
pub(super) fn has_list(path: &Path) -> Result<bool, ManifestError> {
    if !path.exists() {
        return Ok(false);
    }
    let manifest = read(path)?;
    let features = manifest.get("features").and_then(Item::as_table_like);
    Ok(features.is_some_and(|features| features.contains_key(ALL_GROUPS)))
}

/// The text of a manifest with these features of groups; `None` if it has them.
pub(super) fn updated(
    path: &Path,
    group_features: &[String],
) -> Result<Option<String>, ManifestError> {
    if group_features.is_empty() {
        return Ok(None);
    }
    let mut manifest = read(path)?;
    match add(&mut manifest, group_features) {
        Ok(is_changed) => Ok(is_changed.then(|| manifest.to_string())),
        Err(message) => Err(ManifestError {
            path: path.to_owned(),
            message,
        }),
    }
}

/// The features in the list of groups of a manifest that no longer belong to a group, and turn on nothing. Users of the
/// crate may name them, so they are not removed.
///
/// # Errors
///
/// If the manifest exists and cannot be read.
pub fn outdated_group_features(
    manifest: &Path,
    group_features: &[String],
) -> Result<Vec<String>, ManifestError> {
    if !manifest.exists() {
        return Ok(Vec::new());
    }
    let manifest = read(manifest)?;
    let features = manifest.get("features").and_then(Item::as_table_like);
    let list = |name: &str| features?.get(name)?.as_array();
    let names = list(ALL_GROUPS).into_iter().flatten();
    let names = names.filter_map(Value::as_str).filter(|name| {
        let is_empty = list(name).is_some_and(Array::is_empty);
        is_empty && !group_features.iter().any(|it| it == name)
    });
    Ok(names.map(str::to_owned).collect())
}

/// The library of a manifest.
pub(super) fn library(path: &Path) -> Option<Library> {
    let manifest = read(path).ok()?;
    let name = |table: &str| manifest.get(table)?.get("name")?.as_str();
    let library = Library::of_package(name("package")?);
    Some(match name("lib") {
        Some(name) => Library {
            name: name.to_owned(),
            ..library
        },
        None => library,
    })
}

fn read(path: &Path) -> Result<DocumentMut, ManifestError> {
    let failed = |message| ManifestError {
        path: path.to_owned(),
        message,
    };
    let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let parsed = text.parse::<DocumentMut>();
    parsed.map_err(|error| failed(error.to_string().trim_end().to_owned()))
}

/// Adds the features that are missing. Returns false if there are none.
fn add(manifest: &mut DocumentMut, group_features: &[String]) -> Result<bool, String> {
    let features = manifest.entry("features");
    let features = features.or_insert_with(|| Item::Table(Table::new()));
    let not_a_table = || "`features` is not a table".to_owned();
    let features = features.as_table_like_mut().ok_or_else(not_a_table)?;
    let is_new = !features.contains_key(ALL_GROUPS);
    if is_new {
        add_to_list(features, "default", &[ALL_GROUPS.to_owned()])?;
    }
    let mut is_changed = add_to_list(features, ALL_GROUPS, group_features)?;
    for name in group_features {
        if !features.contains_key(name) {
            features.insert(name, Item::Value(Value::Array(Array::new())));
            is_changed = true;
        }
    }
    Ok(is_changed)
}

/// Adds names to the list of a feature. Returns false if it has all of them.
fn add_to_list(
    features: &mut dyn TableLike,
    feature: &str,
    names: &[String],
) -> Result<bool, String> {
    let list = features.entry(feature);
    let list = list.or_insert_with(|| Item::Value(Value::Array(Array::new())));
    let list = list.as_array_mut();
    let list = list.ok_or_else(|| format!("the feature `{feature}` is not a list"))?;
    let is_missing = |name: &&String| !list.iter().any(|it| it.as_str() == Some(name));
    let missing: Vec<&String> = names.iter().filter(is_missing).collect();
    for name in &missing {
        push(list, name);
    }
    Ok(!missing.is_empty())
}

/// Adds a name to the end of a list, on a line of its own if the name before it has one.
fn push(names: &mut Array, name: &str) {
    let text = |text: Option<&RawString>| text.and_then(RawString::as_str).unwrap_or("").to_owned();
    let mut value = Value::from(name);
    let last = names.len().checked_sub(1);
    let last = last.and_then(|index| names.get_mut(index));
    let decor = last.map(Value::decor_mut);
    let Some(decor) = decor.filter(|decor| text(decor.prefix()).contains('\n')) else {
        names.push(value);
        return;
    };
    // A comment at the end of the line of the last name stays there.
    let before = text(decor.suffix());
    decor.set_suffix("");
    let end = before + &text(Some(names.trailing()));
    let comment = end.trim_end();
    value.decor_mut().set_prefix(format!("{comment}\n    "));
    names.push_formatted(value);
    names.set_trailing("\n");
    names.set_trailing_comma(true);
}

/// The error of a manifest that cannot be read, or that a feature cannot be added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError {
    path: PathBuf,
    message: String,
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = one_line(&self.path.display().to_string());
        write!(f, "{path}: {}", self.message)
    }
}

impl Error for ManifestError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(manifest: &str) -> Result<Option<String>, String> {
        let names = ["bees", "trees"].map(str::to_owned);
        let mut manifest: DocumentMut = manifest.parse().unwrap_or_default();
        let is_changed = add(&mut manifest, &names)?;
        Ok(is_changed.then(|| manifest.to_string()))
    }

    #[test]
    fn only_missing_features_are_added() {
        for (manifest, expected) in [
            (
                "[features]\ndefault = [\"all-groups\"]\nall-groups = [\"trees\", \"bees\"]\nbees = []\ntrees = []\n",
                None,
            ),
            // The user has turned off the default, and added an own feature to that of a group.
            (
                "# mine\n[features] # the features\ndefault = []\nall-groups = [\n    \"own\",\n    \"bees\", # buzz\n]\nbees = [\"dep:honey\"]\n\n[dependencies]\n",
                Some(
                    "# mine\n[features] # the features\ndefault = []\nall-groups = [\n    \"own\",\n    \"bees\", # buzz\n    \"trees\",\n]\nbees = [\"dep:honey\"]\ntrees = []\n\n[dependencies]\n",
                ),
            ),
            (
                "[features]\nall-groups = [\n    \"bees\"\n]\nbees = []\n",
                Some(
                    "[features]\nall-groups = [\n    \"bees\",\n    \"trees\",\n]\nbees = []\ntrees = []\n",
                ),
            ),
            (
                "features = { all-groups = [\"bees\"], bees = [] }\n",
                Some("features = { all-groups = [\"bees\", \"trees\"], bees = [] , trees = [] }\n"),
            ),
            (
                "[package]\nname = \"a\"\n",
                Some(
                    "[package]\nname = \"a\"\n\n[features]\ndefault = [\"all-groups\"]\nall-groups = [\"bees\", \"trees\"]\nbees = []\ntrees = []\n",
                ),
            ),
        ] {
            assert_eq!(added(manifest), Ok(expected.map(str::to_owned)));
        }
    }

    #[test]
    fn unusable_features_are_errors() {
        for (manifest, expected) in [
            ("features = 1\n", "`features` is not a table"),
            (
                "[features]\nall-groups = true\n",
                "the feature `all-groups` is not a list",
            ),
        ] {
            assert_eq!(added(manifest), Err(expected.to_owned()));
        }
    }
}
