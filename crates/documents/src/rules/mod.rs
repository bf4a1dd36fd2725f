//! What each command asks of the document, and what it writes.
//!
//! A rule looks at single keys, so that its cost does not grow with the document.

mod appointments;
mod case;
mod consents;
mod directory;
mod dispute;
mod events;
mod household;
mod residents;
mod visits;

use linli_domain::command::{Command, Recorded};
use linli_domain::{Refusal, RefusalCode};

use crate::document::Document;
use crate::edit::Edits;

type Verdict = Result<Edits, Refusal>;

/// The one table from commands to rules.
pub(crate) fn judge(document: &Document, recorded: &Recorded) -> Verdict {
    let author = recorded.author;
    match &recorded.command {
        Command::NameEstate(command) => directory::name_estate(command),
        Command::SetLease(command) => directory::set_lease(command),
        Command::AddBuilding(command) => directory::add_building(document, command),
        Command::AddDwellings(command) => directory::add_dwellings(document, command),
        Command::AddDepartment(command) => directory::add_department(document, command),
        Command::PlaceUnder(command) => directory::place_under(document, command),
        Command::Appoint(command) => appointments::appoint(document, command),
        Command::AppointActing(command) => appointments::appoint_acting(document, command),
        Command::HandOver(command) => appointments::hand_over(document, command),
        Command::AcceptAppointment(command) => appointments::accept(document, command),
        Command::EndAppointment(command) => appointments::end(document, command),

        Command::RegisterHousehold(command) => household::register(document, command),
        Command::LinkDwelling(command) => household::link_dwelling(document, command),
        Command::MergeHousehold(command) => household::merge(document, command),
        Command::UnmergeHousehold(_) => household::unmerge(document),
        Command::SetContactPreference(command) => household::set_contact(document, command),
        Command::SetDoNotVisit(command) => household::set_do_not_visit(document, command),
        Command::VerifyHousehold(command) => household::verify(document, command),

        Command::AddResident(command) => residents::add(document, command),
        Command::CorrectResident(command) => residents::correct(document, command),
        Command::MoveOutResident(command) => residents::move_out(document, command),
        Command::MoveInResident(command) => residents::move_in(document, command),
        Command::MergeResident(command) => residents::merge(document, command),
        Command::UnmergeResident(command) => residents::unmerge(document, command),
        Command::EraseResident(command) => residents::erase(document, command),

        Command::RecordConsent(command) => consents::record(document, command),
        Command::WithdrawConsent(command) => consents::withdraw(document, command),
        Command::SetTag(command) => consents::set_tag(document, command),
        Command::ClearTag(command) => consents::clear_tag(document, command),

        Command::RecordVisit(command) => visits::record(document, author, command),
        Command::CorrectVisit(command) => visits::correct(document, author, command),
        Command::WithdrawVisit(command) => visits::withdraw(document, author, command),

        Command::OpenCase(command) => case::open(document, command),
        Command::NoteCase(command) => case::note(document, author, command),
        Command::CloseCase(command) => case::close(document, command),
        Command::DispatchCase(command) => case::dispatch(document, command),
        Command::RecallCase(command) => case::recall(document, command),
        Command::AnswerCase(command) => case::answer(document, command),
        Command::ReferCase(command) => case::refer(document, command),
        Command::NoteReferral(command) => case::note_referral(document, command),

        Command::OpenDispute(command) => dispute::open(document, command),
        Command::NoteDispute(command) => dispute::note(document, command),
        Command::SettleDispute(command) => dispute::settle(document, command),
        Command::CloseDispute(command) => dispute::close(document, command),
    }
}

fn refuse<T>(code: RefusalCode, path: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(code, path))
}

/// Refuses with `code` unless `holds`.
fn require(holds: bool, code: RefusalCode, path: impl Into<String>) -> Result<(), Refusal> {
    if holds { Ok(()) } else { refuse(code, path) }
}

fn at_most(count: usize, limit: usize, path: &str) -> Result<(), Refusal> {
    require(count <= limit, RefusalCode::TooMany, path)
}
