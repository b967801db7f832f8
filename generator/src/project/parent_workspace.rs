//! The workspace of Cargo above a new crate.

use std::fs;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};

/// A workspace above a crate that neither lists nor excludes the crate. Cargo refuses to build the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnlistedCrate {
    /// The path of the workspace's manifest.
    pub workspace: PathBuf,
    /// The path of the crate relative to the workspace, for `members` or `exclude`.
    pub member: String,
}

impl UnlistedCrate {
    /// Finds the workspace above a folder, which is an absolute path without links. Returns `None` if there is none, or if
    /// it lists or excludes the folder.
    #[must_use]
    pub fn find(folder: &Path) -> Option<Self> {
        let parents = folder.ancestors().skip(1);
        let mut workspaces = parents.filter_map(|parent| {
            let path = parent.join("Cargo.toml");
            let manifest: toml::Table = fs::read_to_string(&path).ok()?.parse().ok()?;
            Some((parent, path, manifest.get("workspace")?.clone()))
        });
        let (root, workspace, table) = workspaces.next()?;
        let member = folder.strip_prefix(root).ok()?;
        let patterns = |key| {
            let list = table.get(key).and_then(toml::Value::as_array);
            let patterns = list.into_iter().flatten().filter_map(toml::Value::as_str);
            patterns.map(|pattern| pattern.trim_start_matches("./").trim_end_matches('/'))
        };
        let options = MatchOptions {
            require_literal_separator: true,
            ..MatchOptions::default()
        };
        let is_member = patterns("members").any(|pattern| {
            Pattern::new(pattern).is_ok_and(|it| it.matches_path_with(member, options))
        });
        let is_excluded = patterns("exclude").any(|path| member.starts_with(path));
        (!is_member && !is_excluded).then(|| Self {
            workspace,
            member: member.display().to_string().replace('\\', "/"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workspaces_list_or_exclude_their_crates() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
        let crates = folder.path().join("api/pets");
        _ = fs::create_dir_all(&crates);
        for (manifest, is_unlisted) in [
            ("[workspace]", true),
            ("[workspace]\nmembers = ['api/*']", false),
            ("[workspace]\nmembers = ['./api/pets/']", false),
            ("[workspace]\nmembers = ['*']", true),
            ("[workspace]\nexclude = ['api']", false),
            ("[workspace]\nexclude = ['ap']", true),
            ("[package]\nname = 'a'", false),
            ("not TOML", false),
        ] {
            _ = fs::write(folder.path().join("Cargo.toml"), manifest);
            let found = UnlistedCrate::find(&crates);
            let member = found.map(|it| it.member);
            assert_eq!(
                member.as_deref(),
                is_unlisted.then_some("api/pets"),
                "{manifest}"
            );
        }
    }
}
