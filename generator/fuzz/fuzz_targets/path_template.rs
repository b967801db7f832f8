//! Fuzzes path templates with any path.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| apicrate_fuzz::path_template(texts.0, texts.1));
