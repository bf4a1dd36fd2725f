//! An issuer of certificates of one's own, and devices that trust it.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use linli_server::config::TlsConfig;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

use super::client::Connection;
use super::server::TestServer;

pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: rcgen::Certificate,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap();
        Self {
            issuer: Issuer::new(params, key),
            root,
        }
    }

    /// A certificate for this machine and its key, in PEM.
    pub(crate) fn issue(&self) -> (String, String) {
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let params = CertificateParams::new(names).unwrap();
        let key = KeyPair::generate().unwrap();
        let cert = params.signed_by(&key, &self.issuer).unwrap();
        (cert.pem(), key.serialize_pem())
    }

    /// In files of `folder`, which are overwritten.
    pub(crate) fn issue_into(&self, folder: &Path) -> TlsConfig {
        let (cert, key) = self.issue();
        TlsConfig {
            cert: Some(write(folder, "cert.pem", &cert, 0o644)),
            key: Some(write(folder, "key.pem", &key, 0o600)),
        }
    }

    /// A connection of a device that trusts this issuer alone and knows these versions of TLS.
    pub(crate) fn connect(
        &self,
        server: &TestServer,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Result<Secure, std::io::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = "localhost".try_into().unwrap();
        let mut tls = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = TcpStream::connect(server.running().address)?;
        while tls.is_handshaking() {
            tls.complete_io(&mut stream)?;
        }
        let shown = tls.peer_certificates().unwrap()[0].to_vec();
        Ok(Secure {
            version: tls.protocol_version().unwrap(),
            shown,
            connection: Connection::over(Box::new(StreamOwned::new(tls, stream))),
        })
    }
}

/// An encrypted connection.
pub(crate) struct Secure {
    pub(crate) version: tokio_rustls::rustls::ProtocolVersion,
    /// The certificate that the server showed.
    pub(crate) shown: Vec<u8>,
    pub(crate) connection: Connection,
}

pub(crate) trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

pub(crate) fn write(folder: &Path, name: &str, text: &str, mode: u32) -> PathBuf {
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    file
}
