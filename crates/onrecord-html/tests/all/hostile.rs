//! Pages made to be slow. A parser that follows the specification to the letter takes quadratic time on many of them.

mod inputs;

use std::time::Instant;

use onrecord_html::{Options, parse};

/// As pages are read, which goes farther on some inputs than the specification does.
fn mending() -> Options {
    Options {
        end_unclosed: true,
        ..Options::default()
    }
}

#[test]
fn hostile_inputs_give_trees_in_proportion() {
    for (name, html) in inputs::inputs(100_000) {
        let document = parse(&html, &mending());
        crate::invariants::check(&document);
        // The budget for re-opened elements is what the ten thousand stand for.
        assert!(
            document.len() <= html.len() + 10_010,
            "{name}: {} nodes",
            document.len()
        );
    }
}

/// Time is for a release build on a machine with nothing else to do, hence not part of every run.
#[test]
#[ignore = "times a release build"]
fn ten_megabytes_in_a_second() {
    if cfg!(debug_assertions) {
        panic!("run with --release");
    }
    let mut slow = Vec::new();
    for (name, html) in inputs::inputs(10_000_000) {
        let start = Instant::now();
        let document = parse(&html, &mending());
        let spent = start.elapsed();
        println!(
            "{name:32} {:5.1} MB {:6} ms {:9} nodes",
            html.len() as f64 / 1e6,
            spent.as_millis(),
            document.len()
        );
        if spent.as_millis() >= 1000 {
            slow.push(name);
        }
    }
    assert!(slow.is_empty(), "over a second: {slow:?}");
}
