//! What holds for every value of the vocabulary.

mod ids;
mod rights;
mod text;
mod time;
