//! A browser without a window, which `chromedriver` controls over the `WebDriver` protocol.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// The longest time until the page has changed as expected. It is long, because machines with tests are busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// The name of the member with an element's identifier in the `WebDriver` protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one tab. The browser and its driver end when it is dropped.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts a browser; `None` if the programs `chromium` and `chromedriver` are missing.
    pub(crate) fn start() -> Result<Option<Self>, Failure> {
        let is_installed = |name: &str| {
            let mut command = Command::new(name);
            let command = command.arg("--version").stdout(Stdio::null());
            let command = command.stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        if !is_installed("chromium") || !is_installed("chromedriver") {
            return Ok(None);
        }
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut browser = Self {
            driver,
            port: 0,
            session: String::new(),
        };
        let output = browser.driver.stdout.take().ok_or("no output")?;
        for line in BufReader::new(output).lines() {
            let line = line?;
            let port = line.split("successfully on port ").nth(1);
            if let Some(port) = port {
                browser.port = port.trim_end_matches('.').parse()?;
                break;
            }
        }
        // Without a sandbox, because the tests of a container are run by root.
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--window-size=1400,1000",
        ];
        let options =
            json!({ "browserName": "chrome", "goog:chromeOptions": { "args": arguments } });
        let capabilities = json!({ "capabilities": { "alwaysMatch": options } });
        let session = browser.send("POST", "/session", &capabilities)?;
        let session = session["sessionId"].as_str().ok_or("no session")?;
        browser.session = format!("/session/{session}");
        // Elements that appear later are waited for.
        browser.command("/timeouts", &json!({ "implicit": 20_000 }))?;
        Ok(Some(browser))
    }

    pub(crate) fn open(&self, url: &str) -> Result<(), Failure> {
        self.command("/url", &json!({ "url": url }))?;
        Ok(())
    }

    /// The result of an expression of JavaScript in the page.
    pub(crate) fn value(&self, expression: &str) -> Result<Value, Failure> {
        let script = json!({ "script": format!("return {expression}"), "args": [] });
        let value = self.command("/execute/sync", &script);
        value.map_err(|error| format!("{expression}: {error}").into())
    }

    /// Waits until an expression is true in the page.
    pub(crate) fn wait(&self, expression: &str) -> Result<(), Failure> {
        let start = Instant::now();
        while self.value(&format!("Boolean({expression})"))? != true {
            if start.elapsed() > PATIENCE {
                let text = self.value("document.body.innerText")?;
                return Err(format!("not true: {expression}\n{text}").into());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Clicks the element that an `XPath` selects.
    pub(crate) fn click(&self, xpath: &str) -> Result<(), Failure> {
        let element = self.element(xpath)?;
        self.command(&format!("{element}/click"), &json!({}))?;
        Ok(())
    }

    /// Types a text into the element that an `XPath` selects, in place of the text in it.
    pub(crate) fn fill(&self, xpath: &str, text: &str) -> Result<(), Failure> {
        let element = self.element(xpath)?;
        self.command(&format!("{element}/clear"), &json!({}))?;
        self.command(&format!("{element}/value"), &json!({ "text": text }))?;
        Ok(())
    }

    fn element(&self, xpath: &str) -> Result<String, Failure> {
        let element = self.command("/element", &json!({ "using": "xpath", "value": xpath }))?;
        let id = element[ELEMENT].as_str().ok_or("no element")?;
        Ok(format!("/element/{id}"))
    }

    fn command(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send("POST", &format!("{}{path}", self.session), body)
    }

    /// Sends a command to the driver, and returns the value in its answer.
    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, Failure> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let (port, body) = (self.port, body.to_string());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        let answer: Value = serde_json::from_slice(&answer)?;
        match answer["value"]["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", answer["value"]["message"]).into()),
            None => Ok(answer["value"].clone()),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser with its session.
        if !self.session.is_empty() {
            _ = self.send("DELETE", &self.session, &json!({}));
        }
        _ = self.driver.kill();
        _ = self.driver.wait();
    }
}
