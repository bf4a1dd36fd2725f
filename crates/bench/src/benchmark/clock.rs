//! The one place that looks at the clock.
#![expect(
    clippy::disallowed_methods,
    reason = "measuring time is what a benchmark does"
)]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use linli_domain::Timestamp;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    pub(crate) fn ms(self) -> f64 {
        ms(self.elapsed())
    }
}

/// How long it is until the watch shows `ms`; nothing if it does already.
pub(crate) fn until(ms: f64, watch: Stopwatch) -> Duration {
    Duration::from_secs_f64((ms - watch.ms()).max(0.0) / 1e3)
}

pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

pub(crate) fn time_of_day() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp::clamped(since.map_or(0, |since| since.as_secs().cast_signed()))
}
