//! Joining: an invitation code and a fresh key make this device the device of a person.

use linli_domain::{DeviceId, EstateId, PersonId};
use serde::{Deserialize, Serialize};

use super::http::{HttpRequest, Method, ok};
use crate::replica::{Identity, Meta, Replica};
use crate::{Error, Result};

#[derive(Serialize)]
struct JoinBody<'a> {
    code: &'a str,
    public_key: String,
    name: &'a str,
}

#[derive(Deserialize)]
struct Joined {
    device_id: DeviceId,
    person: Named<PersonId>,
    estates: Vec<Named<EstateId>>,
}

#[derive(Deserialize)]
struct Named<T> {
    id: T,
    name: String,
}

impl Replica {
    /// The request that redeems an invitation. Safe to repeat when its answer got lost.
    pub fn join_request(&mut self, code: &str, device_name: &str) -> Result<HttpRequest> {
        if self.identity()?.is_some() {
            return Err(Error::AlreadyJoined);
        }
        let key = self.ensure_signing_key()?.verifying_key();
        let body = JoinBody {
            code,
            public_key: super::token::base64url(key.as_bytes()),
            name: device_name,
        };
        Ok(HttpRequest {
            method: Method::Post,
            path: "/v1/devices".into(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: serde_json::to_vec(&body).map_err(|error| Error::BadAnswer(error.to_string()))?,
        })
    }

    /// Takes the answer: from now on the replica belongs to a person.
    pub fn join_response(&mut self, server: &str, status: u16, body: &[u8]) -> Result<Identity> {
        ok(status, body)?;
        let joined: Joined =
            serde_json::from_slice(body).map_err(|_| Error::BadAnswer("not a joining".into()))?;
        let own = DeviceId::of_public_key(self.signing_key()?.verifying_key().as_bytes());
        if joined.device_id != own {
            return Err(Error::BadAnswer("another device's joining".into()));
        }
        self.transact(|work| {
            let meta = Meta(work.tx);
            meta.set("device", own.as_bytes())?;
            meta.set("person", joined.person.id.as_bytes())?;
            meta.set("person_name", joined.person.name.as_bytes())?;
            meta.set("server", server.trim_end_matches('/').as_bytes())?;
            for estate in &joined.estates {
                work.tx.execute(
                    "INSERT OR REPLACE INTO estates (id, name) VALUES (?1, ?2)",
                    rusqlite::params![estate.id.as_bytes(), estate.name],
                )?;
            }
            Ok(())
        })?;
        self.identity()?.ok_or(Error::NotJoined)
    }

    /// Works against another address from now on: the server has moved.
    pub fn set_server(&mut self, server: &str) -> Result<()> {
        let server = server.trim_end_matches('/').to_owned();
        self.transact(|work| Meta(work.tx).set("server", server.as_bytes()))
    }
}
