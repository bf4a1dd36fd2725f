//! A working day of thousands of heads: each comes back into range at a moment of its own and pushes a
//! day's visits to one server.
//!
//! Time is counted from the moment at which a head was due, not from the one at which its request was
//! sent: where the server, or this program, lags behind, the heads that wait for it are counted as waiting.
//!
//! Simplified: estates are small (150 households, a month of history), every head has a token already,
//! opens one connection for one request, and takes the answer as soon as it comes.

mod estate;
mod proof;
mod served;

use std::fs;
use std::path::Path;

use linli_bench::workload::arrivals;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::super::arguments::Arguments;
use super::super::clock::{Stopwatch, until};
use super::super::crowd::{allow_connections, on_one_thread};
use super::super::failure::{Failure, Result};
use super::super::figures::HeadsDay;
use super::super::fleet::{Device, Doings, Ready};
use super::super::http::rendered;
use super::super::median::{median, quantile};
use super::super::server::{Console, Server, Usage};
use super::super::stage::{SEED, Stage};
use super::super::threads::in_threads;
use estate::Estate;
use served::Served;

/// One head's request, and what is in it.
struct Push {
    /// Number of the estate.
    estate: usize,
    doings: Doings,
    request: Vec<u8>,
}

pub(crate) fn day(arguments: &Arguments, stage: &Stage) -> Result<HeadsDay> {
    allow_connections(arguments.heads)?;
    let watch = Stopwatch::start();
    let console = stage.empty()?;
    console.init()?;
    let room = in_memory()?;
    let estates = found(&console, room.path(), arguments.heads)?;
    eprintln!(
        "  {} estates after {:.0} s ...",
        estates.len(),
        watch.ms() / 1e3
    );
    let pushes = prepare(&console, room.path(), &estates)?;
    let newcomers = proof::invite(&console, &estates)?;
    let prepared_s = watch.ms() / 1e3;
    eprintln!("  prepared in {prepared_s:.0} s; the day begins ...");

    let server = Server::start(&console)?;
    let before = (server.usage()?, Usage::of_this_process()?);
    let span_ms = arguments.minutes * 60_000;
    let due = arrivals(SEED, pushes.len(), span_ms);
    let served = on_one_thread(live(&server, &due, &pushes))?;
    let after = (server.usage()?, Usage::of_this_process()?);

    proof::every_command_once(&pushes, &served)?;
    proof::newcomers_see_it(stage, &server, &estates, &pushes, &newcomers)?;
    server.stop()?;
    console.check()?;
    let waits = || served.iter().map(Served::wait_ms);
    Ok(HeadsDay {
        heads: pushes.len() as u64,
        estates: estates.len() as u64,
        minutes: arguments.minutes.into(),
        visits: pushes.iter().map(|it| it.doings.visits.len() as u64).sum(),
        commands: pushes.iter().map(|it| it.doings.commands() as u64).sum(),
        p50_ms: median(waits()),
        p99_ms: quantile(waits(), 0.99),
        max_ms: waits().fold(0.0, f64::max),
        sent_late_p99_ms: quantile(served.iter().map(Served::late_ms), 0.99),
        server_cpu_ms: after.0.cpu_ms - before.0.cpu_ms,
        server_rss_mb: after.0.peak_rss_mb,
        generator_cpu_ms: after.1.cpu_ms - before.1.cpu_ms,
        bytes_up: pushes.iter().map(|it| it.request.len() as u64).sum(),
        prepared_s,
    })
}

/// A folder without a disk, where there is one: forty visits are forty commits, and nobody measures those.
fn in_memory() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    let mut builder = tempfile::Builder::new();
    builder.prefix("linli-bench-");
    let made = if memory.is_dir() {
        builder.tempdir_in(memory)
    } else {
        builder.tempdir()
    };
    made.map_err(Failure::io("making a temporary folder"))
}

/// As many estates as it takes, each with its heads.
fn found(console: &Console, folder: &Path, heads: usize) -> Result<Vec<Estate>> {
    let numbers: Vec<usize> = (0..heads.div_ceil(estate::HEADS)).collect();
    in_threads(&numbers, |number| {
        let heads = estate::HEADS.min(heads - number * estate::HEADS);
        Estate::found(
            console,
            &folder.join(format!("rows-{number}")),
            *number,
            heads,
        )
    })
}

/// Everybody joins, fetches the own building, goes offline and records. Replicas are deleted as soon as
/// their request is taken: ten thousand of them would fill a disk.
fn prepare(console: &Console, folder: &Path, estates: &[Estate]) -> Result<Vec<Push>> {
    let server = Server::start(console)?;
    let pushes = in_threads(estates, |estate| {
        let plans = estate.plans();
        let mut pushes = Vec::new();
        for (head, (code, visits)) in estate.codes.iter().zip(&plans).enumerate() {
            let room = folder.join(format!("{}-{head}", estate.number));
            fs::create_dir_all(&room).map_err(Failure::io("making a replica's folder"))?;
            let device = Device::join(&room.join("1.linli"), server.address, code)?;
            let ready = Ready::with(device, visits)?;
            let host = server.address.to_string();
            pushes.push(Push {
                estate: estate.number,
                request: rendered(&ready.request, &host, "connection: close\r\n"),
                doings: ready.doings,
            });
            drop(ready.device);
            fs::remove_dir_all(&room).map_err(Failure::io("deleting a replica"))?;
        }
        Ok(pushes)
    })?;
    server.stop()?;
    Ok(pushes.into_iter().flatten().collect())
}

/// Sends each push when it is due, whatever became of those before it.
async fn live(server: &Server, due: &[u32], pushes: &[Push]) -> Result<Vec<Served>> {
    let mut order: Vec<usize> = (0..pushes.len()).collect();
    order.sort_by_key(|push| due[*push]);
    let mut under_way = JoinSet::new();
    let watch = Stopwatch::start();
    for push in order {
        let due_ms = f64::from(due[push]);
        sleep(until(due_ms, watch)).await;
        let request = pushes[push].request.clone();
        under_way.spawn(served::serve(server.address, push, request, due_ms, watch));
    }
    let mut served = Vec::with_capacity(pushes.len());
    while let Some(done) = under_way.join_next().await {
        served.push(done.map_err(|error| Failure::Wrong(error.to_string()))??);
    }
    Ok(served)
}
