//! One command that two copies of a device executed apart.

use automerge::{ObjId, ROOT, ReadDoc};
use linli_domain::ChangeHash;
use linli_domain::command::{Command, Recorded};

use crate::convert::hash_out;
use crate::document::Document;
use crate::words::department_key;

impl Document {
    /// The change by which the document holds already what `recorded` would write anew: what it gives an id to
    /// stands under that id, from the same author and of the same second. A device that was cloned or restored
    /// does its unsent work again as another actor, and so the same work comes as two changes.
    ///
    /// `None` for commands that give no id: doing those twice says the same thing twice.
    pub fn twin(&self, recorded: &Recorded) -> Option<ChangeHash> {
        let (map, key) = self.made_by(&recorded.command)?;
        let found = self.automerge.get_all(&map, key.as_str()).ok()?;
        let twin = found
            .iter()
            .map(|(_, operation)| operation)
            .find(|operation| self.written_by(operation) == (recorded.author, recorded.at))?;
        self.automerge.hash_for_opid(twin).map(hash_out)
    }

    /// Where the first thing that the command gives an id to stands.
    fn made_by(&self, command: &Command) -> Option<(ObjId, String)> {
        let (map, id) = match command {
            Command::OpenCase(_) | Command::OpenDispute(_) => {
                return Some((ROOT, "opened_at".to_owned()));
            }
            // Or where it moved to.
            Command::RegisterHousehold(it) if it.residents.is_empty() => {
                return Some((ROOT, "dwelling".to_owned()));
            }
            Command::RegisterHousehold(it) => ("residents", it.residents.first()?.id.to_string()),
            Command::AddResident(it) => ("residents", it.resident.id.to_string()),
            Command::RecordVisit(it) => ("visits", it.visit.to_string()),
            Command::NoteCase(it) => ("events", it.event.to_string()),
            Command::CloseCase(it) => ("events", it.event.to_string()),
            Command::DispatchCase(it) => ("events", it.event.to_string()),
            Command::RecallCase(it) => ("events", it.event.to_string()),
            Command::AnswerCase(it) => ("events", it.event.to_string()),
            Command::ReferCase(it) => ("events", it.event.to_string()),
            Command::NoteReferral(it) => ("events", it.event.to_string()),
            Command::NoteDispute(it) => ("events", it.event.to_string()),
            Command::SettleDispute(it) => ("events", it.event.to_string()),
            Command::CloseDispute(it) => ("events", it.event.to_string()),
            Command::AddDepartment(it) => return Some((ROOT, department_key(it.department))),
            Command::Appoint(it) => ("appointments", it.appointment.to_string()),
            Command::AppointActing(it) => ("appointments", it.appointment.to_string()),
            Command::HandOver(it) => ("appointments", it.appointment.to_string()),
            Command::AddBuilding(it) => ("buildings", it.building.to_string()),
            _ => return None,
        };
        Some((self.map(map), id))
    }
}
