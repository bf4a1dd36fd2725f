//! Why an import stopped.

use linli_documents::DocumentError;
use linli_domain::Refusal;

use super::finding::Finding;
use crate::store::StoreError;

/// What an import can fail with. No text names a value of a row.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("小区名称无效：{zh} (the estate's name can't be used: {en})")]
    EstateName { zh: String, en: String },
    #[error(
        "有两个以上的小区叫这个名字，请先改名 (several estates have this name; rename one first)"
    )]
    AmbiguousEstate,
    #[error("读不了文件 {file} ({file} can't be read)")]
    Unreadable {
        file: String,
        #[source]
        cause: std::io::Error,
    },
    #[error(
        "{file} 超过 {limit_mib} MiB，请分成几个文件 ({file} is larger than {limit_mib} MiB; split it)"
    )]
    TooLarge { file: String, limit_mib: u64 },
    #[error(
        "不认识 {file} 的格式，请用 .jsonl、.csv 或 .xlsx ({file}: unknown format; use .jsonl, .csv or .xlsx)"
    )]
    UnknownFormat { file: String },
    #[error(
        "{file} 的文字编码不是 UTF-8 或 GB18030 ({file} is encoded neither in UTF-8 nor in GB18030)"
    )]
    NotText { file: String },
    #[error(
        "{file} 不是完整的 .xlsx 工作簿，请在表格软件里另存一次 ({file} is not a sound .xlsx workbook; save it anew)"
    )]
    Workbook {
        file: String,
        /// Unset where the reader gave up without a reason.
        #[source]
        cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The first bad row, when bad rows are not to be skipped; or a header that can't be used at all.
    /// Nothing was written, unless it is a refusal by the server.
    #[error("{0}")]
    BadRow(Box<Finding>),
    /// The store would not take the estate's name, a building or its dwellings.
    #[error("楼栋名册没有写成 (the directory of buildings could not be written)")]
    Directory(#[source] Refusal),
    #[error(
        "服务器的数据库出错，可以重新导入，不会重复 (the store failed; run the import again, nothing is doubled)"
    )]
    Store(#[from] StoreError),
    #[error("系统里有一份档案读不出来 (a stored document can't be read)")]
    Document(#[from] DocumentError),
    #[error(
        "导入被中断，可以重新导入，不会重复 (interrupted; run the import again, nothing is doubled)"
    )]
    Interrupted,
}

impl From<Finding> for ImportError {
    fn from(finding: Finding) -> Self {
        Self::BadRow(Box::new(finding))
    }
}
