//! S3: many devices come out of the lift at once.

use linli_bench::workload::{self, VisitDraft};

use super::super::clock::Stopwatch;
use super::super::failure::{Result, verify};
use super::super::figures::Rush;
use super::super::fleet::{Answer, Device, Doings, Ready, newcomer_sees};
use super::super::floor;
use super::super::http::Connection;
use super::super::median::median;
use super::super::server::{Console, Server};
use super::super::stage::{SEED, Stage};
use super::super::threads::in_threads;

/// One rush, on a fresh server.
struct Run {
    ms: f64,
    cpu_ms: f64,
    peak_rss_mb: f64,
    log_floor_ms: f64,
}

/// As many devices as the command line says.
pub(crate) fn rush(stage: &Stage) -> Result<Rush> {
    rush_of(stage, stage.devices)
}

pub(crate) fn rush_of(stage: &Stage, devices: usize) -> Result<Rush> {
    let plan = workload::rush(SEED, &stage.workload, devices);
    let enrolled = stage.fresh()?;
    let mut fleet = prepare(stage, &enrolled, &plan)?;
    let mut runs = Vec::new();
    let mut floors = Vec::new();
    for run in 1..=stage.runs {
        let (figures, answers) = release(stage, &enrolled, &fleet)?;
        runs.push(figures);
        floors.push(floor::visits_ms(&stage.room("floor")?, &plan)?);
        if run == stage.runs {
            settle(&mut fleet, &answers)?;
        }
    }
    let of = |figure: fn(&Run) -> f64| median(runs.iter().map(figure));
    let (ms, floor_ms) = (of(|run| run.ms), median(floors));
    let log_floor_ms = of(|run| run.log_floor_ms);
    let visits: usize = plan.iter().map(Vec::len).sum();
    let commands: usize = fleet.iter().map(|ready| ready.doings.commands()).sum();
    Ok(Rush {
        visits_per_s: visits as f64 / ms * 1e3,
        commands_per_s: commands as f64 / ms * 1e3,
        ms,
        server_rss_mb: of(|run| run.peak_rss_mb),
        server_cpu_ms: of(|run| run.cpu_ms),
        devices: fleet.len() as u64,
        visits: visits as u64,
        commands: commands as u64,
        bytes_up: fleet.iter().map(|it| it.request.body.len() as u64).sum(),
        floor_ms,
        floor_visits_per_s: visits as f64 / floor_ms * 1e3,
        times_the_floor: ms / floor_ms,
        log_floor_ms,
        times_the_log_floor: ms / log_floor_ms,
        runs_ms: runs.iter().map(|run| run.ms).collect(),
    })
}

/// Everybody joins, fetches the own building, goes offline and records. No server runs afterwards.
fn prepare(stage: &Stage, console: &Console, plan: &[Vec<VisitDraft>]) -> Result<Vec<Ready>> {
    let buildings = stage.workload.buildings();
    let mut codes = Vec::new();
    for number in 0..plan.len() {
        let building = buildings[number % buildings.len()];
        let person = stage.appoint_head(console, &format!("楼长{number}"), building)?;
        codes.push(console.invite(&person)?);
    }
    let server = Server::start(console)?;
    let folder = stage.room("fleet")?;
    let tasks: Vec<_> = (0..).zip(codes.iter().zip(plan)).collect();
    let fleet = in_threads(&tasks, |(number, (code, visits))| {
        let file = folder.join(format!("{number}.linli"));
        Ready::with(Device::join(&file, server.address, code)?, visits)
    })?;
    server.stop()?;
    Ok(fleet)
}

/// Sends every request at once to a fresh server, reads every answer, and looks whether all is there.
///
/// One thread does it: what it sends lies in the sockets before the first answer is due, and answers
/// lie in the sockets until they are read, so that the server has the machine to itself.
fn release(stage: &Stage, enrolled: &Console, fleet: &[Ready]) -> Result<(Run, Vec<Answer>)> {
    let console = stage.copy(enrolled)?;
    let code = console.invite(&stage.secretary)?;
    let server = Server::start(&console)?;
    let mut connections = Vec::new();
    for _ in fleet {
        connections.push(Connection::open(server.address)?);
    }
    let before = server.usage()?;

    let watch = Stopwatch::start();
    for (connection, ready) in connections.iter_mut().zip(fleet) {
        connection.send(&ready.request)?;
    }
    let answers: Vec<Answer> = connections
        .iter_mut()
        .map(Answer::read)
        .collect::<Result<_>>()?;
    let ms = watch.ms();

    let after = server.usage()?;
    for (ready, answer) in fleet.iter().zip(&answers) {
        answer.accepted(ready.doings.commands())?;
    }
    let pushed: Vec<&Doings> = fleet.iter().map(|ready| &ready.doings).collect();
    newcomer_sees(stage, &server, &code, stage.workload.visits.len(), &pushed)?;
    server.stop()?;
    let run = Run {
        ms,
        cpu_ms: after.cpu_ms - before.cpu_ms,
        peak_rss_mb: after.peak_rss_mb,
        log_floor_ms: floor::log_ms(&stage.room("log-floor")?, &console.database())?,
    };
    Ok((run, answers))
}

/// The devices take their answers: nothing may be left in an outbox.
fn settle(fleet: &mut [Ready], answers: &[Answer]) -> Result<()> {
    for (ready, answer) in fleet.iter_mut().zip(answers) {
        let replica = &mut ready.device.replica;
        answer.give(&mut ready.session, replica)?;
        let accepted = ready.session.report().accepted;
        let left = replica.status()?.unsent;
        verify(accepted == ready.doings.commands() && left == 0, || {
            format!("a device has {accepted} commands accepted and {left} left")
        })?;
    }
    Ok(())
}
