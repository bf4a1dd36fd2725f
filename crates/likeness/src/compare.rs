use serde::Serialize;

use crate::kin::Kin;
use crate::person::Person;
use crate::reason::Reason;

/// From this score on, two are shown as perhaps one.
pub const THRESHOLD: u8 = 65;

/// A name that sounds the same and differs in one character is not as good as the same name.
const OTHER_NAME_MAX: i16 = 45;

/// How alike two people are, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Likeness {
    /// 0 to 100. Not a probability.
    pub score: u8,
    /// For it first, then against it.
    pub reasons: Vec<Reason>,
}

/// `None` for people with nothing in common that counts: a place or a phone number, and the name.
/// The same both ways round.
pub fn compare(one: &Person, other: &Person) -> Option<Likeness> {
    let same_phone = one.phones.iter().any(|phone| other.phones.contains(phone));
    let same_building = one.facts.building == other.facts.building;
    if !same_phone && !same_building {
        return None;
    }
    let mut reasons = one.name.alike(&other.name);
    if reasons.is_empty() {
        return None;
    }
    let name: i16 = reasons.iter().map(|reason| reason.points()).sum();
    let excess = match reasons.as_slice() {
        [Reason::SameName | Reason::SameLongName] => 0,
        _ => (name - OTHER_NAME_MAX).max(0),
    };
    if same_phone {
        reasons.push(Reason::SamePhone);
    } else if !one.phones.is_empty() && !other.phones.is_empty() {
        reasons.push(Reason::DifferentPhone);
    }
    let same_door = same_building && one.facts.door == other.facts.door;
    if same_door {
        reasons.push(Reason::SameDoor);
        reasons.extend(relation(one, other));
    } else if same_building {
        reasons.push(Reason::SameBuilding);
    }
    reasons.extend(birth_years(one, other));
    reasons.extend(genders(one, other));
    reasons.sort_by_key(|reason| (reason.points() < 0, *reason));
    let sum: i16 = reasons.iter().map(|reason| reason.points()).sum();
    Some(Likeness {
        score: u8::try_from((sum - excess).clamp(0, 100)).unwrap_or(0),
        reasons,
    })
}

/// Relations are to the head of one household, so they tell people behind one door apart.
fn relation(one: &Person, other: &Person) -> Option<Reason> {
    let read = |person: &Person| person.facts.relation.as_deref().and_then(Kin::read);
    let (one, other) = (read(one)?, read(other)?);
    if one.excludes(other) {
        return Some(Reason::RelationUnlikely);
    }
    (one == other && one.is_one_person()).then_some(Reason::SameRelation)
}

fn birth_years(one: &Person, other: &Person) -> Option<Reason> {
    let apart = one.facts.birth_year?.abs_diff(other.facts.birth_year?);
    Some(match apart {
        0 => Reason::BirthYearsAgree,
        1 => Reason::BirthYearsClose,
        2..10 => Reason::BirthYearsDiffer,
        _ => Reason::BirthYearsFarApart,
    })
}

fn genders(one: &Person, other: &Person) -> Option<Reason> {
    (one.facts.gender? != other.facts.gender?).then_some(Reason::GendersDiffer)
}
