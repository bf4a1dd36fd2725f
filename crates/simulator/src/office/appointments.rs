//! Who was appointed to what, how it ended, and to whom it was handed over.

use std::collections::BTreeMap;

use linli_client_core::domain::command::{Appoint, EndAppointment, HandOver};
use linli_client_core::domain::{
    AppointmentId, BuildingId, Command, Date, DocumentKey, EstateId, Kind, PersonId, Role,
    Timestamp,
};

use super::{Held, Office};

/// What the simulator remembers, whatever the server makes of it.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Given by the office in the first life of the server, ...
    given: Vec<Held>,
    /// ... and ended by it.
    ended: BTreeMap<AppointmentId, Date>,
    /// All that there ever were, in all lives.
    ever: Vec<Held>,
    /// As of now.
    now: Vec<Held>,
}

impl Office {
    /// Who holds what.
    pub(crate) fn held(&self) -> Vec<Held> {
        self.memory.borrow().now.clone()
    }

    /// To be called when the server may have taken something new, or lost something.
    pub(super) fn look_at_the_roster(&self) {
        let mut memory = self.memory.borrow_mut();
        let mut held = memory.given.clone();
        for id in memory.ended.keys() {
            for held in held.iter_mut().filter(|held| held.id == *id) {
                held.until = Some(memory.ended[id]);
            }
        }
        for command in self.given_by_devices() {
            if let Command::HandOver(it) = &command
                && let Some(successor) = successor(&memory.ever, it)
                && memory.ever.iter().all(|held| held.id != successor.id)
            {
                memory.ever.push(successor);
            }
        }
        memory.now = if self.life == 0 {
            self.told_by_the_log(held, &memory)
        } else {
            self.told_by_the_server(&memory.ever)
        };
    }

    /// In the server's first life, from what was given and in which order.
    fn told_by_the_log(&self, mut held: Vec<Held>, memory: &Memory) -> Vec<Held> {
        let mut handed_over: BTreeMap<AppointmentId, HandOver> = BTreeMap::new();
        let mut last_days = Vec::new();
        for command in self.given_by_devices() {
            match command {
                Command::HandOver(it) => {
                    held.extend(successor(&held, &it).map(|held| Held {
                        until: memory.ended.get(&held.id).copied(),
                        ..held
                    }));
                    handed_over.insert(it.appointment, it);
                }
                Command::AcceptAppointment(it) => {
                    if let Some(handover) = handed_over.get(&it.appointment) {
                        last_days.push((handover.of, handover.last_day.max(it.on)));
                    }
                }
                _ => {}
            }
        }
        for (of, last_day) in last_days {
            for held in held.iter_mut().filter(|held| held.id == of) {
                held.until = Some(held.until.map_or(last_day, |until| until.min(last_day)));
            }
        }
        held
    }

    /// In a later life phones may have given appointments back, or their ends, that the backup did not know: which
    /// of all that were ever given are there is read from the directory's rows.
    fn told_by_the_server(&self, ever: &[Held]) -> Vec<Held> {
        let server = self.peek();
        let mut statement = server
            .prepare("SELECT ends FROM appointments WHERE id = ?1")
            .expect("the roster can be read");
        let there = ever.iter().filter_map(|held| {
            let mut rows = statement
                .query([held.id.as_bytes()])
                .expect("the roster can be read");
            let row = rows.next().expect("the roster can be read")?;
            let ends: Option<String> = row.get(0).expect("the roster can be read");
            let until = ends.map(|day| day.parse().expect("a date"));
            Some(Held {
                until,
                ..held.clone()
            })
        });
        there.collect()
    }

    /// What devices gave to directories, in the order of the log.
    fn given_by_devices(&self) -> Vec<Command> {
        let server = self.peek();
        let mut statement = server
            .prepare(
                "SELECT log.command FROM log JOIN feeds ON feeds.row = log.feed
                 WHERE feeds.kind = ?1 AND log.device IS NOT NULL ORDER BY log.rowid",
            )
            .expect("the log can be read");
        let rows = statement
            .query_map([Kind::Directory.code()], |row| row.get(0))
            .expect("the log can be read");
        let rows = rows.map(|row| row.expect("the log can be read"));
        rows.filter_map(|bytes: Vec<u8>| Command::from_bytes(&bytes).ok())
            .collect()
    }

    /// Gives a person a territory, for `days` or without an end.
    pub(crate) fn appoint(
        &mut self,
        person: PersonId,
        role: Role,
        territory: (EstateId, Option<BuildingId>),
        days: Option<u8>,
        now: Timestamp,
    ) {
        let mut id = [0; 16];
        self.random.fill(&mut id);
        let (estate, building) = territory;
        let held = Held {
            id: AppointmentId::from_bytes(id),
            person,
            role,
            estate,
            building,
            from: "2020-01-01".parse().expect("a date"),
            until: days.map(|days| now.date().plus_days(days.into())),
        };
        let command = Appoint {
            appointment: held.id,
            person,
            name: format!("人{}", person.as_bytes()[0])
                .parse()
                .expect("a short name"),
            role,
            building,
            department: None,
            from: held.from,
            until: held.until,
        };
        if self
            .write(DocumentKey::Directory { estate }, command.into(), now)
            .is_ok()
        {
            let memory = self.memory.get_mut();
            memory.ever.push(held.clone());
            memory.given.push(held);
            self.look_at_the_roster();
        }
    }

    /// Ends one that holds, by any number.
    pub(crate) fn end_appointment(&mut self, number: usize, now: Timestamp) {
        let today = now.date();
        let mut open = self.held();
        open.retain(|held| held.holds(held.person, today));
        let Some(held) = open.get(number % open.len().max(1)) else {
            return;
        };
        let until = today.plus_days(-1);
        let command = EndAppointment {
            appointment: held.id,
            until,
        };
        let directory = DocumentKey::Directory {
            estate: held.estate,
        };
        if self.write(directory, command.into(), now).is_ok() {
            self.memory.get_mut().ended.insert(held.id, until);
            self.look_at_the_roster();
        }
    }
}

/// Holds the same post from a first day on.
fn successor(known: &[Held], handover: &HandOver) -> Option<Held> {
    let of = known.iter().find(|held| held.id == handover.of)?;
    Some(Held {
        id: handover.appointment,
        person: handover.person,
        from: handover.from,
        until: None,
        ..of.clone()
    })
}
