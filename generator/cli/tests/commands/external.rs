//! References to other files: which files are read, and that nothing of another file is printed.

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::process::Output;

use super::support::{Folder, limited_command, referring_to, text};

const PET: &str = "Pet:\n  type: object\n  properties: { name: { type: string } }\n";

/// The content of a file that must not be printed.
const SECRET: &str = "hunter2";

/// A folder with the document `api/pets.yaml`.
struct Project(Folder);

impl Deref for Project {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Project {
    /// A project whose document contains a reference, which may contain escapes of YAML.
    fn with_reference(reference: &str) -> Self {
        let project = Self(Folder::new());
        project.put("api/pets.yaml", referring_to(reference).as_bytes());
        project
    }

    /// Runs a command in the folder.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = limited_command();
        command.args(arguments).current_dir(self.path(""));
        // The variables of the process must not be printed either.
        command.env("SECRET", SECRET);
        command.output().expect("apicrate runs")
    }

    fn generate(&self, more: &[&str]) -> Output {
        let mut arguments = vec!["generate", "api/pets.yaml", "--out", "out"];
        arguments.extend(more);
        self.run(&arguments)
    }

    fn assert_generated(&self, more: &[&str]) {
        let output = self.generate(more);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let models = fs::read_dir(self.path("out/src/models")).expect("a folder");
        let texts = models.map(|file| fs::read_to_string(file.expect("a file").path()));
        let texts: Vec<String> = texts.map(|text| text.expect("a text")).collect();
        let has_field = |text: &String| text.contains("pub name: Option<String>");
        assert!(texts.iter().any(has_field), "{texts:?}");
    }

    /// Checks that the document is rejected with this text, and returns the message.
    fn assert_rejected(&self, more: &[&str], expected: &str) -> String {
        let output = self.generate(more);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(expected), "{expected}\n{stderr}");
        assert!(!stderr.contains(SECRET), "{stderr}");
        assert!(!self.path("out").exists());
        stderr
    }
}

#[test]
fn files_below_the_folder_of_the_document_are_read() {
    for reference in [
        "pet.yaml#/Pet",
        "./pet.yaml#/Pet",
        "models/../pet.yaml#/Pet",
        "../api/pet.yaml#/Pet",
        "p%65t.yaml#/Pet",
    ] {
        let project = Project::with_reference(reference);
        project.put("api/pet.yaml", PET.as_bytes());
        project.assert_generated(&[]);
    }
}

#[test]
fn files_outside_of_the_folder_are_refused() {
    let shared = |folder: &Path| folder.join("shared/pet.yaml").display().to_string();
    let absolute = |project: &Project| shared(&project.path(""));
    for reference in [
        "../shared/pet.yaml#/Pet",
        "%2e%2e/shared/pet.yaml#/Pet",
        "..%2fshared%2Fpet.yaml#/Pet",
        "models/../../shared/pet.yaml#/Pet",
        "..%5Cshared%5Cpet.yaml#/Pet",
        "..\\\\shared\\\\pet.yaml#/Pet",
        "../api-other/pet.yaml#/Pet",
        "ABSOLUTE#/Pet",
        "%2FABSOLUTE#/Pet",
        "file://ABSOLUTE#/Pet",
        "file:ABSOLUTE#/Pet",
        "file%3A%2F%2FABSOLUTE#/Pet",
        "//localhost/ABSOLUTE#/Pet",
        "C:/shared/pet.yaml#/Pet",
        "C%3A%5Cshared/pet.yaml#/Pet",
        "pet.yaml%00#/Pet",
        "pet.yaml%0a#/Pet",
        "../../../../../../../../proc/self/environ",
        "%2Fproc%2Fself%2Fenviron",
    ] {
        let project = Project::with_reference("");
        let reference = reference.replace("ABSOLUTE", &absolute(&project));
        project.put("api/pets.yaml", referring_to(&reference).as_bytes());
        project.put("shared/pet.yaml", PET.as_bytes());
        project.put("api-other/pet.yaml", PET.as_bytes());
        project.put("api/pet.yaml", PET.as_bytes());
        let stderr = project.assert_rejected(&[], "error[external-reference]");
        assert!(
            stderr.contains("api/pets.yaml:12:"),
            "{reference}: {stderr}"
        );
    }
}

