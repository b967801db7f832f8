//! Writes `$OUT_DIR/plants.rs`.

use apicrate::build::Build;

fn main() {
    Build::new("plants.yaml").module("plants");
}
