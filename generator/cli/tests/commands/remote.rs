//! Documents and references with URLs: which hosts are asked, the lock file, and the messages.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Deref;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::support::{Folder, limited_command, referring_to, skip, text};

/// A value that must not be printed.
const SECRET: &str = "hunter2";

const PET: &str = "type: object\nproperties: { name: { type: string } }\n";

/// The answer of a server for one path.
enum Page {
    Text(String),
    /// A text that is sent after a while.
    Slow(String, Duration),
    Redirect(String),
    Status(u16),
}

#[derive(Default)]
struct Site {
    pages: HashMap<String, Page>,
    requests: Vec<String>,
}

/// A server on this machine.
struct Server {
    origin: String,
    site: Arc<Mutex<Site>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let site = Arc::<Mutex<Site>>::default();
        let server = Self {
            origin,
            site: site.clone(),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                _ = answer(stream, &site);
            }
        });
        server
    }

    fn put(&self, path: &str, page: Page) {
        let mut site = self.site.lock().expect("no panic");
        site.pages.insert(path.to_owned(), page);
    }

    fn put_text(&self, path: &str, text: &str) {
        self.put(path, Page::Text(text.replace("ORIGIN", &self.origin)));
    }

    /// The requests since the last call.
    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.site.lock().expect("no panic").requests)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

fn answer(mut stream: TcpStream, site: &Mutex<Site>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let request = first.trim_end_matches(" HTTP/1.1").to_owned();
    let path = request.trim_start_matches("GET ").to_owned();
    let mut site = site.lock().expect("no panic");
    site.requests.push(request);
    let (head, body) = match site.pages.get(&path) {
        // The media type does not matter.
        Some(Page::Text(text)) => (
            "200 OK\r\ncontent-type: image/png".to_owned(),
            text.as_str(),
        ),
        Some(Page::Slow(text, duration)) => {
            thread::sleep(*duration);
            ("200 OK".to_owned(), text.as_str())
        }
        Some(Page::Redirect(to)) => (format!("302 Found\r\nlocation: {to}"), SECRET),
        Some(Page::Status(status)) => (format!("{status} Status"), SECRET),
        None => ("404 Not Found".to_owned(), SECRET),
    };
    write!(
        stream,
        "HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A folder in which commands run.
struct Project(Folder);

impl Deref for Project {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Project {
    fn new() -> Self {
        Self(Folder::new())
    }

    /// A project with a document `api/pets.yaml` that contains a reference.
    fn with_reference(reference: &str) -> Self {
        let project = Self::new();
        project.put("api/pets.yaml", referring_to(reference));
        project
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with_proxy(arguments, None)
    }

    /// Runs a command with a proxy for `http`, or without a proxy.
    fn run_with_proxy(&self, arguments: &[&str], proxy: Option<&str>) -> Output {
        let mut command = limited_command();
        command.args(arguments).current_dir(self.path(""));
        for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            command.env_remove(proxy).env_remove(proxy.to_lowercase());
        }
        command.envs(proxy.map(|proxy| ("HTTP_PROXY", proxy)));
        command.output().expect("apicrate runs")
    }

    fn generate(&self, spec: &str, more: &[&str]) -> Output {
        self.run(&[&["generate", spec, "--out", "out"], more].concat())
    }

    fn assert_generated(&self, spec: &str, more: &[&str]) -> String {
        let output = self.generate(spec, more);
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "{printed}");
        printed
    }

    /// Checks that the document is rejected, and returns the message.
    fn assert_rejected(&self, spec: &str, more: &[&str], expected: &str) -> String {
        let output = self.generate(spec, more);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(expected), "{expected}\n{stderr}");
        assert!(!stderr.contains(SECRET), "{stderr}");
        stderr
    }

    /// The generated models.
    fn models(&self) -> Vec<String> {
        let models = fs::read_dir(self.path("out/src/models")).expect("a folder");
        let names = models.map(|file| file.expect("a file").file_name().display().to_string());
        let mut names: Vec<String> = names.filter(|name| name != "mod.rs").collect();
        names.sort();
        names
    }

    /// The stored contents.
    fn contents(&self, folder: &str) -> Vec<PathBuf> {
        let files = fs::read_dir(self.path(folder)).into_iter().flatten();
        let paths = files.map(|file| file.expect("a file").path());
        paths
            .filter(|path| !path.ends_with(".gitattributes"))
            .collect()
    }
}

