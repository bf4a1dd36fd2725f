//! `linli-server person suspend|resume`: all of somebody's devices at once.

use serde_json::json;

use super::report::Report;
use super::{Console, Failure, find};

pub(super) async fn suspend(console: &Console, wanted: &str) -> Result<Report, Failure> {
    let store = console.open()?;
    let person = find::person(store.as_ref(), wanted).await?;
    let now = console.environment.now();
    let devices = store.suspend_person(person.id, now).await?;
    store.close().await;
    let text = format!(
        "已停用 {} 的 {devices} 台设备，暂时也不能加入新设备。\n每台设备下次联网时交出未上传的记录（等书记处理：linli-server escrow list），然后锁上。恢复 (let in again): linli-server person resume {}\n(suspended; each device hands over its unsent work at the next contact, then locks itself)",
        person.name, person.id
    );
    let json = json!({ "suspended": person.id, "devices": devices });
    Ok(Report::new(text, json))
}

pub(super) async fn resume(console: &Console, wanted: &str) -> Result<Report, Failure> {
    let store = console.open()?;
    let person = find::person(store.as_ref(), wanted).await?;
    let resumed = store
        .resume_person(person.id, console.environment.now())
        .await?;
    store.close().await;
    let text = if resumed {
        format!(
            "{} 可以用新的邀请码重新加入；已锁上的设备仍然停用 (may join again; the devices that were locked stay so)\n下一步 (next): linli-server person invite {}",
            person.name, person.id
        )
    } else {
        format!("{} 没有被停用 (was not suspended)", person.name)
    };
    let json = json!({ "resumed": person.id, "was_suspended": resumed });
    Ok(Report::new(text, json))
}
