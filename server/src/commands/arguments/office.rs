//! Subcommands for the tree of places, for handovers, and for work that waits for a decision.

use clap::Args;
use linli_domain::{Date, Level, PersonId, Role};
use uuid::Uuid;

#[derive(Debug, clap::Subcommand)]
pub(in crate::commands) enum EscrowCommand {
    /// 列出待处理的工作：作者已无权限，等书记采纳或退回 (list work whose author may no longer do it)
    List {
        /// 小区名称或编号；不写则全部 (name or id of the estate; all when left out)
        #[arg(long)]
        estate: Option<String>,
    },
    /// 采纳：记入登记册，仍是原作者的工作 (adopt: into the register, as its author's work)
    Adopt {
        /// 列表里的编号 (id, as the list names it)
        id: Uuid,
    },
    /// 退回给作者，成为其草稿 (return to the author, who gets it as drafts)
    Return {
        /// 列表里的编号 (id, as the list names it)
        id: Uuid,
        /// 给作者的说明，最多 200 字 (a word to the author, up to 200 characters)
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
}

#[derive(Debug, clap::Subcommand)]
pub(in crate::commands) enum DepartmentCommand {
    /// 给一级地方添加部门；它和下级的事项可以派给这个部门 (add one to a place: cases there and below can be dispatched to it)
    Add {
        /// 小区或上级地方的名称或编号 (name or id of the estate, or of a place above)
        #[arg(long)]
        estate: String,
        /// 部门名称，如 物业 (the department's name)
        #[arg(long)]
        name: String,
    },
    /// 列出部门 (list departments)
    List {
        /// 小区或上级地方的名称或编号；不写则全部 (name or id of the place; all when left out)
        #[arg(long)]
        estate: Option<String>,
    },
}

#[derive(Debug, clap::Subcommand)]
pub(in crate::commands) enum PlaceCommand {
    /// 建立一级地方，或改变它的上级 (make a place of the tree, or move it)
    Add(PlaceAdd),
    /// 按层级列出所有地方 (list all places as a tree)
    List,
}

#[derive(Debug, Args)]
pub(in crate::commands) struct PlaceAdd {
    /// 名称；已有的小区或地方写名称或编号 (name; of one that exists, name or id)
    #[arg(long)]
    pub(in crate::commands) name: String,
    /// 级别：区、街道、社区、小区 (district, street, community, estate)
    #[arg(long)]
    pub(in crate::commands) level: Level,
    /// 上级的名称或编号；不写则为顶级 (name or id of the place above; the top when left out)
    #[arg(long, value_name = "PLACE")]
    pub(in crate::commands) under: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
pub(in crate::commands) enum HandoverCommand {
    /// 交接前看清：交出什么、谁还有未上传的记录；不改动任何内容 (dry run: what moves, who has unsent work)
    Plan(Post),
    /// 开始交接：继任者接受后，前任到期为止 (begin: once the successor accepts, the predecessor's term ends)
    Start(HandoverStart),
    /// 撤销尚未接受的交接 (revoke a handover that is not accepted yet)
    Revoke(Post),
}

/// Which post.
#[derive(Debug, Args)]
pub(in crate::commands) struct Post {
    /// 小区名称或编号 (name or id of the estate)
    #[arg(long)]
    pub(in crate::commands) estate: String,
    /// 楼栋名称或编号；不写则为整个小区的职务 (name or id of the building; the whole estate when left out)
    #[arg(long, value_name = "NAME")]
    pub(in crate::commands) building: Option<String>,
    /// 角色 (role) [默认楼长 default: building_head]
    #[arg(long, default_value = "building_head", hide_default_value = true)]
    pub(in crate::commands) role: Role,
}

#[derive(Debug, Args)]
pub(in crate::commands) struct HandoverStart {
    #[command(flatten)]
    pub(in crate::commands) post: Post,
    /// 前任的姓名或编号；只有一位时可不写 (predecessor, by name or id; may be left out if there is only one)
    #[arg(long, value_name = "PERSON")]
    pub(in crate::commands) of: Option<String>,
    /// 继任者姓名 (the successor's name)
    #[arg(long, value_name = "NAME")]
    pub(in crate::commands) to: String,
    /// 继任者已登记时的编号 (the successor's id, if known already)
    #[arg(long, value_name = "ID")]
    pub(in crate::commands) person: Option<PersonId>,
    /// 继任者首日 (the successor's first day) [默认今天 default: today]
    #[arg(long, value_name = "DATE")]
    pub(in crate::commands) from: Option<Date>,
    /// 前任末日，两人重叠到这一天 (the predecessor's last day; both work until then)
    #[arg(long, value_name = "DATE")]
    pub(in crate::commands) last_day: Date,
}
