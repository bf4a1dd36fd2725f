//! Stories in which real `linli` processes talk to a real server.

mod damage;
mod day;
mod encrypted;
mod estate;
mod identity;
mod merge;
mod phone;
mod pointing;
mod refusal;
mod upgrade;
