//! For how long what is kept, where an estate's rules differ from the defaults of `linli_domain::privacy`.

use linli_domain::Kind;
use linli_domain::privacy::{
    AFTER_OFFICE, CASES_AT_HAND, DISPUTES_AT_HAND, Event, PROOF_OF_CONSENT, QUIET_CASE,
    QUIET_DISPUTE, Retention, Term, VISITS_AT_HAND, retention,
};
use serde::{Deserialize, Serialize};

use crate::maintenance::What;

/// The longest term: fifty years.
pub(super) const MONTHS_MAX: u16 = 600;

/// The terms of one kind of content, in calendar months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindTerms {
    /// After its event: the visit, the closing, moving out.
    pub erase_after_months: u16,
    /// Off the phones; not later than it is erased. As late: it is never archived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive_after_months: Option<u16>,
    /// Of what is open and stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_after_months: Option<u16>,
    /// Below this the law does not let it be set.
    #[serde(skip)]
    floor: u16,
}

impl KindTerms {
    fn erased(default: Retention) -> Self {
        Self {
            erase_after_months: default.keep().map_or(MONTHS_MAX, Term::in_months),
            archive_after_months: None,
            close_after_months: None,
            floor: 1,
        }
    }

    fn archived(self, term: Term) -> Self {
        Self {
            archive_after_months: Some(term.in_months()),
            ..self
        }
    }

    fn closed(self, term: Term) -> Self {
        Self {
            close_after_months: Some(term.in_months()),
            ..self
        }
    }

    fn never_shorter(self) -> Self {
        Self {
            floor: self.erase_after_months,
            ..self
        }
    }

    pub fn erase(&self) -> Term {
        Term::of_months(self.erase_after_months)
    }

    pub fn archive(&self) -> Option<Term> {
        self.archive_after_months.map(Term::of_months)
    }

    pub fn close(&self) -> Option<Term> {
        self.close_after_months.map(Term::of_months)
    }

    /// The key at fault, another one that has to do with it, and what is allowed.
    fn fault(&self, default: &Self) -> Option<(&'static str, &'static str, String)> {
        const ERASE: &str = "erase_after_months";
        const ARCHIVE: &str = "archive_after_months";
        const CLOSE: &str = "close_after_months";
        let floor = default.floor;
        if !(floor..=MONTHS_MAX).contains(&self.erase_after_months) {
            return Some((ERASE, ERASE, between(floor, MONTHS_MAX)));
        }
        let archive = self.archive_after_months.is_some();
        if archive != default.archive_after_months.is_some() {
            return Some((
                ARCHIVE,
                ARCHIVE,
                "这一类不归档 (is not for this kind)".into(),
            ));
        }
        if let Some(months) = self.archive_after_months
            && !(1..=self.erase_after_months).contains(&months)
        {
            return Some((ARCHIVE, ERASE, between(1, self.erase_after_months)));
        }
        let close = self.close_after_months.is_some();
        if close != default.close_after_months.is_some() {
            return Some((CLOSE, CLOSE, "这一类不办结 (is not for this kind)".into()));
        }
        let nonsense = |months: &u16| !(1..=MONTHS_MAX).contains(months);
        self.close_after_months
            .filter(nonsense)
            .map(|_| (CLOSE, CLOSE, between(1, MONTHS_MAX)))
    }
}

fn between(least: u16, most: u16) -> String {
    format!("须在 {least} 到 {most} 个月之间 (must lie between {least} and {most} months)")
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $($what:ident)|+ from $($event:ident)|+, $default:expr;)*) => {
        /// One table for each kind. `automatic`: the server does by itself, once a day, what
        /// `linli-server retention` does.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct RetentionConfig {
            pub automatic: bool,
            $($(#[$doc])* pub $name: KindTerms,)*
        }

        impl Default for RetentionConfig {
            fn default() -> Self {
                Self { automatic: false, $($name: $default,)* }
            }
        }

        impl RetentionConfig {
            pub const fn of(&self, what: What) -> &KindTerms {
                match what { $($(What::$what)|+ => &self.$name,)* }
            }

            const fn since(&self, event: Event) -> &KindTerms {
                match event { $($(Event::$event)|+ => &self.$name,)* }
            }

            fn each<'a>(&'a self, default: &'a Self) -> Vec<(&'static str, &'a KindTerms, &'a KindTerms)> {
                vec![$((stringify!($name), &self.$name, &default.$name),)*]
            }
        }
    };
}

kinds! {
    visits: Visit from Visited, KindTerms::erased(retention(Kind::Visits)).archived(VISITS_AT_HAND);
    cases: Case from CaseClosed, KindTerms::erased(retention(Kind::Case)).archived(CASES_AT_HAND).closed(QUIET_CASE);
    disputes: Dispute from DisputeClosed, KindTerms::erased(retention(Kind::Dispute)).archived(DISPUTES_AT_HAND).closed(QUIET_DISPUTE);
    /// From the day on which the last of them moved out; one of several from their own.
    households: Household | Resident from MovedOut, KindTerms::erased(retention(Kind::Household));
    consents: Consent from ConsentEnded, KindTerms::erased(PROOF_OF_CONSENT).never_shorter();
    appointments: Appointment from AppointmentEnded, KindTerms::erased(AFTER_OFFICE);
}

impl RetentionConfig {
    /// What the register of purposes says, as it is configured here.
    pub fn configured(&self, default: Retention) -> Retention {
        match default {
            // A flag goes with its consent, whatever is kept to prove that there was one.
            Retention::After { event, keep } if keep != Term::NONE => Retention::After {
                event,
                keep: self.since(event).erase(),
            },
            other => other,
        }
    }

    /// The full key at fault, another one that has to do with it, and what is allowed.
    pub(super) fn fault(&self) -> Option<(String, String, String)> {
        let default = Self::default();
        self.each(&default)
            .into_iter()
            .find_map(|(kind, terms, default)| {
                let (key, other, allowed) = terms.fault(default)?;
                let full = |key: &str| format!("retention.{kind}.{key}");
                Some((full(key), full(other), allowed))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_register_of_purposes() {
        let defaults = RetentionConfig::default();
        assert_eq!(defaults.fault(), None);
        for purpose in linli_domain::privacy::PURPOSES {
            assert_eq!(
                defaults.configured(purpose.retention),
                purpose.retention,
                "{}",
                purpose.code
            );
        }
        for what in What::ALL {
            assert!(defaults.of(what).erase() > Term::NONE, "{what:?}");
        }
    }
}
