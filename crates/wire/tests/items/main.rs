//! Properties of everything that travels: it reads what it wrote, follows the grammar, and bytes from
//! anybody are an item or an error.

mod bombs;
mod framing;
mod grammar;
mod hostile;
mod roundtrip;
mod strategy;
