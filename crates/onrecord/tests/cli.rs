//! The program from outside: what goes in as arguments and pages, what comes
//! out on its streams, and how it ends.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A page of an invented paper.
const PAGE: &str = "<!doctype html><html lang=en><head><meta charset=utf-8>\
<title>Ferry to Osk sails again - Veld Courier</title></head><body>\
<nav><a href=/>Home</a> <a href=/weather>Weather</a></nav><main><article>\
<h1>Ferry to Osk sails again</h1>\
<p>The ferry between Veld and Osk sailed on Tuesday for the first time since January, \
after nine weeks in which the island had no regular link to the coast at all.</p>\
<p>“We were cut off,” said Ilse Marn, the mayor of Osk, who had waited on the pier since \
dawn with half the island. “Now we breathe, and the shops will have bread.”</p>\
<p>The harbour office expects four sailings a day until June, when a second ship is to join \
the line. Tickets cost as much as before, the company said in a notice at the pier.</p>\
</article></main></body></html>";

/// A directory that is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("onrecord-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, body: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, body).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command
        .stdin(Stdio::null())
        .env_remove("NO_COLOR")
        .env("TERM", "xterm");
    command
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    program()
        .current_dir(&folder.0)
        .args(arguments)
        .output()
        .unwrap()
}

fn piped(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = program()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may stop reading before the end, at a limit.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}{}",
        out(output),
        err(output)
    );
}

#[test]
fn reads_a_file_and_standard_input_alike() {
    let folder = Folder::new("alike");
    folder.write("osk.html", PAGE);
    let file = run(&folder, &["read", "osk.html", "--format", "text"]);
    assert_code(&file, 0);
    assert_eq!(err(&file), "");
    assert!(
        out(&file).contains("sailed on Tuesday for the first time"),
        "{}",
        out(&file)
    );
    let stdin = piped(&["read", "-", "--format", "text"], PAGE.as_bytes());
    assert_code(&stdin, 0);
    assert_eq!(out(&stdin), out(&file));
}

#[test]
fn every_form_of_several_pages_is_well_formed() {
    let folder = Folder::new("forms");
    for name in ["b.html", "a.html", "sub/c.html"] {
        folder.write(name, PAGE);
    }
    for form in ["json", "jsonld", "ninjs", "csl", "annotations"] {
        for (pages, count) in [
            (&["a.html", "b.html"][..], 2),
            (&["."], 3),
            (&["missing", "a.html"], 1),
            (&["missing", "gone"], 0),
        ] {
            let mut arguments = vec!["read", "--format", form];
            arguments.extend(pages);
            let output = run(&folder, &arguments);
            let value: Value =
                serde_json::from_str(out(&output)).unwrap_or_else(|e| panic!("{form}: {e}"));
            assert_eq!(value.as_array().unwrap().len(), count, "{form}");
        }
        let one = run(&folder, &["read", "--format", form, "a.html"]);
        let value: Value = serde_json::from_str(out(&one)).unwrap();
        assert_eq!(value.is_array(), form == "csl", "{form}");
    }
    let lines = run(&folder, &["read", "--format", "jsonl", "."]);
    assert_eq!(out(&lines).lines().count(), 3);
    for line in out(&lines).lines() {
        onrecord_record::Record::from_json(line).unwrap();
    }
    let html = run(&folder, &["read", "--format", "html", "."]);
    assert_eq!(out(&html).matches("<html>").count(), 1);
    assert_eq!(out(&html).matches("<article ").count(), 3);
    assert!(out(&html).ends_with("</html>\n"));
    let csv = run(&folder, &["quotes", "--format", "csv", "."]);
    assert_code(&csv, 0);
    assert_eq!(out(&csv).matches("page,number,speaker").count(), 1);
}

