//! The promises, on every screen and in the server's own store.

use std::collections::BTreeMap;

use linli_bench::workload::Workload;
use uuid::Uuid;

use crate::Result;
use crate::estate::{Estate, NAME};
use crate::failure::none;

use super::client::Client;
use super::ledger::{Attempt, Deed, Ledger};

/// Findings shown of one view: a hundred more would say the same.
const SHOWN: usize = 20;

pub(super) fn verify(
    estate: &Estate,
    clients: &[Client],
    ledgers: &[Ledger],
    latecomer: &Client,
) -> Result<()> {
    let all: Vec<&Ledger> = ledgers.iter().collect();
    let server = estate.console.export(NAME, &estate.path("after"))?;
    let mut findings = compare("the server", &server, &all);
    findings.extend(compare(
        "a replica that joined afterwards",
        &latecomer.export("last")?,
        &all,
    ));
    for client in clients {
        let of_its_building: Vec<&Ledger> = ledgers
            .iter()
            .filter(|ledger| ledger.building == client.building)
            .collect();
        let name = format!("client {}", client.number);
        findings.extend(compare(&name, &client.export("last")?, &of_its_building));
    }
    findings.extend(count_commands(estate, &server, &all)?);
    none(findings)
}

/// Everything acknowledged is there exactly once, and what was killed at most once.
fn compare(view: &str, rows: &Workload, ledgers: &[&Ledger]) -> Vec<String> {
    let seen = Seen::of(rows);
    let mut findings = Vec::new();
    for ledger in ledgers {
        let mut phones: BTreeMap<Uuid, Vec<&str>> = BTreeMap::new();
        for attempt in &ledger.attempts {
            if let Deed::Phone { resident } = attempt.deed {
                let last = phones.entry(resident).or_default();
                if attempt.said.is_some() {
                    last.clear();
                }
                last.push(&attempt.marker);
            } else {
                findings.extend(seen.finding(attempt));
            }
        }
        for (resident, possible) in phones {
            let phone = seen.phones.get(&resident).copied().unwrap_or_default();
            // Without an acknowledged one the number of before is right as well.
            let untouched = ledger.attempts.iter().all(|attempt| {
                !matches!(attempt.deed, Deed::Phone { resident: of } if of == resident && attempt.said.is_some())
            });
            if !possible.contains(&phone) && !untouched {
                findings.push(format!(
                    "resident {resident} has {phone}, not one of {possible:?}"
                ));
            }
        }
    }
    findings.truncate(SHOWN);
    findings
        .into_iter()
        .map(|finding| format!("{view}: {finding}"))
        .collect()
}

/// How often each id and each marker occurs.
#[derive(Default)]
struct Seen<'a> {
    ids: BTreeMap<Uuid, u64>,
    texts: BTreeMap<&'a str, u64>,
    phones: BTreeMap<Uuid, &'a str>,
}

impl<'a> Seen<'a> {
    fn of(rows: &'a Workload) -> Self {
        let mut seen = Self::default();
        for visit in &rows.visits {
            seen.add(visit.id, &visit.note);
        }
        for case in &rows.cases {
            seen.add(case.id, "");
            for event in &case.timeline {
                seen.add(event.id, &event.note);
            }
        }
        for resident in rows
            .households
            .iter()
            .flat_map(|household| &household.residents)
        {
            seen.phones.insert(resident.id, &resident.phone);
        }
        seen
    }

    fn add(&mut self, id: Uuid, text: &'a str) {
        *self.ids.entry(id).or_default() += 1;
        *self.texts.entry(text).or_default() += 1;
    }

    fn finding(&self, attempt: &Attempt) -> Option<String> {
        let Attempt { marker, said, .. } = attempt;
        let times = self.texts.get(marker.as_str()).copied().unwrap_or(0);
        let Some(said) = said else {
            return (times > 1)
                .then(|| format!("{marker}, never acknowledged, is there {times} times"));
        };
        let ids: Vec<Uuid> = said
            .visit
            .iter()
            .chain(&said.event)
            .chain(&said.cases)
            .copied()
            .collect();
        let wrong = ids.iter().find(|id| self.ids.get(*id) != Some(&1));
        match (times, wrong) {
            (1, None) if !ids.is_empty() => None,
            _ => Some(format!(
                "{marker}, acknowledged as {ids:?}, is there {times} times"
            )),
        }
    }
}

