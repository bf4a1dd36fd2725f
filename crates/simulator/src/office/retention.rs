//! The operator keeps to the terms.

use std::sync::Mutex;
use std::time::Duration;

use linli_client_core::domain::{Date, Timestamp};
use linli_server::config::RetentionConfig;
use linli_server::environment::{Environment, NoRandomness};
use linli_server::retention::{self, Done, RetentionError};

use super::Office;
use crate::random::Random;

/// In months: of visits, cases and disputes, and of people who moved out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) close: u16,
    pub(crate) archive: u16,
    pub(crate) erase: u16,
}

/// Longer than any life: posts that ended stay in the directory.
const NEVER: u16 = 600;

impl Terms {
    fn configured(self) -> RetentionConfig {
        let mut config = RetentionConfig::default();
        config.visits.archive_after_months = Some(self.archive);
        config.visits.erase_after_months = self.erase;
        for matters in [&mut config.cases, &mut config.disputes] {
            matters.close_after_months = Some(self.close);
            matters.archive_after_months = Some(self.archive);
            matters.erase_after_months = self.erase;
        }
        config.households.erase_after_months = self.erase;
        config.appointments.erase_after_months = NEVER;
        config
    }
}

impl Office {
    /// Closes, archives and erases what is due on `today`. `entries`: so many of each estate find room on the disk, and
    /// nothing after them. `None`: it was cut off by that.
    pub(crate) fn keep_to(
        &mut self,
        terms: Terms,
        today: Date,
        entries: Option<u8>,
        now: Timestamp,
    ) -> Option<Done> {
        if let Some(entries) = entries {
            self.bound_disk(entries);
        }
        let mut seed = [0; 8];
        self.random.fill(&mut seed);
        let around = Around {
            now,
            random: Mutex::new(Random::new(u64::from_be_bytes(seed))),
        };
        let config = terms.configured();
        let run = retention::run(self.store.as_ref(), &config, today, &around);
        let done = self.runtime.block_on(run);
        if entries.is_some() {
            self.mend_disk();
        }
        match done {
            Ok(done) => Some(done),
            Err(RetentionError::Store(_)) if entries.is_some() => None,
            Err(error) => panic!("the store works: {error}"),
        }
    }

    /// As `break_disk`, once an estate has this many entries more.
    fn bound_disk(&self, entries: u8) {
        let server = self.peek();
        let mut statement = server
            .prepare("SELECT row, seq FROM estates ORDER BY row")
            .expect("the estates can be read");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let rows: Vec<(i64, i64)> = rows
            .and_then(Iterator::collect)
            .expect("the estates can be read");
        let over = rows.into_iter().map(|(row, seq)| {
            format!("NEW.row = {row} AND NEW.seq > {}", seq + i64::from(entries))
        });
        self.alter(&format!(
            "CREATE TRIGGER simulated BEFORE UPDATE ON estates WHEN {}
             BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
            over.collect::<Vec<_>>().join(" OR ")
        ));
    }
}

/// What the server gets of the world.
struct Around {
    now: Timestamp,
    random: Mutex<Random>,
}

impl Environment for Around {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn uptime(&self) -> Duration {
        Duration::ZERO
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let mut random = self.random.lock().expect("nobody panics with it in hand");
        random.fill(bytes);
        Ok(())
    }
}
