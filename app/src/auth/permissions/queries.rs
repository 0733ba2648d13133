//! SQL of grants. Decisions about anybody are made by the condition in `server::access`; what
//! stands here finds out where a decision comes from, and changes what was granted.

mod explaining;
pub mod granting;
pub mod grants;
mod holding;
pub mod loss;
mod objects;
mod persons;
mod removing;
mod sharing;
mod sweeping;
mod undoing;

pub use explaining::explain;
pub use holding::holders;
pub use persons::{grant_to_user, of_user};
pub use removing::{preview, take_away};
pub use sharing::{access, share};
pub use sweeping::sweep;
pub use undoing::{outcome, undo};

use crate::{
    error::{AppError, Problem},
    permission::Permission,
    server::Ctx,
};

/// What is granted at once at the most.
const AT_ONCE: usize = 200;

/// The permissions of these codenames, all of which the caller holds: nobody passes on what they
/// do not hold.
///
/// # Errors
/// [`Problem::NothingChosen`], [`Problem::NotHeld`]; [`AppError::Malformed`] for a codename that
/// there is none of.
pub fn held(ctx: &Ctx, codenames: &[String]) -> Result<Vec<Permission>, AppError> {
    let permissions = parsed(codenames)?;
    if permissions.iter().any(|permission| !ctx.may(*permission)) {
        return Err(AppError::field("form[codename]", Problem::NotHeld));
    }
    Ok(permissions)
}

fn parsed(codenames: &[String]) -> Result<Vec<Permission>, AppError> {
    if codenames.is_empty() {
        return Err(AppError::field("form[codename]", Problem::NothingChosen));
    }
    if codenames.len() > AT_ONCE {
        return Err(AppError::Malformed);
    }
    codenames
        .iter()
        .map(|codename| Permission::parse(codename))
        .collect::<Option<_>>()
        .ok_or(AppError::Malformed)
}

#[cfg(test)]
mod tests;
