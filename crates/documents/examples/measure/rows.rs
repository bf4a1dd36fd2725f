//! An estate out of a seed: the same facts as rows of JSON and as commands.

use linli_domain::command::{
    Command, Consent, ConsentMethod, Dwelling, Gender, NewResident, NoteCase, OpenCase, Outcome,
    RecordVisit, RegisterHousehold, Request, is_sensitive,
};
use linli_domain::exchange::{CaseRow, EventRow, HouseholdRow, ResidentRow, VisitRow};
use linli_domain::{EventId, HouseholdId, ResidentId, Timestamp, VisitId};
use uuid::Uuid;

const SURNAMES: &[&str] = &[
    "张", "王", "李", "赵", "陈", "杨", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "秀", "英", "敏", "静", "军", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明",
    "超", "霞", "平", "刚", "桂", "兰", "建", "国", "玉", "梅", "春", "红", "志", "文", "海", "波",
    "晨", "雨",
];
const WHEN: &[&str] = &[
    "上周末",
    "前天",
    "一早",
    "本月初",
    "雨天过后",
    "昨晚",
    "中午",
    "这几天",
];
const WHO: &[&str] = &[
    "老人",
    "大女儿",
    "邻居",
    "护工",
    "楼长",
    "租客",
    "家属",
    "社工",
    "孩子",
    "老伴",
    "女主人",
    "对门住户",
];
const DOES: &[&str] = &[
    "反映", "咨询", "希望", "申请", "完成", "检查", "清理", "维修", "办理", "询问", "陪同", "确认",
    "等待", "需要",
];
const WHAT: &[&str] = &[
    "电梯故障",
    "血压偏高",
    "养老金认证",
    "楼顶渗水",
    "低保材料",
    "助行器",
    "燃气软管",
    "老年卡",
    "水费单据",
    "急救呼叫器",
    "学籍",
    "法律援助",
    "送餐服务",
    "高龄补贴",
    "楼道堆放的杂物",
    "床位申请",
    "就业信息",
    "心理咨询",
    "出租登记",
    "路灯",
    "噪音",
    "宽带",
    "暖气",
    "门禁卡",
    "疫苗",
    "体检",
    "停车位",
    "垃圾分类",
];
const PURPOSES: &[&str] = &[
    "日常走访",
    "代办事项",
    "政策宣传",
    "送药上门",
    "安全检查",
    "节日慰问",
];
const RELATIONS: &[&str] = &[
    "户主", "配偶", "父亲", "母亲", "儿子", "女儿", "孙女", "兄弟",
];
const TAGS: &[&str] = &["租户", "独居", "孕产妇", "残疾", "热心户", "高龄"];
const KINDS: &[&str] = &["反馈", "上门", "电话", "转介", "登记"];

/// A small generator of our own: the figures must not move with a library's version.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len() as u64) as usize]
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        let high = u128::from(self.next()) << 64;
        uuid::Builder::from_random_bytes((high | u128::from(self.next())).to_be_bytes()).into_uuid()
    }

    fn name(&mut self) -> String {
        let count = 1 + self.below(2);
        let given: String = (0..count).map(|_| self.pick(GIVEN)).collect();
        format!("{}{given}", self.pick(SURNAMES))
    }

    fn text(&mut self, clauses: u64) -> String {
        let clauses: Vec<String> = (0..clauses)
            .map(|_| {
                let when = if self.below(2) == 0 {
                    self.pick(WHEN)
                } else {
                    ""
                };
                let who = if self.below(3) == 0 {
                    self.name()
                } else {
                    self.pick(WHO).to_owned()
                };
                format!("{when}{who}{}{}", self.pick(DOES), self.pick(WHAT))
            })
            .collect();
        clauses.join("，") + "。"
    }
}

pub(crate) fn household(random: &mut Random, index: u64) -> HouseholdRow {
    let residents = (0..2 + random.below(3)).map(|nth| ResidentRow {
        id: random.uuid(),
        name: random.name(),
        phone: format!("1{}", 3_000_000_000 + random.below(6_999_999_999)),
        relation: if nth == 0 {
            "户主"
        } else {
            random.pick(RELATIONS)
        }
        .to_owned(),
        birth_year: Some(1935 + random.below(85) as u16),
        gender: ["女", "男"][random.below(2) as usize].to_owned(),
        notes: if random.below(2) == 0 {
            random.text(1)
        } else {
            String::new()
        },
    });
    let residents = residents.collect();
    let tags = (0..random.below(3))
        .map(|_| random.pick(TAGS).to_owned())
        .collect();
    HouseholdRow {
        id: random.uuid(),
        building: format!("{}号楼", index / 100 + 1),
        unit: format!("{}单元", random.below(3) + 1),
        room: format!("{}{:02}", index % 100 / 4 + 1, index % 4 + 1),
        residents,
        tags,
    }
}

