//! Fetching a page, guarded: http and https only, no address inside a network
//! unless allowed, limits on size, time and redirects.

use std::fmt;
use std::io::Read as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use crate::failure::Reason;

/// How many redirects are followed.
const REDIRECTS: u32 = 5;

/// What was fetched.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// The address after redirects.
    pub(crate) url: String,
    /// The `Content-Type` header.
    pub(crate) media_type: Option<String>,
    /// The body, content encodings undone.
    pub(crate) body: Vec<u8>,
}

/// Why nothing was fetched.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) reason: Reason,
    pub(crate) message: String,
}

impl Trouble {
    fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self {
            reason,
            message: message.into(),
        }
    }
}

/// Fetches pages within limits. Cheap to share between threads.
pub(crate) struct Fetcher {
    agent: ureq::Agent,
    max_bytes: u64,
    /// For all redirects together.
    timeout: Duration,
}

impl Fetcher {
    /// A fetcher that connects only to addresses that `admits` admits. The
    /// judgement is made on the very addresses that are connected to, again
    /// for each redirect, so a name that resolves differently the second time
    /// gains nothing.
    pub(crate) fn new(max_bytes: u64, timeout: Duration, admits: fn(IpAddr) -> bool) -> Self {
        let config = Config::builder()
            // Redirects are followed here, where each address is looked at.
            .max_redirects(0)
            // A proxy would resolve names itself, past the guard.
            .proxy(None)
            .user_agent(concat!("onrecord/", env!("CARGO_PKG_VERSION")))
            .accept("text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1")
            .build();
        let resolver = Guard {
            inner: DefaultResolver::default(),
            admits,
        };
        Self {
            agent: ureq::Agent::with_parts(config, DefaultConnector::default(), resolver),
            max_bytes,
            timeout,
        }
    }

    /// Fetches one page.
    pub(crate) fn fetch(&self, url: &str) -> Result<Fetched, Trouble> {
        let begun = Instant::now();
        let mut address = plain_url(url)?;
        let mut redirects = 0;
        let mut response = loop {
            let left = self.timeout.saturating_sub(begun.elapsed());
            let request = self.agent.get(&address).config();
            let request = request.timeout_global(Some(left)).build();
            let response = request.call().map_err(trouble)?;
            let Some(target) = redirect(&response) else {
                break response;
            };
            redirects += 1;
            if redirects > REDIRECTS {
                return Err(Trouble::new(
                    Reason::FetchRefused,
                    format!("more than {REDIRECTS} redirects"),
                ));
            }
            let next = crate::iri::followable(Some(&address), target);
            address = plain_url(next.as_deref().unwrap_or(target))?;
        };
        if response.status().is_redirection() {
            return Err(trouble(ureq::Error::StatusCode(response.status().as_u16())));
        }
        if response.body().content_length() > Some(self.max_bytes) {
            return Err(self.too_large());
        }
        let header = response.headers().get("content-type");
        let media_type = header
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let mut body = Vec::new();
        response
            .body_mut()
            .as_reader()
            .take(self.max_bytes + 1)
            .read_to_end(&mut body)
            .map_err(|error| trouble(error.into()))?;
        if body.len() as u64 > self.max_bytes {
            return Err(self.too_large());
        }
        Ok(Fetched {
            url: address,
            media_type,
            body,
        })
    }

    fn too_large(&self) -> Trouble {
        let limit = self.max_bytes;
        Trouble::new(
            Reason::TooLarge,
            format!("more than the limit of {limit} bytes (--max-bytes)"),
        )
    }
}

/// Where an answer sends its reader, as it says it.
fn redirect(response: &ureq::http::Response<ureq::Body>) -> Option<&str> {
    let moved = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let target = response.headers().get("location").filter(|_| moved)?;
    target.to_str().ok()
}

/// The URL as it is asked for: characters that are not ASCII escaped, the
/// fragment left out. Refused if it is not http(s) or carries a password,
/// which would end up in the record.
fn plain_url(url: &str) -> Result<String, Trouble> {
    let refuse = |why: &str| Err(Trouble::new(Reason::FetchRefused, why));
    let url = url.split('#').next().unwrap_or("");
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return refuse("only http and https are fetched");
    }
    let host = url.split('/').nth(2).unwrap_or("");
    if host.contains('@') {
        return refuse("the address carries a user name or password");
    }
    if !host.is_ascii() {
        return refuse("give the host in its ASCII form (xn--...)");
    }
    let mut plain = String::new();
    for c in url.chars() {
        if c.is_ascii_graphic() {
            plain.push(c);
        } else {
            crate::iri::percent(&mut plain, c);
        }
    }
    Ok(plain)
}

