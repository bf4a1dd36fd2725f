//! What was measured. The names are those of `linli-bench bench --json`, which others read.

mod large;

use serde::Serialize;

use super::machine::Machine;
pub(crate) use large::{
    Density, EstatePoint, FleetPoint, Growth, HeadsDay, Listeners, OldAndNew, Years,
};

/// Scenarios that were not asked for are unset.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figures {
    pub(crate) machine: Machine,
    /// Runs of which each figure is the median.
    pub(crate) runs: usize,
    pub(crate) workload: Rows,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s1b: Option<WholeEstate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s1: Option<FirstSync>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s2: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s3: Option<Rush>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) idle: Option<Idle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) record_visit_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) record_visit_p95_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) search_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) search_p95_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listeners: Option<Listeners>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) years: Option<Years>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) day: Option<HeadsDay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) growth: Option<Growth>,
}

/// Counts of what was imported.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Rows {
    pub(crate) households: usize,
    pub(crate) residents: usize,
    pub(crate) visits: usize,
    pub(crate) cases: usize,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct WholeEstate {
    #[serde(flatten)]
    pub(crate) sync: FirstSync,
    /// The floor: the same rows as JSON lines, after `zstd -3`.
    pub(crate) zstd3_json_bytes: u64,
    /// `bytes_down` by that.
    pub(crate) ratio: f64,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct FirstSync {
    /// From the request for a token to the last transaction.
    pub(crate) ms: f64,
    /// On the socket, headers and the token included.
    pub(crate) bytes_down: u64,
    pub(crate) bytes_up: u64,
    /// HTTP requests, the token's included.
    pub(crate) requests: u64,
    pub(crate) documents: u64,
    /// Of `ms`: waiting for the server.
    pub(crate) waited_ms: f64,
    /// Of `ms`: decompressing, checking, storing, indexing on the device.
    pub(crate) applied_ms: f64,
    pub(crate) server_cpu_ms: f64,
    /// Unlike the times on the clock it does not grow when others use the machine.
    pub(crate) device_cpu_ms: f64,
    pub(crate) runs_ms: Vec<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Day {
    pub(crate) requests: u64,
    /// On the socket, headers included.
    pub(crate) bytes_up: u64,
    /// From the beginning of the first device's sync to the end of the second's.
    pub(crate) ms: f64,
    /// Of `ms`: the first device's sync.
    pub(crate) pushed_ms: f64,
    /// Visits, cases opened for what was asked for in them, corrections and notes.
    pub(crate) commands: u64,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Rush {
    pub(crate) visits_per_s: f64,
    pub(crate) commands_per_s: f64,
    /// From the first byte sent to the last answer read: every verdict is durable.
    pub(crate) ms: f64,
    pub(crate) server_rss_mb: f64,
    pub(crate) server_cpu_ms: f64,
    pub(crate) devices: u64,
    pub(crate) visits: u64,
    pub(crate) commands: u64,
    /// Bodies of all requests.
    pub(crate) bytes_up: u64,
    /// Bare SQLite with the same rows.
    pub(crate) floor_ms: f64,
    pub(crate) floor_visits_per_s: f64,
    pub(crate) times_the_floor: f64,
    /// The second floor: all rows of the server's log, cases included, in its own table with its own indexes.
    pub(crate) log_floor_ms: f64,
    pub(crate) times_the_log_floor: f64,
    pub(crate) runs_ms: Vec<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Idle {
    /// Both ways on the socket, headers included.
    pub(crate) bytes: u64,
    pub(crate) bytes_up: u64,
    pub(crate) bytes_down: u64,
    pub(crate) server_cpu_ms: f64,
    pub(crate) ms: f64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) p50_ms: f64,
    pub(crate) p95_ms: f64,
}