/// `index` spreads the visits over twelve months.
pub(crate) fn visit(random: &mut Random, household: Uuid, visitor: Uuid, month: u64) -> VisitRow {
    let start: Timestamp = format!("2024-{month:02}-01T01:00:00Z").parse().unwrap();
    let at = start.plus_seconds(random.below(27 * 86_400) as i64);
    let clauses = 2 + random.below(3);
    VisitRow {
        id: random.uuid(),
        household_id: household,
        at: at.to_string(),
        visitor_id: visitor,
        purpose: random.pick(PURPOSES).to_owned(),
        outcome: Outcome::ALL[random.below(8) as usize].zh().to_owned(),
        note: random.text(clauses),
        requests: (0..random.below(8).saturating_sub(5))
            .map(|_| format!("{}{}", random.pick(DOES), random.pick(WHAT)))
            .collect(),
    }
}

pub(crate) fn case(random: &mut Random, household: Uuid, by: Uuid) -> CaseRow {
    let opened: Timestamp = "2024-04-10T12:00:00Z".parse().unwrap();
    let timeline = (0..3 + random.below(5)).map(|nth| EventRow {
        id: random.uuid(),
        at: opened.plus_seconds(nth as i64 * 90_000).to_string(),
        kind: random.pick(KINDS).to_owned(),
        by,
        note: random.text(2),
    });
    let timeline = timeline.collect();
    CaseRow {
        id: random.uuid(),
        household_id: Some(household),
        building: "1号楼".to_owned(),
        title: format!("{}{}", random.pick(DOES), random.pick(WHAT)),
        category: random.pick(WHAT).to_owned(),
        status: "open".to_owned(),
        opened_at: opened.to_string(),
        assignee: Some(by),
        timeline,
    }
}

pub(crate) fn register(row: &HouseholdRow) -> Command {
    let residents = row.residents.iter().map(|resident| NewResident {
        id: ResidentId(resident.id),
        name: resident.name.parse().unwrap(),
        phone: resident.phone.parse().ok(),
        relation: resident.relation.parse().ok(),
        birth_year: resident.birth_year,
        gender: Some(if resident.gender == "女" {
            Gender::Female
        } else {
            Gender::Male
        }),
        notes: Some(resident.notes.parse().unwrap())
            .filter(|notes: &linli_domain::text::Note| !notes.is_empty()),
        moved_in: None,
    });
    let consents = row
        .tags
        .iter()
        .filter(|tag| is_sensitive(tag))
        .map(|tag| Consent {
            tag: tag.parse().unwrap(),
            method: ConsentMethod::Transferred,
            on: "2024-01-01".parse().unwrap(),
            given_by: None,
        });
    RegisterHousehold {
        dwelling: Dwelling {
            unit: row.unit.parse().unwrap(),
            room: row.room.parse().unwrap(),
        },
        residents: residents.collect(),
        tags: row.tags.iter().map(|tag| tag.parse().unwrap()).collect(),
        consents: consents.collect(),
    }
    .into()
}

pub(crate) fn record(row: &VisitRow) -> Command {
    RecordVisit {
        visit: VisitId(row.id),
        household: HouseholdId(row.household_id),
        at: row.at.parse().unwrap(),
        outcome: row.outcome.parse().unwrap(),
        purpose: row.purpose.parse().ok(),
        met: vec![],
        note: row.note.parse().ok(),
        requests: row
            .requests
            .iter()
            .map(|text| Request {
                text: text.parse().unwrap(),
                case: None,
            })
            .collect(),
        next_visit_on: None,
        card: None,
        visitor: None,
    }
    .into()
}

pub(crate) fn open_and_note(row: &CaseRow) -> Vec<Command> {
    let open = OpenCase {
        household: row.household_id.map(HouseholdId),
        title: row.title.parse().unwrap(),
        category: row.category.parse().unwrap(),
        detail: None,
        opened_at: row.opened_at.parse().unwrap(),
        visit: None,
        assignee: row.assignee.map(linli_domain::PersonId),
    };
    let notes = row.timeline.iter().map(|event| {
        Command::from(NoteCase {
            event: EventId(event.id),
            at: event.at.parse().unwrap(),
            label: event.kind.parse().ok(),
            text: event.note.parse().unwrap(),
            by: None,
        })
    });
    std::iter::once(open.into()).chain(notes).collect()
}
