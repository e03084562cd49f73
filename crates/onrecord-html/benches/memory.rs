//! How much memory a page takes while it is parsed and read, in bytes for a byte of it.
//!
//! What is counted is what the allocator has given out at its peak, less what it had given out before.

#[path = "gold.rs"]
mod gold;
#[path = "../tests/all/hostile/inputs.rs"]
mod inputs;

use std::hint::black_box;

use onrecord_html::{Options, decode, parse, sniff};
use onrecord_record::Capture;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The peak while `work` runs, for each of `size` bytes.
fn peak(size: usize, work: impl FnOnce()) -> f64 {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    work();
    (MEMORY.peak_usage() - before) as f64 / size as f64
}

fn print(name: &str, mut found: Vec<f64>) {
    found.sort_by(f64::total_cmp);
    let at = |share: usize| found[(found.len() - 1) * share / 100];
    println!(
        "{name:28} median {:5.1}  nine of ten {:5.1}  most {:5.1}",
        at(50),
        at(90),
        at(100)
    );
}

fn main() {
    let options = Options::default();
    let (mut parsing, mut reading) = (Vec::new(), Vec::new());
    for body in gold::pages() {
        // What is allocated for any page at all would make the figures of small ones say nothing.
        if body.len() < 10_000 {
            continue;
        }
        parsing.push(peak(body.len(), || {
            let decoded = decode(&body, sniff(&body, None).encoding);
            black_box(parse(decoded.text(), &options));
        }));
        let capture = Capture {
            body,
            ..Capture::default()
        };
        reading.push(peak(capture.body.len(), || {
            black_box(onrecord_read::read(
                &capture,
                &onrecord_read::Options::default(),
            ));
        }));
    }
    println!("bytes of memory for a byte of the page");
    print("pages, parsed", parsing);
    print("pages, read whole", reading);
    for (name, html) in inputs::inputs(2_000_000) {
        let parsed = peak(html.len(), || {
            black_box(parse(&html, &options));
        });
        println!("{name:36} {parsed:5.1}");
    }
}
