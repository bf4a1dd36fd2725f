//! Of crowds, of long days and long years, and of growth.

use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Listeners {
    /// Streams that were open at once, and the devices whose tokens they showed.
    pub(crate) count: u64,
    pub(crate) devices: u64,
    /// Growth of the server's resident memory, by stream.
    pub(crate) bytes_each: f64,
    /// With all streams open.
    pub(crate) server_rss_mb: f64,
    /// Until all were open, one after the other.
    pub(crate) opened_ms: f64,
    /// From a change being sent: until its verdict, until half of the listeners were poked, until all were.
    pub(crate) accepted_ms: f64,
    pub(crate) half_poked_ms: f64,
    pub(crate) all_poked_ms: f64,
}

/// A working day of many heads.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HeadsDay {
    pub(crate) heads: u64,
    pub(crate) estates: u64,
    pub(crate) minutes: u64,
    pub(crate) visits: u64,
    pub(crate) commands: u64,
    /// From the moment at which a head was due to its verdicts being read.
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) max_ms: f64,
    /// Of that: how late the load generator was itself.
    pub(crate) sent_late_p99_ms: f64,
    pub(crate) server_cpu_ms: f64,
    /// The most that was resident, in MiB.
    pub(crate) server_rss_mb: f64,
    /// Processor time that the load generator took beside the server.
    pub(crate) generator_cpu_ms: f64,
    /// Requests with their heads.
    pub(crate) bytes_up: u64,
    /// What it took to make the estates and the requests.
    pub(crate) prepared_s: f64,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Years {
    /// Length of the long record; the short one has the last of these months.
    pub(crate) months: u64,
    pub(crate) densities: Vec<Density>,
}

/// One building with so many visits a month. Times are medians, in milliseconds.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Density {
    pub(crate) visits_a_month: u64,
    /// Of the long record.
    pub(crate) visits: u64,
    pub(crate) replica_bytes: OldAndNew,
    /// Opening the file.
    pub(crate) open: OldAndNew,
    pub(crate) search: OldAndNew,
    pub(crate) record: OldAndNew,
    /// A household with all that is known of it.
    pub(crate) household: OldAndNew,
    /// Of the visits of a round, on a connection of its own.
    pub(crate) sync: OldAndNew,
}

/// The same measure of a month and of all years.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct OldAndNew {
    pub(crate) month: f64,
    pub(crate) years: f64,
    pub(crate) ratio: f64,
}

impl OldAndNew {
    pub(crate) fn new(month: f64, years: f64) -> Self {
        Self {
            month,
            years,
            ratio: years / month,
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Growth {
    /// More buildings, the same number of visits.
    pub(crate) households: Vec<EstatePoint>,
    /// The same households, visited for longer.
    pub(crate) history: Vec<EstatePoint>,
    pub(crate) devices: Vec<FleetPoint>,
}

/// A replica of a whole estate that is `times` the standard one in one respect.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EstatePoint {
    pub(crate) times: u32,
    pub(crate) households: u64,
    pub(crate) visits: u64,
    pub(crate) first_sync_ms: f64,
    /// Of that: storing and indexing on the device.
    pub(crate) applied_ms: f64,
    /// Unlike the times on the clock it does not grow when others use the machine.
    pub(crate) device_cpu_ms: f64,
    pub(crate) bytes_down: u64,
    /// The file after the first sync.
    pub(crate) replica_bytes: u64,
    pub(crate) search_ms: f64,
    pub(crate) record_visit_ms: f64,
}

/// `times` as many devices that push at once.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FleetPoint {
    pub(crate) times: u32,
    pub(crate) devices: u64,
    pub(crate) visits_per_s: f64,
    pub(crate) ms: f64,
    pub(crate) server_rss_mb: f64,
    pub(crate) times_the_floor: f64,
}
