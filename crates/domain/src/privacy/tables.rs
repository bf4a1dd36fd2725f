//! The tables of the server's store, each with what it is kept for. Documents and commands in them are told by field.

use super::purpose::{
    ARCHIVE, AUDIT, COPY, ENROLMENT, LINK, LOG, OFFICE, ONCE, PLACE, Purpose, RUNNING, WHO,
};

#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub purpose: &'static Purpose,
}

macro_rules! tables {
    ($($name:ident: $purpose:ident),* $(,)?) => {
        /// One of the store's that is missing here fails a test of the server.
        pub const TABLES: &[Table] = &[$(Table {
            name: stringify!($name),
            purpose: &$purpose,
        }),*];
    };
}

tables! {
    meta: RUNNING,
    token_keys: RUNNING,
    server_key: RUNNING,
    estates: PLACE,
    buildings: PLACE,
    places: PLACE,
    feeds: LINK,
    documents: LINK,
    actors: WHO,
    log: LOG,
    refusals: LOG,
    escrow: LOG,
    envelopes: LOG,
    archive: ARCHIVE,
    forgotten: LINK,
    snapshots: COPY,
    pack_sets: COPY,
    packs: COPY,
    departments: PLACE,
    appointments: OFFICE,
    dispatched: LINK,
    devices: ENROLMENT,
    suspended_people: ENROLMENT,
    invitations: ENROLMENT,
    deposits: ENROLMENT,
    releases: ENROLMENT,
    duplicates: ONCE,
    duplicates_sought: RUNNING,
    audit: AUDIT,
    audit_head: AUDIT,
}
