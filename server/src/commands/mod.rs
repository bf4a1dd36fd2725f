//! The subcommands of `linli-server`. Each works on the data folder itself, also while a server runs on it.

mod acting;
mod appointment;
mod archive;
mod arguments;
mod audit;
mod backend;
mod department;
mod device;
mod duplicates;
mod escrow;
mod estate;
mod export;
mod failure;
mod find;
mod handover;
mod import;
mod init;
mod key;
mod maintenance;
mod person;
mod place;
mod privacy;
mod report;
mod retention;
mod running;
mod suspension;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use crate::config::{self, Config};
use crate::demo;
use crate::environment::{Environment, SystemEnvironment};
use crate::store::Store;
use crate::telemetry;

pub use appointment::Appointment;
pub use arguments::Demo as DemoArguments;
use arguments::{
    ArchiveCommand, Arguments, AuditCommand, DepartmentCommand, DeviceCommand, EscrowCommand,
    EstateCommand, HandoverCommand, KeyCommand, PersonCommand, PlaceCommand, PrivacyCommand,
    Retention, Subcommand,
};
pub use backend::{Backend, ExportRows};
pub use estate::EstateFile;
pub use failure::Failure;
pub use person::new_invitation;
pub use report::Report;
pub use running::Signals;

/// Reads the arguments of this process and does what they say.
///
/// Exit codes: 0 done, 1 failed (the message says what happened, what is safe and what to do),
/// 2 the arguments can't be understood.
pub fn main(backend: &'static dyn Backend) -> ExitCode {
    let arguments = Arguments::parse();
    let json = arguments.json;
    match run(arguments, backend) {
        Ok(report) => {
            report.print(json);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{}", failure.message());
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments, backend: &'static dyn Backend) -> Result<Report, Failure> {
    let config = config::load(arguments.config.as_deref(), &arguments.overrides())?;
    telemetry::log::start(&config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    let console = Console {
        config,
        environment: Arc::new(SystemEnvironment::new()),
        backend,
    };
    runtime.block_on(dispatch(&console, arguments.command))
}

/// What every subcommand works with.
pub struct Console {
    pub config: Config,
    pub environment: Arc<dyn Environment>,
    pub backend: &'static dyn Backend,
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Console")
    }
}

impl Console {
    /// The store of an initialised data folder.
    fn open(&self) -> Result<Arc<dyn Store>, Failure> {
        self.backend.open(&self.config.data)
    }
}

async fn dispatch(console: &Console, command: Subcommand) -> Result<Report, Failure> {
    match command {
        Subcommand::Serve(_) => running::serve(console).await,
        Subcommand::Demo(demo) => demo::run(console, demo).await,
        Subcommand::Init => init::init(console).await,
        Subcommand::Estate(EstateCommand::Import { file }) => estate::import(console, &file).await,
        Subcommand::Estate(EstateCommand::List) => estate::list(console).await,
        Subcommand::Place(PlaceCommand::Add(add)) => place::add(console, add).await,
        Subcommand::Place(PlaceCommand::List) => place::list(console).await,
        Subcommand::Department(command) => department(console, command).await,
        Subcommand::Handover(command) => handover(console, command).await,
        Subcommand::Escrow(command) => escrow(console, command).await,
        Subcommand::Person(PersonCommand::Add(add)) => person::add(console, add).await,
        Subcommand::Person(PersonCommand::List { estate }) => person::list(console, estate).await,
        Subcommand::Person(PersonCommand::Invite(invite)) => person::invite(console, invite).await,
        Subcommand::Person(PersonCommand::Unlock(unlock)) => person::unlock(console, unlock).await,
        Subcommand::Person(PersonCommand::Suspend { person }) => {
            suspension::suspend(console, &person).await
        }
        Subcommand::Person(PersonCommand::Resume { person }) => {
            suspension::resume(console, &person).await
        }
        Subcommand::Device(DeviceCommand::List) => device::list(console).await,
        Subcommand::Device(DeviceCommand::Suspend { device }) => {
            device::suspend(console, device).await
        }
        Subcommand::Key(KeyCommand::Rotate { at_once }) => key::rotate(console, at_once).await,
        Subcommand::Key(KeyCommand::List) => key::list(console).await,
        Subcommand::Import(import) => import::import(console, import).await,
        Subcommand::Export(export) => export::export(console, export).await,
        Subcommand::Privacy(PrivacyCommand::Report { lang }) => {
            Ok(privacy::report(lang, &console.config.retention))
        }
        Subcommand::Audit(AuditCommand::Verify { head }) => audit::verify(console, head).await,
        Subcommand::Audit(AuditCommand::List { estate, since }) => {
            audit::list(console, estate, since).await
        }
        Subcommand::Retention(Retention { dry_run: true, on }) => {
            retention::dry_run(console, on).await
        }
        Subcommand::Retention(Retention { on, .. }) => retention::run(console, on).await,
        Subcommand::Archive(ArchiveCommand::List { estate }) => {
            archive::list(console, estate).await
        }
        Subcommand::Archive(ArchiveCommand::Show { id }) => archive::show(console, id).await,
        Subcommand::Duplicates(of) => duplicates::duplicates(console, of).await,
        Subcommand::Check => maintenance::check(console),
        Subcommand::Backup { file } => maintenance::backup(console, &file).await,
        Subcommand::Restore { file } => maintenance::restore(console, &file).await,
    }
}

async fn department(console: &Console, command: DepartmentCommand) -> Result<Report, Failure> {
    match command {
        DepartmentCommand::Add { estate, name } => department::add(console, &estate, &name).await,
        DepartmentCommand::List { estate } => department::list(console, estate).await,
    }
}

async fn escrow(console: &Console, command: EscrowCommand) -> Result<Report, Failure> {
    match command {
        EscrowCommand::List { estate } => escrow::list(console, estate).await,
        EscrowCommand::Adopt { id } => escrow::adopt(console, id).await,
        EscrowCommand::Return { id, note } => escrow::give_back(console, id, &note).await,
    }
}

async fn handover(console: &Console, command: HandoverCommand) -> Result<Report, Failure> {
    match command {
        HandoverCommand::Plan(post) => handover::plan(console, &post).await,
        HandoverCommand::Start(start) => handover::start(console, start).await,
        HandoverCommand::Revoke(post) => handover::revoke(console, &post).await,
    }
}
