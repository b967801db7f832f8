//! probe
use trophy_generator::{document::Document, render, resolve};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let t = std::time::Instant::now();
    let d = match Document::read(a[1].as_ref()) { Ok(d) => d, Err(e) => { println!("{e}"); std::process::exit(1) } };
    let t1 = t.elapsed();
    let (api, w) = match resolve::resolve(&d) { Ok(d) => d, Err(e) => { println!("{e}"); std::process::exit(1) } };
    let t2 = t.elapsed();
    println!("{w}");
    let f = match render::render(&api, &render::Options { source: a[1].clone(), root: a.get(3).cloned().unwrap_or("Api".into()), ..Default::default() }) { Ok(d) => d, Err(e) => { println!("{e}"); std::process::exit(1) } };
    println!("{} types {} ops {} files; {t1:?} {t2:?} {:?}", api.types.len(), api.operation_count(), f.len(), t.elapsed());
    let out = std::path::Path::new(&a[2]);
    for (p, s) in f { let p = out.join(p); std::fs::create_dir_all(p.parent().unwrap()).unwrap(); std::fs::write(p, s).unwrap(); }
}
