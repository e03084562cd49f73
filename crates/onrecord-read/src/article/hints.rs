//! What the words of `class`, `id` and kindred attributes hint at.
//!
//! Pages name their parts for their own style sheets, in a vocabulary that
//! most sites share: `story-body`, `entry-content`, `share-tools`. The words
//! are data (`words/hints.tsv`); nothing here knows a site.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::words::{Table, rows};

/// A set of hints, one bit a category.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hints(pub(crate) u32);

macro_rules! categories {
    ($($name:ident = $bit:literal, $word:literal;)*) => {
        impl Hints {
            $(pub(crate) const $name: Hints = Hints(1 << $bit);)*
            /// How many categories there are.
            pub(crate) const COUNT: usize = [$($bit),*].len();

            fn category(word: &str) -> Option<Hints> {
                match word {
                    $($word => Some(Hints::$name),)*
                    _ => None,
                }
            }
        }
    };
}

categories! {
    BODY = 0, "body";
    ARTICLE = 1, "article";
    CONTENT = 2, "content";
    HEADLINE = 3, "headline";
    DEK = 4, "dek";
    BYLINE = 5, "byline";
    TIME = 6, "time";
    CAPTION = 7, "caption";
    CREDIT = 8, "credit";
    MEDIA = 9, "media";
    RELATED = 10, "related";
    PROMO = 11, "promo";
    SHARE = 12, "share";
    COMMENT = 13, "comment";
    NAVIGATION = 14, "navigation";
    FOOTER = 15, "footer";
    HEADER = 16, "header";
    SIDEBAR = 17, "sidebar";
    TAGS = 18, "tags";
    AD = 19, "ad";
    BIO = 20, "bio";
    LEGAL = 21, "legal";
    PAYWALL = 22, "paywall";
    LIVE = 23, "live";
    QUOTE = 24, "quote";
    LIST = 25, "list";
    KICKER = 26, "kicker";
    CORRECTION = 27, "correction";
    HIDDEN = 28, "hidden";
    EMBED = 29, "embed";
    ASSISTIVE = 30, "assistive";
}

impl Hints {
    /// Both sets.
    pub(crate) const fn with(self, other: Hints) -> Hints {
        Hints(self.0 | other.0)
    }

    /// Whether any of the other set's hints are here.
    pub(crate) fn any(self, other: Hints) -> bool {
        self.0 & other.0 != 0
    }

    /// The hints in an attribute's words. Words end where letters do and where
    /// a lower-case letter meets a capital, so `articleBody` is two words.
    pub(crate) fn of(attribute: &str) -> Hints {
        let words = words();
        let mut found = Hints::default();
        let mut key = [0u8; LONGEST + 1];
        let mut len = 0;
        let mut last_lower = false;
        let mut look_up = |word: &[u8]| {
            let letters = std::str::from_utf8(word).expect("they are ASCII");
            if let Some(hints) = words.get(letters) {
                found = found.with(hints);
            }
        };
        for &byte in attribute.as_bytes() {
            let letter = byte.is_ascii_alphabetic();
            if !letter || (byte.is_ascii_uppercase() && last_lower) {
                look_up(&key[..len]);
                len = 0;
            }
            last_lower = byte.is_ascii_lowercase();
            // One byte beyond the longest word is kept, so that a longer word
            // is seen to be longer and found nowhere.
            if letter && len <= LONGEST {
                key[len] = byte.to_ascii_lowercase();
                len += 1;
            }
        }
        look_up(&key[..len]);
        found
    }
}

/// No word of the list is longer.
const LONGEST: usize = 16;

/// The list's words; one may stand under several categories.
fn words() -> &'static Table<Hints> {
    static WORDS: OnceLock<Table<Hints>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: BTreeMap<&str, Hints> = BTreeMap::new();
        for (category, list) in rows(include_str!("../words/hints.tsv")) {
            let hints = Hints::category(category).unwrap_or_default();
            for word in list.split_ascii_whitespace() {
                let entry = words.entry(word).or_default();
                *entry = entry.with(hints);
            }
        }
        Table::new(words.into_iter().collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_attributes() {
        assert_eq!(Hints::of("articleBody"), Hints::ARTICLE.with(Hints::BODY));
        assert_eq!(Hints::of("share-icons_2"), Hints::SHARE);
        assert_eq!(Hints::of("antibodybuildingarticle x"), Hints::default());
        assert_eq!(Hints::of(""), Hints::default());
    }

    #[test]
    fn the_list_is_well_formed() {
        for line in include_str!("../words/hints.tsv").lines() {
            let (category, list) = line.split_once('\t').expect(line);
            assert!(Hints::category(category).is_some(), "{category}");
            for word in list.split_ascii_whitespace() {
                assert!(word.len() <= LONGEST && word.len() >= 2, "{word}");
                assert!(word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
            }
        }
    }
}
