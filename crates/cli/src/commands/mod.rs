//! One file a command: what it takes, what it does, what it answers.

mod audit;
mod building;
mod carry;
mod case;
mod conflicts;
mod department;
mod dispatched;
mod dispute;
mod drafts;
mod duplicates;
mod errand;
mod escrow;
mod export;
mod handover;
mod household;
mod join;
mod lease;
mod outbox;
mod people;
mod pin;
mod rebuild;
mod recover;
mod resident;
mod resolve;
mod rights;
mod roster;
mod saved;
mod search;
mod status;
mod sync;
mod visit;

pub(crate) use audit::Audit;
pub(crate) use building::Building;
pub(crate) use carry::Carry;
pub(crate) use case::Case;
pub(crate) use department::Department;
pub(crate) use dispatched::Dispatched;
pub(crate) use dispute::Dispute;
pub(crate) use drafts::Drafts;
pub(crate) use escrow::Escrow;
pub(crate) use export::Export;
pub(crate) use handover::Handover;
pub(crate) use household::Household;
pub(crate) use join::Join;
pub(crate) use lease::Lease;
pub(crate) use outbox::Outbox;
pub(crate) use pin::PinCommand;
pub(crate) use recover::Recover;
pub(crate) use resident::Resident;
pub(crate) use resolve::Resolve;
pub(crate) use search::Search;
pub(crate) use sync::Sync;
pub(crate) use visit::Visit;

use crate::arguments::{Arguments, Command};
use crate::desk::Desk;
use crate::error::Error;

pub(crate) fn run(arguments: Arguments) -> Result<(), Error> {
    let voice = arguments.voice();
    let files = arguments.files()?;
    let desk = || Desk::open(&files);
    match arguments.command {
        Command::Join(join) => voice.say(&join.run(&files, voice)?),
        Command::Sync(sync) => sync.run(&mut desk()?, &files, voice),
        Command::Status => voice.say(&status::status(&desk()?)?),
        Command::Building(building) => building.run(&desk()?, voice),
        Command::Household(household) => household.run(&mut desk()?, voice),
        Command::Resident(resident) => resident.run(&mut desk()?, voice),
        Command::Visit(visit) => visit.run(&mut desk()?, voice),
        Command::Case(case) => case.run(&mut desk()?, voice),
        Command::Dispute(dispute) => dispute.run(&mut desk()?, voice),
        Command::Department(department) => department.run(&mut desk()?, voice),
        Command::Dispatched(dispatched) => dispatched.run(&mut desk()?, voice),
        Command::Audit(audit) => voice.say(&audit.run(&mut desk()?)?),
        Command::Carry(carry) => carry.run(&mut desk()?, voice),
        Command::Search(search) => voice.say(&search.run(&desk()?)?),
        Command::Duplicates => voice.say(&duplicates::duplicates(&mut desk()?)?),
        Command::Conflicts => voice.say(&conflicts::conflicts(&desk()?)?),
        Command::Resolve(resolve) => voice.say(&resolve.run(&mut desk()?)?),
        Command::Outbox(outbox) => outbox.run(&desk()?, voice),
        Command::Escrow(escrow) => escrow.run(&mut desk()?, voice),
        Command::Rights => voice.say(&rights::rights(&mut desk()?)?),
        Command::Handover(handover) => handover.run(&mut desk()?, voice),
        Command::Drafts(drafts) => drafts.run(&mut desk()?, voice),
        Command::Pin(pin) => voice.say(&pin.run(&files, voice)?),
        Command::People => voice.say(&people::people()?),
        Command::Lease(lease) => voice.say(&lease.run(&mut desk()?)?),
        Command::Roster => voice.say(&roster::roster(&desk()?)?),
        Command::Export(export) => voice.say(&export.run(&desk()?)?),
        Command::Rebuild => voice.say(&rebuild::rebuild(&mut desk()?)?),
        Command::Recover(recover) => voice.say(&recover.run(&files)?),
    }
}
