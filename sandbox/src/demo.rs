//! The demo shop «Климатика».

use crate::control::{Control, ControlError};

pub(crate) fn furnish(_control: &Control) -> Result<(), ControlError> {
    Ok(())
}
