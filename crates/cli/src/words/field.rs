use crate::lang::Lang;

/// A field's name by the last part of its path; an unknown one as it is.
pub(crate) fn field(name: &str, lang: Lang) -> &str {
    let known = match name {
        "name" => ("姓名", "name"),
        "phone" => ("电话", "phone"),
        "relation" => ("与户主关系", "relation"),
        "birth_year" => ("出生年份", "year of birth"),
        "gender" => ("性别", "gender"),
        "notes" => ("备注", "notes"),
        "moved_in" => ("迁入日期", "moved in on"),
        "moved_out" => ("迁出日期", "moved out on"),
        "merged_into" => ("合并到", "merged into"),
        "dwelling" => ("房号", "dwelling"),
        "contact" => ("联系方式", "contact"),
        "contact_note" => ("联系说明", "contact note"),
        "do_not_visit" => ("不要上门", "do not visit"),
        "do_not_visit_until" => ("不要上门至", "do not visit until"),
        "verified_on" => ("核实日期", "verified on"),
        "lease_days" => ("离线期限（天）", "days without contact"),
        "at" => ("时间", "time"),
        "outcome" => ("结果", "outcome"),
        "purpose" => ("事由", "purpose"),
        "note" => ("记录", "note"),
        "next_visit_on" => ("下次走访", "next visit on"),
        "card" => ("联系卡", "card"),
        "withdrawn" => ("撤回原因", "withdrawn because"),
        "method" => ("同意方式", "consent given"),
        "on" => ("同意日期", "consent given on"),
        "given_by" => ("同意人", "consent given by"),
        "withdrawn_on" => ("撤回同意日期", "consent withdrawn on"),
        other => return other,
    };
    lang.pick(known.0, known.1)
}
