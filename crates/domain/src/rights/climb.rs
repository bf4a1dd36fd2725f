//! From appointments in directories to grants within an estate.

use super::Grant;
use crate::ids::{EstateId, PersonId};
use crate::level::Level;
use crate::view::AppointmentView;

impl Grant {
    /// What an appointment in the directory of a place of this level gives within `estate`: that place, or one below.
    pub fn of(appointment: &AppointmentView, place: Level, estate: EstateId) -> Self {
        Self {
            role: appointment.role,
            level: appointment.building.map_or(place, |_| Level::Building),
            estate,
            building: appointment.building,
            department: appointment.department,
            from: appointment.from,
            until: appointment.until,
        }
    }
}

/// A place as it matters to those below: where it stands, and what its directory gives in the estate.
#[derive(Debug, Clone)]
pub struct Rung {
    pub level: Level,
    pub parent: Option<EstateId>,
    pub grants: Vec<Grant>,
}

impl Rung {
    /// Of `appointments` those of `person`, within `estate`. `own`: the place is the estate itself; in one above it an
    /// appointment to a building there means nothing.
    pub fn new<'a>(
        (level, parent): (Level, Option<EstateId>),
        appointments: impl Iterator<Item = &'a AppointmentView>,
        person: PersonId,
        (estate, own): (EstateId, bool),
    ) -> Self {
        let theirs =
            appointments.filter(|it| it.person == person && (own || it.building.is_none()));
        Self {
            level,
            parent,
            grants: theirs.map(|it| Grant::of(it, level, estate)).collect(),
        }
    }
}

/// What somebody holds in an estate: by its own directory, and by those of the places above, as `rung` has them.
///
/// # Errors
/// Those of `rung`.
pub fn climb<E>(
    estate: EstateId,
    mut rung: impl FnMut(EstateId) -> Result<Option<Rung>, E>,
) -> Result<Vec<Grant>, E> {
    let found = walk_up(estate, |place| {
        let found = rung(place)?;
        Ok(found.map(|rung| (rung.level, rung.parent, rung.grants)))
    })?;
    Ok(found.into_iter().flat_map(|(_, grants)| grants).collect())
}

/// The estate and the places above it, each with what `place` says of it beside its level and what is above.
///
/// # Errors
/// Those of `place`.
pub fn walk_up<T, E>(
    estate: EstateId,
    mut place: impl FnMut(EstateId) -> Result<Option<(Level, Option<EstateId>, T)>, E>,
) -> Result<Vec<(EstateId, T)>, E> {
    let mut found = Vec::new();
    let mut next = Some(estate);
    let mut below = None;
    for _ in 0..=Level::ABOVE_ESTATE {
        let Some(id) = next else { break };
        let Some((level, parent, told)) = place(id)? else {
            break;
        };
        // A place that does not stand higher is no place above, whatever the directory says.
        if below.is_some_and(|below| level <= below) {
            break;
        }
        (next, below) = (parent, Some(level));
        found.push((id, told));
    }
    Ok(found)
}
