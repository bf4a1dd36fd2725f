//! One command that two copies of a device executed apart.

use automerge::{ObjId, ROOT, ReadDoc, Value};
use linli_domain::ChangeHash;
use linli_domain::command::{Command, Recorded, RegisterHousehold};

use crate::convert::hash_out;
use crate::document::Document;
use crate::words::{department_key, dwelling_word};

impl Document {
    /// The change by which the document holds already what `recorded` would write anew: what it gives an id to
    /// stands under that id, from the same author and of the same second. A device that was cloned or restored
    /// does its unsent work again as another actor, and so the same work comes as two changes.
    ///
    /// `None` for commands that give no id: doing those twice says the same thing twice.
    pub fn twin(&self, recorded: &Recorded) -> Option<ChangeHash> {
        if let Command::RegisterHousehold(household) = &recorded.command {
            return self.twin_household(recorded, household);
        }
        let (map, key) = self.made_by(&recorded.command)?;
        self.written_at(&map, &key, recorded, |_| true)
    }

    /// Who was first named may be erased since: it is the same household by any other, or by its dwelling. With nobody
    /// named it is so too where it moved within the second: nothing is lost by that.
    fn twin_household(
        &self,
        recorded: &Recorded,
        household: &RegisterHousehold,
    ) -> Option<ChangeHash> {
        let map = self.map("residents");
        let mut ids = household
            .residents
            .iter()
            .map(|resident| resident.id.to_string());
        let dwelling = dwelling_word(&household.dwelling);
        let nobody = household.residents.is_empty();
        let here = |value: &Value<'_>| nobody || value.as_str() == Some(&dwelling);
        ids.find_map(|id| self.written_at(&map, &id, recorded, |_| true))
            .or_else(|| self.written_at(&ROOT, "dwelling", recorded, here))
    }

    /// The change of the same author and second that wrote there what `says` knows.
    fn written_at(
        &self,
        map: &ObjId,
        key: &str,
        recorded: &Recorded,
        says: impl Fn(&Value<'_>) -> bool,
    ) -> Option<ChangeHash> {
        let found = self.automerge.get_all(map, key).ok()?;
        let written = (recorded.author, recorded.at);
        let (_, twin) = found
            .iter()
            .find(|(value, operation)| says(value) && self.written_by(operation) == written)?;
        self.automerge.hash_for_opid(twin).map(hash_out)
    }

    /// Where what the command gives an id to stands.
    fn made_by(&self, command: &Command) -> Option<(ObjId, String)> {
        let (map, id) = match command {
            Command::OpenCase(_) | Command::OpenDispute(_) => {
                return Some((ROOT, "opened_at".to_owned()));
            }
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
