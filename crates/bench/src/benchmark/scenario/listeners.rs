//! Idle devices that wait for pokes: what each costs the server, and how soon all of them hear of a change.
//!
//! Simplified: the listeners share the tokens of a hundred devices, so that what the server remembers
//! about a device (some 200 bytes) is counted once for many of them; and all listen to one estate, which
//! makes one change wake them all.

use std::net::SocketAddr;

use linli_bench::workload::{self, VisitDraft};
use linli_client_core::sync::HttpRequest;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::spawn_blocking;

use super::super::clock::Stopwatch;
use super::super::crowd::{Heard, allow_connections, listen, on_one_thread};
use super::super::failure::{Failure, Result, verify};
use super::super::figures::Listeners;
use super::super::fleet::{Answer, Device, Ready};
use super::super::http::Connection;
use super::super::median::median;
use super::super::server::Server;
use super::super::stage::{SEED, Stage};
use super::super::threads::in_threads;

const DEVICES: usize = 100;
/// Listeners that are there before memory is looked at: what the first ones cost is not theirs alone.
const FIRST: usize = 100;

/// From a change being sent, in milliseconds.
struct Poked {
    accepted_ms: f64,
    half_ms: f64,
    last_ms: f64,
}

pub(crate) fn listeners(stage: &Stage) -> Result<Listeners> {
    allow_connections(FIRST + stage.listeners)?;
    let console = stage.fresh()?;
    let mut codes = Vec::new();
    for number in 0..DEVICES {
        let building = stage.building();
        let person = stage.appoint_head(&console, &format!("楼长{number}"), building)?;
        codes.push((number, console.invite(&person)?));
    }
    let server = Server::start(&console)?;
    let folder = stage.room("listeners")?;
    let visits = one_visit_each(stage);
    let ready = in_threads(&codes, |(number, code)| {
        let file = folder.join(format!("{number}.linli"));
        let visits = visits.get(*number).map(std::slice::from_ref);
        let device = Device::join(&file, server.address, code)?;
        Ready::with(device, visits.unwrap_or_default())
    })?;
    server.stop()?;
    let server = Server::start(&console)?;
    let figures = on_one_thread(measure(stage, &server, &ready))?;
    server.stop()?;
    Ok(figures)
}

/// A visit that is one command, for as many devices as there are runs.
fn one_visit_each(stage: &Stage) -> Vec<VisitDraft> {
    let plan = workload::rush(SEED, &stage.workload, 1);
    let simple = plan
        .into_iter()
        .flatten()
        .filter(|it| it.requests.is_empty());
    simple.take(stage.runs.min(DEVICES)).collect()
}

async fn measure(stage: &Stage, server: &Server, ready: &[Ready]) -> Result<Listeners> {
    let mut crowd = Crowd::new(server, ready)?;
    crowd.grow(FIRST).await?;
    let before = server.usage()?;
    let watch = Stopwatch::start();
    crowd.grow(stage.listeners).await?;
    let opened_ms = watch.ms();
    let after = server.usage()?;
    let mut runs = Vec::new();
    for sender in ready.iter().filter(|it| it.doings.commands() > 0) {
        runs.push(crowd.poke(sender).await?);
    }
    let of = |figure: fn(&Poked) -> f64| median(runs.iter().map(figure));
    let grown_bytes = (after.rss_mb - before.rss_mb) * 1024.0 * 1024.0;
    Ok(Listeners {
        count: stage.listeners as u64,
        devices: ready.len() as u64,
        bytes_each: grown_bytes / stage.listeners as f64,
        server_rss_mb: after.rss_mb,
        opened_ms,
        accepted_ms: of(|run| run.accepted_ms),
        half_poked_ms: of(|run| run.half_ms),
        all_poked_ms: of(|run| run.last_ms),
    })
}

struct Crowd<'a> {
    server: &'a Server,
    tokens: Vec<String>,
    watch: Stopwatch,
    tell: UnboundedSender<Result<Heard>>,
    heard: UnboundedReceiver<Result<Heard>>,
    count: usize,
}

impl<'a> Crowd<'a> {
    fn new(server: &'a Server, ready: &[Ready]) -> Result<Self> {
        let tokens = ready.iter().map(|it| {
            let mut headers = it.request.headers.iter();
            let found = headers.find(|(name, _)| *name == "authorization");
            found.map(|(_, value)| value.clone())
        });
        let (tell, heard) = unbounded_channel();
        Ok(Self {
            server,
            tokens: tokens
                .collect::<Option<_>>()
                .ok_or(Failure::Http("no token"))?,
            watch: Stopwatch::start(),
            tell,
            heard,
            count: 0,
        })
    }

    /// One after the other, each until it has heard where the estate stands.
    async fn grow(&mut self, count: usize) -> Result<()> {
        for listener in self.count..self.count + count {
            let token = self.tokens[listener % self.tokens.len()].clone();
            let tell = self.tell.clone();
            tokio::spawn(listen(
                self.server.address,
                token,
                listener,
                self.watch,
                tell,
            ));
            let heard = self.next().await?;
            verify(heard.listener == listener, || {
                format!("listener {} is poked of nothing", heard.listener)
            })?;
        }
        self.count += count;
        Ok(())
    }

    /// `sender` sends its change; returns once everybody has heard of it.
    async fn poke(&mut self, sender: &Ready) -> Result<Poked> {
        let (server, watch) = (self.server.address, self.watch);
        let request = sender.request.clone();
        let sent_ms = watch.ms();
        // On a thread of its own: behind thousands of listeners its answer would wait for this program.
        let sending = spawn_blocking(move || send(server, &request, watch));
        let (answer, accepted_ms) = sending.await.expect("no panic")?;
        let seqs = answer.accepted(sender.doings.commands())?;
        let seq = seqs.into_iter().max().unwrap_or_default();
        let mut times: Vec<Option<f64>> = vec![None; self.count];
        let mut missing = self.count;
        while missing > 0 {
            let heard = self.next().await?;
            if heard.seq >= seq && times[heard.listener].is_none() {
                times[heard.listener] = Some(heard.at_ms - sent_ms);
                missing -= 1;
            }
        }
        let times: Vec<f64> = times.into_iter().flatten().collect();
        Ok(Poked {
            accepted_ms: accepted_ms - sent_ms,
            half_ms: median(times.iter().copied()),
            last_ms: times.into_iter().fold(0.0, f64::max),
        })
    }

    async fn next(&mut self) -> Result<Heard> {
        let heard = self.heard.recv().await;
        heard.unwrap_or(Err(Failure::Http("nobody listens")))
    }
}

/// The answer, and when it was read.
fn send(server: SocketAddr, request: &HttpRequest, watch: Stopwatch) -> Result<(Answer, f64)> {
    let mut connection = Connection::open(server)?;
    connection.send(request)?;
    let answer = Answer::read(&mut connection)?;
    Ok((answer, watch.ms()))
}
