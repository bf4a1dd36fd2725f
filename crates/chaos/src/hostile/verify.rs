//! What must hold when the attack is over.

use std::collections::BTreeMap;

use linli_client_core::domain::Kind;

use super::attack::Attacker;
use super::books::{Count, Place};
use super::honest::Latency;
use super::knowledge::Knowledge;
use super::{GROWTH_MIB, GROWTH_MIB_PER_ENTRY, Outcome};
use crate::failure::none;
use crate::rush::device::Device as Phone;
use crate::{Failure, Result};

/// Syncs of an honest device until all its work must be there.
const SYNCS_MAX: usize = 3;
/// Times of a few milliseconds jump by as much for any reason.
const JITTER_MS: f64 = 5.0;

pub(super) fn outcome(
    attackers: &[Attacker],
    before: &Count,
    after: &Count,
    [calm, limited, unlimited]: [Latency; 3],
    memory_mib: Vec<f64>,
) -> Outcome {
    let (mut by_status, mut by_trick) = (BTreeMap::new(), BTreeMap::new());
    let mut requests = 0;
    let mut taken = 0;
    for attacker in attackers {
        let heard = &attacker.heard;
        requests += heard.requests;
        taken += heard.taken.len() as u64;
        for (status, times) in &heard.by_status {
            *by_status.entry(*status).or_default() += times;
        }
        for (trick, times) in &heard.by_trick {
            *by_trick.entry(format!("{trick:?}")).or_default() += times;
        }
    }
    let rows = after
        .growing
        .iter()
        .map(|(table, rows)| (*table, rows - before.growing[table]));
    Outcome {
        requests,
        by_status,
        by_trick,
        taken,
        rows: rows.collect(),
        before: calm,
        limited,
        unlimited,
        memory_mib,
    }
}

/// The log has what was answered for, by whom it was, where there was a right; and nothing else has changed.
pub(super) fn kept(
    attackers: &[Attacker],
    known: &Knowledge,
    before: &Count,
    after: &Count,
    recorded: usize,
) -> Result<()> {
    let mut findings: Vec<String> = attackers
        .iter()
        .flat_map(|attacker| attacker.heard.broken.iter().cloned())
        .collect();
    if before.fixed != after.fixed {
        findings.push(format!("{:?} became {:?}", before.fixed, after.fixed));
    }
    let (mut theirs, mut others) = (0, 0);
    for (place, times) in &after.written {
        let new = times - before.written.get(place).copied().unwrap_or(0);
        if new == 0 {
            continue;
        }
        if place.author == *known.person.as_bytes() {
            theirs += new;
            if !within_rights(known, place) {
                findings.push(format!("the hostile person wrote to {place:?}"));
            }
        } else {
            others += new;
        }
    }
    let heard: usize = attackers.iter().map(|it| it.heard.taken.len()).sum();
    if theirs != heard as u64 {
        findings.push(format!(
            "{theirs} commands of the hostile person are stored, and verdicts say {heard}"
        ));
    }
    if others != recorded as u64 {
        findings.push(format!(
            "{others} commands of honest people are stored, and they recorded {recorded}"
        ));
    }
    none(findings)
}

fn within_rights(known: &Knowledge, place: &Place) -> bool {
    place.estate == *known.estate.as_bytes()
        && place.building == known.building.as_bytes()
        && place.kind != Kind::Directory.code()
}

/// Everybody else has synced everything, and has no draft of what somebody made refused.
pub(super) fn unharmed(phones: &mut [Phone]) -> Result<()> {
    let mut findings = Vec::new();
    for (number, phone) in phones.iter_mut().enumerate() {
        for _ in 0..SYNCS_MAX {
            phone.sync()?;
        }
        let (unsent, drafts) = (phone.unsent()?, phone.drafts()?);
        if unsent + drafts > 0 {
            findings.push(format!(
                "honest device {number} has {unsent} unsent and {drafts} drafts"
            ));
        }
        let shown = phone.visits()?;
        let missing = phone.recorded.iter().filter(|id| shown.get(id) != Some(&1));
        let missing = missing.count();
        if missing > 0 {
            findings.push(format!(
                "honest device {number} misses {missing} of its visits"
            ));
        }
    }
    none(findings)
}

impl Outcome {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a log of an hour is shorter than 2^52"
    )]
    fn growth_allowed_mib(&self) -> f64 {
        let entries = self.rows.get("log").copied().unwrap_or_default();
        GROWTH_MIB + GROWTH_MIB_PER_ENTRY * entries as f64
    }

    /// Whether it stayed fast for everybody else and has not grown. Ask on a machine that does nothing else.
    pub fn is_calm(&self) -> Result<()> {
        let mut findings = Vec::new();
        for (name, before, under) in [
            ("half", self.before.p50_ms, self.limited.p50_ms),
            ("95 %", self.before.p95_ms, self.limited.p95_ms),
        ] {
            if under > 2.0 * before + JITTER_MS {
                findings.push(format!(
                    "{name} of the honest syncs took up to {before:.1} ms, and {under:.1} ms under attack"
                ));
            }
        }
        if let (Some(at_a_fifth), Some(at_end)) = (self.memory_mib.get(1), self.memory_mib.last())
            && *at_end > at_a_fifth + self.growth_allowed_mib()
        {
            findings.push(format!(
                "the server held {at_a_fifth:.0} MiB at a fifth of the attack and {at_end:.0} MiB at its end"
            ));
        }
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Failure::Broken(findings))
        }
    }
}
