#![doc = include_str!("../README.md")]

pub mod assertion;
pub mod command;
pub mod fold;
pub mod import;
pub mod mutate;
pub mod pack;
pub mod seeds;
mod stage;
pub mod sync_request;
mod take;
pub mod wire;

/// What a fuzzer is given.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Also the name of its folder of seeds.
    pub name: &'static str,
    /// Panics where a property does not hold.
    pub run: fn(&[u8]),
}

pub const TARGETS: [Target; 7] = [
    target("assertion", assertion::run),
    target("command", command::run),
    target("fold", fold::run),
    target("import", import::run),
    target("pack", pack::run),
    target("sync_request", sync_request::run),
    target("wire", wire::run),
];

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}
