//! All names that generated code uses: those in the code of the fixtures and in the macros of the runtime, the keywords
//! of Rust, and the names of the prelude, of the primitive types and of crates.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use crate::fixtures;
use crate::scratch::workspace;

/// Names that a document may use and that generated code may contain, although no fixture does.
const OF_RUST: &str = "
    Self abstract alignof as async auto await become box break const continue crate default do dyn else enum extern
    false final fn for gen if impl in let loop macro macro_rules match mod move mut override priv proc pub pure raw
    ref return safe self static struct super trait true try type typeof union unsafe unsized use virtual where while
    yield
    AsMut AsRef AsyncFn Box Clone Copy Default DoubleEndedIterator Drop Eq Err Extend ExactSizeIterator Fn FnMut FnOnce
    From FromIterator Future Hash Into IntoFuture IntoIterator Iterator None Ok Option Ord PartialEq PartialOrd Result
    Send Sized Some String Sync ToOwned ToString TryFrom TryInto Unpin Vec Debug Display drop
    bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
    alloc apicrate_derive apicrate_runtime bytes core http proc_macro serde serde_json std test tokio
    bin build lib main mod models server webhooks client tests examples benches
    from wait options new send clone default build self type into try_into as_ref borrow borrow_mut to_owned to_string
    fmt eq ne cmp partial_cmp hash poll next drop deref index not neg add sub into_future into_iter fallback
    serialize deserialize with_new with_send with_options with_clone with_default body request handle method api
    A B C E I K O S T U V X D R W
";

/// All names, sorted.
pub(crate) fn names() -> Vec<String> {
    let mut names: BTreeSet<String> = OF_RUST.split_whitespace().map(str::to_owned).collect();
    let mut users: BTreeMap<String, usize> = BTreeMap::new();
    for fixture in fixtures::names() {
        let mut of_fixture = BTreeSet::new();
        for source in fixtures::generate(&fixture, &fixtures::text(&fixture)).values() {
            collect(parsed(source), &mut of_fixture);
        }
        for name in of_fixture {
            *users.entry(name).or_default() += 1;
        }
    }
    // Other names are those of the fixture.
    let shared = users.into_iter().filter(|(_, count)| *count > 2);
    names.extend(shared.map(|(name, _)| name));
    of_macros(&workspace().join("generator/runtime/src"), &mut names);
    names.into_iter().collect()
}

fn parsed(source: &str) -> TokenStream {
    source.parse().expect("the source has only tokens of Rust")
}

/// Adds all identifiers, without the prefix `r#`.
fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let name = name.strip_prefix("r#").unwrap_or(&name);
                if name != "_" {
                    names.insert(name.to_owned());
                }
            }
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Adds the identifiers in all macros below a folder: their code becomes a part of generated code.
fn of_macros(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            of_macros(&path, names);
            continue;
        }
        let source = fs::read_to_string(&path).expect("the file can be read");
        let mut tokens = parsed(&source).into_iter();
        while let Some(token) = tokens.next() {
            if matches!(&token, TokenTree::Ident(word) if word == "macro_rules") {
                // The exclamation mark, the name and the rules.
                let rules = tokens.by_ref().take(3).collect();
                collect(rules, names);
            }
        }
    }
}
