//! Devices, and who may have one.

use linli_client_core::domain::{DeviceId, PersonId, Timestamp};
use linli_server::store::{Device, NewInvitation, Redemption};

use super::Office;

impl Office {
    /// Makes a key the device of a person.
    pub(crate) fn enrol(&self, person: PersonId, public_key: [u8; 32], now: Timestamp) -> DeviceId {
        let mut code_hash = [0; 32];
        code_hash[..16].copy_from_slice(DeviceId::of_public_key(&public_key).as_bytes());
        // Of its own, should it be needed again.
        code_hash[16..24].copy_from_slice(&now.seconds().to_be_bytes());
        let invitation = NewInvitation {
            code_hash,
            person,
            created_at: now,
            expires_at: now.plus_seconds(3_600),
        };
        let redeemed = self.runtime.block_on(async {
            self.store.invite(invitation).await?;
            self.store
                .redeem(code_hash, public_key, "手机".into(), now)
                .await
        });
        match redeemed.expect("the store works") {
            Redemption::Enrolled(device) => device.id,
            Redemption::Invalid => panic!("a fresh invitation is valid"),
        }
    }

    /// By the certificate of its enrolment, as a device shows it to a server that has forgotten it.
    pub(crate) fn enrol_again(&self, person: PersonId, public_key: [u8; 32], now: Timestamp) {
        let device = Device {
            id: DeviceId::of_public_key(&public_key),
            person,
            name: "手机".into(),
            public_key,
            enrolled_at: now,
            suspended_at: None,
            last_seen_at: None,
            waiting: 0,
        };
        let done = self.runtime.block_on(self.store.enrol_again(device, now));
        done.expect("the store works");
    }

    pub(crate) fn knows(&self, device: DeviceId) -> bool {
        let found = self.runtime.block_on(self.store.device(device));
        found.expect("the store works").is_some()
    }

    pub(crate) fn suspend(&mut self, device: DeviceId, now: Timestamp) {
        let done = self.runtime.block_on(self.store.suspend(device, now));
        if done.expect("the store works") {
            self.suspended.insert(device);
        }
    }

    pub(crate) fn suspend_person(&mut self, person: PersonId, now: Timestamp) {
        let devices = self.runtime.block_on(async {
            self.store.suspend_person(person, now).await?;
            self.store.devices().await
        });
        let devices = devices.expect("the store works").into_iter();
        let theirs = devices.filter(|device| device.person == person);
        self.suspended.extend(theirs.map(|device| device.id));
    }

    pub(crate) fn resume_person(&self, person: PersonId, now: Timestamp) {
        let done = self.runtime.block_on(self.store.resume_person(person, now));
        done.expect("the store works");
    }

    /// As the simulator remembers it.
    pub(crate) fn suspended(&self, device: DeviceId) -> bool {
        self.suspended.contains(&device)
    }
}
