//! Gradient-boosted decision trees over whole-number features.
//!
//! A forest is a flat table in the binary: comparisons of `i32` features and
//! sums of `i32` leaves, so that the same row gives the same margin on every
//! machine. Training is in the evaluation crate; see `weights/PROVENANCE.md`.
//!
//! The file: magic `ORF2`, little-endian `u32` number of features and `u32`
//! number of trees, then each tree: `u8` number of nodes, at most [`MOST`], and
//! the nodes. A node is `u8` feature, `u8` left child, `i16` threshold: left if
//! the feature is at or below it, else to the right child, which follows the
//! left one. Children are numbered within their tree and stand behind their
//! parents. A leaf has feature `0xFF`, child 0, and its value in thousandths of
//! log-odds as threshold.

use super::features::Rows;

/// A trained forest.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    #[cfg(test)]
    features: usize,
    trees: Vec<Tree>,
}

/// No tree has more nodes.
const MOST: usize = 128;

/// A tree in arrays that a walk cannot leave, so that it need not look where
/// they end.
#[derive(Clone, Debug)]
struct Tree {
    /// A leaf is its own left child and sends every row there, so that a walk
    /// that has ended early may go on.
    nodes: [Node; MOST],
    /// What the leaves say.
    values: [i16; MOST],
    /// How many steps the longest walk takes.
    depth: u8,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    feature: u8,
    left: u8,
    threshold: i16,
}

const LEAF: u8 = u8::MAX;

impl Tree {
    /// Reads a tree of some features; `None` if a walk could leave it.
    fn from_bytes(bytes: &[u8], features: usize) -> Option<Tree> {
        let (list, _) = bytes.as_chunks::<4>();
        if list.is_empty() || list.len() > MOST {
            return None;
        }
        let mut tree = Tree {
            nodes: [Node::default(); MOST],
            values: [0; MOST],
            depth: 0,
        };
        let mut depths = [0u8; MOST];
        for (k, &[feature, left, low, high]) in list.iter().enumerate() {
            let number = i16::from_le_bytes([low, high]);
            let child = usize::from(left);
            if feature == LEAF {
                tree.nodes[k] = Node {
                    feature: 0,
                    left: k as u8,
                    threshold: i16::MAX,
                };
                tree.values[k] = number;
            } else if usize::from(feature) < features && child > k && child + 1 < list.len() {
                tree.nodes[k] = Node {
                    feature,
                    left,
                    threshold: number,
                };
                depths[child] = depths[k] + 1;
                depths[child + 1] = depths[k] + 1;
            } else {
                return None;
            }
            tree.depth = tree.depth.max(depths[k]);
        }
        Some(tree)
    }
}

/// When a row has been asked enough.
struct Exit {
    /// After so many trees,
    trees: usize,
    /// a margin, in thousandths, at or below this one is not asked further.
    below: i32,
}

/// The later trees correct the first ones, and hardly ever by so much. Chosen
/// on held-out sites, where thirteen of half a million blocks would have changed
/// sides. Six in ten leave at the first two exits.
const EXITS: [Exit; 10] = [
    exit(8, -1150),
    exit(12, -1350),
    exit(16, -1550),
    exit(24, -1950),
    exit(32, -2200),
    exit(48, -2200),
    exit(64, -2100),
    exit(96, -1500),
    exit(128, -1150),
    exit(180, -600),
];

const fn exit(trees: usize, below: i32) -> Exit {
    Exit { trees, below }
}

/// The margin of a row that left: hardly one of its kind is body, so that it is
/// surer than the trees that it was asked had said. How sure was chosen so that
/// what is expected of bodies came true on held-out sites of the training sets.
const LEFT: i32 = -3500;

impl Forest {
    /// Reads a forest; `None` if the bytes are not one whose every path ends
    /// in a leaf.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Forest> {
        let (features, rest) = bytes.strip_prefix(b"ORF2")?.split_first_chunk::<4>()?;
        let (count, mut rest) = rest.split_first_chunk::<4>()?;
        let features = u32::from_le_bytes(*features) as usize;
        let mut trees = Vec::new();
        for _ in 0..u32::from_le_bytes(*count) {
            let (nodes, tail) = rest.split_first()?;
            let (tree, tail) = tail.split_at_checked(usize::from(*nodes) * 4)?;
            trees.push(Tree::from_bytes(tree, features)?);
            rest = tail;
        }
        rest.is_empty().then_some(Forest {
            #[cfg(test)]
            features,
            trees,
        })
    }

    /// How many features a row must have.
    #[cfg(test)]
    pub(crate) fn features(&self) -> usize {
        self.features
    }

    /// The margin of every row, in thousandths of log-odds, by as many trees
    /// as it takes to be sure. A row that is too short counts as zeros beyond
    /// its end.
    pub(crate) fn margins(&self, rows: &Rows) -> Vec<i32> {
        let mut margins = vec![0; rows.len()];
        let mut open: Vec<u32> = (0..rows.len() as u32).collect();
        let mut asked = 0;
        for exit in &EXITS {
            let trees = exit.trees.min(self.trees.len());
            ask(&self.trees[asked..trees], rows, &open, &mut margins);
            asked = trees;
            open.retain(|row| {
                let margin = &mut margins[*row as usize];
                let stays = *margin > exit.below;
                if !stays {
                    *margin = LEFT;
                }
                stays
            });
        }
        ask(&self.trees[asked..], rows, &open, &mut margins);
        margins
    }
}

