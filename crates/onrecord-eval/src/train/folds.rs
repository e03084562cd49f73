//! Folds of sites: what is measured of a page is measured by weights that did
//! not see its site.

use crate::gold::Gold;

/// How many folds of sites.
pub(super) const FOLDS: u64 = 5;

/// The fold that a site is in.
pub(super) fn fold(site: &str) -> u8 {
    (hash(site) % FOLDS) as u8
}

/// The site that a page is of; the page itself if the gold gives no address.
pub(super) fn site_of(gold: &Gold) -> String {
    gold.url.as_deref().map_or(gold.id.clone(), site)
}

/// The site of a URL: its host's last two labels, three where the second is
/// short, as in `co.uk`.
pub(super) fn site(url: &str) -> String {
    let host = url
        .split("://")
        .nth(1)
        .unwrap_or(url)
        .split(['/', '?', '#', ':'])
        .next()
        .unwrap_or("");
    let labels: Vec<&str> = host.split('.').collect();
    let keep = match labels.len() {
        n if n >= 3 && labels[n - 2].len() <= 3 => 3,
        _ => 2,
    };
    labels[labels.len().saturating_sub(keep)..].join(".")
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
