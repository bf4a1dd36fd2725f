//! Who works at a desk and gets nothing by feed: handlers with the cases of their departments, auditors with the
//! audit log.

use super::Grant;
use crate::ids::{DepartmentId, EstateId};
use crate::time::Date;

/// The departments for which the holder of `grants` handles cases today, each with an estate whose cases those are.
pub fn handled(
    grants: &[Grant],
    today: Date,
) -> impl Iterator<Item = (EstateId, DepartmentId)> + '_ {
    let held = grants.iter().filter(move |grant| grant.holds_on(today));
    let handling = held.filter(|grant| grant.row().is_some_and(|row| row.may_give("answer_case")));
    handling.filter_map(|grant| Some((grant.estate, grant.department?)))
}

/// The estates and other places whose part of the audit log the holder of `grants` reads today.
pub fn audited(grants: &[Grant], today: Date) -> impl Iterator<Item = EstateId> + '_ {
    let held = grants.iter().filter(move |grant| grant.holds_on(today));
    // The log of an estate is no building's.
    let whole = held.filter(|grant| grant.building.is_none());
    whole
        .filter(|grant| grant.row().is_some_and(|row| row.audits))
        .map(|grant| grant.estate)
}
