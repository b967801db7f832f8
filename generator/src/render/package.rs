//! The texts of a new crate: its description, and its README with a first call.

use std::fmt::Write;

use super::docs;
use super::first_call::FirstCall;
use super::front_page::{ABOUT_FEATURES, dependencies, error_handling, one_group};
use super::options::{Gate, Library, Options};
use crate::model::Api;

/// The description of a crate: the summary of the document, or else the first sentence of its description.
#[must_use]
pub fn description(api: &Api, options: &Options) -> String {
    let content = if api.groups.is_empty() {
        "Types"
    } else if options.client == Gate::Never {
        "Types and traits"
    } else {
        "Types and a client"
    };
    let title = || format!("{content} for {}.", one_line(&api.title));
    described(api).unwrap_or_else(title)
}

fn described(api: &Api) -> Option<String> {
    let texts = [api.package.summary.as_deref(), api.docs.as_deref()];
    texts.into_iter().flatten().find_map(docs::first_sentence)
}

/// The README of a crate with this name. It contains a program that calls the API.
#[must_use]
pub fn readme(api: &Api, options: &Options, name: &str) -> String {
    // The README is written once: later versions of the document do not change it.
    let title = docs::plain(&api.title) + ".";
    let about = described(api).map(|text| docs::plain(&text));
    let source = docs::own("The code in `src/` is generated from ")
        + docs::code(&options.source)
        + " by apicrate.";
    let paragraphs = [Some(title), about, Some(source)].into_iter().flatten();
    let paragraphs: Vec<String> = paragraphs.map(|text| docs::text(&text)).collect();
    let mut text = format!("# {name}\n\n{}\n", paragraphs.join("\n\n"));
    let call = FirstCall::new(api, options, name);
    let library = Library::of_package(name);
    if let Some((program, call)) = call.as_ref().and_then(|call| Some((call.program()?, call))) {
        let dependencies = dependencies(&library);
        let credentials = docs::text(&call.credentials_docs());
        let end = if credentials.is_empty() { "" } else { "\n" };
        let library = &library.name;
        let errors = error_handling(library);
        _ = write!(
            text,
            r"
## A first call

```toml
{dependencies}```
{credentials}{end}
```rust
{program}```

## Errors

```rust
{errors}```

The client and its settings are in `{library}::apicrate_runtime`, whose module `guide` describes them. `cargo doc --open` shows
all operations, and how to test code that calls them.
"
        );
    }
    if let Some(dependency) = one_group(api, options, &library, call.as_ref()) {
        _ = write!(
            text,
            "\n## Features\n\n{ABOUT_FEATURES}\n\n```toml\n{dependency}```\n"
        );
    }
    text
}

/// The example of a new crate: a program that calls the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The source text.
    pub text: String,
    /// The features of the crate that it needs.
    pub features: Vec<String>,
}

/// The example of a crate with this name. `None` if no operation can be called in an example.
#[must_use]
pub fn example(api: &Api, options: &Options, name: &str) -> Option<Example> {
    let call = FirstCall::new(api, options, name)?;
    let (text, features) = (call.example()?, call.features());
    Some(Example { text, features })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