/// What an error of the client means for the page.
fn trouble(error: ureq::Error) -> Trouble {
    use ureq::Error;
    match error {
        Error::StatusCode(code) => {
            Trouble::new(Reason::HttpStatus, format!("the server answered {code}"))
        }
        Error::Timeout(_) => Trouble::new(Reason::Timeout, "no answer in time (--timeout)"),
        Error::HostNotFound => Trouble::new(Reason::FetchFailed, "no such host"),
        Error::BadUri(_) | Error::Http(_) => Trouble::new(
            Reason::FetchRefused,
            format!("not an address to fetch: {error}"),
        ),
        Error::Other(ref inner) if inner.is::<Refused>() => {
            Trouble::new(Reason::FetchRefused, inner.to_string())
        }
        Error::Io(ref io) if io.kind() == std::io::ErrorKind::TimedOut => {
            Trouble::new(Reason::Timeout, "no answer in time (--timeout)")
        }
        other => Trouble::new(Reason::FetchFailed, other.to_string()),
    }
}

/// The resolver that drops what is not admitted. ureq connects to what its
/// resolver returns and to nothing else.
#[derive(Debug)]
struct Guard {
    inner: DefaultResolver,
    admits: fn(IpAddr) -> bool,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut admitted = self.empty();
        for address in found.iter() {
            if (self.admits)(address.ip()) {
                admitted.push(*address);
            }
        }
        match found.first() {
            Some(first) if admitted.is_empty() => Err(ureq::Error::Other(Box::new(Refused {
                host: uri.host().unwrap_or("").to_owned(),
                address: first.ip(),
            }))),
            _ => Ok(admitted),
        }
    }
}

/// A host that has no address we may connect to.
#[derive(Debug)]
struct Refused {
    host: String,
    address: IpAddr,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.trim_matches(['[', ']']) != self.address.to_string() {
            write!(f, "{} is at ", self.host)?;
        }
        write!(
            f,
            "{}, which is no public address (--allow-private)",
            self.address
        )
    }
}

impl std::error::Error for Refused {}

/// Admits every address.
pub(crate) fn any_address(_: IpAddr) -> bool {
    true
}

/// Admits addresses of the public internet: none that is private, shared,
/// loopback, link-local, multicast, reserved or for documentation by the IANA
/// special-purpose registries, and none that wraps such an address.
pub(crate) fn public_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => public_v6(v6),
    }
}

fn public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224.., _, _)
    )
}

