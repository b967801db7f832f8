//! Property tests: no input makes the generator panic, hang, or generate invalid Rust. The targets in `fuzz/` search
//! for such inputs without a time limit; these tests search for a few seconds in each run.

#![expect(clippy::panic, reason = "a property that does not hold fails the test")]

mod conditions;
mod dialects;
mod doc_text;
mod files;
mod mutation;
mod order;
mod promise;

use std::path::Path;
use std::sync::LazyLock;

use apicrate::{Document, resolve};
use arbitrary::Unstructured;
use proptest::collection::vec;
use proptest::prelude::*;

use self::conditions::conditions_fit;
use self::dialects::{ApiDescription, dialects_mean_the_same};
use self::files::files_mean_the_same;
use self::mutation::Seeds;
use self::order::order_means_nothing;
use self::promise::holds;

/// The number of random variants of each fixture.
const SEEDS_PER_FIXTURE: u64 = 2;

static SEEDS: LazyLock<Seeds> =
    LazyLock::new(|| Seeds::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")));

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_keeps_the_promises(text in "(openapi: 3\\.1\\.0\n)?([a-z$]{1,9}|[&*!|>'\"\\[\\]{}:,#%@ \n-]|\\PC){0,80}") {
        holds(&text, None);
    }

    #[test]
    fn mutated_documents_keep_the_promises(bytes in vec(any::<u8>(), 64..512)) {
        if let Ok(document) = SEEDS.mutant(&mut Unstructured::new(&bytes)) {
            holds(&document.to_string(), None);
        }
    }

    #[test]
    fn mutated_documents_of_swagger_keep_the_promises(bytes in vec(any::<u8>(), 64..512)) {
        if let Ok(document) = SEEDS.swagger_mutant(&mut Unstructured::new(&bytes)) {
            holds(&document.to_string(), None);
        }
    }

    #[test]
    fn the_order_of_mutated_documents_means_nothing(bytes in vec(any::<u8>(), 64..512), seed in any::<u64>()) {
        if let Ok(document) = SEEDS.mutant(&mut Unstructured::new(&bytes)) {
            order_means_nothing("mutant", &document, seed);
        }
    }

    #[test]
    fn several_files_mean_the_same_as_one(index in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let documents: Vec<_> = SEEDS.documents().collect();
        let (name, document) = documents[index.index(documents.len())];
        files_mean_the_same(name, document, seed);
    }

    #[test]
    fn generated_overlays_keep_the_promises(bytes in vec(any::<u8>(), 64..512)) {
        let mut u = Unstructured::new(&bytes);
        if let Ok(document) = SEEDS.document(&mut u)
            && let Ok(overlay) = SEEDS.overlay(&mut u, &document)
        {
            holds(&document.to_string(), Some(&overlay.to_string()));
        }
    }
}

#[test]
fn the_order_of_fixtures_means_nothing() {
    for (name, document) in SEEDS.documents() {
        for seed in 0..SEEDS_PER_FIXTURE {
            order_means_nothing(name, document, seed);
        }
    }
}

#[test]
fn models_have_the_features_of_all_groups_that_contain_them() {
    for (name, document) in SEEDS.documents() {
        let document = Document::parse(name, document.to_string());
        if let Ok((api, _)) = document.and_then(|document| resolve(&document)) {
            conditions_fit(&api);
        }
    }
}

#[test]
fn fixtures_mean_the_same_in_several_files() {
    for (name, document) in SEEDS.documents() {
        for seed in 0..SEEDS_PER_FIXTURE {
            files_mean_the_same(name, document, seed);
        }
    }
}

/// The maximum size of a published document in bytes. A larger one takes seconds.
const MAX_PUBLISHED: usize = 1 << 20;

/// Published documents, which are not part of the repository.
#[test]
fn the_order_of_published_documents_means_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !folder.is_dir() {
        println!("skipped: {} does not exist", folder.display());
        return;
    }
    for (name, document) in Seeds::read(&folder).documents() {
        if document.to_string().len() > MAX_PUBLISHED {
            println!("skipped: {name} is too large");
            continue;
        }
        order_means_nothing(name, document, 1);
    }
}