#[test]
fn a_document_with_a_url_is_generated_from_the_lock_without_requests() {
    let server = Server::start();
    server.put_text("/v1/pets.yaml?v=1.2", &referring_to("schemas/pet.yaml"));
    server.put_text("/v1/schemas/pet.yaml", PET);
    let project = Project::new();
    let url = server.url("/v1/pets.yaml?v=1.2");
    // The user has asked for the document, so its host is allowed.
    let printed = project.assert_generated(&url, &[]);
    assert!(
        printed.contains("out/remote.lock: added: http://127.0.0.1:"),
        "{printed}"
    );
    assert_eq!(
        server.requests(),
        ["GET /v1/pets.yaml?v=1.2", "GET /v1/schemas/pet.yaml"]
    );
    assert_eq!(project.models(), ["pet.rs"]);
    let first = project.read("out/src/lib.rs");
    assert!(
        first.starts_with("// @generated by apicrate from pets.yaml"),
        "{first}"
    );
    assert_eq!(project.contents("out/remote.documents").len(), 2);
    let lock = project.read("out/remote.lock");
    assert!(
        lock.contains("/v1/schemas/pet.yaml\": {\n      \"sha256\": \""),
        "{lock}"
    );

    // Another content on the server has no effect.
    server.put_text("/v1/schemas/pet.yaml", "type: string\n");
    project.assert_generated(&url, &["--check"]);
    let printed = project.assert_generated(&url, &[]);
    assert!(!printed.contains("remote.lock"), "{printed}");
    assert_eq!(server.requests(), [""; 0]);
    assert_eq!(project.read("out/remote.lock"), lock);
}

