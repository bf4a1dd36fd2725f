//! An estate's directory (名册) as it reads.

use std::collections::BTreeMap;

use automerge::{ObjId, ROOT, ReadDoc};
use linli_domain::view::{AppointmentView, BuildingView, DirectoryView};
use linli_domain::{AppointmentId, BuildingId, Date, DepartmentId, DocumentKey, limits};

use super::text;
use crate::document::Document;
use crate::words;

impl Document {
    /// The directory; `None` for a document of another kind.
    ///
    /// An appointment that cannot be read whole is left out: it gives nobody a right.
    pub fn directory(&self) -> Option<DirectoryView> {
        let DocumentKey::Directory { estate } = self.key else {
            return None;
        };
        let (level, parent) = words::place(self.root::<String>("place").as_deref());
        Some(DirectoryView {
            estate,
            name: self.root("name"),
            lease_days: self.lease_days(),
            level,
            parent,
            buildings: self.buildings(),
            departments: self.departments(),
            appointments: self.appointments(),
        })
    }

    /// Out of bounds it is nobody's choice: a lease of no days would lock every device for good.
    fn lease_days(&self) -> Option<u16> {
        let (value, _) = self.automerge.get(ROOT, "lease_days").ok()??;
        let days = u16::try_from(value.as_u64()?).ok()?;
        limits::LEASE_DAYS.contains(&days).then_some(days)
    }

    fn buildings(&self) -> BTreeMap<BuildingId, BuildingView> {
        let mut buildings: BTreeMap<BuildingId, BuildingView> = BTreeMap::new();
        for item in self.automerge.map_range(self.map("buildings"), ..) {
            if let Ok(id) = item.key.parse() {
                let view = BuildingView {
                    name: text(item.value).unwrap_or_default(),
                    dwellings: Vec::new(),
                };
                buildings.insert(id, view);
            }
        }
        for item in self.automerge.map_range(self.map("dwellings"), ..) {
            let Some((building, dwelling)) = item.key.split_once('/') else {
                continue;
            };
            let Some((unit, room)) = words::dwelling(dwelling) else {
                continue;
            };
            let view = building.parse().ok().and_then(|id| buildings.get_mut(&id));
            if let Some(view) = view {
                view.dwellings.push((unit.to_owned(), room.to_owned()));
            }
        }
        buildings
    }

    pub(crate) fn departments(&self) -> BTreeMap<DepartmentId, String> {
        // '0' follows '/': the range of all keys that begin so.
        let keys = words::DEPARTMENTS.to_owned().."department0".to_owned();
        let entries = self.automerge.map_range(ROOT, keys);
        entries
            .filter_map(|item| {
                let id = item.key.strip_prefix(words::DEPARTMENTS)?.parse().ok()?;
                Some((id, text(item.value)?))
            })
            .collect()
    }

    fn appointments(&self) -> BTreeMap<AppointmentId, AppointmentView> {
        let entries = self.automerge.map_range(self.map("appointments"), ..);
        let mut appointments = BTreeMap::new();
        let mut last_days = Vec::new();
        for entry in entries {
            let Some(view) = self.appointment(&entry.id()) else {
                continue;
            };
            if let (Some(of), Some(on)) = (view.succeeds, view.accepted) {
                let last_day: Option<Date> = self.field(&entry.id(), "last_day");
                last_days.push((of, last_day.map_or(on, |day| day.max(on))));
            }
            if let Ok(id) = entry.key.parse() {
                appointments.insert(id, view);
            }
        }
        end_the_succeeded(&mut appointments, last_days);
        appointments
    }

    fn appointment(&self, entry: &ObjId) -> Option<AppointmentView> {
        let building = self.field(entry, "building");
        // Read for nobody rather than for the whole estate.
        if building.is_none() && self.has(entry, "building") {
            return None;
        }
        Some(AppointmentView {
            person: self.field(entry, "person")?,
            name: self.field(entry, "name")?,
            role: self.field(entry, "role")?,
            building,
            department: self.field(entry, "department"),
            from: self.field(entry, "from")?,
            until: self.field(entry, "until"),
            acting: self.has(entry, "acting"),
            covers: self.field(entry, "covers"),
            succeeds: self.field(entry, "succeeds"),
            accepted: self.field(entry, "accepted"),
        })
    }
}

/// A post that was handed over is held to the last day agreed, and not beyond the successor's acceptance.
fn end_the_succeeded(
    appointments: &mut BTreeMap<AppointmentId, AppointmentView>,
    last_days: Vec<(AppointmentId, Date)>,
) {
    for (of, last_day) in last_days {
        if let Some(view) = appointments.get_mut(&of) {
            let until = view.until.map_or(last_day, |until| until.min(last_day));
            view.until = Some(until);
        }
    }
}
