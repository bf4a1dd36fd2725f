//! For how long something is kept, as values that can be reckoned with.

use std::fmt;

use crate::time::Date;

/// A number of calendar months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    months: u16,
}

impl Term {
    /// At once.
    pub const NONE: Self = Self { months: 0 };

    pub const fn years(years: u8) -> Self {
        Self {
            months: years as u16 * 12,
        }
    }

    pub const fn of_months(months: u16) -> Self {
        Self { months }
    }

    pub const fn in_months(self) -> u16 {
        self.months
    }

    /// The first day on which what happened on `day` has been kept long enough.
    pub fn over_on(self, day: Date) -> Date {
        day.plus_months(i32::from(self.months))
    }
}

/// An ISO 8601 duration: `P2Y`, `P1Y6M`, `P0M`.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.months / 12, self.months % 12) {
            (0, months) => write!(f, "P{months}M"),
            (years, 0) => write!(f, "P{years}Y"),
            (years, months) => write!(f, "P{years}Y{months}M"),
        }
    }
}

/// What a term begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The resident, or for what concerns the household the last of its residents, moved out.
    MovedOut,
    /// Consent was taken back, or whoever it concerns moved out.
    ConsentEnded,
    Visited,
    CaseClosed,
    DisputeClosed,
    /// The last day of an appointment.
    AppointmentEnded,
}

impl Event {
    pub const fn code(self) -> &'static str {
        match self {
            Self::MovedOut => "moved_out",
            Self::ConsentEnded => "consent_ended",
            Self::Visited => "visited",
            Self::CaseClosed => "case_closed",
            Self::DisputeClosed => "dispute_closed",
            Self::AppointmentEnded => "appointment_ended",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// As long as the estate works with Linli.
    WithEstate,
    /// As long as the record in which it stands.
    WithRecord,
    /// So long after something happened, and no longer.
    After { event: Event, keep: Term },
    /// The law asks for no less, and the program never shortens it.
    AtLeast(Term),
}

impl Retention {
    /// From which day on it is kept too long, given the day of its event; `None`: never by itself.
    pub fn over_on(self, event_day: Date) -> Option<Date> {
        match self {
            Self::After { keep, .. } => Some(keep.over_on(event_day)),
            Self::WithEstate | Self::WithRecord | Self::AtLeast(_) => None,
        }
    }

    /// How long after its event, or at least.
    pub const fn keep(self) -> Option<Term> {
        match self {
            Self::After { keep, .. } | Self::AtLeast(keep) => Some(keep),
            Self::WithEstate | Self::WithRecord => None,
        }
    }
}

/// A year for what a household left open: a case, a key, a letter.
pub(super) const AFTER_MOVING_OUT: Retention = Retention::After {
    event: Event::MovedOut,
    keep: Term::years(1),
};
/// A flag goes with the consent to it.
pub(super) const WITH_CONSENT: Retention = Retention::After {
    event: Event::ConsentEnded,
    keep: Term::NONE,
};
/// As long as a claim may be brought (Civil Code art. 188): the keeper has to show that there was consent.
pub const PROOF_OF_CONSENT: Retention = Retention::After {
    event: Event::ConsentEnded,
    keep: Term::years(3),
};
pub(super) const AFTER_A_VISIT: Retention = Retention::After {
    event: Event::Visited,
    keep: Term::years(2),
};
pub(super) const AFTER_CLOSING: Retention = Retention::After {
    event: Event::CaseClosed,
    keep: Term::years(3),
};
/// Longer than a claim may be brought out of an agreement, which is when the file is asked for again.
pub(super) const AFTER_MEDIATION: Retention = Retention::After {
    event: Event::DisputeClosed,
    keep: Term::years(5),
};
/// As long as a claim may be brought over what somebody did in office.
pub const AFTER_OFFICE: Retention = Retention::After {
    event: Event::AppointmentEnded,
    keep: Term::years(3),
};
/// A year of visits at hand, beside the month that runs; after that the server alone keeps a month.
pub const VISITS_AT_HAND: Term = Term::of_months(13);
/// After closing; then the server alone keeps the case.
pub const CASES_AT_HAND: Term = Term::years(1);
/// After mediation ended: an agreement that was not kept to comes up within a year. Then the server alone keeps the file.
pub const DISPUTES_AT_HAND: Term = Term::years(1);
/// An open case in which nothing happens for so long is closed, so that its term begins to run.
pub const QUIET_CASE: Term = Term::years(2);
/// As with a case: nobody mediates any more.
pub const QUIET_DISPUTE: Term = Term::years(2);
/// PIPL art. 56: records of processing are kept for three years at least.
pub(super) const RECORD_OF_PROCESSING: Retention = Retention::AtLeast(Term::years(3));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_written_as_durations() {
        let term = |months| Term { months }.to_string();
        assert_eq!(
            [term(0), term(6), term(18), term(24)],
            ["P0M", "P6M", "P1Y6M", "P2Y"]
        );
    }

    #[test]
    fn a_visit_is_kept_for_two_years_to_the_day() {
        let visited: Date = "2024-02-29".parse().unwrap();
        let over = AFTER_A_VISIT.over_on(visited).unwrap();
        assert_eq!(over.to_string(), "2026-02-28");
        assert_eq!(Retention::WithRecord.over_on(visited), None);
    }
}
