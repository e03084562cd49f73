//! How fast pages become trees, here and in the parsers that others use, in one run.
//!
//! The pages are those of the `naeb` and `wcxb` folders under `ONRECORD_GOLD`. A round over all of them is one
//! iteration, so that the figure is the throughput of real pages and not of a favourite one. What is measured is the
//! time that the core spent on this thread: a neighbour on the machine then costs the figures little.

#[path = "gold.rs"]
mod gold;

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use html5ever::tendril::TendrilSink;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use onrecord_html::{Options, Step, decode, parse, sniff};
use onrecord_record::Capture;

/// The time this thread had of a core; for the rest as criterion's own measurement.
struct CpuTime;

impl Measurement for CpuTime {
    type Intermediate = ThreadTime;
    type Value = Duration;

    fn start(&self) -> ThreadTime {
        ThreadTime::now()
    }

    fn end(&self, start: ThreadTime) -> Duration {
        start.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn throughput(criterion: &mut Criterion<CpuTime>) {
    let bytes = gold::pages();
    let texts: Vec<String> = bytes
        .iter()
        .map(|bytes| {
            decode(bytes, sniff(bytes, None).encoding)
                .text()
                .to_string()
        })
        .collect();
    let size: usize = texts.iter().map(String::len).sum();
    let options = Options::default();

    let mut group = criterion.benchmark_group("pages");
    group.throughput(Throughput::Bytes(size as u64));
    group
        .sample_size(10)
        .warm_up_time(Duration::from_secs(2))
        .measurement_time(Duration::from_secs(8));

    group.bench_function("onrecord-html", |bencher| {
        bencher.iter(|| {
            texts
                .iter()
                .map(|text| parse(text, &options).len())
                .sum::<usize>()
        });
    });
    group.bench_function("onrecord-html, from bytes", |bencher| {
        bencher.iter(|| {
            let parsed = bytes.iter().map(|bytes| {
                let decoded = decode(bytes, sniff(bytes, None).encoding);
                parse(decoded.text(), &options).len()
            });
            parsed.sum::<usize>()
        });
    });
    group.bench_function("onrecord-html, and read every text", |bencher| {
        bencher.iter(|| {
            let mut read = 0;
            for text in &texts {
                let document = parse(text, &options);
                for step in document.walk(document.root()) {
                    if let Step::Enter(id) = step {
                        read += document.text(id).len()
                            + document.attr(id, "class").map_or(0, str::len);
                    }
                }
            }
            read
        });
    });
    group.bench_function("tl", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                black_box(
                    tl::parse(text, tl::ParserOptions::default())
                        .map(|dom| dom.nodes().len())
                        .ok(),
                );
            }
        });
    });
    group.bench_function("lol_html, with handlers", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                let (mut elements, mut length) = (0, 0);
                let settings = RewriteStrSettings::new()
                    .append_element_content_handler(element!("*", |_| {
                        elements += 1;
                        Ok(())
                    }))
                    .append_element_content_handler(text!("*", |chunk| {
                        length += chunk.as_str().len();
                        Ok(())
                    }));
                let _ = black_box(rewrite_str(text, settings));
                black_box((elements, length));
            }
        });
    });
    group.bench_function("html5ever and rcdom", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                let sink = markup5ever_rcdom::RcDom::default();
                black_box(html5ever::parse_document(sink, Default::default()).one(text.as_str()));
            }
        });
    });
    group.bench_function("scraper", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                black_box(scraper::Html::parse_document(text));
            }
        });
    });
    group.finish();
}

/// What reading costs from bytes to record, beside the parts that a parser has in it: how much faster reading is than
/// with html5ever in the parser's place is the first plus the third less the second, over the first.
fn reading(criterion: &mut Criterion<CpuTime>) {
    let captures: Vec<Capture> = gold::pages()
        .into_iter()
        .map(|body| Capture {
            body,
            ..Capture::default()
        })
        .collect();
    let size: usize = captures.iter().map(|capture| capture.body.len()).sum();
    let reading = onrecord_read::Options {
        statements: false,
        ..onrecord_read::Options::default()
    };

    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Bytes(size as u64));
    group
        .sample_size(10)
        .warm_up_time(Duration::from_secs(2))
        .measurement_time(Duration::from_secs(8));
    group.bench_function("bytes to record", |bencher| {
        bencher.iter(|| {
            let blocks = captures
                .iter()
                .map(|capture| onrecord_read::read(capture, &reading).blocks.len());
            blocks.sum::<usize>()
        });
    });
    group.bench_function("of which decoding and parsing", |bencher| {
        bencher.iter(|| {
            let nodes = captures.iter().map(|capture| {
                let decoded = decode(&capture.body, sniff(&capture.body, None).encoding);
                parse(decoded.text(), &Options::default()).len()
            });
            nodes.sum::<usize>()
        });
    });
    group.bench_function("decoding, and parsing by html5ever and rcdom", |bencher| {
        bencher.iter(|| {
            for capture in &captures {
                let decoded = decode(&capture.body, sniff(&capture.body, None).encoding);
                let sink = markup5ever_rcdom::RcDom::default();
                let parser = html5ever::parse_document(sink, Default::default());
                black_box(parser.one(decoded.text()));
            }
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = throughput, reading
}
criterion_main!(benches);
