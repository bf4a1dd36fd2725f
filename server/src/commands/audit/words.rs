//! A row of the audit log on one line. Ids and counts: names would make a list of the audit log a reading of its own.

use crate::store::{AuditEntry, AuditEvent, Estate};

/// `12  2026-11-24T07:00:00Z  幸福里  设备上传指令 7–12 (commands from a device)  人员 … 设备 …`
pub(super) fn line(entry: &AuditEntry, estates: &[Estate]) -> String {
    let mut parts = vec![entry.number.to_string(), entry.at.to_string()];
    parts.extend(entry.estate.map(|id| {
        let known = estates.iter().find(|estate| estate.id == id);
        known.map_or_else(|| id.to_string(), |estate| estate.name.clone())
    }));
    let (zh, en) = event(&entry.event);
    let what = match entry.commands {
        Some(covered) => format!("{zh} {}–{} ({en})", covered.first, covered.last),
        None => format!("{zh} {} ({en})", entry.count),
    };
    parts.push(what);
    parts.push(match (entry.person, entry.device) {
        (None, None) => "后台 (console)".to_owned(),
        (person, device) => {
            let person = person.map(|id| format!("人员 person {id}"));
            let device = device.map(|id| format!("设备 device {id}"));
            let both: Vec<String> = [person, device].into_iter().flatten().collect();
            both.join(" ")
        }
    });
    parts.extend(entry.subject.map(|id| format!("对象 subject {id}")));
    parts.extend(
        entry
            .ground
            .as_ref()
            .map(|word| format!("依据 ground {word}")),
    );
    parts.join("  ")
}

fn event(word: &str) -> (&str, &str) {
    let known = AuditEvent::ALL.into_iter().find(|it| it.as_str() == word);
    let Some(event) = known else {
        return (word, "of a newer version");
    };
    match event {
        AuditEvent::Adopted => ("启用审计前的指令", "commands from before the audit log"),
        AuditEvent::Pushed => ("设备上传指令", "commands from a device"),
        AuditEvent::Refused => ("退回的指令", "commands refused"),
        AuditEvent::Escrowed => ("暂存待书记处理的指令", "commands that wait for a secretary"),
        AuditEvent::Commanded => ("后台指令", "commands of the console"),
        AuditEvent::Exported => ("导出登记", "rows of the register exported"),
        AuditEvent::PeopleRead => ("查看人员", "people shown"),
        AuditEvent::EscrowRead => ("查看待处理的工作", "waiting work shown"),
        AuditEvent::Resumed => ("恢复人员", "person let in again"),
        AuditEvent::DevicesRead => ("查看设备", "devices shown"),
        AuditEvent::BackedUp => ("备份", "backup"),
        AuditEvent::Restored => ("从备份恢复", "restored from a backup"),
        AuditEvent::Invited => ("发出邀请码", "invitation"),
        AuditEvent::Enrolled => ("设备加入", "device enrolled"),
        AuditEvent::TakenFromEscrow => ("采纳暂存记录", "taken from escrow"),
        AuditEvent::Returned => ("退回暂存记录", "returned to its author"),
        AuditEvent::BroughtBack => (
            "恢复后由设备补回",
            "brought back by devices after a restore",
        ),
        AuditEvent::DispatchedRead => ("部门查看事项", "dispatched cases shown"),
        AuditEvent::Answered => ("部门答复", "a department's answer"),
        AuditEvent::AuditRead => ("审计员查看日志", "audit log shown"),
        AuditEvent::Deposited => ("存入恢复密钥", "recovery secret deposited"),
        AuditEvent::ReleasePermitted => ("发出解锁码", "release code given out"),
        AuditEvent::Released => ("凭解锁码取出恢复密钥", "recovery secret released"),
        AuditEvent::Suspended => ("停用设备", "device suspended"),
        AuditEvent::KeyAdded => ("换用签名密钥", "new signing key"),
        AuditEvent::Archived => ("归档", "taken off the phones and archived"),
        AuditEvent::ArchiveRead => ("查看归档", "archive shown"),
        AuditEvent::Erased => ("删除个人信息", "personal data erased"),
    }
}
