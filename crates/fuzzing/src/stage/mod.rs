//! What targets stand on: a server with an estate, and a phone that has joined it. Everything is made of
//! constants, so that seeds and crashers mean the same in every process.

pub(crate) mod estate;
pub(crate) mod office;
pub(crate) mod phone;

use std::cell::RefCell;

/// One a thread, made when first asked for, and anew when it is spent: a server that has taken thousands of
/// inputs answers ever more slowly. A thread's end takes its files away, as a static never would.
pub(crate) type Kept<T> = RefCell<Option<T>>;

/// Works on what is kept; `spent` says when to begin anew with the next input.
pub(crate) fn with<T, R>(
    kept: &Kept<T>,
    make: fn() -> T,
    spent: impl FnOnce(&T) -> bool,
    work: impl FnOnce(&mut T) -> R,
) -> R {
    // Taken out, so that after a panic the next input does not meet what is left of it.
    let held = kept.borrow_mut().take();
    let mut held = held.unwrap_or_else(make);
    let done = work(&mut held);
    if !spent(&held) {
        kept.replace(Some(held));
    }
    done
}
