//! What holds for every value of the vocabulary.

mod commands;
mod disputes;
mod ids;
mod page;
mod rights;
mod text;
mod time;
mod words;
