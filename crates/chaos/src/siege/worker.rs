//! What one client does while everything around it breaks.

use std::time::Duration;

use linli_bench::workload::Workload;
use serde_json::Value;
use uuid::Uuid;

use crate::clock::Stopwatch;
use crate::process::{Ended, How};
use crate::random::Random;
use crate::switch::Switch;
use crate::tally::Tally;
use crate::{Failure, Result};

use super::client::{Client, EXIT_UNREACHABLE};
use super::ledger::{Attempt, Deed, Ids, Ledger};

/// Of every hundred, so many are killed.
const RECORDINGS_KILLED: u64 = 10;
const SYNCS_KILLED: u64 = 20;
/// Codes under which a sync may fail while others attack. `internal` is none of them.
const BEARABLE: [&str; 3] = ["unreachable", "bad_answer", "unavailable"];

pub(super) struct Worker<'a> {
    client: &'a Client,
    random: Random,
    tally: &'a Tally,
    stop: &'a Switch,
    ledger: Ledger,
    /// How long the last one took that was left alone: kills fall within it, or just behind.
    recording: Duration,
    syncing: Duration,
}

impl<'a> Worker<'a> {
    pub(super) fn new(client: &'a Client, seed: u64, tally: &'a Tally, stop: &'a Switch) -> Self {
        Self {
            random: Random::of(seed, "worker", client.number as u64),
            client,
            tally,
            stop,
            ledger: Ledger {
                building: client.building.clone(),
                attempts: Vec::new(),
            },
            recording: Duration::from_millis(50),
            syncing: Duration::from_millis(200),
        }
    }

    /// Until it is stopped, or a command fails that had no reason to.
    pub(super) fn work(mut self) -> Result<Ledger> {
        let Some(known) = self.first_sync()? else {
            return Ok(self.ledger);
        };
        while !self.stop.is_on() {
            for _ in 0..=self.random.below(4) {
                self.record(&known)?;
            }
            self.sync()?;
        }
        Ok(self.ledger)
    }

    /// The register of the building, once its sync got through; `None` if it never did.
    fn first_sync(&mut self) -> Result<Option<Workload>> {
        while !self.stop.is_on() {
            self.sync()?;
            let status = self.client.must(&["status"])?;
            if !status["last_sync"].is_null() {
                return self.client.export("first").map(Some);
            }
        }
        Ok(None)
    }

    fn record(&mut self, known: &Workload) -> Result<()> {
        let marker = format!(
            "chaos-{}-{}",
            self.client.number,
            self.ledger.attempts.len()
        );
        let cases: Vec<_> = known
            .cases
            .iter()
            .filter(|case| case.status == "open")
            .collect();
        match (
            self.random.below(10),
            self.random.pick(&cases).map(|case| case.id),
        ) {
            (0..=1, _) => self.set_phone(known),
            (2..=3, Some(case)) => {
                let case = case.to_string();
                self.attempt(
                    marker.clone(),
                    Deed::CaseNote,
                    &["case", "note", &case, &marker],
                )
            }
            _ => self.record_visit(known, marker),
        }
    }

    fn record_visit(&mut self, known: &Workload, marker: String) -> Result<()> {
        let household = self
            .random
            .pick(&known.households)
            .map(|household| household.id);
        let Some(household) = household.map(|id| id.to_string()) else {
            return Err(Failure::broken(
                "a replica that has synced holds no household",
            ));
        };
        let mut arguments = vec![
            "visit",
            "record",
            &household,
            "--outcome",
            "met",
            "--note",
            &marker,
        ];
        if self.random.percent(25) {
            arguments.extend(["--request", "楼道灯坏了:公共设施"]);
        }
        self.attempt(marker.clone(), Deed::Visit, &arguments)
    }

    fn set_phone(&mut self, known: &Workload) -> Result<()> {
        // Clients of one building stand apart by their numbers: each has a door of its own.
        let door = self.client.number / crate::estate::BUILDINGS as usize;
        let own = known.households.get(door % known.households.len().max(1));
        let residents: Vec<Uuid> = own
            .iter()
            .flat_map(|home| &home.residents)
            .map(|resident| resident.id)
            .collect();
        let Some(&resident) = self.random.pick(&residents) else {
            return Ok(());
        };
        let phone = format!(
            "1{:03}{:07}",
            self.client.number,
            self.ledger.attempts.len()
        );
        let id = resident.to_string();
        let deed = Deed::Phone { resident };
        self.attempt(
            phone.clone(),
            deed,
            &["resident", "set", &id, "--phone", &phone],
        )
    }

    fn attempt(&mut self, marker: String, deed: Deed, arguments: &[&str]) -> Result<()> {
        let (ended, took) = self.killed_sometimes(arguments, RECORDINGS_KILLED, self.recording)?;
        // A whole line is an answer that somebody read, whatever became of the process afterwards.
        let said = ended
            .stdout
            .strip_suffix('\n')
            .and_then(|line| serde_json::from_str(line).ok());
        match ended.how {
            How::Killed => self.tally.note(|counts| counts.client_kills_recording += 1),
            How::Exit(0) if said.is_some() => self.recording = took,
            _ => return Err(self.client.failed(arguments, &ended)),
        }
        self.tally.note(|counts| match said {
            Some(_) => counts.acknowledged += 1,
            None => counts.unanswered += 1,
        });
        self.ledger.attempts.push(Attempt {
            marker,
            deed,
            said: said.as_ref().map(ids),
        });
        Ok(())
    }

    fn sync(&mut self) -> Result<()> {
        let (ended, took) = self.killed_sometimes(&["sync"], SYNCS_KILLED, self.syncing)?;
        match ended.how {
            How::Killed => self.tally.note(|counts| counts.client_kills_syncing += 1),
            How::Exit(0) => {
                self.syncing = took;
                let answer: Value = serde_json::from_str(&ended.stdout).unwrap_or_default();
                let pushed = answer["report"]["accepted"].as_u64().unwrap_or(0) > 0;
                self.tally.note(|counts| {
                    counts.syncs_done += 1;
                    counts.pushes_done += u64::from(pushed);
                });
            }
            How::Exit(EXIT_UNREACHABLE) => {
                let error: Value = serde_json::from_str(ended.stderr.trim()).unwrap_or_default();
                let code = error["code"].as_str().unwrap_or_default().to_owned();
                if !BEARABLE.contains(&code.as_str()) {
                    return Err(self.client.failed(&["sync"], &ended));
                }
                self.tally
                    .note(|counts| *counts.syncs_failed.entry(code).or_default() += 1);
            }
            _ => return Err(self.client.failed(&["sync"], &ended)),
        }
        Ok(())
    }

    /// What became of it, and how long it took.
    fn killed_sometimes(
        &mut self,
        arguments: &[&str],
        percent: u64,
        usual: Duration,
    ) -> Result<(Ended, Duration)> {
        let random = &mut self.random;
        let kill_after = random
            .percent(percent)
            .then(|| random.duration(usual * 5 / 4));
        let watch = Stopwatch::start();
        let ended = self.client.run(arguments, kill_after)?;
        Ok((ended, watch.elapsed()))
    }
}

fn ids(answer: &Value) -> Ids {
    let id = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
    Ids {
        visit: id(&answer["visit"]),
        event: id(&answer["event"]),
        cases: answer["cases"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(id)
            .collect(),
    }
}
