//! Writes `$OUT_DIR/plants.rs`.

use trophy_generator::build::Build;

fn main() {
    Build::new("plants.yaml").module("plants");
}
