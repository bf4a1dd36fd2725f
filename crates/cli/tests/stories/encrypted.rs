//! Joining and syncing by https, with a certificate of one's own making.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use linli_client_core::domain::Role;
use linli_server::config::TlsConfig;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::estate::Estate;
use crate::phone::Phone;

/// Makes an issuer, and a certificate for this machine, in files of `folder`. Gives the issuer's file.
fn certificate(folder: &Path) -> (TlsConfig, String) {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let root = params.self_signed(&key).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let cert = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let cert = cert.signed_by(&key, &issuer).unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        file
    };
    let ca = write("ca.pem", &root.pem());
    let tls = TlsConfig {
        cert: Some(write("cert.pem", &cert.pem())),
        key: Some(write("key.pem", &key.serialize_pem())),
    };
    (tls, ca.display().to_string())
}

#[test]
fn a_head_joins_records_and_syncs_by_https() {
    let files = tempfile::tempdir().unwrap();
    let (tls, ca) = certificate(files.path());
    let estate = Estate::encrypted(tls);
    let phone = Phone::new(&estate.folder.path().join("zhang.linli"));
    let code = estate.invite("张大爷", Role::BuildingHead, "1号楼");
    let join = ["join", "--server", &estate.url(), "--code", &code];
    // Mozilla's roots don't know this issuer. The code has not even left.
    assert_eq!(phone.fails_with(&join), (4, "unreachable".into()));
    let said = phone.run(&[&join[..], &["--ca", &ca]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(
        said.err, "",
        "nothing is said of others who could read along"
    );
    phone.ok(&["sync", "--ca", &ca]);
    phone.ok(&["visit", "record", "1-1-101", "--outcome", "met"]);
    let synced = phone.ask(&["sync", "--ca", &ca]);
    assert_eq!(synced["report"]["accepted"], 1, "{synced}");
}

#[test]
fn a_file_without_a_certificate_is_named() {
    let estate = Estate::new();
    let phone = Phone::new(&estate.folder.path().join("zhang.linli"));
    let key = estate.folder.path().join("notes.txt");
    fs::write(&key, "不是证书").unwrap();
    let ca = key.display().to_string();
    let join = [
        "join",
        "--server",
        "https://127.0.0.1:1",
        "--code",
        "K7QM4-XPD2A",
    ];
    let join = [&join[..], &["--ca", &ca]].concat();
    assert_eq!(phone.fails_with(&join), (2, "usage".into()));
}
