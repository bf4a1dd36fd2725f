//! A server of one's own for each test, with a clock that the test turns, and devices that talk to it.

mod authority;
mod client;
mod clock;
mod device;
mod server;

pub(crate) use authority::{Authority, write};
pub(crate) use client::{Answer, Connection, Request};
pub(crate) use device::{Device, base64url, hello, items, request};
pub(crate) use server::{HEAD, SECRETARY, TestServer};
