//! Names of invented people: about 120 surnames and some 200 characters of given names.

use super::draw::Draw;

/// Roughly from the commonest to the rarest.
const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾",
    "肖", "田", "董", "潘", "袁", "蔡", "蒋", "余", "于", "杜", "叶", "程", "魏", "苏", "吕", "丁",
    "任", "卢", "姚", "沈", "钟", "姜", "崔", "谭", "陆", "范", "汪", "廖", "石", "金", "韦", "贾",
    "夏", "付", "方", "邹", "熊", "白", "孟", "秦", "邱", "侯", "江", "尹", "薛", "闫", "雷", "段",
    "龙", "黎", "史", "陶", "贺", "毛", "郝", "顾", "龚", "邵", "万", "覃", "武", "钱", "戴", "严",
    "莫", "孔", "向", "常", "汤", "康", "易", "乔", "赖", "葛", "樊", "殷", "施", "文", "柳", "邢",
    "安", "梅", "庄", "章", "鲁", "倪", "庞", "聂", "欧阳", "上官", "司马", "诸葛",
];

const FEMALE: &[&str] = &[
    "芳", "娜", "秀", "英", "敏", "静", "丽", "艳", "娟", "霞", "玲", "桂", "兰", "红", "梅", "燕",
    "萍", "琴", "云", "洁", "莉", "凤", "珍", "莲", "雪", "倩", "颖", "婷", "慧", "瑶", "怡", "婵",
    "雯", "欣", "琳", "蓉", "菊", "翠", "香", "月", "莹", "佳", "嘉", "琼", "黛", "青", "岚", "苑",
    "婕", "馨", "瑗", "琰", "韵", "融", "园", "艺", "咏", "卿", "聪", "澜", "纯", "毓", "悦", "昭",
    "冰", "爽", "琬", "茗", "羽", "希", "宁", "筠", "柔", "竹", "凝", "晓", "欢", "霄", "枫", "芸",
    "菲", "寒", "伊", "亚", "宜", "可", "姬", "舒", "影", "荔", "枝", "思", "涵", "梓", "诗", "若",
];

const MALE: &[&str] = &[
    "伟", "强", "磊", "军", "洋", "勇", "杰", "涛", "明", "超", "刚", "平", "辉", "鹏", "华", "飞",
    "波", "斌", "宇", "浩", "凯", "健", "俊", "帆", "帅", "旭", "宁", "龙", "林", "欢", "佳", "建",
    "国", "庆", "文", "志", "德", "才", "发", "武", "新", "利", "清", "彬", "富", "顺", "信", "子",
    "良", "海", "山", "仁", "宽", "福", "生", "元", "全", "胜", "学", "祥", "友", "裕", "河", "哲",
    "江", "贵", "树", "兴", "茂", "诚", "先", "敬", "震", "振", "壮", "会", "群", "豪", "心", "邦",
    "承", "乐", "绍", "功", "松", "善", "厚", "磐", "裴", "有", "坚", "和", "彪", "博", "轩", "宸",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

impl Gender {
    pub(super) fn draw(draw: &mut Draw) -> Self {
        if draw.percent(52) {
            Self::Female
        } else {
            Self::Male
        }
    }

    pub(super) const fn other(self) -> Self {
        match self {
            Self::Female => Self::Male,
            Self::Male => Self::Female,
        }
    }

    /// As the register writes it.
    pub(super) const fn zh(self) -> &'static str {
        match self {
            Self::Female => "女",
            Self::Male => "男",
        }
    }
}

pub(super) fn surname(draw: &mut Draw) -> &'static str {
    draw.lean(SURNAMES)
}

/// One given-name character in four names, two in the others.
pub(super) fn given(gender: Gender, draw: &mut Draw) -> String {
    let list = match gender {
        Gender::Female => FEMALE,
        Gender::Male => MALE,
    };
    let mut given = draw.pick(list).to_owned();
    if draw.percent(75) {
        given.push_str(draw.pick(list));
    }
    given
}

pub(super) fn full(draw: &mut Draw) -> String {
    let gender = Gender::draw(draw);
    format!("{}{}", surname(draw), given(gender, draw))
}
