//! The one seam to a particular database: `main.rs` says which. All of it blocks.

use std::path::Path;
use std::sync::Arc;

use linli_domain::EstateId;

use super::Failure;
use crate::environment::Environment;
use crate::maintenance::{self, ExportRow, MaintenanceError};
use crate::store::Store;

/// The rows of an export, in order.
pub type ExportRows = Box<dyn Iterator<Item = Result<ExportRow, MaintenanceError>>>;

pub trait Backend: Send + Sync {
    /// The store of an initialised folder.
    fn open(&self, data: &Path) -> Result<Arc<dyn Store>, Failure>;
    /// The store of a folder that may be empty, or is not there yet.
    fn open_or_create(
        &self,
        data: &Path,
        environment: &dyn Environment,
    ) -> Result<Arc<dyn Store>, Failure>;
    fn check(&self, data: &Path) -> Result<maintenance::Report, Failure>;
    fn backup(&self, data: &Path, to: &Path) -> Result<(), Failure>;
    /// Into a folder that has no store.
    fn restore(
        &self,
        data: &Path,
        from: &Path,
        environment: &dyn Environment,
    ) -> Result<(), Failure>;
    /// `None` if there is no such estate.
    fn export(&self, data: &Path, estate: EstateId) -> Result<Option<ExportRows>, Failure>;
}
