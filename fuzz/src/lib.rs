#![doc = include_str!("../README.md")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, Once, PoisonError};

static LAST: Mutex<String> = Mutex::new(String::new());

/// Runs a target, and ends the process if it panics: only what a target lets through counts.
pub fn run(target: fn(&[u8]), bytes: &[u8]) {
    static HOOK: Once = Once::new();
    // In the place of the hook that libFuzzer's crate has set, which aborts.
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
            *last = panic.to_string();
        }));
    });
    if catch_unwind(AssertUnwindSafe(|| target(bytes))).is_err() {
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        eprintln!("{last}");
        std::process::abort();
    }
}
