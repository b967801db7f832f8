//! `apicrate mock`: serves a document over loopback, prints each exchange, reads a changed document, and stops.

use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::support::{PETS, apicrate, command, folder_with, text};

/// A running server, which is killed when a test fails.
struct Server {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Server {
    fn start(document: &Path, options: &[&str]) -> Self {
        let mut process = command()
            .args(["mock", "--port", "0"])
            .args(options)
            .arg(document)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("apicrate runs");
        let stdout = process.stdout.take().expect("a pipe");
        let mut server = Self {
            process,
            lines: BufReader::new(stdout).lines(),
            address: String::new(),
        };
        let line = server.line();
        let (_, rest) = line.split_once("http://").expect("a URL");
        rest.trim_end_matches(['"', '}'])
            .clone_into(&mut server.address);
        server
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("a line").expect("UTF-8")
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream
            .write_all(request.as_bytes())
            .expect("the request is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Sends Ctrl-C. Returns the exit code, and what was printed to standard error.
    fn stop(mut self) -> (Option<i32>, String) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.expect("kill runs").success());
        let status = self.process.wait().expect("the server ends");
        let mut notes = String::new();
        if let Some(mut stderr) = self.process.stderr.take() {
            stderr.read_to_string(&mut notes).expect("UTF-8");
        }
        (status.code(), notes)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already, unless a test failed.
        _ = self.process.kill();
    }
}

#[test]
#[cfg(unix)]
fn answers_reads_the_changed_document_and_stops() {
    let (_folder, pets) = folder_with(PETS);
    let mut server = Server::start(&pets, &[]);
    let answer = server.get("/pets/7");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let body = r#"{"name":"string","owner":{"email":"string"}}"#;
    assert!(answer.ends_with(body), "{answer}");
    let line = server.line();
    assert!(
        line.starts_with("GET /pets/7 → 200 application/json 44 bytes "),
        "{line}"
    );
    server.get("/other");
    let line = server.line();
    assert!(
        line.starts_with("GET /other → 404 application/problem+json "),
        "{line}"
    );
    assert_eq!(server.line(), "  no operation has the path `/other`");

    // A document with errors does not replace the previous one.
    fs::write(&pets, PETS.replace("schemas/Owner", "schemas/Ovner")).expect("a file");
    thread::sleep(Duration::from_millis(1200));
    assert!(server.get("/pets/7").ends_with(body));
    fs::write(&pets, PETS.replace("/pets/{id}", "/animals/{id}")).expect("a file");
    let mut answer = String::new();
    for _ in 0..100 {
        answer = server.get("/animals/7");
        if answer.starts_with("HTTP/1.1 200") {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    assert!(answer.ends_with(body), "{answer}");

    let (code, notes) = server.stop();
    assert_eq!(code, Some(0));
    assert!(notes.contains("error[dangling-reference]"), "{notes}");
    assert!(
        notes.contains("the previous version is still served"),
        "{notes}"
    );
    assert!(
        notes.contains("pets.yaml has changed: 1 operation"),
        "{notes}"
    );
}

#[test]
#[cfg(unix)]
fn prints_objects_for_programs() {
    let (_folder, pets) = folder_with(PETS);
    let mut server = Server::start(&pets, &["--format", "json", "--no-watch"]);
    server.get("/pets/7?a=\u{1b}[31m");
    server.get("/pets/7");
    let mut line = server.line();
    if line.contains("400") {
        line = server.line();
    }
    let exchange: Value = serde_json::from_str(&line).expect("an object");
    assert_eq!(exchange["target"], "/pets/7");
    assert_eq!(exchange["operation"], "pets_get");
    assert_eq!(exchange["status"], 200);
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn an_error_in_the_document_ends_the_command() {
    let (_folder, pets) = folder_with(&PETS.replace("schemas/Owner", "schemas/Ovner"));
    let pets = pets.to_str().expect("a path that is text");
    let output = apicrate(&["mock", "--port", "0", pets]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("error[dangling-reference]"));
    for arguments in [["--host", "example.com"], ["--port", "70000"]] {
        let output = apicrate(&[["mock", pets].as_slice(), &arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}
