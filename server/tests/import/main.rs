//! An office's records are taken over: what lands, what is turned away, what happens the second time.

mod import_again;
mod import_bad_rows;
mod import_lines;
mod import_sheets;
mod import_workload;
mod office;
