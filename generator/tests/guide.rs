//! Compares code in the guides with its source: the first call of a crate and the example of a build script in
//! `docs/generating.md`, and the overlay in `docs/documents.md` with the document that it corrects. The test `recipes` of
//! the command compiles the code.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use apicrate::lint::{lint, overlay};
use apicrate::render::readme;
use apicrate::{Document, Options, Overlay, RawDocument, diagnostic::Severity, resolve};

type Test = Result<(), Box<dyn Error>>;

/// The code blocks of a language in a guide.
fn blocks(guide: &str, language: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let guide = fs::read_to_string(folder.join(guide))?;
    let fence = format!("```{language}\n");
    let blocks: Option<Vec<_>> = guide
        .split(&fence)
        .skip(1)
        .map(|rest| Some(rest.split_once("```")?.0.to_owned()))
        .collect();
    Ok(blocks.ok_or("a code block is not closed")?)
}

/// A file of the example without its module documentation.
fn example(path: &str) -> Result<String, Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/build-script");
    let text = fs::read_to_string(folder.join(path))?;
    let code = text.lines().skip_while(|line| line.starts_with("//!"));
    let code: String = code.flat_map(|line| [line, "\n"]).collect();
    Ok(code.trim_start().to_owned())
}

#[test]
fn guide_has_the_first_call_and_the_build_script_with_its_program() -> Test {
    let [call, _] = &blocks("generating.md", "rust,no_run")?[..] else {
        return Err(
            "the guide has other programs than the first call and that of the library".into(),
        );
    };
    let document = Document::parse("plants.yaml", example("plants.yaml")?)?;
    let readme = readme(&resolve(&document)?.0, &Options::default(), "plants");
    assert!(readme.contains(call), "{readme}");
    let shown = blocks("generating.md", "rust")?;
    assert_eq!(shown, [example("build.rs")?, example("src/main.rs")?]);
    Ok(())
}

#[test]
fn guide_has_the_overlay_that_lint_writes() -> Test {
    let [document] = &blocks("generating.md", "yaml")?[..] else {
        return Err("the guide has other YAML than one document".into());
    };
    let [corrections] = &blocks("documents.md", "yaml")?[..] else {
        return Err("the guide has other YAML than one overlay".into());
    };
    assert_eq!(*document, example("plants.yaml")?);

    let faulty = document
        .replace("required: [name]", "required: [name, height]")
        .replace("Plant' } }", "Plant' }, example: { name: oak } }");
    let report = lint(
        &RawDocument::parse("plants.yaml", faulty.as_str())?,
        Severity::Warning,
    );
    assert_eq!(overlay([&report]).as_ref(), Some(corrections));

    let overlay = Overlay::parse("corrections.yaml", corrections)?;
    RawDocument::parse("plants.yaml", faulty.as_str())?.with_overlays(&[overlay])?;
    Ok(())
}