#[test]
fn the_error_names_the_reference_the_folder_and_the_option() {
    let project = Project::with_reference("../shared/pet.yaml#/Pet");
    project.put("shared/pet.yaml", PET.as_bytes());
    let refused = project.assert_rejected(
        &[],
        "cannot resolve the external reference `../shared/pet.yaml#/Pet`: it is outside of the folder `api`",
    );
    assert!(refused.contains("--allow-dir DIR"), "{refused}");
    // The message does not show which files exist.
    let missing = Project::with_reference("../shared/pet.yaml#/Pet").assert_rejected(&[], "");
    assert_eq!(refused, missing);
}

#[test]
fn allow_dir_allows_another_folder() {
    let project = Project::with_reference("../shared/pet.yaml#/Pet");
    project.put("shared/pet.yaml", PET.as_bytes());
    project.assert_generated(&["--allow-dir", "shared"]);

    let project = Project::with_reference("../shared/pet.yaml#/Pet");
    project.put("shared/pet.yaml", PET.as_bytes());
    project.put("other/pet.yaml", PET.as_bytes());
    project.assert_rejected(&["--allow-dir", "other"], "error[external-reference]");
    project.assert_generated(&["--allow-dir", "other", "--allow-dir", "."]);
    let gone = Project::with_reference("pet.yaml#/Pet");
    gone.put("api/pet.yaml", PET.as_bytes());
    gone.assert_rejected(&["--allow-dir", "gone"], "gone");
    let check = project.generate(&["--check", "--allow-dir", "."]);
    assert!(check.status.success(), "{}", text(&check.stdout));
}

#[test]
fn the_folder_of_the_main_document_counts_for_all_files() {
    let project = Project::with_reference("models/pet.yaml");
    project.put(
        "api/models/pet.yaml",
        b"type: object\nproperties: { name: { $ref: '../name.yaml' } }\n",
    );
    project.put("api/name.yaml", b"type: string\n");
    let output = project.generate(&[]);
    assert!(output.status.success(), "{}", text(&output.stderr));

    let project = Project::with_reference("models/pet.yaml");
    project.put(
        "api/models/pet.yaml",
        b"type: object\nproperties: { name: { $ref: '../../name.yaml' } }\n",
    );
    project.put("name.yaml", b"type: string\n");
    project.assert_rejected(&[], "`../../name.yaml`: it is outside of the folder `api`");
}

#[test]
fn every_command_that_reads_other_files_has_the_option() {
    let project = Project::with_reference("../shared/pet.yaml#/Pet");
    project.put("shared/pet.yaml", PET.as_bytes());
    let commands: [&[&str]; 4] = [
        &["generate", "api/pets.yaml", "--out", "out", "--check"],
        &["lint", "api/pets.yaml"],
        &["diff", "api/pets.yaml", "api/pets.yaml"],
        &["outline", "api/pets.yaml"],
    ];
    for command in commands {
        for (more, is_allowed) in [(&[][..], false), (&["--allow-dir", "shared"], true)] {
            let output = project.run(&[command, more].concat());
            let printed = text(&output.stdout) + &text(&output.stderr);
            let is_refused = printed.contains("external-reference");
            assert_eq!(is_refused, !is_allowed, "{command:?} {more:?}: {printed}");
        }
    }
}

