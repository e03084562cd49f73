//! Fits a linear-chain conditional random field: log-likelihood with an L2
//! penalty, by AdaGrad (Duchi, Hazan and Singer 2011) one sequence at a time in
//! an order that a fixed generator shuffles. The result is the bytes that
//! `speech/crf.rs` of the reader describes.

use std::collections::{BTreeMap, HashMap};

use onrecord_read::training::speech::{SINGLE, bucket, place};

/// How many labels a row has room for; as in the reader's `table.rs`.
const ROW: usize = 8;
/// Whole-number weights that make one unit of log-odds.
const UNIT: f32 = 32.0;

/// How to fit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    pub(crate) labels: usize,
    /// How many classes of steps there are.
    pub(crate) steps: usize,
    /// A feature seen fewer times has no weight.
    pub(crate) least: u32,
    pub(crate) rounds: usize,
    pub(crate) rate: f32,
    pub(crate) penalty: f32,
    /// A feature whose weights are all smaller than this in a first fit has none.
    pub(crate) keep: f32,
}

/// Sequences of tokens with features and labels.
#[derive(Default)]
pub(crate) struct Data {
    numbers: HashMap<u64, u32>,
    names: Vec<u64>,
    features: Vec<u32>,
    /// Where each token's features end.
    ends: Vec<usize>,
    labels: Vec<u8>,
    /// The class of the step to each token.
    steps: Vec<u8>,
    /// Where each sequence's tokens end.
    sequences: Vec<usize>,
}

impl Data {
    /// Adds a sequence.
    pub(crate) fn push(&mut self, features: &[Vec<u64>], labels: &[u8], steps: &[u8]) {
        self.steps.extend(steps);
        for (features, label) in features.iter().zip(labels) {
            for &feature in features {
                let next = self.names.len() as u32;
                let number = *self.numbers.entry(feature).or_insert(next);
                if number == next {
                    self.names.push(feature);
                }
                self.features.push(number);
            }
            self.ends.push(self.features.len());
            self.labels.push(*label);
        }
        self.sequences.push(self.ends.len());
    }

    /// How often each feature is seen.
    fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0u32; self.names.len()];
        for &feature in &self.features {
            counts[feature as usize] += 1;
        }
        counts
    }

    /// Leaves out all features but those whose numbers are told to be kept.
    fn keep(&mut self, kept: impl Fn(usize) -> bool) {
        self.numbers = HashMap::new();
        let mut renumber = vec![u32::MAX; self.names.len()];
        let mut names = Vec::new();
        for (at, &name) in self.names.iter().enumerate().filter(|(at, _)| kept(*at)) {
            renumber[at] = names.len() as u32;
            names.push(name);
        }
        let mut features = Vec::with_capacity(self.features.len());
        let mut start = 0;
        for end in &mut self.ends {
            features.extend(
                self.features[start..*end]
                    .iter()
                    .map(|&f| renumber[f as usize])
                    .filter(|&f| f != u32::MAX),
            );
            start = *end;
            *end = features.len();
        }
        self.features = features;
        self.names = names;
    }
}

/// A weight with the sum of squares of its gradients.
#[derive(Clone, Copy, Default)]
struct Row {
    weights: [f32; ROW],
    squares: [f32; ROW],
}

impl Row {
    fn step(&mut self, gradient: &[f32; ROW], penalty: f32, rate: f32, labels: usize) {
        let all = self.weights.iter_mut().zip(&mut self.squares).zip(gradient);
        for ((weight, square), gradient) in all.take(labels) {
            let slope = gradient + penalty * *weight;
            *square += slope * slope;
            *weight -= rate * slope / (square.sqrt() + 1e-3);
        }
    }
}

/// Fits twice, the second time with the features that weighed something in the
/// first, which takes half as many rounds, and packs.
pub(crate) fn fit(mut data: Data, fit: Fit) -> Vec<u8> {
    let counts = data.counts();
    data.keep(|feature| counts[feature] >= fit.least);
    let first = Fit {
        rounds: fit.rounds.div_ceil(2),
        ..fit
    };
    let (rows, _) = weights(&data, first);
    data.keep(|feature| rows[feature].iter().any(|weight| weight.abs() >= fit.keep));
    let (rows, edges) = weights(&data, fit);
    pack(&data.names, &rows, &edges, fit)
}

