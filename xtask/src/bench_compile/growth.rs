//! The growth of `cargo check` with the number of models.

use std::error::Error;
use std::fs;
use std::path::Path;

use apicrate::RawDocument;
use apicrate::render::Gate;
use apicrate_testkit::made::growth::document;

use super::kinds::{difference, memory_difference};
use super::measure::Way;
use super::plot::Plot;
use super::scratch::ScratchCrate;

/// The cost of a crate, without that of an empty one.
#[derive(Debug)]
pub(super) struct Growth {
    pub(super) models: usize,
    /// Seconds of processor time for `cargo check` per 1,000 models.
    pub(super) seconds: f64,
    /// Megabytes of `rustc` per 1,000 models.
    pub(super) megabytes: Option<f64>,
}

/// Measures a made document for each number of models.
pub(super) fn growth(sizes: &[usize], runs: u32) -> Result<Vec<Growth>, Box<dyn Error>> {
    let check = |krate: &ScratchCrate| -> Result<_, Box<dyn Error>> {
        let figure = krate.subject.measure(Way::Check, runs)?;
        Ok(figure.ok_or("every crate can be checked")?)
    };
    let empty = check(&ScratchCrate::empty()?)?;
    let mut growth = Vec::new();
    for size in sizes {
        // Each schema contains an enum, which is a model, too.
        let text = document(size.div_ceil(2));
        let name = format!("growth-{size}");
        let document = RawDocument::parse(format!("{name}.json"), text)?;
        let krate = ScratchCrate::generate(&name, document, Gate::Never)?;
        let figure = check(&krate)?;
        let thousands = thousands(krate.items.models);
        let memory = memory_difference(figure, empty);
        growth.push(Growth {
            models: krate.items.models,
            seconds: difference(figure.work(), empty.work()) / thousands,
            megabytes: memory.map(|bytes| bytes / 1e6 / thousands),
        });
    }
    Ok(growth)
}

#[expect(clippy::cast_precision_loss, reason = "figures need few digits")]
pub(super) fn thousands(count: usize) -> f64 {
    count as f64 / 1000.0
}

/// Draws the curves in files of a folder.
pub(super) fn draw(growth: &[Growth], folder: &Path) -> Result<(), Box<dyn Error>> {
    let time = growth.iter().map(|it| (it.models, it.seconds));
    let time = Plot {
        title: "cargo check, seconds of processor time per 1,000 models",
        unit: "s",
        points: time.collect(),
    };
    let memory = growth
        .iter()
        .filter_map(|it| Some((it.models, it.megabytes?)));
    let memory = Plot {
        title: "memory of rustc, megabytes per 1,000 models",
        unit: "MB",
        points: memory.collect(),
    };
    fs::create_dir_all(folder)?;
    for (name, plot) in [("growth-time.svg", time), ("growth-memory.svg", memory)] {
        let path = folder.join(name);
        fs::write(&path, plot.svg()).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}
