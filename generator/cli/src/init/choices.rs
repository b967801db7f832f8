//! The text of a new configuration file.

use std::fmt::Write;
use std::path::Path;

use apicrate::RawDocument;
use apicrate::counted::counted;
use apicrate::document::SelectionPattern;
use apicrate::project::DocumentConfig;

use super::choice::Choice;
use super::facts::Facts;
use super::tables::type_tables;
use super::toml_string::toml_string;
use crate::usage::UsageError;

/// The maximum number of names in a comment.
const MAX_NAMES: usize = 20;

/// The text of a configuration file. Each choice is a comment with the reason, then the lines that make the choice once
/// their `# ` is removed.
pub(super) fn configuration(config: &DocumentConfig, facts: &Facts) -> Result<String, UsageError> {
    let mut text = heading(facts) + "\n";
    text += "# The names of generated types, variants and methods, which later versions of the document keep. Commit the file.\n";
    text += "names-lock = \"names.lock\"\n\n";
    if let Some(lock) = config
        .remote_lock
        .as_deref()
        .filter(|it| *it != Path::new("remote.lock"))
    {
        _ = writeln!(text, "remote-lock = {}\n", path(lock)?);
    }
    text += "[[documents]]\n";
    _ = writeln!(text, "path = {}", path(&config.path)?);
    if config.is_remote() {
        text += "# Its content is stored beside `remote.lock`: commit both.\n";
        text += "# `apicrate generate --update-remote` fetches it again and shows whether it has changed.\n";
    }
    text += match &config.package {
        Some(_) => "# The folder of the crate.\n",
        None => "# The folder of the module.\n",
    };
    _ = writeln!(text, "output = {}", path(&config.output)?);
    for (key, paths) in [
        ("overlay", &config.overlay),
        ("allow-dir", &config.allow_dir),
    ] {
        if !paths.is_empty() {
            let paths = paths.iter().map(|it| path(it));
            let paths = paths.collect::<Result<Vec<_>, _>>()?.join(", ");
            _ = writeln!(text, "{key} = [{paths}]");
        }
    }
    if !config.allow_host.is_empty() {
        let hosts = config.allow_host.iter().map(|host| toml_string(host));
        let hosts: Vec<String> = hosts.collect();
        _ = writeln!(text, "allow-host = [{}]", hosts.join(", "));
    }
    for (key, is_set) in [
        ("strict", config.strict),
        ("require-reasons", config.require_reasons),
        ("tolerant", config.tolerant),
    ] {
        if is_set {
            _ = writeln!(text, "{key} = true");
        }
    }
    for choice in document_choices(config, facts) {
        _ = write!(text, "{choice}");
    }
    if let Some(package) = &config.package {
        text += "\n# For a module of a crate of yours, remove this table, and set `output` to a folder in its `src`.\n";
        text += "[documents.crate]\n";
        if let Some(name) = &package.name {
            _ = writeln!(text, "name = {}", toml_string(name.as_str()));
        }
        if let Some(runtime) = &package.runtime_path {
            _ = writeln!(text, "runtime-path = {}", path(runtime)?);
        }
        for choice in crate_choices(facts) {
            _ = write!(text, "{choice}");
        }
    }
    for choice in table_choices(facts) {
        _ = write!(text, "\n{choice}");
    }
    Ok(text)
}

/// The first lines.
fn heading(facts: &Facts) -> String {
    let api = &facts.api;
    let mut text = format!(
        "# The configuration of `apicrate generate`. Paths are relative to this file. `docs/configuration.md` of apicrate lists all keys.\n#\n# {}, version {}, in OpenAPI {}: {} and {}.\n",
        toml_string(&api.title),
        toml_string(&api.version),
        toml_string(&facts.standard),
        counted(api.operation_count(), "operation"),
        counted(api.types.len(), "model"),
    );
    if let Some(server) = &api.server_type {
        let servers = counted(api.servers.len(), "server");
        _ = writeln!(
            text,
            "# It has {servers}: callers choose with the type `{}`.",
            server.name
        );
    }
    text
}

