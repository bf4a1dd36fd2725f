//! The fields of documents as they read.

use super::field::{Field, Fields, structs};
use crate::view::{
    AppointmentView, BuildingView, CaseEvent, CaseView, Conflict, ConflictValue, ConsentView,
    DirectoryView, DisputeEvent, DisputeView, DoNotVisit, DwellingView, HouseholdView, PartyView,
    Referral, ResidentView, VisitRequest, VisitView, VisitsView,
};

structs! { FIELDS:
    HouseholdView "住户档案" {
        id "编号": LINK,
        estate "小区": LINK,
        building "楼栋": LINK,
        dwelling "房屋": parts,
        residents "居民": parts,
        tags "标记": FLAG,
        consents "同意记录": parts,
        contact "愿意的联系方式": REACH,
        contact_note "联系说明": REACH,
        do_not_visit "不要上门": parts,
        verified_on "核实日期": RESIDENCE,
        merged_into "并入哪一户": ONCE,
    }
    DwellingView "房屋" {
        unit "单元": DOOR,
        room "房号": DOOR,
    }
    ResidentView "居民" {
        name "姓名": NAME,
        phone "电话": REACH,
        relation "与户主关系": HOUSEHOLD,
        birth_year "出生年份": HOUSEHOLD,
        gender "性别": HOUSEHOLD,
        notes "备注": REMARK,
        moved_in "迁入日期": RESIDENCE,
        moved_out "迁出日期": RESIDENCE,
        merged_into "与谁是同一人": ONCE,
    }
    ConsentView "同意记录" {
        method "同意方式": CONSENT,
        on "同意日期": CONSENT,
        given_by "同意人": CONSENT,
        withdrawn_on "撤回日期": CONSENT,
    }
    DoNotVisit "不要上门" {
        until "到哪天为止": PEACE,
    }
    VisitsView "走访记录（一栋楼一个月）" {
        estate "小区": LINK,
        building "楼栋": LINK,
        month "月份": LINK,
        visits "走访": parts,
    }
    VisitView "走访" {
        household "住户": LINK,
        at "时间": VISIT,
        by "走访人": WHO,
        outcome "结果": VISIT,
        purpose "事由": VISIT,
        met "见到的居民": VISIT,
        note "记录": TOLD,
        requests "诉求": parts,
        next_visit_on "下次走访": VISIT,
        card "联系卡号": VISIT,
        withdrawn "撤回原因": VISIT,
    }
    VisitRequest "走访中的诉求" {
        text "内容": WISH,
        case "所立事项": LINK,
    }
    CaseView "事项" {
        id "编号": LINK,
        estate "小区": LINK,
        building "楼栋": LINK,
        opened_at "登记时间": CASE,
        opened_by "登记人": WHO,
        household "住户": LINK,
        title "标题": CASE,
        category "类别": CASE,
        detail "详情": CASE,
        visit "来自哪次走访": LINK,
        assignee "承办人": WHO,
        status "状态": CASE,
        dispatched "现派给哪个部门": CASE,
        referral "转调解": parts,
        events "经过": parts,
    }
    CaseEvent "事项经过" {
        id "编号": LINK,
        at "时间": CASE,
        by "经办人": WHO,
        kind "种类": CASE,
        department "哪个部门": CASE,
        referral "转调解怎样了": CASE,
        label "方式": CASE,
        text "内容": CASE,
        void "无效原因": CASE,
    }
    Referral "转调解" {
        by "转办人": WHO,
        at "何时转": CASE,
        state "状态": CASE,
        since "何时起": CASE,
    }
    DisputeView "矛盾纠纷" {
        id "编号": LINK,
        estate "小区": LINK,
        opened_at "登记时间": DISPUTE,
        opened_by "登记人": WHO,
        building "发生在哪栋楼": LINK,
        household "住户": LINK,
        title "标题": DISPUTE,
        detail "详情": DISPUTE,
        parties "当事人": parts,
        case "来自哪件事项": LINK,
        status "状态": DISPUTE,
        outcome "调解结果": DISPUTE,
        events "经过": parts,
    }
    PartyView "当事人" {
        text "是谁": DISPUTE,
        household "住户": LINK,
    }
    DisputeEvent "调解经过" {
        id "编号": LINK,
        at "记录时间": DISPUTE,
        by "经办人": WHO,
        kind "种类": DISPUTE,
        on "哪一天": DISPUTE,
        outcome "调解结果": DISPUTE,
        text "内容": DISPUTE,
        void "无效原因": DISPUTE,
    }
    DirectoryView "小区名册" {
        estate "小区": LINK,
        name "名称": PLACE,
        lease_days "离线期限": PLACE,
        level "级别": PLACE,
        parent "上级": PLACE,
        buildings "楼栋": parts,
        departments "部门": PLACE,
        appointments "任命": parts,
    }
    BuildingView "楼栋" {
        name "名称": PLACE,
        dwellings "房屋": PLACE,
    }
    AppointmentView "任命" {
        person "人员编号": OFFICE,
        name "姓名": OFFICE,
        role "角色": OFFICE,
        building "负责的楼栋": OFFICE,
        department "所在部门": OFFICE,
        from "首日": OFFICE,
        until "末日": OFFICE,
        acting "代理": OFFICE,
        covers "代谁": OFFICE,
        succeeds "接谁": OFFICE,
        accepted "接受日期": OFFICE,
    }
    Conflict "冲突" {
        document "档案": LINK,
        path "哪一项": AGREE,
        values "各人的值": parts,
    }
    ConflictValue "冲突中的一个值" {
        value "值": AGREE,
        by "谁写的": WHO,
        at "何时": AGREE,
    }
}