/// The log holds what the rows show and no command more: nothing was executed twice under other ids.
fn count_commands(estate: &Estate, after: &Workload, ledgers: &[&Ledger]) -> Result<Vec<String>> {
    let rows = |workload: &Workload| {
        let events: usize = workload.cases.iter().map(|case| case.timeline.len()).sum();
        (workload.visits.len() + workload.cases.len() + events) as u64
    };
    let attempts = || ledgers.iter().flat_map(|ledger| &ledger.attempts);
    let phones = attempts().filter(|attempt| matches!(attempt.deed, Deed::Phone { .. }));
    let (acknowledged, unanswered): (Vec<_>, Vec<_>) =
        phones.partition(|attempt| attempt.said.is_some());
    let least = rows(after).saturating_sub(rows(&estate.before)) + acknowledged.len() as u64;
    let most = least + unanswered.len() as u64;
    let found = estate
        .console
        .check()?
        .saturating_sub(estate.commands_before);
    if (least..=most).contains(&found) {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "the log has {found} commands, and {least} to {most} were recorded"
    )])
}

#[cfg(test)]
mod tests {
    use linli_bench::workload::Size;

    use super::super::ledger::Ids;
    use super::*;

    /// An estate as it stands afterwards, and a ledger that says so: one visit, one killed visit, one
    /// note, one telephone number.
    fn honest() -> (Workload, Ledger) {
        let rows = Workload::generate(&Size {
            visits: 40,
            cases: 4,
            ..Size::standard(1)
        });
        let (visit, killed) = (&rows.visits[0], &rows.visits[1]);
        let event = &rows.cases[0].timeline[0];
        let resident = &rows.households[0].residents[0];
        let attempt = |marker: &str, deed, said| Attempt {
            marker: marker.to_owned(),
            deed,
            said,
        };
        let attempts = vec![
            attempt(
                &visit.note,
                Deed::Visit,
                Some(Ids {
                    visit: Some(visit.id),
                    ..Ids::default()
                }),
            ),
            attempt(&killed.note, Deed::Visit, None),
            attempt(
                &event.note,
                Deed::CaseNote,
                Some(Ids {
                    event: Some(event.id),
                    ..Ids::default()
                }),
            ),
            attempt(
                &resident.phone,
                Deed::Phone {
                    resident: resident.id,
                },
                Some(Ids::default()),
            ),
        ];
        let building = String::new();
        (rows, Ledger { building, attempts })
    }

    fn findings(rows: &Workload, ledger: &Ledger) -> usize {
        compare("somebody", rows, &[ledger]).len()
    }

    #[test]
    fn what_is_right_passes() {
        let (mut rows, ledger) = honest();
        assert_eq!(findings(&rows, &ledger), 0);
        rows.visits.remove(1);
        assert_eq!(findings(&rows, &ledger), 0, "a killed one may be missing");
    }

    #[test]
    fn what_is_lost_or_twice_is_found() {
        let spoil: [fn(&mut Workload); 6] = [
            |rows| drop(rows.visits.remove(0)),
            |rows| rows.visits.push(rows.visits[0].clone()),
            |rows| rows.visits[0].id = Uuid::nil(),
            |rows| rows.visits.push(rows.visits[1].clone()),
            |rows| drop(rows.cases[0].timeline.remove(0)),
            |rows| rows.households[0].residents[0].phone = "1".to_owned(),
        ];
        for (number, spoil) in spoil.into_iter().enumerate() {
            let (mut rows, ledger) = honest();
            spoil(&mut rows);
            assert_eq!(findings(&rows, &ledger), 1, "spoiled in manner {number}");
        }
    }

    #[test]
    fn a_number_given_later_may_have_won_and_an_earlier_one_may_not() {
        let (mut rows, mut ledger) = honest();
        let resident = rows.households[0].residents[0].id;
        let later = |marker: &str, said| Attempt {
            marker: marker.to_owned(),
            deed: Deed::Phone { resident },
            said,
        };
        ledger.attempts.push(later("killed", None));
        assert_eq!(findings(&rows, &ledger), 0);
        rows.households[0].residents[0].phone = "killed".to_owned();
        assert_eq!(findings(&rows, &ledger), 0);
        ledger
            .attempts
            .push(later("the last", Some(Ids::default())));
        assert_eq!(findings(&rows, &ledger), 1);
    }
}
