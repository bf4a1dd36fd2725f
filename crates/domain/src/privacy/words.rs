//! Terms in words.

use super::retention::{Event, Retention, Term};

impl Retention {
    pub fn zh(self) -> String {
        match self {
            Self::WithEstate => "小区使用期间".to_owned(),
            Self::WithRecord => "与所在记录同存同删".to_owned(),
            Self::After { event, keep } if keep == Term::NONE => {
                format!("{}即删除", event.words().0)
            }
            Self::After { event, keep } => format!("{}后{}", event.words().0, keep.zh()),
            Self::AtLeast(keep) => format!("至少{}，程序不会删除", keep.zh()),
        }
    }

    pub fn en(self) -> String {
        match self {
            Self::WithEstate => "as long as the estate works with Linli".to_owned(),
            Self::WithRecord => "as long as the record in which it stands".to_owned(),
            Self::After { event, keep } if keep == Term::NONE => {
                format!("until {}", event.words().1)
            }
            Self::After { event, keep } => format!("{} after {}", keep.en(), event.words().1),
            Self::AtLeast(keep) => {
                format!("at least {}; never deleted by the program", keep.en())
            }
        }
    }
}

impl Term {
    fn zh(self) -> String {
        match (self.in_months() / 12, self.in_months() % 12) {
            (years, 0) => format!("{years}年"),
            _ => format!("{}个月", self.in_months()),
        }
    }

    fn en(self) -> String {
        match (self.in_months() / 12, self.in_months() % 12) {
            (1, 0) => "1 year".to_owned(),
            (years, 0) => format!("{years} years"),
            _ => format!("{} months", self.in_months()),
        }
    }
}

impl Event {
    /// In Chinese and English.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::MovedOut => (
                "本人（与整户有关的，为最后一人）搬走",
                "the resident moved out (for what concerns the household: the last of them)",
            ),
            Self::ConsentEnded => (
                "撤回同意或搬走",
                "consent was withdrawn or the household moved out",
            ),
            Self::Visited => ("走访", "the visit"),
            Self::CaseClosed => ("办结", "the case was closed"),
            Self::DisputeClosed => ("纠纷调解结束", "mediation of the dispute ended"),
            Self::AppointmentEnded => ("任期结束", "the appointment ended"),
        }
    }
}
