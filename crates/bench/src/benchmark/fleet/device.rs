//! One device: a replica, and the host that performs its requests.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use linli_client_core::sync::{HttpRequest, Step, SyncReport, SyncSession};
use linli_client_core::{OpenOptions, Replica};

use super::super::clock::{Stopwatch, ms};
use super::super::environment::{World, random};
use super::super::failure::{Failure, Result};
use super::super::http::{Connection, Traffic};

pub(crate) struct Device {
    pub(crate) replica: Replica,
    server: SocketAddr,
    connection: Option<Connection>,
    options: OpenOptions,
}

/// A device whose app has ended: its file lies there, folded together.
pub(crate) struct Closed {
    server: SocketAddr,
    options: OpenOptions,
}

/// A sync, from opening the connection to the last transaction of the replica.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trip {
    pub(crate) ms: f64,
    /// HTTP requests, those for a token included.
    pub(crate) requests: usize,
    pub(crate) traffic: Traffic,
    /// Waiting for the server and the network.
    pub(crate) waited_ms: f64,
    /// Decompressing, checking and storing on the device.
    pub(crate) applied_ms: f64,
    pub(crate) report: SyncReport,
}

impl Device {
    /// A fresh device in a file of its own, which redeems `code`.
    pub(crate) fn join(file: &Path, server: SocketAddr, code: &str) -> Result<Self> {
        let mut key = [0; 32];
        random(&mut key);
        let mut options = OpenOptions {
            path: file.to_owned(),
            key: key.into(),
            install_nonce: [0; 16],
            create: true,
        };
        random(&mut options.install_nonce);
        let mut device = Self {
            replica: Replica::open(&options, Box::new(World))?,
            server,
            connection: None,
            options,
        };
        let request = device.replica.join_request(code, "手机")?;
        let connection = device.connection()?;
        connection.send(&request)?;
        let status = connection.head()?.status;
        let body = connection.body()?;
        device
            .replica
            .join_response(&format!("http://{server}"), status, &body)?;
        device.hang_up();
        Ok(device)
    }

    pub(crate) fn close(self) -> Closed {
        Closed {
            server: self.server,
            options: self.options,
        }
    }

    /// The next sync opens a connection anew.
    pub(crate) fn hang_up(&mut self) {
        self.connection = None;
    }

    fn connection(&mut self) -> Result<&mut Connection> {
        if self.connection.is_none() {
            self.connection = Some(Connection::open(self.server)?);
        }
        self.connection.as_mut().ok_or(Failure::Http("unconnected"))
    }

    /// Whatever it takes until the session is done, on one connection, which stays open.
    pub(crate) fn sync(&mut self) -> Result<Trip> {
        let watch = Stopwatch::start();
        let mut trip = Trip::default();
        let mut session = self.replica.begin_sync()?;
        let connection = self.connection()?;
        let (traffic, waited) = (connection.traffic(), connection.waited());
        trip.report = loop {
            match session.next(&mut self.replica)? {
                Step::Send(request) => {
                    trip.requests += 1;
                    trip.applied_ms += self.perform(&mut session, &request)?;
                }
                Step::Done(report) => break report,
            }
        };
        trip.ms = watch.ms();
        let connection = self.connection()?;
        trip.traffic = connection.traffic() - traffic;
        trip.waited_ms = ms(connection.waited() - waited);
        Ok(trip)
    }

    /// Milliseconds that the replica worked on the answer.
    fn perform(&mut self, session: &mut SyncSession, request: &HttpRequest) -> Result<f64> {
        let mut applied_ms = 0.0;
        self.connection()?.send(request)?;
        let head = self.connection()?.head()?;
        session.head(head.status, head.encoding.as_deref())?;
        while let Some(piece) = self.connection()?.piece()? {
            let watch = Stopwatch::start();
            session.body(&mut self.replica, &piece)?;
            applied_ms += watch.ms();
        }
        let watch = Stopwatch::start();
        session.end(&mut self.replica)?;
        Ok(applied_ms + watch.ms())
    }
}

impl Closed {
    pub(crate) fn open(&self) -> Result<Device> {
        Ok(Device {
            replica: Replica::open(&self.options, Box::new(World))?,
            server: self.server,
            connection: None,
            options: self.options.clone(),
        })
    }

    /// Size of the file.
    pub(crate) fn bytes(&self) -> Result<u64> {
        let found = fs::metadata(&self.options.path);
        Ok(found.map_err(Failure::io("looking at a replica"))?.len())
    }
}
