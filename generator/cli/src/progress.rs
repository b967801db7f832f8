//! A line on the terminal while a command takes long, for example because of a download.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::console::Console;

/// The time until the line appears, and between its changes.
const INTERVAL: Duration = Duration::from_secs(1);

/// Shows a line on standard error after a second, and removes it when it is dropped. Without a terminal, and with
/// `--quiet`, there is no line.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts work on a document with this name.
    pub(crate) fn start(name: String, console: Console) -> Self {
        let stderr = io::stderr();
        let has_escapes = anstream::AutoStream::choice(&stderr) != anstream::ColorChoice::Never;
        if console.is_quiet() || !stderr.is_terminal() || !has_escapes {
            return Self::default();
        }
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            let mut seconds = 0;
            while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                seconds += 1;
                show(&format!("\r{name}: {seconds} s\u{1b}[K"));
            }
            if seconds > 0 {
                show("\r\u{1b}[K");
            }
        });
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread does not panic.
            _ = thread.join();
        }
    }
}

fn show(text: &str) {
    let mut stderr = io::stderr().lock();
    // The line is not part of the output.
    _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}