/// Descriptions that rustdoc would run, display as HTML, or report, if they were written as they are.
const ATTACKS: &[&str] = &[
    // Code blocks with a language that rustdoc compiles.
    "```\npanic!()\n```",
    "~~~\npanic!()\n~~~",
    "```rust\tx\npanic!()\n```",
    "```test_harness\npanic!()\n```",
    "```standalone_crate\npanic!()\n```",
    "```edition2021\npanic!()\n```",
    "```(x)\npanic!()\n```",
    "```{.x}\npanic!()\n```",
    "```{.rust}\npanic!()\n```",
    "```text,rust\npanic!()\n```",
    "```text rust\npanic!()\n```",
    "~~~ a`b\npanic!()\n~~~",
    "````\n```\npanic!()\n````",
    "```\npanic!()",
    "   ```\n   panic!()\n   ```",
    "a\n```\npanic!()\n```",
    "a\u{1e}```\u{1e}panic!()\u{1e}```",
    "\u{1e}```\npanic!()\n```",
    "a\r```\rpanic!()\r```",
    "a\u{b}\n```\npanic!()\n```",
    "a\u{2028}```\u{2028}panic!()",
    "a\u{85}```\u{85}panic!()",
    "&#10;```&#10;panic!()&#10;```",
    "a&NewLine;&NewLine;```&NewLine;panic!()",
    // Code blocks in other blocks.
    "> ```\n> panic!()\n> ```",
    "- ```\n  panic!()\n  ```",
    "1. a\n\n   ```\n   panic!()\n   ```",
    "- > - ```\n  >   panic!()",
    "999999999. a\n1. b\n\n               panic!()",
    "- a\n  10. b\n\n          panic!()",
    "-\n\n      panic!()",
    "1.\n\n         panic!()",
    // Indented code.
    "    panic!()",
    "\tpanic!()",
    "a\n\n    panic!()",
    "# a\n    panic!()",
    "***\n    panic!()",
    "a\n===\n    panic!()",
    "a\n---\n    panic!()",
    "|a|\n|-|\n|b|\n\n    panic!()",
    "|a|\n|-|\n    panic!()",
    "- a\n\n\n      panic!()",
    "- \tpanic!()",
    ">\tpanic!()\n>\n>     panic!()",
    "[a]: https://b.example\n\n    panic!()",
    "<p>\n\n    panic!()",
    "<pre>panic!()</pre>",
    "<pre><code class=\"rust\">panic!()\n\n```\n</code></pre>",
    "<ol><li></li><li>a<p>b<pre>c</pre></li></ol>",
    "<ul>a<ol><li><li><li>b<pre>panic!()</pre></ol></ul>",
    "<ol><li><ol><li><ol><li><ol><li><ol><li>a<p>b<p>c</ol>",
    // HTML.
    "<script>alert(1)</script>",
    "\\<script>alert(1)</script>",
    "\\\\<script>alert(1)</script>",
    "\\`<script>alert(1)</script>\\`",
    "`\\`<script>alert(1)</script>`",
    "``` <script>alert(1)</script> ```",
    "`` ` <script>alert(1)</script> ` ``",
    "`a\n<script>alert(1)</script>`",
    "`a\n\n<script>alert(1)</script>`",
    "a `b\n- <script>alert(1)</script>` c",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<<b>script>alert(1)<</b>/script>",
    "<b></b><<i></i>script>alert(1)</script>",
    "&<b></b>lt;script>",
    "<code><script>alert(1)</script></code>",
    "<code>`<script>alert(1)</script></code>",
    "<code>a</code><code>`[a]<script></code>",
    "`a`<code>``<script>alert(1)</script></code>",
    "`a`<b></b>``b`<script>``",
    "<img src=x onerror=alert(1)>",
    "<!-- --><script>alert(1)</script>",
    "<a href=\"https://x.example\" onclick=\"alert(1)\">x</a>",
    "<svg/onload=alert(1)>",
    "<?php x ?> <!DOCTYPE x> <![CDATA[x]]>",
    "<p onclick=\"alert(1)\">x</p>",
    "|a|\n|-|\n|`<script>\\|</script>`|",
    "|a|\n|-|\n|`x\\\\|<script>alert(1)</script>`|",
    "|`a|\n|-|\n|<script>`|",
    // Links.
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "<javascript:alert(1)>",
    "[x](data:text/html,x)",
    "[x](vbscript:x)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "![x](javascript:alert(1))",
    "![x](https://x.example/x.png)",
    "[![x](https://x.example/x.png)](https://x.example)",
    "!<b><a href=https://x.example>x</a></b>",
    "[Vec] [`Vec`] [a][Vec] [a](Vec) [a](crate::x) [a](#b#c) [x](mailto:a@b)",
    "[^1]\n\n[^1]: panic!()",
    "[x](https://x.example \"a](javascript:b)\")",
    "[a](https://x.example/`b) `c [d](<https://x.example/ e>)",
    "https://x.example/a https://x.example/<b> (https://x.example) xhttps://x.example *https://x.example*",
    "[https://x.example](https://y.example) <https://x.example/`> https://x.example/`a",
    "- [ ] a\n- [x] b",
    // Characters.
    "a\u{202e}b\u{2066}c\u{0}d\re\u{feff}f",
    "&#x202e; &#0; &#13; &#x2066;",
    "a\\",
    "`",
    "a\n\n\\\n```\n",
    // A backslash before a URL.
    "\\https://x.example[a]",
    // Two line breaks before a tag.
    "a<br><br><script>panic!()</script>",
    "a\n\\\n<br><script>panic!()",
];

