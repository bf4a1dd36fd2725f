//! What every store promises, told as stories of an estate with two buildings, and run on each of them.

mod audit;
mod contract;
mod duplicates;
mod escrow;
mod estate;
mod feeds;
mod identity;
mod maintenance;
mod pushes;
mod sqlite;
mod sync;
mod tampering;
mod terms;
mod upgrade;
