//! `cargo xtask release`: checks that the workspace is ready for a release, and publishes its packages.
//!
//! A release has a tag, such as `apicrate-0.1.0`. Its packages depend on each other, and Cargo publishes them in the order
//! of their dependencies.

use std::error::Error;
use std::fs;
use std::process::ExitCode;

use apicrate_cli::console::exit_code;
use clap::Args;

use crate::published::{Package, published};
use crate::workspace;

/// The options of `cargo xtask release`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The tag of the release: `apicrate-VERSION` or `trophy-api-VERSION`.
    tag: String,
    /// The address of the repository, which the packages must name.
    #[arg(long, value_name = "URL")]
    repository: Option<String>,
    /// Publish the packages. Without it, they are packaged and compiled only.
    #[arg(long)]
    publish: bool,
}

/// Packages that are released together.
pub(crate) struct Release {
    /// The package whose version is that of the tag.
    pub(crate) package: &'static str,
    /// The other packages.
    others: &'static [&'static str],
}

/// The end of an address that nobody has filled in.
const PLACEHOLDER: &str = "OWNER/REPOSITORY";

/// All releases. Each published package belongs to one of them.
const RELEASES: [Release; 2] = [
    Release {
        package: "apicrate",
        others: &[
            "apicrate-cli",
            "apicrate-derive",
            "apicrate-mock",
            "apicrate-runtime",
        ],
    },
    Release {
        package: "trophy-api",
        others: &["trophy-local"],
    },
];

impl Release {
    /// The release that contains a package.
    pub(crate) fn of(package: &str) -> Option<&'static Self> {
        RELEASES.iter().find(|release| release.contains(package))
    }

    fn contains(&self, package: &str) -> bool {
        self.package == package || self.others.contains(&package)
    }

    /// The release with this tag, and its version.
    fn of_tag(tag: &str) -> Option<(&'static Self, &str)> {
        RELEASES.iter().find_map(|release| {
            let version = tag.strip_prefix(release.package)?.strip_prefix('-')?;
            Some((release, version))
        })
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let (release, version) = Release::of_tag(&arguments.tag).ok_or_else(|| {
        let tags = RELEASES
            .each_ref()
            .map(|it| format!("{}-VERSION", it.package));
        format!(
            "`{}` is not the tag of a release: {}",
            arguments.tag,
            tags.join(", ")
        )
    })?;
    let packages = published().map_err(|error| -> Box<dyn Error> { error })?;
    let packages: Vec<Package> = packages
        .into_iter()
        .filter(|it| release.contains(&it.name))
        .collect();
    let changelog = fs::read_to_string(workspace::root().join("CHANGELOG.md"))?;
    let faults = faults(
        release,
        version,
        &packages,
        &changelog,
        arguments.repository.as_deref(),
    );
    if !faults.is_empty() {
        return Err(faults.join("\n").into());
    }
    let mut cargo = workspace::cargo();
    cargo
        .args(["publish", "--locked"])
        .current_dir(workspace::root());
    if !arguments.publish {
        cargo.arg("--dry-run");
    }
    for package in &packages {
        cargo.args(["--package", &package.name]);
    }
    Ok(exit_code(cargo.status()?.success()))
}

/// The reasons why a release cannot be published yet.
fn faults(
    release: &Release,
    version: &str,
    packages: &[Package],
    changelog: &str,
    repository: Option<&str>,
) -> Vec<String> {
    let mut faults = Vec::new();
    for package in packages {
        let Package {
            name, version: own, ..
        } = package;
        if name == release.package && own != version {
            faults.push(format!(
                "{name}: the version is {own}, and that of the tag {version}"
            ));
        }
        let of_package = package.repository.as_deref();
        if of_package.is_some_and(|it| it.ends_with(PLACEHOLDER)) {
            faults.push(format!(
                "{name}: `repository` is the placeholder {PLACEHOLDER}"
            ));
        }
        if repository.is_some() && repository != of_package {
            let of_package = of_package.unwrap_or("missing");
            let expected = repository.unwrap_or_default();
            faults.push(format!(
                "{name}: `repository` is {of_package}, and not {expected}"
            ));
        }
    }
    let heading = format!("## {} {version}", release.package);
    if !changelog.lines().any(|line| line == heading) {
        faults.push(format!("CHANGELOG.md: the heading `{heading}` is missing"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::{RELEASES, Release, faults};
    use crate::published::{Package, published};

    fn packages(names: &[&str]) -> Vec<Package> {
        let package = |name: &&str| {
            let json = format!(
                r#"{{"name": "{name}", "version": "0.3.0", "repository": "https://example.com/a", "targets": []}}"#
            );
            serde_json::from_str(&json).unwrap()
        };
        names.iter().map(package).collect()
    }

    #[test]
    fn every_published_package_belongs_to_a_release() {
        let packages = published().unwrap();
        assert!(packages.len() > 5, "{packages:?}");
        for Package { name, .. } in packages {
            let releases = RELEASES.iter().filter(|it| it.contains(&name)).count();
            assert_eq!(releases, 1, "{name}");
        }
    }

    #[test]
    fn tags_name_a_release_and_its_version() {
        let of_tag =
            |tag| Release::of_tag(tag).map(|(release, version)| (release.package, version));
        assert_eq!(of_tag("apicrate-0.3.0"), Some(("apicrate", "0.3.0")));
        assert_eq!(
            of_tag("trophy-api-1.0.0-beta.1"),
            Some(("trophy-api", "1.0.0-beta.1"))
        );
        assert_eq!(of_tag("v0.3.0"), None);
    }

    #[test]
    fn releases_need_their_version_changelog_and_repository() {
        let [release, _] = &RELEASES;
        let packages = packages(&["apicrate", "apicrate-cli"]);
        let changelog = "# Changelog\n\n## apicrate 0.3.0\n\n- More.\n";
        let faults =
            |version, repository| faults(release, version, &packages, changelog, repository);
        assert!(faults("0.3.0", None).is_empty());
        assert!(faults("0.3.0", Some("https://example.com/a")).is_empty());
        assert_eq!(
            faults("0.4.0", None),
            [
                "apicrate: the version is 0.3.0, and that of the tag 0.4.0",
                "CHANGELOG.md: the heading `## apicrate 0.4.0` is missing",
            ]
        );
        assert_eq!(
            faults("0.3.0", Some("https://example.com/b")),
            ["apicrate", "apicrate-cli"].map(|name| format!(
                "{name}: `repository` is https://example.com/a, and not https://example.com/b"
            ))
        );
    }

    #[test]
    fn placeholders_are_not_released() {
        let [release, _] = &RELEASES;
        let mut packages = packages(&["apicrate"]);
        for package in &mut packages {
            package.repository = Some("https://example.com/OWNER/REPOSITORY".to_owned());
        }
        let changelog = "## apicrate 0.3.0\n";
        assert_eq!(
            faults(release, "0.3.0", &packages, changelog, None),
            ["apicrate: `repository` is the placeholder OWNER/REPOSITORY"]
        );
    }
}
