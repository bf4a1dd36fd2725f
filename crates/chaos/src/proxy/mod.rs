//! The network between clients and server: a TCP proxy that stalls, resets and truncates.

mod fault;
mod pump;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use crate::random::Random;
use crate::switch::Switch;
use crate::tally::Tally;
use crate::{Failure, Result};

use fault::Fault;

/// What the connections share.
struct Weather {
    upstream: SocketAddr,
    seed: u64,
    tally: Arc<Tally>,
    /// On: no more faults, and those that wait go on.
    calm: Arc<Switch>,
    stopped: AtomicBool,
}

pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    weather: Arc<Weather>,
    listener: Option<JoinHandle<()>>,
}

impl Proxy {
    pub(crate) fn start(
        upstream: SocketAddr,
        seed: u64,
        tally: &Arc<Tally>,
        calm: &Arc<Switch>,
    ) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .map_err(Failure::io("opening the proxy"))?;
        let address = listener
            .local_addr()
            .map_err(Failure::io("opening the proxy"))?;
        let weather = Arc::new(Weather {
            upstream,
            seed,
            tally: Arc::clone(tally),
            calm: Arc::clone(calm),
            stopped: AtomicBool::new(false),
        });
        let shared = Arc::clone(&weather);
        let listener = thread::spawn(move || accept(&listener, &shared));
        Ok(Self {
            address,
            weather,
            listener: Some(listener),
        })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.weather.stopped.store(true, Ordering::Release);
        // Wakes it; connections end with their peers.
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            drop(listener.join());
        }
    }
}

fn accept(listener: &TcpListener, weather: &Arc<Weather>) {
    for (number, client) in (0..).zip(listener.incoming()) {
        if weather.stopped.load(Ordering::Acquire) {
            return;
        }
        if let Ok(client) = client {
            let weather = Arc::clone(weather);
            thread::spawn(move || connection(client, &weather, number));
        }
    }
}

/// A connection that can't be had, or breaks, is what clients must bear anyway.
fn connection(client: TcpStream, weather: &Arc<Weather>, number: u64) {
    let mut random = Random::of(weather.seed, "connection", number);
    weather.tally.note(|counts| counts.connections += 1);
    let Ok(server) = TcpStream::connect(weather.upstream) else {
        return;
    };
    drop(prompt(&client).and_then(|()| prompt(&server)));
    let (up, down) = Fault::of_connection(&mut random);
    let (client, server) = (Arc::new(client), Arc::new(server));
    let downwards = {
        let (client, server, weather) = (
            Arc::clone(&client),
            Arc::clone(&server),
            Arc::clone(weather),
        );
        thread::spawn(move || pump::pump(&server, &client, down, &weather, false))
    };
    pump::pump(&client, &server, up, weather, true);
    drop(downwards.join());
}

fn prompt(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)
}
