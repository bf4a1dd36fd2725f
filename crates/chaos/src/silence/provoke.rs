//! Requests that are refused, each with somebody's name in it.

use linli_client_core::Surroundings;
use linli_client_core::domain::{ActorId, ChangeHash, DocumentKey};
use linli_wire::frame::{write_frame, write_item};
use linli_wire::{Chain, Envelope, MEDIA_TYPE, RequestItem};

use super::talkative::Talkative;
use super::{NAME, NOTE, PHONE, Said};
use crate::clock::Machine;
use crate::hostile::{Device, Knowledge, Line, Raw, entry, request};
use crate::random::Random;
use crate::{Failure, Result};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// What was said to them.
pub(super) fn all(
    server: &Talkative,
    known: &Knowledge,
    code: &str,
    random: &mut Random,
) -> Result<Vec<Said>> {
    let mut device = Device::join(Line::to(server.address), code, random)?;
    let mut raws = enrolments(&device);
    raws.extend(heads(&device));
    raws.extend(frames(&device));
    raws.extend(sealed(&mut device, known));
    let mut said = Vec::new();
    for (what, raw) in raws {
        let answer = device.line.send(&raw).map_err(Failure::io("provoking"))?;
        let answer = answer.ok_or_else(|| Failure::broken("nothing was answered"))?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        // What is answered as asked brings what the head may read.
        if answer.status < 400 {
            continue;
        }
        said.push(Said {
            place: format!("the answer {} to {what}", answer.status),
            text,
        });
    }
    Ok(said)
}