/// The choices among the keys of a document.
fn document_choices(config: &DocumentConfig, facts: &Facts) -> Vec<Choice> {
    let mut choices = Vec::new();
    if facts.errors > 0 && !config.tolerant {
        let errors = counted(facts.errors, "error");
        choices.push(Choice::new(
            format!("The document has {errors}. This key leaves out what depends on them."),
            ["tolerant = true".to_owned()],
        ));
    }
    if facts.untagged > 0 {
        let operations = counted(facts.untagged, "operation");
        choices.push(Choice::new(
            format!("{operations} without tags. The groups of all operations can be the first segments of their paths."),
            ["group-by = \"path\"".to_owned()],
        ));
    } else if !facts.tags.is_empty() {
        choices.push(Choice::new(
            "The groups of operations are the tags. They can be the first segments of the paths instead.",
            ["group-by = \"path\"".to_owned()],
        ));
    }
    if config.overlay.is_empty() {
        choices.push(Choice::new(
            "A file that corrects the document. `apicrate lint --write-overlay corrections.yaml` writes a first one.",
            ["overlay = \"corrections.yaml\"".to_owned()],
        ));
    }
    if config.package.is_none() && facts.api.operation_count() > 0 {
        choices.push(Choice::new(
            "The routes of a server, which a module has only with this key.",
            ["server = \"always\"".to_owned()],
        ));
        if facts.api.groups.len() > 1 {
            choices.push(Choice::new(
                "A Cargo feature for each group. The run then lists the features that the crate needs.",
                ["group-features = true".to_owned()],
            ));
        }
    }
    choices
}

/// The choices among the keys of a crate.
fn crate_choices(facts: &Facts) -> Vec<Choice> {
    let package = &facts.api.package;
    let lines = [
        ("license = \"MIT\"", package.license.is_none()),
        (
            "repository = \"https://example.com/repository\"",
            package.repository.is_none(),
        ),
    ];
    let lines = lines.iter().filter(|(_, is_missing)| *is_missing);
    let lines: Vec<String> = lines.map(|(line, _)| (*line).to_owned()).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let reason = "For a crate that is published; the document does not contain this.";
    vec![Choice::new(reason, lines)]
}

/// The choices that are tables of a document.
fn table_choices(facts: &Facts) -> Vec<Choice> {
    let mut choices = vec![selection(facts)];
    choices.extend(type_tables(facts));
    choices
}

/// A part of the API.
fn selection(facts: &Facts) -> Choice {
    let patterns = facts.tags.keys().map(|tag| format!("tag:{tag}"));
    // A tag need not be a valid pattern.
    let mut patterns = patterns.filter(|text| text.parse::<SelectionPattern>().is_ok());
    let pattern = patterns.next().unwrap_or_else(|| "GET /**".to_owned());
    let mut reason = "Only a part of the API, and the models that it contains.".to_owned();
    if !facts.tags.is_empty() {
        let tags = facts
            .tags
            .iter()
            .map(|(tag, count)| (toml_string(tag), *count));
        _ = write!(reason, " The tags and their operations: {}", listed(tags));
    }
    let mut lines = vec![
        "[documents.select]".to_owned(),
        format!("include = [{}]", toml_string(&pattern)),
    ];
    if facts.deprecated > 0 {
        let operations = counted(facts.deprecated, "operation");
        lines.push(format!("without-deprecated = true # {operations}"));
    }
    Choice::new(reason, lines)
}

/// Names with their numbers: the first ones, and how many others there are.
fn listed(names: impl ExactSizeIterator<Item = (String, usize)>) -> String {
    let others = names.len().saturating_sub(MAX_NAMES);
    let names = names.take(MAX_NAMES);
    let mut names: Vec<String> = names
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    if others > 0 {
        names.push(format!("and {}", counted(others, "other")));
    }
    names.join(", ")
}

/// A path as a TOML string, with `/` between its parts.
fn path(path: &Path) -> Result<String, UsageError> {
    let Some(text) = path.to_str() else {
        let path = path.display();
        return Err(UsageError(format!(
            "`{path}` is not UTF-8, which a configuration file needs"
        )));
    };
    let is_windows = cfg!(windows) && !RawDocument::is_url(text);
    let text = if is_windows {
        text.replace('\\', "/")
    } else {
        text.to_owned()
    };
    Ok(toml_string(&text))
}
