//! The server's judgement, on real documents.

mod bench;
mod crowd;
mod forgery;
mod honest;
mod refusal;
mod twins;