/// How many rows are walked side by side: a walk waits for memory at every
/// step, and several waits side by side take as long as one.
const LANES: usize = 8;

/// Adds what some trees say of some rows.
fn ask(trees: &[Tree], rows: &Rows, open: &[u32], margins: &mut [i32]) {
    // As long as a feature's number can be large, so that none is outside.
    let mut lanes = [[0i16; 256]; LANES];
    for group in open.chunks(LANES) {
        for (lane, row) in lanes.iter_mut().zip(group) {
            let row = rows.row(*row as usize);
            let length = row.len().min(lane.len());
            lane[..length].copy_from_slice(&row[..length]);
        }
        let mut sums = [0i32; LANES];
        for tree in trees {
            let mut at = [0usize; LANES];
            for _ in 0..tree.depth {
                for k in 0..LANES {
                    let node = tree.nodes[at[k] % MOST];
                    // Without a branch: which way a walk goes is as good as
                    // random, and a processor that guesses wrong loses more
                    // than both ways cost.
                    let right = lanes[k][usize::from(node.feature)] > node.threshold;
                    at[k] = usize::from(node.left) + usize::from(right);
                }
            }
            for k in 0..LANES {
                sums[k] += i32::from(tree.values[at[k] % MOST]);
            }
        }
        for (row, sum) in group.iter().zip(sums) {
            margins[*row as usize] += sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Nodes<'t> = &'t [(u8, u8, i16)];

    fn bytes(features: u32, trees: &[Nodes<'_>]) -> Vec<u8> {
        let mut out = b"ORF2".to_vec();
        out.extend(features.to_le_bytes());
        out.extend((trees.len() as u32).to_le_bytes());
        for tree in trees {
            out.push(tree.len() as u8);
            for (feature, left, threshold) in *tree {
                out.extend([*feature, *left]);
                out.extend(threshold.to_le_bytes());
            }
        }
        out
    }

    fn rows(table: &[[i32; 2]]) -> Rows {
        let mut rows = Rows::new(2, table.len());
        table.iter().flatten().for_each(|value| rows.push(*value));
        rows
    }

    const TREE: Nodes<'_> = &[
        (1, 1, 10),
        (LEAF, 0, -500),
        (0, 3, 3),
        (LEAF, 0, 200),
        (LEAF, 0, 900),
    ];

    #[test]
    fn margins_are_sums_of_leaves() {
        let forest = Forest::from_bytes(&bytes(2, &[TREE, &[(LEAF, 0, 7)]])).unwrap();
        // More rows than lanes, and a group that is not full.
        let table = [[0, 10], [3, 11], [4, 11]].repeat(5);
        assert_eq!(forest.margins(&rows(&table)), [-493, 207, 907].repeat(5));
    }

    #[test]
    fn sure_rows_are_asked_no_further() {
        let forest = Forest::from_bytes(&bytes(2, &[TREE; 200])).unwrap();
        assert_eq!(
            forest.margins(&rows(&[[0, 10], [3, 11]])),
            [LEFT, 200 * 200]
        );
    }

    #[test]
    fn a_broken_forest_is_refused() {
        let read = |tree: Nodes<'_>| Forest::from_bytes(&bytes(1, &[tree]));
        assert!(read(&[(0, 1, 1), (LEAF, 0, 1), (LEAF, 0, 2)]).is_some());
        let good = bytes(1, &[&[(0, 1, 1), (LEAF, 0, 1), (LEAF, 0, 2)]]);
        for cut in 0..good.len() {
            assert!(Forest::from_bytes(&good[..cut]).is_none(), "{cut}");
        }
        assert!(read(&[]).is_none());
        assert!(read(&[(0, 1, 1), (LEAF, 0, 1)]).is_none());
        assert!(read(&[(0, 0, 1), (LEAF, 0, 1), (LEAF, 0, 2)]).is_none());
        assert!(read(&[(4, 1, 1), (LEAF, 0, 1), (LEAF, 0, 2)]).is_none());
        assert!(read(&[(LEAF, 0, 1); 200]).is_none());
    }
}
