//! Uses code that `build.rs` has made of `plants.yaml`.

include!(concat!(env!("OUT_DIR"), "/plants.rs"));

use plants::models::Plant;

fn main() {
    let plant = Plant::new("oak").height(21.5);
    println!("{plant:#?}");
}