/// Files that are not OpenAPI, and their contents.
fn foreign() -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| text.replace("SECRET", SECRET).into_bytes();
    let nested = format!("{}SECRET{}", "[".repeat(300), "]".repeat(300));
    vec![
        (".env", text("PASSWORD=SECRET\nUSER: SECRET\n")),
        ("environ", text("A=b\0PASSWORD=SECRET\0")),
        ("passwd", text("root:x:0:0:SECRET:/root:/bin/sh\n")),
        (
            "id_rsa",
            text("-----BEGIN SECRET KEY-----\nSECRET\n-----END SECRET KEY-----\n"),
        ),
        (
            "credentials",
            text("[default]\naws_secret_access_key = SECRET\n"),
        ),
        ("plain.yaml", text("SECRET\n")),
        ("list.yaml", text("- SECRET\n- { password: SECRET }\n")),
        ("map.yaml", text("password: SECRET\nuser: SECRET\n")),
        ("key.yaml", text("SECRET: 1\n")),
        (
            "extension.yaml",
            text("x-password: SECRET\nx-user: { name: SECRET }\n"),
        ),
        ("duplicate.yaml", text("SECRET: 1\nSECRET: 2\n")),
        ("nan.yaml", text("SECRET: .nan\n")),
        ("tag.yaml", text("!SECRET a: &SECRET b\n")),
        ("alias.yaml", text("a: *SECRET\n")),
        ("broken.yaml", text("password: SECRET\n  user: SECRET\n")),
        ("broken.json", text("{\"password\": SECRET}")),
        ("deep.json", text(&format!("{{\"a\": {nested}}}"))),
        (
            "kube.yaml",
            text(
                "apiVersion: v1\nkind: Secret\ntype: Opaque\nmetadata: { name: SECRET }\ndata: { password: SECRET }\n",
            ),
        ),
        (
            "docker.json",
            text("{\"auths\": {\"registry\": {\"auth\": \"SECRET\"}}}"),
        ),
        (
            "package.json",
            text(
                "{\"name\": \"SECRET\", \"description\": \"SECRET\", \"version\": \"1\", \"scripts\": {\"a\": \"SECRET\"}}",
            ),
        ),
        (
            "values.yaml",
            text(
                "service: { type: ClusterIP, password: SECRET }\nauth: { required: true, password: SECRET }\n",
            ),
        ),
        (
            "token.json",
            text("{\"type\": \"service_account\", \"private_key\": \"SECRET\"}"),
        ),
        ("streams.yaml", text("a: SECRET\n---\nb: SECRET\n")),
        (
            "latin1.txt",
            [b"SECRET \xff ".to_vec(), text("SECRET")].concat(),
        ),
    ]
}

#[test]
fn content_of_other_files_is_never_printed() {
    for (name, content) in foreign() {
        for fragment in [
            "",
            "#/password",
            "#/x-password",
            "#/SECRET/x",
            "#/auths/registry",
            "#/service",
            "#/0",
        ] {
            let project = Project::with_reference(&format!("{name}{fragment}"));
            project.put(&format!("api/{name}"), &content);
            let outputs = [
                project.generate(&[]),
                project.generate(&["--format", "json"]),
                project.run(&["lint", "api/pets.yaml"]),
                project.run(&["lint", "api/pets.yaml", "--format", "json"]),
            ];
            for output in outputs {
                let printed = text(&output.stdout) + &text(&output.stderr);
                assert_eq!(output.status.code(), Some(1), "{name}: {printed}");
                assert!(printed.contains(name), "{name}: {printed}");
                assert!(!printed.contains(SECRET), "{name}{fragment}: {printed}");
            }
        }
    }
}

#[test]
fn shapes_of_split_documents_are_accepted() {
    for (fragment, content) in [
        ("", "type: object\nproperties: { name: { type: string } }\n"),
        (
            "",
            "{\"allOf\": [{\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\"}}}]}",
        ),
        (
            "",
            "$schema: https://json-schema.org/draft/2020-12/schema\nproperties: { name: { type: string } }\n",
        ),
        ("#/Pet", PET),
        (
            "#/schemas/Pet",
            "schemas:\n  Pet: { type: object, properties: { name: { type: string } } }\n",
        ),
        (
            "#/components/schemas/Pet",
            "components: { schemas: { Pet: { type: object, properties: { name: { type: string } } } } }\n",
        ),
        (
            "#/definitions/Pet",
            "definitions: { Pet: { type: object, properties: { name: { type: string } } } }\n",
        ),
        (
            "#/$defs/Pet",
            "$defs: { Pet: { type: object, properties: { name: { type: string } } } }\n",
        ),
        (
            "#/Pet",
            "x-note: hello\nPet: { type: object, properties: { name: { type: string } } }\n",
        ),
    ] {
        let project = Project::with_reference(&format!("pet.yaml{fragment}"));
        project.put("api/pet.yaml", content.as_bytes());
        project.assert_generated(&[]);
    }
}

#[test]
fn errors_in_files_that_are_openapi_have_an_excerpt() {
    let project = Project::with_reference("pet.yaml#/Pet");
    project.put(
        "api/pet.yaml",
        PET.replace("type: string", "type: 7").as_bytes(),
    );
    let stderr = project.assert_rejected(&[], "error[malformed]");
    assert!(stderr.contains("api/pet.yaml:3:"), "{stderr}");
    assert!(stderr.contains("   | "), "{stderr}");
}

