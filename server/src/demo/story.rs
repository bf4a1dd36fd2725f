//! The story, step by step. What a person types stands here as it is typed; after each step it is
//! checked that what was told is true.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Stage;
use super::estate::{BUILDING, invitation};
use super::phone::Phone;
use crate::commands::{Console, Failure};
use crate::serve::Running;

/// Where both heads knock, and whom they meet there.
const DOOR: &str = "1号楼1单元101";
const RESIDENT: &str = "周桂兰";
/// What each of them is told to be the new number; one misheard.
const ZHANGS_NUMBER: &str = "13800007001";
const LIS_NUMBER: &str = "13800007007";

pub(super) async fn join(
    stage: &Stage,
    console: &Console,
    server: &Running,
) -> Result<(), Failure> {
    let terminal = stage.terminal;
    terminal.tell(
        &format!(
            "邻里演示：{}，{BUILDING}有两位楼长，张大爷和李阿姨，各用一部手机。",
            stage.estate.name
        ),
        "One building, two heads, each with a phone of their own.",
    );
    terminal.chapter("一、加入", "1. Joining");
    terminal.tell(
        "书记给每人一个一次性邀请码；手机生成自己的密钥，加入后取回本楼的登记。",
        "The secretary gave each a one-time code; the phone makes its key, joins, and fetches the building.",
    );
    let url = Stage::url(server.address);
    for (phone, person) in [
        (&stage.zhang, stage.estate.zhang),
        (&stage.li, stage.estate.li),
    ] {
        let code = invitation(server.store(), console, person).await?;
        tokio::task::block_in_place(|| {
            phone.run(&["join", "--server", &url, "--code", &code])?;
            phone.run(&["sync"])
        })?;
    }
    let [zhang, li] = [&stage.zhang, &stage.li].map(|phone| phone.ask(&["status"]));
    let (zhang, li) = (zhang?, li?);
    stage.check(
        zhang["households"] == li["households"] && zhang["households"].as_u64() > Some(0),
        "两部手机都有了整栋楼的住户",
        "both phones hold the building's households",
    )
}

pub(super) fn work_offline(stage: &Stage) -> Result<(), Failure> {
    let terminal = stage.terminal;
    terminal.chapter("二、楼道里没有信号", "2. No signal in the stairwell");
    terminal.tell(
        "服务器现在真的关掉了。两人各自敲门，都敲了同一户。",
        "The server is really switched off now. Both knock, and both at one and the same door.",
    );
    let visits_before = visits(&stage.zhang)?;
    stage.zhang.run(&[
        "visit",
        "record",
        DOOR,
        "--outcome",
        "正常",
        "--purpose",
        "日常走访",
        "--note",
        "老人精神不错，女儿周末来。换了新手机号。",
        "--request",
        "楼道灯不亮",
    ])?;
    stage
        .zhang
        .run(&["resident", "set", RESIDENT, "--phone", ZHANGS_NUMBER])?;
    stage.li.run(&[
        "visit",
        "record",
        DOOR,
        "--outcome",
        "需跟进",
        "--purpose",
        "送药上门",
        "--note",
        "降压药已送到，下周再来看看。",
    ])?;
    stage
        .li
        .run(&["resident", "set", RESIDENT, "--phone", LIS_NUMBER])?;
    terminal.tell(
        "没有网络也都存好了，谁也看不到对方的记录。这时同步只会说连不上：",
        "All of it is saved without a network. A sync now just says that nobody answers:",
    );
    stage.zhang.run_in_vain(&["sync"])?;
    for (phone, waiting) in [(&stage.zhang, 3), (&stage.li, 2)] {
        let status = phone.ask(&["status"])?;
        stage.check(
            status["unsent"].as_u64() >= Some(waiting)
                && visits(phone)?.len() == visits_before.len() + 1,
            &format!("{}的记录都在本机，等待同步", phone.owner),
            "everything recorded waits on the phone",
        )?;
    }
    Ok(())
}