#[test]
fn documentation_of_attacks_is_harmless() {
    let starts = [
        "a ",
        "a\n",
        "- ",
        "> ",
        "1. ",
        "| a |\n|--|\n| ",
        "<p>",
        "\\",
        "`",
        "*",
        "[",
        "# ",
    ];
    for (attack, start) in ATTACKS.iter().zip(starts.iter().cycle()) {
        doc_text::holds(attack);
        let nested: Vec<String> = attack.lines().map(|line| format!("   {line}")).collect();
        doc_text::holds(&format!("{start}{attack}\n\n1. a\n\n{}", nested.join("\n")));
        let words = attack.replace("panic!()", &"word - 1. ``` # ".repeat(10));
        doc_text::holds(&format!("{}{words}", "word ".repeat(18)));
    }
}

/// Characters and words that have a meaning in Markdown or HTML.
const WORDS: &[&str] = &[
    "```",
    "~~~",
    "`",
    "``",
    "\n",
    "\n\n",
    "\n    ",
    "\n  ",
    "\t",
    " ",
    "  \n",
    "\\",
    "\\\n",
    "*",
    "**",
    "***",
    "_",
    "~~",
    "~",
    "> ",
    "- ",
    "+ ",
    "* ",
    "1. ",
    "2) ",
    "10. ",
    "999999999. ",
    "#",
    "# ",
    "===\n",
    "---\n",
    "|",
    "|a|b|\n|-|-|\n",
    "|-|\n",
    "[",
    "]",
    "[a]",
    "[^a]",
    "[a]: ",
    "(",
    ")",
    "](",
    "](https://x.example)",
    "](javascript:x)",
    "!",
    "![",
    "<",
    ">",
    "</",
    "/>",
    "<p>",
    "</p>",
    "<br>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<ul>",
    "</ul>",
    "<ol>",
    "</ol>",
    "<li>",
    "</li>",
    "<a href=\"https://x.example\">",
    "<a href=javascript:x>",
    "</a>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<x",
    "<x y='",
    "\"",
    "'",
    "&",
    "&lt;",
    "&#10;",
    "&#x60;",
    "lt;",
    ";",
    "#10;",
    "https://x.example",
    "http://",
    "h",
    "a",
    "b",
    "1",
    ":",
    ".",
    "=",
    "-",
    "+",
    "{",
    "}",
    "\r",
    "\u{0}",
    "\u{1e}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{85}",
    "\u{a0}",
    "\u{feff}",
    "é",
    "“",
    "rust",
    "text",
    "word word word word word word word word word word word word word word word word word word word",
];

/// Text that consists mostly of [`WORDS`].
fn markdown() -> impl Strategy<Value = String> {
    vec(
        prop_oneof![8 => proptest::sample::select(WORDS).prop_map(str::to_owned), 1 => "\\PC{1,3}"],
        0..40,
    )
    .prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documentation_of_any_text_is_harmless(text in markdown()) {
        doc_text::holds_for_sample(&text);
    }
}

proptest! {
    // Each case generates three crates.
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn versions_of_openapi_have_the_same_code(bytes in vec(any::<u8>(), 64..512), seed in any::<u64>()) {
        if let Ok(api) = ApiDescription::arbitrary(&mut Unstructured::new(&bytes)) {
            dialects_mean_the_same(&api, seed);
        }
    }
}
