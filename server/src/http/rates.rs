//! How often a device, or an address, may ask.

use std::hash::Hash;
use std::net::IpAddr;

use governor::clock::{Clock, DefaultClock, QuantaInstant};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota};
use linli_domain::DeviceId;

use super::Rejection;
use super::address::{Client, network};
use crate::config::{Rate, RateConfig};

#[derive(Debug)]
pub struct Rates {
    device: DefaultKeyedRateLimiter<DeviceId>,
    enrolment: DefaultKeyedRateLimiter<IpAddr>,
    codes: DefaultDirectRateLimiter,
    token: DefaultKeyedRateLimiter<IpAddr>,
}

impl Rates {
    pub fn new(config: &RateConfig) -> Self {
        Self {
            device: DefaultKeyedRateLimiter::keyed(quota(config.device)),
            enrolment: DefaultKeyedRateLimiter::keyed(quota(config.enrolment)),
            codes: DefaultDirectRateLimiter::direct(quota(config.codes)),
            token: DefaultKeyedRateLimiter::keyed(quota(config.token)),
        }
    }

    pub fn device(&self, device: DeviceId) -> Result<(), Rejection> {
        check(&self.device, &device)
    }

    /// Before a body in which a code may stand is looked at: malformed guesses count as well.
    pub fn enrolment(&self, Client(from): Client) -> Result<(), Rejection> {
        check(&self.enrolment, &network(from))
    }

    /// Before a code is looked up, whoever shows it.
    pub fn code(&self) -> Result<(), Rejection> {
        self.codes
            .check()
            .map_err(|not_until| too_often(&not_until))
    }

    pub fn token(&self, Client(from): Client) -> Result<(), Rejection> {
        check(&self.token, &network(from))
    }

    /// Forgets who has not asked for so long that the bucket is full again.
    pub fn forget_the_idle(&self) {
        self.device.retain_recent();
        self.enrolment.retain_recent();
        self.token.retain_recent();
    }
}

fn quota(rate: Rate) -> Quota {
    Quota::per_minute(rate.per_minute).allow_burst(rate.burst)
}

fn check<K: Hash + Eq + Clone>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), Rejection> {
    limiter
        .check_key(key)
        .map_err(|not_until| too_often(&not_until))
}

fn too_often(not_until: &NotUntil<QuantaInstant>) -> Rejection {
    let wait = not_until.wait_time_from(DefaultClock::default().now());
    Rejection::rate_limited(wait.as_secs() + 1)
}
