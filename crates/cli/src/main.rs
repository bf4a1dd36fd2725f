#![doc = include_str!("../README.md")]

mod arguments;
mod commands;
mod desk;
mod error;
mod files;
mod http;
mod lang;
mod lookup;
mod page;
mod parse;
mod pin;
mod surroundings;
mod words;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;
use crate::error::{Exit, report, report_usage};

fn main() -> ExitCode {
    let exit = match Arguments::try_parse() {
        Ok(arguments) => {
            let voice = arguments.voice();
            match commands::run(arguments) {
                Ok(()) => Exit::Ok,
                Err(error) => report(&error, voice),
            }
        }
        Err(error) => report_usage(&error, arguments::voice_of_the_misunderstood()),
    };
    exit.into()
}