fn enrolments(device: &Device) -> Vec<(String, Raw)> {
    let key = device.public_key();
    let long = NOTE.repeat(20);
    let bodies = [
        format!(r#"{{"code":"{NAME}","public_key":"{key}","name":"{NAME}"}}"#),
        format!(r#"{{"code":"K7QM4-XPD2A","public_key":"{NAME}","name":"{PHONE}"}}"#),
        format!(r#"{{"code":"K7QM4-XPD2A","public_key":"{key}","name":"{long}"}}"#),
        format!(
            r#"{{"code":"K7QM4-XPD2A","public_key":"{key}","name":"手机","{NAME}":"{PHONE}"}}"#
        ),
        format!(r#"{{"code":{PHONE},"public_key":["{NAME}"],"name":{{"{NAME}":1}}}}"#),
        format!(r#"{{"code":"{NAME} {NOTE}"#),
    ];
    let mut raws: Vec<_> = bodies
        .into_iter()
        .map(|body| {
            raw(
                "an enrolment",
                "/v1/devices",
                &[("content-type", JSON)],
                body.into(),
            )
        })
        .collect();
    for assertion in [
        NAME.to_owned(),
        format!("{NAME}.{PHONE}.{NOTE}"),
        signed_claims(device),
    ] {
        let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
        for body in [
            format!("grant_type={grant}&assertion={assertion}"),
            format!("grant_type={NAME}&assertion={assertion}&{NAME}={PHONE}"),
        ] {
            raws.push(raw(
                "a token",
                "/v1/token",
                &[("content-type", FORM)],
                body.into(),
            ));
        }
    }
    raws
}

/// Rightly signed, with a name in place of every claim.
fn signed_claims(device: &Device) -> String {
    let claims = format!(
        r#"{{"iss":"{NAME}","sub":"{NAME}","aud":"{NAME}","iat":"{PHONE}","exp":"{NAME}","jti":"{NOTE}"}}"#
    );
    device.sign(r#"{"alg":"EdDSA"}"#, &claims)
}

/// In the request's line and headers.
fn heads(device: &Device) -> Vec<(String, Raw)> {
    let percent: String = NAME.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let path = format!("/v1/{percent}?phone={PHONE}&name={percent}");
    let bearer = format!("Bearer {NAME}{PHONE}");
    let kind = format!("text/{PHONE}");
    let device_bearer = device.bearer();
    let mut raws = vec![raw(
        "a path",
        &path,
        &[("authorization", &device_bearer)],
        vec![],
    )];
    raws.push(raw(
        "a bearer",
        "/v1/sync",
        &[("authorization", &bearer)],
        vec![],
    ));
    for (name, value) in [
        ("content-type", kind.as_str()),
        ("content-encoding", PHONE),
        ("x-resident", NAME),
        ("x-forwarded-for", PHONE),
    ] {
        let headers = [("authorization", device_bearer.as_str()), (name, value)];
        raws.push(raw("a header", "/v1/sync", &headers, NAME.into()));
    }
    raws
}

/// Frames that hold names where something else belongs.
fn frames(device: &Device) -> Vec<(String, Raw)> {
    let text = |text: &str| minicbor::to_vec(text).expect("memory does not refuse bytes");
    let mut bodies = vec![NAME.as_bytes().to_vec(), request(&[])];
    for content in [
        text(NAME),
        NAME.as_bytes().to_vec(),
        // An item of a kind that is none, and items of each kind with a name in place of their fields.
        [vec![0x82, 0x18, 0x63], text(NAME)].concat(),
        [vec![0x82, 0x01], text(NAME)].concat(),
        [vec![0x82, 0x02, 0x82], text(NAME), text(PHONE)].concat(),
        [vec![0x82, 0x03, 0x81], text(NOTE)].concat(),
        [vec![0x82, 0x04, 0x81, 0x81], text(NAME)].concat(),
    ] {
        let mut body = request(&[]);
        write_frame(&mut body, &content);
        bodies.push(body);
    }
    bodies
        .into_iter()
        .map(|body| ("frames".to_owned(), device.sync(body)))
        .collect()
}

/// Commands inside a right seal, which are none, or which nobody may give.
fn sealed(device: &mut Device, known: &Knowledge) -> Vec<(String, Raw)> {
    let at = Machine.now();
    let visits = DocumentKey::Visits {
        estate: known.estate,
        building: known.building,
        month: at.month(),
    };
    let text = |text: &str| minicbor::to_vec(text).expect("memory does not refuse bytes");
    let map = |name: &str, fields: &[(&str, Vec<u8>)]| {
        let count = u8::try_from(fields.len()).unwrap_or(0);
        let mut bytes = [vec![0xa1], text(name), vec![0xa0 + count]].concat();
        for (field, value) in fields {
            bytes.extend([text(field), value.clone()].concat());
        }
        bytes
    };
    let commands = [
        text(NAME),
        map(NAME, &[(PHONE, text(NOTE))]),
        map("record_visit", &[("visit", text(NAME))]),
        map("record_visit", &[(NAME, text(PHONE)), ("note", text(NOTE))]),
        map("record_visit", &[("outcome", text(NAME))]),
        map("record_visit", &[("met", text(NAME))]),
        map("set_resident", &[("phone", text(NAME))]),
        map("set_resident", &[("name", text(&NAME.repeat(50)))]),
        map(
            "open_case",
            &[("title", text(&NOTE.repeat(50))), ("category", text(NAME))],
        ),
        map("register_household", &[("residents", text(NAME))]),
        map("name_estate", &[("name", text(NAME))]),
        map("close_case", &[("outcome", text(NOTE))]),
    ];
    let documents = [
        visits,
        DocumentKey::Directory {
            estate: known.estate,
        },
    ];
    let mut raws = Vec::new();
    for command in &commands {
        for document in &documents {
            let mut actor = [0; 16];
            Machine.fill(&mut actor);
            let chain = Chain {
                document: *document,
                epoch: 0,
                actor: ActorId(actor),
                base: Vec::new(),
                result: ChangeHash([0; 32]).into(),
                entries: vec![entry(at, command.clone())],
            };
            let payload = device.payload(vec![chain]);
            let envelope = RequestItem::Envelope(Envelope::seal(&payload, &device.key));
            let mut body = request(&[envelope]);
            raws.push(("a command".to_owned(), device.sync(body.clone())));
            write_item(&mut body, &RequestItem::Want { documents: vec![] });
            body.extend(NAME.as_bytes());
            raws.push(("a command and more".to_owned(), device.sync(body)));
        }
    }
    raws
}

fn raw(what: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> (String, Raw) {
    let has_type = headers.iter().any(|(name, _)| *name == "content-type");
    let mut headers = headers.to_vec();
    if !has_type {
        headers.push(("content-type", MEDIA_TYPE));
    }
    (what.to_owned(), Raw::new("POST", path, &headers, body))
}
