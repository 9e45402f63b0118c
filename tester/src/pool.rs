//! The same work for many things on several cores.

use std::{
    num::NonZeroUsize,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// As many workers as the machine has cores.
#[must_use]
pub fn cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Results of `work` in the order of `items`, whoever was done first. Once a result asks to `stop`, things behind it
/// are not begun any more, and the list ends with the first result that asked.
pub fn map<T: Sync, R: Send>(
    items: &[T],
    workers: NonZeroUsize,
    work: impl Fn(&T) -> R + Sync,
    stop: impl Fn(&R) -> bool + Sync,
) -> Vec<R> {
    let (next, end) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX));
    let one = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at).filter(|_| at <= end.load(Ordering::Relaxed)) else { break };
            let result = work(item);
            if stop(&result) {
                end.fetch_min(at, Ordering::Relaxed);
            }
            done.push((at, result));
        }
        done
    };
    let mut done: Vec<(usize, R)> = if workers.get() == 1 || items.len() < 2 {
        one()
    } else {
        thread::scope(|scope| {
            let handles: Vec<_> = (0..workers.get()).map(|_| scope.spawn(one)).collect();
            let joined = handles.into_iter().map(|handle| match handle.join() {
                Ok(done) => done,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.flatten().collect()
        })
    };
    done.sort_by_key(|(at, _)| *at);
    let end = end.into_inner();
    done.into_iter().take_while(|(at, _)| *at <= end).map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_and_end_at_the_first_stop() {
        let items: Vec<usize> = (0..1000).collect();
        for workers in [1, 4].map(|it| NonZeroUsize::new(it).expect("not zero")) {
            assert_eq!(
                map(&items, workers, |it| it * 2, |_| false),
                items.iter().map(|it| it * 2).collect::<Vec<_>>()
            );
            let stopped = map(&items, workers, |it| *it, |it| it % 100 == 99);
            assert_eq!(stopped, (0..100).collect::<Vec<_>>());
        }
    }
}
