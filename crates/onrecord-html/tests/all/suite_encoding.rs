//! The public suite's encoding tests.

use onrecord_html::{EncodingSource, sniff};

/// Splits a file of bytes into tests: the input, and the label of the encoding it is in.
fn cases(file: &[u8]) -> Vec<(Vec<u8>, String)> {
    let mut cases = Vec::new();
    let mut lines = file.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        if line != b"#data" {
            continue;
        }
        let mut data: Vec<&[u8]> = Vec::new();
        for line in lines.by_ref() {
            if line == b"#encoding" {
                break;
            }
            data.push(line);
        }
        let label = lines.next().unwrap();
        cases.push((
            data.join(&b'\n'),
            String::from_utf8(label.to_vec()).unwrap(),
        ));
    }
    cases
}

#[test]
#[ignore = "needs ONRECORD_BENCH"]
fn encoding() {
    let folder = crate::folder("ONRECORD_BENCH").join("html5lib-tests/encoding");
    let (mut passed, mut failed) = (0, Vec::new());
    for file in crate::files(&folder, "dat") {
        for (data, label) in cases(&std::fs::read(&file).unwrap()) {
            let expected = onrecord_html::Encoding::for_label(label.as_bytes()).unwrap();
            let sniffed = sniff(&data, None);
            if sniffed.encoding == expected {
                passed += 1;
            } else {
                failed.push(format!(
                    "{}: expected {}, found {} by {:?}: {:?}",
                    file.display(),
                    expected.name(),
                    sniffed.encoding.name(),
                    sniffed.source,
                    String::from_utf8_lossy(&data)
                ));
            }
            assert!(sniffed.source != EncodingSource::Transport);
        }
    }
    println!("encoding: {passed} passed, {} failed", failed.len());
    assert!(passed > 50, "the suite is not whole");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
