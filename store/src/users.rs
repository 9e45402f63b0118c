//! Users of the product.

use crate::db::{Conn, params};
use crate::writer::Tx;
use crate::{Id, Millis, Result, Role, Store, StoreError, User, rows};

/// A user to create.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Login; case does not matter.
    pub login: String,
    /// Name for people.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Hash of the password, as the hasher writes it.
    pub password_hash: String,
    /// Accounts the user may see; `None` = all.
    pub accounts: Option<Vec<Id>>,
}

/// A change of a user; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// Name.
    pub name: Option<String>,
    /// Role.
    pub role: Option<Role>,
    /// Password hash; ends the user's sessions.
    pub password_hash: Option<String>,
    /// Accounts (`Some(None)`: all).
    pub accounts: Option<Option<Vec<Id>>>,
    /// May log in; `false` ends the user's sessions.
    pub active: Option<bool>,
}

impl Store {
    /// Creates a user.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when the login is taken.
    pub async fn user_create(&self, user: NewUser, now: Millis) -> Result<User> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let created = User {
                    id: tx.ids.next(),
                    login: user.login.trim().to_lowercase(),
                    name: user.name,
                    role: user.role,
                    accounts: user.accounts,
                    active: true,
                    created_at: now,
                };
                let sql = "INSERT INTO users (id, login, name, role, accounts, active, password_hash, created_at) \
                           VALUES ($1, $2, $3, $4, $5, 1, $6, $7)";
                let accounts = rows::opt_json(created.accounts.as_ref())?;
                let role = rows::role_text(created.role);
                let params =
                    params![created.id, &created.login, &created.name, role, accounts, &user.password_hash, now];
                tx.conn.execute(sql, params).await.map_err(|error| match error {
                    StoreError::Conflict { .. } => StoreError::conflict("user", "this login is taken"),
                    other => other,
                })?;
                Ok(created)
            })
        })
        .await
    }

    /// A user and the password hash, by login.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<(User, String)>> {
        let login = login.trim().to_lowercase();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!("SELECT {}, u.password_hash FROM users u WHERE u.login = $1", rows::USER);
                conn.query_optional(&sql, params![&login], |row| {
                    Ok((rows::user(row)?, row.text(rows::USER_WIDTH)?))
                })
                .await
            })
        })
        .await
    }

    /// One user.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn user(&self, id: Id) -> Result<User> {
        self.read(move |conn| Box::pin(get(conn, id))).await
    }

    /// Changes a user.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn user_update(&self, id: Id, change: UserChange) -> Result<User> {
        self.write_aside(move |tx| Box::pin(update(tx, id, change))).await
    }

    /// Gives a user a new password by their own will: every other session of theirs ends.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn user_password(&self, id: Id, password_hash: &str, kept_session: &str) -> Result<User> {
        let (password_hash, kept_session) = (password_hash.to_owned(), kept_session.to_owned());
        self.write_aside(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE users SET password_hash = $1 WHERE id = $2";
                tx.conn.execute(sql, params![&password_hash, id]).await?;
                let sql = "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2";
                tx.conn.execute(sql, params![id, &kept_session]).await?;
                get(&mut tx.conn, id).await
            })
        })
        .await
    }

    /// Every user, oldest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn users(&self) -> Result<Vec<User>> {
        self.read(|conn| {
            Box::pin(async move {
                let sql = format!("SELECT {} FROM users u ORDER BY u.id", rows::USER);
                conn.query(&sql, &[], rows::user).await
            })
        })
        .await
    }

    /// How many users there are; 0 means the first admin must be made.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn user_count(&self) -> Result<i64> {
        self.read(|conn| {
            Box::pin(async move {
                let count = conn.query_optional("SELECT COUNT(*) FROM users", &[], |row| row.int(0)).await?;
                Ok(count.unwrap_or(0))
            })
        })
        .await
    }
}

async fn get(conn: &mut Conn<'_>, id: Id) -> Result<User> {
    let sql = format!("SELECT {} FROM users u WHERE u.id = $1", rows::USER);
    let found = conn.query_optional(&sql, params![id], rows::user).await?;
    found.ok_or_else(|| StoreError::not_found("user", id))
}

async fn update(tx: &mut Tx<'_>, id: Id, change: UserChange) -> Result<User> {
    let sql = "UPDATE users SET name = COALESCE($1, name), role = COALESCE($2, role), \
               password_hash = COALESCE($3, password_hash), active = COALESCE($4, active) WHERE id = $5";
    let role = change.role.map(rows::role_text);
    let params = params![&change.name, role, &change.password_hash, change.active.map(i64::from), id];
    tx.conn.execute(sql, params).await?;
    if let Some(accounts) = &change.accounts {
        let accounts = rows::opt_json(accounts.as_ref())?;
        tx.conn.execute("UPDATE users SET accounts = $1 WHERE id = $2", params![accounts, id]).await?;
    }
    if change.password_hash.is_some() || change.active == Some(false) {
        tx.conn.execute("DELETE FROM sessions WHERE user_id = $1", params![id]).await?;
    }
    get(&mut tx.conn, id).await
}
