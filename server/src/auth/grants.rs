//! Which accounts a user may see.

use sufler_store::{Id, Role, User};

use crate::http::error::ApiError;

/// Which accounts a user may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grants {
    /// Every account, also those connected later.
    All,
    /// These.
    Only(Vec<Id>),
}

impl Grants {
    /// Admins see everything; others what was granted, where nothing named means everything.
    pub fn of(user: &User) -> Self {
        match (&user.accounts, user.role) {
            (_, Role::Admin) | (None, _) => Self::All,
            (Some(ids), _) => Self::Only(ids.clone()),
        }
    }

    /// Whether the account may be seen.
    pub fn allow(&self, account_id: Id) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(&account_id),
        }
    }

    /// Whether both may see some account.
    pub fn overlap(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, Self::All) => true,
            (Self::All, Self::Only(ids)) | (Self::Only(ids), Self::All) => !ids.is_empty(),
            (Self::Only(ids), other) => ids.iter().any(|id| other.allow(*id)),
        }
    }

    /// What is not granted does not exist for the user.
    pub fn check(&self, account_id: Id, what: &str) -> Result<(), ApiError> {
        if self.allow(account_id) { Ok(()) } else { Err(ApiError::not_found(what)) }
    }

    /// Accounts to read, as the store wants them: what was asked for, as far as it is granted.
    pub fn filter(&self, asked: Option<Vec<Id>>) -> Option<Vec<Id>> {
        match (self, asked) {
            (Self::All, asked) => asked,
            (Self::Only(ids), None) => Some(ids.clone()),
            (Self::Only(ids), Some(asked)) => Some(asked.into_iter().filter(|id| ids.contains(id)).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Grants::All, Grants::All, true)]
    #[case(Grants::All, Grants::Only(vec![1]), true)]
    #[case(Grants::Only(vec![]), Grants::All, false)]
    #[case(Grants::Only(vec![1, 2]), Grants::Only(vec![2]), true)]
    #[case(Grants::Only(vec![1]), Grants::Only(vec![2]), false)]
    fn colleagues_share_an_account(#[case] one: Grants, #[case] other: Grants, #[case] shared: bool) {
        assert_eq!((one.overlap(&other), other.overlap(&one)), (shared, shared));
    }

    #[rstest]
    #[case(Grants::All, None, None)]
    #[case(Grants::All, Some(vec![1]), Some(vec![1]))]
    #[case(Grants::Only(vec![1, 2]), None, Some(vec![1, 2]))]
    #[case(Grants::Only(vec![1, 2]), Some(vec![2, 3]), Some(vec![2]))]
    #[case(Grants::Only(vec![]), Some(vec![3]), Some(vec![]))]
    fn nothing_beyond_the_grant_is_read(
        #[case] grants: Grants,
        #[case] asked: Option<Vec<Id>>,
        #[case] read: Option<Vec<Id>>,
    ) {
        assert_eq!(grants.filter(asked), read);
    }
}
