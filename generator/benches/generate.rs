//! Measures the time of each step from text to files: read, resolve, render, write. The inputs are the documents of this
//! repository, documents of other vendors if they are available, and a synthetic document of growing size.
//!
//! ```sh
//! cargo bench -p apicrate
//! cargo bench -p apicrate -- e_growth
//! ```

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot go on has nothing to measure"
)]

#[path = "../testkit/src/made/growth.rs"]
pub mod growth;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use apicrate::{Document, Options, RawDocument, generate_from, render, resolve};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// A document: its name, as benchmarks show it, and its text.
struct Input {
    name: &'static str,
    text: String,
}

/// The available documents. The large ones are in a folder next to the repository, which only its maintainers have.
fn inputs() -> impl Iterator<Item = &'static str> {
    [
        "spec/application.yaml",
        "spec/admin.yaml",
        "../shared/corpus/stripe-2025-10.json",
        "../shared/corpus/github-api.json",
    ]
    .into_iter()
    .filter(|path| at(path).exists())
}

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn load(name: &'static str) -> Input {
    let text = fs::read_to_string(at(name)).expect("the document can be read");
    Input { name, text }
}

fn read(input: &Input) -> Option<Document> {
    let written = RawDocument::parse(input.name.to_owned(), &input.text).ok()?;
    Document::from_raw(written).ok()
}

#[divan::bench(args = inputs(), max_time = 2)]
fn a_read(bencher: Bencher<'_, '_>, name: &'static str) {
    let input = load(name);
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench_local(|| read(&input));
}

#[divan::bench(args = inputs(), max_time = 2)]
fn b_resolve(bencher: Bencher<'_, '_>, name: &'static str) {
    if let Some(document) = read(&load(name)) {
        bencher.bench_local(|| resolve(&document));
    }
}

#[divan::bench(args = inputs(), max_time = 2)]
fn c_render(bencher: Bencher<'_, '_>, name: &'static str) {
    let Some(document) = read(&load(name)) else {
        return;
    };
    if let Ok((api, _)) = resolve(&document) {
        let options = Options::default();
        bencher.bench_local(|| render(&api, &options));
    }
}

#[divan::bench(args = inputs(), max_time = 2)]
fn d_write(bencher: Bencher<'_, '_>, name: &'static str) {
    let Some(document) = read(&load(name)) else {
        return;
    };
    let Ok((api, _)) = resolve(&document) else {
        return;
    };
    let files = render(&api, &Options::default()).expect("the files are Rust");
    let folder = env::temp_dir().join(format!("apicrate-{}", process::id()));
    bencher.bench_local(|| {
        for (path, text) in &files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a file has a folder"))
                .expect("it can be made");
            fs::write(path, text).expect("it can be written");
        }
    });
    fs::remove_dir_all(folder).expect("what was written can be removed");
}

/// Generates files from a document with this number of schemas and of operations, 0.3 to 20 MB. The time is
/// proportional to the size if the bytes per second are constant.
#[divan::bench(args = [300, 1250, 5000, 20_000], sample_count = 3, sample_size = 1)]
fn e_growth(bencher: Bencher<'_, '_>, size: usize) {
    let input = Input {
        name: "made.json",
        text: growth::document(size),
    };
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench_local(|| {
            let written = RawDocument::parse(input.name, input.text.as_str());
            generate_from(written.expect("it is JSON"), &Options::default())
        });
}
