//! Fuzzes documents with any text.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| apicrate_fuzz::document(text));
