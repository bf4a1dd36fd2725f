//! Stories in which real `linli` processes talk to a real server.

mod damage;
mod day;
mod estate;
mod identity;
mod merge;
mod own_record;
mod phone;
mod pointing;
mod refusal;
mod upgrade;
