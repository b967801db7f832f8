//! The text of findings: each kind once, all of them with `--verbose`, in colors on a terminal.

use std::fmt::Write;

use super::support::{Folder, PETS, apicrate, folder_with, text};

/// A document with 30 unknown fields, and 15 equal errors.
fn repetitive() -> String {
    let mut document = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
    for number in 1..=30 {
        _ = writeln!(
            document,
            "    Pet{number}: {{ type: string, colour{number}: red }}"
        );
    }
    for number in 1..=15 {
        _ = writeln!(
            document,
            "    Owner{number}: {{ type: object, properties: 7 }}"
        );
    }
    document
}

#[test]
fn repeated_findings_are_shown_once() {
    let (_folder, path) = folder_with(&repetitive());
    let path = path.display().to_string();
    let output = apicrate(&["generate", &path, "--out", "never"]);
    let stderr = text(&output.stderr);
    assert_eq!(
        stderr.matches("warning[untranslated-keyword]").count(),
        1,
        "{stderr}"
    );
    let more = format!(
        "  and 29 more like this; `--verbose` shows all\n      {path}:7, 8, 9, 10, 11, 12, 13, 14, 15, 16 and 19 others\n"
    );
    assert!(stderr.contains(&more), "{stderr}");
    assert_eq!(stderr.matches("error[malformed]").count(), 1, "{stderr}");
    let more = format!(
        "  and 14 more like this; `--verbose` shows all\n      {path}:37, 38, 39, 40, 41, 42, 43, 44, 45, 46 and 4 others\n"
    );
    assert!(stderr.contains(&more), "{stderr}");
    assert!(stderr.contains("\n15 errors, 30 warnings\n"), "{stderr}");
}

#[test]
fn verbose_output_and_json_contain_all_findings() {
    let (_folder, path) = folder_with(&repetitive());
    let path = path.display().to_string();
    for arguments in [&["lint", &path, "--verbose"][..], &["-v", "lint", &path]] {
        let stdout = text(&apicrate(arguments).stdout);
        assert_eq!(stdout.matches("error[malformed]").count(), 15, "{stdout}");
        assert_eq!(
            stdout.matches("warning[untranslated-keyword]").count(),
            30,
            "{stdout}"
        );
        assert!(!stdout.contains("more like this"), "{stdout}");
    }
    let stdout = text(&apicrate(&["lint", &path, "--format", "json"]).stdout);
    assert_eq!(stdout.matches("\"malformed\"").count(), 15, "{stdout}");
    // Only errors are printed, each kind once.
    let output = apicrate(&["generate", &path, "--out", "never", "--quiet"]);
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("and 14 more like this") && !stderr.contains("warning"),
        "{stderr}"
    );
}

#[test]
fn findings_have_colors_only_if_wanted() {
    let (_folder, path) = folder_with(&repetitive());
    let path = path.display().to_string();
    for command in ["lint", "generate", "outline", "diff"] {
        let mut arguments = vec![command, &path];
        match command {
            "generate" => arguments.extend(["--out", "never"]),
            "diff" => arguments.push(&path),
            _ => {}
        }
        let colored = |color| {
            let output = apicrate(&[&["--color", color], &arguments[..]].concat());
            let printed = text(&output.stdout) + &text(&output.stderr);
            assert!(printed.contains("[malformed]"), "{printed}");
            printed.contains("\u{1b}[1m\u{1b}[31merror[malformed]\u{1b}[0m: ")
        };
        assert!(colored("always"), "{command}");
        // Standard output and standard error are pipes.
        assert!(!colored("auto") && !colored("never"), "{command}");
    }
}

#[test]
fn removed_files_are_counted_on_their_own() {
    let own = Folder::new();
    own.put("pets.yaml", PETS);
    let (path, out) = (own.path("pets.yaml"), own.path("out"));
    let (path, out) = (path.display().to_string(), out.display().to_string());
    let run = |command| text(&apicrate(&[command, &path, "--out", &out]).stdout);
    assert!(run("generate").ends_with(" 2 models: 10 of 10 files written\n"));
    own.put(
        "pets.yaml",
        PETS.replace(", owner: { $ref: '#/components/schemas/Owner' }", "")
            .replace(
                "    Owner:\n      type: object\n      properties: { email: { type: string } }\n",
                "",
            ),
    );
    let check = run("check");
    assert!(check.contains("obsolete: "), "{check}");
    assert!(
        check.contains(" 1 model: 2 of 6 files out of date, 1 obsolete; run "),
        "{check}"
    );
    let generate = run("generate");
    assert!(
        generate.ends_with(" 1 model: 2 of 6 files written, 1 removed\n"),
        "{generate}"
    );
    assert!(run("generate").ends_with(": 0 of 6 files written\n"));
}

#[test]
fn diff_names_the_sides_if_the_old_version_is_higher() {
    let own = Folder::new();
    own.put("pets.yaml", PETS);
    own.put(
        "next.yaml",
        PETS.replace("version: 1.0.0", "version: 1.10.0"),
    );
    own.put(
        "apicrate.toml",
        "[[documents]]\npath = 'pets.yaml'\noutput = 'out'\ncrate = {}\n",
    );
    let diff = |arguments: &[&str]| {
        let mut command = super::support::command();
        let output = command
            .arg("diff")
            .args(arguments)
            .current_dir(own.path(""))
            .output();
        text(&output.expect("apicrate runs").stdout)
    };
    let note = "note: `next.yaml` is compared as the old version, although its version 1.10.0 is higher than 1.0.0, that of `pets.yaml`; name both, the old one first, to compare them the other way round";
    for arguments in [&["next.yaml"][..], &["next.yaml", "pets.yaml"]] {
        let printed = diff(arguments);
        assert!(printed.contains(note), "{printed}");
    }
    let printed = diff(&["pets.yaml", "next.yaml"]);
    assert!(!printed.contains("other way round"), "{printed}");
}
