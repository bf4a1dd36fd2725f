//! `linli-server device list|suspend`

use linli_domain::DeviceId;
use serde_json::json;

use super::report::Report;
use super::{Console, Failure};
use crate::store::{AuditEvent, AuditNote};

pub(super) async fn list(console: &Console) -> Result<Report, Failure> {
    let store = console.open()?;
    let mut lines = Vec::new();
    let mut json = Vec::new();
    let devices = store.devices().await?;
    store
        .note(AuditNote {
            count: devices.len() as u64,
            ..AuditNote::of(AuditEvent::DevicesRead, console.environment.now())
        })
        .await?;
    for device in devices {
        let person = store.person(device.person).await?;
        let person = person.map_or_else(|| device.person.to_string(), |person| person.name);
        let state = match (device.suspended_at, device.last_seen_at) {
            (Some(at), _) => format!("已停用 suspended {at}"),
            (None, Some(at)) => format!("最近上传 last upload {at}"),
            (None, None) => "尚未上传 no upload yet".to_owned(),
        };
        lines.push(format!("{}  {person}  {}  {state}", device.id, device.name));
        json.push(json!({
            "id": device.id,
            "person": device.person,
            "name": device.name,
            "enrolled_at": device.enrolled_at,
            "last_seen_at": device.last_seen_at,
            "suspended_at": device.suspended_at,
        }));
    }
    store.close().await;
    if lines.is_empty() {
        lines.push("还没有设备 (no devices yet)".to_owned());
    }
    Ok(Report::new(lines.join("\n"), json.into()))
}

pub(super) async fn suspend(console: &Console, device: DeviceId) -> Result<Report, Failure> {
    let store = console.open()?;
    let known = store.suspend(device, console.environment.now()).await?;
    store.close().await;
    if !known {
        return Err(Failure::Unknown {
            what: ("设备", "device"),
        });
    }
    let text = "设备已停用；运行中的服务器几秒内拒绝它，设备上的记录仍在 (suspended; a running server refuses it within seconds, what it holds is safe)";
    Ok(Report::new(text, json!({ "suspended": device })))
}
