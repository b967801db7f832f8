//! Any text as a document.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| trophy_generator_fuzz::document(text));