fn public_v6(address: Ipv6Addr) -> bool {
    let part = address.segments();
    let v4 = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match part {
        // IPv4-mapped, and the translation prefix of NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        // 6to4 carries an IPv4 address after its prefix.
        [0x2002, high, low, ..] => v4(high, low),
        // Protocol assignments with Teredo, documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // Global unicast is all that is handed out.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:a00:1::1",
            "3fff::1",
            "::7f00:1",
            "100::1",
        ] {
            assert!(!public_address(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1",
            "2001:4860::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(public_address(address.parse().unwrap()), "{address}");
        }
    }

    /// Answers one request per answer given, on an address of the loopback
    /// network, and ends. `PORT` in an answer becomes the port of `next`.
    fn serve(ip: &str, answers: Vec<String>) -> (u16, std::thread::JoinHandle<()>) {
        let listener = TcpListener::bind((ip, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                while lines
                    .next()
                    .is_some_and(|line| line.is_ok_and(|l| !l.is_empty()))
                {}
                // The client may hang up first, which is its right.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        (port, server)
    }

    fn answer(status: &str, headers: &str, body: &str) -> String {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    }

    fn only_the_first_loopback(address: IpAddr) -> bool {
        address == IpAddr::V4(Ipv4Addr::LOCALHOST)
    }

    const SECOND: Duration = Duration::from_secs(5);

    #[test]
    fn fetches_what_is_admitted() {
        let page = answer(
            "200 OK",
            "Content-Type: text/html; charset=utf-8\r\n",
            "<p>Ferry",
        );
        let (port, server) = serve("127.0.0.1", vec![page]);
        let fetcher = Fetcher::new(1000, SECOND, only_the_first_loopback);
        let fetched = fetcher
            .fetch(&format!("http://127.0.0.1:{port}/a#top"))
            .unwrap();
        assert_eq!(fetched.body, b"<p>Ferry");
        assert_eq!(
            fetched.media_type.as_deref(),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(fetched.url, format!("http://127.0.0.1:{port}/a"));
        server.join().unwrap();
    }

    #[test]
    fn refuses_loopback_by_default_and_never_connects() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        listener.set_nonblocking(true).unwrap();
        let fetcher = Fetcher::new(1000, SECOND, public_address);
        for host in ["127.0.0.1", "localhost"] {
            let trouble = fetcher
                .fetch(&format!("http://{host}:{port}/"))
                .unwrap_err();
            assert_eq!(trouble.reason, Reason::FetchRefused, "{}", trouble.message);
        }
        assert!(listener.accept().is_err(), "nobody connected");
    }

    #[test]
    fn checks_a_redirect_anew() {
        let moved = answer("302 Found", "Location: http://127.0.0.2:9/inside\r\n", "");
        let (port, server) = serve("127.0.0.1", vec![moved]);
        let fetcher = Fetcher::new(1000, SECOND, only_the_first_loopback);
        let trouble = fetcher
            .fetch(&format!("http://127.0.0.1:{port}/"))
            .unwrap_err();
        assert_eq!(trouble.reason, Reason::FetchRefused, "{}", trouble.message);
        assert!(trouble.message.contains("127.0.0.2"), "{}", trouble.message);
        server.join().unwrap();
    }

    #[test]
    fn follows_redirects_and_tells_the_last_address() {
        let moved = answer("301 Moved", "Location: /b\r\n", "");
        let page = answer("200 OK", "", "x");
        let (port, server) = serve("127.0.0.1", vec![moved, page]);
        let fetcher = Fetcher::new(1000, SECOND, any_address);
        let fetched = fetcher
            .fetch(&format!("http://127.0.0.1:{port}/a"))
            .unwrap();
        assert_eq!(fetched.url, format!("http://127.0.0.1:{port}/b"));
        server.join().unwrap();
    }

    #[test]
    fn looks_at_the_address_that_a_redirect_names() {
        let asked = |location: &str, answers: usize| {
            let moved = answer("302 Found", &format!("Location: {location}\r\n"), "");
            let page = answer("200 OK", "", "x");
            let (port, server) = serve("127.0.0.1", vec![moved, page][..answers].to_vec());
            let fetcher = Fetcher::new(1000, SECOND, any_address);
            let fetched = fetcher.fetch(&format!("http://127.0.0.1:{port}/a/b?c"));
            server.join().unwrap();
            let own = format!("http://127.0.0.1:{port}");
            fetched
                .map(|fetched| fetched.url.replace(&own, ""))
                .map_err(|trouble| trouble.reason)
        };
        assert_eq!(asked("?d", 2), Ok("/a/b?d".to_owned()));
        assert_eq!(asked("../e#f", 2), Ok("/e".to_owned()));
        for refused in [
            "http://u:p@127.0.0.1:9/",
            "file:///a",
            "javascript:1",
            "data:,x",
        ] {
            assert_eq!(asked(refused, 1), Err(Reason::FetchRefused), "{refused}");
        }
    }

    #[test]
    fn stops_at_the_redirect_limit() {
        let moved = answer("302 Found", "Location: /again\r\n", "");
        let (port, server) = serve("127.0.0.1", vec![moved; REDIRECTS as usize + 1]);
        let fetcher = Fetcher::new(1000, SECOND, any_address);
        let trouble = fetcher
            .fetch(&format!("http://127.0.0.1:{port}/"))
            .unwrap_err();
        assert_eq!(trouble.reason, Reason::FetchRefused, "{}", trouble.message);
        server.join().unwrap();
    }

    #[test]
    fn keeps_the_limits_on_size_and_time() {
        let stated = answer("200 OK", "", &"x".repeat(2000));
        let unstated = format!(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}",
            "x".repeat(2000)
        );
        let (port, server) = serve("127.0.0.1", vec![stated, unstated]);
        let fetcher = Fetcher::new(1000, SECOND, any_address);
        for _ in 0..2 {
            let trouble = fetcher
                .fetch(&format!("http://127.0.0.1:{port}/"))
                .unwrap_err();
            assert_eq!(trouble.reason, Reason::TooLarge, "{}", trouble.message);
        }
        server.join().unwrap();

        // A listener that never accepts: the connection stands, no answer comes.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = silent.local_addr().unwrap().port();
        let fetcher = Fetcher::new(1000, Duration::from_millis(200), any_address);
        let trouble = fetcher
            .fetch(&format!("http://127.0.0.1:{port}/"))
            .unwrap_err();
        assert_eq!(trouble.reason, Reason::Timeout, "{}", trouble.message);
    }

    #[test]
    fn an_error_of_the_server_is_told() {
        let (port, server) = serve("127.0.0.1", vec![answer("404 Not Found", "", "gone")]);
        let fetcher = Fetcher::new(1000, SECOND, any_address);
        let trouble = fetcher
            .fetch(&format!("http://127.0.0.1:{port}/"))
            .unwrap_err();
        assert_eq!(trouble.reason, Reason::HttpStatus);
        assert!(trouble.message.contains("404"), "{}", trouble.message);
        server.join().unwrap();
    }

    #[test]
    fn refuses_other_schemes_and_passwords() {
        let fetcher = Fetcher::new(1000, SECOND, any_address);
        for url in [
            "file:///etc/hosts",
            "ftp://a.example/",
            "http://u:p@a.example/",
            "http:///x",
        ] {
            assert_eq!(
                fetcher.fetch(url).unwrap_err().reason,
                Reason::FetchRefused,
                "{url}"
            );
        }
    }
}