/// The weights of features, and those of starting and then, by class and label,
/// of going from each label to each.
fn weights(data: &Data, fit: Fit) -> (Vec<[f32; ROW]>, Vec<[f32; ROW]>) {
    let counts = data.counts();
    let n = fit.labels;
    let mut rows = vec![Row::default(); data.names.len()];
    let mut start = Row::default();
    let mut steps = vec![[Row::default(); ROW]; fit.steps];
    let mut order: Vec<usize> = (0..data.sequences.len()).collect();
    let mut random = 0x9e37_79b9_7f4a_7c15u64;
    // The mean of the later rounds' weights errs less than the last round's.
    let mut sums = vec![[0f32; ROW]; rows.len()];
    let mut edge_sums = vec![[0f32; ROW]; 1 + ROW * fit.steps];
    let late = fit.rounds / 2;
    for round in 0..fit.rounds {
        for at in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(at, (random % (at as u64 + 1)) as usize);
        }
        for &sequence in &order {
            let first = if sequence == 0 {
                0
            } else {
                data.sequences[sequence - 1]
            };
            let tokens = first..data.sequences[sequence];
            if tokens.is_empty() {
                continue;
            }
            let features = |at: usize| {
                let start = if at == 0 { 0 } else { data.ends[at - 1] };
                &data.features[start..data.ends[at]]
            };
            let scores: Vec<[f32; ROW]> = tokens
                .clone()
                .map(|at| {
                    let mut sums = [0f32; ROW];
                    for &feature in features(at) {
                        for (sum, weight) in sums.iter_mut().zip(rows[feature as usize].weights) {
                            *sum += weight;
                        }
                    }
                    sums
                })
                .collect();
            let gold = &data.labels[tokens.clone()];
            let classes = &data.steps[tokens.clone()];
            let slopes = slopes(&scores, gold, classes, &start, &steps, n);
            for (at, slope) in tokens.zip(&slopes.tokens) {
                for &feature in features(at) {
                    let penalty = fit.penalty / counts[feature as usize] as f32;
                    rows[feature as usize].step(slope, penalty, fit.rate, n);
                }
            }
            let often = fit.penalty / data.sequences.len() as f32;
            start.step(&slopes.start, often, fit.rate, n);
            for (class, slopes) in &slopes.steps {
                for (row, slope) in steps[usize::from(*class)].iter_mut().zip(slopes).take(n) {
                    row.step(slope, often, fit.rate, n);
                }
            }
        }
        if round >= late {
            let edges = std::iter::once(&start).chain(steps.iter().flatten());
            for (sums, row) in edge_sums.iter_mut().zip(edges) {
                add(sums, &row.weights);
            }
            for (sums, row) in sums.iter_mut().zip(&rows) {
                add(sums, &row.weights);
            }
        }
    }
    let share = 1.0 / (fit.rounds - late) as f32;
    for sums in sums.iter_mut().chain(&mut edge_sums) {
        *sums = sums.map(|sum| sum * share);
    }
    (sums, edge_sums)
}

fn add(sums: &mut [f32; ROW], weights: &[f32; ROW]) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += weight;
    }
}

/// The slopes of the loss.
struct Slopes {
    tokens: Vec<[f32; ROW]>,
    start: [f32; ROW],
    /// By class, for the classes that occur.
    steps: BTreeMap<u8, [[f32; ROW]; ROW]>,
}

