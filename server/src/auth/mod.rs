//! Who is asking and what they may do: logins, sessions, roles, grants, CSRF.

mod address;
mod first_admin;
mod grants;
mod guard;
mod login;
pub mod password;
mod rate;
mod session;
mod throttle;

pub use address::ClientAddress;
pub use first_admin::{FIRST_ADMIN_LOGIN, FirstAdminError, ensure_first_admin};
pub use grants::Grants;
pub use guard::{Actor, Admin, Operator, Qa, Viewer};
pub use login::{LoggedIn, confirm_password, log_in};
pub use rate::RateLimit;
pub use session::{COOKIE, CSRF_HEADER, cookie, expired_cookie, hash as hash_token, token_of};
pub use throttle::LoginThrottle;
