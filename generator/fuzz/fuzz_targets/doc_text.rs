//! Fuzzes documentation: rustdoc finds no code, HTML or foreign link in it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| apicrate_fuzz::doc_text(text));
