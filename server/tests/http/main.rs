//! The server over real HTTP, on the real store: what a device, a thief and a broken network may send.

mod bodies;
mod carried;
mod desk;
mod enrolment;
mod escrow;
mod events;
mod forgeries;
mod invitations;
mod openapi;
mod operator;
mod problems;
mod proxies;
mod recovery;
mod rights;
mod stopping;
mod support;
mod syncing;
mod tls;
mod tokens;
mod verdicts;
