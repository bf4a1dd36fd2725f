//! Stories in which real `linli` processes talk to a real server.

mod archive;
mod carried;
mod damage;
mod day;
mod departments;
mod disputes;
mod duplicates;
mod encrypted;
mod erasure;
mod estate;
mod handover;
mod identity;
mod lease;
mod merge;
mod own_record;
mod people;
mod phone;
mod pin;
mod pointing;
mod referrals;
mod refusal;
mod restored;
mod suspension;
mod upgrade;