fn slopes(
    sums: &[[f32; ROW]],
    gold: &[u8],
    classes: &[u8],
    start: &Row,
    steps: &[[Row; ROW]],
    n: usize,
) -> Slopes {
    let mut odds: BTreeMap<u8, [[f32; ROW]; ROW]> = BTreeMap::new();
    for &class in classes {
        odds.entry(class).or_insert_with(|| {
            let mut go = [[0f32; ROW]; ROW];
            for (go, row) in go.iter_mut().zip(&steps[usize::from(class)]).take(n) {
                for (go, weight) in go.iter_mut().zip(row.weights).take(n) {
                    *go = weight.exp();
                }
            }
            go
        });
    }
    let local: Vec<[f32; ROW]> = sums
        .iter()
        .map(|token| {
            let top = token[..n].iter().copied().fold(f32::MIN, f32::max);
            let mut out = [0f32; ROW];
            for (out, weight) in out.iter_mut().zip(token).take(n) {
                *out = (weight - top).exp();
            }
            out
        })
        .collect();
    let mut forward: Vec<[f32; ROW]> = Vec::with_capacity(sums.len());
    for (local, class) in local.iter().zip(classes) {
        let go = &odds[class];
        let mut now = [0f32; ROW];
        for to in 0..n {
            let reach = match forward.last() {
                None => start.weights[to].exp(),
                Some(last) => (0..n).map(|label| last[label] * go[label][to]).sum(),
            };
            now[to] = reach * local[to];
        }
        forward.push(scaled(now));
    }
    let mut out = Slopes {
        tokens: vec![[0.0; ROW]; sums.len()],
        start: [0.0; ROW],
        steps: BTreeMap::new(),
    };
    let mut back = [0f32; ROW];
    back[..n].fill(1.0);
    for at in (0..sums.len()).rev() {
        let go = &odds[&classes[at]];
        let mut joint = [0f32; ROW];
        for label in 0..n {
            joint[label] = forward[at][label] * back[label];
        }
        let joint = scaled(joint);
        out.tokens[at] = joint;
        out.tokens[at][usize::from(gold[at])] -= 1.0;
        let mut through = [0f32; ROW];
        for to in 0..n {
            through[to] = local[at][to] * back[to];
        }
        if at > 0 {
            let mut total = 0.0;
            let mut pairs = [[0f32; ROW]; ROW];
            for (label, row) in pairs.iter_mut().enumerate().take(n) {
                for (to, pair) in row.iter_mut().enumerate().take(n) {
                    *pair = forward[at - 1][label] * go[label][to] * through[to];
                    total += *pair;
                }
            }
            let slopes = out.steps.entry(classes[at]).or_default();
            for (sums, row) in slopes.iter_mut().zip(&pairs).take(n) {
                for (sum, pair) in sums.iter_mut().zip(row).take(n) {
                    *sum += pair / total.max(1e-30);
                }
            }
            slopes[usize::from(gold[at - 1])][usize::from(gold[at])] -= 1.0;
        } else {
            out.start = joint;
            out.start[usize::from(gold[0])] -= 1.0;
        }
        let mut before = [0f32; ROW];
        for label in 0..n {
            before[label] = (0..n).map(|to| go[label][to] * through[to]).sum();
        }
        back = scaled(before);
    }
    out
}

fn scaled(values: [f32; ROW]) -> [f32; ROW] {
    let sum: f32 = values.iter().sum();
    if sum > 0.0 {
        values.map(|value| value / sum)
    } else {
        values
    }
}

/// Packs weights, as [`weights`] gives them.
fn pack(names: &[u64], rows: &[[f32; ROW]], edges: &[[f32; ROW]], fit: Fit) -> Vec<u8> {
    let n = fit.labels;
    let whole = |weight: f32| (weight * UNIT).round() as i32;
    let mut out = Vec::new();
    out.extend((n as u32).to_le_bytes());
    out.extend((UNIT as u32).to_le_bytes());
    out.extend((fit.steps as u32).to_le_bytes());
    let (start, steps) = edges.split_at(1);
    let used = steps.chunks(ROW).flat_map(|class| &class[..n]);
    for row in start.iter().chain(used) {
        for &weight in &row[..n] {
            out.extend(whole(weight).to_le_bytes());
        }
    }
    let mut kept: Vec<(u64, [i8; ROW])> = names
        .iter()
        .zip(rows)
        .map(|(name, row)| {
            let mut packed = [0i8; ROW];
            for (packed, weight) in packed.iter_mut().zip(*row).take(n) {
                *packed = whole(weight).clamp(-127, 127) as i8;
            }
            (*name, packed)
        })
        .filter(|(_, row)| row.iter().any(|w| *w != 0))
        .collect();
    kept.sort_unstable_by_key(|(name, _)| *name);
    out.extend(table(&kept, n));
    out
}

