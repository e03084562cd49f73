//! Many jobs at once, results in the order of the jobs, memory bounded.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How much is done at once.
pub(crate) struct Bounds {
    /// Threads that work.
    pub(crate) threads: usize,
    /// The weight that may be in work or waiting to be written. A job that is
    /// heavier by itself runs alone.
    pub(crate) weight: u64,
}

/// Jobs that a thread may be ahead of the one being written.
const AHEAD: usize = 8;

/// Runs `work` on every job and hands the results to `emit` on the calling
/// thread, in the order of the jobs. Stops early if `emit` fails and returns
/// its error.
pub(crate) fn in_order<J: Send, R: Send, E>(
    jobs: impl Iterator<Item = J> + Send,
    bounds: &Bounds,
    weigh: impl Fn(&J) -> u64 + Sync,
    work: impl Fn(J) -> R + Sync,
    mut emit: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = bounds.threads.max(1);
    let desk = Desk {
        state: Mutex::new(State {
            jobs,
            next: None,
            exhausted: false,
            begun: 0,
            written: 0,
            in_flight: 0,
            done: BTreeMap::new(),
            stopped: false,
        }),
        changed: Condvar::new(),
        weight: bounds.weight,
        ahead: threads * AHEAD,
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((number, weight, job)) = desk.begin(&weigh) {
                    let result = work(job);
                    let mut state = desk.lock();
                    state.done.insert(number, (weight, result));
                    desk.changed.notify_all();
                }
            });
        }
        while let Some((weight, result)) = desk.await_next() {
            let outcome = emit(result);
            let mut state = desk.lock();
            state.in_flight -= weight;
            state.stopped = outcome.is_err();
            desk.changed.notify_all();
            drop(state);
            outcome?;
        }
        Ok(())
    })
}

struct State<I: Iterator, R> {
    jobs: I,
    /// The next job with its weight, taken from `jobs` but not yet begun.
    next: Option<(u64, I::Item)>,
    exhausted: bool,
    begun: usize,
    written: usize,
    in_flight: u64,
    /// Results that wait for their turn.
    done: BTreeMap<usize, (u64, R)>,
    stopped: bool,
}

struct Desk<I: Iterator, R> {
    state: Mutex<State<I, R>>,
    changed: Condvar,
    weight: u64,
    ahead: usize,
}

impl<I: Iterator, R> Desk<I, R> {
    fn lock(&self) -> MutexGuard<'_, State<I, R>> {
        // A thread that panicked did so in its job, not while it held the
        // lock over half-changed state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<I, R>>) -> MutexGuard<'a, State<I, R>> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job, once there is room for it; `None` when there is no more.
    fn begin(&self, weigh: impl Fn(&I::Item) -> u64) -> Option<(usize, u64, I::Item)> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            if state.next.is_none() && !state.exhausted {
                match state.jobs.next() {
                    Some(job) => state.next = Some((weigh(&job), job)),
                    None => {
                        state.exhausted = true;
                        self.changed.notify_all();
                    }
                }
            }
            // Jobs begin in order, so the one being waited for by the writer
            // has always begun, and the room it takes comes free.
            let near = state.begun < state.written + self.ahead;
            match state.next.take() {
                None => return None,
                Some((weight, job))
                    if near
                        && (state.in_flight == 0 || state.in_flight + weight <= self.weight) =>
                {
                    state.in_flight += weight;
                    state.begun += 1;
                    return Some((state.begun - 1, weight, job));
                }
                waiting => {
                    state.next = waiting;
                    state = self.wait(state);
                }
            }
        }
    }

    /// The next result in order, once it is there; `None` when all are out.
    fn await_next(&self) -> Option<(u64, R)> {
        let mut state = self.lock();
        loop {
            let number = state.written;
            if let Some(result) = state.done.remove(&number) {
                state.written += 1;
                return Some(result);
            }
            if state.exhausted && state.next.is_none() && state.begun == state.written {
                return None;
            }
            state = self.wait(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_and_all_of_them() {
        for threads in [1, 2, 8] {
            let bounds = Bounds { threads, weight: 5 };
            let mut seen = Vec::new();
            let work = |n: u64| {
                // Earlier jobs take longer, so that order is not an accident.
                std::thread::sleep(Duration::from_millis(if n.is_multiple_of(7) {
                    3
                } else {
                    0
                }));
                n * 2
            };
            let outcome: Result<(), ()> = in_order(
                0..100,
                &bounds,
                |n| n % 9,
                work,
                |n| {
                    seen.push(n);
                    Ok(())
                },
            );
            assert!(outcome.is_ok());
            assert_eq!(seen, (0..100).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_weight_in_flight_is_bounded() {
        let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
        let bounds = Bounds {
            threads: 8,
            weight: 10,
        };
        let weigh = |n: &u64| if *n == 20 { 50 } else { 4 };
        let work = |n: u64| {
            let held = now.fetch_add(weigh(&n), Ordering::SeqCst) + weigh(&n);
            if n != 20 {
                most.fetch_max(held, Ordering::SeqCst);
            }
            std::thread::sleep(Duration::from_millis(1));
            n
        };
        let outcome: Result<(), ()> = in_order(0..40u64, &bounds, weigh, work, |n| {
            now.fetch_sub(weigh(&n), Ordering::SeqCst);
            Ok(())
        });
        assert!(outcome.is_ok());
        assert!(most.load(Ordering::SeqCst) <= 10, "{most:?}");
    }

    #[test]
    fn a_writer_that_fails_stops_the_work() {
        let begun = AtomicU64::new(0);
        let bounds = Bounds {
            threads: 2,
            weight: 1000,
        };
        let work = |n: u64| {
            begun.fetch_add(1, Ordering::SeqCst);
            n
        };
        let outcome = in_order(
            0..,
            &bounds,
            |_| 1,
            work,
            |n| if n == 5 { Err(n) } else { Ok(()) },
        );
        assert_eq!(outcome, Err(5));
        assert!(begun.load(Ordering::SeqCst) < 100);
    }
}
