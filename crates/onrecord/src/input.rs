//! The pages a user names: files, directories, standard input, URLs.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// One page to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Input {
    /// Standard input, named `-`.
    Stdin,
    /// A file.
    File(PathBuf),
    /// An address.
    Url(String),
}

impl Input {
    /// The name as messages and tables give it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Url(url) => url.clone(),
        }
    }

    /// What an argument names. A file of that name wins over a URL.
    pub(crate) fn named(argument: OsString) -> Self {
        if argument == "-" {
            return Self::Stdin;
        }
        match argument.to_str() {
            Some(text) if is_url(text) && !Path::new(text).exists() => Self::Url(text.to_owned()),
            _ => Self::File(argument.into()),
        }
    }
}

/// Whether it has a scheme and an authority, as in `https://`. Which schemes
/// are fetched is decided where they are fetched.
fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// The pages that arguments name, in their order; what a directory holds comes
/// in its place, sorted by name, subdirectories included. Read as it is asked
/// for, so a tree of any size costs the memory of one path down.
///
/// In directories, hidden files, special files, links to directories and files
/// whose extension says that they are something else than a page are passed
/// over.
pub(crate) struct Pages {
    arguments: std::vec::IntoIter<Input>,
    /// Entries still to come, last first, of the directories gone into.
    stack: Vec<PathBuf>,
}

impl Pages {
    /// The pages of these arguments.
    pub(crate) fn new(arguments: Vec<Input>) -> Self {
        Self {
            arguments: arguments.into_iter(),
            stack: Vec::new(),
        }
    }

    /// Goes into a directory.
    fn enter(&mut self, directory: &Path) -> std::io::Result<()> {
        let mut entries = fs::read_dir(directory)?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<Vec<_>, _>>()?;
        entries.retain(|path| !passed_over(path));
        entries.sort_unstable_by(|a, b| b.cmp(a));
        self.stack.append(&mut entries);
        Ok(())
    }
}

impl Iterator for Pages {
    type Item = Result<Input, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (path, found) = match self.stack.pop() {
                Some(path) => (path, true),
                None => match self.arguments.next()? {
                    Input::File(path) => (path, false),
                    other => return Some(Ok(other)),
                },
            };
            let failed = |error| Some(Err(Failure::from_io(&path.display().to_string(), &error)));
            // What the user named is followed through links; what was found is
            // not, where it is a directory, since links can go round.
            let kind = match fs::symlink_metadata(&path) {
                Ok(kind) if kind.is_symlink() => match fs::metadata(&path) {
                    Ok(target) if found && target.is_dir() => continue,
                    Ok(target) => target,
                    Err(error) => return failed(error),
                },
                Ok(kind) => kind,
                Err(error) => return failed(error),
            };
            if kind.is_dir() {
                match self.enter(&path) {
                    Ok(()) => continue,
                    Err(error) => return failed(error),
                }
            }
            if found && !kind.is_file() {
                continue;
            }
            return Some(Ok(Input::File(path)));
        }
    }
}

/// Whether a directory's entry is hidden or says that it is no page.
fn passed_over(path: &Path) -> bool {
    /// Extensions of what stands beside saved pages.
    const NOT_PAGES: &[&str] = &[
        "avif", "bmp", "br", "bz2", "cdx", "cdxj", "css", "csv", "db", "eot", "gif", "gz", "ico",
        "jpeg", "jpg", "js", "json", "jsonl", "map", "mjs", "mov", "mp3", "mp4", "ogg", "otf",
        "parquet", "pdf", "png", "sqlite", "svg", "tar", "tif", "tiff", "toml", "tsv", "ttf",
        "wacz", "warc", "wasm", "wav", "webm", "webp", "woff", "woff2", "xz", "yaml", "yml", "zip",
        "zst",
    ];
    let hidden = path
        .file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let other = path
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| {
            NOT_PAGES
                .binary_search(&extension.to_ascii_lowercase().as_str())
                .is_ok()
        });
    hidden || (other && !path.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_told_apart() {
        assert_eq!(Input::named("-".into()), Input::Stdin);
        assert_eq!(
            Input::named("https://a.example/x".into()),
            Input::Url("https://a.example/x".into())
        );
        assert_eq!(
            Input::named("a/b.html".into()),
            Input::File("a/b.html".into())
        );
        assert_eq!(Input::named("x:y".into()), Input::File("x:y".into()));
    }

    #[test]
    fn the_list_of_extensions_can_be_searched() {
        assert!(passed_over(Path::new("a/logo.PNG")));
        assert!(passed_over(Path::new("a/.hidden.html")));
        assert!(passed_over(Path::new("a/app.zst")));
        assert!(passed_over(Path::new("a/app.avif")));
        assert!(!passed_over(Path::new("a/index.html")));
        assert!(!passed_over(Path::new("a/story")));
    }
}