/// Buckets have so many features on average, and so many places in a hundred are
/// taken at first. More of either makes the table smaller and the search for
/// pilots less likely to end well.
const BUCKET: usize = 2;
const TAKEN: usize = 92;

/// The form that `speech/table.rs` of the reader describes, of names that hold
/// a feature's hash and in the lowest three bits its role.
fn table(kept: &[(u64, [i8; ROW])], labels: usize) -> Vec<u8> {
    let (single, roles): (Vec<_>, Vec<_>) = kept.iter().partition(|(name, _)| name & 7 == SINGLE);
    let features: Vec<&[(u64, [i8; ROW])]> =
        roles.chunk_by(|(a, _), (b, _)| a >> 3 == b >> 3).collect();
    let hashes = features.iter().map(|rows| (rows[0].0 >> 3) as u32);
    let (mut out, places) = opening(hashes.collect());
    let rows = |place: &Option<usize>| place.map_or(&[][..], |number| features[number]);
    for place in &places {
        let key = rows(place).iter().fold(0, |key, (name, _)| {
            key | ((name >> 3) as u32) << 8 | 1 << (name & 7)
        });
        out.extend(key.to_le_bytes());
    }
    for (_, row) in places.iter().flat_map(rows) {
        out.extend(row[..labels].iter().map(|weight| *weight as u8));
    }
    let hashes = single.iter().map(|(name, _)| (name >> 3) as u32);
    let (head, places) = opening(hashes.collect());
    out.extend(head);
    for place in places {
        let (name, row) = place.map_or((0, [0; ROW]), |number| single[number]);
        out.extend(((name >> 3) as u16).to_le_bytes());
        out.extend(row[1..labels].iter().map(|weight| {
            let less = i16::from(*weight) - i16::from(row[0]);
            less.clamp(-127, 127) as i8 as u8
        }));
    }
    out
}

/// What a table begins with, and which of the features stands in each place.
fn opening(hashes: Vec<u32>) -> (Vec<u8>, Vec<Option<usize>>) {
    let mut size = hashes.len() * 100 / TAKEN + 1;
    let (pilots, places) = loop {
        match placed(&hashes, size) {
            Some(found) => break found,
            None => size += size / 50 + 1,
        }
    };
    let mut out = (pilots.len() as u32).to_le_bytes().to_vec();
    out.extend((places.len() as u32).to_le_bytes());
    out.extend(pilots);
    (out, places)
}

/// Pilots for every bucket, and for so many places which of the features stands
/// there; `None` if some bucket finds no pilot.
fn placed(hashes: &[u32], size: usize) -> Option<(Vec<u8>, Vec<Option<usize>>)> {
    let mut buckets = vec![Vec::new(); hashes.len() / BUCKET + 1];
    let count = buckets.len();
    for (number, hash) in hashes.iter().enumerate() {
        buckets[bucket(*hash, count)].push(number);
    }
    let mut places: Vec<Option<usize>> = vec![None; size];
    let mut pilots = vec![0u8; count];
    // The fullest first, while most places are free.
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(buckets[at].len()));
    for at in order {
        pilots[at] = (0..=u8::MAX).find(|&pilot| {
            let mut taken: Vec<usize> = Vec::new();
            for &number in &buckets[at] {
                let place = place(hashes[number], pilot, size);
                if places[place].is_some() || taken.contains(&place) {
                    return false;
                }
                taken.push(place);
            }
            for (&number, place) in buckets[at].iter().zip(taken) {
                places[place] = Some(number);
            }
            true
        })?;
    }
    Some((pilots, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_place_of_its_own() {
        let hashes: Vec<u32> = (1..2000u32).map(|n| n.wrapping_mul(0x9e37_79b1)).collect();
        let (pilots, places) = placed(&hashes, hashes.len() * 100 / TAKEN + 1).expect("pilots");
        for (number, &hash) in hashes.iter().enumerate() {
            let pilot = pilots[bucket(hash, pilots.len())];
            assert_eq!(places[place(hash, pilot, places.len())], Some(number));
        }
        assert!(
            placed(&[1, 1], 8).is_none(),
            "two of one hash have one place"
        );
    }
}
