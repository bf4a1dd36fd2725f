//! I6 for the future: of somebody who was erased nothing is left, on the server or on any phone.

use linli_client_core::domain::command::{NewResident, ResidentChange};
use linli_client_core::domain::{Command, ResidentId};
use rusqlite::{Connection, params};

use super::Broken;
use super::kept::held_by_server;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::phone::Phone;

/// Looks for telephone numbers: those that somebody with a phone gave are nobody else's.
/// `known`: who was erased, beyond those of whom the log says so.
pub(super) fn gone(
    phones: &[Phone],
    office: &Office,
    ledger: &Ledger,
    known: Vec<ResidentId>,
) -> Result<(), Broken> {
    let held = held_by_server(office);
    let erased = ledger.marks().filter_map(|mark| {
        let Ok(Command::EraseResident(it)) = Command::from_bytes(&mark.command) else {
            return None;
        };
        let done = mark.traces().iter().any(|trace| held.contains_key(trace));
        done.then_some(it.resident)
    });
    let numbers: Vec<String> = erased
        .chain(known)
        .flat_map(|it| numbers(ledger, it))
        .collect();
    if numbers.is_empty() {
        return Ok(());
    }
    look_through(&office.peek(), &numbers, &[]).map_err(|found| format!("the server: {found}"))?;
    for phone in phones {
        // Who lost a record before it began anew never hears of that, and keeps what was their own work.
        let own: &[&str] = if phone.may_fork.get() {
            &["drafts", "accepted"]
        } else {
            &["drafts"]
        };
        let found = phone.look_into(|file| look_through(file, &numbers, own));
        found.map_err(|found| format!("phone {}: {found}", phone.number))?;
    }
    Ok(())
}

fn numbers(ledger: &Ledger, resident: ResidentId) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut add = |new: &NewResident| {
        if new.id == resident {
            numbers.extend(new.phone.as_ref().map(|phone| phone.as_str().to_owned()));
        }
    };
    let mut changed = Vec::new();
    for mark in ledger.marks() {
        match Command::from_bytes(&mark.command) {
            Ok(Command::RegisterHousehold(it)) => it.residents.iter().for_each(&mut add),
            Ok(Command::AddResident(it)) => add(&it.resident),
            Ok(Command::CorrectResident(it)) if it.resident == resident => {
                changed.extend(it.changes.into_iter().filter_map(|change| match change {
                    ResidentChange::Phone(phone) => phone.map(|it| it.as_str().to_owned()),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    numbers.append(&mut changed);
    numbers
}

/// What is handed over afterwards stays with the secretary as it came: the server no longer knows of whom it tells.
const BEFORE_THE_ERASURE: &str =
    "AND received_at < (SELECT min(log.received_at) FROM log JOIN feeds ON feeds.row = log.feed
                         WHERE log.replaces IN (1, 2) AND feeds.kind = 2)";

/// Every column of every table that is not one of `own`.
fn look_through(file: &Connection, numbers: &[String], own: &[&str]) -> Result<(), Broken> {
    let names = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                 WHERE m.type = 'table' ORDER BY m.name, c.cid";
    let mut statement = file.prepare(names).expect("the schema can be read");
    let columns = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect::<Result<Vec<(String, String)>, _>>)
        .expect("the schema can be read");
    let looked_at = |(table, _): &(String, String)| !own.contains(&table.as_str());
    for (table, column) in columns.into_iter().filter(looked_at) {
        let since = if column == "chain" {
            BEFORE_THE_ERASURE
        } else {
            ""
        };
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM \"{table}\" WHERE instr(CAST(\"{column}\" AS BLOB), ?1) {since})"
        );
        for number in numbers {
            let found = file.query_row(&sql, params![number.as_bytes()], |row| row.get(0));
            if found.unwrap_or(false) {
                return Err(format!(
                    "{number} of somebody who was erased stands in {table}.{column}"
                ));
            }
        }
    }
    Ok(())
}