pub(super) fn sync_and_merge(stage: &Stage) -> Result<(), Failure> {
    let terminal = stage.terminal;
    terminal.chapter("三、有信号了", "3. A signal again");
    terminal.tell(
        "服务器回来了。两人先后同步，张大爷再取一次李阿姨的。",
        "The server is back. Both sync, and Zhang once more for what Li has brought.",
    );
    for phone in [&stage.zhang, &stage.li, &stage.zhang] {
        phone.run(&["sync"])?;
    }
    terminal.tell(
        "同一户，两人的走访都在，自动合并：",
        "The same household: both visits are there, merged by themselves:",
    );
    stage.zhang.run(&["household", "show", DOOR])?;
    stage.same_visits()?;
    terminal.tell(
        "电话两人改得不一样。不会悄悄丢掉一个，两个值都留着，等人决定：",
        "They changed the phone number differently. None is dropped silently: both stay until somebody decides.",
    );
    stage.zhang.run(&["conflicts"])?;
    for phone in [&stage.zhang, &stage.li] {
        let conflicts = phone.ask(&["conflicts"])?.to_string();
        stage.check(
            conflicts.contains(ZHANGS_NUMBER) && conflicts.contains(LIS_NUMBER),
            &format!("{}看到两个号码", phone.owner),
            "both numbers are shown",
        )?;
    }
    Ok(())
}

pub(super) fn resolve(stage: &Stage) -> Result<(), Failure> {
    let terminal = stage.terminal;
    terminal.chapter("四、决定", "4. Deciding");
    terminal.tell(
        "李阿姨打了个电话核实：她记的号码是对的。",
        "Li rings up to make sure: it is her number that is right.",
    );
    let take = choice(&stage.li.ask(&["conflicts"])?, LIS_NUMBER);
    stage.li.run(&["resolve", "1", "--take", &take])?;
    for phone in [&stage.li, &stage.zhang] {
        phone.run(&["sync"])?;
    }
    stage.zhang.run(&["search", "zgl"])?;
    for phone in [&stage.zhang, &stage.li] {
        let status = phone.ask(&["status"])?;
        let household = household(phone)?.to_string();
        stage.check(
            status["conflicts"] == 0
                && status["synced"] == true
                && household.contains(LIS_NUMBER)
                && !household.contains(ZHANGS_NUMBER),
            &format!("{}：没有冲突，号码一致", phone.owner),
            "no conflict, one number",
        )?;
    }
    stage.same_visits()
}

impl Stage {
    fn check(&self, holds: bool, zh: &str, en: &str) -> Result<(), Failure> {
        if holds {
            self.terminal.held(zh, en);
            return Ok(());
        }
        Err(Failure::Demo {
            zh: format!("这一步没有成立：{zh}。您的数据不受影响，演示只用临时文件夹。"),
            en: format!(
                "this did not hold: {en}. Your data is untouched, the story uses a folder of its own."
            ),
        })
    }

    fn same_visits(&self) -> Result<(), Failure> {
        let (zhang, li) = (visits(&self.zhang)?, visits(&self.li)?);
        self.check(
            zhang == li && !zhang.is_empty(),
            &format!("两部手机上这一户的 {} 次走访完全一致", zhang.len()),
            "both phones list the very same visits",
        )
    }
}

fn household(phone: &Phone) -> Result<Value, Failure> {
    phone.ask(&["household", "show", DOOR])
}

/// The ids of the visits to the door, as a phone shows them.
fn visits(phone: &Phone) -> Result<BTreeSet<String>, Failure> {
    let household = household(phone)?;
    let visits = household["visits"].as_array().into_iter().flatten();
    Ok(visits.map(|visit| visit["id"].to_string()).collect())
}

/// As which of the first conflict's values `linli conflicts` shows this one; empty if it does not.
fn choice(conflicts: &Value, wanted: &str) -> String {
    let values = conflicts["conflicts"][0]["values"].as_array();
    let mut values = values.into_iter().flatten();
    let found = values.find(|choice| choice["value"] == wanted);
    found
        .map(|choice| choice["take"].to_string())
        .unwrap_or_default()
}