#[test]
fn a_configured_document_with_a_url_needs_no_network() {
    let server = Server::start();
    server.put_text("/v1/pets.yaml", &referring_to("schemas/pet.yaml"));
    server.put_text("/v1/schemas/pet.yaml", PET);
    let project = Project::new();
    let url = server.url("/v1/pets.yaml");
    let succeeds = |arguments: &[&str]| {
        let output = project.run(arguments);
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {printed}");
        printed
    };
    let printed = succeeds(&["init", &url]);
    assert!(
        printed.starts_with("remote.lock: added: http://127.0.0.1:"),
        "{printed}"
    );
    let config = project.read("apicrate.toml");
    assert!(
        config.contains(&format!("\npath = \"{url}\"\n")),
        "{config}"
    );
    assert_eq!(server.requests().len(), 2);

    // The document has changed, but the content is locked.
    server.put_text("/v1/schemas/pet.yaml", "type: string\n");
    succeeds(&["generate"]);
    succeeds(&["check"]);
    succeeds(&["lint", "--quiet"]);
    succeeds(&["outline"]);
    assert_eq!(server.requests(), [""; 0]);
    let root = project.read("src/lib.rs");
    let first = format!("// @generated by apicrate from {url}");
    assert!(root.starts_with(&first), "{root}");
    let printed = succeeds(&["generate", "--update-remote"]);
    assert!(
        printed.contains("remote.lock: changed: http://127.0.0.1:"),
        "{printed}"
    );
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn references_lead_through_remote_documents_and_back() {
    let server = Server::start();
    server.put_text(
        "/a/pet.yaml",
        "Pet: { type: object, properties: { name: { type: string }, owner: { $ref: '../b/owner.yaml' } } }\n",
    );
    server.put_text(
        "/b/owner.yaml",
        "type: object\nproperties: { pets: { type: array, items: { $ref: 'ORIGIN/a/pet.yaml#/Pet' } } }\n",
    );
    let project = Project::with_reference(&server.url("/a/pet.yaml#/Pet"));
    project.assert_generated("api/pets.yaml", &["--allow-host", &server.origin]);
    assert_eq!(project.models(), ["owner.rs", "pet.rs"]);
    assert_eq!(server.requests().len(), 2);
    assert!(project.path("api/remote.lock").is_file());
    let lint = project.run(&["lint", "api/pets.yaml", "--allow-host", &server.origin]);
    assert!(lint.status.success(), "{}", text(&lint.stdout));
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn findings_have_the_url_and_the_position() {
    let server = Server::start();
    server.put_text(
        "/pet.yaml",
        "type: object\nproperties:\n  name: { type: strin }\n",
    );
    let project = Project::with_reference(&server.url("/pet.yaml"));
    let allow = ["--allow-host", &server.origin];
    let printed = project.assert_generated("api/pets.yaml", &allow);
    let position = format!("--> {}:3:11\n", server.url("/pet.yaml"));
    assert!(printed.contains("unknown type `strin`"), "{printed}");
    assert!(printed.contains(&position), "{printed}");
}

#[test]
fn nothing_is_fetched_without_the_option() {
    let server = Server::start();
    server.put_text("/pet.yaml", PET);
    server.put_text("/pets.yaml", &referring_to("pet.yaml"));
    let url = server.url("/pet.yaml");
    let project = Project::with_reference(&url);
    // A lock file alone does not allow a host.
    project.assert_generated("api/pets.yaml", &["--allow-host", &server.origin]);
    server.requests();
    let refused = project.assert_rejected(
        "api/pets.yaml",
        &[],
        &format!("error[external-reference]: cannot resolve the external reference `{url}`: it is not a relative path"),
    );
    assert!(refused.contains("`--allow-host HOST`"), "{refused}");
    let host = server.origin.trim_start_matches("http://");
    for allow in [&["--allow-host", "localhost"][..], &["--allow-host", host]] {
        let refused = project.assert_rejected("api/pets.yaml", allow, "error[external-reference]");
        assert!(
            refused.contains(&format!("the host `{host}` is not allowed for `http`")),
            "{refused}"
        );
        assert!(
            refused.contains(&format!("`--allow-host {}`", server.origin)),
            "{refused}"
        );
    }
    assert_eq!(server.requests(), [""; 0]);
    // A document with a URL allows its own host and no other, and `http` only on this machine.
    let other = Server::start();
    other.put_text("/pets.yaml", &referring_to(&url));
    let document = Project::new();
    let rejected = document.assert_rejected(&other.url("/pets.yaml"), &[], "external-reference");
    assert!(rejected.contains(&server.origin), "{rejected}");
    assert_eq!(server.requests(), [""; 0]);
    let rejected =
        document.assert_rejected("http://a.example/pets.yaml", &[], "not allowed for `http`");
    assert!(
        rejected.contains("`--allow-host http://a.example`"),
        "{rejected}"
    );
    assert!(!document.path("out").exists());
}

#[test]
fn relative_references_belong_to_the_host_of_their_document() {
    let server = Server::start();
    server.put_text("/etc/passwd", PET);
    for reference in ["../../../etc/passwd", "/etc/passwd", "..\\..\\etc\\passwd"] {
        server.put_text(
            "/a/pet.yaml",
            &format!("allOf: [{{ $ref: '{reference}' }}]\n"),
        );
        let project = Project::with_reference(&server.url("/a/pet.yaml"));
        project.assert_generated("api/pets.yaml", &["--allow-host", &server.origin]);
        assert_eq!(
            server.requests(),
            ["GET /a/pet.yaml", "GET /etc/passwd"],
            "{reference}"
        );
    }
    for reference in [
        "file:///etc/passwd",
        "//other.example/pet.yaml",
        "https://other.example/pet.yaml",
    ] {
        server.put_text(
            "/a/pet.yaml",
            &format!("allOf: [{{ $ref: '{reference}' }}]\n"),
        );
        let project = Project::with_reference(&server.url("/a/pet.yaml"));
        let allow = ["--allow-host", &server.origin];
        let refused = project.assert_rejected("api/pets.yaml", &allow, "error[external-reference]");
        assert!(refused.contains(&server.url("/a/pet.yaml:1:")), "{refused}");
        assert_eq!(server.requests(), ["GET /a/pet.yaml"], "{reference}");
        assert!(!project.path("api/remote.lock").exists());
    }
}

#[test]
fn identifiers_are_not_fetched() {
    let server = Server::start();
    // `$id` names a schema of this document, and is the base of references on the same host.
    server.put_text(
        "/a/all.yaml",
        "
$id: ORIGIN/schemas/all
$defs:
  Toy: { $id: toy, type: object, properties: { size: { type: integer } } }
type: object
properties: { toy: { $ref: toy }, owner: { $ref: owner.yaml } }
",
    );
    server.put_text(
        "/schemas/owner.yaml",
        "type: object\nproperties: { name: { type: string } }\n",
    );
    let project = Project::with_reference(&server.url("/a/all.yaml"));
    project.assert_generated("api/pets.yaml", &["--allow-host", &server.origin]);
    assert_eq!(
        server.requests(),
        ["GET /a/all.yaml", "GET /schemas/owner.yaml"]
    );

    // A document that was copied keeps its references to files beside it.
    server.put_text(
        "/copy/pets.yaml",
        &format!(
            "$self: https://api.example/v1/pets.yaml{}",
            referring_to("pet.yaml")
        )
        .replace("3.1.0", "3.2.0"),
    );
    server.put_text("/copy/pet.yaml", PET);
    let project = Project::new();
    project.assert_generated(
        &server.url("/copy/pets.yaml"),
        &["--allow-host", &server.origin],
    );
    assert_eq!(
        server.requests(),
        ["GET /copy/pets.yaml", "GET /copy/pet.yaml"]
    );
}

#[test]
fn references_are_relative_to_the_url_after_redirects() {
    let server = Server::start();
    server.put("/latest", Page::Redirect("/v2/pets.yaml".to_owned()));
    server.put_text("/v2/pets.yaml", &referring_to("pet.yaml"));
    server.put_text(
        "/v2/pet.yaml",
        "allOf: [{ $ref: 'ORIGIN/latest#/components/schemas/Base' }]\n",
    );
    let document = format!(
        "{}components: {{ schemas: {{ Base: {{ type: object }} }} }}\n",
        referring_to("pet.yaml")
    );
    server.put_text("/v2/pets.yaml", &document);
    let project = Project::new();
    let allow = ["--allow-host", &server.origin];
    project.assert_generated(&server.url("/latest"), &allow);
    assert_eq!(
        server.requests(),
        ["GET /latest", "GET /v2/pets.yaml", "GET /v2/pet.yaml"]
    );
    let lock = project.read("out/remote.lock");
    assert!(
        lock.contains(&format!(
            "\"location\": \"{}\"",
            server.url("/v2/pets.yaml")
        )),
        "{lock}"
    );
    project.assert_generated(&server.url("/latest"), &[&allow[..], &["--check"]].concat());
    assert_eq!(server.requests(), [""; 0]);

    let other = Server::start();
    other.put_text("/pet.yaml", PET);
    server.put("/other", Page::Redirect(other.url("/pet.yaml")));
    let project = Project::with_reference(&server.url("/other"));
    let refused = project.assert_rejected("api/pets.yaml", &allow, "error[failed-request]");
    let host = other.origin.trim_start_matches("http://");
    assert!(
        refused.contains(&format!(
            "redirects to the host `{host}`, which is not allowed"
        )),
        "{refused}"
    );
    assert_eq!(other.requests(), [""; 0]);
    project.assert_generated(
        "api/pets.yaml",
        &[&allow[..], &["--allow-host", &other.origin]].concat(),
    );
}

#[test]
fn failures_name_the_url_and_the_host_and_show_no_content() {
    let server = Server::start();
    server.put("/error", Page::Status(500));
    let login = format!("<html><body>password: {SECRET}</body></html>");
    for (path, content) in [
        ("/login", login.as_str()),
        ("/config.yaml", "password: hunter2\nuser: hunter2\n"),
        ("/broken.json", "{\"password\": \"hunter2\", "),
        ("/key", "-----BEGIN KEY-----\nhunter2"),
    ] {
        server.put_text(path, content);
    }
    let allow = ["--allow-host", &server.origin];
    let host = server.origin.trim_start_matches("http://").to_owned();
    for (path, expected) in [
        (
            "/none",
            format!("the request to `{host}` failed: it answered with the status 404"),
        ),
        (
            "/error",
            format!("the request to `{host}` failed: it answered with the status 500"),
        ),
        (
            "/login",
            "it does not contain OpenAPI or JSON Schema".to_owned(),
        ),
        (
            "/config.yaml",
            "it does not contain OpenAPI or JSON Schema".to_owned(),
        ),
        (
            "/broken.json",
            "the file is neither valid YAML nor valid JSON".to_owned(),
        ),
        (
            "/key",
            "it does not contain OpenAPI or JSON Schema".to_owned(),
        ),
    ] {
        let url = server.url(path);
        let project = Project::with_reference(&url);
        let printed = project.assert_rejected("api/pets.yaml", &allow, &expected);
        assert!(printed.contains(&url), "{printed}");
        let document = Project::new();
        let printed = document.assert_rejected(&url, &allow, "error[");
        assert!(printed.contains(&url), "{printed}");
        for project in [project, document] {
            assert!(project.contents("api/remote.documents").is_empty());
            assert!(!project.path("out").exists() && !project.path("remote.lock").exists());
        }
    }
    // The generated code must not depend on the network.
    let project = Project::with_reference(&server.url("/none"));
    let tolerant = [&allow[..], &["--tolerant"]].concat();
    project.assert_rejected("api/pets.yaml", &tolerant, "error[failed-request]");
}

#[test]
fn unknown_hosts_are_named_with_the_reason() {
    for scheme in ["http", "https"] {
        let url = format!("{scheme}://does-not-exist.invalid/pets.yaml");
        let allow = [
            "--allow-host",
            &format!("{scheme}://does-not-exist.invalid"),
        ];
        let failed = "the request to `does-not-exist.invalid` failed: ";
        let printed = Project::new().assert_rejected(&url, &allow, failed);
        let reason = printed.split(failed).nth(1).unwrap_or_default();
        assert!(
            reason.contains("lookup") || reason.contains("DNS"),
            "{printed}"
        );
    }
}

#[test]
fn failures_mention_the_proxy_without_its_password() {
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let proxy = format!("http://user:{SECRET}@{}", closed.expect("an address"));
    let arguments = [
        "lint",
        "http://a.example/",
        "--allow-host",
        "http://a.example",
    ];
    let output = Project::new().run_with_proxy(&arguments, Some(&proxy));
    let printed = text(&output.stdout) + &text(&output.stderr);
    assert!(
        printed.contains("; the environment names a proxy"),
        "{printed}"
    );
    assert!(!printed.contains(SECRET), "{printed}");
}

#[test]
fn overlays_apply_to_remote_documents() {
    const OVERLAY: &str = "
overlay: 1.1.0
info: { title: Corrections, version: 1.0.0 }
actions: [{ x-document: pets.yaml, target: $.info.title, update: Dogs }]
";
    let server = Server::start();
    server.put_text("/v1/pets.yaml?v=1", &referring_to("pet.yaml"));
    let url = server.url("/v1/pets.yaml?v=1");
    let project = Project::new();
    project.put("overlay.yaml", OVERLAY);
    let overlay = |overlay: &str, more: &[&str]| {
        let arguments = ["overlay", &url, "--overlay", overlay];
        project.run(&[&arguments[..], more].concat())
    };
    // The lock file is only written if the option names it.
    let lock = ["--remote-lock", "a.lock"];
    for (more, requests, is_added) in [
        (&[][..], 1, false),
        (&[], 1, false),
        (&lock, 1, true),
        (&lock, 0, false),
    ] {
        let output = overlay("overlay.yaml", more);
        let stderr = text(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        assert_eq!(stderr.contains("added: "), is_added, "{stderr}");
        assert_eq!(project.path("a.lock").exists(), !more.is_empty());
        assert!(!project.path("remote.lock").exists());
        let written = text(&output.stdout);
        assert!(written.contains("\n  title: Dogs\n"), "{written}");
        assert_eq!(server.requests().len(), requests);
    }
    let remote = overlay(&server.url("/overlay.yaml"), &[]);
    let stderr = text(&remote.stderr);
    assert!(
        stderr.contains("an overlay must be a local file"),
        "{stderr}"
    );
    assert!(server.requests().is_empty());
}

#[test]
fn a_content_must_have_the_hash_of_the_lock_file() {
    let server = Server::start();
    server.put_text("/pet.yaml", PET);
    let project = Project::with_reference(&server.url("/pet.yaml"));
    let allow = ["--allow-host", &server.origin];
    let spec = "api/pets.yaml";
    project.assert_generated(spec, &allow);
    let content = project.contents("api/remote.documents").remove(0);
    let lock = project.read("api/remote.lock");

    // A missing content is fetched again.
    fs::remove_file(&content).expect("removed");
    project.assert_generated(spec, &[&allow[..], &["--check"]].concat());
    project.assert_generated(spec, &allow);
    assert!(content.is_file());
    assert_eq!(project.read("api/remote.lock"), lock);

    // A changed one is an error.
    fs::write(&content, "type: string\n").expect("written");
    project.assert_rejected(
        spec,
        &allow,
        "does not have the SHA-256 in the name of the file",
    );
    project.assert_generated(spec, &[&allow[..], &["--update-remote"]].concat());
    assert_eq!(fs::read_to_string(&content).ok().as_deref(), Some(PET));
    fs::remove_file(&content).expect("removed");
    server.put_text(
        "/pet.yaml",
        "type: object\nproperties: { age: { type: integer } }\n",
    );
    let changed = project.assert_rejected(spec, &allow, "error[remote-lock]");
    assert!(changed.contains("its content has changed"), "{changed}");
    assert!(changed.contains("`--update-remote`"), "{changed}");
    assert_eq!(project.read("api/remote.lock"), lock);

    // An update shows the difference, and removes the old content.
    server.put_text("/pet.yaml", PET);
    project.assert_generated(spec, &allow);
    server.put_text(
        "/pet.yaml",
        "type: object\nproperties: { age: { type: integer } }\n",
    );
    let printed = project.assert_generated(spec, &[&allow[..], &["--update-remote"]].concat());
    let url = server.url("/pet.yaml");
    assert!(
        printed.contains(&format!(
            "changed: {url}, 1 line added and 1 removed, SHA-256 "
        )),
        "{printed}"
    );
    assert!(!content.exists());
    assert_eq!(project.contents("api/remote.documents").len(), 1);
    assert_ne!(project.read("api/remote.lock"), lock);
}

#[test]
fn check_requires_the_lock_file_and_writes_nothing() {
    let server = Server::start();
    server.put_text("/pet.yaml", PET);
    let project = Project::with_reference(&server.url("/pet.yaml"));
    let check = ["--allow-host", &server.origin, "--check"];
    let rejected = project.assert_rejected("api/pets.yaml", &check, "error[remote-lock]");
    assert!(
        rejected.contains("`api/remote.lock` does not contain it"),
        "{rejected}"
    );
    assert_eq!(server.requests(), [""; 0]);
    assert!(!project.path("api/remote.lock").exists());

    for (lock, expected) in [
        ("{", "`api/remote.lock` is not usable: EOF"),
        (
            "{ \"documents\": { \"URL\": { \"sha256\": \"../../../etc/passwd\" } } }",
            "the SHA-256 of",
        ),
        (
            "{ \"documents\": { \"file:///a\": { \"sha256\": \"0\" } } }",
            "it contains an invalid URL",
        ),
    ] {
        project.put(
            "api/remote.lock",
            lock.replace("URL", &server.url("/pet.yaml")),
        );
        let allow = ["--allow-host", &server.origin];
        let rejected = project.assert_rejected("api/pets.yaml", &allow, expected);
        assert!(rejected.contains("help: restore the file"), "{rejected}");
    }
    let both = project.generate(
        "api/pets.yaml",
        &[&check[..], &["--update-remote"]].concat(),
    );
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn credentials_in_urls_are_refused_and_not_printed() {
    let server = Server::start();
    let host = server.origin.trim_start_matches("http://");
    for url in [
        format!("http://me:{SECRET}@{host}/pet.yaml"),
        format!("http://{SECRET}@{host}/pet.yaml"),
        format!("http://{host}/pet.yaml?v=1&access_token={SECRET}"),
    ] {
        let project = Project::with_reference(&url);
        let allow = ["--allow-host", &server.origin];
        project.assert_rejected("api/pets.yaml", &allow, "it contains credentials");
        project.assert_rejected("api/pets.yaml", &[], "it is not a relative path");
        project.assert_rejected(&url, &allow, "it contains credentials");
        project.assert_rejected(&url, &[], "error[unreadable]");
        let json = project.generate("api/pets.yaml", &["--format", "json"]);
        assert!(
            !text(&json.stdout).contains(SECRET),
            "{}",
            text(&json.stdout)
        );
        for command in ["lint", "diff"] {
            let output = project.run(&[command, &url, &url]);
            let printed = text(&output.stdout) + &text(&output.stderr);
            assert!(!printed.contains(SECRET), "{command}: {printed}");
        }
    }
    let project = Project::with_reference("pet.yaml");
    let host = format!("me:{SECRET}@{host}");
    project.assert_rejected("api/pets.yaml", &["--allow-host", &host], "is not a host");
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn the_number_of_documents_is_limited() {
    for (count, is_allowed) in [(1000, true), (1001, false)] {
        let server = Server::start();
        let references =
            (0..count).map(|index| format!("  p{index}: {{ $ref: 'p{index}.yaml' }}\n"));
        let references: String = references.collect();
        for index in 0..count {
            server.put_text(&format!("/p{index}.yaml"), "type: string\n");
        }
        let document = referring_to("#/components/schemas/All")
            + "components: { schemas: { All: { type: object, properties: { $ref: all.yaml } } } }\n";
        let project = Project::new();
        project.put(
            "api/pets.yaml",
            document.replace("all.yaml", &server.url("/all.yaml")),
        );
        // The list of references is a document, too.
        let references = references.replace("  p0: { $ref: 'p0.yaml' }\n", "");
        server.put_text("/all.yaml", &references);
        let allow = ["--allow-host", &server.origin];
        if is_allowed {
            project.assert_generated("api/pets.yaml", &allow);
        } else {
            let expected = "the document refers to more than 1000 files";
            project.assert_rejected("api/pets.yaml", &allow, expected);
        }
        assert_eq!(server.requests().len(), 1000);
    }
}

#[test]
fn diff_compares_remote_documents() {
    let server = Server::start();
    server.put_text("/old.yaml", &referring_to("old/pet.yaml"));
    server.put_text("/new.yaml", &referring_to("new/pet.yaml"));
    server.put_text("/old/pet.yaml", PET);
    server.put_text(
        "/new/pet.yaml",
        "type: object\nproperties: { age: { type: integer } }\n",
    );
    let project = Project::new();
    let output = project.run(&["diff", &server.url("/old.yaml"), &server.url("/new.yaml")]);
    let printed = text(&output.stdout);
    assert!(
        printed.contains("age") && printed.contains("name"),
        "{printed}"
    );
    assert_eq!(server.requests().len(), 4);
    assert_eq!(fs::read_dir(project.path("")).expect("a folder").count(), 0);
}

/// `script` runs a command in a terminal.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_the_progress_of_a_long_download() {
    let server = Server::start();
    let slow = Page::Slow(
        referring_to("#/components/schemas/Gone"),
        Duration::from_millis(1500),
    );
    server.put("/pets.yaml", slow);
    let project = Project::new();
    let run = |options: &str| {
        let (program, url) = (env!("CARGO_BIN_EXE_apicrate"), server.url("/pets.yaml"));
        let lint = format!("{program} lint {url} {options}");
        let mut command = Command::new("script");
        command.args(["-qec", &lint, "/dev/null"]);
        command.current_dir(project.path("")).env("TERM", "xterm");
        for name in ["NO_COLOR", "HTTP_PROXY", "http_proxy"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).output()
    };
    let Ok(output) = run("") else {
        return skip(format_args!("`script` is not installed"));
    };
    let printed = text(&output.stdout);
    let line = format!("\r{}: 1 s\u{1b}[K\r", server.url("/pets.yaml"));
    assert!(printed.starts_with(&line), "{printed:?}");
    // The line is removed.
    assert!(printed.contains("\r\u{1b}[K"), "{printed:?}");
    assert!(
        printed.contains("\u{1b}[31merror[dangling-reference]"),
        "{printed:?}"
    );
    let quiet = text(&run("--quiet").expect("it runs").stdout);
    assert!(!quiet.contains(" s\u{1b}[K"), "{quiet:?}");
}