#[test]
fn output_is_in_input_order_and_the_same_with_any_number_of_jobs() {
    let folder = Folder::new("order");
    let mut names: Vec<String> = Vec::new();
    for number in 0..60 {
        let name = format!("p{number:02}.html");
        // Sizes differ, so that pages are done out of order.
        let more =
            "<p>And so it went on the pier for another day.</p>".repeat((60 - number) * 7 % 50);
        folder.write(
            &name,
            PAGE.replace("</article>", &format!("{more}</article>")),
        );
        names.push(name);
    }
    let of = |jobs: &str| {
        run(
            &folder,
            &[
                "read",
                ".",
                "--format",
                "jsonl",
                "--with-input",
                "--jobs",
                jobs,
            ],
        )
    };
    let one = of("1");
    assert_code(&one, 0);
    assert_eq!(one.stdout, of("8").stdout);
    let read: Vec<String> = out(&one)
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["input"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let wanted: Vec<String> = names
        .iter()
        .map(|name| Path::new(".").join(name).display().to_string())
        .collect();
    assert_eq!(read, wanted);
}

#[test]
fn a_page_that_fails_is_one_line_and_the_others_are_read() {
    let folder = Folder::new("failures");
    folder.write("good.html", PAGE);
    folder.write("empty.html", "");
    folder.write(
        "picture.html",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\x80\x08\x06\0\0\0",
    );
    let large = fs::File::create(folder.0.join("large.html")).unwrap();
    large.set_len(200_000_000).unwrap();
    let begun = Instant::now();
    let output = run(
        &folder,
        &[
            "read",
            "--format",
            "text",
            "missing.html",
            "empty.html",
            "large.html",
            "picture.html",
            "https://courier.example/osk",
            "good.html",
        ],
    );
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_code(&output, 1);
    let lines: Vec<&str> = err(&output).lines().collect();
    let starts = [
        "onrecord: not-found: missing.html: ",
        "onrecord: not-a-page: empty.html: ",
        "onrecord: too-large: large.html: 200000000 bytes",
        "onrecord: not-a-page: picture.html: ",
        "onrecord: fetch-refused: https://courier.example/osk: give --fetch",
    ];
    assert_eq!(lines.len(), starts.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
    assert!(
        out(&output).starts_with("==> good.html <==\n"),
        "{}",
        out(&output)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_complaint_that_cannot_be_written_costs_no_page() {
    let folder = Folder::new("complaint");
    folder.write("page.html", PAGE);
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = program()
        .current_dir(&folder.0)
        .args(["read", "--format", "text", "none.html", "page.html"])
        .stderr(full)
        .output()
        .unwrap();
    assert_code(&output, 1);
    assert!(out(&output).contains("Ferry to Osk sails again"));
}

#[test]
fn standard_input_without_end_stops_at_the_limit() {
    let endless = vec![b'a'; 3_000_000];
    let output = piped(&["read", "-", "--max-bytes", "1MB"], &endless);
    assert_code(&output, 1);
    assert!(
        err(&output).starts_with("onrecord: too-large: -: "),
        "{}",
        err(&output)
    );
}

#[cfg(unix)]
#[test]
fn a_directory_without_permission_is_told_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("permission");
    folder.write("a/one.html", PAGE);
    folder.write("b/two.html", PAGE);
    let locked = folder.0.join("a");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let may_read = fs::read_dir(&locked).is_ok();
    let output = run(&folder, &["read", ".", "--format", "text"]);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(out(&output).contains("two.html <=="), "{}", out(&output));
    // The superuser reads what is locked; for everybody else it is a failure.
    if may_read {
        assert_code(&output, 0);
    } else {
        assert_code(&output, 1);
        assert_eq!(err(&output).lines().count(), 1);
        assert!(
            err(&output).starts_with("onrecord: permission: "),
            "{}",
            err(&output)
        );
    }
}

#[cfg(unix)]
#[test]
fn links_that_go_round_end() {
    let folder = Folder::new("links");
    folder.write("a/one.html", PAGE);
    std::os::unix::fs::symlink("..", folder.0.join("a/up")).unwrap();
    std::os::unix::fs::symlink("a/one.html", folder.0.join("two.html")).unwrap();
    let output = run(&folder, &["read", ".", "--format", "jsonl"]);
    assert_code(&output, 0);
    assert_eq!(out(&output).lines().count(), 2);
}

#[test]
fn wrong_usage_ends_with_two() {
    let folder = Folder::new("usage");
    folder.write("a.html", PAGE);
    folder.write("b.html", PAGE);
    for arguments in [
        &["read"][..],
        &["read", "--format", "xml", "a.html"],
        &["read", "--max-bytes", "ten", "a.html"],
        &[
            "read",
            "--url",
            "https://courier.example/",
            "a.html",
            "b.html",
        ],
        &["read", "--allow-private", "a.html"],
        &["reed"],
        &["check", "a.html"],
    ] {
        let output = run(&folder, arguments);
        assert_code(&output, 2);
        assert_eq!(out(&output), "");
    }
}

#[test]
fn colour_only_where_it_is_wanted() {
    let folder = Folder::new("colour");
    folder.write("a.html", PAGE);
    let piped = run(&folder, &["read", "a.html"]);
    assert!(!out(&piped).contains('\x1b'));
    let always = run(&folder, &["read", "a.html", "--color", "always", "--proof"]);
    assert!(out(&always).contains("\x1b["));
    let never = run(&folder, &["read", "a.html", "--color", "never", "--proof"]);
    assert!(!out(&never).contains('\x1b'));
}

#[test]
fn no_line_of_the_view_is_wider_than_asked() {
    let folder = Folder::new("width");
    folder.write("a.html", PAGE);
    let view = run(
        &folder,
        &["read", "a.html", "--width", "40", "--proof", "--statements"],
    );
    assert_code(&view, 0);
    for line in out(&view).lines() {
        assert!(line.chars().count() <= 40, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = Folder::new("pipe");
    folder.write("a.html", PAGE);
    let mut child = program()
        .current_dir(&folder.0)
        .args(["read", "--format", "json"])
        .args(vec!["a.html"; 500])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_code(&output, 0);
    assert_eq!(err(&output), "");
}

#[test]
fn a_record_holds_against_its_capture_and_no_other() {
    let folder = Folder::new("check");
    folder.write("a.html", PAGE);
    folder.write("pages/b.html", PAGE.replace("Tuesday", "Thursday"));
    folder.write("pages/a.html", PAGE);
    let url = ["--url", "https://courier.example/2031/04/02/osk"];
    let json = run(
        &folder,
        &["read", "a.html", "--format", "json", url[0], url[1]],
    );
    folder.write("a.json", out(&json));
    let holds = run(&folder, &["check", "a.json", "a.html"]);
    assert_code(&holds, 0);
    assert_eq!(out(&holds), "holds: a.json#1: a.html\n");

    // One changed byte.
    folder.write("changed.html", PAGE.replace("nine weeks", "nine weaks"));
    let fails = run(&folder, &["check", "a.json", "changed.html"]);
    assert_code(&fails, 1);
    assert!(
        out(&fails).starts_with("fault: a.json#1: changed.html: "),
        "{}",
        out(&fails)
    );

    // Records of a directory find their captures by digest.
    let lines = run(&folder, &["read", "pages", "--format", "jsonl"]);
    folder.write("all.jsonl", out(&lines));
    let holds = run(&folder, &["check", "all.jsonl", "pages"]);
    assert_code(&holds, 0);
    assert_eq!(out(&holds).lines().count(), 2);
    let quiet = run(&folder, &["check", "--quiet", "all.jsonl", "pages"]);
    assert_eq!(out(&quiet), "");
    let array = run(&folder, &["read", "pages", "--format", "json"]);
    folder.write("all.json", out(&array));
    assert_code(&run(&folder, &["check", "all.json", "pages"]), 0);

    // A record whose capture is not there, and what is no record.
    fs::remove_file(folder.0.join("pages/b.html")).unwrap();
    let missing = run(&folder, &["check", "all.jsonl", "pages"]);
    assert_code(&missing, 1);
    assert!(
        err(&missing).starts_with("onrecord: not-found: all.jsonl#2: "),
        "{}",
        err(&missing)
    );
    folder.write("empty.json", "");
    folder.write("other.json", "{\"schema\": \"other/9\"}");
    for no_record in ["empty.json", "other.json", "a.html"] {
        let output = run(&folder, &["check", no_record, "a.html"]);
        assert_code(&output, 1);
        assert!(
            err(&output).starts_with("onrecord: not-a-record: "),
            "{}",
            err(&output)
        );
    }
}

/// Answers one request with a page, on the loopback address, and ends.
fn serve_once(body: &'static str) -> (u16, std::thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        while lines
            .next()
            .is_some_and(|line| line.is_ok_and(|l| !l.is_empty()))
        {}
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close";
        write!(
            stream,
            "{head}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    });
    (port, server)
}

#[test]
fn fetches_only_where_it_may() {
    let folder = Folder::new("fetch");
    let (port, server) = serve_once(PAGE);
    let url = format!("http://127.0.0.1:{port}/osk");
    let refused = run(&folder, &["read", "--fetch", &url]);
    assert_code(&refused, 1);
    assert!(
        err(&refused).starts_with("onrecord: fetch-refused: http://127.0.0.1"),
        "{}",
        err(&refused)
    );
    let output = run(
        &folder,
        &[
            "read",
            "--fetch",
            "--allow-private",
            "--format",
            "json",
            &url,
        ],
    );
    assert_code(&output, 0);
    server.join().unwrap();
    let record: Value = serde_json::from_str(out(&output)).unwrap();
    assert_eq!(record["capture"]["url"], url);
    assert_eq!(record["capture"]["media_type"], "text/html; charset=utf-8");
    assert!(
        record["capture"]["captured"]
            .as_str()
            .unwrap()
            .ends_with('Z')
    );
}

#[test]
fn manual_and_completions_describe_the_commands() {
    let folder = Folder::new("man");
    let man = run(&folder, &["man", "read"]);
    assert_code(&man, 0);
    assert!(out(&man).contains("allow\\-private"), "{}", out(&man));
    assert!(out(&run(&folder, &["man"])).contains("quotes"));
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&folder, &["completions", shell]);
        assert_code(&script, 0);
        assert!(out(&script).contains("allow-private"), "{shell}");
    }
    let help = run(&folder, &["read", "--help"]);
    assert!(out(&help).contains("Exit codes:"));
}
