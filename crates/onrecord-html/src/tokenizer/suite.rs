//! The public suite's tokenizer tests, which look at tokens that no caller sees.

// A test has no caller that could read the suite's files for it.
#![allow(clippy::disallowed_methods)]

use serde_json::{Value, json};

use super::{RunKind, Token, Tokenizer};

/// The tokens of a text in the format of the suite.
fn tokens(text: &str, state: &str, last_start_tag: &str) -> Vec<Value> {
    let mut tokenizer = Tokenizer::new(text, usize::MAX);
    match state {
        "Data state" => {}
        "PLAINTEXT state" => tokenizer.enter_plaintext(),
        "RCDATA state" => tokenizer.enter_raw(last_start_tag, true),
        "RAWTEXT state" => tokenizer.enter_raw(last_start_tag, false),
        "Script data state" => tokenizer.enter_script(last_start_tag),
        "CDATA section state" => tokenizer.enter_cdata(),
        _ => panic!("unknown state {state}"),
    }
    let mut tokens: Vec<Value> = Vec::new();
    let mut characters = String::new();
    loop {
        let token = tokenizer.next(false);
        if !matches!(token, Token::Text(_)) && !characters.is_empty() {
            tokens.push(json!(["Character", std::mem::take(&mut characters)]));
        }
        let name = || {
            let tag = tokenizer.tag;
            let name = &text[tag.start as usize + 1..tag.name_end as usize];
            name.trim_start_matches('/')
                .replace('\0', "\u{FFFD}")
                .to_ascii_lowercase()
        };
        match token {
            Token::Text(run) => match run.kind {
                RunKind::Copied => characters.push_str(&text[run.start as usize..run.end as usize]),
                RunKind::Reference(value) => value.push_to(&mut characters),
                RunKind::Newline => characters.push('\n'),
                RunKind::Nul => characters.push('\0'),
                RunKind::Replaced => characters.push('\u{FFFD}'),
            },
            Token::Start => {
                let start = tokenizer.tag.attrs_start as usize;
                let attrs: serde_json::Map<String, Value> = tokenizer.attrs[start..]
                    .iter()
                    .map(|attr| {
                        (
                            tokenizer.attr_name(attr).to_string(),
                            json!(tokenizer.attr_value(attr)),
                        )
                    })
                    .collect();
                tokens.push(match tokenizer.tag.self_closing {
                    true => json!(["StartTag", name(), attrs, true]),
                    false => json!(["StartTag", name(), attrs]),
                });
            }
            Token::End => tokens.push(json!(["EndTag", name()])),
            Token::Comment(comment) => {
                let data = match tokenizer.decode_comment(comment.data_start, comment.data_end) {
                    Some(decoded) => {
                        &tokenizer.decoded[decoded.start as usize..decoded.end as usize]
                    }
                    None => &text[comment.data_start as usize..comment.data_end as usize],
                };
                tokens.push(json!(["Comment", data]));
            }
            Token::Doctype => {
                let doctype = tokenizer.doctype.take().unwrap();
                let name = Some(&doctype.parts.name).filter(|name| !name.is_empty());
                tokens.push(json!([
                    "DOCTYPE",
                    name,
                    doctype.parts.public_id,
                    doctype.parts.system_id,
                    !doctype.force_quirks
                ]));
            }
            Token::Eof => return tokens,
        }
    }
}

/// Undoes the second escaping of a test; `None` if there is a lone surrogate, which no decoded text can hold.
fn unescape(text: &str) -> Option<String> {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        units.extend(rest[..at].encode_utf16());
        units.push(u16::from_str_radix(&rest[at + 2..at + 6], 16).unwrap());
        rest = &rest[at + 6..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16(&units).ok()
}

fn unescape_all(value: &Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => json!(unescape(text)?),
        Value::Array(items) => items
            .iter()
            .map(unescape_all)
            .collect::<Option<Vec<_>>>()?
            .into(),
        Value::Object(map) => {
            let entries = map
                .iter()
                .map(|(key, value)| Some((unescape(key)?, unescape_all(value)?)));
            Value::Object(entries.collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}

#[test]
#[ignore = "needs ONRECORD_BENCH"]
fn tokenizer() {
    let bench = std::env::var_os("ONRECORD_BENCH")
        .expect("ONRECORD_BENCH is not set: this test needs its data");
    let folder = std::path::PathBuf::from(bench).join("html5lib-tests/tokenizer");
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let (mut passed, mut surrogates, mut failed) = (0, 0, Vec::new());
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.extension().is_none_or(|extension| extension != "test") {
            continue;
        }
        // The tests of `xmlViolation.test` are under `xmlViolationTests`: they are for parsers that
        // change the text into what XML can hold, which the specification does not ask for.
        let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for test in file["tests"].as_array().into_iter().flatten() {
            let mut test = test.clone();
            if test["doubleEscaped"] == json!(true) {
                let whole = unescape_all(&test["input"]).zip(unescape_all(&test["output"]));
                let Some((input, output)) = whole else {
                    surrogates += 1;
                    continue;
                };
                test["input"] = input;
                test["output"] = output;
            }
            let data = vec![json!("Data state")];
            for state in test["initialStates"].as_array().unwrap_or(&data) {
                let found = tokens(
                    test["input"].as_str().unwrap(),
                    state.as_str().unwrap(),
                    test["lastStartTag"].as_str().unwrap_or(""),
                );
                if test["output"] == json!(found) {
                    passed += 1;
                } else {
                    failed.push(format!(
                        "{} {} ({state}): {}\n  expected {}\n  found    {}",
                        path.file_name().unwrap().to_string_lossy(),
                        test["description"],
                        test["input"],
                        test["output"],
                        json!(found)
                    ));
                }
            }
        }
    }
    println!(
        "tokenizer: {passed} passed, {surrogates} excepted for lone surrogates, {} failed",
        failed.len()
    );
    assert!(passed > 6500, "the suite is not whole");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
