//! Who works at a desk: a department's handler with the cases that are dispatched to it, and an auditor.

mod audit;
mod dispatched;
mod town;
