//! Notes as volunteers write them: short clauses, commas, a full stop.
//!
//! Lengths follow the rows of the field: 20 to 53 characters for a visit, 12 to 40 for an event of a
//! case, 8 to 24 for a remark about a resident. Figures, names and large vocabularies keep the text
//! from compressing better than people's own does.

mod case;
mod clause;
mod compose;
mod resident;
mod visit;

pub(super) use case::{case, case_event};
pub(super) use resident::about_resident;
pub(super) use visit::{request, visit};
