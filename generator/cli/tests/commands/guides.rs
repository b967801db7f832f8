//! The output in the guides is the output of the commands.

use std::fs;
use std::path::Path;

use super::support::{Folder, command, root, text};

/// The pages with examples of the command.
const PAGES: [&str; 4] = [
    "command.md",
    "configuration.md",
    "documents.md",
    "generating.md",
];

/// Parts of commands that need a network or a reader, or do not end.
const NOT_RUN: [&str; 3] = ["https://", "apicrate mock", "> ~/"];

/// The content of the code blocks of a page whose first line has this beginning and end.
fn blocks<'p>(page: &'p str, start: &str, end: &str) -> impl Iterator<Item = &'p str> {
    page.split(start)
        .skip(1)
        .filter_map(move |rest| Some(rest.split_once(end)?.0))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).expect("the page")
}

/// The commands of a page, each with its output.
fn examples(page: &str) -> Vec<(String, String)> {
    let blocks = blocks(page, "```console\n$ ", "\n```");
    let examples = blocks.flat_map(|block| block.split("\n$ ").map(str::to_owned));
    let examples = examples.filter_map(|example| {
        let (command, output) = example.split_once('\n').unwrap_or((&*example, ""));
        let is_run = !NOT_RUN.iter().any(|part| command.contains(part));
        let is_run = is_run && command.starts_with("apicrate ");
        is_run.then(|| (command.to_owned(), output.trim_end().to_owned()))
    });
    examples.collect()
}

/// A folder with the documents of a page.
fn prepared(name: &str) -> Folder {
    let folder = Folder::new();
    let guide = page("generating.md");
    let plants = blocks(&guide, "<!-- file: plants.yaml -->\n```yaml\n", "```").next();
    let plants = plants.expect("the document");
    let height = "        height: { type: number, description: Height in metres. }\n";
    let planted = "        planted: { type: string, format: date }\n";
    let next = plants.replace(height, &format!("{height}{planted}"));
    assert_ne!(next, plants);
    folder.put("work/plants.yaml", plants);
    folder.put("work/plants-next.yaml", next);
    match name {
        "command.md" => {
            let update = "actions: [{ target: $.info, update: { summary: Herbs. } }]\n";
            let head = "overlay: 1.1.0\ninfo: { title: Corrections, version: 1.0.0 }\n";
            folder.put("work/corrections.yaml", format!("{head}{update}"));
        }
        // The crate around the module.
        "generating.md" => {
            folder.put("work/Cargo.toml", "[package]\nname = \"shop\"\n");
            folder.put("work/src/main.rs", "fn main() {}\n");
        }
        // The document of this page has a fault, and its crate exists.
        "documents.md" => {
            let schema = "{ $ref: '#/components/schemas/Plant' }";
            let flow = format!("content: {{ application/json: {{ schema: {schema} }} }}");
            let block = format!(
                "content:\n            application/json:\n              schema: {schema}\n              example: {{ name: oak }}"
            );
            let faulty = plants
                .replace(&flow, &block)
                .replace("required: [name]", "required: [name, height]");
            folder.put("work/plants.yaml", faulty);
            run(
                &folder.path("work"),
                "apicrate generate plants.yaml --out ../plants",
            );
        }
        _ => {}
    }
    folder
}

/// Runs a command. Returns the text on standard output and on standard error.
fn run(folder: &Path, line: &str) -> (String, String) {
    let arguments = line.split(' ').skip(1);
    let output = command().args(arguments).current_dir(folder).output();
    let output = output.expect("apicrate runs");
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn commands_in_the_guides_print_what_the_guides_show() {
    let mut count = 0;
    let mut faults = Vec::new();
    for name in PAGES {
        let folder = prepared(name);
        for (line, expected) in examples(&page(name)) {
            let (stdout, stderr) = run(&folder.path("work"), &line);
            // A terminal shows both, notes before or after the result.
            let printed = [format!("{stderr}{stdout}"), format!("{stdout}{stderr}")];
            let is_same = printed.iter().any(|it| it.trim_end() == expected);
            if !is_same {
                let [printed, _] = printed;
                faults.push(format!(
                    "docs/{name}: {line}\n{expected}\n-- prints --\n{printed}"
                ));
            }
            count += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 14, "{count}");
}
