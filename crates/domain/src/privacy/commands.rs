//! The fields of commands. A command rests on the purposes of the fields that it fills, and stays no longer than they
//! do: what is erased from a document is erased from the commands that wrote it.

use super::field::{Field, Fields, enums, structs};
use crate::command::{
    AcceptAppointment, AddBuilding, AddDepartment, AddDwellings, AddResident, AnswerCase, Appoint,
    AppointActing, ClearTag, CloseCase, CloseDispute, Command, Consent, CorrectResident,
    CorrectVisit, DispatchCase, Dwelling, EndAppointment, EraseResident, HandOver, LinkDwelling,
    MergeHousehold, MergeResident, MoveInResident, MoveOutResident, NameEstate, NewResident,
    NoteCase, NoteDispute, NoteReferral, OpenCase, OpenDispute, Party, PlaceUnder, RecallCase,
    RecordConsent, RecordVisit, ReferCase, RegisterHousehold, Request, ResidentChange,
    SetContactPreference, SetDoNotVisit, SetLease, SetTag, SettleDispute, UnmergeHousehold,
    UnmergeResident, VerifyHousehold, VisitChange, WithdrawConsent, WithdrawVisit,
};

/// A command that is missing here does not compile.
macro_rules! commands {
    ($($name:ident { $($fields:tt)* })*) => {
        const _: fn(&Command) = |it| match it {
            $(Command::$name(_) => {})*
        };
        structs! { COMMANDS: $($name { $($fields)* })* }
    };
}

commands! {
    NameEstate { name: PLACE }
    SetLease { days: PLACE }
    AddBuilding { building: LINK, name: PLACE }
    AddDwellings { building: LINK, dwellings: parts }
    AddDepartment { department: LINK, name: PLACE }
    Appoint {
        appointment: LINK,
        person: OFFICE,
        name: OFFICE,
        role: OFFICE,
        building: OFFICE,
        department: OFFICE,
        from: OFFICE,
        until: OFFICE,
    }
    PlaceUnder { level: PLACE, parent: PLACE }
    AppointActing {
        appointment: LINK,
        covers: OFFICE,
        person: OFFICE,
        name: OFFICE,
        role: OFFICE,
        building: OFFICE,
        department: OFFICE,
        from: OFFICE,
        until: OFFICE,
    }
    HandOver {
        appointment: LINK,
        of: OFFICE,
        person: OFFICE,
        name: OFFICE,
        from: OFFICE,
        last_day: OFFICE,
    }
    AcceptAppointment { appointment: LINK, on: OFFICE }
    EndAppointment { appointment: LINK, until: OFFICE }
    RegisterHousehold { dwelling: parts, residents: parts, tags: FLAG, consents: parts }
    LinkDwelling { dwelling: parts }
    AddResident { resident: parts }
    CorrectResident { resident: LINK, changes: parts }
    MoveOutResident { resident: LINK, on: RESIDENCE }
    MoveInResident { resident: LINK, on: RESIDENCE }
    MergeResident { resident: LINK, into: ONCE }
    UnmergeResident { resident: LINK }
    MergeHousehold { into: ONCE }
    UnmergeHousehold {}
    SetContactPreference { channel: REACH, note: REACH }
    SetDoNotVisit { wanted: PEACE, until: PEACE }
    VerifyHousehold { on: RESIDENCE }
    RecordConsent { consent: parts }
    WithdrawConsent { tag: FLAG, on: CONSENT }
    EraseResident { resident: LINK, ground: ERASURE }
    SetTag { tag: FLAG }
    ClearTag { tag: FLAG }
    RecordVisit {
        visit: LINK,
        household: LINK,
        at: VISIT,
        outcome: VISIT,
        purpose: VISIT,
        met: VISIT,
        note: TOLD,
        requests: parts,
        next_visit_on: VISIT,
        card: VISIT,
        visitor: WHO,
    }
    CorrectVisit { visit: LINK, changes: parts }
    WithdrawVisit { visit: LINK, reason: VISIT }
    OpenCase {
        household: LINK,
        title: CASE,
        category: CASE,
        detail: CASE,
        opened_at: CASE,
        visit: LINK,
        assignee: WHO,
    }
    NoteCase { event: LINK, at: CASE, label: CASE, text: CASE, by: WHO }
    CloseCase { event: LINK, at: CASE, text: CASE }
    DispatchCase { event: LINK, at: CASE, department: CASE, text: CASE }
    RecallCase { event: LINK, at: CASE, text: CASE }
    AnswerCase { event: LINK, at: CASE, department: CASE, text: CASE }
    ReferCase { event: LINK, at: CASE, text: CASE }
    NoteReferral { event: LINK, at: CASE, state: CASE, text: CASE }
    OpenDispute {
        title: DISPUTE,
        detail: DISPUTE,
        opened_at: DISPUTE,
        building: LINK,
        household: LINK,
        parties: parts,
        case: LINK,
    }
    NoteDispute { event: LINK, at: DISPUTE, on: DISPUTE, session: DISPUTE, text: DISPUTE }
    SettleDispute { event: LINK, at: DISPUTE, on: DISPUTE, agreement: DISPUTE }
    CloseDispute { event: LINK, at: DISPUTE, outcome: DISPUTE, text: DISPUTE }
}

structs! { PARTS:
    Dwelling { unit: DOOR, room: DOOR }
    NewResident {
        id: LINK,
        name: NAME,
        phone: REACH,
        relation: HOUSEHOLD,
        birth_year: HOUSEHOLD,
        gender: HOUSEHOLD,
        notes: REMARK,
        moved_in: RESIDENCE,
    }
    Consent { tag: FLAG, method: CONSENT, on: CONSENT, given_by: CONSENT }
    Request { text: WISH, case: LINK }
    Party { text: DISPUTE, household: LINK }
}

enums! { CHANGES:
    ResidentChange {
        Name name: NAME,
        Phone phone: REACH,
        Relation relation: HOUSEHOLD,
        BirthYear birth_year: HOUSEHOLD,
        Gender gender: HOUSEHOLD,
        Notes notes: REMARK,
    }
    VisitChange {
        At at: VISIT,
        Outcome outcome: VISIT,
        Purpose purpose: VISIT,
        Note note: TOLD,
        NextVisitOn next_visit_on: VISIT,
        Card card: VISIT,
    }
}

/// Commands, then their parts.
pub(super) const FIELDS: [&[Fields]; 3] = [COMMANDS, PARTS, CHANGES];
