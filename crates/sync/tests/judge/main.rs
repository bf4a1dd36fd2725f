//! The server's judgement, on real documents.

mod bench;
mod forgery;
mod honest;
mod refusal;