#[test]
fn errors_in_the_syntax_of_other_files_have_a_position() {
    let project = Project::with_reference("pet.yaml#/Pet");
    project.put(
        "api/pet.yaml",
        b"Pet:\n  type: object\n properties: hunter2\n",
    );
    let stderr = project.assert_rejected(&[], "error[syntax]");
    assert!(stderr.contains("api/pet.yaml:3:"), "{stderr}");
}

#[test]
fn descriptions_refer_only_to_files_with_text() {
    let described = |name: &str| {
        let text = referring_to("pet.yaml#/Pet");
        text.replace(
            "description: The pet.",
            &format!("description: {{ $ref: '{name}' }}"),
        )
    };
    for (name, content) in foreign() {
        for fragment in ["", "#/password", "#/SECRET"] {
            let project = Project::with_reference("");
            let document = described(&format!("{name}{fragment}"));
            project.put("api/pets.yaml", document.as_bytes());
            project.put("api/pet.yaml", PET.as_bytes());
            project.put(&format!("api/{name}"), &content);
            let stderr = project.assert_rejected(&[], name);
            assert!(
                stderr.contains("pets.yaml:11:") || stderr.contains(name),
                "{stderr}"
            );
        }
    }
    for name in ["intro.md", "intro.Markdown", "docs/intro.txt"] {
        let project = Project::with_reference("");
        project.put("api/pets.yaml", described(name).as_bytes());
        project.put("api/pet.yaml", PET.as_bytes());
        project.put(
            &format!("api/{name}"),
            b"All *about* pets.\n\n```\npanic!()\n```\n",
        );
        project.assert_generated(&[]);
        // The text of a file is not an object.
        let project = Project::with_reference(name);
        project.put(&format!("api/{name}"), SECRET.as_bytes());
        project.assert_rejected(&[], "is a text file");
    }
    let project = Project::with_reference("");
    project.put("api/pets.yaml", described("../intro.md").as_bytes());
    project.put("intro.md", SECRET.as_bytes());
    project.assert_rejected(&[], "it is outside of the folder `api`");
}

#[test]
fn large_files_are_refused() {
    let project = Project::with_reference("pet.yaml#/Pet");
    project.put("api/pet.yaml", PET.as_bytes());
    let file = fs::File::options()
        .write(true)
        .open(project.path("api/pet.yaml"));
    file.expect("a file")
        .set_len(300 << 20)
        .expect("a sparse file");
    project.assert_rejected(&[], "error[too-large]");
}

#[test]
fn folders_are_not_read() {
    let project = Project::with_reference("models#/Pet");
    project.put("api/models/pet.yaml", PET.as_bytes());
    project.assert_rejected(&[], "`models#/Pet`: it is not a file");
    Project::with_reference(".#/Pet").assert_rejected(&[], "it is not a file");
    Project::with_reference("gone.yaml#/Pet").assert_rejected(&[], "it does not exist");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn links_out_of_the_folder_are_refused() {
        for (link, reference, target) in [
            ("api/pet.yaml", "pet.yaml#/Pet", "../shared/pet.yaml"),
            ("api/models", "models/pet.yaml#/Pet", "../shared"),
            ("api/models", "models/%70et.yaml#/Pet", "../shared"),
        ] {
            let project = Project::with_reference(reference);
            project.put("shared/pet.yaml", PET.as_bytes());
            symlink(target, project.path(link)).expect("a link");
            project.assert_rejected(&[], "it is outside of the folder `api`");
            project.assert_generated(&["--allow-dir", "shared"]);
        }
    }

    #[test]
    fn links_within_the_folder_are_followed() {
        let project = Project::with_reference("pet.yaml#/Pet");
        project.put("api/models/pet.yaml", PET.as_bytes());
        symlink("models/pet.yaml", project.path("api/pet.yaml")).expect("a link");
        project.assert_generated(&[]);
    }

    #[test]
    fn pipes_and_devices_are_not_opened() {
        let project = Project::with_reference("pet.yaml#/Pet");
        let made = Command::new("mkfifo")
            .arg(project.path("api/pet.yaml"))
            .status();
        assert!(made.expect("mkfifo runs").success());
        project.assert_rejected(&[], "it is not a file");

        for device in ["zero", "stdin", "tty"] {
            let project = Project::with_reference("pet.yaml#/Pet");
            symlink(Path::new("/dev").join(device), project.path("api/pet.yaml")).expect("a link");
            project.assert_rejected(&["--allow-dir", "/"], "error[external-reference]");
        }
    }
}
