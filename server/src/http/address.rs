//! From where a request comes.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{Extension, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::Rejection;
use crate::app::AppState;

/// The other end of the connection; the accept loop puts it among a request's extensions.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Extractor: the client's address.
#[derive(Debug, Clone, Copy)]
pub struct Client(pub IpAddr);

impl FromRequestParts<AppState> for Client {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Rejection> {
        let Extension(Peer(peer)) = Extension::from_request_parts(parts, app)
            .await
            .map_err(Rejection::internal)?;
        let proxies = &app.config.http.trusted_proxies;
        Ok(Self(client(peer.ip(), &parts.headers, proxies)))
    }
}

/// The peer's own address, or, where the peer is a proxy that is trusted, the last address of `X-Forwarded-For`
/// that is none.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !trusted.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|address| address.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .rfind(|address| !trusted.contains(address))
        .unwrap_or(peer)
}

/// What counts as one address when requests are counted: an IPv6 customer has a whole /64.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(peer: &str, forwarded: &'static str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let trusted = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_pretend_to_be_elsewhere() {
        assert_eq!(seen("9.9.9.9", "1.1.1.1"), "9.9.9.9");
    }

    #[test]
    fn behind_trusted_proxies_the_last_untrusted_address_counts() {
        assert_eq!(seen("10.0.0.1", "1.1.1.1, 2.2.2.2, 10.0.0.2"), "2.2.2.2");
        assert_eq!(seen("10.0.0.1", "nonsense"), "10.0.0.1");
    }
}
