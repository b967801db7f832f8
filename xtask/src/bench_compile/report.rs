//! The figures as tables and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::growth::{Growth, thousands};
use super::kinds::Cost;
use super::lines::Lines;
use super::measure::{Figure, Way};
use super::plot::with_separators;
use super::scratch::Items;

/// The figure of one way to compile the crate.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) way: Way,
    pub(super) figure: Figure,
}

/// All figures of one crate.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) title: String,
    pub(super) runs: u32,
    pub(super) figures: Vec<Measured>,
    /// The number of crates in the tree of dependencies.
    pub(super) crates: usize,
    pub(super) lines: BTreeMap<&'static str, Lines>,
    /// The numbers of items, for a crate that was generated for the measurement.
    pub(super) items: Option<Items>,
    /// The costs of all kinds of items, if they were measured.
    pub(super) costs: Vec<Cost>,
}

impl Report {
    pub(super) fn print(&self) {
        println!("{}, median of {}:\n", self.title, self.runs);
        let models = self.items.map(|items| items.models).filter(|it| *it > 0);
        let per_models = models.map_or("", |_| "per 1,000 models");
        println!(
            "{:<45}{:>10}{:>10}{:>10}  {per_models}",
            "", "time", "processor", "memory"
        );
        for Measured { way, figure } in &self.figures {
            let seconds = figure.time.as_secs_f64();
            let work = figure.work().as_secs_f64();
            let memory = figure.memory().map(as_megabytes);
            print!(
                "{:<45}{:>10}{:>10}{:>10}",
                way.description(),
                format!("{seconds:.2} s"),
                format!("{work:.2} s"),
                shown(memory, "MB")
            );
            if let Some(models) = models {
                let thousands = thousands(models);
                let memory = memory.map(|it| it / thousands);
                let memory = shown(memory, "MB");
                print!("  {:.2} s, {memory}", work / thousands);
            }
            println!();
        }
        println!(
            "{:<45}{:>10}",
            "crates in `cargo tree -e normal`", self.crates
        );
        self.print_items();
        self.print_costs();
        self.print_lines();
    }

    fn print_items(&self) {
        let Some(items) = self.items else { return };
        println!("\n{:<45}{:>10}", "generated items", "count");
        for (name, count) in [
            ("models", items.models),
            ("  structs", items.structs),
            ("  enums", items.enums),
            ("  unions", items.unions),
            ("operations", items.operations),
        ] {
            println!("{name:<45}{:>10}", with_separators(count));
        }
    }

    fn print_costs(&self) {
        if self.costs.is_empty() {
            return;
        }
        let share = self.items.map_or("", |_| "this crate");
        println!(
            "\n{:<45}{:>10}{:>10}{share:>12}",
            "cost of 1,000 items", "check", "memory"
        );
        for cost in &self.costs {
            print!(
                "{:<45}{:>10}{:>10}",
                cost.kind,
                format!("{:.2} s", cost.seconds),
                shown(cost.memory.map(|it| it / 1e6), "MB")
            );
            if let Some(items) = self.items {
                let seconds = cost.seconds * thousands((cost.count)(&items));
                print!("{:>12}", format!("{seconds:.2} s"));
            }
            println!();
        }
    }

    fn print_lines(&self) {
        println!(
            "\n{:<18}{:>9}{:>9}{:>9}",
            "generated lines", "code", "docs", "blank"
        );
        let all = Lines::sum(self.lines.values());
        for (kind, it) in self.lines.iter().chain([(&"all", &all)]) {
            println!("{kind:<18}{:>9}{:>9}{:>9}", it.code, it.docs, it.blank);
        }
    }

    pub(super) fn json(&self) -> Value {
        let seconds = self.figures.iter().map(|it| {
            let seconds = it.figure.time.as_secs_f64();
            (it.way.name(), seconds)
        });
        let processor = self.figures.iter().map(|it| {
            let seconds = it.figure.work().as_secs_f64();
            (it.way.name(), seconds)
        });
        let memory = self.figures.iter();
        let memory = memory.filter_map(|it| Some((it.way.name(), it.figure.memory()?)));
        let lines = self.lines.iter().map(|(kind, it)| {
            let counts = json!({ "code": it.code, "docs": it.docs, "blank": it.blank });
            (*kind, counts)
        });
        let costs = self.costs.iter().map(|it| {
            let cost = json!({ "seconds": it.seconds, "memory": it.memory });
            (it.kind, cost)
        });
        json!({
            "runs": self.runs,
            "seconds": seconds.collect::<BTreeMap<_, _>>(),
            "processor": processor.collect::<BTreeMap<_, _>>(),
            "memory": memory.collect::<BTreeMap<_, _>>(),
            "crates": self.crates,
            "lines": lines.collect::<BTreeMap<_, _>>(),
            "items": self.items.map(|it| json!({
                "models": it.models,
                "structs": it.structs,
                "enums": it.enums,
                "unions": it.unions,
                "operations": it.operations,
            })),
            "costs": costs.collect::<BTreeMap<_, _>>(),
        })
    }
}

/// Prints the growth as a table.
pub(super) fn print_growth(growth: &[Growth]) {
    println!("cargo check per 1,000 models, in processor time, without that of an empty crate:\n");
    println!("{:>10}{:>12}{:>12}", "models", "time", "memory");
    for it in growth {
        println!(
            "{:>10}{:>12}{:>12}",
            with_separators(it.models),
            format!("{:.2} s", it.seconds),
            shown(it.megabytes, "MB")
        );
    }
}

pub(super) fn growth_json(growth: &[Growth]) -> Value {
    let rows = growth
        .iter()
        .map(|it| json!({ "models": it.models, "seconds": it.seconds, "megabytes": it.megabytes }));
    rows.collect()
}

#[expect(clippy::cast_precision_loss, reason = "figures need few digits")]
fn as_megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// A value with its unit, or a dash.
fn shown(value: Option<f64>, unit: &str) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.0} {unit}"))
}
