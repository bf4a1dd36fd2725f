//! Preparing much at once.

use std::thread;

use super::failure::Result;

/// One a core of the machine that the bars are for.
const THREADS: usize = 2;

/// Results come in the order of the tasks, of which each thread does a stretch. A failure ends its stretch.
pub(crate) fn in_threads<T: Sync, R: Send>(
    tasks: &[T],
    perform: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let share = tasks.len().div_ceil(THREADS).max(1);
    thread::scope(|scope| {
        let perform = &perform;
        let threads: Vec<_> = tasks
            .chunks(share)
            .map(|tasks| scope.spawn(move || tasks.iter().map(perform).collect::<Result<Vec<R>>>()))
            .collect();
        let mut done = Vec::with_capacity(tasks.len());
        for thread in threads {
            done.extend(thread.join().expect("no panic")?);
        }
        Ok(done)
    })
}
