//! Gradient-boosted decision trees over whole-number features.
//!
//! A forest is a flat table in the binary: comparisons of `i32` features and
//! sums of `i32` leaves, so that the same row gives the same margin on every
//! machine. Training is in the evaluation crate; see `weights/PROVENANCE.md`.
//!
//! The file: magic `ORF1`, then little-endian `u32` number of features, `u32`
//! number of trees, `u32` number of nodes, the index of each tree's root as
//! `u32`, and the nodes. A node is `u16` feature, `u16` index of the right
//! child relative to the node (the left child is the next node), `i32`
//! threshold (left if the feature is at or below it). A leaf has feature
//! `0xFFFF` and its value, in thousandths of log-odds, as threshold.

/// A trained forest.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    #[cfg(test)]
    features: usize,
    roots: Vec<u32>,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    feature: u16,
    right: u16,
    threshold: i32,
}

const LEAF: u16 = u16::MAX;

impl Forest {
    /// Reads a forest; `None` if the bytes are not one whose every path ends
    /// in a leaf.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Forest> {
        let mut rest = bytes.strip_prefix(b"ORF1")?;
        let mut word = || -> Option<u32> {
            let (head, tail) = rest.split_first_chunk::<4>()?;
            rest = tail;
            Some(u32::from_le_bytes(*head))
        };
        let features = word()? as usize;
        let trees = word()? as usize;
        let count = word()? as usize;
        let roots: Vec<u32> = (0..trees).map(|_| word()).collect::<Option<_>>()?;
        let mut nodes = Vec::with_capacity(count.min(bytes.len() / 8));
        for _ in 0..count {
            let head = word()?;
            let threshold = word()? as i32;
            nodes.push(Node {
                feature: head as u16,
                right: (head >> 16) as u16,
                threshold,
            });
        }
        let whole = rest.is_empty() && roots.iter().all(|&root| (root as usize) < nodes.len());
        // Children lie behind their parent, so a path cannot run in a circle.
        let sound = nodes.iter().enumerate().all(|(k, node)| {
            node.feature == LEAF
                || ((node.feature as usize) < features
                    && node.right >= 2
                    && k + (node.right as usize) < nodes.len())
        });
        (whole && sound).then_some(Forest {
            #[cfg(test)]
            features,
            roots,
            nodes,
        })
    }

    /// How many features a row must have.
    #[cfg(test)]
    pub(crate) fn features(&self) -> usize {
        self.features
    }

    /// The margin of every row, in thousandths of log-odds. A row that is too
    /// short counts as zeros beyond its end.
    pub(crate) fn margins(&self, rows: &[Vec<i32>]) -> Vec<i32> {
        let mut out = vec![0; rows.len()];
        let (groups, rest) = rows.as_chunks::<LANES>();
        let (sums, rest_sums) = out.as_chunks_mut::<LANES>();
        for (rows, sums) in groups.iter().zip(sums) {
            for &root in &self.roots {
                self.add_leaves(root as usize, rows, sums);
            }
        }
        for (row, sum) in rest.iter().zip(rest_sums) {
            *sum = self
                .roots
                .iter()
                .map(|&root| self.leaf(root as usize, row))
                .sum();
        }
        out
    }

    /// Walks one tree for several rows at a time: a walk waits for memory at
    /// every step, and several waits side by side take as long as one.
    fn add_leaves(&self, root: usize, rows: &[Vec<i32>; LANES], sums: &mut [i32; LANES]) {
        let mut at = [root; LANES];
        loop {
            let mut walking = false;
            for (at, row) in at.iter_mut().zip(rows) {
                let node = self.nodes[*at];
                if node.feature != LEAF {
                    *at += node.step(row);
                    walking = true;
                }
            }
            if !walking {
                break;
            }
        }
        for (sum, at) in sums.iter_mut().zip(at) {
            *sum += self.nodes[at].threshold;
        }
    }

    fn leaf(&self, mut at: usize, row: &[i32]) -> i32 {
        loop {
            let node = self.nodes[at];
            if node.feature == LEAF {
                return node.threshold;
            }
            at += node.step(row);
        }
    }
}

/// How many rows are walked side by side.
const LANES: usize = 8;

impl Node {
    /// How far the child for a row lies behind this node.
    fn step(self, row: &[i32]) -> usize {
        let value = row.get(self.feature as usize).copied().unwrap_or(0);
        if value <= self.threshold {
            1
        } else {
            self.right as usize
        }
    }
}

/// The chance that goes with a margin, in thousandths, by a table: platform
/// arithmetic on fractions is not used.
pub(crate) fn chance(margin: i32) -> u16 {
    // 1000 / (1 + e^-x) at x = 0, 0.25, ... 6.75.
    const TABLE: [u16; 28] = [
        500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982, 986,
        989, 991, 993, 995, 996, 997, 998, 998, 998, 999,
    ];
    let step = (margin.unsigned_abs() as usize / 250).min(TABLE.len() - 1);
    if margin >= 0 {
        TABLE[step]
    } else {
        1000 - TABLE[step]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(features: u32, roots: &[u32], nodes: &[(u16, u16, i32)]) -> Vec<u8> {
        let mut out = b"ORF1".to_vec();
        for word in [features, roots.len() as u32, nodes.len() as u32] {
            out.extend(word.to_le_bytes());
        }
        roots.iter().for_each(|root| out.extend(root.to_le_bytes()));
        for (feature, right, threshold) in nodes {
            out.extend(feature.to_le_bytes());
            out.extend(right.to_le_bytes());
            out.extend(threshold.to_le_bytes());
        }
        out
    }

    #[test]
    fn margins_are_sums_of_leaves() {
        let tree = [
            (1, 2, 10),
            (LEAF, 0, -500),
            (0, 2, 3),
            (LEAF, 0, 200),
            (LEAF, 0, 900),
        ];
        let stump = [(LEAF, 0, 7)];
        let nodes: Vec<_> = tree.into_iter().chain(stump).collect();
        let forest = Forest::from_bytes(&bytes(2, &[0, 5], &nodes)).unwrap();
        // More rows than lanes, so that both ways of walking are taken.
        let rows: Vec<Vec<i32>> = [[0, 10], [3, 11], [4, 11]]
            .repeat(5)
            .into_iter()
            .map(Vec::from)
            .collect();
        assert_eq!(forest.margins(&rows), [-493, 207, 907].repeat(5));
    }

    #[test]
    fn a_broken_forest_is_refused() {
        let good = bytes(1, &[0], &[(0, 2, 1), (LEAF, 0, 1), (LEAF, 0, 2)]);
        assert!(Forest::from_bytes(&good).is_some());
        for cut in 0..good.len() {
            assert!(Forest::from_bytes(&good[..cut]).is_none(), "{cut}");
        }
        assert!(Forest::from_bytes(&bytes(1, &[0], &[(0, 2, 1), (LEAF, 0, 1)])).is_none());
        assert!(Forest::from_bytes(&bytes(1, &[1], &[(LEAF, 0, 1)])).is_none());
        assert!(
            Forest::from_bytes(&bytes(1, &[0], &[(4, 2, 1), (LEAF, 0, 1), (LEAF, 0, 2)])).is_none()
        );
    }

    #[test]
    fn chances_follow_the_logistic_curve() {
        assert_eq!(chance(0), 500);
        assert_eq!(chance(1000), 731);
        assert_eq!(chance(-1000), 269);
        assert_eq!(chance(i32::MAX), 999);
        assert_eq!(chance(i32::MIN), 1);
    }
}
